"""The steps of a layer that come before drawing: new columns, rows left out, the row before."""

from collections.abc import Mapping, Sequence
from typing import Any

from jsna.pictures.errors import NotDrawn
from jsna.pictures.expressions import Row, compiled

_KNOWN = ({"calculate", "as"}, {"filter"}, {"window"})


class Steps:
    """Works out the rows of layers; steps that several layers share are taken once."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self._known: dict[tuple[int, str], tuple[Sequence[Row], list[Row]]] = {}

    def after(self, rows: Sequence[Row], steps: Sequence[Mapping[str, Any]]) -> list[Row]:
        """Return the rows after every step: `calculate`, `filter` and the one before (`lag`)."""
        kept = rows
        for step in steps:
            name = (id(kept), repr(step))
            if name not in self._known:
                self._known[name] = kept, _stepped(kept, step)
            kept = self._known[name][1]
        return list(kept)


def _stepped(rows: Sequence[Row], step: Mapping[str, Any]) -> list[Row]:
    none: dict[str, float] = {}
    if set(step) not in _KNOWN:
        raise NotDrawn(f"the step {sorted(step)}")
    if "calculate" in step:
        value, field = compiled(step["calculate"]), step["as"]
        return [{**row, field: value(row, none)} for row in rows]
    if "filter" in step:
        test = compiled(step["filter"])
        return [row for row in rows if test(row, none)]
    return _lagged(rows, step["window"])


def _lagged(rows: Sequence[Row], window: Sequence[Mapping[str, Any]]) -> list[Row]:
    (entry,) = window
    if set(entry) != {"op", "field", "as"} or entry["op"] != "lag":
        raise NotDrawn(f"the window {entry}")
    before: list[Any] = [None, *(row[entry["field"]] for row in rows)]
    return [{**row, entry["as"]: value} for row, value in zip(rows, before, strict=False)]
