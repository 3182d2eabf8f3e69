"""What a reader takes away: text is made harmless, numbers stay numbers, analysts' cells go."""

import csv
import io
import json

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from pdf_page import easton

from jsna.build.downloads import csv_address, figure_csv, public_notebook

SOURCE = {
    "id": "made_up",
    "label": "Made up",
    "period": "2021",
    "released_on": None,
    "licence": "OGL-3.0",
}


def bundle(*rows, **changes):
    return {
        "id": "ward-facts-table",
        "columns": [{"name": name} for name in ("area", "value")],
        "rows": [{"area": area, "value": value} for area, value in rows],
        "sources": [SOURCE],
        "statuses": ["official", "apportioned"],
        **changes,
    }


def read(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_each_row_says_what_it_is_where_from_and_in_which_state():
    (row,) = read(figure_csv(bundle(("Easton", 17.44)), easton()))

    assert row["value"] == "17.44"
    assert row["figure"] == "ward-facts-table"
    assert row["area_of_page"] == easton().full_name
    assert row["state"] == "draft"
    assert row["sources"] == "Made up, 2021, OGL-3.0"
    assert row["statuses"] == "official; apportioned"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_a_spreadsheet_would_run_is_made_harmless(text):
    page = easton(full_name=text)
    (row,) = csv.DictReader(io.StringIO(figure_csv(bundle((text, 1.5)), page), newline=""))

    assert row["area"] == row["area_of_page"] == f"'{text}"


@given(st.text(), st.floats(allow_nan=False, allow_infinity=False) | st.none())
def test_numbers_are_untouched_and_no_cell_of_text_begins_a_formula(text, number):
    table = figure_csv(bundle((text, number)), easton())
    (row,) = csv.DictReader(io.StringIO(table, newline=""))

    assert row["value"] == "" if number is None else float(row["value"]) == number
    assert row["area"].lstrip("'") == text.lstrip("'")
    assert not row["area"].startswith(("=", "+", "-", "@", "\t", "\r"))


def test_whole_numbers_have_no_decimal_point_and_missing_is_empty():
    rows = read(figure_csv(bundle(("a", 8000.0), ("b", None), ("c", -3.0)), easton()))

    assert [row["value"] for row in rows] == ["8000", "", "-3"]


def test_a_figure_has_one_address_on_each_page():
    assert csv_address(easton(), bundle()) == f"data/pages/{easton().address}/ward-facts-table.csv"


def test_the_published_notebook_lacks_what_is_for_analysts_only():
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# Title"),
            new_code_cell("print('ZEBRA')", metadata={"tags": ["analyst-only"]}),
        ]
    )
    text = public_notebook(nbformat.writes(notebook))

    assert "ZEBRA" not in text
    nbformat.validate(json.loads(text))
    assert len(json.loads(text)["cells"]) == 1
    assert public_notebook(text) == text
