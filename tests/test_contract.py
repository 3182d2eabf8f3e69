"""Every rule of the authoring contract has a notebook in tests/bad_inputs/ that breaks it."""

import json

import pytest

from jsna.build import prose
from jsna.build.contract import check_notebook, check_parameters
from jsna.build.outline import SECTIONS
from jsna.errors import NotebookError

BAD = {
    "another_page_opened": ", cell 4, line 1: 'open_page('T06000001')' is not allowed. Notebooks only call the page that the setup cell opens, and its series.",
    "area_set_again": ", cell 4, line 1: area_code is set again, so the page would show another area's figures. Remove the line.",
    "chapter_title_with_figure": ", cell 1: the figure '3' is typed in and would age unseen. Emit it with page.value(\"name\", …) and write {v}`name`, or cite its source as a link's text.",
    "comparative_in_heading": ", cell 4: the word 'Rising' compares, and only data may do that. Emit it with page.say(\"name\", …) and write {say}`name`, or cite its source as a link's text.",
    "comparative_word": ", cell 4: the word 'worse' compares, and only data may do that. Emit it with page.say(\"name\", …) and write {say}`name`, or cite its source as a link's text.",
    "comprehension": ", cell 4, line 1: a loop inside brackets. Notebooks only call the page; move logic into the package, with a test.",
    "file_path": ", cell 4, line 1: 'data/figures/population.csv' looks like a file. Notebooks read no files; figures come from page.series(\"indicator_id\").",
    "finding_typed_into_code": ", cell 4: the word 'fewer' compares, and only data may do that. Emit it with page.say(\"name\", …) and write {say}`name`, or cite its source as a link's text.",
    "first_cell_is_code": ", cell 1: the first cell must be Markdown and begin with the title, as '# Title'.",
    "first_cell_without_title": ", cell 1: the first cell must be Markdown and begin with the title, as '# Title'.",
    "function": ", cell 4, line 1: a function definition. Notebooks only call the page; move logic into the package, with a test.",
    "html_comment": ", cell 4: raw HTML (<!-- note to self -->) would be lost in the PDF. Write Markdown instead.",
    "import_from_package": ", cell 4, line 1: 'from jsna.areas import load_areas' is not allowed. The setup cell's 'from jsna.chapter import open_page' is a notebook's only import.",
    "indicator_not_written_out": ', cell 4, line 1: write the first argument out as a text, as in page.series("indicator_id").',
    "lambda": ", cell 4, line 1: a lambda. Notebooks only call the page; move logic into the package, with a test.",
    "loop": ", cell 4, line 1: a loop. Notebooks only call the page; move logic into the package, with a test.",
    "name_emitted_twice": ", cell 4: the name 'people' is emitted twice. Give one of them another name.",
    "name_with_capitals": ", cell 4, line 2: the name 'People' must be small letters, digits and underscores.",
    "no_kind": ": the metadata jsna.kind is missing. Add it in JupyterLab's Property Inspector, Notebook Metadata; notebooks/_template.ipynb shows the form.",
    "no_parameters_cell": ": 0 cells are tagged 'parameters', one is needed. Tag the cell that sets area_code (in JupyterLab: Property Inspector, Cell Tags).",
    "no_setup_cell": ": 0 cells are tagged 'setup', one is needed. Tag the cell that holds 'from jsna.chapter import open_page' and 'page = open_page(area_code)'.",
    "no_title": ": the metadata jsna.title is missing. Add it in JupyterLab's Property Inspector, Notebook Metadata; notebooks/_template.ipynb shows the form.",
    "not_python": ", cell 4, line 1: not readable as Python (invalid syntax). Correct it; commands that begin with % or ! are not allowed.",
    "other_id": ": the metadata jsna.id is 'something_else'. It must be the file's name without ending, in small letters and underscores.",
    "other_import": ", cell 4, line 1: 'import pandas' is not allowed. The setup cell's 'from jsna.chapter import open_page' is a notebook's only import.",
    "other_parameter": ", cell 2: the parameters cell sets area. It must set area_code and nothing else.",
    "page_opened_again": ", cell 4, line 1: page is set again, so the page would show another area's figures. Remove the line.",
    "parameters_computed": ', cell 2, line 1: the parameters cell may only set names to plain values, such as area_code = "…". Move the rest to another cell.',
    "parameters_do_more": ', cell 2, line 2: the parameters cell may only set names to plain values, such as area_code = "…". Move the rest to another cell.',
    "private_attribute": ", cell 4, line 1: 'page._observations' is private. Use the page's public methods.",
    "profile_without_area_types": ': a profile needs the metadata jsna.area_types, the kinds of area it is made for, such as ["ward"].',
    "raw_cell": ", cell 4: this is a raw cell. Use code and Markdown cells only.",
    "raw_html": ", cell 4: raw HTML (<br>) would be lost in the PDF. Write Markdown instead.",
    "role_name_with_hyphen": ", cell 4: the role's name 'all-people' must be small letters, digits and underscores.",
    "role_without_cell": ', cell 4: no cell emits {v}`people`. Add page.value("people", …) to a cell of this notebook.',
    "say_of_a_value": ', cell 5: no cell emits {say}`people`. Add page.say("people", …) to a cell of this notebook.',
    "second_parameter": ", cell 2: the parameters cell sets area_code, year. It must set area_code and nothing else.",
    "section_misplaced": ", cell 6: the section 'Level of need' stands where 'Who is at risk and why' belongs. Keep the order of notebooks/_template.ipynb.",
    "section_missing": ": the section '## Local views' is missing. Add it after 'Evidence of what works'.",
    "section_twice": ", cell 18: the section 'Sources and review' stands twice. Join them.",
    "section_unknown": ", cell 18: 'Conclusions' is no section of the template. Begin it with '###', or use a section's own name (docs/contracts.md).",
    "section_without_key_issues": ": a section of the summary must begin with '## In brief', '## Key issues', in this order. It has 'In brief', 'People' there. Correct it.",
    "section_without_priorities": ": a section of the summary must end with '## What is not known', '## Priorities', '## Sources', in this order. It has 'Key issues', 'What is not known', 'Sources' there. Correct it.",
    "setup_before_parameters": ", cell 2: the setup cell stands before the parameters cell. Move it below, or it opens the page before the area is known.",
    "setup_opens_another_area": ", cell 3: the setup cell must hold the line 'page = open_page(area_code)'.",
    "share_in_words": ", cell 4: the word 'One in five' compares, and only data may do that. Emit it with page.say(\"name\", …) and write {say}`name`, or cite its source as a link's text.",
    "skipped_level": ", cell 4: the heading 'Too deep' skips a level. Begin it with '##'.",
    "stored_count": ", cell 4: stored outputs. Clear them before saving (in JupyterLab: Edit, Clear Outputs of All Cells).",
    "stored_output": ", cell 4: stored outputs. Clear them before saving (in JupyterLab: Edit, Clear Outputs of All Cells).",
    "thirteen_lines": ", cell 4: 13 lines, at most 12 are allowed. Split the cell, or move its logic into the package.",
    "two_parameters_cells": ": 2 cells are tagged 'parameters', one is needed. Tag the cell that sets area_code (in JupyterLab: Property Inspector, Cell Tags).",
    "two_titles": ", cell 4: 'Another title' is a second title. Begin it with '##': a page has one title.",
    "typed_figure": ", cell 4: the figure '14,802' is typed in and would age unseen. Emit it with page.value(\"name\", …) and write {v}`name`, or cite its source as a link's text.",
    "typed_share": ", cell 4: the figure '2021%' is typed in and would age unseen. Emit it with page.value(\"name\", …) and write {v}`name`, or cite its source as a link's text.",
    "typed_thousands_like_a_year": ", cell 4: the figure '2000' is typed in and would age unseen. Emit it with page.value(\"name\", …) and write {v}`name`, or cite its source as a link's text.",
    "unknown_area": ", the parameters cell: There is no area 'T05000009'. Did you mean 'T05000001' or 'T06000001' or 'T92000001'? Known ones are in data/areas/areas.csv.",
    "unknown_area_type": ": the metadata jsna.area_types names 'borough'. Known ones: ward, early_help_hub, sub_hub, practice, similar_council, district, unitary_authority, county, icb, partnership, region, country.",
    "unknown_indicator": ", cell 4: There is no indicator 'people_totl'. Did you mean 'people_total'? Known ones are in data/catalogue/.",
    "unknown_indicator_in_metadata": ", metadata jsna.indicators: There is no indicator 'people_totl'. Did you mean 'people_total'? Known ones are in data/catalogue/.",
    "unknown_kind": ": the metadata jsna.kind is 'report'. Write 'summary' or 'chapter' or 'profile' or 'model'.",
    "unknown_metadata": ": the metadata jsna.indicator is not known. Use only id, kind, title, area_types, indicators.",
    "unknown_method": ", cell 4, line 1: there is no page.chart. Known ones: series, earlier, strengths, needs, place, figure, table, value, say, evidence, views, services, recommendations, signals, priorities, model, sources.",
    "unknown_role": ", cell 4: there is no role {glue:text}. Write {v}`name` for a value or {say}`name` for a phrase.",
    "unknown_slot": ", cell 6: there is no slot 'ned'. Known ones: in_brief, key_issues, at_risk, need, inequalities, services, projected_need, evidence, views, unmet_need, equality, recommendations, further_assessment, sources.",
    "unknown_tag": ", cell 4: there is no cell tag 'page_one'. Known ones: parameters, setup, page-one, print-full, print-sheet, analyst-only.",
    "wrong_area_type": ", the parameters cell: T06000001 is a council area, but jsna.area_types says ward. Set area_code to one of these.",
}
"""File -> what the analyst is told after the file's name."""


