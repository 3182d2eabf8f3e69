"""How numbers of the model are printed: few digits, ranges that hold what was worked out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.model_numbers import (
    difference,
    is_nothing,
    limits,
    limits_to,
    people,
    people_limits,
    place,
    significant,
)

NUMBERS = st.floats(-1e7, 1e7).map(lambda value: float(f"{value:.6g}"))
RANGES = st.tuples(NUMBERS, NUMBERS, NUMBERS).map(sorted)
DECIMALS = st.sampled_from([0, 1, 2])


def read(printed: str) -> float:
    return float(printed.replace("\u2212", "-").replace(",", ""))


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (27_234.0, 0, "27,200"),
        (1_384.0, 0, "1,400"),
        (102.6, 0, "100"),
        (0.0, 0, "0"),
        (82.71, 1, "82.7"),
        (-27.0, 0, "\u221227"),
        (0.043, 2, "0.04"),
        (0.3, 0, "0"),
        (0.97, 0, "1"),
    ],
)
def test_a_modelled_number_has_few_digits(value, decimals, text):
    assert significant(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "rounded"),
    [(27_234.0, 27_200), (1_384.0, 1_400), (102.6, 100), (96.4, 100), (83.3, 80), (4.0, 0)],
)
def test_people_of_a_pyramid_are_never_finer_than_ten(value, rounded):
    assert people(value) == rounded


@pytest.mark.parametrize(
    ("value", "low", "high", "decimals", "printed"),
    [
        (1_290.0, 1_262.0, 1_371.0, 0, ("1,200", "1,400")),
        (9_960.0, 8_720.0, 10_420.0, 0, ("8,700", "10,500")),
        (-27.0, -35.4, -18.2, 0, ("\u221236", "\u221218")),
        (0.31, 0.18, 0.44, 1, ("0.1", "0.5")),
        (0.3, 0.3, 0.3, 1, ("0.3", "0.3")),
        (1_384.0, 996.0, 1_500.0, 0, ("900", "1,500")),
        (0.2, -0.4, 0.6, 0, ("\u22121", "1")),
    ],
)
def test_the_ends_of_a_range_are_rounded_outwards(value, low, high, decimals, printed):
    assert limits(value, low, high, decimals) == printed


@given(RANGES, DECIMALS)
def test_a_printed_range_holds_the_range_and_the_printed_value(numbers, decimals):
    low, value, high = numbers
    down, up = map(read, limits(value, low, high, decimals))
    assert down <= low
    assert up >= high
    assert down <= read(significant(value, decimals)) <= up


@given(RANGES)
def test_a_range_of_people_holds_the_range_and_the_printed_value(numbers):
    low, value, high = numbers
    down, up = people_limits(value, low, high)
    assert down <= low
    assert up >= high
    assert down <= people(value) <= up
    assert {down % 10, up % 10} == {0}


@given(RANGES, DECIMALS)
def test_a_range_of_a_table_holds_the_range(numbers, decimals):
    low, _, high = numbers
    down, up = limits_to(low, high, decimals)
    assert down <= low
    assert up >= high
    assert max(low - down, up - high) <= 10**-decimals


@given(RANGES, DECIMALS)
def test_no_end_is_further_out_than_its_place(numbers, decimals):
    low, value, high = numbers
    down, up = map(read, limits(value, low, high, decimals))
    for end, printed in ((low, down), (high, up)):
        step = 10 ** max(place(value, decimals), place(end, decimals))
        assert abs(end - printed) <= step * (1 + 1e-9)


@pytest.mark.parametrize(
    ("then", "now", "decimals", "printed"),
    [
        (12_310.0, 12_367.0, 0, "100"),
        (12_310.0, 12_340.0, 0, "0"),
        (9_960.0, 10_330.0, 0, "400"),
        (12_310.0, 9_960.0, 0, "\u22122,400"),
        (82.71, 82.96, 1, "0.3"),
        (82.71, 82.70, 1, "0.0"),
        (-27.0, -35.4, 0, "\u22128"),
    ],
)
def test_a_difference_is_no_finer_than_what_it_lies_between(then, now, decimals, printed):
    found = difference(now - then, then, now, decimals)
    assert found == printed
    assert is_nothing(found) == (read(printed) == 0)
