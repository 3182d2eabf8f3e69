"""Tables and cards of a PDF, as plain data: their cells as printed, and how wide columns stand."""

import operator
from typing import Any

from jsna import words
from jsna.bundles import Bundle
from jsna.pdf import entries
from jsna.pdf.markdown import Node
from jsna.pictures.fonts import text_width

LINE = 481.0
"""Points of width of a table by itself: an A4 sheet less its margins."""
PADDING = 8.0
"""Points left and right of a cell's text, together."""
SIZE = 10.0
"""Points of a table's text."""
_LONGEST_CELL = 140.0
"""Points of width that a longer text does not ask for; it wraps."""
_STEP = 2.0
_SURE = 1.0
"""Points of width that a text must leave free to be sure of its one line."""
_CERTAIN = ("official", "computed")
_DETAILS = ("place", "period", "status")


def frame(bundle: Bundle, kind: str) -> Node:
    """Return what figures, tables and cards have in common."""
    return {
        "t": kind,
        "headline": bundle["headline"],
        "subtitle": bundle["subtitle"],
        "notes": [
            note if note.endswith((".", "?", "!")) else f"{note}." for note in bundle["notes"]
        ],
        "labels": [status for status in bundle["statuses"] if status not in _CERTAIN],
        "source": "; ".join(dict.fromkeys(_source_line(item) for item in bundle["sources"])),
    }


def _source_line(source: dict[str, Any]) -> str:
    released = f", released {entries.day(source['released_on'])}" if source["released_on"] else ""
    is_named = source["period"] in source["label"]
    period = "" if is_named else f", {source['period']}"
    return f"{source['label']}{period}{released} ({source['licence']})"


def table(bundle: Bundle, line: float = LINE) -> Node:
    """Return a table node: `columns` of title, number and weight; `rows` of printed cells.

    Weights are points of width. They add up to `line` at most, unless the longest words need more.
    `one_line` says of each row whether all its cells take one line: its height is then known, and
    the typesetter need not set it twice to find it.
    """
    visible = [column for column in bundle["columns"] if not column.get("hidden")]
    rows = [[_cell(column, row) for column in visible] for row in bundle["rows"]]
    titles = [column["title"] for column in visible]
    columns = [
        {"title": column["title"], "number": column["type"] == "number", "weight": weight}
        for column, weight in zip(visible, _weights(titles, rows, line), strict=True)
    ]
    node = {**frame(bundle, "table"), "columns": columns, "rows": rows}
    return {**node, "one_line": _one_line(node, line)}


def _one_line(node: Node, line: float) -> list[bool]:
    rooms = [room - _SURE for room in _rooms(node, line)]
    return [
        all(text_width(cell, SIZE) <= room for cell, room in zip(cells, rooms, strict=True))
        for cells in node["rows"]
    ]


def _rooms(node: Node, line: float) -> list[float]:
    """Return the points of width that the text of each column has."""
    weights = [column["weight"] for column in node["columns"]]
    return [weight * line / sum(weights) - PADDING for weight in weights]


def row_lines(node: Node, line: float) -> list[int]:
    """Return how many lines each row takes in a table of so many points, the heads first."""
    titles = [column["title"] for column in node["columns"]]
    rooms = _rooms(node, line)
    return [
        max(
            _lines(text, room, bold=cells is titles)
            for text, room in zip(cells, rooms, strict=True)
        )
        for cells in (titles, *node["rows"])
    ]


def _lines(text: str, room: float, *, bold: bool) -> int:
    """Return how many lines a text takes in so many points, broken between words."""
    lines, taken, space = 1, 0.0, text_width(" ", SIZE)
    for word in text.split():
        width = text_width(word, SIZE, bold=bold)
        if taken and taken + space + width > room:
            lines, taken = lines + 1, width
        else:
            taken += width + (space if taken else 0.0)
    return lines


def _cell(column: dict[str, Any], row: dict[str, Any]) -> str:
    value = row.get(column["name"])
    if column["type"] == "number" and not isinstance(value, str):
        return words.in_cell(column, row)
    return "" if value is None else str(value)


def _weights(titles: list[str], rows: list[list[str]], line: float) -> list[float]:
    """Return the points of width of each column.

    No word is broken. Where not everything fits on one line of its cell, the width that is left
    goes to the texts that would wrap most.
    """
    columns = [[row[position] for row in rows] for position in range(len(titles))]
    weights = [_least(*column) for column in zip(titles, columns, strict=True)]
    wanted = [_wanted(*column) for column in zip(titles, columns, weights, strict=True)]
    while sum(weights) + _STEP <= line and any(map(operator.lt, weights, wanted)):
        tightest = max(range(len(weights)), key=lambda place: wanted[place] / weights[place])
        weights[tightest] += _STEP
    return [round(weight, 1) for weight in weights]


def _least(title: str, cells: list[str]) -> float:
    """Return the width of the longest word, with its padding."""
    bold = max((text_width(word, SIZE, bold=True) for word in title.split()), default=0.0)
    words = {word for text in cells for word in text.split()}
    return max([bold, *(text_width(word, SIZE) for word in words)]) + PADDING


def _wanted(title: str, cells: list[str], least: float) -> float:
    """Return the width of the longest cell, with its padding; a title may take two lines."""
    half = 0.55 * text_width(title, SIZE, bold=True)
    longest = max([half, *(text_width(cell, SIZE) for cell in cells)])
    return max(least, min(longest, _LONGEST_CELL) + PADDING)


def cards(bundle: Bundle) -> Node:
    """Return a page-one table as cards: its first column names them, its second leads them."""
    visible = [column for column in bundle["columns"] if not column.get("hidden")]
    named = next((column for column in visible if column.get("header")), visible[0])
    value, *rest = [column for column in visible if column is not named]
    beside = [column for column in rest if column["name"] not in _DETAILS]
    cards = [
        {
            "label": _cell(named, row),
            "value": _cell(value, row),
            "beside": [
                [column["title"], cell] for column in beside if (cell := _cell(column, row))
            ],
            "details": _details(row),
        }
        for row in bundle["rows"]
    ]
    return {**frame(bundle, "cards"), "cards": cards}


def _details(row: dict[str, Any]) -> list[str]:
    """Return a card's small lines: the place among others; the period and how sure it is."""
    status = row.get("status") if row.get("status") not in _CERTAIN else None
    place = str(row.get("place") or "")
    when = ", ".join(str(part) for part in (row.get("period"), status) if part)
    return [line for line in (place[:1].upper() + place[1:], when) if line]
