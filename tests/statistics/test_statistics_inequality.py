"""Slope and relative index: the golden vector, closed forms against draws, and symmetry."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import special

from jsna.statistics.inequality import Scale, slope_index, standard_error

# The documentation example of PHEindicatormethods: life expectancy in ten groups of one area.
PEOPLE = np.array([7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534])
YEARS = np.array([75.9, 78.3, 83.8, 83.6, 80.5, 81.1, 81.7, 84.2, 80.6, 86.3])
LOWER = np.array([72.7, 75.3, 80.9, 80.2, 77.1, 78.0, 79.0, 81.4, 75.8, 83.2])
UPPER = np.array([79.1, 81.4, 86.8, 87.1, 83.8, 84.2, 84.4, 86.9, 85.4, 89.4])
GROUPS = arrays(float, 10, elements=st.floats(1, 99))
SIZES = arrays(float, 10, elements=st.integers(1, 10_000))
FORWARDS = {Scale.AS_IS: np.array, Scale.LOG: np.log, Scale.LOGIT: special.logit}
BACK = {Scale.AS_IS: np.array, Scale.LOG: np.exp, Scale.LOGIT: special.expit}


def test_the_golden_vector():
    index = slope_index(YEARS, PEOPLE, standard_error(LOWER, UPPER))

    assert index.slope.value == pytest.approx(7.000235, abs=5e-7)
    assert index.start == pytest.approx(78.032079, abs=5e-7)
    assert index.relative.value == pytest.approx(1.089710, abs=5e-7)
    assert (index.slope.lower, index.slope.upper) == pytest.approx((3.1517, 10.8488), abs=5e-5)


@pytest.mark.parametrize("scale", list(Scale))
def test_limits_agree_with_random_draws(scale):
    """The official package draws; the closed forms are what its draws tend to."""
    values, errors = YEARS / 100, standard_error(LOWER / 100, UPPER / 100, scale=scale)
    index = slope_index(values, PEOPLE, errors, scale=scale)
    noise = np.random.default_rng(2026).standard_normal((200_000, 10)) * errors
    draws = slope_index(BACK[scale](FORWARDS[scale](values) + noise), PEOPLE, errors, scale=scale)

    for found, drawn in ((index.slope, draws.slope), (index.relative, draws.relative)):
        limits = np.quantile(drawn.value, [0.025, 0.975])
        width = limits[1] - limits[0]
        assert (found.lower, found.upper) == pytest.approx(limits, abs=0.01 * width)


@given(st.floats(0.1, 90), SIZES)
def test_no_gradient_is_a_slope_of_0_and_a_ratio_of_1(value, people):
    for scale, unit in ((Scale.AS_IS, 1), (Scale.LOG, 1), (Scale.LOGIT, 100)):
        index = slope_index(np.full(10, value / unit), people, np.full(10, 0.01), scale=scale)
        assert index.slope.value == pytest.approx(0, abs=1e-12)
        assert index.relative.value == pytest.approx(1, rel=1e-12)
        assert index.slope.lower <= 0 <= index.slope.upper


@given(GROUPS, SIZES)
def test_the_slope_is_that_of_weighted_least_squares(values, people):
    share = people / people.sum()
    middle = np.cumsum(share) - share / 2
    slope, start = np.polyfit(middle, values, 1, w=np.sqrt(share))
    index = slope_index(values, people, np.ones(10))

    assert index.slope.value == pytest.approx(slope, rel=1e-6, abs=1e-6)
    assert index.start == pytest.approx(start, rel=1e-6, abs=1e-6)


@given(GROUPS, SIZES)
def test_the_other_end_of_the_ladder_turns_the_sign(values, people):
    here = slope_index(values, people, np.full(10, 0.1)).slope
    there = slope_index(values[::-1], people[::-1], np.full(10, 0.1)).slope
    assert there.value == pytest.approx(-here.value, abs=1e-8)
    assert there.lower == pytest.approx(-here.upper, abs=1e-8)


def test_reversing_the_story_turns_the_slope_and_inverts_the_ratio():
    errors = standard_error(LOWER, UPPER)
    here, there = (
        slope_index(YEARS, PEOPLE, errors),
        slope_index(YEARS, PEOPLE, errors, reverse=True),
    )

    assert there.slope == (-here.slope.value, -here.slope.upper, -here.slope.lower)
    assert there.relative.value == pytest.approx(1 / here.relative.value)
    assert there.relative.lower == pytest.approx(1 / here.relative.upper)


def test_a_missing_group_leaves_the_place_without_an_index():
    table = np.stack([YEARS, YEARS])
    table[1, 4] = np.nan
    index = slope_index(table, PEOPLE, standard_error(LOWER, UPPER))

    assert np.isfinite(index.slope.value[0])
    assert np.isnan([*index.slope, *index.relative])[:, 1].all()
    empty = np.where(np.arange(10) == 3, 0, PEOPLE)
    assert np.isnan(slope_index(YEARS, empty, np.ones(10)).slope.value)


def test_a_rate_of_0_has_no_log_and_a_missing_error_no_limits():
    values = np.where(np.arange(10) == 9, 0, YEARS)
    assert np.isnan(slope_index(values, PEOPLE, np.ones(10), scale=Scale.LOG).slope.value)

    index = slope_index(YEARS, PEOPLE, np.full(10, np.nan))
    assert np.isfinite(index.slope.value)
    assert np.isnan([index.slope.lower, index.relative.upper]).all()


def test_a_ratio_to_something_near_0_has_no_limits():
    index = slope_index(np.linspace(0.1, 9, 10), np.ones(10), np.full(10, 5.0))
    assert np.isnan([index.relative.lower, index.relative.upper]).all()
    assert np.isfinite(index.slope).all()


@pytest.mark.parametrize("scale", list(Scale))
def test_standard_errors_come_back_from_limits(scale):
    middle, error = FORWARDS[scale](0.3), 0.05
    limits = (BACK[scale](middle + step * 1.959963984540054 * error) for step in (-1, 1))
    assert standard_error(*limits, scale=scale) == pytest.approx(error, rel=1e-12)


@pytest.mark.parametrize("groups", [4, 101])
def test_too_few_and_too_many_groups_are_refused(groups):
    with pytest.raises(ValueError, match="5 to 100 groups"):
        slope_index(np.ones(groups), np.ones(groups), np.ones(groups))


def test_negative_people_are_refused():
    with pytest.raises(ValueError, match="0 or more"):
        slope_index(YEARS, -PEOPLE, np.ones(10))
