"""Every kind of raw file, read from the made-up place, with results checked by hand."""

import pytest
from raw_fixtures.made_up import made_up_geography, made_up_project

from jsna.errors import SourceError
from jsna.records import Status
from jsna.sources import (
    census,
    census_larger,
    deprivation,
    local_statistics,
    low_income,
    outcomes,
    populations,
)
from jsna.sources.rows import iso_period, printed_period, wilson_limits
from jsna.sources.spread import PLACE_TYPE

COUNCIL, DISTRICT, COUNTY, COUNTRY = "T06000001", "T07000001", "T10000001", "T92000001"
NORTH, SOUTH, OLD_NORTH = "T05000001", "T05000002", "T05000011"


@pytest.fixture
def geography(tmp_path):
    return made_up_geography(*made_up_project(tmp_path))


def one(rows, indicator_id, area_code, period=None, **strata):
    found = [
        row
        for row in rows
        if (row.indicator_id, row.area_code) == (indicator_id, area_code)
        and period in (None, row.period)
        and row.category_type == strata.get("category_type", "All")
        and all(getattr(row, name) == value for name, value in strata.items())
    ]
    assert len(found) == 1, f"{len(found)} rows for {indicator_id} in {area_code}"
    return found[0]


def test_wards_in_force_are_fitted_to_their_published_populations(geography):
    # 13 and 20 at each age and sex: 2366 and 3640 people, scaled to 6000 residents of the Census.
    people = geography.residents @ geography.people.weights
    assert geography.people.area_codes == (NORTH, SOUTH)
    assert people == pytest.approx([6000 * 13 / 33, 6000 * 20 / 33])


def test_households_go_by_postcodes_alone(geography):
    assert geography.households.column(NORTH)[2] == 0.25


def test_areas_of_whole_small_areas(geography):
    assert set(geography.exact.area_codes) == {COUNCIL, DISTRICT, COUNTY, OLD_NORTH, "T05000012"}
    assert geography.exact.column(OLD_NORTH).tolist() == [1, 1, 1, 0, 0, 0, 0, 0]


def ethnic(geography):
    return census.table_rows(geography, census.TABLES[0])


def test_a_census_share_of_whole_small_areas_has_wilson_limits(geography):
    row = one(ethnic(geography), "ethnic_group_asian", OLD_NORTH)
    assert (row.value, row.count, row.denominator) == (2, 60, 3000)
    assert row.status is Status.COMPUTED
    limits = (row.lower_ci, row.upper_ci, row.lower_998, row.upper_998)
    assert limits == wilson_limits(60, 3000)


def test_an_apportioned_share_has_no_limits_and_says_how(geography):
    row = one(ethnic(geography), "ethnic_group_asian", NORTH)
    shared = (6000 * 13 / 33 - 2000) / 1000
    count = 10 + 20 + 30 * shared
    assert row.count == pytest.approx(count, abs=1e-3)
    assert row.value == pytest.approx(100 * count / (2000 + 1000 * shared), abs=1e-6)
    assert row.status is Status.APPORTIONED
    assert row.lower_ci is None
    assert "shared out by postcodes, to match the ward populations" in row.value_note


def test_the_place_counts_every_ward_of_the_look_up(geography):
    row = one(ethnic(geography), "ethnic_group_asian", NORTH, category_type=PLACE_TYPE)
    # Best fit: Northward 1.5%, Southward 4.5%, the district's ward 7.5%.
    assert (row.value, row.denominator, row.category) == (3, 3, "Rank, highest first")
    assert "wards of Testshire and Exampleton" in row.value_note


def test_the_country_comes_from_the_table_of_totals_and_the_council_does_not(geography):
    rows = ethnic(geography)
    assert one(rows, "ethnic_group_white", COUNTRY).value == 80
    assert one(rows, "ethnic_group_white", COUNCIL).count == 6000 - 210 - 180


def test_households_and_their_totals(geography):
    table = next(table for table in census.TABLES if table.column == "tenure")
    owned = one(census.table_rows(geography, table), "homes_owned", NORTH)
    assert (owned.count, owned.denominator) == (200 + 210 + 220 / 4, 900)
    totals = census.totals(geography)
    assert one(totals, "census_households", NORTH).value == 900
    assert one(totals, "census_residents", COUNTY).value == 2000


def test_general_health_covers_only_what_its_table_covers(geography):
    rows = census.general_health(geography)
    assert one(rows, "census_good_health", COUNCIL).value == 80
    assert one(rows, "census_bad_health", NORTH).value == 8
    assert {row.area_code for row in rows}.isdisjoint({DISTRICT, COUNTY})
    assert all(row.category_type == "All" for row in rows)


