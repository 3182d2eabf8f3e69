"""A restricted source through a whole build: page, PDF, CSV, notebook; and what stops it."""

import csv
import io
import os
import re

import pytest
from pdf_gate import pdf_pages
from tiny.place import change_cell, copy_to
from tiny.restricted import MARKS, NOUGHT, SHOWN, WITHHELD, add_restricted

from jsna import cli
from jsna.areas import Areas, load_areas
from jsna.build import execute
from jsna.build import guard as guarding
from jsna.build.composition import composition_of
from jsna.build.guard import guard, scan
from jsna.build.options import BuildOptions
from jsna.build.run import build
from jsna.disclosure import cells as cells_module
from jsna.disclosure.cells import Why
from jsna.disclosure.scan import Marks, found_in
from jsna.errors import DataError, DisclosureError
from jsna.files import csv_text
from jsna.observations import load_observations, protected_file
from jsna.paths import RESTRICTED_FOLDER, ROOT_VARIABLE
from jsna.progress import Progress
from jsna.records import FIGURE_COLUMNS, AreaType

NESTED = ("ward", "district", "unitary_authority", "county", "icb", "region", "country")
SOUTHFOLD = "areas/southfold/index"
"""The page of the ward whose figures are withheld."""


def make(project, **options):
    with Progress(io.StringIO()) as progress:
        return build(project, BuildOptions(jobs=2, **options), progress)


def place(project, tmp_path, monkeypatch):
    tiny = copy_to(tmp_path / "exampleton", project.root / "_config.yml")
    folder = add_restricted(tiny, tmp_path / "supplier")
    monkeypatch.setenv(RESTRICTED_FOLDER, str(folder))
    return tiny, folder


@pytest.fixture
def tiny(project, tmp_path, monkeypatch):
    return place(project, tmp_path, monkeypatch)[0]


@pytest.fixture
def folder(tiny):
    return tiny.root.parent / "supplier"


