"""Earlier wards: shares that add up, names that say that they ended, and no figure carried over."""

import pytest
from raw_fixtures.made_up import made_up_geography, made_up_project

from jsna import earlier
from jsna.build.book import load_book
from jsna.records import AreaType, Status
from jsna.series import STRATA, Series
from jsna.sources.ward_sets import earlier_wards

NORTH, SOUTH = "T05000001", "T05000002"


@pytest.fixture(scope="module")
def book(project):
    return load_book(project)


@pytest.fixture(scope="module")
def found(book):
    return earlier.overlaps(book.observations, book.areas)


def series_of(book, indicator_id, area):
    indicator = book.catalogue.indicator(indicator_id)
    return Series(indicator, area, book.areas, **STRATA, _observations=book.observations)


def test_residents_of_a_ward_are_counted_in_the_earlier_wards_that_its_parts_lay_in(tmp_path):
    geography = made_up_geography(*made_up_project(tmp_path))
    rows = {(row.area_code, row.category): row for row in earlier_wards(geography)}

    # The third small area is shared: with it North has 6000 * 13 / 33 residents, all in Old North.
    assert rows[NORTH, "Old North"].value == 100
    assert (NORTH, "Old South") not in rows
    left = 3000 - 6000 * 13 / 33
    south = rows[SOUTH, "Old North"]
    assert south.count == pytest.approx(left, abs=1e-3)
    assert south.value == pytest.approx(100 * left / (3000 + left), abs=1e-6)
    assert south.status is Status.APPORTIONED


def test_the_shares_of_each_ward_add_up_and_each_earlier_ward_has_an_heir(book, found):
    for ward in book.areas.of_type(AreaType.WARD):
        shares = [item.share for item in found if item.today == ward]
        assert sum(shares) == pytest.approx(100, abs=1e-4), ward.name
    ended = [a for a in book.areas if a.area_type is AreaType.WARD and not a.is_current]
    assert len(ended) == 22
    for old in ended:
        heirs = earlier.taken_over_by(old, found)
        assert heirs, old.name
        assert 90 < sum(item.share for item in heirs) < 100.0001, old.name


def test_an_earlier_wards_residents_are_shared_out_over_its_own_number(book, found):
    river = book.areas.named("river-to-2023")
    heirs = {item.today.name: item.share for item in earlier.taken_over_by(river, found)}
    assert heirs["St Mary's Island"] == pytest.approx(34, abs=1)
    assert next(i for i in found if i.today.name == "St Mary's Island").share == 100


def test_the_series_of_before_is_the_main_ward_of_before_and_says_that_it_ended(book):
    ward = book.areas.named("chatham-central-and-brompton")
    own = earlier.overlaps(book.observations, book.areas, ward)
    income = earlier.before(series_of(book, "children_relative_low_income", ward), own)

    assert income.area.name == "Chatham Central (ward until 2023)"
    assert [area.name for area in income.companions] == ["River (ward until 2023)"]
    assert income.latest is not None
    assert income.latest.area_code == book.areas.named("chatham-central-to-2023").area_code


def test_no_figure_of_an_earlier_ward_stands_under_a_ward_of_today(book):
    for ward in book.areas.of_type(AreaType.WARD):
        assert series_of(book, "children_relative_low_income", ward).latest is None


def test_an_area_that_was_not_cut_anew_keeps_its_own_series(book):
    series = series_of(book, "children_relative_low_income", book.home)
    assert earlier.before(series, []) is series


def test_a_chart_has_room_for_every_earlier_ward_and_the_council(book, found):
    for ward in book.areas.of_type(AreaType.WARD):
        large = [i for i in found if i.today == ward and i.share >= earlier.LEAST]
        assert 1 <= len(large) <= 2, ward.name
