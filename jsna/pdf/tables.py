"""Tables and cards of a PDF, as plain data: their cells as printed, and how wide columns stand."""

from typing import Any

from jsna import words
from jsna.bundles import Bundle
from jsna.pdf import entries
from jsna.pdf.markdown import Node

_LONGEST_CELL = 28
LINE = 96
"""Characters of table text, paddings included, that fit side by side on a sheet."""
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


def table(bundle: Bundle, line: int = LINE) -> Node:
    """Return a table node: `columns` of title, number and weight; `rows` of printed cells.

    The weights add up to `line` characters at most, unless the longest words need more.
    """
    visible = [column for column in bundle["columns"] if not column.get("hidden")]
    rows = [[_cell(column, row) for column in visible] for row in bundle["rows"]]
    titles = [column["title"] for column in visible]
    columns = [
        {"title": column["title"], "number": column["type"] == "number", "weight": weight}
        for column, weight in zip(visible, _weights(titles, rows, line), strict=True)
    ]
    return {**frame(bundle, "table"), "columns": columns, "rows": rows}


def _cell(column: dict[str, Any], row: dict[str, Any]) -> str:
    value = row.get(column["name"])
    if column["type"] == "number" and not isinstance(value, str):
        return words.in_cell(column, row)
    return "" if value is None else str(value)


def _weights(titles: list[str], rows: list[list[str]], line: int) -> list[int]:
    """Return each column's share of the width, in characters.

    No word is broken. The longest texts wrap first, as far as the line asks.
    """
    columns = [[row[position] for row in rows] for position in range(len(titles))]
    weights: list[int] = []
    for room in range(_LONGEST_CELL, 0, -2):
        weights = [_weight(*column, room) for column in zip(titles, columns, strict=True)]
        if sum(weights) <= line:
            break
    return weights


def _weight(title: str, cells: list[str], room: int) -> int:
    longest_word = max((len(word) for text in (title, *cells) for word in text.split()), default=1)
    longest_cell = max(map(len, cells))
    return max(longest_word, min(longest_cell, room), min(len(title) // 2, room)) + 2


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
