"""Practices, schools, hospitals, councils: each kind of file read, its marks and faults kept out."""

import pytest
from raw_fixtures.made_up import made_up_geography, made_up_project, write_sources

from jsna.errors import DataError, SourceError
from jsna.records import Status
from jsna.series import FOR_EACH_RESIDENT
from jsna.sources import (
    council_facts,
    fingertips,
    general_practice,
    hospital_flow,
    interactive_tool,
    older_outcomes,
    spending,
    spending_beside,
)

COUNCIL, COUNTY, COUNTRY, REGION = "T06000001", "T10000001", "T92000001", "T12000001"
PRACTICE, BOARD, PARTNERSHIP = "T80001", "T54000002", "J-PARTNERSHIP-T"


@pytest.fixture
def geography(tmp_path):
    return made_up_geography(*made_up_project(tmp_path))


def one(rows, indicator_id, area_code, period=None):
    found = [
        row
        for row in rows
        if (row.indicator_id, row.area_code) == (indicator_id, area_code)
        and period in (None, row.period)
    ]
    assert len(found) == 1, f"{len(found)} rows for {indicator_id} in {area_code}"
    return found[0]


def test_registers_recompute_the_share_and_add_up(geography):
    rows = general_practice.recorded(geography)
    practice = one(rows, "gp_diabetes", PRACTICE, "2022/23")
    assert (practice.value, practice.count, practice.denominator) == (10, 80, 800)
    assert practice.lower_ci < 10 < practice.upper_ci
    assert one(rows, "gp_atrial_fibrillation", COUNTRY, "2022/23").value == 2
    assert one(rows, "registered_patients", BOARD, "2022/23").value == 4500


def test_a_practice_that_closed_counts_where_its_network_had_ours(geography):
    rows = general_practice.recorded(geography)
    assert one(rows, "registered_patients", COUNCIL, "2020/21").value == 4500
    assert one(rows, "registered_patients", COUNCIL, "2022/23").value == 4000


def test_former_groups_are_kept_where_the_ages_are_the_same(geography):
    rows = general_practice.recorded_earlier(geography)
    assert {(row.indicator_id, row.period) for row in rows} == {
        ("gp_atrial_fibrillation", "2013/14"),
        ("gp_obesity", "2015/16"),
    }
    assert {row.area_code for row in rows} == {COUNCIL}


@pytest.mark.parametrize(
    ("label", "ages"),
    [
        ("List Size", "all ages"),
        ("List size ages 18+", "18+"),
        ("Estimated List Size 16+", "16+"),
        ("List Size Ages 30-74", "30-74"),
    ],
)
def test_ages_of_a_list_as_it_is_called(label, ages):
    assert general_practice.ages_of(label) == ages


def test_patients_of_practices(geography):
    rows = general_practice.older_patients(geography)
    assert one(rows, "gp_patients_aged_65_plus", COUNCIL).value == 12.5
    assert one(rows, "gp_patients_aged_65_plus", COUNTRY).value == 18
    scores = general_practice.deprivation(geography)
    assert one(scores, "practice_deprivation_score", PRACTICE).value == 30
    assert len(scores) == 2


def test_the_published_list_of_practices(geography):
    assert general_practice.listed(geography.raw) == {"T80001", "T80002", "T80009"}


def test_a_row_repeated_under_two_parents_is_read_once(geography):
    rows = fingertips.rows_of(geography, fingertips.DOWNLOADS[0])
    row = one(rows, "child_injury_admissions", COUNCIL)
    assert (row.value, row.count, row.lower_998) == (77.04, 430, 66)
    assert (row.published_comparison, row.period) == ("similar", "2023/24")
    hidden = one(rows, "child_injury_admissions", COUNTY)
    assert (hidden.status, hidden.value) == (Status.SUPPRESSED, None)
    assert len(rows) == 2


