"""Spine chart: where each indicator's values lie between worst (left) and best (right).

One row per indicator; the benchmark is the fixed centre 0, and the longer side of the areas'
range reaches -1 or 1.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from jsna.records import Polarity
from jsna.statistics.intervals import Floats
from jsna.statistics.quantiles import percentile

FEWEST_VALUES = 4
SMALLEST_SHARE = 0.75
"""A row is drawn when at least this share of the areas has a value."""


class Spine(NamedTuple):
    """Positions from -1 (worse) to 1 (better); `half_width` is one unit in the row's own unit."""

    left_end: Floats
    left_quarter: Floats
    right_quarter: Floats
    right_end: Floats
    half_width: Floats
    direction: Floats


def spine(values: ArrayLike, benchmark: ArrayLike, polarity: ArrayLike) -> Spine:
    """Lay out rows of a spine chart.

    Args:
        values: values of all areas compared, shape (..., areas); nan where missing.
        benchmark: the value at the centre, shape (...).
        polarity: `Polarity` or its word, one for all rows or shape (...). Where nothing is
            judged the left end is the lowest.

    Returns:
        Positions of the two ends and the two quarters, left to right, the row's half width in
        its own unit, and 1 or -1 for its direction, each of shape (...). A row is nan where
        fewer than 4 areas, or fewer than 75% of them, have a value, or the benchmark is missing.

    Raises:
        ValueError: if there are no areas, or a polarity is not known.

    Source:
        Fingertips area profiles (2020 source code); quarters by linear interpolation.

    Checked:
        Golden vector, low is good: 4 decimals as printed.

    Differs:
        The newer Fingertips measures distances as ||value| - |benchmark||, wrong across 0; an
        early ScotPHO spine swapped the quarters and let values leave the row.
    """
    v, centre = np.asarray(values, float), np.asarray(benchmark, float)
    if v.ndim == 0 or v.shape[-1] == 0:
        raise ValueError("a spine needs the values of areas")
    known = np.isfinite(v).sum(axis=-1)
    drawn = (known >= FEWEST_VALUES) & (known >= SMALLEST_SHARE * v.shape[-1])
    low, lower_quarter, upper_quarter, high = percentile(v, [0, 0.25, 0.75, 1])
    half_width = np.maximum(np.abs(centre - low), np.abs(high - centre))
    half_width = np.where(drawn, half_width, np.nan)
    direction = _direction(polarity, half_width.shape)
    marks = [
        spine_position(mark, centre, half_width, direction)
        for mark in (low, lower_quarter, upper_quarter, high)
    ]
    turned = direction < 0
    left_end, left, right, right_end = (
        np.where(turned, other, mark) for mark, other in zip(marks, marks[::-1], strict=True)
    )
    return Spine(left_end, left, right, right_end, half_width, direction)


def spine_position(
    value: ArrayLike, benchmark: ArrayLike, half_width: ArrayLike, direction: ArrayLike
) -> Floats:
    """Return where a value stands on its row.

    Args:
        value: the value marked, any shape.
        benchmark: the value at the centre.
        half_width: the row's `half_width`, in the same unit.
        direction: the row's `direction`, 1 or -1.

    Returns:
        Position between -1 and 1. A value beyond the areas' range is held at the end. 0 where
        all areas equal the benchmark and so does the value; nan where a number is missing.

    Source:
        Fingertips area profiles (2020 source code).

    Checked:
        Golden vector, low is good: 4 decimals as printed.
    """
    v, centre, width, way = np.broadcast_arrays(
        *(np.asarray(a, float) for a in (value, benchmark, half_width, direction))
    )
    away = way * (v - centre)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(width > 0, away / width, np.sign(away) + 0 * width)
    return np.asarray(np.clip(share, -1, 1) + 0.0)


def _direction(polarity: ArrayLike, shape: tuple[int, ...]) -> Floats:
    words = np.asarray(polarity, dtype=object)
    if not set(words.ravel()) <= set(Polarity):
        raise ValueError("each polarity must be high, low or none")
    low_is_good = np.asarray(words == Polarity.LOW_IS_GOOD, dtype=bool)
    return np.broadcast_to(np.where(low_is_good, -1.0, 1.0), shape)
