"""Red-red: what is significantly worse now and getting worse too."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jsna.records import Polarity


def red_red(
    side: ArrayLike, direction: ArrayLike, polarity: Polarity, *, at_998: bool = True
) -> NDArray[np.bool_]:
    """Pick out areas or indicators that are worse than the benchmark and getting worse.

    A first list for priorities, never a ranking: show the size of the difference and the
    number of chance flags (`multiplicity.chance_flags`) beside it.

    Args:
        side: sides from `compare`, -2 to 2 or nan, any shape.
        direction: directions from `trend`, 1, 0, -1 or nan; broadcasts with `side`.
        polarity: which direction is better.
        at_998: ask for the 99.8% level, as small areas need; false asks for 95%.

    Returns:
        True where both hold; false where either is not known, or nothing is judged.

    Source:
        fingertips_redred, ropensci/fingertipsR: significantly worse, and trend getting worse.

    Checked:
        Every side, direction and polarity: exact.
    """
    s, d = np.broadcast_arrays(np.asarray(side, float), np.asarray(direction, float))
    if polarity is Polarity.NOT_JUDGED:
        return np.zeros(s.shape, dtype=bool)
    bad = 1 if polarity is Polarity.LOW_IS_GOOD else -1
    return np.asarray((bad * s >= (2 if at_998 else 1)) & (bad * d > 0))
