"""`new chapter`: a notebook that keeps the contract, and its row."""

import json
import shutil

import pytest

from jsna.areas import load_areas
from jsna.build.contract import check_notebook
from jsna.build.outline import SECTIONS
from jsna.build.scaffold import chapter_id_for, check_title, new_chapter
from jsna.catalogue import load_catalogue, load_chapters
from jsna.errors import DataError, NotebookError
from jsna.paths import Project


@pytest.fixture
def copy(project, tmp_path):
    """The project's data and template in a folder of its own."""
    (tmp_path / "notebooks" / "chapters").mkdir(parents=True)
    shutil.copy(project.notebooks / "_template.ipynb", tmp_path / "notebooks")
    shutil.copytree(
        project.data, tmp_path / "data", ignore=shutil.ignore_patterns("figures", "README.md")
    )
    return Project(tmp_path)


def test_a_new_chapter_keeps_the_contract_and_gets_its_row(copy):
    before = load_chapters(copy)
    made = new_chapter(copy, "Hearing loss")
    notebook = json.loads(made.path.read_text(encoding="utf-8"))

    check_notebook(
        "notebooks/chapters/hearing_loss.ipynb",
        notebook,
        indicators=load_catalogue(copy),
        areas=load_areas(copy),
    )
    assert made.row_added
    assert [name for name in load_chapters(copy) if name not in before] == ["hearing_loss"]
    assert load_chapters(copy)["hearing_loss"].title == "Hearing loss"
    assert notebook["cells"][0]["source"] == ["# Hearing loss"]
    assert notebook["metadata"]["jsna"]["indicators"] == []


def test_every_section_has_its_heading_and_slot(copy):
    notebook = json.loads(new_chapter(copy, "Hearing loss").path.read_text(encoding="utf-8"))
    slots = [cell["metadata"].get("jsna", {}).get("slot") for cell in notebook["cells"]]

    assert list(dict.fromkeys(filter(None, slots))) == list(SECTIONS)


def test_cells_have_stable_ids_and_no_outputs(copy):
    first = json.loads(new_chapter(copy, "Hearing loss").path.read_text(encoding="utf-8"))
    second = json.loads(new_chapter(copy, "Eye health").path.read_text(encoding="utf-8"))
    ids = [cell["id"] for cell in first["cells"]]

    assert (first["nbformat"], first["nbformat_minor"]) == (4, 5)
    assert ids == [cell["id"] for cell in second["cells"]]
    assert len(set(ids)) == len(ids)
    assert not any(cell.get("outputs") for cell in first["cells"])


def test_a_title_of_the_list_keeps_its_id_and_spelling(copy):
    listed = list(load_chapters(copy).values())[-1]
    made = new_chapter(copy, listed.title.upper())

    assert made.chapter_id == listed.chapter_id
    assert not made.row_added
    assert listed.title in made.path.read_text(encoding="utf-8")


def test_an_existing_notebook_is_never_overwritten(copy):
    path = new_chapter(copy, "Hearing loss").path
    path.write_text("my work")

    with pytest.raises(NotebookError, match=r"hearing_loss\.ipynb exists already"):
        new_chapter(copy, "Hearing loss")
    assert path.read_text() == "my work"


def test_an_id_that_belongs_to_another_title_is_refused(copy):
    new_chapter(copy, "Hearing loss")

    with pytest.raises(DataError, match="the id 'hearing_loss' belongs to 'Hearing loss'"):
        new_chapter(copy, "Hearing: loss")


def test_a_title_that_breaks_the_contract_writes_nothing(copy):
    before = (copy.data / "chapters.csv").read_bytes()

    with pytest.raises(NotebookError, match="the figure '12' is typed in"):
        new_chapter(copy, "The 12 wards")
    assert (copy.data / "chapters.csv").read_bytes() == before
    assert list((copy.notebooks / "chapters").iterdir()) == []


@pytest.mark.parametrize(
    "title", ["", "   ", "ab", "!!!", "../etc", "Falls {v}", "# Falls", "<b>Falls</b>", "x" * 81]
)
def test_silly_titles_are_refused(title):
    with pytest.raises(NotebookError, match="cannot be a chapter's title"):
        check_title(title)


@pytest.mark.parametrize(
    ("title", "identifier"),
    [
        ("Falls & frailty", "falls_and_frailty"),
        ("Healthy weight: diet and physical activity", "healthy_weight_diet_and_physical_activity"),
        ("Café life", "cafe_life"),
    ],
)
def test_ids_are_lower_snake(title, identifier):
    assert chapter_id_for(title) == identifier
