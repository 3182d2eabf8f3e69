"""Figures of neighbourhoods and small areas become figures of wards, marked for what they are."""

import numpy as np
import pytest
from raw_fixtures.made_up import made_up_geography, made_up_project

from jsna.records import Status
from jsna.sources import (
    census_larger,
    local_health,
    neighbourhood_facts,
    service_sites,
    small_area_facts,
)
from jsna.sources.neighbourhoods import neighbourhoods, older_cover

COUNCIL, COUNTRY = "T06000001", "T92000001"
NORTH, SOUTH, OLD_NORTH = "T05000001", "T05000002", "T05000011"
SHARED = 6000 * 13 / 33 - 2000
"""Residents of Northward outside its two whole small areas: all in the first neighbourhood."""


@pytest.fixture
def geography(tmp_path):
    return made_up_geography(*made_up_project(tmp_path))


def one(rows, indicator_id, area_code, **strata):
    found = [
        row
        for row in rows
        if (row.indicator_id, row.area_code) == (indicator_id, area_code)
        and all(getattr(row, name) == value for name, value in strata.items())
    ]
    assert len(found) == 1, f"{len(found)} rows for {indicator_id} in {area_code}"
    return found[0]


def test_wards_share_neighbourhoods_by_residents(geography):
    areas = neighbourhoods(geography)
    assert areas.codes == ("T02000001", "T02000002", "T02000003")
    assert areas.cover.column(NORTH) == pytest.approx([(2000 + SHARED) / 3000, 0, 0])
    assert areas.cover.column(OLD_NORTH).tolist() == [1, 0, 0]


def test_a_small_area_of_2011_that_was_split_is_shared_out(geography):
    cover = older_cover(geography, ("T01000001", "T01000003"))
    assert cover.column(NORTH) == pytest.approx([1, SHARED / 1000])


def test_an_unknown_small_area_of_2011_is_named(geography):
    with pytest.raises(KeyError, match="T01999999"):
        older_cover(geography, ("T01999999",))


def test_local_health_averages_wards_and_keeps_councils_as_published(geography):
    rows = local_health.all_rows(geography)
    north = one(rows, "neighbourhood_life_expectancy", NORTH, sex="Male")
    assert (north.value, north.status, north.lower_ci) == (80, Status.APPROXIMATE, None)
    south = one(rows, "neighbourhood_life_expectancy", SOUTH, sex="Male")
    inside = 1000 - SHARED
    assert south.value == pytest.approx((80 * inside + 70 * 3000) / (inside + 3000), abs=1e-6)
    council = one(rows, "mortality_ratio_all", COUNCIL)
    assert (council.value, council.status, council.period) == (105, Status.OFFICIAL, "2015-19")
    assert one(rows, "mortality_ratio_all", COUNTRY).value == 100
    assert one(rows, "back_pain_2012", NORTH).status is Status.MODELLED
    assert not [row for row in rows if row.area_code == "T06999999"]


def test_health_expectancies_keep_published_limits(geography):
    rows = neighbourhood_facts.expectancies(geography)
    council = one(rows, "life_expectancy_2009_13", COUNCIL)
    assert (council.value, council.lower_ci, council.upper_ci) == (75, 74, 76)
    assert one(rows, "share_of_life_healthy_2009_13", COUNCIL).lower_ci is None
    ward = one(rows, "life_expectancy_2009_13", OLD_NORTH)
    assert (ward.value, ward.lower_ci, ward.sex) == (80, None, "Male")


def test_deaths_of_wards_add_up_to_the_council(geography):
    rows = neighbourhood_facts.deaths(geography)
    wards = [one(rows, "deaths_2013_15", code).value for code in (NORTH, SOUTH)]
    assert sum(wards) == pytest.approx(90, abs=2e-3)
    assert one(rows, "deaths_2013_15", COUNCIL).value == 90
    assert one(rows, "deaths_2013_15", COUNTRY).value == 900


