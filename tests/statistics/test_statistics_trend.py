"""Recent trends: golden vectors, the outlier guard, gaps, and the defects not copied."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from jsna.records import Polarity
from jsna.statistics.intervals import wilson
from jsna.statistics.trend import CRITICAL, recent_trend, recent_trend_proportion, trend_words

YEARS = [2020, 2021, 2022, 2023, 2024]
ENGLAND = {
    "values": [7.0826, 7.1085, 7.2571, 7.4528, 7.6554],
    "lower": [7.0754, 7.1013, 7.2499, 7.4456, 7.6481],
    "upper": [7.0940, 7.1199, 7.2684, 7.4643, 7.6669],
}
ENGLAND_CASES = [3455176, 3491868, 3625401, 3774801, 3938080]
ENGLAND_PEOPLE = [48783947, 49122259, 49956777, 50649129, 51441896]
CASES, PEOPLE = np.array([120, 131, 140, 155, 171]), np.array([800, 805, 812, 815, 820])
SERIES = st.lists(st.floats(1, 100), min_size=5, max_size=5)


def ward():
    lower, upper = wilson(CASES, PEOPLE)
    return CASES / PEOPLE * 100, lower * 100, upper * 100


def test_the_critical_value_is_998_of_chi_square():
    assert pytest.approx(9.54953570608324, rel=1e-12) == CRITICAL
    assert stats.chi2.sf(CRITICAL, 1) == pytest.approx(0.002, rel=1e-9)


def test_england_matches_the_golden_vector():
    trend = recent_trend(**ENGLAND, periods=YEARS)
    assert (trend.direction, round(float(trend.slope), 6)) == (1, 0.148799)
    assert trend.chi_square == pytest.approx(9740.10, abs=0.005)

    counted = recent_trend_proportion(ENGLAND_CASES, ENGLAND_PEOPLE, YEARS)
    assert counted.direction == 1
    assert counted.chi_square == pytest.approx(16494.76, abs=0.005)


def test_a_ward_matches_the_golden_vector():
    trend = recent_trend(*ward(), YEARS)
    assert (trend.direction, round(float(trend.slope), 6)) == (1, 1.434000)
    assert trend.chi_square == pytest.approx(11.489505, abs=5e-7)

    counted = recent_trend_proportion(CASES, PEOPLE, YEARS)
    assert (counted.direction, round(float(counted.chi_square), 6)) == (1, 11.635236)


def test_a_rising_proportion_is_not_called_falling():
    """The Fingertips code of 2020 tests a slope its branch for proportions never sets."""
    assert recent_trend_proportion(CASES, PEOPLE, YEARS).slope > 0
    assert recent_trend_proportion(CASES[::-1], PEOPLE[::-1], YEARS).direction == -1


@given(SERIES, st.sampled_from([0.01, 1000, 100_000]))
def test_a_trend_does_not_depend_on_the_unit(values, scale):
    """An unreleased R branch divides the values by the multiplier and not the limits."""
    v = np.array(values)
    here = recent_trend(v, v - 1, v + 1, YEARS)
    there = recent_trend(v * scale, (v - 1) * scale, (v + 1) * scale, YEARS)
    assume(abs(here.chi_square - CRITICAL) > 1e-6)

    assert there.chi_square == pytest.approx(here.chi_square, rel=1e-6, abs=1e-9)
    if here.direction != 0:
        assert there.direction == here.direction


@given(SERIES)
def test_time_backwards_turns_the_direction(values):
    v = np.array(values)
    forwards = recent_trend(v, v - 0.5, v + 0.5, YEARS)
    backwards = recent_trend(v[::-1], v[::-1] - 0.5, v[::-1] + 0.5, YEARS)
    assume(abs(forwards.chi_square - CRITICAL) > 1e-6)
    assert backwards.slope == pytest.approx(-forwards.slope, abs=1e-9)


def test_one_outlier_does_not_make_a_trend():
    v = np.array([10.3, 10.2, 10.1, 10.0, 14.0])
    outlier = recent_trend(v, v - 0.1, v + 0.1, YEARS)

    assert outlier.chi_square > CRITICAL
    assert outlier.direction == 0


def test_one_outlier_does_not_make_a_trend_of_a_proportion():
    outlier = recent_trend_proportion([203, 202, 201, 200, 300], [1000] * 5, YEARS)
    assert outlier.chi_square > CRITICAL
    assert outlier.direction == 0


def test_a_flat_series_has_no_trend():
    flat = recent_trend([7.3] * 5, [7.2] * 5, [7.4] * 5, YEARS)
    assert (flat.direction, flat.slope, flat.chi_square) == (0, 0, 0)
    assert recent_trend_proportion([50] * 5, [900] * 5, YEARS).direction == 0


def test_only_the_latest_five_periods_count():
    values, lower, upper = ward()
    longer = recent_trend([90, *values], [89, *lower], [91, *upper], [2019, *YEARS])
    assert longer == recent_trend(values, lower, upper, YEARS)


@pytest.mark.parametrize(
    "years", [[2019, 2021, 2022, 2023, 2024], [2020, 2020, 2021, 2022, 2023], YEARS[::-1]]
)
def test_a_gap_or_an_overlap_cannot_be_calculated(years):
    assert np.isnan(recent_trend(*ward(), years)).all()
    assert np.isnan(recent_trend_proportion(CASES, PEOPLE, years)).all()


def test_fewer_than_five_points_cannot_be_calculated():
    four = [numbers[1:] for numbers in ward()]
    assert np.isnan(recent_trend(*four, YEARS[1:])).all()
    assert np.isnan(recent_trend_proportion(CASES[1:], PEOPLE[1:], YEARS[1:])).all()


def test_points_without_width_value_or_variation_cannot_be_calculated():
    values, lower, upper = (numbers.copy() for numbers in ward())
    values[2] = np.nan
    assert np.isnan(recent_trend(values, lower, upper, YEARS)).all()
    assert np.isnan(recent_trend([1] * 5, [1] * 5, [1] * 5, YEARS)).all()
    for case in (0, 800, np.nan):
        changed = [case, *CASES[1:]]
        assert np.isnan(recent_trend_proportion(changed, PEOPLE, YEARS)).all()


def test_many_series_are_the_same_as_one_by_one():
    values, lower, upper = (np.stack([numbers, numbers[::-1]]) for numbers in ward())
    values[1, 0] = np.nan
    both = recent_trend(values, lower, upper, YEARS)

    assert both.direction[0] == 1
    assert np.isnan(both.direction[1])


@pytest.mark.parametrize(
    ("polarity", "words"),
    [
        (Polarity.HIGH_IS_GOOD, ["increasing_better", "decreasing_worse"]),
        (Polarity.LOW_IS_GOOD, ["increasing_worse", "decreasing_better"]),
        (Polarity.NOT_JUDGED, ["increasing", "decreasing"]),
    ],
)
def test_words_turn_with_polarity(polarity, words):
    found = trend_words([1, -1, 0, np.nan], polarity).tolist()
    assert found == [*words, "no_change", "not_calculated"]


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="one period for each value"):
        recent_trend([1], [0], [2], YEARS)
    with pytest.raises(ValueError, match="upper limit"):
        recent_trend([1] * 5, [2] * 5, [0] * 5, YEARS)
    with pytest.raises(ValueError, match="its denominator"):
        recent_trend_proportion([9] * 5, [8] * 5, YEARS)
