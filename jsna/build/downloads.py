"""What a reader can take away: one CSV per figure, the long table, the executed notebook."""

import json
from typing import Any

from jsna.bundles import Bundle
from jsna.files import csv_text
from jsna.page import Page

_RISKY = ("=", "+", "-", "@", "\t", "\r")
"""A text cell that starts so would be run as a formula by a spreadsheet."""


def figure_csv(bundle: Bundle, page: Page) -> str:
    """Return a figure's or table's data with what it is, where it is from and its state.

    Text that a spreadsheet would run is made harmless; numbers stay numbers.
    """
    names = [column["name"] for column in bundle["columns"]]
    extra = {
        "figure": bundle["id"],
        "area_of_page": page.full_name,
        "edition": page.edition,
        "state": page.state,
        "sources": "; ".join(_source(source) for source in bundle["sources"]),
        "statuses": "; ".join(bundle["statuses"]),
    }
    rows = [
        {**{name: _cell(row.get(name)) for name in names}, **safe(extra)} for row in bundle["rows"]
    ]
    return csv_text([*names, *extra], rows)


def _source(source: dict[str, Any]) -> str:
    parts = (source["label"], source["period"], source["licence"])
    return ", ".join(part for part in parts if part)


def safe(cells: dict[str, str]) -> dict[str, str]:
    """Return text cells of which a spreadsheet would run none as a formula."""
    return {name: str(_cell(text)) for name, text in cells.items()}


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_RISKY):
        return f"'{value}"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def csv_address(page: Page, bundle: Bundle) -> str:
    """Return where a figure's CSV stands, from the root of the site."""
    return f"data/pages/{page.address}/{bundle['id']}.csv"


def public_notebook(text: str) -> str:
    """Return an executed notebook as it is published: without the cells for analysts only."""
    if '"analyst-only"' not in text:
        return text
    notebook = json.loads(text)
    notebook["cells"] = [
        cell for cell in notebook["cells"] if "analyst-only" not in cell["metadata"].get("tags", [])
    ]
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
