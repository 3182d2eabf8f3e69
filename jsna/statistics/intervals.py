"""Confidence intervals for proportions, counts and means.

One function per published method, named after the method. Nothing here rounds: rounding is a
decision about display and is taken once, in `jsna.words`.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jsna.lazy import special

Floats = NDArray[np.float64]
Z_95 = 1.959963984540054
"""Standard normal quantile at 0.975: 95% limits."""
Z_998 = 3.090232306167813
"""Standard normal quantile at 0.999: 99.8% limits."""
EXACT_BELOW = 10
"""Counts below this get exact limits, counts from this Byar's: the rule of OHID."""


class ValueWithLimits(NamedTuple):
    """A value and its limits, arrays of one shape, in one unit."""

    value: Floats
    lower: Floats
    upper: Floats


def tail(z: float) -> float:
    """Return the probability beyond a standard normal quantile: 0.025 for 1.96.

    Args:
        z: standard normal quantile, above 0.
    """
    return float(special.ndtr(-z))


def wilson(
    numerator: ArrayLike, denominator: ArrayLike, *, z: float = Z_95
) -> tuple[Floats, Floats]:
    """Wilson score interval for a proportion, without continuity correction.

    Args:
        numerator: people with the outcome, shape (n,); 0 or more.
        denominator: people at risk, shape (n,); must broadcast with `numerator`.
        z: standard normal quantile. The default gives 95% limits.

    Returns:
        (lower, upper): proportions between 0 and 1, shape (n,), not percentages. A row whose
        denominator is 0, or where either number is nan, gives nan: nothing was measured there.

    Raises:
        ValueError: if any numerator is negative or larger than its denominator.

    Source:
        Wilson EB (1927), J Am Stat Assoc 22:209-212; recommended for proportions in OHID
        technical guidance.

    Checked:
        Newcombe RG (1998), Stat Med 17:857-872, Table I: as printed, 4 decimals.
    """
    x, n = np.broadcast_arrays(np.asarray(numerator, float), np.asarray(denominator, float))
    if np.any(x < 0) or np.any(x > n):
        raise ValueError("each numerator must lie between 0 and its denominator")
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = 2 * x + z**2
        half_width = z * np.sqrt(z**2 + 4 * x * (1 - x / n))
        scale = 2 * (n + z**2)
        lower, upper = (centre - half_width) / scale, (centre + half_width) / scale
    measured = n > 0
    return (
        np.where(measured, np.clip(lower, 0, 1), np.nan),
        np.where(measured, np.clip(upper, 0, 1), np.nan),
    )


def byar(count: ArrayLike, *, z: float = Z_95) -> tuple[Floats, Floats]:
    """Byar's approximate interval for a Poisson count.

    Args:
        count: events, any shape; 0 or more, fractions allowed.
        z: standard normal quantile. The default gives 95% limits.

    Returns:
        (lower, upper): events, in the shape of `count`; nan where the count is nan. The lower
        limit of 0 events is 0, and it is never below 0.

    Raises:
        ValueError: if a count is negative.

    Source:
        Breslow NE, Day NE (1987), Statistical Methods in Cancer Research, volume II, IARC.

    Checked:
        Golden vector of the formula, 25 events at 95% and 99.8%: 8 figures.

    Differs:
        PHEindicatormethods 2.1.0 gives no lower limit for 0 events, nor where the cube is
        negative; here it is 0. PHStatsMethods 0.1.16 takes the level the wrong way round.
    """
    x = _counts(count)
    y = x + 1
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        lower = x * _cube(np.maximum(1 - 1 / (9 * x) - z / (3 * np.sqrt(x)), 0))
    upper = y * _cube(1 - 1 / (9 * y) + z / (3 * np.sqrt(y)))
    return np.where(x == 0, 0.0, lower), np.asarray(upper)


def exact_poisson(count: ArrayLike, *, z: float = Z_95) -> tuple[Floats, Floats]:
    """Exact interval for a Poisson count, from the chi-square distribution.

    Args:
        count: events, any shape; 0 or more. Fractions (apportioned counts) are allowed and
            give conservative limits.
        z: standard normal quantile. The default gives 95% limits.

    Returns:
        (lower, upper): events, in the shape of `count`; nan where the count is nan. The lower
        limit of 0 events is 0.

    Raises:
        ValueError: if a count is negative.

    Source:
        Garwood F (1936), Biometrika 28:437-442; Armitage P, Berry G (2002), Statistical
        Methods in Medical Research, 4th edition.

    Checked:
        Chi-square quantiles (scipy.stats) and the closed form for 0 events: 1e-12.

    Differs:
        PHStatsMethods 0.1.16 gives no lower limit for 0 events; here it is 0.
    """
    x = _counts(count)
    # Small counts repeat: each distinct one is solved once.
    distinct, place = np.unique(x.ravel(), return_inverse=True)
    beyond = tail(z)
    with np.errstate(invalid="ignore"):
        # Far below one event the lower limit is 0 to the last digit, and the solver gives up.
        lower = np.where(distinct < 1e-6, 0.0, special.gammaincinv(distinct, beyond))
        upper = special.gammainccinv(distinct + 1, beyond)
    return lower[place].reshape(x.shape), upper[place].reshape(x.shape)


