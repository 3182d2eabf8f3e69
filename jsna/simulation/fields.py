"""The fields that many entries of a model file share."""

from collections.abc import Mapping
from typing import Any

from jsna.errors import ModelError
from jsna.simulation.expressions import ExpressionError, Node, Sum, Survivors, parse
from jsna.simulation.marked import Keys, Marked, Place
from jsna.simulation.structure import Evidence, Parameter
from jsna.simulation.units import Unit, UnitError, parse_unit


def entry_at(marked: Marked, keys: Keys) -> Any:
    value = marked.value
    for key in keys:
        value = value[key]
    return value


def said(marked: Marked, keys: Keys, *, unit: str = "") -> dict[str, Any]:
    """Return the fields of `Declared` for one entry."""
    entry = entry_at(marked, keys)
    return {
        "id": str(keys[-1]),
        "title": entry["title"],
        "unit": unit_at(unit or entry["unit"], marked.place(*keys, "unit")),
        "note": entry.get("note", ""),
        "where": marked.place(*keys),
    }


def unit_at(text: str, where: Place) -> Unit:
    try:
        return parse_unit(text)
    except UnitError as error:
        raise ModelError(f"{where}: {error}.") from None


def evidence_of(entry: Mapping[str, Any]) -> Evidence:
    return Evidence(
        source=entry["source"],
        date=entry["date"],
        grade=entry["grade"],
        assumption=bool(entry.get("assumption", False)),
    )


def equation(marked: Marked, keys: Keys) -> Node:
    """Return the tree of an expression, or of an entry with `equation`, `sum` or `survivors`."""
    entry = entry_at(marked, keys)
    if not isinstance(entry, Mapping):
        return _parsed(entry, marked.place(*keys), str(keys[1]))
    kind = next(kind for kind in ("equation", "sum", "survivors") if kind in entry)
    where, name = marked.place(*keys, kind), str(keys[-1])
    if kind == "equation":
        return _parsed(entry["equation"], where, name)
    of = _parsed(entry[kind]["of"], where, name)
    if kind == "survivors":
        return Survivors(of)
    ages = entry["sum"].get("ages")
    over = tuple(name for name in ("sex", "age") if name in entry["sum"]["over"])
    return Sum(of, over, (ages[0], ages[1]) if ages else None)


def _parsed(text: str | float, where: Place, name: str) -> Node:
    try:
        return parse(str(text))
    except ExpressionError as error:
        raise ModelError(f"{where}: the expression of {name!r}: {error}.") from None


def parameter_of(marked: Marked, keys: Keys) -> Parameter:
    """Return one parameter; without low and high it is fixed."""
    entry = entry_at(marked, keys)
    where = marked.place(*keys)
    value = float(entry["value"])
    low, high = float(entry.get("low", value)), float(entry.get("high", value))
    shape = entry.get("shape", "fixed")
    if shape == "fixed" and low < high:
        raise ModelError(f"{where}: {keys[-1]!r} has limits and needs a shape.")
    if shape != "fixed" and not {"low", "high"} <= set(entry):
        raise ModelError(f"{where}: {keys[-1]!r} has a shape and needs low and high.")
    if not low <= value <= high:
        raise ModelError(f"{where}: {keys[-1]!r} must have low <= value <= high.")
    if shape == "lognormal" and low <= 0:
        raise ModelError(f"{where}: {keys[-1]!r} is lognormal, so low must be above 0.")
    if shape in ("logitnormal", "beta") and not (low > 0 and high < 1):
        raise ModelError(
            f"{where}: {keys[-1]!r} is {shape}, so its limits must lie within 0 and 1."
        )
    return Parameter(
        **said(marked, keys),
        value=value,
        low=low,
        high=high,
        shape=shape,
        by_area=entry.get("by_area", ""),
        evidence=evidence_of(entry),
    )