def read(folder, name):
    return json.loads((folder / f"{name}.ipynb").read_text(encoding="utf-8"))


@pytest.fixture
def bad(project):
    return project.root / "tests" / "bad_inputs" / "notebooks"


@pytest.fixture
def good(bad):
    """A notebook that keeps every rule: one broken file with its fault taken out."""
    notebook = read(bad, "typed_figure")
    notebook["cells"][-1]["source"] = ["In all, {v}`people` people live in {v}`area`."]
    call = 'people = page.series("people_total")\npage.value("people", people)'
    notebook["cells"].insert(3, {**notebook["cells"][2], "metadata": {}, "source": call})
    return notebook


def check(name, notebook, catalogue, areas):
    check_notebook(f"{name}.ipynb", notebook, indicators=catalogue, areas=areas)


def test_every_bad_notebook_has_its_message(bad):
    assert {path.stem for path in bad.glob("*.ipynb")} == set(BAD)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_notebook_is_refused_in_one_clear_sentence(name, bad, catalogue, areas):
    with pytest.raises(NotebookError) as caught:
        check(name, read(bad, name), catalogue, areas)

    assert str(caught.value) == f"{name}.ipynb{BAD[name]}"


def test_a_good_notebook_passes(good, catalogue, areas):
    check("typed_figure", good, catalogue, areas)


