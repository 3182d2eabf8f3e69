"""Spine rows: the golden vector, polarity, values across 0, and who is drawn at all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.records import Polarity
from jsna.statistics.spine import spine, spine_position

HIGH, LOW, NONE = Polarity.HIGH_IS_GOOD, Polarity.LOW_IS_GOOD, Polarity.NOT_JUDGED
VALUES = st.lists(st.floats(-100, 100), min_size=4, max_size=30)
# Five areas whose ends are 4 and 22 and whose quarters are 8 and 13.
GOLDEN = [4, 8, 10, 13, 22]


def test_a_row_matches_the_golden_vector():
    row = spine(GOLDEN, 10, LOW)

    assert row.half_width == 12
    assert [row.left_end, row.left_quarter, row.right_quarter, row.right_end] == pytest.approx(
        [-1.0, -0.25, 0.1667, 0.5], abs=5e-5
    )
    own = spine_position(15, 10, row.half_width, row.direction)
    assert own == pytest.approx(-0.4167, abs=5e-5)


@given(VALUES, st.floats(-100, 100))
def test_rows_rise_from_left_to_right_within_one(values, benchmark):
    """An early ScotPHO spine swapped the quarters and let values leave the row."""
    for polarity in Polarity:
        row = spine(values, benchmark, polarity)
        marks = [row.left_end, row.left_quarter, row.right_quarter, row.right_end]
        assert np.all(np.diff(marks) >= -1e-9)
        assert marks[0] >= -1
        assert marks[-1] <= 1
        assert spine_position(benchmark, benchmark, row.half_width, row.direction) == 0


@given(VALUES, st.floats(-100, 100), st.floats(-100, 100))
def test_sign_flips_with_polarity(values, benchmark, value):
    good, bad = spine(values, benchmark, HIGH), spine(values, benchmark, LOW)
    here = spine_position(value, benchmark, good.half_width, good.direction)
    there = spine_position(value, benchmark, bad.half_width, bad.direction)

    assert here == -there
    assert good.left_end == -bad.right_end
    assert good.left_quarter == -bad.right_quarter


@given(VALUES, st.floats(-100, 100), st.floats(-100, 100), st.floats(-100, 100))
def test_better_values_never_stand_further_left(values, benchmark, one, other):
    row = spine(values, benchmark, HIGH)
    low, high = (
        spine_position(v, benchmark, row.half_width, row.direction) for v in sorted((one, other))
    )
    assert low <= high


def test_distances_across_0_are_real_distances():
    """The newer Fingertips measures ||value| - |benchmark||, so -3 beside 3 gives 0."""
    row = spine([-3, -1, 1, 3], 3, HIGH)
    assert row.half_width == 6
    assert spine_position(-3, 3, row.half_width, row.direction) == -1


def test_where_nothing_is_judged_the_lowest_stands_left():
    assert spine(GOLDEN, 10, NONE).left_end == -0.5


def test_a_row_needs_four_values_and_three_quarters_of_the_areas():
    rows = [[1, 2, 3, np.nan], [1, 2, 3, 4]]
    assert np.isnan(spine(rows, [2, 2], HIGH).half_width).tolist() == [True, False]

    eight = np.array([1, 2, 3, 4, 5, 6, np.nan, np.nan])
    assert np.isfinite(spine(eight, 2, HIGH).half_width)
    eight[0] = np.nan
    assert np.isnan(spine(eight, 2, HIGH).half_width)
    assert np.isnan(spine(GOLDEN, np.nan, HIGH)[:5]).all()


def test_rows_have_polarities_of_their_own():
    rows = spine([GOLDEN, GOLDEN], [10, 10], ["high", "low"])
    assert rows.direction.tolist() == [1, -1]
    assert rows.left_end.tolist() == [-0.5, -1]


def test_areas_that_are_all_alike_stand_at_the_centre():
    row = spine([7, 7, 7, 7], 7, HIGH)
    assert (row.left_end, row.right_end) == (0, 0)
    assert spine_position([7, 8, 6], 7, row.half_width, row.direction).tolist() == [0, 1, -1]


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="values of areas"):
        spine([], 1, HIGH)
    with pytest.raises(ValueError, match="high, low or none"):
        spine(GOLDEN, 1, "up")
