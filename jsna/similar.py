"""A council beside the councils that a published list calls similar: range, middle, place."""

from dataclasses import dataclass
from statistics import median

from jsna import words
from jsna.records import Observation
from jsna.series import Series

SIMILAR = ("lowest", "middle", "highest", "among")
"""Columns of a table that stands beside similar councils."""
_FEWEST = 3
"""Similar councils needed before any is called lowest or highest."""


@dataclass(frozen=True)
class Beside:
    """What similar councils hold for the newest period of a series, lowest first."""

    series: Series
    held: tuple[Observation, ...]

    @property
    def lowest(self) -> str:
        return self._named(self.held[0])

    @property
    def highest(self) -> str:
        return self._named(self.held[-1])

    @property
    def middle(self) -> str:
        value = median([item.value or 0.0 for item in self.held])
        return words.shown(value, self.series.indicator.unit, self.series.indicator.decimals)

    @property
    def place(self) -> str:
        """Return the council's place among itself and them: "3rd highest of 11"."""
        own = self.series.latest
        assert own is not None
        values = [item.value or 0.0 for item in (own, *self.held)]
        above = sum(value > (own.value or 0.0) for value in values)
        return f"{words.rank(above + 1, len(values))} of {len(values)}"

    def _named(self, item: Observation) -> str:
        name = self.series.areas[item.area_code].name
        return f"{words.said(item, self.series.indicator)} ({name})"


def beside_similar(series: Series) -> Beside | None:
    """Return what similar councils hold, None where fewer than three hold a figure."""
    own = series.latest
    codes = [area.area_code for area in series.areas.similar(series.area)]
    found = [
        item
        for item in series.select(codes)
        if own is not None and item.period == own.period and item.value is not None
    ]
    if len(found) < _FEWEST:
        return None
    return Beside(
        series, tuple(sorted(found, key=lambda item: (item.value or 0.0, item.area_code)))
    )


def similar_cells(series: Series) -> dict[str, str | None]:
    """Return the cells of a table row; each is None where nothing is held."""
    found = beside_similar(series)
    if found is None:
        return dict.fromkeys(SIMILAR)
    return {
        "lowest": found.lowest,
        "middle": found.middle,
        "highest": found.highest,
        "among": found.place,
    }


def similar_titles(series: Series) -> dict[str, str]:
    """Return the titles of these columns, which say how many councils there are."""
    count = len(series.areas.similar(series.area))
    return {
        "lowest": f"Lowest of {count}",
        "middle": f"Middle of {count}",
        "highest": f"Highest of {count}",
        "among": "Place",
    }
