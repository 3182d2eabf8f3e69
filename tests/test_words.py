"""Numbers to words: rounding, places, comparisons; and every rule that decides between words."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from charts_place import indicator, observation
from hypothesis import given
from hypothesis import strategies as st

from jsna import words
from jsna.records import Polarity, Status

MINUS = "\u2212"


def limited(value, lower, upper, **changes):
    return observation("T05000001", value, lower_ci=lower, upper_ci=upper, **changes)


def beside(value):
    return observation("T06000001", value)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (-2.5, 0, f"{MINUS}3"),
        (-0.04, 1, "0.0"),
        (1234567.0, 0, "1,234,567"),
        (999.95, 1, "1,000.0"),
        (None, 1, "not known"),
    ],
)
def test_numbers_round_half_away_from_zero(value, decimals, text):
    assert words.number(value, decimals) == text


@given(st.integers(-(10**9), 10**9), st.integers(0, 3))
def test_rounding_agrees_with_decimal_arithmetic(thousandths, decimals):
    exact = Decimal(thousandths) / 1000
    wanted = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)

    said = words.number(thousandths / 1000, decimals).replace(",", "").replace(MINUS, "-")
    assert Decimal(said) == wanted
    assert not said.startswith("-0.0") or wanted != 0


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        (17.44, "%", 1, "17.4%"),
        (35800, "£", 0, "£35,800"),
        (78.6, "years", 1, "78.6 years"),
        (51.25, "per 1,000", 1, "51.3 per 1,000"),
        (12345, "people", 0, "12,345"),
        (None, "%", 1, "not known"),
    ],
)
def test_a_value_carries_its_unit(value, unit, decimals, text):
    assert words.shown(value, unit, decimals) == text


def test_a_hidden_value_is_told_from_one_that_is_not_known():
    for status in (Status.SUPPRESSED, Status.WITHHELD):
        assert words.said(observation("T1", None, status=status), indicator()) == "withheld"
    assert words.said(observation("T1", None, status=Status.MISSING), indicator()) == "not known"
    assert words.said(None, indicator()) == "not known"
    assert words.said(observation("T1", 12.25), indicator()) == "12.3%"


def test_ordinals():
    said = {number: words.ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 101, 111, 113)}

    assert list(said.values()) == (
        ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "101st", "111th", "113th"]
    )


@pytest.mark.parametrize(
    ("position", "of", "text"),
    [
        (1, 24, "the highest of 24 wards"),
        (2, 24, "the 2nd highest of 24 wards"),
        (12, 24, "the 12th highest of 24 wards"),
        (13, 24, "the 12th lowest of 24 wards"),
        (23, 24, "the 2nd lowest of 24 wards"),
        (24, 24, "the lowest of 24 wards"),
        (2, 3, "the 2nd highest of 3 wards"),
    ],
)
def test_a_place_is_counted_from_the_nearer_end(position, of, text):
    assert words.place(position, of, "wards") == text


def test_many_periods_are_told_by_their_ends():
    rows = [
        observation("T05000001", 1.0, period=year, period_end=year)
        for year in ("2021", "2019", "2020", "2018")
    ]

    assert words.periods(rows) == "2018 to 2021"
    assert words.periods(rows[:3]) == "2019, 2020, 2021"


def test_lists_are_joined():
    assert [words.listed(list(text)) for text in ("", "a", "ab", "abc")] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


@pytest.mark.parametrize(
    ("polarity", "above", "below"),
    [
        (Polarity.HIGH_IS_GOOD, "better", "worse"),
        (Polarity.LOW_IS_GOOD, "worse", "better"),
        (Polarity.NOT_JUDGED, "higher", "lower"),
    ],
)
def test_limits_wholly_on_one_side_are_judged_by_polarity(polarity, above, below):
    measured = indicator(polarity=polarity)
    high = words.compared(limited(20, 18, 22), beside(15), measured, "Sampleton")
    low = words.compared(limited(10, 8, 12), beside(15), measured, "Sampleton")

    assert high.text == f"{above} than Sampleton (15.0%)"
    assert low.text == f"{below} than Sampleton (15.0%)"
    assert (high.direction, low.direction, high.basis) == (above, below, "95% limits")


@pytest.mark.parametrize("fixed", [18, 20, 22])
def test_limits_that_touch_the_value_are_similar(fixed):
    phrase = words.compared(limited(20, 18, 22), beside(fixed), indicator(), "Sampleton")

    assert phrase.text == f"similar to Sampleton ({fixed}.0%)"
    assert phrase.direction == "similar"


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100), st.sampled_from(sorted(Polarity)))
def test_better_and_worse_need_limits_that_leave_the_value_out(first, second, fixed, polarity):
    lower, upper = sorted((first, second))
    own = limited((lower + upper) / 2, lower, upper)
    phrase = words.compared(own, beside(fixed), indicator(polarity=polarity), "Sampleton")

    assert (phrase.direction == "similar") == (lower <= fixed <= upper)
    if polarity is Polarity.NOT_JUDGED:
        assert phrase.direction not in ("better", "worse")


def test_a_sources_own_comparison_counts_where_no_limits_are_held():
    own = replace(beside(20), published_comparison="worse")
    phrase = words.compared(own, beside(15), indicator(), "Land", is_published=True)
    assert phrase.text == "worse than Land (15.0%), as published"
    assert phrase.direction == "worse"

    elsewhere = words.compared(own, beside(15), indicator(), "Sampleton")
    assert elsewhere.basis == "difference, not tested"
    modelled = replace(own, status=Status.MODELLED)
    judged = words.compared(modelled, beside(15), indicator(), "Land", is_published=True)
    assert judged.basis == "difference, not tested"
    tested = replace(own, lower_ci=14.0, upper_ci=26.0)
    assert words.compared(tested, beside(15), indicator(), "Land", is_published=True).text == (
        "similar to Land (15.0%)"
    )


@pytest.mark.parametrize("status", [Status.APPORTIONED, Status.APPROXIMATE, Status.MODELLED])
def test_shared_out_and_modelled_values_are_never_judged_even_with_limits(status):
    own = limited(20, 18, 22, status=status)
    phrase = words.compared(own, beside(15), indicator(polarity=Polarity.LOW_IS_GOOD), "Sampleton")

    assert phrase.text == "5.0 points above Sampleton (15.0%)"
    assert (phrase.direction, phrase.basis) == ("higher", "difference, not tested")


@pytest.mark.parametrize(
    ("unit", "decimals", "text"),
    [
        ("%", 1, "2.0 points below Sampleton (15.0%)"),
        ("years", 1, "2.0 years below Sampleton (15.0 years)"),
        ("£", 0, "£2 below Sampleton (£15)"),
        ("score", 1, "2.0 below Sampleton (15.0)"),
    ],
)
def test_a_difference_carries_its_unit(unit, decimals, text):
    measured = indicator(unit=unit, decimals=decimals)

    assert words.compared(observation("T1", 13), beside(15), measured, "Sampleton").text == text


def test_a_difference_that_rounds_to_nothing_is_about_the_same():
    phrase = words.compared(observation("T1", 15.04), beside(15), indicator(), "Sampleton")

    assert phrase.text == "about the same as Sampleton (15.0%)"
    assert phrase.direction == "same"


@pytest.mark.parametrize(
    ("own", "other"),
    [(None, beside(1)), (beside(1), None), (beside(None), beside(1)), (beside(1), beside(None))],
)
def test_a_missing_side_is_not_compared(own, other):
    phrase = words.compared(own, other, indicator(), "Sampleton")

    assert (phrase.text, phrase.direction) == ("not known", "not_compared")


def later(first, last, **changes):
    start = observation("T05000001", first, period="2012")
    end = observation("T05000001", last, period="2022")
    return words.changed(start, end, indicator(**changes))


def test_people_change_in_percent_and_shares_in_points():
    assert later(8000, 8632, unit="people", decimals=0).text == (
        "up by 7.9% since 2012, when it was 8,000"
    )
    assert later(17.0, 15.5).text == "down by 1.5 points since 2012, when it was 17.0%"
    assert later(17.0, 15.5).direction == "decreasing"
    assert later(30000, 35800, unit="£", decimals=0).text == (
        "up by £5,800 since 2012, when it was £30,000"
    )


@pytest.mark.parametrize(
    ("first", "last", "changes"),
    [
        (15.0, 15.0, {}),
        (15.01, 15.04, {}),
        (1.44, 1.46, {}),  # printed as 1.4 and 1.5, yet no tenth apart
        (100000, 100040, {"unit": "people", "decimals": 0}),
    ],
)
def test_a_change_that_rounds_to_nothing_is_about_the_same(first, last, changes):
    phrase = later(first, last, **changes)

    assert phrase.text.startswith("about the same as in 2012, when it was ")
    assert phrase.direction == "no_change"


def test_no_earlier_figure_is_no_change():
    phrase = words.changed(None, observation("T1", 1), indicator())

    assert (phrase.text, phrase.direction) == ("not known", "not_compared")