def test_income_is_modelled_and_england_is_a_middle_value(geography):
    rows = neighbourhood_facts.income(geography)
    assert one(rows, "household_income", NORTH).status is Status.MODELLED
    assert one(rows, "household_income", NORTH).period == "2017/18"
    country = one(rows, "household_income", COUNTRY)
    assert country.value_note == "The middle one of all neighbourhoods (MSOAs)"


def test_gardens_are_counts_shared_out(geography):
    rows = neighbourhood_facts.gardens(geography)
    assert one(rows, "homes_with_garden", NORTH).value == 90
    assert one(rows, "homes_with_garden", COUNCIL).value == 70
    assert one(rows, "garden_size", OLD_NORTH).value == 100
    assert one(rows, "garden_size", COUNCIL).value == pytest.approx(190000 / 1400, abs=1e-6)


def test_claimants_and_distances(geography):
    rows = neighbourhood_facts.vulnerability(geography)
    # 98 claimants among 490 people aged 16 to 64 (49 ages of ten people each).
    assert one(rows, "pip_claimants", NORTH).value == 20
    assert one(rows, "longest_distance_to_food_bank", NORTH).value == 2
    assert one(rows, "longest_distance_to_food_bank", COUNTRY).status is Status.COMPUTED


def test_sexual_orientation_keeps_those_who_did_not_answer(geography):
    rows = census_larger.sexual_orientation(geography)
    council = one(rows, "lesbian_gay_bisexual_other", COUNCIL)
    assert (council.count, council.denominator, council.value) == (120, 4000, 3)


def test_fuel_poverty_is_modelled_without_limits(geography):
    rows = small_area_facts.fuel_poverty(geography)
    north = one(rows, "fuel_poverty", NORTH)
    assert (north.value, north.denominator) == (10, 900)
    assert (north.status, north.lower_ci) == (Status.MODELLED, None)
    council = one(rows, "fuel_poverty", COUNCIL)
    assert (council.value, council.count) == (7.5, 180)


def test_a_small_area_that_floods_do_not_list_counts_as_nobody(geography):
    rows = small_area_facts.floods(geography)
    old = one(rows, "people_in_flood_risk_areas", OLD_NORTH)
    assert (old.count, old.status) == (500, Status.APPROXIMATE)
    assert one(rows, "people_in_flood_risk_areas", SOUTH).value == 0


def test_loneliness_is_modelled_and_never_ranked(geography):
    rows = small_area_facts.loneliness(geography)
    assert one(rows, "loneliness", OLD_NORTH).value == 30
    assert one(rows, "loneliness", COUNCIL).value == 25
    assert {row.status for row in rows} == {Status.MODELLED}
    assert {row.category_type for row in rows} == {"All"}
    assert not [row for row in rows if row.area_code in ("T07000001", "T10000001")]


def test_rural_residents(geography):
    rows = small_area_facts.rural(geography)
    assert one(rows, "residents_rural", OLD_NORTH).value == pytest.approx(100 / 3, abs=1e-6)
    assert one(rows, "residents_rural", COUNCIL).lower_ci is None


def test_sites_are_counted_and_distances_measured(geography):
    rows = service_sites.all_rows(geography)
    assert one(rows, "gp_surgery_sites", NORTH).value == 1
    assert one(rows, "gp_surgery_sites", SOUTH).value == 0
    assert one(rows, "nhs_trust_sites", COUNCIL).value == 1
    assert one(rows, "distance_to_gp", NORTH).value == 0
    # A tenth of a degree of latitude: 11.12 km; half of the postcodes lie at the surgery.
    assert one(rows, "distance_to_gp", SOUTH).value == pytest.approx(11.119, abs=1e-3)
    assert one(rows, "distance_to_gp", COUNCIL).value == pytest.approx(5.560, abs=1e-3)


def test_distance_along_the_equator():
    assert service_sites.kilometres(np.array([[0, 0]]), np.array([[0, 90]]))[0, 0] == (
        pytest.approx(np.pi * service_sites.EARTH_KM / 2)
    )
