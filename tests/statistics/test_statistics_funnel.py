"""Funnel lines and labels: the tests they stand for, inverted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.statistics.funnel import (
    derived_denominator,
    positions,
    proportion_limits,
    proportion_side,
    ratio_lines,
    ratio_side,
)
from jsna.statistics.intervals import Z_95, Z_998, exact_poisson, wilson

LEVELS = [Z_95, Z_998]


@pytest.mark.parametrize("z", LEVELS)
@given(average=st.floats(0.05, 0.95), people=st.integers(200, 100_000))
def test_on_the_line_wilsons_interval_touches_the_average(z, average, people):
    lower, upper = proportion_limits(people, average, multiplier=1, z=z)
    assert wilson(lower * people, people, z=z)[1] == pytest.approx(average, rel=1e-9)
    assert wilson(upper * people, people, z=z)[0] == pytest.approx(average, rel=1e-9)


@pytest.mark.parametrize("multiplier", [1, 100, 1000])
def test_lines_are_cut_at_the_multiplier(multiplier):
    """The official packages cut the upper line at 100, whatever the multiplier."""
    lower, upper = proportion_limits([1, 20, 4000], 0.4, multiplier=multiplier)

    assert upper[0] == multiplier
    assert lower[0] == 0
    assert 0.4 * multiplier < upper[2] < upper[1] <= multiplier


@pytest.mark.parametrize("z", LEVELS)
def test_on_the_line_of_a_ratio_the_exact_limit_touches_one(z):
    observed = np.array([1, 4, 9, 40, 800])
    lower, upper = ratio_lines(observed, z=z)

    np.testing.assert_allclose(lower.expected * lower.ratio, observed, rtol=1e-12)
    np.testing.assert_allclose(exact_poisson(observed, z=z)[1] / lower.expected, 1, rtol=1e-12)
    np.testing.assert_allclose(exact_poisson(observed, z=z)[0] / upper.expected, 1, rtol=1e-12)
    assert np.all((lower.ratio < 1) & (upper.ratio > 1))
    assert np.all(np.diff(upper.ratio) < 0)


def test_positions_grow_by_more_and_more_and_reach_the_end():
    """Ends and middle as the official port places them for a largest denominator of 4,200."""
    line = positions(0, 4200)

    assert line[[0, 1, 2, 50, 98, 99]].tolist() == [1, 2, 3, 157, 3927, 4200]
    assert np.all(np.diff(line) >= 1)


def test_positions_start_at_the_smallest_where_sizes_are_alike():
    assert positions(700, 1000)[0] == 700
    assert positions(499, 1000)[0] == 1
    for bad in ((5, 4), (-1, 4), (0, 0)):
        with pytest.raises(ValueError, match="largest denominator"):
            positions(*bad)


def test_derived_denominator_by_hand():
    people = derived_denominator([50, 9, 20, np.nan], [250, 100, 0, 90], years=2)
    assert people[0] == pytest.approx(50 / 250 * 100_000 / 2)
    assert np.isnan(people[1:]).all()


def test_sides_of_a_proportion():
    # Six areas of 500 around a pooled 20%: the lines are 16.5 to 23.5 and 14.5 to 25.5.
    share = np.array([0.20, 0.16, 0.14, 0.24, 0.26, 0.20])
    assert proportion_side(share * 500, np.full(6, 500)).tolist() == [0, -1, -2, 1, 2, 0]


def test_a_missing_area_has_no_side_and_does_not_move_the_average():
    whole = proportion_side([10, 50, 12], [100, 100, 100])
    with_gap = proportion_side([10, 50, 12, np.nan, 0], [100, 100, 100, 100, 0])

    assert with_gap[:3].tolist() == whole.tolist()
    assert np.isnan(with_gap[3:]).all()
    assert np.isnan(proportion_side([np.nan], [10])).all()


def test_sides_of_a_ratio_flip_where_the_limits_cross_one():
    observed = [17, 18, 21, 22, 0, 4]
    assert ratio_side(observed, 10).tolist() == [0, 1, 1, 2, -2, 0]
    assert np.isnan(ratio_side([3, np.nan], [0, 3])).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: proportion_limits(10, 1.2), "between 0 and 1"),
        (lambda: ratio_lines([0, 1]), "1 observed event"),
        (lambda: proportion_side([11], [10]), "its denominator"),
        (lambda: ratio_side([1], [-1]), "0 or more"),
        (lambda: ratio_side([-1], [1]), "0 or more"),
    ],
)
def test_what_cannot_be_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
