"""Sides, words and goals: boundaries, polarity, and "not enough events to tell"."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.records import Polarity
from jsna.statistics.compare import (
    against_benchmark,
    against_control_limits,
    against_goal,
    outcome_words,
    quintiles,
    spc_limits_events,
    spc_limits_proportion,
    two_intervals,
    value_against_goal,
)
from jsna.statistics.intervals import Z_998, exact_poisson, wilson

HIGH, LOW, NONE = Polarity.HIGH_IS_GOOD, Polarity.LOW_IS_GOOD, Polarity.NOT_JUDGED
SIDES = [-2, -1, 0, 1, 2]


def test_control_limits_match_the_golden_vector():
    assert spc_limits_proportion(800, 0.15) == pytest.approx((0.126932, 0.176413), abs=5e-7)
    assert spc_limits_proportion(800, 0.15, z=Z_998) == pytest.approx(
        (0.115128, 0.193129), abs=5e-7
    )


def test_control_limits_of_events_are_exact():
    assert spc_limits_events(7.5) == exact_poisson(7.5)


@pytest.mark.parametrize(
    ("limits", "limits_998", "side"),
    [
        ((9, 11), (8, 12), 0),
        ((10, 11), (9, 12), 0),  # a limit on the benchmark is similar
        ((9, 10), (8, 11), 0),
        ((10.1, 12), (9, 13), 1),
        ((10.1, 12), (10, 13), 1),
        ((10.2, 12), (10.1, 13), 2),
        ((8, 9.9), (7, 10), -1),
        ((8, 9.8), (7, 9.9), -2),
    ],
)
def test_sides_against_a_benchmark_of_ten(limits, limits_998, side):
    assert against_benchmark(*limits, 10, *limits_998) == side
    assert against_benchmark(*limits, 10) == np.sign(side)


def test_a_missing_limit_or_benchmark_is_not_compared():
    sides = against_benchmark([np.nan, 1, 1], [2, np.nan, 2], [1, 1, np.nan])
    assert np.isnan(sides).all()
    assert np.isnan(two_intervals(1, 2, np.nan, 3))
    assert np.isnan(against_goal(1, np.nan, 3))


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_flag_at_998_is_a_flag_at_95(case):
    side = against_benchmark(*wilson(*case), 0.3, *wilson(*case, z=Z_998))
    if abs(side) == 2:
        assert against_benchmark(*wilson(*case), 0.3) == np.sign(side)


def test_sides_against_control_limits():
    limits, limits_998 = (
        spc_limits_proportion([800], 0.15),
        spc_limits_proportion([800], 0.15, z=Z_998),
    )
    values = [0.115, 0.12, limits[0][0], 0.15, limits[1][0], 0.18, 0.194, np.nan]

    sides = [float(against_control_limits(v, limits, limits_998)[0]) for v in values]
    assert sides[:-1] == [-2, -1, 0, 0, 0, 1, 2]
    assert np.isnan(sides[-1])


def test_overlapping_and_touching_intervals_are_similar():
    sides = two_intervals([1, 1, 1, 5], [2, 2, 2, 6], [1.5, 2, 2.1, 3], [3, 3, 3, 4])
    assert sides.tolist() == [0, 0, -1, 1]


@pytest.mark.parametrize(
    ("polarity", "words"),
    [
        (HIGH, ["worst", "worse", "similar", "better", "best"]),
        (LOW, ["best", "better", "similar", "worse", "worst"]),
        (NONE, ["lowest", "lower", "similar", "higher", "highest"]),
    ],
)
def test_words_turn_with_polarity(polarity, words):
    assert outcome_words(SIDES, polarity).tolist() == words
    assert outcome_words([np.nan], polarity).tolist() == ["not_compared"]


def test_few_expected_events_are_never_called_similar():
    words = outcome_words([0, 0, 2, -1, np.nan], LOW, expected=[9.9, 10, 3, 3, 3])
    assert words.tolist() == ["not_enough_events", "similar", "worst", "better", "not_compared"]


def test_an_area_is_not_compared_with_itself():
    assert outcome_words([0, 1], HIGH, same_area=[True, False]).tolist() == [
        "not_compared",
        "better",
    ]


@pytest.mark.parametrize(
    ("polarity", "sides"), [(HIGH, [-1, 1, 1]), (LOW, [-1, -1, 1]), (NONE, [np.nan] * 3)]
)
def test_a_value_on_a_goal_has_met_it(polarity, sides):
    found = value_against_goal([9, 10, 11], 10, polarity)
    np.testing.assert_array_equal(found, sides)
    if polarity is not NONE:
        assert outcome_words(found, polarity)[1] == "better"


def test_a_goal_with_a_range():
    sides = value_against_goal([4, 5, 9.9, 10, np.nan], 5, LOW, upper_goal=10)
    np.testing.assert_array_equal(sides, [-1, 0, 0, 1, np.nan])


def test_a_goal_tested_with_limits():
    # Wholly under the goal is below, from the goal on is above, across it is similar.
    assert against_goal([10, 9, 8], [12, 11, 9.9], 10).tolist() == [1, 0, -1]
    assert against_goal([9], [10], 10).tolist() == [0]


def test_fifths_begin_with_the_best():
    values = [0, 1, 2, 3, 4, 4, 5, 6, 8, 9]
    assert quintiles(values, LOW).tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert quintiles(values, HIGH).tolist() == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert quintiles(values, NONE).tolist() == quintiles(values, LOW).tolist()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: against_benchmark(2, 1, 1), "upper limit"),
        (lambda: spc_limits_proportion(10, 1.2), "between 0 and 1"),
        (lambda: value_against_goal([1], 5, LOW, upper_goal=4), "range"),
    ],
)
def test_what_cannot_be_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
