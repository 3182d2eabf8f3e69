"""A made-up restricted source for Exampleton: its files, its indicators, and pages that show it.

Marks that must never be published stand in its withheld cells: an impossible rate, a note, and a
column that nothing uses.
"""

from pathlib import Path

import nbformat

from jsna.files import csv_text, write_text
from jsna.paths import Project
from jsna.records import FIGURE_COLUMNS

MARKS = ("CANARY-7Q3", "123.456789", "CANARY-COL", "CANARY-CELL")
WITHHELD, SHOWN, NOUGHT = "X05000002", "X05000001", "X05000004"
STAYS = {SHOWN: 42, WITHHELD: 3, "X05000003": 18, NOUGHT: 0, "X06000001": 63, "X92000001": 9127}
PEOPLE = {SHOWN: 8000, WITHHELD: 9000, "X05000003": 9000, NOUGHT: 7001}
PEOPLE |= {"X06000001": 33001, "X92000001": 5000000}

_SOURCE = """\
made_up_hospital:
  publisher: The made-up hospital
  title: Stays of nobody
  label: Made-up hospital stays
  address: https://example.org/stays
  licence: OGL-3.0
  attribution: Made up for tests.
  disclosure: hospital
  rhythm: never
  obtained: made up for tests
"""
_INDICATOR = """\
{name}:
  title: {title}
  short: {title}
  definition: Made-up stays in a made-up hospital.
  phrase: stays in hospital
  chapters: [falls]
  unit: {unit}
  value_type: {value_type}
  denominator: all residents
  polarity: low
  polarity_reason: Each stay is an illness.
  decimals: {decimals}
  source: made_up_hospital
  aggregation: none
"""
_CODE = """\
stays = page.series("stays")
stay_rate = page.series("stay_rate")
page.value("stays", stays)
page.value("stay_rate", stay_rate)
page.figure("ranked", stays)
page.figure("ranked", stay_rate)
page.table("stays", "Hospital stays", [stays, stay_rate])"""
_PROSE = "Hospital stays: {v}`stays`. The rate: {v}`stay_rate`."


def add_restricted(project: Project, folder: Path) -> Path:
    """Give a copy of the place a restricted source whose figures lie in `folder`; return it."""
    with (project.data / "sources.yml").open("a", encoding="utf-8") as stream:
        stream.write(_SOURCE)
    entries = [
        {"name": "stays", "title": "Hospital stays", "unit": "admissions", "value_type": "count"},
        {
            "name": "stay_rate",
            "title": "Rate of stays",
            "unit": "per 1,000",
            "value_type": "crude_rate",
        },
    ]
    with (project.data / "catalogue" / "exampleton.yml").open("a", encoding="utf-8") as stream:
        stream.writelines(
            _INDICATOR.format(decimals=int(entry["name"] == "stay_rate"), **entry)
            for entry in entries
        )
    for name in ("profiles/ward.ipynb", "chapters/people.ipynb"):
        _show(project.notebooks / name)
    write_text(folder / "stays.csv", csv_text((*FIGURE_COLUMNS, "CANARY-COL"), rows()))
    return folder


def rows():
    """Return what the supplier sent."""
    found = []
    for code, count in STAYS.items():
        small = code == WITHHELD
        rate = 123.456789 if small else count / PEOPLE[code] * 1000
        note = "CANARY-7Q3" if small else ""
        found.append(_row("stays", code, count, count, note))
        limits = {"lower_ci": rate * 0.7012345678, "upper_ci": rate * 1.412345678}
        found.append(_row("stay_rate", code, rate, count, note) | limits)
    return found


def _row(indicator_id, code, value, count, note):
    everybody = {"sex": "Persons", "age": "All ages", "category_type": "All", "category": "All"}
    period = {"period": "2023", "period_start": "2023-01-01", "period_end": "2023-12-31"}
    return {
        **everybody,
        **period,
        "indicator_id": indicator_id,
        "area_code": code,
        "value": value,
        "count": count,
        "denominator": PEOPLE[code],
        "status": "official",
        "value_note": note,
        "source_id": "made_up_hospital",
        "CANARY-COL": "CANARY-CELL",
    }


def _show(path):
    notebook = nbformat.read(path, as_version=4)
    last = [cell.source for cell in notebook.cells].index("page.sources()")
    notebook.cells[last - 1 : last - 1] = [
        nbformat.v4.new_code_cell(_CODE, id="stays-code"),
        nbformat.v4.new_markdown_cell(_PROSE, id="stays-text"),
    ]
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
