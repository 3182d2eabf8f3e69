"""How good our figures are: the committed back tests and ward errors, and the pages of them."""

import dataclasses
import os
from pathlib import Path

import pytest

from jsna.areas import load_areas
from jsna.build.book import load_book
from jsna.build.pages_quality import downloads, quality_parts, shown
from jsna.build.pages_statistics import statistics_parts
from jsna.catalogue import load_catalogue
from jsna.errors import DataError
from jsna.quality import (
    CHECKS,
    BackTest,
    WardError,
    error_note,
    load_back_tests,
    load_ward_errors,
    mean_error,
)
from jsna.sources import back_tests, tabulate, ward_errors
from jsna.sources.codes import nhs_codes
from jsna.sources.geography import Geography
from jsna.sources.raw import RawFiles

RAW = Path(os.environ.get("JSNA_RAW", Path(__file__).parents[1] / ".." / "shared" / "data"))


@pytest.fixture(scope="module")
def tests(project):
    return load_back_tests(project)


@pytest.fixture(scope="module")
def errors(project):
    return load_ward_errors(project)


def test_enough_figures_are_compared_and_every_one_agrees(tests):
    assert len(tests) >= 400
    assert len({test.indicator_id for test in tests}) >= 10
    assert [test for test in tests if not test.holds] == []


def test_every_check_is_described_and_has_figures(tests):
    assert {test.check_id for test in tests} == {check.check_id for check in CHECKS}


def test_only_areas_and_indicators_that_we_publish_are_shown(project, tests, errors):
    areas, catalogue = load_areas(project), load_catalogue(project)
    assert {test.area_code for test in tests} <= set(areas.by_code)
    assert {item.area_code for item in errors} <= set(areas.by_code)
    assert {test.indicator_id for test in tests} <= set(catalogue.indicators)


def test_a_figure_beyond_its_tolerance_does_not_hold(tests):
    first = tests[0]
    off = dataclasses.replace(first, computed=first.published + 2 * first.tolerance)
    assert first.holds
    assert not off.holds


def test_a_back_test_that_fails_stops_tabulating(project, monkeypatch):
    wrong = BackTest("made_up", "visits", "X1", "2024", "All", "value", 2.0, 1.0, 0.5)
    monkeypatch.setattr(back_tests, "all_tests", lambda geography: [wrong])
    with pytest.raises(
        DataError, match=r"'made_up' fails for visits in X1, 2024 \(value\): 2.0 here"
    ):
        tabulate.quality_texts(project, None)


def test_the_error_of_every_ward_and_family_is_held(project, errors):
    wards = {
        a.area_code for a in load_areas(project) if a.area_type.value == "ward" and a.is_current
    }
    for family in (ward_errors.RESIDENTS, *ward_errors.FAMILIES):
        for method in (ward_errors.BEST_FIT, ward_errors.POSTCODES, ward_errors.RAKED):
            own = [e for e in errors if (e.family, e.method) == (family, method)]
            assert {item.area_code for item in own} == wards, (family, method)


def test_the_method_in_use_is_the_better_one(errors):
    def mean(family, method):
        return mean_error(e for e in errors if (e.family, e.method) == (family, method))

    total = ward_errors.RESIDENTS
    assert mean(total, "postcodes, raked") < mean(total, "postcodes") < mean(total, "best fit")
    assert mean(total, "best fit") == pytest.approx(7.9, abs=0.05)
    assert mean(total, "postcodes") == pytest.approx(3.9, abs=0.05)
    for family in ward_errors.FAMILIES:
        assert mean(family, "postcodes, raked") <= mean(family, "best fit") + 0.01


def test_old_wards_are_exact(errors):
    old = [item for item in errors if item.method == ward_errors.WHOLE]
    assert len(old) == 66
    assert all(item.error == 0 for item in old)


def test_errors_are_points_for_shares_and_per_cent_for_people():
    share = WardError("W1", "f", "m", "2022", "points", 21.5, 20.0)
    people = WardError("W1", "f", "m", "2022", "people", 110, 100)

    assert share.error == pytest.approx(1.5)
    assert people.error == pytest.approx(10)
    assert mean_error([share, dataclasses.replace(share, estimate=18.5)]) == pytest.approx(1.5)
    with pytest.raises(ValueError, match="no errors"):
        mean_error([])


def test_the_page_fills_every_marker(project):
    book = load_book(project)
    parts = quality_parts(book, lambda html: html)

    assert "<table" in parts["back-tests"]
    assert f"{len(load_back_tests(project)):,} figures of" in parts["back-tests"]
    assert parts["error-by-ward"].count("<tr>") == 25
    assert set(downloads(book)) == {"data/quality/back_tests.csv", "data/quality/ward_errors.csv"}
    assert all(statistics_parts(lambda html: html).values())


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0"), (1e-12, "0"), (17.0, "17"), (0.14587, "0.15"), (0.000459, "0.00046"), (5.0, "5")],
)
def test_differences_are_shown_with_two_figures(size, text):
    assert shown(size) == text


@pytest.mark.raw
def test_tabulating_again_gives_the_committed_tables(project):
    if not RAW.is_dir():
        pytest.skip("The raw files are not here.")
    areas = load_areas(project)
    raw = RawFiles(RAW, load_catalogue(project).sources)
    geography = Geography(raw, areas, nhs_codes(project, areas))
    for path, text in tabulate.quality_texts(project, geography).items():
        assert path.read_text(encoding="utf-8") == text


def test_a_ward_is_told_the_measured_error_of_its_shares(errors):
    code = next(item.area_code for item in errors if item.family == ward_errors.RESIDENTS)
    own = [e for e in errors if e.area_code == code and e.method == ward_errors.RAKED]
    shares = [item for item in own if item.unit == "points"]

    assert len(shares) == len(ward_errors.FAMILIES)
    assert f"miss by {mean_error(shares):.1f} points on average" in error_note(errors, code)
    assert error_note(errors, "nowhere") == ""
