"""The committed notebooks keep the authoring contract and are stored without a trace of a run."""

import json

import nbformat
import pytest
from tiny.place import TINY

from jsna.areas import load_areas
from jsna.build.contract import check_notebook
from jsna.build.outline import SECTIONS
from jsna.catalogue import load_catalogue, load_chapters
from jsna.paths import Project

ROOT = TINY.parent.parent
OURS = sorted(
    path for folder in (ROOT / "notebooks", TINY / "notebooks") for path in folder.glob("*/*.ipynb")
)


def project_of(path):
    return Project(TINY if path.is_relative_to(TINY) else ROOT)


def shown(path):
    return path.relative_to(ROOT).as_posix()


def test_there_are_notebooks_to_check():
    assert len(OURS) >= 5


@pytest.mark.parametrize("path", OURS, ids=shown)
def test_it_keeps_the_contract(path):
    project = project_of(path)
    check_notebook(
        shown(path),
        nbformat.read(path, as_version=4),
        indicators=load_catalogue(project),
        areas=load_areas(project),
    )


@pytest.mark.parametrize("path", [*OURS, ROOT / "notebooks" / "_template.ipynb"], ids=shown)
def test_it_is_stored_without_outputs_times_and_versions(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))

    assert set(notebook["metadata"]) == {"jsna", "kernelspec", "language_info"}
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert set(notebook["metadata"]["language_info"]) == {"name"}
    for cell in notebook["cells"]:
        assert set(cell["metadata"]) <= {"tags", "jsna"}
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.mark.parametrize("path", OURS, ids=shown)
def test_its_cells_have_ids_of_their_own(path):
    ids = [cell["id"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "path", [path for path in OURS if path.parent.name == "chapters"], ids=shown
)
def test_a_chapter_is_listed_and_its_cells_say_their_section(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    slots = [
        slot for cell in notebook["cells"] if (slot := cell["metadata"].get("jsna", {}).get("slot"))
    ]

    assert path.stem in load_chapters(project_of(path))
    assert list(dict.fromkeys(slots)) == list(SECTIONS)
