"""Which series may be trend-tested, and what the test says: Fingertips' recent trend.

Single years, the latest five without a gap, none of them modelled or overlapping, none before a
break of the series. Everything else "cannot be calculated", with the reason in words.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from jsna.records import AreaType, Indicator, Observation, Status, Use
from jsna.statistics.trend import (
    NOT_CALCULATED,
    POINTS,
    Trend,
    recent_trend,
    recent_trend_proportion,
    trend_words,
)

TESTABLE = (Status.OFFICIAL, Status.COMPUTED)
"""Statuses of values whose changes can be tested; all others rest on an error beyond chance."""
DAYS = (364, 365)
"""Days between the first and the last day of one year."""


@dataclass(frozen=True, slots=True)
class RecentTrend:
    """What the test says of the latest five years, or why it cannot be made.

    `direction` is one of the words of `jsna.statistics.trend.trend_words`.
    """

    direction: str
    reason: str
    observations: tuple[Observation, ...] = ()

    @property
    def is_known(self) -> bool:
        return self.direction != NOT_CALCULATED

    @property
    def is_worse(self) -> bool:
        return self.direction.endswith("_worse")

    @property
    def is_better(self) -> bool:
        return self.direction.endswith("_better")


def recent(series: Iterable[Observation], indicator: Indicator, area_type: AreaType) -> RecentTrend:
    """Return the recent trend of one area's series of one stratum.

    Args:
        series: its observations, in any order.
        indicator: its polarity, kind of value, traps and breaks.
        area_type: the kind of area: a trap may hold for some kinds only.
    """
    if not indicator.may(Use.TREND, area_type):
        return _unknown("its figures must not be trend-tested")
    held = sorted(
        (item for item in series if item.status.has_value), key=lambda item: item.period_start
    )
    if any(item.status not in TESTABLE for item in held[-POINTS:]):
        return _unknown("its figures are estimates")
    if any(overlap(first, last) for first, last in itertools.pairwise(held)):
        return _unknown("its periods overlap")
    latest = since_break(held, indicator)[-POINTS:]
    if len(latest) < POINTS:
        after = " since its series changed" if len(held) >= POINTS else ""
        return _unknown(f"fewer than five years are held{after}")
    if not all(is_year(item) for item in latest):
        return _unknown("its periods are not single years")
    return _tested(latest, indicator)


def since_break(held: Sequence[Observation], indicator: Indicator) -> list[Observation]:
    """Return the observations after the last break of the series that lies among them."""
    begins = max((each.date for each in indicator.breaks), default="")
    ends = held[-1].period_end if held else ""
    return [item for item in held if ends < begins or item.period_start >= begins]


def crosses_break(first: Observation, last: Observation, indicator: Indicator) -> bool:
    """Return whether the series changes what it counts between two observations."""
    return any(first.period_start < each.date <= last.period_start for each in indicator.breaks)


def overlap(first: Observation, second: Observation) -> bool:
    """Return whether two periods share days, as rolling years do."""
    return second.period_start <= first.period_end and first.period_start <= second.period_end


def is_year(item: Observation) -> bool:
    """Return whether a period is one year long."""
    start, end = date.fromisoformat(item.period_start), date.fromisoformat(item.period_end)
    return (end - start).days in DAYS


def _unknown(reason: str) -> RecentTrend:
    return RecentTrend(NOT_CALCULATED, reason)


def _tested(latest: Sequence[Observation], indicator: Indicator) -> RecentTrend:
    years = [int(item.period_start[:4]) for item in latest]
    if any(later != earlier + 1 for earlier, later in itertools.pairwise(years)):
        return _unknown("a year is missing")
    found = _by_counts(latest, indicator, years) or _by_limits(latest, years)
    if found is None:
        return _unknown("counts and limits are not held")
    direction = str(trend_words(found.direction, indicator.polarity))
    reason = "" if direction != NOT_CALCULATED else "nobody or everybody is counted in a year"
    return RecentTrend(direction, reason, tuple(latest))


def _by_counts(
    latest: Sequence[Observation], indicator: Indicator, years: Sequence[int]
) -> Trend | None:
    pairs = [(item.count, item.denominator) for item in latest]
    is_sample = all(item.lower_ci is not None for item in latest)
    if indicator.value_type != "proportion" or not is_sample:
        return None
    if any(count is None or people is None for count, people in pairs):
        return None
    counts, people = zip(*pairs, strict=True)
    return recent_trend_proportion(counts, people, years)


def _by_limits(latest: Sequence[Observation], years: Sequence[int]) -> Trend | None:
    if any(item.lower_ci is None or item.upper_ci is None for item in latest):
        return None
    return recent_trend(
        [item.value or 0.0 for item in latest],
        [item.lower_ci or 0.0 for item in latest],
        [item.upper_ci or 0.0 for item in latest],
        years,
    )
