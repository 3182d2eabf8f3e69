"""How large charts of a PDF stand, and where their numbers stand."""

import pdf_page
import pytest

from jsna.errors import PublishError
from jsna.pdf.figures import BESIDE, NARROW, TALLEST_CHART, WIDE, figure
from jsna.pdf.tables import LINE, PADDING, SIZE, row_lines, table
from jsna.pictures.fonts import text_width


def drawn(width: int, height: int):
    def images(_, layout):
        wide = width if layout == "wide" else width // 2
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{height}"/>'.encode()
        )

    return images


def test_a_narrow_table_stands_beside_its_chart_drawn_for_phones():
    asked = []

    def images(bundle, layout):
        asked.append(layout)
        return pdf_page.drawing(bundle, layout)

    node = figure(pdf_page.ranked_figure(), images, full=True)
    assert (node["twin_at"], node["width"], asked) == ("beside", BESIDE, ["phone"])
    assert sum(column["weight"] for column in node["twin"]["columns"]) <= NARROW


@pytest.mark.parametrize(("rows", "at"), [(3, "below"), (6, "below"), (7, "end")])
def test_a_wide_table_stands_under_its_chart_if_short(rows, at):
    node = figure(pdf_page.wide_figure(rows), pdf_page.drawing, full=True)
    assert (node["twin_at"], node["width"]) == (at, WIDE)
    assert NARROW < sum(column["weight"] for column in node["twin"]["columns"]) <= LINE


def test_on_a_sheet_nothing_stands_beside_a_chart():
    node = figure(pdf_page.ranked_figure(), pdf_page.drawing, full=False)
    assert node["twin_at"] != "beside"
    assert node["width"] == WIDE


def test_what_is_too_tall_stands_by_itself_and_is_made_to_fit():
    node = figure(pdf_page.ranked_figure(), drawn(680, 1360), full=True)
    assert node["twin_at"] == "end"
    assert node["width"] == pytest.approx(TALLEST_CHART / 2)
    assert not node["is_tall"], "its table is at the end, so chart and words fit one sheet"
    many = pdf_page.ranked_figure()
    many = {**many, "rows": many["rows"] * 4}
    assert figure(many, drawn(680, 300), full=True)["twin_at"] == "end"


def test_a_figure_that_no_sheet_holds_may_go_on():
    node = figure(pdf_page.wide_figure(6), drawn(680, 900), full=True)
    assert node["twin_at"] == "below"
    assert node["is_tall"]


@pytest.mark.parametrize("line", [LINE, NARROW, 10.0])
def test_the_words_of_a_narrow_table_are_never_broken(line):
    node = table(pdf_page.wide_figure(), line)
    for place, column in enumerate(node["columns"]):
        heads = [text_width(word, SIZE, bold=True) for word in column["title"].split()]
        words = [word for row in node["rows"] for word in row[place].split()]
        widest = max([*heads, *(text_width(word, SIZE) for word in words)])
        assert column["weight"] >= widest + PADDING - 0.05


def test_width_that_is_left_goes_to_the_texts_that_would_wrap_most():
    figure = pdf_page.ranked_figure()
    rows = [{**row, "ward": "a name of very many short words " * 3} for row in figure["rows"]]
    name, *numbers = table({**figure, "rows": rows}, NARROW)["columns"]
    assert name["weight"] > max(column["weight"] for column in numbers)
    assert NARROW - 2 < name["weight"] + sum(column["weight"] for column in numbers) <= NARROW


def test_rows_are_as_many_lines_high_as_their_longest_cell():
    node = {
        "columns": [{"title": "A", "weight": 50.0}, {"title": "B", "weight": 50.0}],
        "rows": [["short", "x"], ["two words", "x"], ["x", "three short words"]],
    }
    assert row_lines(node, 40 + 2 * PADDING) == [1, 1, 2, 3]


@pytest.mark.parametrize("cut", ["\u2026", ""])
def test_a_chart_that_cuts_a_name_off_does_not_stand_beside(cut):
    def images(bundle, layout):
        end = f"<text>Easton{cut}</text></svg>" if layout == "phone" else "</svg>"
        return pdf_page.drawing(bundle, layout).decode().replace("</svg>", end).encode()

    node = figure(pdf_page.ranked_figure(), images, full=True)
    assert node["twin_at"] == ("end" if cut else "beside")


def test_long_names_stand_under_the_chart_and_not_beside():
    figures = pdf_page.ranked_figure(3)
    rows = [{**row, "ward": "long names of a hub that is inferred " * 4} for row in figures["rows"]]
    assert figure({**figures, "rows": rows}, drawn(680, 200), full=True)["twin_at"] == "below"


def test_a_drawing_without_a_size_is_one_sentence():
    with pytest.raises(PublishError, match="has no size"):
        figure(pdf_page.ranked_figure(), lambda *_: b"<svg/>", full=True)
