"""Practices by ward: counted where they stand, told of their patients, and never ranked."""

import pytest
from raw_fixtures.made_up import made_up_geography, made_up_project

from jsna.build.book import load_book
from jsna.records import PRACTICES_SITED, AreaType, Status
from jsna.series import STRATA, Series
from jsna.sources import practice_ratings, practices_sited
from jsna.sources.rows import wilson_limits

NORTH, SOUTH, COUNCIL, COUNTRY = "T05000001", "T05000002", "T06000001", "T92000001"


@pytest.fixture
def geography(tmp_path):
    return made_up_geography(*made_up_project(tmp_path))


def test_a_ward_without_a_practice_has_none_and_no_figures_of_patients(geography):
    counted = {row.area_code: row.value for row in practices_sited.counts(geography)}
    assert counted == {NORTH: 2, SOUTH: 0, COUNCIL: 2}
    assert SOUTH not in {row.area_code for row in practices_sited.conditions(geography)}


def test_what_two_practices_record_is_added_up_and_names_them(geography):
    rows = {
        (row.indicator_id, row.area_code): row
        for row in practices_sited.conditions(geography)
        if row.period == "2022/23"
    }
    found = rows["gp_diabetes", NORTH]
    assert (found.count, found.denominator, found.value) == (200, 3200, 6.25)
    assert (found.lower_ci, found.upper_ci) == wilson_limits(200, 3200)[:2]
    assert found.status is Status.COMPUTED
    assert found.value_note == "Patients of First Practice and Second Practice"
    assert {row.category_type for row in rows.values()} == {PRACTICES_SITED}
    assert rows["gp_atrial_fibrillation", COUNTRY].value == 2


def test_ratings_count_one_overall_rating_for_each_practice(geography):
    rows = {row.area_code: row for row in practice_ratings.good_or_outstanding(geography)}
    own, board = rows[COUNCIL], rows["T54000002"]
    assert (own.value, own.count, own.denominator) == (50, 1, 2)
    assert (board.count, board.denominator, board.period) == (2, 3, "2018-23")


def test_patients_of_practices_are_no_residents_so_no_ward_is_ranked_by_them(project):
    book = load_book(project)
    wards = book.areas.of_type(AreaType.WARD)
    found = [
        Series(
            book.catalogue.indicator("gp_diabetes"),
            ward,
            book.areas,
            **{**STRATA, "category_type": PRACTICES_SITED, "category": "*"},
            _observations=book.observations,
        )
        for ward in wards
    ]
    held = [series for series in found if series.latest is not None]
    assert 15 < len(held) < len(wards)
    assert all(series.position() is None for series in held)
    assert all(series.of("parent") and series.of("country") for series in held)
    plain = [
        Series(series.indicator, series.area, book.areas, **STRATA, _observations=book.observations)
        for series in found
    ]
    assert [series.latest for series in plain] == [None] * len(wards)
