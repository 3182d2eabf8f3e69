"""Probability values that agree with the intervals: a test per interval, none of its own."""

import numpy as np
from numpy.typing import ArrayLike

from jsna.lazy import special
from jsna.statistics.intervals import Floats


def score_test(numerator: ArrayLike, denominator: ArrayLike, benchmark: ArrayLike) -> Floats:
    """Two-sided test of a proportion against a fixed one; turns with Wilson's interval.

    Args:
        numerator: people with the outcome, any shape.
        denominator: people at risk.
        benchmark: the proportion compared with, above 0 and below 1.

    Returns:
        Probability values; below 0.05 exactly where the 95% Wilson limits leave the benchmark
        out. nan where a number is missing or nobody is at risk.

    Raises:
        ValueError: for a numerator outside 0 and its denominator, or a benchmark outside 0 to 1.

    Source:
        Wilson EB (1927); Agresti A (2013), Categorical Data Analysis, 3rd edition, section 1.4.

    Checked:
        Agreement with Wilson's limits at both levels: every case drawn.
    """
    x, n, p = np.broadcast_arrays(
        *(np.asarray(a, float) for a in (numerator, denominator, benchmark))
    )
    if np.any(x < 0) or np.any(x > n) or np.any(p <= 0) or np.any(p >= 1):
        raise ValueError(
            "each numerator must lie between 0 and its denominator, the benchmark between 0 and 1"
        )
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(n > 0, np.abs(x - n * p) / np.sqrt(n * p * (1 - p)), np.nan)
    return np.asarray(2 * special.ndtr(-z))


def exact_poisson_test(observed: ArrayLike, expected: ArrayLike) -> Floats:
    """Two-sided test of a count against an expected one; turns with the exact interval.

    Args:
        observed: events, any shape; 0 or more, fractions allowed.
        expected: events at the benchmark's rate, above 0.

    Returns:
        Probability values, the smaller tail doubled, at most 1; below 0.05 exactly where the
        95% exact limits leave the expected number out. nan where a number is missing.

    Raises:
        ValueError: for a negative count, or nothing expected.

    Source:
        Garwood (1936); Armitage and Berry (2002).

    Checked:
        Agreement with exact limits at both levels: every case drawn.
    """
    o, e = np.broadcast_arrays(np.asarray(observed, float), np.asarray(expected, float))
    if np.any(o < 0) or np.any(e <= 0):
        raise ValueError("each count must be 0 or more, each expected number above 0")
    so_few = special.gammaincc(o + 1, e)
    so_many = np.where(o == 0, 1.0, special.gammainc(o, e))
    return np.asarray(np.minimum(2 * np.minimum(so_few, so_many), 1))
