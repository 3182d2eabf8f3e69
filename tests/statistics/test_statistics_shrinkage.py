"""Shrunken figures lie between the raw figure and the mean, and stand beside the raw one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from jsna.statistics.shrinkage import shrink_rates, shrink_values

COUNT, PEOPLE = np.array([3, 40, 12, 90, 25]), np.array([900, 2500, 800, 2600, 2400])


def between(result, tolerance=1e-9):
    low, high = np.minimum(result.raw, result.mean), np.maximum(result.raw, result.mean)
    room = tolerance * np.maximum(abs(low), abs(high))
    return np.all((result.value >= low - room) & (result.value <= high + room))


def test_rates_are_the_posterior_means_of_the_gamma_poisson_model():
    found = shrink_rates(COUNT, PEOPLE, multiplier=1)
    mean = COUNT.sum() / PEOPLE.sum()
    spread = (PEOPLE * (COUNT / PEOPLE - mean) ** 2).sum() / PEOPLE.sum() - mean / PEOPLE.mean()

    assert spread > 0
    posterior = (COUNT + mean**2 / spread) / (PEOPLE + mean / spread)
    np.testing.assert_allclose(found.value, posterior, rtol=1e-12)
    np.testing.assert_allclose(found.raw, COUNT / PEOPLE, rtol=1e-12)


@given(
    arrays(float, 8, elements=st.integers(0, 500)), arrays(float, 8, elements=st.integers(1, 9000))
)
def test_shrunken_rates_lie_between_raw_and_mean(count, people):
    found = shrink_rates(count, people)
    assert between(found)
    assert np.all((found.kept >= 0) & (found.kept < 1 + 1e-12))


@given(arrays(float, 8, elements=st.floats(-50, 50)), arrays(float, 8, elements=st.floats(0.1, 9)))
def test_shrunken_values_lie_between_raw_and_mean(values, errors):
    assert between(shrink_values(values, errors))


def test_larger_places_keep_more_of_their_own():
    kept = shrink_rates(COUNT, PEOPLE).kept
    assert np.all(np.diff(kept[np.argsort(PEOPLE)]) > 0)


def test_places_that_differ_by_chance_only_get_the_mean():
    found = shrink_rates([10, 11, 9], [1000, 1000, 1000], multiplier=1000)
    assert found.value.tolist() == pytest.approx([10, 10, 10])
    assert found.kept.tolist() == [0, 0, 0]


def test_an_empty_place_gets_the_mean_and_a_missing_one_nothing():
    found = shrink_rates([3, 40, 0, np.nan], [900, 2500, 0, 700])

    assert found.value[2] == found.mean
    assert np.isnan([found.raw[2], found.raw[3], found.value[3]]).all()
    assert shrink_rates([4], [100]).value == pytest.approx([4000])
    assert shrink_rates([0, 0], [10, 20]).value.tolist() == [0, 0]


def test_values_by_hand():
    # Equal errors of 1: mean 4, Q = 4 + 0 + 4 = 8, spread (8 - 2) / (3 - 1) = 3, kept 3/4.
    found = shrink_values([2, 4, 6], [1, 1, 1])

    assert found.mean == pytest.approx(4, rel=1e-12)
    assert found.value.tolist() == pytest.approx([2.5, 4, 5.5], rel=1e-12)
    assert found.kept.tolist() == pytest.approx([0.75] * 3, rel=1e-12)


def test_a_missing_value_stays_missing_and_moves_nobody():
    whole, gappy = (
        shrink_values([2, 4, 6], [1, 1, 1]),
        shrink_values([2, 4, 6, np.nan], [1, 1, 1, 1]),
    )
    np.testing.assert_array_equal(gappy.value[:3], whole.value)
    assert np.isnan(gappy.value[3])
    assert shrink_values([5], [2]).value.tolist() == [5]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: shrink_rates([-1], [1]), "0 or more"),
        (lambda: shrink_rates([0], [0]), "at least one area"),
        (lambda: shrink_values([1], [0]), "above 0"),
        (lambda: shrink_values([np.nan], [1]), "at least one area"),
    ],
)
def test_what_cannot_be_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
