"""Rates made comparable between places of different ages: direct and indirect standardisation.

Age bands are the last axis everywhere. A missing count makes the result missing: a withheld
count is not nobody.
"""

import numpy as np
from numpy.typing import ArrayLike

from jsna.statistics.intervals import Z_95, Floats, ValueWithLimits, byar, poisson

MINIMUM_EVENTS = 10
"""Below this many events no directly standardised rate is given."""
UNRELIABLE_BELOW = 20
"""Below this many deaths ONS marks a rate "u", unreliable."""
_ESP_2013 = (
    5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000,
    7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000,
)  # fmt: skip


def european_standard_population(top_band: int = 90) -> Floats:
    """Return the European Standard Population 2013 by five-year age band.

    Args:
        top_band: age at which the last, open band starts; a multiple of 5 from 5 to 90.

    Returns:
        People aged 0-4, 5-9, ... and `top_band` or older, shape (top_band / 5 + 1,); they sum
        to 100,000.

    Raises:
        ValueError: for another top band.

    Source:
        Eurostat (2013), Revision of the European Standard Population, methodologies and
        working papers.

    Checked:
        The published 19 bands and their sum: exact.
    """
    if top_band % 5 or not 5 <= top_band <= 90:
        raise ValueError("the top band must start at a multiple of 5 from 5 to 90")
    people = np.array(_ESP_2013, float)
    last = top_band // 5
    return np.append(people[:last], people[last:].sum())


def directly_standardised(
    count: ArrayLike,
    population: ArrayLike,
    standard: ArrayLike,
    *,
    multiplier: float = 100_000,
    z: float = Z_95,
) -> ValueWithLimits:
    """Directly standardised rate with Dobson's limits, for events that happen once.

    Args:
        count: events by age band, shape (..., bands); 0 or more; may exceed the population.
        population: people or person-years by age band, shape (..., bands).
        standard: standard population by age band, shape (bands,), 0 or more, not all 0.
        multiplier: "per how many".
        z: standard normal quantile. The default gives 95% limits.

    Returns:
        (value, lower, upper): per `multiplier`, shape (...). nan where fewer than 10 events
        were seen in all, where a number is missing, or where a band with weight has nobody:
        merge such bands first.

    Raises:
        ValueError: for negative numbers, an empty standard, or shapes that do not fit.

    Source:
        Dobson AJ and others (1991), Stat Med 10:457-462; Byar's limits for the total, Breslow
        and Day (1987); method of calculate_dsr, PHEindicatormethods 2.1.0.

    Checked:
        PHStatsMethods 0.1.16 on 200 places of 19 bands: 1e-9.

    Differs:
        PHEindicatormethods 2.1.0 reads a missing count as 0; here the rate is then missing.
    """
    x = np.asarray(count, float)
    return _standardised(x, x, population, standard, multiplier, z)


def directly_standardised_repeats(
    people: ArrayLike,
    frequency: ArrayLike,
    population: ArrayLike,
    standard: ArrayLike,
    *,
    multiplier: float = 100_000,
    z: float = Z_95,
) -> ValueWithLimits:
    """Directly standardised rate where one person may have several events (admissions).

    The value is that of all events; the limits are wider, because events of one person are not
    independent.

    Args:
        people: persons who had exactly f events, shape (..., frequencies, bands).
        frequency: the numbers f, shape (frequencies,); 1 or more.
        population: people or person-years by age band, shape (..., bands).
        standard: standard population by age band, shape (bands,).
        multiplier: "per how many".
        z: standard normal quantile. The default gives 95% limits.

    Returns:
        (value, lower, upper): events per `multiplier`, shape (...); nan as in
        `directly_standardised`.

    Raises:
        ValueError: as `directly_standardised`, or for a frequency below 1.

    Source:
        Fingertips technical guidance, chapter on directly standardised rates; method of
        calculate_dsr with independent_events = FALSE, PHEindicatormethods 2.1.0.

    Checked:
        The formula summed by hand for two bands and three frequencies: 1e-12.
    """
    persons, times = np.asarray(people, float), np.asarray(frequency, float)
    if persons.ndim < 2 or times.shape != persons.shape[-2:-1]:
        raise ValueError("people must have one row of bands for each frequency")
    if not np.all(times >= 1):
        raise ValueError("each frequency must be 1 or more")
    events = (persons * times[:, None]).sum(axis=-2)
    # The variance of f events of one person is f squared that of one event.
    spread = (persons * times[:, None] ** 2).sum(axis=-2)
    return _standardised(events, spread, population, standard, multiplier, z)


