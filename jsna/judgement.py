"""What may be said of a value beside another: judged, as the source printed, or only apart.

The one rule behind every "better" and "worse": sentences, tables, strengths and needs, and the
priority score all ask here.
"""

from dataclasses import dataclass
from math import isfinite

from jsna.lazy import special
from jsna.records import Indicator, Observation, Polarity, Status
from jsna.statistics.compare import ENOUGH_EXPECTED, NOT_COMPARED, NOT_ENOUGH, against_benchmark
from jsna.statistics.intervals import Z_95, widened

UNTESTED = (Status.APPORTIONED, Status.APPROXIMATE, Status.MODELLED)
"""Statuses whose error is not chance: they are compared in size, and never judged."""
PRINTED = ("better", "similar", "worse", "higher", "lower")
"""Words of a source's own comparison that are taken over."""
BY_LIMITS, BY_FAR_LIMITS = "95% limits", "99.8% limits"
BY_SOURCE = "the comparison that the source printed"
UNTOLD, NO_FIGURE = "difference, not tested", "no figure for the same period"
PER = {"%": 100, "per 100": 100, "per 1,000": 1e3, "per 10,000": 1e4, "per 100,000": 1e5}
"""Unit -> so many people does its value stand for."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one value stands beside another, and by which rule.

    `direction` is better, worse, higher or lower (before them `possibly_` where a small area's
    value lies beyond 95% limits only), similar, `not_enough_events` or `not_compared`.
    """

    direction: str
    basis: str
    sure: bool = False
    """Whether the value lies beyond 99.8% limits."""
    distance: float = 0.0
    """Standard errors between value and comparator; 0 where no limits are held."""

    @property
    def is_tested(self) -> bool:
        return self.basis in (BY_LIMITS, BY_FAR_LIMITS)

    @property
    def probability(self) -> float | None:
        """Return how often chance alone would set two equal places so far apart; None if untold."""
        return float(2 * special.ndtr(-self.distance)) if self.is_tested else None


def judge(
    own: Observation | None,
    other: Observation | None,
    indicator: Indicator,
    *,
    is_published: bool = False,
    is_small: bool = False,
) -> Judgement:
    """Judge a value beside a comparator's value for the same period, which is taken as fixed.

    Args:
        own: the area's value.
        other: the comparator's value.
        indicator: its polarity and unit.
        is_published: whether `other` is what the source itself compares with (the country).
        is_small: whether the area is one of many small ones, told apart beyond 99.8% only.
    """
    if own is None or other is None or own.value is None or other.value is None:
        return Judgement(NOT_COMPARED, NO_FIGURE)
    if own.status in UNTESTED or other.status is Status.MODELLED:
        return Judgement(NOT_COMPARED, UNTOLD)
    if own.lower_ci is None or own.upper_ci is None:
        if is_published and own.published_comparison in PRINTED:
            return Judgement(own.published_comparison, BY_SOURCE)
        return Judgement(NOT_COMPARED, UNTOLD)
    return _tested(own, other, indicator, is_small=is_small)


def _tested(own: Observation, other: Observation, item: Indicator, *, is_small: bool) -> Judgement:
    far_low, far_high = far_limits(own)
    side = float(
        against_benchmark(own.lower_ci or 0, own.upper_ci or 0, other.value or 0, far_low, far_high)
    )
    if not side:
        events = expected(own, other, item)
        few = events is not None and events < ENOUGH_EXPECTED
        word = NOT_ENOUGH if few else "similar"
        return Judgement(word, BY_LIMITS, distance=_distance(own, other))
    sure = abs(side) > 1
    word = _word(side > 0, item.polarity)
    basis = BY_FAR_LIMITS if is_small and sure else BY_LIMITS
    if is_small and not sure:
        word = f"possibly_{word}"
    return Judgement(word, basis, sure, _distance(own, other))


def _word(is_higher: bool, polarity: Polarity) -> str:
    if polarity is Polarity.NOT_JUDGED:
        return "higher" if is_higher else "lower"
    return "better" if is_higher == (polarity is Polarity.HIGH_IS_GOOD) else "worse"


def _distance(own: Observation, other: Observation) -> float:
    """Return how many standard errors lie between, by the half of the limits on that side."""
    value, fixed = own.value or 0.0, other.value or 0.0
    near = own.lower_ci if value > fixed else own.upper_ci
    width = abs(value - (near or 0.0))
    return Z_95 * abs(value - fixed) / width if width else 0.0


def far_limits(own: Observation) -> tuple[float, float]:
    """Return 99.8% limits: those held, or else the 95% limits widened as `widened` says."""
    if own.lower_998 is not None and own.upper_998 is not None:
        return own.lower_998, own.upper_998
    found = widened(own.value or 0.0, own.lower_ci or 0.0, own.upper_ci or 0.0)
    return float(found.lower), float(found.upper)


def expected(own: Observation, other: Observation, indicator: Indicator) -> float | None:
    """Return the events expected at the comparator's level, or None where none are counted.

    A standardised rate holds its observed events: they are scaled by the ratio of the rates.
    """
    if own.value is None or other.value is None:
        return None
    if indicator.unit in PER and own.denominator and indicator.value_type != "standardised_rate":
        return other.value * own.denominator / PER[indicator.unit]
    if own.count is not None and own.value > 0 and indicator.value_type != "mean":
        return own.count * other.value / own.value
    return None


@dataclass(frozen=True, slots=True)
class Gap:
    """How many a year stand between an area and the comparator's level, with 95% limits.

    Above 0: the area has that many more than at the comparator's level.
    """

    value: float
    lower: float
    upper: float


def gap(own: Observation | None, other: Observation | None, indicator: Indicator) -> Gap | None:
    """Return the gap in people or events, or None where counts or limits are not held.

    Only for indicators whose catalogue entry says what is `counted`: the base of a survey is the
    people asked, and a gap among these would mislead. Crude rates and shares: the difference
    times the people it is about. Standardised rates and ratios: observed events less those
    expected. Events pooled over years are given for one year; the comparator's value is taken as
    fixed, so the limits are those of the area's own value.
    """
    if own is None or other is None or own.value is None or other.value is None:
        return None
    if not indicator.counted:
        return None
    if own.lower_ci is None or own.upper_ci is None or own.status in UNTESTED:
        return None
    ends = (own.value, own.lower_ci, own.upper_ci)
    base = _base(own, indicator)
    if base is None:
        return None
    found = [(end - other.value) * base / years(own, indicator) for end in ends]
    return Gap(*found) if all(isfinite(number) for number in found) else None


def _base(own: Observation, indicator: Indicator) -> float | None:
    """Return by what a difference in value is multiplied to give people or events."""
    if indicator.value_type in ("proportion", "crude_rate") and indicator.unit in PER:
        people = own.denominator or implied(own, indicator)
        return people / PER[indicator.unit] if people else None
    if indicator.value_type in ("standardised_rate", "ratio") and own.count and own.value:
        return own.count / own.value
    return None


def implied(own: Observation, indicator: Indicator) -> float | None:
    """Return the people that a count and its share imply, where the source prints no base."""
    if own.count and own.value:
        return own.count * PER[indicator.unit] / own.value
    return None


def years(own: Observation, indicator: Indicator) -> int:
    """Return over how many years events were pooled; a share of people is never a sum."""
    if indicator.value_type == "proportion":
        return 1
    first, last = int(own.period_start[:4]), int(own.period_end[:4])
    is_split = own.period_start[5:] != "01-01"
    return max(1, last - first + (0 if is_split else 1))
