"""Rows and columns of a bundle as a real table, or as the cards of page one."""

from typing import Any

from jsna.bundles import Bundle
from jsna.theme.markup import text
from jsna.words import HIDDEN, NOT_KNOWN, in_cell

Column = dict[str, Any]
Row = dict[str, Any]


CHART_WORDS = {
    "pyramid": "age pyramid",
    "ranked": "bar chart",
    "deprivation": "column chart",
    "tiles": "tile map",
    "trend": "line chart",
    "need": "pyramid of need",
    "band": "line with its range",
}
"""What a chart is called where two figures of a page may have the same headline."""


def kind_words(bundle: Bundle) -> str:
    """Return what readers call this kind of figure: "age pyramid", "table"."""
    return CHART_WORDS.get(bundle.get("chart", ""), "table")


def shown_columns(bundle: Bundle) -> list[Column]:
    """Return the columns that a reader sees; hidden ones are in the CSV."""
    return [column for column in bundle["columns"] if not column.get("hidden")]


def cell_words(column: Column, row: Row) -> str:
    """Return one cell as words: numbers through `jsna.words`, missing as "not known"."""
    if column["type"] == "number":
        return in_cell(column, row)
    value = row.get(column["name"])
    if value is None:
        return NOT_KNOWN if column.get("header") else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def data_table(bundle: Bundle) -> str:
    """Return a table with caption and scoped headers inside a region that scrolls by keyboard.

    The caption is the statistical subtitle; the region is named after kind and headline, which no
    two figures of a page share.
    """
    columns = shown_columns(bundle)
    heads = "".join(
        f'<th scope="col"{_number_class(column)}>{text(column["title"])}</th>' for column in columns
    )
    rows = "".join(
        f"<tr>{''.join(_cell(column, row) for column in columns)}</tr>\n" for row in bundle["rows"]
    )
    label = text(f"Figures of this {kind_words(bundle)}: {bundle['headline']}")
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{label}">\n'
        f"<table>\n<caption>{text(bundle['subtitle'])}</caption>\n"
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n"
    )


def _cell(column: Column, row: Row) -> str:
    words = text(cell_words(column, row))
    if column.get("header"):
        return f'<th scope="row"{_number_class(column)}>{words}</th>'
    return f"<td{_number_class(column)}>{words}</td>"


def _number_class(column: Column) -> str:
    return ' class="n"' if column["type"] == "number" else ""


DETAILS = ("place", "period", "status")
"""Columns that a card says in small words instead of beside a title."""
CERTAIN = ("official", "computed")
"""Statuses that need no words: nothing was estimated."""


def cards(bundle: Bundle) -> str:
    """Return each row as a card: this area's value large, its comparators and details small.

    The header column names the card and the next column leads it. Further columns are comparators
    and keep their title, but for `DETAILS`: the place among others is a line of its own, period
    and status are one more.
    """
    return f'<dl class="cards">\n{"".join(_card(bundle, row) for row in bundle["rows"])}</dl>\n'


def _card(bundle: Bundle, row: Row) -> str:
    columns = shown_columns(bundle)
    header = next((column for column in columns if column.get("header")), columns[0])
    main, *rest = [column for column in columns if column is not header]
    lines = [f"<dt>{text(cell_words(header, row))}</dt>", _main_value(main, row)]
    lines += [_beside([column for column in rest if column["name"] not in DETAILS], row)]
    lines += [f'<dd class="detail">{text(line)}</dd>' for line in _details(row)]
    return f"<div>{''.join(lines)}</div>\n"


def _main_value(column: Column, row: Row) -> str:
    words = cell_words(column, row)
    kind = "main none" if words in (NOT_KNOWN, HIDDEN) else "main"
    return f'<dd class="{kind}">{text(words)}</dd>'


def _beside(columns: list[Column], row: Row) -> str:
    found = [(column["title"], cell_words(column, row)) for column in columns]
    spans = [f"<span>{text(title)} <b>{text(words)}</b></span>" for title, words in found if words]
    return f'<dd class="beside">{" ".join(spans)}</dd>' if spans else ""


def _details(row: Row) -> list[str]:
    """The place among others, and the period with how sure the figure is."""
    place = str(row.get("place") or "")
    status = row.get("status")
    when = [row.get("period"), None if status in CERTAIN else status]
    lines = [place[:1].upper() + place[1:], ", ".join(str(part) for part in when if part)]
    return [line for line in lines if line]