def spoil(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# Before anything runs.


def test_notebooks_read_what_was_protected_and_nothing_else(tiny):
    guarded = guard(tiny)
    rows = {
        (row[0], row[1]): row for found in load_observations(tiny).rows_of.values() for row in found
    }

    assert rows["stays", SHOWN][9] == "40"
    assert rows["stays", NOUGHT][9] == "0"
    assert rows["stays", WITHHELD][9:16] == ("",) * 7
    assert rows["stay_rate", WITHHELD][16:18] == ("withheld", str(Why.SMALL))
    assert len(guarded.cells["made_up_hospital"]) == 12
    text = protected_file(tiny).read_text(encoding="utf-8")
    assert [mark for mark in MARKS if mark in text] == []
    assert guarded.marks.texts == {"CANARY-7Q3", "CANARY-COL", "CANARY-CELL"}
    assert "123.456789" in guarded.marks.numbers


def test_without_restricted_figures_the_audit_passes_at_once_and_says_so(
    project, tmp_path, monkeypatch
):
    monkeypatch.delenv(RESTRICTED_FOLDER, raising=False)
    tiny = copy_to(tmp_path / "exampleton", project.root / "_config.yml")
    assert not guard(tiny).marks
    assert not tiny.build.exists()

    (tiny.build / "work").mkdir(parents=True)
    scan(tiny, tiny.build / "work")
    report = (tiny.build / "analyst" / "disclosure.md").read_text(encoding="utf-8")
    assert "Passed: only open sources are present, so there is nothing to work out." in report
    assert "| open | already_protected | 2 |" in report
    assert "Nothing to look for" in report


def test_figures_that_were_protected_go_when_the_folder_goes(tiny, monkeypatch):
    guard(tiny)
    assert protected_file(tiny).exists()

    monkeypatch.delenv(RESTRICTED_FOLDER)
    guard(tiny)
    assert not protected_file(tiny).exists()


def test_rule_2_the_folder_must_lie_outside_the_project(tiny, folder, monkeypatch):
    inside = tiny.data / "restricted"
    folder.rename(inside)
    monkeypatch.setenv(RESTRICTED_FOLDER, str(inside))

    with pytest.raises(DisclosureError, match=r"lies inside the project.*Move it outside\."):
        guard(tiny)


def test_rule_2_a_restricted_row_among_the_committed_figures_stops_the_build(tiny):
    guard(tiny)
    line = protected_file(tiny).read_text(encoding="utf-8").splitlines(keepends=True)[1]
    with (tiny.data / "figures" / "exampleton.csv").open("a", encoding="utf-8") as stream:
        stream.write(line)

    with pytest.raises(DisclosureError, match="stay_rate: a row comes from the restricted source"):
        guard(tiny)


@pytest.mark.parametrize(
    ("column", "text", "message"),
    [
        ("count", "4", "visits, X05000004: the row is suppressed but still holds a number."),
        ("source_id", "hearsay", "visits: data/sources.yml has no source 'hearsay'"),
    ],
)
def test_every_committed_row_goes_through_the_door(tiny, column, text, message):
    path = tiny.data / "figures" / "exampleton.csv"
    rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
    for row in rows:
        if (row["indicator_id"], row["status"]) == ("visits", "suppressed"):
            row[column] = text
    path.write_text(csv_text(FIGURE_COLUMNS, rows), encoding="utf-8")

    with pytest.raises(DisclosureError, match=re.escape(message)):
        guard(tiny)


def test_a_folder_that_is_not_there_is_named(tiny, monkeypatch):
    monkeypatch.setenv(RESTRICTED_FOLDER, str(tiny.root.parent / "gone"))

    with pytest.raises(DisclosureError, match="JSNA_RESTRICTED names 'gone', which is no folder"):
        guard(tiny)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",value_note,", ",note,", "stays.csv, line 1: the columns value_note are missing."),
        (
            "stays,X05000001",
            "stay,X05000001",
            "line 2: the indicator 'stay' is not in the catalogue.",
        ),
        ("stays,X05000001", "stays,X05009999", "line 2: the area 'X05009999' is not in areas.csv."),
        (
            "made_up_hospital",
            "made_up_counts",
            "line 2: the source 'made_up_counts' is not restricted.",
        ),
        ("2023-01-01", "1 January", "line 2: period_start is no date of the form YYYY-MM-DD."),
        (",42,", ",forty-two,", "line 2: value is no number."),
        (",42,", ",-42,", "line 2: value must be a number of 0 or more."),
        ("official", "certain", "line 2: the status is none of official, "),
        ("CANARY-CELL\n", "\n", None),
        ("stays,X05000003", "stays,X05000002", "line 6: the same key stands in stays.csv, line 4."),
    ],
)
def test_a_spoiled_file_is_refused_in_one_sentence(tiny, folder, old, new, message):
    spoil(folder / "stays.csv", old, new)

    if message is None:
        guard(tiny)
        return
    with pytest.raises((DataError, DisclosureError)) as caught:
        guard(tiny)
    assert message in str(caught.value)
    assert not protected_file(tiny).exists()


def test_a_leak_stops_the_command_with_the_rows_that_leak(tiny, monkeypatch, capsys):
    """Exact counts of three wards and of the council give away the fourth."""
    policies = tiny.data / "disclosure.yml"
    spoil(policies, "withhold_up_to: 7", "withhold_up_to: 4")
    spoil(policies, "round_to: 5", "round_to: 1")
    monkeypatch.setenv(ROOT_VARIABLE, str(tiny.root))

    assert cli.run(["book", "--no-pdf"]) == 16
    said = capsys.readouterr().err
    assert "figures of 'made_up_hospital' give away" in said
    assert re.search(
        r"stays@X05000002@2023 is known exactly from stays@X05000001@2023 \(42\) and "
        r"stays@X05000003@2023 \(18\) and stays@X05000004@2023 \(0\) and stays@X06000001@2023 \(63\)",
        said,
    )
    assert "Traceback" not in said
    assert not tiny.html.exists()


