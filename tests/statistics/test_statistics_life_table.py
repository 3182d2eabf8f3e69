"""Life expectancy agrees with the published worked table and keeps its validity rules."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.statistics.intervals import Z_95, Z_998
from jsna.statistics.life_table import healthy_life_expectancy, life_expectancy

# The worked table that PHEindicatormethods is tested with; its limits use 1.96.
PEOPLE = np.array(
    [
        *[7060, 35059, 46974, 48489, 43219, 38561, 46009, 57208, 61435, 55601],
        *[50209, 56416, 46411, 39820, 37978, 37039, 33288, 23306, 11936, 11936],
    ]
)
DEATHS = np.array(
    [17, 9, 4, 8, 20, 15, 24, 33, 50, 71, 100, 163, 263, 304, 536, 872, 1390, 1605, 1936, 1937]
)
PUBLISHED = {
    0: (80.16960813, 79.88268548, 80.45653078),
    1: (79.36245674, 79.0898816, 79.63503188),
    5: (75.44193645, 75.17407307, 75.70979983),
    65: (18.76856852, 18.57570352, 18.96143352),
    85: (6.163942934, 5.978358351, 6.349527517),
    90: (6.16210635, 5.887683386, 6.436529314),
}
STARTS = [0, 1, *range(5, 95, 5)]


@pytest.mark.parametrize("age", PUBLISHED)
def test_the_published_worked_table(age):
    found = life_expectancy(DEATHS, PEOPLE, z=1.96).expectancy
    band = STARTS.index(age)
    assert [numbers[band] for numbers in found] == pytest.approx(PUBLISHED[age], rel=1e-9)


@pytest.mark.parametrize(
    ("person_years", "half_width"), [(5_800, 3.3), (17_400, 1.9), (29_000, 1.5), (58_000, 1.1)]
)
def test_precision_to_expect_of_small_places(person_years, half_width):
    share = person_years / PEOPLE.sum()
    at_birth = life_expectancy(DEATHS * share, PEOPLE * share).expectancy
    assert (at_birth.upper - at_birth.lower)[0] / 2 == pytest.approx(half_width, abs=0.05)


def test_a_top_band_of_85_says_so_and_hardly_moves_the_value():
    merged = [np.append(numbers[:18], numbers[18:].sum()) for numbers in (DEATHS, PEOPLE)]
    short, long = life_expectancy(*merged), life_expectancy(DEATHS, PEOPLE)

    assert (short.top_band, long.top_band) == (85, 90)
    assert short.expectancy.value[0] == pytest.approx(long.expectancy.value[0], abs=0.01)
    assert short.expectancy.value[-1] == pytest.approx(merged[1][-1] / merged[0][-1])


@given(st.floats(0.05, 5))
def test_more_people_tighten_the_limits_around_the_same_value(times):
    few, many = life_expectancy(DEATHS, PEOPLE), life_expectancy(DEATHS * times, PEOPLE * times)

    np.testing.assert_allclose(many.expectancy.value, few.expectancy.value, rtol=1e-9)
    width = few.expectancy.upper - few.expectancy.lower
    np.testing.assert_allclose(
        many.expectancy.upper - many.expectancy.lower, width / times**0.5, rtol=1e-9
    )


def test_limits_bracket_and_wider_ones_hold_narrower():
    narrow, wide = (life_expectancy(DEATHS, PEOPLE, z=z).expectancy for z in (Z_95, Z_998))
    assert np.all(wide.lower < narrow.lower)
    assert np.all((narrow.lower < narrow.value) & (narrow.value < narrow.upper))


@pytest.mark.parametrize(
    ("deaths_at", "people_at"),
    [
        ({3: -5}, {}),
        ({}, {5: 0}),
        ({}, {5: np.nan}),
        ({4: np.nan}, {}),
        ({}, {18: 119}),
        ({19: 0}, {}),
    ],
    ids=[
        "deaths below 0",
        "nobody",
        "people missing",
        "deaths missing",
        "more deaths",
        "no old death",
    ],
)
def test_a_table_that_breaks_a_rule_is_missing_and_its_neighbour_is_not(deaths_at, people_at):
    deaths, people = (np.stack([numbers, numbers]).astype(float) for numbers in (DEATHS, PEOPLE))
    for table, changes in ((deaths, deaths_at), (people, people_at)):
        for band, number in changes.items():
            table[0, band] = number
    found = life_expectancy(deaths, people)

    assert np.isnan([*found.expectancy, found.survivors, found.years])[:, 0].all()
    np.testing.assert_array_equal(
        found.expectancy.value[1], life_expectancy(DEATHS, PEOPLE).expectancy.value
    )


def test_five_thousand_person_years_are_too_few():
    share = 5_000 / PEOPLE.sum()
    assert np.isnan(
        life_expectancy(DEATHS * share * 0.999, PEOPLE * share * 0.999).expectancy
    ).all()
    assert np.isfinite(
        life_expectancy(DEATHS * share * 1.01, PEOPLE * share * 1.01).expectancy
    ).all()


def test_a_value_known_too_roughly_is_withheld_and_its_limits_stay():
    # Two old people died among few: the limits of the last band are far apart.
    people, deaths = np.full(20, 300.0), np.full(20, 1.0)
    people[-1], deaths[-1] = 30, 2
    found = life_expectancy(deaths, people).expectancy

    assert np.isnan(found.value[-1])
    assert found.upper[-1] - found.lower[-1] > 20
    withheld = np.isnan(life_expectancy(deaths, people, z=1.0).expectancy.value)
    np.testing.assert_array_equal(withheld, np.isnan(found.value))  # always judged at 95%


def test_bands_without_deaths_are_no_obstacle():
    deaths = DEATHS.copy()
    deaths[2:5] = 0
    assert np.isfinite(life_expectancy(deaths, PEOPLE).expectancy).all()


def test_other_bands_are_refused():
    with pytest.raises(ValueError, match="19 age bands"):
        life_expectancy(DEATHS[:18], PEOPLE[:18])


def test_all_healthy_gives_life_expectancy_and_none_gives_0():
    table = life_expectancy(DEATHS, PEOPLE)
    healthy = healthy_life_expectancy(table, np.ones(20), 500)

    np.testing.assert_allclose(healthy.value, table.expectancy.value, rtol=1e-12)
    np.testing.assert_array_equal(healthy.lower, healthy.upper)
    np.testing.assert_array_equal(healthy_life_expectancy(table, np.zeros(20), 500).value, 0)


def test_healthy_years_by_hand():
    table = life_expectancy(DEATHS, PEOPLE)
    share, asked = np.linspace(0.97, 0.4, 20), np.full(20, 80.0)
    found = healthy_life_expectancy(table, share, asked)

    for band in (0, 14, 19):
        years = [table.years[i] for i in range(band, 20)]
        value = sum(y * share[band + i] for i, y in enumerate(years)) / table.survivors[band]
        variance = sum(
            y**2 * share[band + i] * (1 - share[band + i]) / 80 for i, y in enumerate(years)
        )
        half_width = Z_95 * variance**0.5 / table.survivors[band]
        assert [numbers[band] for numbers in found] == pytest.approx(
            (value, value - half_width, value + half_width), rel=1e-12
        )


def test_a_census_asks_everybody_and_a_gap_stays_a_gap():
    table = life_expectancy(DEATHS, PEOPLE)
    share = np.full(20, 0.8)
    everybody = healthy_life_expectancy(table, share, np.inf)
    np.testing.assert_array_equal(everybody.lower, everybody.value)

    share[4] = np.nan
    found = healthy_life_expectancy(table, share, 80).value
    assert np.isnan(found[:5]).all()
    assert np.isfinite(found[5:]).all()


@pytest.mark.parametrize(
    ("share", "asked", "message"),
    [
        (np.full(20, 1.1), 9, "between 0 and 1"),
        (np.ones(20), 0, "asked"),
        (np.ones(19), 9, "the bands"),
    ],
)
def test_impossible_surveys_are_refused(share, asked, message):
    with pytest.raises(ValueError, match=message):
        healthy_life_expectancy(life_expectancy(DEATHS, PEOPLE), share, asked)
