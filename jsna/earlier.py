"""Wards of before a change of lines: how the residents of today's wards are spread over them.

The shares are figures like any other (`INDICATOR`, one category for each earlier ward). Nothing is
carried over from an earlier ward to one of today: its figures keep its name and its years.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from jsna.areas import Areas
from jsna.errors import DataError
from jsna.observations import Observations, Selection
from jsna.records import Area, Observation
from jsna.series import Series

INDICATOR = "residents_by_earlier_ward"
CATEGORY_TYPE = "Earlier ward"
LEAST = 15.0
"""An earlier ward is drawn on a page where it covers at least so many per cent of residents."""
COVERED = 5.0
"""An earlier ward leads to today's wards that took over at least so many per cent of it."""


@dataclass(frozen=True)
class Overlap:
    """People who live today in one area, in that part of it which lay in an earlier one."""

    earlier: Area
    today: Area
    people: float
    share: float
    """Per cent of today's area."""


def overlaps(observations: Observations, areas: Areas, today: Area | None = None) -> list[Overlap]:
    """Return the overlaps of one of today's wards, or of all, the largest shares first."""
    codes = None if today is None else (today.area_code,)
    rows = observations.select(Selection(INDICATOR, codes, category_type=CATEGORY_TYPE))
    found = [_overlap(row, areas) for row in rows if row.value is not None]
    return sorted(found, key=lambda item: (-item.share, item.earlier.name))


def _overlap(row: Observation, areas: Areas) -> Overlap:
    today = areas[row.area_code]
    earlier = areas.earlier(today, row.category)
    if earlier is None:
        raise DataError(
            f"data/figures/, {INDICATOR}: there is no earlier area {row.category!r} beside "
            f"{today.name} in data/areas/areas.csv. Add its row, or tabulate again."
        )
    return Overlap(earlier, today, row.count or 0.0, row.value or 0.0)


def taken_over_by(earlier: Area, found: Iterable[Overlap]) -> list[Overlap]:
    """Return where the people of an earlier ward live today: `COVERED` per cent or above.

    Args:
        earlier: a ward of before the change.
        found: the overlaps of all of today's wards.
    """
    own = [item for item in found if item.earlier == earlier]
    whole = sum(item.people for item in own)
    shares = [replace(item, share=100 * item.people / whole) for item in own if whole]
    kept = [item for item in shares if item.share >= COVERED]
    return sorted(kept, key=lambda item: (-item.share, item.today.name))


def before(series: Series, found: Iterable[Overlap]) -> Series:
    """Return the series of the earlier ward that covers most of an area, under its own name.

    Others that cover `LEAST` per cent or above are its companions, which a trend draws beside it.
    Where nothing overlaps, the series stays what it was.
    """
    kept = [labelled(item.earlier) for item in found if item.share >= LEAST]
    return replace(series, area=kept[0], companions=tuple(kept[1:])) if kept else series


def labelled(area: Area) -> Area:
    """Return an earlier area whose very name says that it ended: "Easton (ward until 2023)"."""
    return replace(area, name=f"{area.name} ({area.area_type.word} until {area.valid_to[:4]})")
