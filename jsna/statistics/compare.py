"""Comparison with a benchmark, another area, a goal, or all areas: sides first, words after.

Sides are numbers: 1 above, -1 below, 0 similar, 2 and -2 beyond the 99.8% limits too, nan not
compared. Polarity turns sides into words only after the numbers are compared.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jsna.records import Polarity
from jsna.statistics.intervals import Z_95, Floats, exact_poisson, wilson
from jsna.statistics.quantiles import percentile_classes

ENOUGH_EXPECTED = 10
"""Below this many expected events a ward that looks similar may have double the risk."""
NOT_COMPARED, NOT_ENOUGH = "not_compared", "not_enough_events"
_JUDGED = ("worst", "worse", "similar", "better", "best")
_PLAIN = ("lowest", "lower", "similar", "higher", "highest")


def against_benchmark(
    lower: ArrayLike,
    upper: ArrayLike,
    benchmark: ArrayLike,
    lower_998: ArrayLike = np.nan,
    upper_998: ArrayLike = np.nan,
) -> Floats:
    """Compare an area's limits with a value that is taken as fixed.

    Args:
        lower: 95% lower limits, any shape.
        upper: 95% upper limits.
        benchmark: the value compared with; its own limits are ignored.
        lower_998: 99.8% lower limits; left out, sides are -1, 0 and 1 only.
        upper_998: 99.8% upper limits.

    Returns:
        Sides, -2 to 2; a limit equal to the benchmark is similar; nan where a 95% limit or the
        benchmark is missing.

    Raises:
        ValueError: if an upper limit is below its lower limit.

    Source:
        Fingertips comparator methods "Confidence intervals overlapping reference value", 95.0,
        99.8, and both.

    Checked:
        Cases on, inside and outside each limit: exact.
    """
    low, high, fixed, far_low, far_high = np.broadcast_arrays(
        *(np.asarray(a, float) for a in (lower, upper, benchmark, lower_998, upper_998))
    )
    if np.any(high < low) or np.any(far_high < far_low):
        raise ValueError("each upper limit must not be below its lower limit")
    near = (low > fixed).astype(float) - (high < fixed)
    far = (far_low > fixed).astype(float) - (far_high < fixed)
    known = np.isfinite(low) & np.isfinite(high) & np.isfinite(fixed)
    return np.where(known, near + np.where(near == far, far, 0), np.nan)


def spc_limits_proportion(
    denominator: ArrayLike, benchmark: ArrayLike, *, z: float = Z_95
) -> tuple[Floats, Floats]:
    """Control limits of a proportion: Wilson's around the benchmark.

    Args:
        denominator: people at risk in the area, any shape.
        benchmark: the benchmark's proportion, between 0 and 1.
        z: standard normal quantile: `Z_95` or `Z_998`.

    Returns:
        (lower, upper): proportions; nan where nobody is at risk.

    Raises:
        ValueError: if the benchmark is not a proportion.

    Source:
        Fingertips comparator method "SPC for proportions".

    Checked:
        Golden vector, 800 people at 0.15, both levels: 6 decimals as printed.
    """
    n, p = np.broadcast_arrays(np.asarray(denominator, float), np.asarray(benchmark, float))
    if np.any(p < 0) or np.any(p > 1):
        raise ValueError("the benchmark must be a proportion between 0 and 1")
    return wilson(np.minimum(n * p, n), n, z=z)


def spc_limits_events(expected: ArrayLike, *, z: float = Z_95) -> tuple[Floats, Floats]:
    """Control limits of a number of events: exact Poisson around the expected number.

    Args:
        expected: events at the benchmark's rate, any shape: the rate times the area's
            denominator (the effective one for a standardised rate).
        z: standard normal quantile: `Z_95` or `Z_998`.

    Returns:
        (lower, upper): events; divide by the denominator for a rate.

    Raises:
        ValueError: if an expected number is negative.

    Source:
        Fingertips comparator method "SPC for DSR".

    Checked:
        Chi-square quantiles: 1e-12. Fingertips bisects to 1e-7; here the quantile is solved.
    """
    return exact_poisson(expected, z=z)


def against_control_limits(
    value: ArrayLike, limits: tuple[Floats, Floats], limits_998: tuple[Floats, Floats]
) -> Floats:
    """Compare a value with the control limits around a benchmark.

    Args:
        value: the area's value, in the unit of the limits.
        limits: 95% control limits.
        limits_998: 99.8% control limits.

    Returns:
        Sides, -2 to 2; on a limit is inside; nan where value or limits are missing.

    Source:
        Fingertips comparator methods "SPC for proportions" and "SPC for DSR".

    Checked:
        Cases on, inside and outside each limit: exact.
    """
    v = np.asarray(value, float)
    side = np.zeros(np.broadcast_shapes(v.shape, limits[0].shape))
    for low, high in (limits, limits_998):
        side += (v > high).astype(float) - (v < low)
    known = np.isfinite(v) & np.isfinite(limits[0]) & np.isfinite(limits[1])
    return np.where(known, side, np.nan)


def two_intervals(
    lower: ArrayLike, upper: ArrayLike, other_lower: ArrayLike, other_upper: ArrayLike
) -> Floats:
    """Compare two intervals: similar if they overlap. For "latest against previous" only.

    Overlap is a cautious test: two intervals can overlap although their values differ.

    Args:
        lower: 95% lower limits of the value told about, any shape.
        upper: its 95% upper limits.
        other_lower: 95% lower limits of the value compared with.
        other_upper: its 95% upper limits.

    Returns:
        Sides -1, 0 or 1; touching intervals are similar; nan where a limit is missing.

    Source:
        Fingertips comparator method "Double overlapping confidence intervals".

    Checked:
        Cases apart, touching and overlapping: exact.
    """
    low, high, other_low, other_high = np.broadcast_arrays(
        *(np.asarray(a, float) for a in (lower, upper, other_lower, other_upper))
    )
    side = (low > other_high).astype(float) - (high < other_low)
    known = np.isfinite(low) & np.isfinite(high) & np.isfinite(other_low) & np.isfinite(other_high)
    return np.where(known, side, np.nan)


def against_goal(lower: ArrayLike, upper: ArrayLike, goal: ArrayLike) -> Floats:
    """Compare limits with a goal: above from the goal on, below only if wholly under it.

    Args:
        lower: 95% lower limits, any shape.
        upper: 95% upper limits.
        goal: the goal, in the same unit.

    Returns:
        Sides -1, 0 or 1; nan where a number is missing.

    Source:
        Fingertips goals ("use confidence intervals", one limit).

    Checked:
        Cases on, inside and outside: exact.
    """
    low, high, fixed = np.broadcast_arrays(*(np.asarray(a, float) for a in (lower, upper, goal)))
    known = np.isfinite(low) & np.isfinite(high) & np.isfinite(fixed)
    return np.where(known, (low >= fixed).astype(float) - (high < fixed), np.nan)


def value_against_goal(
    value: ArrayLike, goal: float, polarity: Polarity, *, upper_goal: float | None = None
) -> Floats:
    """Compare a bare value with a goal, or with a range between two.

    A value on a single goal has met it, whichever way is better. A range can also be the
    percentiles of areas (`quantiles.percentile`) or be made from last year's England value.

    Args:
        value: the area's value, any shape.
        goal: the goal, or the lower end of the range.
        polarity: which direction is better.
        upper_goal: the upper end of the range; a value on it lies above.

    Returns:
        Sides -1 or 1, and 0 within a range; nan where the value is missing, or where a single
        goal has no better side.

    Raises:
        ValueError: if the upper end of a range is below the lower.

    Source:
        Fingertips goals ("use values", one limit or two).

    Checked:
        Cases on, under and over, for each polarity: exact.
    """
    v = np.asarray(value, float)
    if upper_goal is not None:
        if upper_goal < goal:
            raise ValueError("the upper end of a goal's range must not be below the lower end")
        side = (v >= upper_goal).astype(float) - (v < goal)
    elif polarity is Polarity.NOT_JUDGED:
        return np.full(v.shape, np.nan)
    else:
        met_above = v >= goal if polarity is Polarity.HIGH_IS_GOOD else v > goal
        side = np.where(met_above, 1.0, -1.0)
    return np.where(np.isfinite(v), side, np.nan)


def quintiles(values: ArrayLike, polarity: Polarity) -> Floats:
    """Assign areas to fifths: 1 is best, 5 worst; lowest to highest where nothing is judged.

    Args:
        values: one value per area, shape (m,).
        polarity: which direction is better.

    Returns:
        Fifths, 1 to 5, shape (m,); nan as in `quantiles.percentile_classes`.

    Raises:
        ValueError: if `values` has more than one axis.

    Source:
        Fingertips comparator method "Quintiles" (2020 source code).

    Checked:
        Cuts by hand for ten values with ties: equal.
    """
    fifth = percentile_classes(values)
    return 6 - fifth if polarity is Polarity.HIGH_IS_GOOD else fifth


def outcome_words(
    side: ArrayLike,
    polarity: Polarity,
    *,
    expected: ArrayLike = np.inf,
    same_area: ArrayLike = False,
) -> NDArray[np.str_]:
    """Put sides into words, by which way is better for residents.

    Args:
        side: -2 to 2 or nan, any shape.
        polarity: which direction is better.
        expected: events expected at the benchmark's rate, where there are any to count.
        same_area: true where the area is the benchmark itself: never compared.

    Returns:
        `best`, `better`, `similar`, `worse`, `worst`; where nothing is judged `highest`,
        `higher`, `similar`, `lower`, `lowest`; `not_compared`; and `not_enough_events` in place
        of `similar` where fewer than 10 events were expected.

    Source:
        Fingertips outcome words (RAG and blue-orange-blue); floor of 10 expected events: this
        project.

    Checked:
        Every side and polarity: exact.
    """
    s, events, same = np.broadcast_arrays(
        np.asarray(side, float), np.asarray(expected, float), np.asarray(same_area, bool)
    )
    turned = -s if polarity is Polarity.LOW_IS_GOOD else s
    words = _PLAIN if polarity is Polarity.NOT_JUDGED else _JUDGED
    few = (s == 0) & (events < ENOUGH_EXPECTED)
    places = [same | np.isnan(s), few, *(turned == step for step in range(-2, 3))]
    return np.select(places, [NOT_COMPARED, NOT_ENOUGH, *words], NOT_COMPARED)