def test_larger_small_areas_give_exact_councils_and_approximate_wards(geography):
    rows = census_larger.table_rows(geography, census_larger.TABLES[0])
    exact = {row.area_code for row in rows if row.status is Status.COMPUTED}
    assert exact == {COUNCIL, DISTRICT, COUNTY}
    ward = one(rows, "unpaid_carers", OLD_NORTH)
    assert (ward.status, ward.lower_ci) == (Status.APPROXIMATE, None)
    assert (ward.value, ward.count) == (10, 280)
    row = one(rows, "unpaid_carers", COUNCIL)
    assert (row.count, row.denominator, row.value) == (420, 5600, 7.5)
    assert one(rows, "unpaid_carers_50_hours", DISTRICT).count == 60


def test_ward_populations_and_what_follows_from_them(geography):
    rows = populations.wards(geography)
    total = one(rows, "population_total", NORTH)
    assert (total.value, total.period, total.status) == (2366, "mid-2022", Status.OFFICIAL)
    young = one(rows, "share_aged_0_15", NORTH)
    assert (young.count, young.denominator, young.status) == (416, 2366, Status.COMPUTED)
    assert one(rows, "older_people_per_1000_working_age", NORTH).value == pytest.approx(
        1000 * 26 / 49, abs=1e-6
    )
    # 91 equal ages: half of the people are younger than 45.5.
    assert one(rows, "median_age", NORTH).value == 45.5
    assert one(rows, "population_total", OLD_NORTH).period == "mid-2020"


def test_an_age_pyramid_adds_up(geography):
    bands = [
        row
        for row in populations.wards(geography)
        if (row.indicator_id, row.area_code) == ("population_by_age_sex", NORTH)
    ]
    assert len(bands) == 38
    assert sum(row.value for row in bands) == 2366
    assert one(bands, "population_by_age_sex", NORTH, sex="Male", age="90+").value == 13
    assert one(bands, "population_by_age_sex", NORTH, sex="Female", age="0-4").value == 65


def test_series_of_larger_areas(geography):
    rows = populations.larger_areas(geography)
    assert one(rows, "population_total", COUNCIL, "mid-2013").value == 182 * 30
    region = one(rows, "population_total", "T12000001", "mid-2022")
    assert (region.status, region.value_note) == (Status.COMPUTED, "Added up from its councils")
    change = one(rows, "population_change_ten_years", COUNCIL, "mid-2013 to mid-2023")
    assert (change.value, change.period_start) == (20, "2013-06-30")
    assert not [row for row in rows if row.area_code == "T54000001"]


def test_density_is_called_approximate(geography):
    row = one(populations.density(geography), "population_density", NORTH)
    assert (row.value, row.status) == (23.66, Status.APPROXIMATE)
    assert one(populations.density(geography), "population_density", COUNCIL).value == 12.012


def test_scores_are_published_for_councils_and_averaged_for_the_rest(geography):
    rows = deprivation.scores(geography)
    council = one(rows, "imd_score", COUNCIL)
    assert (council.value, council.status) == (27.4, Status.OFFICIAL)
    assert one(rows, "income_deprivation", COUNCIL).value == 23.8
    assert one(rows, "imd_score", OLD_NORTH).value == 35
    assert one(rows, "imd_score", COUNTY).value == 7.5
    assert one(rows, "imd_score", NORTH).status is Status.APPORTIONED


def test_the_rank_says_among_how_many(geography):
    row = one(deprivation.rank(geography), "imd_rank", COUNCIL)
    assert (row.value, row.denominator) == (2, 3)
    assert row.released_on == "2025-10-30"


def test_residents_by_decile_add_up_to_everybody(geography):
    rows = deprivation.residents_by_decile(geography)
    tenths = [
        row
        for row in rows
        if (row.indicator_id, row.area_code) == ("residents_by_deprivation_decile", OLD_NORTH)
    ]
    assert len(tenths) == 10
    assert sum(row.value for row in tenths) == pytest.approx(100, abs=1e-5)
    fifth = one(rows, "residents_most_deprived_fifth", OLD_NORTH)
    assert (fifth.count, fifth.denominator, fifth.lower_ci) == (2000, 3000, None)
    assert one(rows, "residents_most_deprived_tenth", COUNCIL).count == 1000


def test_wards_without_deprived_residents_share_a_place(geography):
    rows = deprivation.residents_by_decile(geography)
    row = one(rows, "residents_most_deprived_tenth", SOUTH, category_type=PLACE_TYPE)
    assert row.value == 2
    assert row.value_note.endswith("; 2 wards share this place")


def test_illness_behind_deprivation(geography):
    rows = deprivation.underlying(geography)
    assert one(rows, "illness_ratio", OLD_NORTH).value == 111
    assert one(rows, "mood_and_anxiety_disorders", COUNTY).value == 0.65
    assert one(rows, "adult_skills_low", COUNTY).value == 25
    assert one(rows, "burglary_rate", OLD_NORTH).value == 5


