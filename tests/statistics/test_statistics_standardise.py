"""Standardised rates agree with the official port and with arithmetic by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from jsna.statistics.intervals import Z_95, Z_998, byar
from jsna.statistics.rates import crude_rate
from jsna.statistics.standardise import (
    directly_standardised,
    directly_standardised_repeats,
    european_standard_population,
    expected_events,
    standardised_ratio,
)

# A made-up place of 19 age bands; results computed with PHStatsMethods 0.1.16.
COUNT = np.array([0, 1, 0, 1, 2, 1, 2, 3, 2, 4, 3, 5, 6, 8, 9, 12, 15, 11, 7])
PEOPLE = np.array(
    [410, 430, 455, 440, 400, 420, 460, 480, 450, 430, 440, 460, 400, 350, 300, 240, 170, 90, 45]
)
REFERENCE_COUNT = np.array(
    [
        *[310, 120, 90, 160, 210, 260, 330, 420, 560, 820],
        *[1240, 1900, 2700, 3900, 5600, 7400, 9800, 9100, 8200],
    ]
)
REFERENCE_PEOPLE = 1000 * np.array(
    [330, 350, 340, 320, 330, 350, 360, 350, 340, 330, 360, 370, 320, 270, 250, 180, 130, 80, 40]
)
ESP = european_standard_population()
BANDS = arrays(float, 5, elements=st.integers(1, 500))


def test_the_standard_population_as_published():
    assert ESP.tolist() == [
        *[5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000],
        *[7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000],
    ]
    assert ESP.sum() == 100_000


def test_the_standard_population_with_a_lower_top_band():
    up_to_85 = european_standard_population(85)

    assert (up_to_85.size, up_to_85[-1], up_to_85.sum()) == (18, 2500, 100_000)
    for top in (95, 0, 83):
        with pytest.raises(ValueError, match="multiple of 5"):
            european_standard_population(top)


@pytest.mark.parametrize(
    ("z", "limits"),
    [
        (Z_95, (1191.9265185464774, 1819.4313989365633)),
        (Z_998, (1045.883074855118, 2028.1029125542495)),
    ],
)
def test_direct_standardisation_matches_the_official_port(z, limits):
    rate = directly_standardised(COUNT, PEOPLE, ESP, z=z)

    assert rate.value == pytest.approx(1481.3855282438371, rel=1e-9)
    assert (rate.lower, rate.upper) == pytest.approx(limits, rel=1e-9)


@given(BANDS, BANDS)
def test_standardising_to_ones_own_people_returns_the_crude_rate(count, people):
    own = directly_standardised(count, people, people)
    crude = crude_rate(count.sum(), people.sum())

    if count.sum() >= 10:
        assert own == pytest.approx(tuple(crude), rel=1e-9)
    else:
        assert np.isnan(own).all()


@given(BANDS, BANDS, BANDS)
def test_a_standardised_rate_lies_between_its_bands_and_its_limits(count, people, standard):
    rate = directly_standardised(count + 2, people, standard, multiplier=1)
    bands = (count + 2) / people

    assert bands.min() * (1 - 1e-9) <= rate.value <= bands.max() * (1 + 1e-9)
    assert rate.lower < rate.value < rate.upper


def test_below_ten_events_no_rate_is_given():
    few = np.zeros(19)
    few[-1] = 9
    assert np.isnan(directly_standardised(few, PEOPLE, ESP)).all()
    few[-1] = 10
    assert np.isfinite(directly_standardised(few, PEOPLE, ESP)).all()


def test_a_withheld_count_is_not_nobody():
    """The R package reads a missing count as 0, which understates the rate."""
    count = COUNT.astype(float)
    count[3] = np.nan
    assert np.isnan(directly_standardised(count, PEOPLE, ESP)).all()


def test_an_empty_band_needs_merging_unless_it_has_no_weight():
    people = PEOPLE.copy()
    people[0] = 0
    assert np.isnan(directly_standardised(COUNT, people, ESP)).all()

    weights = np.where(np.arange(19) == 0, 0, ESP)
    assert np.isfinite(directly_standardised(COUNT, people, weights)).all()


def test_events_may_outnumber_people():
    assert directly_standardised([30, 5], [10, 50], [1, 1]).value == pytest.approx(155_000)


def test_many_places_are_the_same_as_one_by_one():
    both = directly_standardised([COUNT, COUNT * 3], [PEOPLE, PEOPLE], ESP)
    assert both.lower[1] == directly_standardised(COUNT * 3, PEOPLE, ESP).lower


def test_repeat_events_keep_the_value_and_widen_the_limits():
    once = np.array([[20, 30], [0, 0], [0, 0]])
    people, standard = [1000, 500], [600, 400]
    plain = directly_standardised(once[0], people, standard)
    same = directly_standardised_repeats(once, [1, 2, 3], people, standard)
    assert same == pytest.approx(tuple(plain), rel=1e-12)

    # 20 and 30 events again, but 4 and 6 people had two each, 2 and 3 had three.
    mixed = np.array([[6, 9], [4, 6], [2, 3]])
    repeats = directly_standardised_repeats(mixed, [1, 2, 3], people, standard)
    assert repeats.value == pytest.approx(plain.value, rel=1e-12)
    assert repeats.lower < plain.lower
    assert repeats.upper > plain.upper


def test_repeat_events_by_hand():
    mixed = np.array([[6, 9], [4, 6], [2, 3]])
    rate = directly_standardised_repeats(mixed, [1, 2, 3], [1000, 500], [600, 400], multiplier=1)

    variance = sum(
        f**2 * (0.6**2 * a / 1000**2 + 0.4**2 * b / 500**2)
        for f, (a, b) in zip((1, 2, 3), mixed, strict=True)
    )
    lower, upper = byar(50)
    value = 0.6 * 20 / 1000 + 0.4 * 30 / 500
    assert rate.value == pytest.approx(value, rel=1e-12)
    assert rate.lower == pytest.approx(value + (variance / 50) ** 0.5 * (lower - 50), rel=1e-12)
    assert rate.upper == pytest.approx(value + (variance / 50) ** 0.5 * (upper - 50), rel=1e-12)


@pytest.mark.parametrize(
    ("z", "ratio", "rate"),
    [
        (Z_95, (1.3957802881929986, 2.0433248311431704), (1373.0342390520757, 2010.0262042652816)),
        (Z_998, (1.2419922172537237, 2.256038148230501), (1221.752344083663, 2219.273082111189)),
    ],
)
def test_indirect_standardisation_matches_the_official_port(z, ratio, rate):
    observed = (COUNT + 1).sum()
    expected = expected_events(PEOPLE, REFERENCE_COUNT, REFERENCE_PEOPLE)
    crude = REFERENCE_COUNT.sum() / REFERENCE_PEOPLE.sum() * 100_000

    assert expected == pytest.approx(65.41971925866044, rel=1e-9)
    assert standardised_ratio(observed, expected, z=z) == pytest.approx(
        (1.6967361104244654, *ratio), rel=1e-9
    )
    assert standardised_ratio(observed, expected, reference_value=crude, z=z) == pytest.approx(
        (1669.085596032363, *rate), rel=1e-9
    )


@given(BANDS, BANDS)
def test_a_place_compared_with_itself_has_a_ratio_of_one(count, people):
    ratio = standardised_ratio(count.sum(), expected_events(people, count, people))
    assert ratio.value == pytest.approx(1)
    assert ratio.lower < 1 < ratio.upper


def test_no_events_and_nothing_expected():
    ratio = standardised_ratio([0, 3, np.nan], [4, 0, 5])

    assert (ratio.value[0], ratio.lower[0]) == (0, 0)
    assert np.isnan([numbers[1:] for numbers in ratio]).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: directly_standardised([-1, 2], [1, 1], [1, 1]), "0 or more"),
        (lambda: directly_standardised([1, 2], [1, 1], [0, 0]), "holds somebody"),
        (lambda: directly_standardised([1, 2, 3], [1, 1, 1], [1, 1]), "same age bands"),
        (lambda: directly_standardised_repeats([[1, 2]], [1, 2], [1, 1], [1, 1]), "each frequency"),
        (lambda: directly_standardised_repeats([[1, 2]], [0], [1, 1], [1, 1]), "1 or more"),
        (lambda: expected_events([1], [1], [0]), "hold somebody"),
        (lambda: standardised_ratio(1, -1), "expected number must be 0 or more"),
    ],
)
def test_what_cannot_be_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
