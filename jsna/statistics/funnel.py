"""Funnel plots: control lines, plotting positions, and which areas lie outside.

Sides are numbers: 2 and 1 lie above the 99.8% and the 95% line, -1 and -2 below, 0 inside.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from jsna.statistics.intervals import Z_95, Z_998, Floats, exact_poisson, poisson
from jsna.statistics.standardise import MINIMUM_EVENTS


class FunnelLine(NamedTuple):
    """A control line of a funnel for ratios: where it stands, and its height there."""

    expected: Floats
    ratio: Floats


def proportion_limits(
    denominator: ArrayLike, average: float, *, multiplier: float = 100, z: float = Z_95
) -> tuple[Floats, Floats]:
    """Control limits of a proportion: where an area's Wilson limit would touch the average.

    Args:
        denominator: people at risk, any shape, above 0.
        average: pooled proportion, between 0 and 1.
        multiplier: 100 gives percentages.
        z: standard normal quantile: `Z_95` or `Z_998`.

    Returns:
        (lower, upper): in units of `multiplier`, kept within 0 and `multiplier`; nan where
        nobody is at risk.

    Raises:
        ValueError: if the average is not a proportion.

    Source:
        Spiegelhalter DJ (2005), Stat Med 24:1185-1202; Fingertips funnel plot guide; method of
        calculate_funnel_limits, PHEindicatormethods 2.1.0.

    Checked:
        PHStatsMethods 0.1.16 lines, below their clip: 1e-9; Wilson's interval inverted: 1e-9.

    Differs:
        PHEindicatormethods 2.1.0 and PHStatsMethods 0.1.16 cut the upper line at 100 whatever
        the multiplier; here the cut is at the multiplier.
    """
    n = np.asarray(denominator, float)
    if not 0 <= average <= 1:
        raise ValueError("the average must be a proportion between 0 and 1")
    with np.errstate(invalid="ignore", divide="ignore"):
        half_width = np.where(n > 0, z * np.sqrt(average * (1 - average) / n), np.nan)
    return (
        np.clip(average - half_width, 0, 1) * multiplier,
        np.clip(average + half_width, 0, 1) * multiplier,
    )


def ratio_lines(observed: ArrayLike, *, z: float = Z_95) -> tuple[FunnelLine, FunnelLine]:
    """Control lines of a ratio or rate: where an area's exact limit would touch the average.

    Args:
        observed: events, any shape, 1 or more; one point of each line per number.
        z: standard normal quantile: `Z_95` or `Z_998`.

    Returns:
        (lower, upper): two lines, each with its own expected events (x) and ratio (y). For a
        rate, x over the average rate is the population, and y times the average the height.

    Raises:
        ValueError: if an observed number is below 1.

    Source:
        Fingertips funnel plot guide; method of calculate_funnel_limits,
        PHEindicatormethods 2.1.0, which bisects to 1e-7; here the quantile is solved.

    Checked:
        PHStatsMethods 0.1.16 lines: 5e-5, what its bisection leaves; the exact limit on the
        line touches 1: 1e-12.
    """
    o = np.asarray(observed, float)
    if not np.all(o >= 1):
        raise ValueError("a funnel line starts at 1 observed event")
    touched_above, touched_below = exact_poisson(o, z=z)
    return (
        FunnelLine(touched_below, np.asarray(o / touched_below)),
        FunnelLine(touched_above, np.asarray(o / touched_above)),
    )


def positions(smallest: float, largest: float, *, points: int = 100) -> Floats:
    """Return x-positions of a control line, closer together where it bends most.

    Args:
        smallest: smallest denominator plotted, 0 or more.
        largest: largest denominator plotted, above 0.
        points: how many positions.

    Returns:
        Whole numbers from 1 (or from the smallest, where the largest is at most twice that)
        that grow to the largest and rise by at least 1, shape (points,).

    Raises:
        ValueError: if largest is below smallest, or not above 0.

    Source:
        Fingertips funnel plot guide; method of calculate_funnel_limits,
        PHEindicatormethods 2.1.0. The round ends of its axis are left to the chart.

    Checked:
        Spacing and both ends: exact.
    """
    if smallest < 0 or largest < smallest or largest <= 0:
        raise ValueError("the largest denominator must be above 0 and not below the smallest")
    line = [1.0 if largest > 2 * smallest else max(1.0, float(np.floor(smallest)))]
    for left in range(points - 1, 0, -1):
        step = float(np.round((largest / line[-1]) ** (1 / left) * line[-1]))
        line.append(max(step, line[-1] + 1))
    return np.array(line)


def derived_denominator(
    count: ArrayLike, rate: ArrayLike, *, multiplier: float = 100_000, years: float = 1
) -> Floats:
    """Return the effective population of a standardised rate: the x-position of its point.

    Args:
        count: events, any shape.
        rate: standardised rate per `multiplier`; broadcasts with `count`.
        multiplier: "per how many".
        years: years pooled in the count.

    Returns:
        People per year; nan below 10 events, where no rate is given, and where the rate is 0.

    Source:
        Fingertips funnel plot guide; method of calculate_funnel_points,
        PHEindicatormethods 2.1.0.

    Checked:
        The formula by hand: 1e-12.
    """
    x, r = np.broadcast_arrays(np.asarray(count, float), np.asarray(rate, float))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where((x >= MINIMUM_EVENTS) & (r > 0), multiplier * x / r / years, np.nan)


def proportion_side(numerator: ArrayLike, denominator: ArrayLike) -> Floats:
    """Tell which areas lie outside the funnel of a proportion.

    Args:
        numerator: people with the outcome, shape (m,).
        denominator: people at risk, shape (m,).

    Returns:
        Side of each area against the pooled average, -2 to 2, shape (m,); nan where a number
        is missing or nobody is at risk. Missing areas do not enter the average.

    Raises:
        ValueError: if a numerator lies outside 0 and its denominator.

    Source:
        Method of assign_funnel_significance, PHEindicatormethods 2.1.0.

    Checked:
        PHStatsMethods 0.1.16 labels of 200 areas: equal.
    """
    x, n = np.broadcast_arrays(np.asarray(numerator, float), np.asarray(denominator, float))
    if np.any(x < 0) or np.any(x > n):
        raise ValueError("each numerator must lie between 0 and its denominator")
    known = np.isfinite(x) & (n > 0)
    if not known.any():
        return np.full(x.shape, np.nan)
    average = float(x[known].sum() / n[known].sum())
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(known, x / n, np.nan)
    side = np.zeros(x.shape)
    for z in (Z_95, Z_998):
        lower, upper = proportion_limits(n, average, multiplier=1, z=z)
        side += (value > upper).astype(float) - (value < lower)
    return np.where(known, side, np.nan)


def ratio_side(observed: ArrayLike, expected: ArrayLike) -> Floats:
    """Tell which areas lie outside the funnel of a ratio or rate.

    Args:
        observed: events, shape (m,); 0 or more.
        expected: events expected at the average, shape (m,); for a rate, its denominator
            (derived, if standardised) times the average.

    Returns:
        Side of each area, -2 to 2, shape (m,); nan where a number is missing or nothing was
        expected. The limits of the observed number are exact below 10, Byar's from 10.

    Raises:
        ValueError: if a number is negative.

    Source:
        Method of assign_funnel_significance, PHEindicatormethods 2.1.0.

    Checked:
        PHStatsMethods 0.1.16 labels of 200 areas: equal.
    """
    o, e = np.broadcast_arrays(np.asarray(observed, float), np.asarray(expected, float))
    if np.any(e < 0):
        raise ValueError("each expected number must be 0 or more")
    side = np.zeros(o.shape)
    for z in (Z_95, Z_998):
        lower, upper = poisson(o, z=z)
        side += (lower > e).astype(float) - (upper < e)
    return np.where(np.isfinite(o) & (e > 0), side, np.nan)