def test_deprived_residents_of_2019(geography):
    rows = deprivation.residents_2019(geography)
    row = one(rows, "residents_most_deprived_fifth_2019", OLD_NORTH)
    assert (row.count, row.denominator) == (1000 + 1001, 1000 + 1001 + 1002)
    assert row.period == "2019"


def test_children_in_low_income_families(geography):
    rows = low_income.children(geography)
    row = one(rows, "children_relative_low_income", OLD_NORTH)
    assert (row.period, row.value, row.count, row.denominator) == ("2019/20", 20, 200, None)
    assert row.lower_ci == wilson_limits(200, 1000)[0]
    assert one(rows, "children_absolute_low_income", OLD_NORTH).value_note.startswith("Provisional")
    assert len(rows) == 2


def test_outcomes_keep_the_printed_comparison(geography):
    rows = outcomes.framework(geography)
    life = one(rows, "life_expectancy_at_birth", COUNCIL, "2023-25")
    assert (life.sex, life.value, life.published_comparison) == ("Male", 79.1, "similar")
    gap = one(rows, "inequality_in_life_expectancy", COUNCIL)
    assert (gap.sex, gap.published_comparison) == ("Female", "")
    assert one(rows, "smoking_adults", COUNCIL).period == "2024"


def test_the_older_series_fills_only_what_the_newer_lacks(geography):
    rows = outcomes.earlier_life_expectancy(geography)
    assert {(row.area_code, row.period) for row in rows} == {
        (COUNCIL, "2001-03"),
        (COUNTY, "2016-18"),
    }


def test_healthy_life_expectancy_joins_limits_and_comparison(geography):
    row = one(outcomes.healthy_life(geography), "healthy_life_expectancy", COUNCIL)
    assert (row.value, row.lower_ci, row.upper_ci) == (59, 55.5, 62.5)
    assert (row.period, row.sex, row.published_comparison) == ("2022-24", "Male", "similar")


def test_repeated_rows_of_a_fingertips_file_are_read_once(geography):
    rows = outcomes.smoking_recorded(geography)
    assert len(rows) == 2
    row = one(rows, "smoking_recorded_by_gps", COUNCIL)
    assert (row.period, row.value, row.published_comparison) == ("2013/14", 25, "worse")
    assert (row.lower_ci, row.lower_998) == (23.7, wilson_limits(1000, 4000)[2])


def test_local_statistics(geography):
    rows = local_statistics.observations(geography)
    work = one(rows, "employment_rate", COUNCIL)
    assert (work.value, work.lower_ci, work.upper_ci) == (76.9, 72.6, 81.2)
    assert one(rows, "median_weekly_pay", COUNCIL).period_end == "2025-04-30"
    worry = one(rows, "anxiety_yesterday", COUNCIL)
    assert (worry.value, worry.status) == (None, Status.MISSING)
    assert worry.value_note.endswith("too uncertain")
    assert one(rows, "food_outlets", COUNCIL).value == 1.8
    assert len(rows) == 4


@pytest.mark.parametrize(
    ("text", "name", "start", "end"),
    [
        ("2024", "2024", "2024-01-01", "2024-12-31"),
        ("2022 - 24", "2022-24", "2022-01-01", "2024-12-31"),
        ("2001-2003", "2001-03", "2001-01-01", "2003-12-31"),
        ("1999-2001", "1999-01", "1999-01-01", "2001-12-31"),
        ("2024/25", "2024/25", "2024-04-01", "2025-03-31"),
        ("2020/21 - 24/25", "2020/21 to 2024/25", "2020-04-01", "2025-03-31"),
    ],
)
def test_periods_as_the_outcomes_framework_prints_them(text, name, start, end):
    period = printed_period(text)
    assert (period.name, period.start, period.end) == (name, start, end)


@pytest.mark.parametrize(
    ("text", "name", "start", "end"),
    [
        ("2023-01-01/P1Y", "2023", "2023-01-01", "2023-12-31"),
        ("2022-01-01/P3Y", "2022-24", "2022-01-01", "2024-12-31"),
        ("2024-04-01/P1Y", "2024/25", "2024-04-01", "2025-03-31"),
        ("2015-11-16/P1Y", "2015/16", "2015-11-16", "2016-11-15"),
        ("2025-04-30", "2025", "2025-04-30", "2025-04-30"),
    ],
)
def test_periods_as_iso_intervals(text, name, start, end):
    period = iso_period(text)
    assert (period.name, period.start, period.end) == (name, start, end)


@pytest.mark.parametrize("reader", [printed_period, iso_period])
def test_an_unreadable_period_is_named(reader):
    with pytest.raises(SourceError, match=r"The period 'April 2022' is not readable"):
        reader("April 2022")