def test_a_misspelled_parameter_of_the_plan_is_refused(good):
    with pytest.raises(NotebookError, match="declares area_code, but the plan gives area_cod"):
        check_parameters("ward.ipynb", good, {"area_cod": "T05000001"})


def test_the_parameters_cell_gives_its_own_area(good):
    assert check_parameters("ward.ipynb", good, {"area_code": "T06000001"}) == "T05000001"


def test_the_template_keeps_the_contract(project, catalogue, areas):
    notebook = read(project.notebooks, "_template")
    notebook["metadata"]["jsna"]["id"] = "falls"
    for cell in notebook["cells"]:
        if "parameters" in cell["metadata"].get("tags", []):
            cell["source"] = 'area_code = "T05000001"'

    check("falls", notebook, catalogue, areas)


def test_the_template_has_fourteen_sections():
    assert len(SECTIONS) == 14


@pytest.mark.parametrize(
    "text",
    [
        "Census 2021 counted residents; the mid-2022 estimate followed in 2022/23.",
        "People aged 65 and over, children aged 0 to 15, under 16s and those 85+.",
        "Type 2 diabetes, Core20PLUS5, the 2012 Act and COVID-19.",
        "Children of Reception, Year 6 and Year 11 were measured.",
        "On 21 November 2026 the board met.",
        "See [Table 3, 14% of 200](https://example.org/3) for more information.",
        "The {v}`share_2021` is {say}`above_country`.",
        "1. First\n2. Second",
        "Read with `page.series` and 95% limits.",
        "Residents of the most deprived areas, at least as counted.",
    ],
)
def test_years_ages_names_and_citations_may_stand_in_prose(text):
    assert prose.find_typed_figure(text) is None
    assert prose.find_comparative(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "3.4 years",
        "0 to 15%",
        "aged 65% of",
        "12 wards",
        "over 20 people",
        "£35,800",
        "2019.5",
        "17",
    ],
)
def test_figures_in_disguise_are_found(text):
    assert prose.find_typed_figure(f"It is {text} here.")


def test_html_in_code_and_addresses_are_left_alone():
    assert prose.find_html("`<b>` and <https://example.org>") is None
    assert prose.find_html("less < more") is None


def test_headings_in_fenced_blocks_do_not_count():
    assert prose.headings_in("## One\n\n```\n# not a heading\n```\n### Two ##") == [
        (2, "One"),
        (3, "Two"),
    ]
