"""Draws follow their priors, and hang on the seed and nothing else."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from models import two_states
from scipy import stats

from jsna.simulation.chance import normal_quantile, uniform
from jsna.simulation.draws import draws, draws_of_area, parameters_of, quantile

PRIORS = parameters_of(two_states())
UNCERTAIN = ["ill_at_start", "excess", "cure", "referrals", "needs_care"]


def test_the_same_seed_gives_the_same_draws():
    first, again = draws(two_states(), 100, seed=5), draws(two_states(), 100, seed=5)

    assert all(np.array_equal(first[name], again[name]) for name in first)
    other = draws(two_states(), 100, seed=6)
    assert not any(np.array_equal(first[name], other[name]) for name in first)


def test_more_draws_begin_with_the_same_ones():
    few, many = draws(two_states(), 50, seed=5), draws(two_states(), 200, seed=5)

    assert all(np.array_equal(few[name], many[name][:50]) for name in few)


def test_uniform_numbers_are_uniform_and_unrelated():
    index = np.arange(20_000)
    one, other = uniform(1, "stay", index), uniform(1, "beds", index)

    assert stats.kstest(one, "uniform").pvalue > 0.001
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.03
    assert abs(np.corrcoef(one[1:], one[:-1])[0, 1]) < 0.03
    assert abs(np.corrcoef(one, uniform(2, "stay", index))[0, 1]) < 0.03


@given(st.floats(1e-12, 1 - 1e-12))
def test_the_normal_quantile_is_the_normal_quantile(share):
    assert normal_quantile(np.array(share)) == pytest.approx(stats.norm.ppf(share), abs=1e-12)


@pytest.mark.parametrize("name", UNCERTAIN)
def test_95_percent_lie_within_the_limits(name):
    prior = PRIORS[name]
    values = draws(two_states(), 20_000, seed=3)[name]
    inside = np.mean((values >= prior.low) & (values <= prior.high))

    assert inside >= 0.93
    if prior.shape in ("uniform", "triangular"):
        assert inside == 1
    else:
        assert inside <= 0.97


@pytest.mark.parametrize("name", UNCERTAIN)
def test_the_middle_is_where_the_prior_says(name):
    prior = PRIORS[name]
    middle = float(quantile(prior, np.array(0.5)))

    if prior.shape in ("lognormal", "logitnormal"):
        assert middle == pytest.approx(prior.value)
    elif prior.shape == "beta":
        assert np.mean(draws(two_states(), 50_000, seed=1)[name]) == pytest.approx(
            prior.value, rel=0.01
        )
    assert prior.low < middle < prior.high


@pytest.mark.parametrize("name", UNCERTAIN)
@given(st.floats(1e-9, 1 - 1e-9), st.floats(1e-9, 1 - 1e-9))
def test_a_larger_share_never_gives_a_smaller_value(name, one, other):
    low, high = sorted((one, other))

    assert quantile(PRIORS[name], np.array(low)) <= quantile(PRIORS[name], np.array(high))


@pytest.mark.parametrize("shape", ["uniform", "triangular", "lognormal", "logitnormal", "beta"])
def test_a_prior_without_width_is_its_value(shape):
    still = dataclasses.replace(PRIORS["needs_care"], low=0.05, high=0.05, shape=shape)

    assert (quantile(still, np.array([0.01, 0.5, 0.99])) == 0.05).all()


def test_an_areas_own_figure_moves_the_draws_in_proportion():
    drawn = draws(two_states(), 100, seed=1)

    moved = draws_of_area(two_states(), drawn, {"ill_at_start": 0.1})

    np.testing.assert_allclose(moved["ill_at_start"], drawn["ill_at_start"] / 2)
    assert np.array_equal(moved["excess"], drawn["excess"])
