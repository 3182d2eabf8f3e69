"""The owner's three files are accepted when sound, and each mistake is one sentence."""

import pytest
from raw_fixtures.made_up import made_up_geography, made_up_project

from jsna.areas import load_areas
from jsna.catalogue import load_chapters
from jsna.errors import DataError
from jsna.files import csv_text, read_csv
from jsna.owner_files import (
    CHAPTERS,
    COLUMNS,
    PRACTICES,
    WARDS,
    check_chapters,
    check_practices,
    check_wards,
    owner_rows,
    with_owner_files,
)
from jsna.records import CHAPTER_COLUMNS
from jsna.sources.steps import Step
from jsna.sources.tabulate import tabulate

LISTED = ("T80001", "T80002", "T80009")


@pytest.fixture
def place(tmp_path):
    return made_up_project(tmp_path)


@pytest.fixture
def areas(place):
    return made_up_geography(*place).areas


def practices(*codes, name="North sub-hub", start=""):
    return [
        dict(zip(COLUMNS[PRACTICES], ("S1", name, code, start, ""), strict=True)) for code in codes
    ]


def wards(*codes, name="All wards"):
    return [dict(zip(COLUMNS[WARDS], ("H1", name, code, "", ""), strict=True)) for code in codes]


def chapter(identifier="falls", title="Falls", order="1", status="confirmed"):
    cells = (identifier, title, "Adults", "", order, "", status)
    return dict(zip(COLUMNS[CHAPTERS], cells, strict=True))


def write(project, name, rows):
    path = project.data / "owner" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(csv_text(COLUMNS[name], rows), encoding="utf-8")


def test_sound_files_have_no_mistakes(areas):
    assert check_practices(practices("T80001", "T80002"), areas, LISTED) == []
    assert check_wards(wards("T05000001", "T05000002"), areas) == []
    assert check_chapters([chapter()]) == []


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "data/owner/sub_hub_practices.csv has no rows; fill it, or take it away."),
        (
            practices(""),
            "data/owner/sub_hub_practices.csv, line 2: practice_code is blank; fill it.",
        ),
        (
            practices("T80001", "T80001"),
            "data/owner/sub_hub_practices.csv, line 3: 'T80001' stands already in line 2; "
            "keep one of them.",
        ),
        (
            practices("T81111"),
            "data/owner/sub_hub_practices.csv, line 2: the practice 'T81111' is not in the "
            "published list; check it.",
        ),
        (
            practices("T80009"),
            "data/owner/sub_hub_practices.csv, line 2: the practice 'T80009' is not in "
            "data/areas/areas.csv; add its row there.",
        ),
        (
            practices("T80001") + practices("T80002", name="Other"),
            "data/owner/sub_hub_practices.csv: 'S1' has two names (North sub-hub and Other); "
            "keep one.",
        ),
        (
            practices("T80001", start="April 2024"),
            "data/owner/sub_hub_practices.csv, line 2: valid_from 'April 2024' is no date; "
            "write YYYY-MM-DD.",
        ),
    ],
)
def test_a_mistake_in_the_practices(areas, rows, sentence):
    assert check_practices(rows, areas, LISTED) == [sentence]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            wards("T05000001"),
            "data/owner/hub_wards.csv: 1 wards lie in no hub (Southward); add a row for each.",
        ),
        (
            wards("T05000001", "T05000002", "T05000011"),
            "data/owner/hub_wards.csv: its wards come from two sets (wards-new and wards-old); "
            "use the wards of one.",
        ),
        (
            wards("T05000001", "T05000002", "T06000001"),
            "data/owner/hub_wards.csv, line 4: the ward 'T06000001' is not in "
            "data/areas/areas.csv; check it.",
        ),
        (
            wards("T05000001", "T05000002", "T05000002"),
            "data/owner/hub_wards.csv, line 4: 'T05000002' stands already in line 3; "
            "keep one of them.",
        ),
    ],
)
def test_a_mistake_in_the_wards(areas, rows, sentence):
    assert check_wards(rows, areas) == [sentence]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            [chapter(), chapter(title="Slips")],
            "data/owner/chapters.csv, line 3: 'falls' stands already in line 2; keep one of them.",
        ),
        (
            [chapter(order="first")],
            "data/owner/chapters.csv, line 2: the order 'first' is no number.",
        ),
        (
            [chapter(status="wanted")],
            "data/owner/chapters.csv, line 2: there is no status 'wanted'; write one of "
            "confirmed, referenced, proposed, background.",
        ),
        ([chapter(title="")], "data/owner/chapters.csv, line 2: title is blank; fill it."),
    ],
)
def test_a_mistake_in_the_chapters(rows, sentence):
    assert check_chapters(rows) == [sentence]


def test_wrong_columns_are_named(place):
    project, _ = place
    path = project.data / "owner" / WARDS
    path.parent.mkdir()
    path.write_text("hub,ward\n")
    with pytest.raises(DataError, match=r"data/owner/hub_wards\.csv, line 1: the columns must be"):
        owner_rows(project, WARDS)


def test_without_the_files_nothing_changes(place):
    project, _ = place
    areas = load_areas(project)
    assert with_owner_files(project, areas) is areas


def test_the_files_replace_what_stood_in_their_place(place):
    project, _ = place
    write(project, PRACTICES, practices("T80001", "T80002"))
    write(project, WARDS, wards("T05000001", "T05000002"))
    areas = with_owner_files(project, load_areas(project), LISTED)
    assert areas.members("S1") == ["T80001", "T80002"]
    assert areas["S1"].full_name == "North sub-hub, Exampleton"
    assert areas["H1"].status == "official"
    assert areas["T80001"].parent_code == "S1"
    assert not {"T00001", "J-HUB-T"} & set(areas.by_code)


def test_tabulate_refuses_a_mistake_before_it_writes(place):
    project, raw = place
    write(project, WARDS, wards("T05000001"))
    with pytest.raises(DataError, match="1 wards lie in no hub"):
        tabulate(project, raw, steps=[Step("none", lambda _: [])])
    assert not (project.data / "figures").exists()


def test_tabulate_writes_areas_and_chapters_from_the_files(place):
    project, raw = place
    (project.data / "chapters.csv").write_text(
        ",".join(CHAPTER_COLUMNS)
        + "\nplace,Place,Background,,background,,,map\nfalls,Old title,Adults,,proposed,,2027-01-01,slips\n"
    )
    write(project, WARDS, wards("T05000001", "T05000002"))
    write(project, CHAPTERS, [chapter("new", "New", order="2"), chapter()])
    tabulate(project, raw, steps=[Step("none", lambda _: [])])
    assert load_areas(project).members("H1") == ["T05000001", "T05000002"]
    chapters = load_chapters(project)
    assert list(chapters) == ["place", "falls", "new"]
    assert (chapters["falls"].title, chapters["falls"].review_due) == ("Falls", "2027-01-01")
    assert chapters["falls"].search_words == ("slips",)
    assert read_csv(project.data / "chapters.csv", CHAPTER_COLUMNS, shown="chapters")
