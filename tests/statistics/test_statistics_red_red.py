"""Red-red: worse and getting worse, by polarity and level."""

import numpy as np
import pytest

from jsna.records import Polarity
from jsna.statistics.red_red import red_red

SIDES = np.array([-2, -1, 0, 1, 2, np.nan])[:, None]
DIRECTIONS = np.array([-1, 0, 1, np.nan])


@pytest.mark.parametrize(
    ("polarity", "bad"), [(Polarity.LOW_IS_GOOD, 1), (Polarity.HIGH_IS_GOOD, -1)]
)
def test_only_the_bad_side_moving_the_bad_way(polarity, bad):
    for at_998, sides in ((True, {2}), (False, {1, 2})):
        found = red_red(SIDES, DIRECTIONS, polarity, at_998=at_998)
        picked = {(float(SIDES[i, 0]), float(DIRECTIONS[j])) for i, j in np.argwhere(found)}
        assert picked == {(bad * side, bad) for side in sides}


def test_nothing_is_red_where_nothing_is_judged():
    assert not red_red(SIDES, DIRECTIONS, Polarity.NOT_JUDGED).any()