def test_two_values_for_one_key_are_refused(tmp_path):
    project, raw = made_up_project(tmp_path)
    path = raw / "fingertips/fingertips_90284_made_up.csv"
    path.write_text(path.read_text().replace("<15 yrs,,,2023/24,77.04", "<15 yrs,,,2023/24,78", 1))
    write_sources(project, raw)
    with pytest.raises(DataError, match=r"two values stand for child_injury_admissions@T06000001"):
        fingertips.rows_of(made_up_geography(project, raw), fingertips.DOWNLOADS[0])


def test_modelled_prevalence_is_called_so(geography):
    download = next(item for item in fingertips.DOWNLOADS if item.fingertips_id == "92661")
    row = one(fingertips.rows_of(geography, download), "modelled_depression", COUNCIL)
    assert (row.status, row.lower_ci) == (Status.MODELLED, 11)


def test_the_tool_keeps_marks_and_words_behind_years(geography):
    rows = interactive_tool.measures(geography)
    assert one(rows, "infant_mortality", COUNCIL).period == "2023"
    absence = one(rows, "school_absence", COUNTRY)
    assert (absence.period, absence.period_start) == ("2024/25", "2024-09-01")
    assert absence.value_note == "Revised"
    assert one(rows, "school_absence", COUNTY).status is Status.MISSING
    assert one(rows, "children_in_care", COUNCIL).status is Status.SUPPRESSED
    assert one(rows, "children_in_care", COUNTY).status is Status.MISSING
    assert not [
        row for row in rows if (row.indicator_id, row.area_code) == ("children_in_care", REGION)
    ]
    assert one(rows, "social_worker_vacancies", COUNCIL).period_end == "2025-09-30"
    assert one(rows, "alcohol_admissions_under_18", COUNCIL).period == "2021/22 to 2023/24"


@pytest.mark.parametrize(
    ("text", "kind", "name", "note"),
    [
        ("2025 (prov)", "Academic Year", "2024/25", "Provisional"),
        ("2024-25 (OT)", "Financial Year", "2024/25", "Outturn"),
        ("2020 (Final)", "Academic Year", "2019/20", ""),
        ("2020-22", "Calendar Year", "2020-22", ""),
        ("2023/24", "Academic Year", "2023/24", ""),
        ("2025", "Annual - January", "January 2025", ""),
    ],
)
def test_years_of_the_tool(text, kind, name, note):
    period, found = interactive_tool.year_of(text, kind)
    assert (period.name, found) == (name, note)


def test_an_unknown_mark_behind_a_year_is_named():
    with pytest.raises(SourceError, match=r"The mark \(Guess\) behind a year is not known"):
        interactive_tool.year_of("2025 (Guess)", "Academic Year")


def test_older_selections_and_health_checks(geography):
    rows = older_outcomes.all_rows(geography)
    assert one(rows, "falls_admissions_65_plus", COUNCIL).published_comparison == "better"
    assert one(rows, "household_waste_recycled", COUNCIL).value == 40.5
    assert one(rows, "fuel_poverty_series", COUNCIL).status is Status.MODELLED
    checks = one(rows, "nhs_health_checks", COUNCIL)
    assert (checks.period_start, checks.period_end) == ("2021-04-01", "2025-12-31")


def test_quarters_that_cross_the_new_year():
    assert older_outcomes.quarters("2021/22 Q4").start == "2022-01-01"
    with pytest.raises(SourceError, match="is not readable"):
        older_outcomes.quarters("spring 2022")


def test_spending_is_divided_by_residents_of_the_right_ages(geography):
    rows = spending.per_resident(geography)
    # 36 of each age and sex in 2023: 182 x 36 residents, of whom 2 x 35 x 36 are 40 to 74.
    row = one(rows, "spend_public_health", COUNCIL)
    assert (row.value, row.denominator) == (100, 6552)
    checks = one(rows, "spend_nhs_health_checks", COUNCIL)
    assert checks.value == pytest.approx(35000 / 2520, abs=1e-6)
    assert len(rows) == 2


