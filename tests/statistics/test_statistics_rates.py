"""Rates and proportions: official figures, edges, and ten million rows at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.statistics.intervals import Z_95, Z_998
from jsna.statistics.rates import crude_rate, proportion

# Computed with PHStatsMethods 0.1.16.
OFFICIAL = [
    (1, 800, Z_95, 125.0, 3.164725998036237, 696.4554238673622),
    (1, 800, Z_998, 125.0, 0.12506254169794181, 1154.1766845564482),
    (9, 800, Z_95, 1125.0, 514.4216371722918, 2135.600431427396),
    (9, 800, Z_998, 1125.0, 306.5530505454719, 2832.1716636328665),
    (10, 800, Z_95, 1250.0, 598.4312392459453, 2298.9323257195592),
    (10, 800, Z_998, 1250.0, 364.53979683696076, 3024.215615985069),
    (431, 9150, Z_95, 4710.382513661202, 4276.115233886677, 5176.791908582557),
    (431, 9150, Z_998, 4710.382513661202, 4040.1600855018337, 5454.622238156246),
]
CASES = st.integers(0, 9000), st.integers(1, 100_000)


@pytest.mark.parametrize(("count", "people", "z", "value", "lower", "upper"), OFFICIAL)
def test_crude_rate_matches_the_official_port(count, people, z, value, lower, upper):
    assert crude_rate(count, people, z=z) == pytest.approx((value, lower, upper), rel=1e-9)


def test_apportioned_events_get_conservative_limits():
    """26.6 events shared out from four small areas, among 4,646 people."""
    rate = crude_rate(26.6, 4646)
    assert rate == pytest.approx((572.5, 375.9, 835.4), abs=0.05)


def test_no_events_is_a_rate_of_0_with_an_upper_limit():
    """The official Python port refuses a table that holds a count of 0."""
    rate = crude_rate([0, 3], [800, 800])

    assert (rate.value[0], rate.lower[0]) == (0, 0)
    assert rate.upper[0] == pytest.approx(-np.log(0.025) / 800 * 100_000)
    assert np.isfinite(rate).all()


def test_events_may_outnumber_people_and_an_empty_place_has_no_rate():
    rate = crude_rate([12, 0, 3, np.nan, 3], [10, 0, 0, 10, np.nan])

    assert rate.value[0] == 120_000
    for numbers in rate:
        assert np.isnan(numbers[1:]).all()


def test_years_of_one_place_broadcast():
    assert crude_rate([[3], [40]], [100, 200, 400]).upper.shape == (2, 3)


@given(*CASES)
def test_limits_bracket_the_rate(count, people):
    for z in (Z_95, Z_998):
        value, lower, upper = crude_rate(count, people, z=z)
        assert 0 <= lower <= value <= upper


@given(st.integers(1, 500), st.integers(1, 500), st.floats(2, 50))
def test_the_same_share_of_more_people_is_known_better(numerator, others, times):
    people = numerator + others
    for method in (crude_rate, proportion):
        few, many = method(numerator, people), method(numerator * times, people * times)
        assert many.value == pytest.approx(few.value)
        assert many.upper - many.lower < few.upper - few.lower


def test_a_share_of_a_hundred_percent_and_of_nobody():
    share = proportion([20, 0, 0], [20, 20, 0])

    assert share.value[:2] == pytest.approx([100, 0])
    assert share.upper[0] == pytest.approx(100)
    assert np.isnan([numbers[2] for numbers in share]).all()


def test_negative_numbers_are_refused():
    with pytest.raises(ValueError, match="population must be 0 or more"):
        crude_rate(1, -1)
    with pytest.raises(ValueError, match="count must be 0 or more"):
        crude_rate(-1, 1)
    with pytest.raises(ValueError, match="between 0 and its denominator"):
        proportion(2, 1)


@pytest.mark.slow
def test_ten_million_rows_are_the_same_as_one_by_one():
    random = np.random.default_rng(2026)
    count = random.integers(0, 60, 10_000_000)
    people = random.integers(60, 9000, 10_000_000)
    rate, share = crude_rate(count, people), proportion(count, people)

    for row in (0, 4_999_999, -1):
        one = crude_rate(count[row], people[row])
        assert tuple(numbers[row] for numbers in rate) == pytest.approx(one, rel=1e-12)
        one = proportion(count[row], people[row])
        assert tuple(numbers[row] for numbers in share) == pytest.approx(one, rel=1e-12)
    assert np.all((rate.lower <= rate.value) & (rate.value <= rate.upper))