def test_secondary_withholding_closes_the_leak(tiny):
    policies = tiny.data / "disclosure.yml"
    spoil(policies, "withhold_up_to: 7", "withhold_up_to: 4")
    spoil(policies, "round_to: 5", "round_to: 1")
    spoil(policies, "secondary: false", "secondary: true")
    counts = {
        cell.shown.area_code: cell.why
        for cell in guard(tiny).cells["made_up_hospital"]
        if cell.shown.indicator_id == "stays"
    }

    assert counts[WITHHELD] is Why.SMALL
    assert [area for area, why in counts.items() if why is Why.REST] == ["X05000003"]


def test_without_protection_the_door_lets_nothing_through(tiny, monkeypatch):
    """A mutation: the rows go on as they came."""

    def as_they_came(rows, policy, find_leak):
        return [cells_module.Cell(raw, raw.observation, 0, float("inf")) for raw in rows]

    monkeypatch.setattr(guarding, "protect_table", as_they_came)
    with pytest.raises(
        DisclosureError, match="comes from the restricted source 'made_up_hospital'"
    ):
        guard(tiny)


def test_no_notebook_knows_where_restricted_figures_lie(tiny, monkeypatch):
    seen = []

    def papermill(order, raw, kept):
        seen.append(dict(os.environ))
        raise RuntimeError("enough")

    monkeypatch.setattr(os, "environ", dict(os.environ))  # whatever it sets ends with this test
    monkeypatch.setattr(execute, "_papermill", papermill)
    notebook = tiny.notebooks / "profiles" / "ward.ipynb"
    order = execute.Order(
        tiny.root, notebook, tiny.build / "x.ipynb", {}, context="{}", metadata={}, name="x"
    )

    assert "enough" in execute.run_order(order).failure
    assert RESTRICTED_FOLDER not in seen[0]


# What areas are made of.


def test_a_council_is_made_of_its_wards_and_a_country_has_a_rest(tiny):
    areas = load_areas(tiny)
    parts = composition_of(areas, ["X05000001", "X06000001", "X92000001"], None)

    wards = {"X05000001", "X05000002", "X05000003", "X05000004"}
    assert parts["X06000001"] == wards
    assert parts["X92000001"] == wards | {"rest of X92000001"}


def test_wards_of_two_sets_need_a_composition(tiny, folder):
    areas = load_areas(tiny)
    codes = ["X05000001", "X05000009", "X06000001"]

    with pytest.raises(DisclosureError, match=r"cross \(ward and ward\)\. Add composition\.csv"):
        composition_of(areas, codes, None)
    given = {code: {"small area 1"} for code in codes}
    assert composition_of(areas, codes, given) == {code: {"small area 1"} for code in codes}


def test_hubs_are_made_of_their_members(tiny):
    member = {"basis": "resident", "valid_from": "", "valid_to": "", "status": "official"}
    rows = [{"area_code": "X06000001", "member_code": f"X0500000{n}", **member} for n in (1, 2)]
    areas = Areas(load_areas(tiny).by_code, tuple(rows))

    assert composition_of(areas, ["X06000001"], None) == {"X06000001": {"X05000001", "X05000002"}}


def test_the_areas_of_this_project_can_be_placed(project):
    """Councils, districts and boards nest; hubs are made of wards until 2023, so they cross."""
    areas = load_areas(project)
    of = {
        kind: [a.area_code for a in areas if a.area_type == kind and a.is_current]
        for kind in AreaType
    }
    nested = [kind for kind in AreaType if kind.value in NESTED]
    parts = composition_of(areas, [code for kind in nested for code in of[kind]], None)
    (board,), (county,), (council,) = (
        of[AreaType.ICB],
        of[AreaType.COUNTY],
        of[AreaType.UNITARY_AUTHORITY],
    )

    assert parts[county] == set(of[AreaType.DISTRICT])
    assert parts[council] == set(of[AreaType.WARD])
    assert parts[board] == parts[county] | parts[council]
    for area in areas:
        if area.area_code in parts and area.parent_code in parts:
            assert parts[area.area_code] <= parts[area.parent_code], area.name
    with pytest.raises(DisclosureError, match=r"cross \(ward and early help hub\)"):
        composition_of(areas, [*of[AreaType.WARD], *of[AreaType.EARLY_HELP_HUB]], None)


# A whole book.


