"""Each check of `check` finds what it is for, in a copy of the project with one thing spoiled."""

import json
import shutil

import pytest

from jsna import checks
from jsna.areas import load_areas
from jsna.checks import CHECKS, Check
from jsna.errors import DataError
from jsna.paths import Project
from jsna.records import FIGURE_COLUMNS

BOX = "# Page\n\n```{{admonition}} In plain English\n:class: plain\n{}\n```\n"


@pytest.fixture
def copy(project, tmp_path):
    """The project's data and front pages in a folder of its own, without figures or chapters."""
    for name in ("chapters", "profiles"):
        (tmp_path / "notebooks" / name).mkdir(parents=True)
    shutil.copy(project.notebooks / "_template.ipynb", tmp_path / "notebooks")
    shutil.copytree(project.data, tmp_path / "data", ignore=shutil.ignore_patterns("figures"))
    shutil.copytree(project.book, tmp_path / "book")
    (tmp_path / "data" / "figures").mkdir()
    return Project(tmp_path)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.title)
def test_the_project_passes(check, project):
    assert check.run(project) == []


def test_each_check_has_a_title_of_its_own():
    titles = [check.title for check in CHECKS]

    assert len(set(titles)) == len(titles)


def test_a_mistake_inside_a_check_is_one_finding(project):
    def broken(project):
        raise DataError("areas.csv, line 3: no.")

    assert Check("Broken", broken).run(project) == ["areas.csv, line 3: no."]


def test_a_notebook_that_breaks_the_contract_is_found(copy, project):
    name = "typed_figure.ipynb"
    bad = project.root / "tests" / "bad_inputs" / "notebooks" / name
    shutil.copy(bad, copy.notebooks / "profiles" / name)

    (sentence,) = checks.notebooks(copy)
    assert sentence.startswith("notebooks/profiles/typed_figure.ipynb, metadata jsna.indicators:")


def test_a_file_that_is_no_notebook_is_found(copy):
    (copy.notebooks / "chapters" / "falls.ipynb").write_text("not a notebook")

    (sentence,) = checks.notebooks(copy)
    assert "notebooks/chapters/falls.ipynb cannot be read as a notebook" in sentence


def test_figures_of_unknown_indicators_and_areas_are_found(copy):
    row = dict.fromkeys(FIGURE_COLUMNS, "")
    row.update(indicator_id="nobody_knows", area_code="T05000001", value="1", status="official")
    text = ",".join(FIGURE_COLUMNS) + "\n" + ",".join(row.values()) + "\n"
    (copy.data / "figures" / "made_up.csv").write_text(text)

    assert list(checks.figures(copy)) == [
        "data/figures/: the indicator 'nobody_knows' is not in data/catalogue/.",
        "data/figures/, nobody_knows: the area 'T05000001' is not in areas.csv.",
    ]


def test_a_chapter_without_a_row_is_found(copy):
    (copy.notebooks / "chapters" / "not_listed.ipynb").write_text("{}")

    (sentence,) = checks.chapters(copy)
    assert "data/chapters.csv has no row 'not_listed'" in sentence


def test_a_register_of_no_chapter_and_a_broken_entry_are_found(copy):
    (copy.data / "evidence" / "not_listed.yml").write_text("- id: x\n")

    found = list(checks.registers(copy))
    assert "has no chapter 'not_listed', and the summary no such section" in found[0]
    assert "data/evidence/not_listed.yml" in found[1]


def test_a_section_of_the_summary_may_have_registers(copy):
    (copy.data / "views" / "our_community.yml").write_text("[]\n")

    assert list(checks.registers(copy)) == []


def test_a_missing_toc_is_found_and_fixed(copy):
    check = next(check for check in CHECKS if "_toc.yml" in check.title)

    assert "check --fix" in check.run(copy)[0]
    assert checks.fix_toc(copy) is True
    assert check.run(copy) == []
    assert checks.fix_toc(copy) is False


def test_a_place_in_a_profile_is_found(copy):
    ward = next(area for area in load_areas(copy) if area.area_type == "ward")
    cells = [
        {"cell_type": "code", "metadata": {}, "source": [f'area_code = "{ward.area_code}"']},
        {"cell_type": "markdown", "metadata": {}, "source": [f"Here is {ward.name}."]},
    ]
    text = json.dumps({"cells": cells}, indent=1, ensure_ascii=False)
    (copy.notebooks / "profiles" / "ward.ipynb").write_text(text, encoding="utf-8")

    (sentence,) = [item for item in checks.place_names(copy) if "profiles" in item]
    assert sentence.startswith("notebooks/profiles/ward.ipynb, line ")
    assert f"the place {ward.name!r} is named" in sentence


def test_countries_may_be_named_and_wards_may_not(project):
    areas = load_areas(project)
    names = checks.names_of_places(areas, "Home")
    by_type = {area.area_type: area.name for area in areas}

    assert by_type["country"] not in names
    assert by_type["ward"] in names
    assert "Home" in names


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# Page\n\nNo box.\n", "there is no plain-English box"),
        (
            BOX.format("Commissioners prioritise multidisciplinary rehabilitation opportunities."),
            "reading grade",
        ),
        (BOX.format("We go on and " * 10 + "stop."), "a sentence of 41 words"),
    ],
)
def test_hard_pages_are_found(copy, text, words):
    (copy.book / "hard.md").write_text(text)

    (sentence,) = checks.plain_english(copy)
    assert sentence.startswith("book/hard.md: ")
    assert words in sentence
