"""A notebook's cells as plain data: their numbers, texts and tags."""

from collections.abc import Iterator, Mapping
from typing import Any

Cell = Mapping[str, Any]


def cells(notebook: Mapping[str, Any]) -> Iterator[tuple[int, Cell]]:
    """Yield each cell with its number as people count, from 1."""
    yield from enumerate(notebook["cells"], start=1)


def source(cell: Cell) -> str:
    """Return a cell's text; a file holds it as one text or as a list of lines."""
    text = cell["source"]
    return text if isinstance(text, str) else "".join(text)


def tags(cell: Cell) -> list[str]:
    """Return a cell's tags."""
    return list(cell["metadata"].get("tags", []))