@pytest.fixture(scope="module")
def built(project, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        tiny = place(project, tmp_path_factory.mktemp("restricted"), patch)[0]
        make(tiny)
        yield tiny


def words_of(path):
    return " ".join(re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8")).split())


@pytest.mark.book
def test_a_withheld_figure_is_told_with_its_reason_wherever_it_would_stand(built):
    page = words_of(built.html / f"{SOUTHFOLD}.html")
    printed = " ".join(pdf_pages((built.html / "pdf" / "southfold-full.pdf").read_bytes()))
    reason = str(Why.SMALL)

    assert "The rate:" not in page  # a sentence with a hole in it helps nobody
    for text in (page, printed):
        assert "The figure for Southfold is withheld" in text
        assert f"Hospital stays (withheld). {reason}" in text
        assert f"Rate of stays (withheld). {reason}" in text
    assert f"Southfold withheld {reason}" in page
    tables = list((built.html / "data" / "pages" / SOUTHFOLD).glob("*stays*.csv"))
    assert tables
    assert all(reason in path.read_text(encoding="utf-8") for path in tables)
    assert '"withheld"' in (built.html / f"{SOUTHFOLD}.ipynb").read_text(encoding="utf-8")


@pytest.mark.book
def test_a_shown_figure_is_rounded_and_so_are_rates(built):
    page = words_of(built.html / "areas" / "northfold" / "index.html")
    table = (built.html / "data" / "figures" / "protected.csv").read_text(encoding="utf-8")

    assert "Hospital stays: 40. The rate: 5.0 per 1,000." in page
    assert "5.25" not in table
    assert f"stays,{SHOWN},2023,2023-01-01,2023-12-31,Persons,All ages,All,All,40," in table


@pytest.mark.book
def test_no_byte_that_the_build_made_holds_a_mark(built):
    marks = Marks(frozenset({MARKS[0], *MARKS[2:]}), frozenset({MARKS[1]}))
    found = {
        path.relative_to(built.root).as_posix(): hits
        for path in built.build.rglob("*")
        if path.is_file() and (hits := found_in(path.read_bytes(), marks))
    }

    assert found == {}


@pytest.mark.book
def test_the_report_is_for_analysts_and_says_what_was_done(built):
    report = (built.build / "analyst" / "disclosure.md").read_text(encoding="utf-8")

    assert "| restricted | hospital | 1 |" in report
    assert "| made_up_hospital | hospital | 12 | 10 | 2 |" in report
    assert "Passed: over all published areas, periods, sexes and ages" in report
    assert re.search(
        r"none of 3 texts and \d+ numbers of restricted rows stands in the \d+ files", report
    )
    assert not list(built.html.rglob("disclosure.md"))


@pytest.mark.book
def test_with_one_protection_taken_away_the_scan_stops_the_build(tiny, monkeypatch):
    """A mutation: the supplier's note goes on beside the withheld figure."""
    withhold = cells_module.withhold

    def with_its_note(raw, why, policy):
        cell = withhold(raw, why, policy)
        note = raw.observation.value_note or cell.shown.value_note
        shown = cells_module.replace(cell.shown, value_note=note)
        return cells_module.replace(cell, shown=shown)

    monkeypatch.setattr(cells_module, "withhold", with_its_note)
    with pytest.raises(DisclosureError) as caught:
        make(tiny, pdf=False)
    assert caught.value.exit_code == 16
    assert "The built site holds restricted content in" in str(caught.value)
    assert "areas/southfold/index.html: CANARY-7Q3" in str(caught.value)
    assert "areas/southfold/index.ipynb: CANARY-7Q3" in str(caught.value)
    assert not tiny.html.exists()


@pytest.mark.book
def test_a_mark_that_an_analyst_types_into_a_page_stops_the_build(tiny, folder):
    """Restricted content can come in by hand, past every rule on figures."""
    change_cell(
        tiny.notebooks / "chapters" / "people.ipynb", "Visits and ages.", "Visits, see canary-cell."
    )

    with pytest.raises(DisclosureError, match=r"chapters/people\.html: CANARY-CELL"):
        make(tiny, pdf=False)
