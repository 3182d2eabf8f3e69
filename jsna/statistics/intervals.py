"""Confidence intervals for counts and proportions.

One function per published method, named after the method. Nothing here rounds: rounding is a
decision about display and is taken once, in `jsna.words`.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Z_95 = 1.959963984540054
"""Standard normal quantile at 0.975: 95% limits."""
Z_998 = 3.090232306167813
"""Standard normal quantile at 0.999: 99.8% limits."""


def wilson(
    numerator: ArrayLike, denominator: ArrayLike, *, z: float = Z_95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
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
        technical guidance. Checked against Newcombe (1998), Stat Med 17:857, Table I.
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