def test_spending_beside_similar_councils_is_for_each_resident_of_all_ages(geography):
    # 1,428 of low income are 23.8% of 6,000 residents; 1,200 are 30% of 4,000.
    people = spending_beside.implied_residents(geography)
    assert (round(people[COUNCIL]), round(people["T07000099"])) == (6000, 4000)
    assert round(people["T10000001"]) == 2000

    made = spending_beside.for_each_resident(geography)
    assert {row.category for row in made} == {FOR_EACH_RESIDENT}
    rows = {(row.area_code, row.indicator_id): row for row in made}
    own = rows[COUNCIL, "spend_public_health"]
    assert (own.value, own.status) == (109.2, Status.APPROXIMATE)
    assert rows["T07000099", "spend_public_health"].value == 25
    assert "Department for Education" in own.value_note
    assert ("T10000001", "spend_public_health") not in rows  # the return has no line for it
    assert len(rows) == 3


def test_months_that_repeat_an_earlier_month_are_left_out(geography):
    rows = hospital_flow.emergency(geography)
    months = [row.period for row in rows if row.area_code == PARTNERSHIP]
    assert set(months) == {"February 2024", "April 2024"}
    late = one(rows, "hospital_ae_over_four_hours", PARTNERSHIP, "April 2024")
    assert (late.value, late.count) == (20, 220)
    assert one(rows, "hospital_ae_attendances", BOARD).value == 8000
    beds = hospital_flow.beds(geography)
    assert {row.period for row in beds} == {"December 2023", "September 2024"}
    assert one(beds, "hospital_bed_occupancy", PARTNERSHIP, "September 2024").value == 95


def test_months_with_too_few_days_are_left_out(geography):
    rows = hospital_flow.daily(geography)
    ready = one(rows, "hospital_patients_ready_to_leave", PARTNERSHIP)
    assert (ready.period, ready.value) == ("February 2024", 115)
    assert one(rows, "hospital_discharges_per_day", PARTNERSHIP).value == 50


def test_reasons_for_delay_are_added_up_in_groups(geography):
    rows = hospital_flow.delays(geography)
    groups = {row.category: row.value for row in rows}
    assert groups == {
        "Hospital process": 9,
        "Transfer hub": 3,
        "Bed for rehabilitation": 12,
        "Equipment or adaptations": 2,
        "Another reason": 1,
    }
    assert {(row.area_code, row.period) for row in rows} == {(PARTNERSHIP, "September 2024")}


def test_a_trust_row_that_stands_twice_is_read_once(geography):
    rows = hospital_flow.waits(geography)
    assert one(rows, "hospital_waits_over_18_weeks", PARTNERSHIP).value == 5000
    assert len(rows) == 2


def test_a_year_that_only_repeats_is_no_new_figure(geography):
    rows = council_facts.health_index(geography)
    assert [(row.period, row.value) for row in rows] == [("2019", 8.3), ("2021", 10.6)]


def test_facts_without_a_printed_date_say_so(geography):
    rows = council_facts.homelessness(geography) + council_facts.doctors(geography)
    assert {row.status for row in rows} == {Status.APPROXIMATE}
    assert one(rows, "patients_per_gp", COUNCIL).value_note.startswith("The copy held here prints")


def test_other_facts_of_councils(geography):
    assert one(council_facts.care_homes(geography), "nursing_home_beds", COUNCIL).value == 15.9
    residents = council_facts.residents_with_conditions(geography)
    assert one(residents, "residents_estimated_diabetes", COUNCIL).status is Status.MODELLED
    change = council_facts.components(geography)
    assert one(change, "births_per_1000", COUNCIL).value == 12
    assert one(change, "net_migration_per_1000", COUNCIL).value == -3
    assert one(change, "deaths_per_1000", COUNTRY).value_note == "Added up from its councils"