def poisson(count: ArrayLike, *, z: float = Z_95) -> tuple[Floats, Floats]:
    """Interval for a count by OHID's rule: exact below 10 events, Byar's from 10.

    Args:
        count: events, any shape; 0 or more, fractions allowed.
        z: standard normal quantile. The default gives 95% limits.

    Returns:
        (lower, upper): events, in the shape of `count`; nan where the count is nan.

    Raises:
        ValueError: if a count is negative.

    Source:
        OHID, Fingertips technical guidance; method of phe_rate, PHEindicatormethods 2.1.0.

    Checked:
        PHStatsMethods 0.1.16 (rates of 1 or more events): 1e-9.
    """
    x = _counts(count)
    lower, upper = byar(x, z=z)
    small = x < EXACT_BELOW
    if np.any(small):
        lower[small], upper[small] = exact_poisson(x[small], z=z)
    return lower, upper


def student_t(values: ArrayLike, *, z: float = Z_95) -> ValueWithLimits:
    """Mean with limits from Student's t distribution.

    Args:
        values: one measurement per person or place, shape (..., k); the mean is over the last
            axis.
        z: standard normal quantile that names the level. The default gives 95% limits.

    Returns:
        (value, lower, upper): in the unit of `values`, shape (...). One missing measurement
        makes the mean missing. A single measurement has a mean and no limits.

    Raises:
        ValueError: if the last axis is empty.

    Source:
        Altman DG and others (2000), Statistics with Confidence, 2nd edition, chapter 4.

    Checked:
        PHStatsMethods 0.1.16 and scipy.stats.t: 1e-12.
    """
    x = np.asarray(values, float)
    k = x.shape[-1] if x.ndim else 0
    if k == 0:
        raise ValueError("a mean needs at least one measurement")
    mean = np.asarray(x.mean(axis=-1))
    if k == 1:
        return ValueWithLimits(mean, np.full_like(mean, np.nan), np.full_like(mean, np.nan))
    half_width = -special.stdtrit(k - 1, tail(z)) * x.std(axis=-1, ddof=1) / np.sqrt(k)
    return ValueWithLimits(mean, mean - half_width, mean + half_width)


def widened(
    value: ArrayLike, lower: ArrayLike, upper: ArrayLike, *, z: float = Z_998, held: float = Z_95
) -> ValueWithLimits:
    """Widen published limits to another level, where nothing else about a value is held.

    Each half is stretched by the ratio of the normal quantiles, so limits that lean to one side
    lean at the new level too. Prefer limits made from counts wherever counts are held.

    Args:
        value: published values, any shape.
        lower: their lower limits.
        upper: their upper limits.
        z: standard normal quantile of the level wanted. The default gives 99.8% limits.
        held: standard normal quantile of the limits given.

    Returns:
        (value, lower, upper): in the unit of the value; nan where a number is missing. A lower
        limit is not drawn below 0 where the one given is 0 or more.

    Raises:
        ValueError: if limits do not bracket their value.

    Source:
        Normal approximation on either side of the value; Altman DG and others (2000), Statistics
        with Confidence, 2nd edition, chapter 3.

    Checked:
        Limits of a mean with a known error: 1e-12; Byar's limits for 100 to 10,000 events:
        within a twentieth of their width.
    """
    v, low, high = np.broadcast_arrays(*(np.asarray(a, float) for a in (value, lower, upper)))
    if np.any(low > v + 1e-9) or np.any(v > high + 1e-9):
        raise ValueError("limits must bracket their value")
    ratio = z / held
    far_low = v - (v - low) * ratio
    far_low = np.where(low >= 0, np.maximum(far_low, 0.0), far_low)
    return ValueWithLimits(v, far_low, v + (high - v) * ratio)


def _counts(count: ArrayLike) -> Floats:
    x = np.asarray(count, float)
    if np.any(x < 0):
        raise ValueError("each count must be 0 or more")
    return x


def _cube(x: Floats) -> Floats:
    return np.asarray(x * x * x)
