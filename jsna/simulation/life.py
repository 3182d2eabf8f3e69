"""Life expectancy out of probabilities of dying, and the one multiplier that meets a target.

Convention of the national projections: a probability belongs to people of a completed age at one
mid-year and says how many die before the next, so it runs from half past that age to half past the
next. Newborn children have one of their own, from birth to the mid-year.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
HALVINGS = 60
BOUNDS = (0.2, 5.0)
"""Multipliers between which the search runs; no area of England comes near either."""


def life_expectancy(newborn: float, by_age: Floats) -> float:
    """Return years a newborn child can expect if these probabilities held for life.

    Args:
        newborn: probability of dying between birth and the next mid-year.
        by_age: probability by completed age, shape (ages,); the last is for that age and over.
    """
    alive = 1.0 - newborn
    years = 0.25 + 0.75 * alive
    for probability in by_age[:-1]:
        alive = alive * (1.0 - probability)
        years = years + alive
    return float(years + alive * (1.0 - by_age[-1]) / by_age[-1])


def healthy_life_expectancy(newborn: float, by_age: Floats, good: Floats) -> float:
    """Return years in good health by Sullivan's method: years lived at each age times its share.

    Args:
        newborn: as for `life_expectancy`.
        by_age: as for `life_expectancy`.
        good: share of people of each age in good health, shape (ages,), 0 to 1.
    """
    alive = 1.0 - newborn
    years = (0.25 + 0.25 * alive) * good[0]
    for age, probability in enumerate(by_age[:-1]):
        after = alive * (1.0 - probability)
        years = years + 0.5 * alive * good[age] + 0.5 * after * good[age + 1]
        alive = after
    return float(years + alive * (1.0 / by_age[-1] - 0.5) * good[-1])


def scaled(probability: Floats | float, multiplier: float) -> Floats:
    """Return probabilities of dying when the death rate behind them is multiplied."""
    return np.asarray(1.0 - np.power(1.0 - np.asarray(probability, float), multiplier))


def multiplier_for(target: float, newborn: float, by_age: Floats) -> float:
    """Return the multiplier of all death rates that gives this life expectancy, by halving.

    Raises:
        ValueError: if no multiplier between 0.2 and 5 gives it.
    """
    low, high = BOUNDS

    def years(multiplier: float) -> float:
        return life_expectancy(float(scaled(newborn, multiplier)), scaled(by_age, multiplier))

    if not years(high) <= target <= years(low):
        raise ValueError(f"a life expectancy of {target} years is out of reach")
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if years(middle) > target else (low, middle)
    return (low + high) / 2
