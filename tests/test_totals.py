"""Hubs, networks, partnerships and boards are sums or averages of their members, or nothing."""

from dataclasses import replace

import pytest
from raw_fixtures.made_up import made_up_geography, made_up_project

from jsna.catalogue import load_catalogue
from jsna.errors import DataError
from jsna.records import Status
from jsna.sources import census, general_practice, populations
from jsna.sources.rows import wilson_limits
from jsna.sources.totals import joined, of_members, roughest, weight_of

HUB, NETWORK, PARTNERSHIP = "J-HUB-T", "T00001", "J-PARTNERSHIP-T"


@pytest.fixture
def place(tmp_path):
    project, raw = made_up_project(tmp_path)
    return load_catalogue(project), made_up_geography(project, raw)


def made(place, rows):
    catalogue, geography = place
    found = of_members(rows, catalogue, geography.areas)
    return {(row.indicator_id, row.area_code, row.period): row for row in found}


def ethnic_groups(geography):
    return census.table_rows(geography, census.TABLES[0])


def test_a_network_is_the_counts_of_its_practices_together(place):
    _, geography = place
    found = made(place, general_practice.recorded(geography))
    row = found["gp_diabetes", NETWORK, "2022/23"]
    assert (row.count, row.denominator, row.value) == (200, 3200, 6.25)
    assert (row.lower_ci, row.upper_ci) == wilson_limits(200, 3200)[:2]
    assert row.value_note == "Worked out from the counts of 2 GP practices, added up"
    assert found["registered_patients", NETWORK, "2022/23"].value == 4000


def test_an_average_is_weighted_by_what_the_catalogue_names(place):
    _, geography = place
    rows = general_practice.recorded(geography) + general_practice.deprivation(geography)
    row = made(place, rows)["practice_deprivation_score", NETWORK, "2019"]
    # 30 for 1000 patients and 10 for 3000.
    assert (row.value, row.count) == (15, None)
    assert row.value_note == "Average of 2 GP practices; larger ones count for more"


def test_a_hub_says_that_its_wards_are_inferred(place):
    _, geography = place
    found = made(place, populations.wards(geography) + ethnic_groups(geography))
    row = found["population_total", HUB, "mid-2020"]
    assert row.status is Status.COMPUTED
    assert row.value_note == "Added up from 2 wards; which wards belong to it is inferred"
    asian = found["ethnic_group_asian", HUB, "2021"]
    assert (asian.count, asian.denominator) == (210, 6000)
    assert ("median_age", HUB, "mid-2020") not in found


def test_places_among_wards_are_never_added(place):
    catalogue, geography = place
    rows = of_members(ethnic_groups(geography), catalogue, geography.areas)
    assert {row.category_type for row in rows} == {"All"}


def test_a_missing_member_gives_no_figure(place):
    _, geography = place
    rows = [row for row in general_practice.recorded(geography) if row.area_code != "T80002"]
    assert not [key for key in made(place, rows) if key[1] == NETWORK]


def test_a_published_figure_is_not_made_again(place):
    _, geography = place
    rows = populations.larger_areas(geography)
    own = [replace(row, area_code=PARTNERSHIP) for row in rows if row.area_code == "T06000001"]
    assert not [key for key in made(place, rows + own) if key[1] == PARTNERSHIP]


def test_an_indicator_that_may_not_be_aggregated_is_refused(place):
    catalogue, geography = place
    parts = [row for row in populations.wards(geography) if row.indicator_id == "median_age"]
    indicator = catalogue.indicators["median_age"]
    assert weight_of(indicator) is None
    with pytest.raises(DataError, match="'median_age' may not be summed or averaged over areas"):
        joined(geography.areas[HUB], indicator, parts, [1.0] * len(parts))


def test_the_roughest_part_decides(place):
    _, geography = place
    row = populations.wards(geography)[0]
    parts = [row, replace(row, status=Status.MODELLED), replace(row, status=Status.APPORTIONED)]
    assert roughest(parts) is Status.MODELLED
    assert roughest(parts[:1]) is Status.COMPUTED
