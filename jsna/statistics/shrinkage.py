"""Empirical Bayes: small areas' figures drawn towards the mean of all, beside the raw figure.

A shrunken figure never replaces the raw one and carries no limits: the usual ones would leave
out that the mean and the spread are estimated too.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from jsna.statistics.intervals import Floats


class Shrunken(NamedTuple):
    """Raw and shrunken figures, the mean they are drawn to, and the share of the raw kept."""

    raw: Floats
    value: Floats
    kept: Floats
    mean: float


def shrink_rates(
    count: ArrayLike, population: ArrayLike, *, multiplier: float = 100_000
) -> Shrunken:
    """Shrink crude rates of areas towards their pooled rate.

    Args:
        count: events, shape (m,); 0 or more.
        population: people or person-years, shape (m,).
        multiplier: "per how many".

    Returns:
        Rates per `multiplier`. An area without people keeps nothing and gets the mean; a
        missing number gives nan. Where areas differ no more than chance allows, all get the
        mean.

    Raises:
        ValueError: for negative numbers, more than one axis, or nobody in any area.

    Source:
        Marshall RJ (1991), Applied Statistics 40:283-294 (method of moments, global mean).

    Checked:
        Posterior mean of the gamma-Poisson model with the same moments: 1e-12.
    """
    x, n = np.broadcast_arrays(np.asarray(count, float), np.asarray(population, float))
    if x.ndim != 1 or np.any(x < 0) or np.any(n < 0):
        raise ValueError("counts and populations are one row of numbers, 0 or more")
    known = np.isfinite(x) & (n > 0)
    if not known.any():
        raise ValueError("at least one area must have people and a count")
    people = n[known].sum()
    mean = x[known].sum() / people
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = np.where(known, x / n, np.nan)
        noise = np.where(n > 0, mean / n, np.inf)
    seen = (n[known] * (rate[known] - mean) ** 2).sum() / people
    between = max(float(seen - mean / n[known].mean()), 0.0)
    result = _shrunken(rate, noise, between, float(mean))
    value = np.where((n == 0) & np.isfinite(x), mean, result.value)
    return Shrunken(rate * multiplier, value * multiplier, result.kept, float(mean) * multiplier)


def shrink_values(values: ArrayLike, errors: ArrayLike) -> Shrunken:
    """Shrink values with known standard errors towards their weighted mean.

    Args:
        values: one value per area, shape (m,), on a scale where errors are roughly normal
            (log for rates, logit for shares).
        errors: standard errors, shape (m,), above 0.

    Returns:
        Values in the same unit; nan where a number is missing.

    Raises:
        ValueError: for an error of 0 or below, more than one axis, or no known value.

    Source:
        DerSimonian R, Laird N (1986), Control Clin Trials 7:177-188 (spread between areas);
        Efron B, Morris C (1975), J Am Stat Assoc 70:311-319 (shrinkage).

    Checked:
        Three areas by hand: 1e-12.
    """
    y, se = np.broadcast_arrays(np.asarray(values, float), np.asarray(errors, float))
    if y.ndim != 1 or np.any(se <= 0):
        raise ValueError("values are one row of numbers with standard errors above 0")
    known = np.isfinite(y) & np.isfinite(se)
    if not known.any():
        raise ValueError("at least one area must have a value and a standard error")
    inverse = 1 / se[known] ** 2
    first_mean = (inverse * y[known]).sum() / inverse.sum()
    excess = (inverse * (y[known] - first_mean) ** 2).sum() - (known.sum() - 1)
    room = inverse.sum() - (inverse**2).sum() / inverse.sum()
    between = max(float(excess / room), 0.0) if room > 0 else 0.0
    weights = 1 / (se[known] ** 2 + between)
    mean = float((weights * y[known]).sum() / weights.sum())
    return _shrunken(np.where(known, y, np.nan), se**2, between, mean)


def _shrunken(raw: Floats, noise: Floats, between: float, mean: float) -> Shrunken:
    spread = between + noise
    with np.errstate(invalid="ignore", divide="ignore"):
        kept = np.where(spread > 0, between / spread, 0.0)
    kept = np.where(np.isnan(noise), np.nan, kept)
    return Shrunken(raw, mean + kept * (raw - mean), kept, mean)
