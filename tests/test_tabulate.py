"""Tabulate writes checked figures or nothing, and the same files give the same bytes."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from raw_fixtures.made_up import REAL, made_up_project, write_sources

from jsna.areas import load_areas
from jsna.catalogue import load_catalogue
from jsna.errors import DataError, SourceError
from jsna.files import read_csv
from jsna.records import FIGURE_COLUMNS, KEY_COLUMNS, Status
from jsna.sources import deprivation, low_income, outcomes, populations
from jsna.sources.rows import calendar_years, observation
from jsna.sources.steps import STEPS, Step
from jsna.sources.tabulate import number_text, tabulate

RAW = Path(os.environ.get("JSNA_RAW", REAL.root / ".." / "shared" / "data"))
SOME = (
    Step("population of wards", populations.wards),
    Step("deprivation ranks", deprivation.rank),
    Step("children in low income families", low_income.children),
    Step("public health outcomes", outcomes.framework),
)


@pytest.fixture
def place(tmp_path):
    return made_up_project(tmp_path)


def written(project):
    return sorted(path.name for path in (project.data / "figures").glob("*"))


def test_writes_one_sorted_file_per_theme(place):
    project, raw = place
    paths = tabulate(project, raw, steps=SOME)
    assert [path.name for path in paths] == ["deprivation.csv", "health.csv", "population.csv"]
    for path in paths:
        rows = read_csv(path, FIGURE_COLUMNS, shown=path.name)
        keys = [tuple(row[name] for name in KEY_COLUMNS) for row in rows]
        assert rows
        assert keys == sorted(set(keys))
        assert b"\r" not in path.read_bytes()


def test_running_again_changes_no_byte(place):
    project, raw = place
    before = [path.read_bytes() for path in tabulate(project, raw, steps=SOME)]
    after = [path.read_bytes() for path in tabulate(project, raw, steps=SOME[::-1])]
    assert before == after


def test_reports_each_step_and_the_end(place):
    project, raw = place
    seen = []
    tabulate(project, raw, steps=SOME, report=lambda *told: seen.append(told))
    assert seen[0] == ("population of wards", 0, 4)
    assert seen[-1] == ("done", 4, 4)


def test_a_changed_raw_file_is_refused(place):
    project, raw = place
    path = raw / "small_area/ward_children_low_income_made_up.csv"
    path.write_text(path.read_text() + "\n")
    with pytest.raises(SourceError) as caught:
        tabulate(project, raw, steps=SOME)
    message = str(caught.value)
    assert message.startswith(
        "small_area/ward_children_low_income_made_up.csv has changed: its sha256 is "
    )
    assert message.endswith(
        "Fetch the file again, or check the new release and correct the sha256 under "
        "dwp_children_low_income."
    )
    assert written(project) == []


def test_a_missing_raw_file_is_refused(place):
    project, raw = place
    (raw / "small_area/ward_children_low_income_made_up.csv").unlink()
    with pytest.raises(SourceError) as caught:
        tabulate(project, raw, steps=SOME)
    assert str(caught.value) == (
        "small_area/ward_children_low_income_made_up.csv is not in the folder of raw files. "
        "Put it there, or check the folder given with --from."
    )
    assert written(project) == []


def test_a_missing_column_is_refused(place):
    project, raw = place
    path = raw / "small_area/ward_children_low_income_made_up.csv"
    path.write_text(path.read_text().replace("percent,", "per_cent,"))
    write_sources(project, raw)
    with pytest.raises(SourceError) as caught:
        tabulate(project, raw, steps=SOME)
    assert str(caught.value) == (
        "small_area/ward_children_low_income_made_up.csv, line 1: the column 'percent' is "
        "missing. See whether the publisher has changed the layout, and change its parser in "
        "jsna/sources/."
    )
    assert written(project) == []


@pytest.mark.parametrize(("weight", "total"), [("0.65", "0.9"), ("0.85", "1.1")])
def test_weights_that_do_not_sum_to_one_are_refused(place, weight, total):
    project, raw = place
    path = raw / "lookups/lsoa21_ward25_postcode_weights_made_up.csv"
    path.write_text(path.read_text().replace("15,0.75", f"15,{weight}"))
    write_sources(project, raw)
    with pytest.raises(SourceError) as caught:
        tabulate(project, raw, steps=[*SOME, Step("deprivation scores", deprivation.scores)])
    assert str(caught.value) == (
        f"lookups/lsoa21_ward25_postcode_weights: the weights of T01000003 sum to {total}, not to "
        "1. Correct the file, or fetch it again."
    )
    assert written(project) == []


def test_an_unreadable_period_in_a_raw_file_is_refused(place):
    project, raw = place
    path = raw / "small_area/phof_series_made_up.csv"
    text = path.read_text()
    assert "2022 - 24" in text
    path.write_text(text.replace("2022 - 24", "about 2023", 1))
    write_sources(project, raw)
    with pytest.raises(SourceError) as caught:
        tabulate(project, raw, steps=SOME)
    assert str(caught.value) == (
        "In the step 'public health outcomes': The period 'about 2023' is not readable. Add its "
        "form to jsna/sources/rows.py."
    )
    assert written(project) == []


def test_an_unknown_word_in_a_raw_file_is_refused(place):
    project, raw = place
    path = raw / "small_area/ward_children_low_income_made_up.csv"
    path.write_text(path.read_text().replace("absolute low income", "very low income"))
    write_sources(project, raw)
    with pytest.raises(SourceError) as caught:
        tabulate(project, raw, steps=SOME)
    assert str(caught.value) == (
        "The step 'children in low income families' met a code, word or number that it does "
        "not know ('very low income'). Compare its raw files with its parser in jsna/sources/."
    )
    assert written(project) == []


def test_a_source_without_the_file_is_refused(place):
    project, raw = place
    (raw / "small_area/ward_children_low_income_made_up.csv").unlink()
    write_sources(project, raw)
    with pytest.raises(SourceError) as caught:
        tabulate(project, raw, steps=SOME)
    assert str(caught.value) == (
        "data/sources.yml, dwp_children_low_income: 0 files match "
        "'small_area/ward_children_low_income_*.csv' where one is needed. "
        "Give that file's path and sha256 there once."
    )


def good_row(project):
    source = load_catalogue(project).sources["ons_census_2021"]
    return observation(
        "census_disabled",
        "T06000001",
        calendar_years(2021, 2021),
        20.0,
        source=source,
        count=200,
        denominator=1000,
        limits=(17.6, 22.6, 16.4, 24.2),
    )


KEY = "census_disabled@T06000001@2021"
WHERE = f"data/figures/population.csv, row 2 ({KEY}): "


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"count": 1200}, WHERE + "the count 1200 is above the denominator 1000."),
        ({"value": 120.0}, WHERE + "the value 120.0 lies outside 0 to 100."),
        ({"value": float("nan")}, WHERE + "a number is not finite."),
        ({"lower_ci": 21.0}, WHERE + "the limits do not bracket the value 20.0."),
        ({"upper_998": 22.0}, WHERE + "the limits do not bracket the value 20.0."),
        ({"value": None}, WHERE + "the status is official but there is no value."),
        ({"status": Status.MISSING}, WHERE + "the status is missing but there is a value."),
        (
            {"period_start": "March 2021"},
            WHERE + "the period 'March 2021' to '2021-12-31' is not readable as dates.",
        ),
        ({"period_end": "2020-12-31"}, WHERE + "the period ends before it starts."),
        (
            {"source_id": "hearsay"},
            WHERE + "the source 'hearsay' is not in data/sources.yml.",
        ),
        (
            {"area_code": "T00000000"},
            "data/figures/population.csv, row 2 (census_disabled@T00000000@2021): the area "
            "'T00000000' is not in data/areas/areas.csv.",
        ),
        (
            {"indicator_id": "luck"},
            "A step made the indicator 'luck', which is not in data/catalogue/. "
            "Add its entry, or correct the id in jsna/sources/.",
        ),
    ],
)
def test_a_row_that_breaks_a_rule_stops_everything(place, changes, message):
    project, raw = place
    bad = replace(good_row(project), **changes)
    with pytest.raises(DataError) as caught:
        tabulate(project, raw, steps=[*SOME, Step("bad", lambda _: [bad])])
    assert str(caught.value) == message
    assert written(project) == []


def test_a_key_that_stands_twice_is_refused(place):
    project, raw = place
    twice = [good_row(project), replace(good_row(project), value=21.0)]
    with pytest.raises(DataError) as caught:
        tabulate(project, raw, steps=[Step("bad", lambda _: twice)])
    assert str(caught.value) == (
        f"data/figures/population.csv, row 3 ({KEY}): the key stands already in row 2."
    )
    assert written(project) == []


def test_a_blank_stratum_is_refused(place):
    project, raw = place
    blank = replace(good_row(project), sex="")
    with pytest.raises(DataError, match="a column of the key is blank; write Persons, All ages"):
        tabulate(project, raw, steps=[Step("bad", lambda _: [blank])])


def test_a_licence_that_forbids_publishing_is_refused(place):
    project, raw = place
    path = project.data / "sources.yml"
    path.write_text(path.read_text().replace("licence: OGL-3.0", "licence: Open-Parliament-3.0"))
    with pytest.raises(DataError, match=r"the licence Open-Parliament-3\.0 of its source does not"):
        tabulate(project, raw, steps=[Step("one", lambda _: [good_row(project)])])


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, None), (3, "3"), (3.0, "3"), (0.1, "0.1"), (-0.5, "-0.5"), (1e-06, "1e-06")],
)
def test_numbers_are_written_shortest(value, text):
    assert number_text(value) == text


def test_every_indicator_of_the_catalogue_has_figures_and_every_figure_is_known():
    catalogue, areas = load_catalogue(REAL), load_areas(REAL)
    seen = set()
    for path in sorted((REAL.data / "figures").glob("*.csv")):
        for row in read_csv(path, FIGURE_COLUMNS, shown=path.name):
            assert catalogue.indicators[row["indicator_id"]].theme == path.stem
            assert row["area_code"] in areas.by_code
            seen.add(row["indicator_id"])
    assert seen == set(catalogue.indicators)


@pytest.mark.raw
def test_the_committed_figures_are_what_the_raw_files_give(tmp_path):
    if not RAW.is_dir():
        pytest.skip("The raw files are not here, so the committed figures cannot be remade.")
    copy = made_up_project(tmp_path)[0]
    for name in (
        "areas/areas.csv",
        "areas/membership.csv",
        "areas/nhs_codes.csv",
        "areas/districts_elsewhere.csv",
        "sources.yml",
    ):
        (copy.data / name).write_bytes((REAL.data / name).read_bytes())
    for path in tabulate(copy, RAW, steps=STEPS):
        committed = REAL.data / path.relative_to(copy.data)
        assert path.read_bytes() == committed.read_bytes(), f"{path.name} would change"
    assert written(copy) == written(REAL)
