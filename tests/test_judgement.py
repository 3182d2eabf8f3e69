"""The one rule behind better and worse: levels, few events, small areas, and gaps in people."""

import math
from dataclasses import replace

import pytest
from charts_place import indicator, observation
from hypothesis import given
from hypothesis import strategies as st

from jsna import words
from jsna.judgement import Gap, expected, far_limits, gap, judge
from jsna.records import Polarity, Status
from jsna.statistics.intervals import Z_95, Z_998
from jsna.statistics.rates import crude_rate, proportion

LOW = indicator(polarity=Polarity.LOW_IS_GOOD, counted="people who smoke")
RATE = replace(LOW, unit="per 100,000", value_type="crude_rate", counted="deaths")


def share(count, people, **changes):
    near = proportion(count, people, multiplier=100)
    far = proportion(count, people, multiplier=100, z=Z_998)
    ends = (float(near.lower), float(near.upper), float(far.lower), float(far.upper))
    names = ("lower_ci", "upper_ci", "lower_998", "upper_998")
    given_ = dict(zip(names, ends, strict=True)) | {"count": count, "denominator": people}
    return observation("T1", float(near.value), **(given_ | changes))


def rate(count, people, **changes):
    near, far = crude_rate(count, people), crude_rate(count, people, z=Z_998)
    return observation(
        "T1",
        float(near.value),
        count=count,
        denominator=people,
        lower_ci=float(near.lower),
        upper_ci=float(near.upper),
        lower_998=float(far.lower),
        upper_998=float(far.upper),
        **changes,
    )


def country(value):
    return observation("T9", value)


@pytest.mark.parametrize(
    ("count", "small", "direction", "sure"),
    [
        (250, False, "worse", True),
        (250, True, "worse", True),
        (225, False, "worse", False),
        (225, True, "possibly_worse", False),
        (200, True, "similar", False),
        (150, True, "better", True),
        (175, True, "possibly_better", False),
    ],
)
def test_a_small_area_needs_far_limits(count, small, direction, sure):
    found = judge(share(count, 1000), country(20), LOW, is_small=small)

    assert (found.direction, found.sure) == (direction, sure)


@pytest.mark.parametrize(
    ("people", "direction"), [(5_000, "not_enough_events"), (10_000, "similar")]
)
def test_under_ten_expected_events_nothing_is_called_similar(people, direction):
    """At 100 per 100,000, 5,000 people give 5 expected events and 10,000 give 10."""
    own = rate(people // 1000, people)
    found = judge(own, country(100), RATE)

    assert expected(own, country(100), RATE) == pytest.approx(people / 1000)
    assert found.direction == direction
    said = words.compared(own, country(100), RATE, "Land").text
    assert ("not enough events to tell" in said) == (direction == "not_enough_events")
    assert "similar" in said or direction != "similar"


def test_few_events_can_still_be_told_apart():
    assert judge(rate(30, 5_000), country(100), RATE).direction == "worse"


def test_expected_events_of_a_standardised_rate_are_scaled():
    item = replace(RATE, value_type="standardised_rate")
    assert expected(observation("T1", 20, count=8), country(10), item) == 4
    assert expected(observation("T1", 0, count=0), country(10), item) is None
    assert expected(observation("T1", 20), country(10), item) is None


@pytest.mark.parametrize("status", [Status.APPORTIONED, Status.APPROXIMATE, Status.MODELLED])
def test_what_rests_on_more_than_chance_is_never_judged(status):
    found = judge(share(900, 1000, status=status), country(20), LOW, is_published=True)

    assert found.direction == "not_compared"
    assert gap(share(900, 1000, status=status), country(20), LOW) is None


def test_a_modelled_comparator_judges_nobody():
    modelled = observation("T9", 20, status=Status.MODELLED)
    assert judge(share(900, 1000), modelled, LOW).direction == "not_compared"


def test_far_limits_are_those_held_or_else_widened():
    assert far_limits(share(200, 1000)) == (
        share(200, 1000).lower_998,
        share(200, 1000).upper_998,
    )
    bare = observation("T1", 20, lower_ci=18, upper_ci=23)
    ratio = Z_998 / Z_95
    assert far_limits(bare) == pytest.approx((20 - 2 * ratio, 20 + 3 * ratio))


def test_the_distance_becomes_a_probability():
    found = judge(share(250, 1000), country(20), LOW)
    assert 0 < found.probability < 0.002
    assert judge(share(200, 1000), country(20), LOW).probability == pytest.approx(1)
    assert judge(observation("T1", 3), country(20), LOW).probability is None


def test_a_gap_is_told_in_people_with_its_limits():
    """250 of 1,000 against 20%: 50 too many, and Wilson's limits around that."""
    own = share(250, 1000)
    found = gap(own, country(20), LOW)

    assert found.value == pytest.approx(50)
    assert (found.lower, found.upper) == pytest.approx(
        ((own.lower_ci - 20) * 10, (own.upper_ci - 20) * 10)
    )
    assert words.in_people(found, LOW) == "50 fewer (24 to 78)"


def test_events_pooled_over_years_are_told_for_one_year():
    three = rate(300, 150_000, period_start="2019-01-01", period_end="2021-12-31")
    found = gap(three, country(100), RATE)

    assert found.value == pytest.approx((300 - 150) / 3)
    assert words.in_people(found, RATE).startswith("50 fewer a year")


@pytest.mark.parametrize(
    ("start", "end", "over"),
    [
        ("2019-04-01", "2020-03-31", 1),
        ("2017-04-01", "2020-03-31", 3),
        ("2019-07-01", "2020-06-30", 1),
        ("2019-01-01", "2019-12-31", 1),
    ],
)
def test_years_are_counted_whichever_month_they_begin_in(start, end, over):
    own = rate(300, 150_000, period_start=start, period_end=end)
    assert gap(own, country(100), RATE).value == pytest.approx(150 / over)


def test_a_standardised_gap_is_observed_less_expected():
    item = replace(RATE, value_type="standardised_rate")
    own = observation("T1", 20, count=60, lower_ci=15, upper_ci=25)

    assert gap(own, country(10), item).value == pytest.approx(30)


def test_no_gap_without_limits_counts_or_a_word_for_them():
    assert gap(observation("T1", 25, count=250, denominator=1000), country(20), LOW) is None
    assert gap(observation("T1", 25, lower_ci=24, upper_ci=26), country(20), LOW) is None
    assert gap(share(250, 1000), country(20), replace(LOW, counted="")) is None
    assert words.in_people(None, LOW) == ""


def test_a_gap_that_may_be_nought_is_not_told():
    assert words.in_people(gap(share(205, 1000), country(20), LOW), LOW) == ""


@pytest.mark.parametrize(
    ("gap_", "text"),
    [
        (Gap(4526.2, 4288, 4766), "4,530 fewer (4,290 to 4,770)"),
        (Gap(-12345, -13049, -11111), "12,300 more (11,100 to 13,000)"),
        (Gap(-33.6, -56, -12), "34 more (12 to 56)"),
    ],
)
def test_large_gaps_are_rounded_to_what_they_can_bear(gap_, text):
    assert words.in_people(gap_, LOW) == text


@given(st.integers(1, 999), st.floats(1, 99))
def test_gap_and_judgement_point_the_same_way(count, fixed):
    own = share(count, 1000)
    found, told = judge(own, country(fixed), LOW), gap(own, country(fixed), LOW)

    assert told.lower <= told.value + 1e-9 <= told.upper + 2e-9
    if found.direction == "worse":
        assert told.lower > 0
    if found.direction == "better":
        assert told.upper < 0
    assert math.isfinite(found.distance)
