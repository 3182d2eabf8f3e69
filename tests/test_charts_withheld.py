"""Withheld is not unknown: on charts, in their legends and in the tables under them."""

import dataclasses

import lxml.html
import pytest
from charts_place import COUNCIL, deciles, observation, people, request, years

from jsna.charts import figure
from jsna.pdf.tables import table as pdf_table
from jsna.records import Status
from jsna.theme.tables import data_table


def withheld_and_missing(*codes, status=Status.WITHHELD):
    """Return the figures of five wards, those named withheld; the sixth holds none."""
    rows = [observation(f"T0500000{n}", 10.0 + n, lower_ci=9.0, upper_ci=20.0) for n in range(1, 7)]
    empty = {"value": None, "lower_ci": None, "upper_ci": None, "status": status}
    return [
        dataclasses.replace(row, **empty, value_note="Small.") if row.area_code in codes else row
        for row in rows
    ]


def printed(bundle):
    """Return each row's name -> its cells as the page's table and the PDF's print them."""
    _heads, *rows = lxml.html.fromstring(data_table(bundle)).xpath("//tr")
    shown = [[" ".join(cell.text_content().split()) for cell in row] for row in rows]
    assert [list(cells) for cells in pdf_table(bundle)["rows"]] == shown
    return {cells[0]: cells[1:] for cells in shown}


@pytest.mark.parametrize("kind", ["ranked", "tiles"])
@pytest.mark.parametrize("status", [Status.WITHHELD, Status.SUPPRESSED])
def test_a_withheld_cell_says_withheld_and_one_without_a_figure_not_known(kind, status):
    bundle = figure(kind, request(withheld_and_missing("T05000006", status=status)))
    cells = printed(bundle)

    assert set(cells["Fenwick"][:-1]) == {"withheld"}
    assert cells["Fenwick"][-1] == "Small."
    assert set(cells["Gorse End"][:-1]) == {"not known"}
    assert cells["Gorse End"][-1] == "No figure is held."


@pytest.mark.parametrize(
    ("codes", "left_out", "words"),
    [
        ((), 7, ["no figure"]),
        (("T05000006",), None, ["no figure or withheld"]),
        (("T05000006",), 7, ["withheld"]),
    ],
)
def test_the_legend_of_a_tile_map_tells_withheld_from_no_figure(codes, left_out, words):
    asked = request(withheld_and_missing(*codes))
    if left_out and codes:
        among = tuple(area for area in asked.among if area.name != "Gorse End")
        asked = dataclasses.replace(asked, among=among)
    legend = [
        part["encoding"]["text"]["value"]
        for part in figure("tiles", asked)["spec"]["phone"]["layer"]
        if part["name"].startswith("legend-0-words")
    ]

    assert legend == words


def withheld(row):
    """Return an observation as if it were not shown."""
    empty = dict.fromkeys(("value", "count", "lower_ci", "upper_ci"))
    return dataclasses.replace(row, **empty, status=Status.WITHHELD)


def test_a_withheld_part_of_a_pyramid_or_of_the_tenths_says_so_and_the_rest_stays():
    rows = [dataclasses.replace(row, denominator=9000) for row in people()]
    ages = printed(figure("pyramid", request([*rows[:3], withheld(rows[3]), *rows[4:]], beside=())))
    parts = deciles()
    tenths = printed(figure("deprivation", request([parts[0], withheld(parts[1]), *parts[2:]])))

    assert [words for row in ages.values() for words in row].count("withheld") == 2
    assert ages["15 to 19"][-1] == tenths["2"][-1] == "Withheld here, to protect people."
    assert tenths["2"][:2] == ["withheld", "withheld"]
    assert tenths["3"][:2] == ["10.0%", "1,000"]


def test_a_year_of_a_line_that_is_withheld_says_so_for_its_own_area_only():
    first, second, *rest = years(values=(10.0, 11.0, 12.0))
    beside = [row for row in years(COUNCIL.area_code, (15.0, 15.5, 16.0)) if row.period != "2018"]
    cells = printed(figure("trend", request([first, withheld(second), *rest, *beside])))

    assert cells["2018"] == ["withheld", "not known", "withheld", "withheld", *cells["2018"][4:]]
    assert cells["2018"][-1] == "Withheld here, to protect people."


def test_limits_of_a_value_that_has_none_are_not_held_and_the_value_is_known():
    none = dict.fromkeys(("lower_ci", "upper_ci"))
    rows = withheld_and_missing()
    ranked = printed(
        figure("ranked", request([dataclasses.replace(rows[0], **none), *rows[1:]], beside=()))
    )
    first, *rest = years(values=(10.0, None, 11.0))
    line = printed(figure("trend", request([dataclasses.replace(first, **none), *rest], beside=())))

    bare = [cells for cells in ranked.values() if "not held" in cells]
    assert [cells[:3] for cells in bare] == [["11.0%", "not held", "not held"]]
    assert line["2017"][:3] == ["10.0%", "not held", "not held"]
    assert set(line["2018"][:3]) == {"not known"}
