"""What stands out about an area: its strengths and needs, chosen from figures by one rule.

An area with at least four areas of its kind is placed among them: the quarter at the good end of
an indicator is a strength, the quarter at the other end a need. A single council or county has
nobody to be placed among; there the 95% limits must lie wholly on one side of the country's value
(or, where no limits are held, the source itself must have printed better or worse).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jsna.catalogue import Catalogue
from jsna.records import Indicator, Observation, Polarity, Status
from jsna.series import Series
from jsna.words import compared

OLDEST = 10
"""Years before the edition's date after which a value no longer counts as today's."""
ENOUGH = 4
"""So many areas of one kind must hold a value before a quarter of them means anything."""
PER_THEME = 2
"""At most so many indicators of one theme, so that a list is not all about one thing."""
_SURE = (Status.OFFICIAL, Status.COMPUTED, Status.APPORTIONED, Status.APPROXIMATE)
"""Modelled values say what a model expects of such a place, so they never make a strength."""


@dataclass(frozen=True)
class _Candidate:
    """An indicator that stands out, and how far: smaller stands out further."""

    series: Series
    extent: float
    period_end: str

    @property
    def indicator(self) -> Indicator:
        return self.series.indicator

    @property
    def topic(self) -> tuple[str, str]:
        """Return theme and first chapter: two indicators that share both say much the same."""
        return self.indicator.theme, next(iter(self.indicator.chapters), "")


def judged(catalogue: Catalogue) -> list[Indicator]:
    """Return the indicators for which one direction is better for residents."""
    everything = catalogue.indicators.values()
    return [item for item in everything if item.polarity is not Polarity.NOT_JUDGED]


def strengths(candidates: Iterable[Series], count: int, as_at: str) -> list[Series]:
    """Return up to `count` series for which the area stands at the good end.

    Args:
        candidates: one series per indicator and stratum, all for the same area.
        count: how many at most.
        as_at: the edition's date, ISO; older values than `OLDEST` years are left out.
    """
    return _choose(candidates, count, as_at, at_good_end=True)


def needs(candidates: Iterable[Series], count: int, as_at: str) -> list[Series]:
    """Return up to `count` series for which the area stands at the end that calls for action.

    Arguments as for `strengths`.
    """
    return _choose(candidates, count, as_at, at_good_end=False)


def _choose(
    candidates: Iterable[Series], count: int, as_at: str, *, at_good_end: bool
) -> list[Series]:
    found = [
        _Candidate(series, extent, own.period_end)
        for series in candidates
        if (own := _usable(series, as_at)) is not None
        and (extent := _extent(series, own, at_good_end=at_good_end)) is not None
    ]
    found.sort(key=lambda item: (item.indicator.indicator_id, item.series.sex))
    found.sort(key=lambda item: item.period_end, reverse=True)
    found.sort(key=lambda item: item.extent)
    return [item.series for item in _varied(found)][:count]


def _usable(series: Series, as_at: str) -> Observation | None:
    """Return the area's newest value if it is sure and recent enough, else None."""
    own = series.latest
    if own is None or own.status not in _SURE or series.indicator.polarity is Polarity.NOT_JUDGED:
        return None
    oldest = f"{int(as_at[:4]) - OLDEST}{as_at[4:10]}"
    return own if own.period_end >= oldest else None


def _extent(series: Series, own: Observation, *, at_good_end: bool) -> float | None:
    """Return how far the area stands out towards the wanted end, or None if it does not."""
    if len(series.areas.siblings(series.area)) >= ENOUGH:
        return _place(series, own, at_good_end=at_good_end)
    return _gap(series, own, at_good_end=at_good_end)


def _place(series: Series, own: Observation, *, at_good_end: bool) -> float | None:
    """Return the share of siblings at least as far out, if it is a quarter of them or less.

    Areas that share a value count together: four that tie for first among eight are no quarter.
    """
    values = [item.value for item in series.alike() if item.value is not None]
    if len(values) < ENOUGH or own.value is None:
        return None
    from_top = (series.indicator.polarity is Polarity.HIGH_IS_GOOD) == at_good_end
    as_far = sum(value >= own.value if from_top else value <= own.value for value in values)
    share = as_far / len(values)
    return share if share <= 0.25 else None


def _gap(series: Series, own: Observation, *, at_good_end: bool) -> float | None:
    """Return minus the distance from the country's value, in half widths of the limits.

    Where no limits are held, the comparison that the source printed counts, after all others.
    """
    wanted, country = "better" if at_good_end else "worse", series.of("country")
    if own.lower_ci is None or own.upper_ci is None:
        return 0.0 if own.published_comparison == wanted else None
    said = compared(own, country, series.indicator, "")
    if said.direction != wanted or country is None:
        return None
    width = (own.upper_ci - own.lower_ci) / 2
    return -abs((own.value or 0) - (country.value or 0)) / width if width else 0.0


def _varied(found: Sequence[_Candidate]) -> list[_Candidate]:
    """Return the candidates in order, one per topic and at most `PER_THEME` per theme."""
    kept: list[_Candidate] = []
    for item in found:
        themes = [other.indicator.theme for other in kept]
        topics = [other.topic for other in kept]
        if item.topic not in topics and themes.count(item.indicator.theme) < PER_THEME:
            kept.append(item)
    return kept
