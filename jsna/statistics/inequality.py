"""Inequality along deprivation: the slope index and the relative index, with limits.

Groups are the last axis, the most deprived first. Nothing here draws random numbers: limits
are closed forms, exact for untransformed values and first-order (delta method) otherwise.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from jsna.lazy import special
from jsna.statistics.intervals import Z_95, Floats, ValueWithLimits

FEWEST_GROUPS, MOST_GROUPS = 5, 100


class Scale(StrEnum):
    """The scale on which the line is fitted: as it is, log for rates, logit for shares."""

    AS_IS = "as_is"
    LOG = "log"
    LOGIT = "logit"


class Inequality(NamedTuple):
    """Slope index (absolute gap), relative index (ratio), and the line's lower end."""

    slope: ValueWithLimits
    relative: ValueWithLimits
    start: Floats


def standard_error(
    lower: ArrayLike, upper: ArrayLike, *, scale: Scale = Scale.AS_IS, z: float = Z_95
) -> Floats:
    """Return the standard error that a pair of limits stands for, on a scale.

    Args:
        lower: lower limits, any shape; above 0 for log, between 0 and 1 for logit.
        upper: upper limits, same shape and unit.
        scale: the scale on which the error is wanted.
        z: standard normal quantile of the limits.

    Returns:
        Standard errors; nan where a limit is missing or has no log or logit.

    Source:
        Method of phe_sii, PHEindicatormethods 2.1.0.

    Checked:
        Limits made from a known error: 1e-12.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = (_onto(np.asarray(limit, float), scale) for limit in (lower, upper))
        error = (high - low) / (2 * z)
    return np.where(np.isfinite(error), error, np.nan)


def slope_index(
    values: ArrayLike,
    population: ArrayLike,
    errors: ArrayLike,
    *,
    scale: Scale = Scale.AS_IS,
    reverse: bool = False,
    z: float = Z_95,
) -> Inequality:
    """Slope index and relative index of inequality over deprivation groups.

    The slope is the difference between the two ends of a line fitted through all groups; the
    relative index is their ratio, the least deprived end over the most deprived.

    Args:
        values: value of each group, most deprived first, shape (..., groups); above 0 for log,
            between 0 and 1 for logit.
        population: people in each group, shape (..., groups).
        errors: standard error of each value **on the scale of the fit** (`standard_error`).
        scale: as it is, log (rates) or logit (proportions).
        reverse: tell the gap from the other end: the slope changes sign, the ratio is inverted.
        z: standard normal quantile. The default gives 95% limits.

    Returns:
        Slope (unit of `values`) and ratio with limits, and the fitted value at the most
        deprived end, each of shape (...). nan where a group lacks a value or people. A missing
        error leaves the value without limits. A ratio has no limits where the start cannot be
        told from 0.

    Raises:
        ValueError: for fewer than 5 or more than 100 groups, or a negative population or error.

    Source:
        Low A, Low A (2004), J Epidemiol Community Health 58:973; method of phe_sii,
        PHEindicatormethods 2.1.0, with its 100,000 random draws replaced by the variance of a
        weighted sum, Fieller's theorem for the ratio, and the delta method for log and logit.

    Checked:
        Golden vector of PHEindicatormethods' documentation example: as printed; 200,000
        fixed-seed draws on each scale: 1%, the noise of the draws.
    """
    y, n, se = np.broadcast_arrays(*(np.asarray(a, float) for a in (values, population, errors)))
    if not FEWEST_GROUPS <= y.shape[-1] <= MOST_GROUPS:
        raise ValueError("an index of inequality needs 5 to 100 groups")
    if np.any(n < 0) or np.any(se < 0):
        raise ValueError("populations and standard errors must be 0 or more")
    slope_weights, start_weights = _weights(n)
    with np.errstate(invalid="ignore", divide="ignore"):
        fitted = _onto(y, scale)
    fitted = np.where(np.isfinite(fitted), fitted, np.nan)
    # Taking the middle out first makes the slope of a constant exactly 0.
    middle = fitted.mean(axis=-1)
    around = fitted - middle[..., None]
    slope = (slope_weights * around).sum(axis=-1)
    start = middle + (start_weights * around).sum(axis=-1)
    result = _index(start, slope, start_weights, slope_weights, se, scale, z)
    return _reversed(result) if reverse else result


def _weights(population: Floats) -> tuple[Floats, Floats]:
    """Return what each group adds to the slope and to the start of the fitted line."""
    with np.errstate(invalid="ignore", divide="ignore"):
        people = np.where(population > 0, population, np.nan)
        a = people / people.sum(axis=-1, keepdims=True)
        b = np.cumsum(a, axis=-1) - a / 2
        centre = (a * b).sum(axis=-1, keepdims=True)
        slope = a * (b - centre) / (a * (b - centre) ** 2).sum(axis=-1, keepdims=True)
    return slope, a - slope * centre


def _index(
    start: Floats,
    slope: Floats,
    start_weights: Floats,
    slope_weights: Floats,
    se: Floats,
    scale: Scale,
    z: float,
) -> Inequality:
    end_weights = start_weights + slope_weights
    low, high = _back(start, scale), _back(start + slope, scale)
    steep_low, steep_high = _steepness(low, scale), _steepness(high, scale)
    gradient = steep_high[..., None] * end_weights - steep_low[..., None] * start_weights
    half_width = z * np.sqrt(((gradient * se) ** 2).sum(axis=-1))
    difference = slope if scale is Scale.AS_IS else high - low
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(low != 0, high / low, np.nan)
        if scale is Scale.AS_IS:
            limits = _fieller(high, low, end_weights * se, start_weights * se, z)
        else:
            pull = (steep_high / high)[..., None] * end_weights
            pull -= (steep_low / low)[..., None] * start_weights
            spread = np.exp(z * np.sqrt(((pull * se) ** 2).sum(axis=-1)))
            limits = ratio / spread, ratio * spread
    return Inequality(
        ValueWithLimits(difference, difference - half_width, difference + half_width),
        ValueWithLimits(ratio, *limits),
        low,
    )


def _fieller(
    top: Floats, bottom: Floats, top_parts: Floats, bottom_parts: Floats, z: float
) -> tuple[Floats, Floats]:
    """Return limits of a ratio of two weighted sums of independent normal values."""
    square = bottom**2 - z**2 * (bottom_parts**2).sum(axis=-1)
    cross = top * bottom - z**2 * (top_parts * bottom_parts).sum(axis=-1)
    rest = top**2 - z**2 * (top_parts**2).sum(axis=-1)
    square = np.where(square > 0, square, np.nan)
    root = np.sqrt(np.maximum(cross**2 - square * rest, 0))
    return (cross - root) / square, (cross + root) / square


def _reversed(result: Inequality) -> Inequality:
    slope, relative = result.slope, result.relative
    with np.errstate(invalid="ignore", divide="ignore"):
        inverted = ValueWithLimits(*(1 / np.where(r > 0, r, np.nan) for r in relative))
    return Inequality(
        ValueWithLimits(-slope.value, -slope.upper, -slope.lower),
        ValueWithLimits(inverted.value, inverted.upper, inverted.lower),
        result.start,
    )


def _onto(values: Floats, scale: Scale) -> Floats:
    if scale is Scale.LOG:
        return np.log(values)
    if scale is Scale.LOGIT:
        return np.asarray(special.logit(values))
    return values


def _back(fitted: Floats, scale: Scale) -> Floats:
    if scale is Scale.LOG:
        return np.exp(fitted)
    if scale is Scale.LOGIT:
        return np.asarray(special.expit(fitted))
    return fitted


def _steepness(value: Floats, scale: Scale) -> Floats:
    """Return how fast a value moves with its place on the scale of the fit."""
    if scale is Scale.LOG:
        return value
    if scale is Scale.LOGIT:
        return np.asarray(value * (1 - value))
    return np.ones_like(value)