def _standardised(
    events: Floats,
    spread: Floats,
    population: ArrayLike,
    standard: ArrayLike,
    multiplier: float,
    z: float,
) -> ValueWithLimits:
    n, w = np.asarray(population, float), np.asarray(standard, float)
    if np.any(events < 0) or np.any(n < 0) or np.any(w < 0):
        raise ValueError("counts, populations and weights must be 0 or more")
    if w.ndim != 1 or not w.sum() > 0:
        raise ValueError("the standard population must be one row that holds somebody")
    if {events.shape[-1:], n.shape[-1:]} != {w.shape}:
        raise ValueError("counts, populations and the standard must have the same age bands")
    with np.errstate(invalid="ignore", divide="ignore"):
        # A band of the standard without weight asks for no rate.
        per_head = np.where(w > 0, np.where(n > 0, w / (n * w.sum()), np.nan), 0.0)
    total = events.sum(axis=-1)
    value = (per_head * events).sum(axis=-1)
    variance = (per_head**2 * spread).sum(axis=-1)
    lower, upper = byar(total, z=z)
    enough = total >= MINIMUM_EVENTS
    with np.errstate(invalid="ignore", divide="ignore"):
        width = np.where(enough, np.sqrt(variance / total), np.nan)
    return ValueWithLimits(
        np.where(enough, value, np.nan) * multiplier,
        (value + width * (lower - total)) * multiplier,
        (value + width * (upper - total)) * multiplier,
    )


def expected_events(
    population: ArrayLike, reference_count: ArrayLike, reference_population: ArrayLike
) -> Floats:
    """Return the events expected if a place had the reference's rate at each age.

    Args:
        population: people by age band, shape (..., bands).
        reference_count: events of the reference by age band, shape (bands,).
        reference_population: people of the reference by age band, shape (bands,), above 0.

    Returns:
        Expected events, shape (...); nan where a number is missing.

    Raises:
        ValueError: for negative numbers or an empty band of the reference.

    Source:
        Breslow and Day (1987), chapter 2.

    Checked:
        PHStatsMethods 0.1.16 on 200 places of 19 bands: 1e-9.
    """
    n = np.asarray(population, float)
    events, people = np.asarray(reference_count, float), np.asarray(reference_population, float)
    if np.any(n < 0) or np.any(events < 0) or np.any(people <= 0):
        raise ValueError("counts must be 0 or more and every band of the reference hold somebody")
    return np.asarray((n * (events / people)).sum(axis=-1))


def standardised_ratio(
    observed: ArrayLike, expected: ArrayLike, *, reference_value: float = 1, z: float = Z_95
) -> ValueWithLimits:
    """Indirectly standardised ratio (SMR) or rate: observed over expected events.

    Args:
        observed: events, any shape; 0 or more.
        expected: events expected from the reference's rates; broadcasts with `observed`.
        reference_value: 1 or 100 for a ratio; the reference's crude rate (per 100,000, say)
            for an indirectly standardised rate.
        z: standard normal quantile. The default gives 95% limits.

    Returns:
        (value, lower, upper): in units of `reference_value`; limits are exact below 10 observed
        events, Byar's from 10. nan where a number is missing or nothing was expected.

    Raises:
        ValueError: if a number is negative.

    Source:
        Breslow and Day (1987); method of calculate_ISRatio and calculate_ISRate,
        PHEindicatormethods 2.1.0.

    Checked:
        PHStatsMethods 0.1.16 on 200 places: 1e-9.

    Differs:
        PHStatsMethods 0.1.16 refuses every table that holds a count of 0.
    """
    o, e = np.broadcast_arrays(np.asarray(observed, float), np.asarray(expected, float))
    if np.any(e < 0):
        raise ValueError("each expected number must be 0 or more")
    lower, upper = poisson(o, z=z)
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = np.where(e > 0, reference_value / e, np.nan)
    return ValueWithLimits(o * scale, lower * scale, upper * scale)
