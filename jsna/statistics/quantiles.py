"""Tenths and fifths: areas in equal groups by rank, and classes between percentiles."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jsna.statistics.intervals import Floats

MINIMUM_FOR_QUINTILES = 5
"""Fingertips makes fifths of at least this many areas."""


def rank_quantiles(values: ArrayLike, *, quantiles: int = 10, highest_first: bool = True) -> Floats:
    """Assign areas to equal groups by rank.

    Args:
        values: one value per area, shape (m,).
        quantiles: number of groups; 10 gives deciles.
        highest_first: group 1 holds the highest values (deprivation scores), else the lowest.

    Returns:
        Group of each area, 1 to `quantiles`, shape (m,); nan where the value is missing, and
        everywhere when fewer areas than groups have a value. Equal values share a group, so
        groups can differ in size: look at ties before publishing.

    Raises:
        ValueError: if `quantiles` is below 2 or `values` has more than one axis.

    Source:
        OHID, Assigning Deprivation Categories; method of phe_quantile,
        PHEindicatormethods 2.1.0.

    Checked:
        The published rule in exact fractions, and PHStatsMethods 0.1.16: equal.
    """
    x = np.asarray(values, float)
    if quantiles < 2 or x.ndim != 1:
        raise ValueError("quantiles are of one row of values, in 2 groups or more")
    group = np.full(x.shape, np.nan)
    known = np.isfinite(x)
    m = int(known.sum())
    if m < quantiles:
        return group
    ordered = np.sort(-x[known] if highest_first else x[known])
    rank = 1 + np.searchsorted(ordered, -x[known] if highest_first else x[known])
    from_end = -(-((m + 1 - rank) * quantiles) // m)
    group[known] = np.maximum(quantiles + 1 - from_end, 1)
    return group


def percentile(values: ArrayLike, share: ArrayLike) -> Floats:
    """Percentiles of areas by linear interpolation, as Fingertips and Excel's PERCENTILE.INC.

    Args:
        values: one value per area, shape (..., m); missing ones are left out.
        share: percentiles wanted, as shares between 0 and 1, shape (q,).

    Returns:
        Percentiles, shape (q, ...), rounded to 10 decimals; nan where no value is known.

    Raises:
        ValueError: if a share lies outside 0 to 1.

    Source:
        Hyndman RJ, Fan Y (1996), Am Stat 50:361-365, definition 7; Fingertips source code.

    Checked:
        numpy.percentile, "linear", and cases by hand: 1e-10.
    """
    x, q = np.asarray(values, float), np.asarray(share, float)
    if not np.all((q >= 0) & (q <= 1)):
        raise ValueError("each percentile must be a share between 0 and 1")
    ordered = np.sort(np.where(np.isfinite(x), x, np.nan), axis=-1)  # missing values come last
    last = np.isfinite(x).sum(axis=-1) - 1
    position = q.reshape(q.shape + (1,) * last.ndim) * np.maximum(last, 0)
    below = np.floor(position).astype(int)
    above = np.minimum(below + 1, np.maximum(last, 0))
    low = _picked(ordered, below)
    high = _picked(ordered, above)
    between: Floats = low + (position - below) * (high - low)
    return np.asarray(np.round(np.where(last >= 0, between, np.nan), 10), dtype=np.float64)


def _picked(ordered: Floats, place: NDArray[np.int64]) -> Floats:
    """Return the value at each place of the last axis; `place` has leading axes of its own."""
    shape = place.shape[: place.ndim - (ordered.ndim - 1)] + ordered.shape
    return np.asarray(
        np.take_along_axis(np.broadcast_to(ordered, shape), place[..., None], axis=-1)[..., 0]
    )


def percentile_classes(values: ArrayLike, *, classes: int = 5) -> Floats:
    """Assign areas to classes between percentiles; equal values share a class.

    Args:
        values: one value per area, shape (m,).
        classes: 5 gives quintiles, 4 quartiles.

    Returns:
        Class of each area, 1 (lowest values) to `classes`, shape (m,); nan where the value is
        missing, and everywhere when fewer than 5 areas, or fewer areas than classes, have one.
        A value equal to a cut belongs to the lower class.

    Raises:
        ValueError: if `classes` is below 2 or `values` has more than one axis.

    Source:
        Fingertips comparator methods "Quintiles" and "Quartiles" (2020 source code).

    Checked:
        Cuts by hand for ten values with ties: equal.

    Differs:
        The newer Fingertips cuts by order alone, which parts equal values.
    """
    x = np.asarray(values, float)
    if classes < 2 or x.ndim != 1:
        raise ValueError("classes are of one row of values, 2 or more")
    if np.isfinite(x).sum() < max(classes, MINIMUM_FOR_QUINTILES):
        return np.full(x.shape, np.nan)
    cuts = percentile(x, np.arange(1, classes) / classes)
    return np.where(np.isfinite(x), 1.0 + (np.round(x, 10)[:, None] > cuts).sum(axis=1), np.nan)
