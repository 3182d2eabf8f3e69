"""Life expectancy from an abridged life table, and healthy life expectancy on top of it.

Age bands are the last axis: 0, 1-4, 5-9 and so on to 85+ (19 bands) or 90+ (20 bands).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from jsna.statistics.intervals import Z_95, Floats, ValueWithLimits

TOP_BANDS = {19: 85, 20: 90}
"""Number of age bands: age at which the last, open band starts."""
MINIMUM_POPULATION = 5_000
"""Person-years must exceed this (Toson and Baker 2003)."""
WIDEST_INTERVAL = 20
"""A value whose 95% limits lie further apart than this many years is withheld."""


class LifeTable(NamedTuple):
    """Years still to live at the start of each band, and the table they rest on.

    `survivors` are people of one born who reach each band; `years` are the years they live in it.
    """

    expectancy: ValueWithLimits
    survivors: Floats
    years: Floats
    top_band: int


def life_expectancy(deaths: ArrayLike, population: ArrayLike, *, z: float = Z_95) -> LifeTable:
    """Period life expectancy at each age: Chiang's abridged table, Silcocks' variance.

    Args:
        deaths: deaths by age band, shape (..., bands) with 19 bands (85+) or 20 (90+).
        population: person-years by age band, same shape. Pool years for small areas: one ward
            and one year give limits 3 years either side.
        z: standard normal quantile. The default gives 95% limits.

    Returns:
        A life table of shape (..., bands); expectancy in years. All of a place is nan where a
        band has nobody, a number is missing or below 0, deaths exceed the population, 5,000
        person-years or fewer were lived, or nobody died in the top band. Where 95% limits lie
        more than 20 years apart the value is nan and the limits stay.

    Raises:
        ValueError: for another number of bands.

    Source:
        Chiang CL (1968), Introduction to Stochastic Processes in Biostatistics (II); Silcocks
        PBS and others (2001), J Epidemiol Community Health 55:38-43; Eayres D, Williams ES
        (2004), same journal 58:243-249; Toson B, Baker A (2003), ONS; method of
        phe_life_expectancy, PHEindicatormethods 2.1.0, which knows 90+ only.

    Checked:
        Worked table of phe_life_expectancy (20 ages, value and limits): 1e-9 relative.
    """
    d, p = np.broadcast_arrays(np.asarray(deaths, float), np.asarray(population, float))
    bands = d.shape[-1] if d.ndim else 0
    if bands not in TOP_BANDS:
        raise ValueError("a life table needs 19 age bands (85+) or 20 (90+)")
    valid = np.all((p > 0) & (d >= 0) & (d <= p), axis=-1) & (d[..., -1] > 0)
    valid &= p.sum(axis=-1) > MINIMUM_POPULATION
    d, p = np.where(valid[..., None], d, np.nan), np.where(valid[..., None], p, np.nan)
    width, lived = _widths(bands)
    dying = _probability_of_dying(d, p, width, lived)
    survivors = np.cumprod(np.concatenate([np.ones_like(d[..., :1]), 1 - dying], -1), -1)[..., :-1]
    survivors = np.where(valid[..., None], survivors, np.nan)
    lost = survivors * dying
    years = width * (survivors - lost + lived * lost)
    years[..., -1] = survivors[..., -1] * p[..., -1] / d[..., -1]
    value = _onwards(years) / _of(survivors)
    variance = _onwards(_variances(d, p, dying, survivors, value, width, lived))
    half_width = np.sqrt(variance) / _of(survivors)
    shown = 2 * Z_95 * half_width <= WIDEST_INTERVAL
    limits = value - z * half_width, value + z * half_width
    expectancy = ValueWithLimits(np.where(shown, value, np.nan), *limits)
    return LifeTable(expectancy, survivors, years, TOP_BANDS[bands])


def _widths(bands: int) -> tuple[Floats, Floats]:
    """Return years in each band, and the share of them lived by those who die in it.

    The open band has no width: its years are survivors over the death rate.
    """
    width = np.array([1.0, 4.0, *[5.0] * (bands - 3), 1.0])
    lived = np.array([0.1, *[0.5] * (bands - 1)])
    return width, lived


def _probability_of_dying(d: Floats, p: Floats, width: Floats, lived: Floats) -> Floats:
    rate = d / p
    dying = width * rate / (1 + width * rate * (1 - lived))
    dying = np.where(d > p / width / lived, 1.0, dying)
    dying[..., -1] = 1.0
    return dying


def _variances(
    d: Floats,
    p: Floats,
    dying: Floats,
    survivors: Floats,
    value: Floats,
    width: Floats,
    lived: Floats,
) -> Floats:
    """Return what each band adds to the variance of the years lived from any earlier age."""
    with np.errstate(invalid="ignore", divide="ignore"):
        of_dying = np.where(d > 0, dying**2 * (1 - dying) / d, d * 0)
    after = np.append(value[..., 1:], np.zeros_like(value[..., :1]), axis=-1)
    parts = of_dying * survivors**2 * ((1 - lived) * width + after) ** 2
    last_rate = d[..., -1] / p[..., -1]
    parts[..., -1] = survivors[..., -1] ** 2 / (d[..., -1] * last_rate**2)
    return np.asarray(parts)


def _onwards(parts: Floats) -> Floats:
    """Return sums from each band to the last."""
    return np.asarray(np.cumsum(parts[..., ::-1], axis=-1)[..., ::-1])


def _of(survivors: Floats) -> Floats:
    return np.where(survivors > 0, survivors, np.nan)


def healthy_life_expectancy(
    table: LifeTable, share_healthy: ArrayLike, asked: ArrayLike, *, z: float = Z_95
) -> ValueWithLimits:
    """Years still to live in good health: Sullivan's method.

    Args:
        table: the place's life table.
        share_healthy: share in good health by age band, between 0 and 1, shape (..., bands).
        asked: people asked in each band, above 0; `inf` where everybody was (a census).
        z: standard normal quantile. The default gives 95% limits.

    Returns:
        (value, lower, upper): years, shape (..., bands); nan where the table is, or a share is
        missing. Limits carry the uncertainty of the shares only, as ONS does for large
        populations; that of mortality is left out.

    Raises:
        ValueError: for a share outside 0 to 1, nobody asked, or bands that do not fit.

    Source:
        Sullivan DF (1971), HSMHA Health Reports 86:347-354; Jagger C and others (2014), Health
        Expectancy Calculation by the Sullivan Method: A Practical Guide, 4th edition.

    Checked:
        All healthy gives life expectancy, none gives 0, and a table summed by hand: 1e-12.
    """
    share, people = np.asarray(share_healthy, float), np.asarray(asked, float)
    if share.shape[-1:] != table.years.shape[-1:]:
        raise ValueError("shares in good health must have the bands of the life table")
    if np.any(share < 0) or np.any(share > 1) or np.any(people <= 0):
        raise ValueError("shares must lie between 0 and 1, and somebody must have been asked")
    value = _onwards(table.years * share) / _of(table.survivors)
    variance = _onwards(table.years**2 * share * (1 - share) / people)
    half_width = z * np.sqrt(variance) / _of(table.survivors)
    return ValueWithLimits(value, value - half_width, value + half_width)
