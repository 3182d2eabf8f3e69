"""Tables of a module: numbers by sex, age and year, from the model file or a CSV beside it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from jsna.errors import DataError, ModelError
from jsna.files import read_csv
from jsna.simulation.fields import evidence_of, said
from jsna.simulation.marked import Marked, Place
from jsna.simulation.structure import Clock, Dimensions, Floats, Table
from jsna.simulation.units import Unit

NEWBORN = "newborn"
PERSON = Unit((("person", 1),))
_ORDER = ("year", "sex", "age")


def table_of(key: str, marked: Marked, folder: Path, dimensions: Dimensions, clock: Clock) -> Table:
    """Return one table, its numbers filled in for every year, sex and age class of the module."""
    entry = marked.value["tables"][key]
    where = marked.place("tables", key)
    by = tuple(entry["by"])
    for name, known in (("sex", dimensions.sex), ("age", dimensions.last_age >= 0)):
        if name in by and not known:
            raise ModelError(f"{where}: the table {key!r} is by {name}, the module is not.")
    nested = entry.get("values")
    if "file" in entry:
        nested = _nested_csv(folder / entry["file"], by, where)
    words = said(marked, ("tables", key))
    if nested is not None:
        values = fill(nested, by, dimensions, clock, where)
        if words["unit"] == PERSON and "age" in by and not _names_newborn(nested):
            values[:, :, 0] = 0.0
    return Table(
        **words,
        by=tuple(name for name in _ORDER if name in by),
        values=None if nested is None else values,
        indicator=entry.get("indicator", ""),
        area=entry.get("area", ""),
        evidence=evidence_of(entry),
    )


def fill(
    nested: Mapping[Any, Any],
    by: tuple[str, ...],
    dimensions: Dimensions,
    clock: Clock,
    where: Place | str,
) -> Floats:
    """Return nested numbers as an array of shape [years or 1, sexes or 1, age classes or 1].

    Args:
        nested: mappings in the order of `by`, numbers innermost. An age or a year holds from
            itself until the next one given; sexes are named. The key `newborn` is for those born
            during the year, who otherwise have the value of age 0. (A table of people starts
            without newborn: `table_of` sees to it.)
        by: the dimensions, in the order of nesting.
        dimensions: the module's sexes and ages.
        clock: gives the years.
        where: what messages name.

    Raises:
        ModelError: for a key that is not a sex, age or year of the module, or one that is missing.
    """
    sizes = [clock.years if "year" in by else 1]
    sizes += [dimensions.size(name) if name in by else 1 for name in ("sex", "age")]
    array = np.full(sizes, np.nan)
    _fill(array, nested, by, [slice(None)] * 3, dimensions, clock, where)
    return array


def _fill(
    array: Floats,
    value: Any,
    by: tuple[str, ...],
    at: list[Any],
    dimensions: Dimensions,
    clock: Clock,
    where: Place | str,
) -> None:
    if not by:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ModelError(f"{where}: {value!r} stands where a number should.")
        array[tuple(at)] = value
        return
    if not isinstance(value, Mapping):
        raise ModelError(f"{where}: values by {by[0]} are missing; {value!r} stands there.")
    axis = _ORDER.index(by[0])
    for position, part in _positions(value, by[0], dimensions, clock, where):
        _fill(
            array, part, by[1:], [*at[:axis], position, *at[axis + 1 :]], dimensions, clock, where
        )


def _names_newborn(nested: Mapping[Any, Any]) -> bool:
    parts = [part for part in nested.values() if isinstance(part, Mapping)]
    return NEWBORN in nested or any(_names_newborn(part) for part in parts)


def _positions(
    value: Mapping[Any, Any], name: str, dimensions: Dimensions, clock: Clock, where: Place | str
) -> list[tuple[int | slice, Any]]:
    """Return which cells each key of one dimension fills."""
    if name == "sex":
        if set(value) != set(dimensions.sex):
            raise ModelError(f"{where}: values by sex must be for {' and '.join(dimensions.sex)}.")
        return [(dimensions.sex.index(sex), part) for sex, part in value.items()]
    first = 0 if name == "age" else clock.start_year
    starts = sorted(key for key in value if key != NEWBORN)
    if not starts or any(type(key) is not int for key in starts):
        raise ModelError(f"{where}: values by {name} need whole numbers as keys.")
    if (name == "age" and starts[0] != 0) or starts[0] > first:
        raise ModelError(f"{where}: values by {name} must begin at {first}, not {starts[0]}.")
    shift = 1 if name == "age" else -first
    if name == "age" and starts[-1] > dimensions.last_age:
        raise ModelError(f"{where}: the last age is {dimensions.last_age}, not {starts[-1]}.")
    found: list[tuple[int | slice, Any]] = [
        (slice(max(0, start + shift), None), value[start]) for start in starts
    ]
    if name == "age":
        found.append((0, value.get(NEWBORN, value[0])))
    return found


def _nested_csv(path: Path, by: tuple[str, ...], where: Place) -> Mapping[Any, Any]:
    """Read a CSV of the columns `by` and value into nested mappings."""
    try:
        rows = read_csv(path, [*by, "value"], shown=path.name)
    except DataError as error:
        raise ModelError(f"{where}: {error}") from None
    nested: dict[Any, Any] = {}
    for line, row in enumerate(rows, start=2):
        level = nested
        for name in by[:-1]:
            level = level.setdefault(_key(row[name]), {})
        last = _key(row[by[-1]])
        if last in level:
            raise ModelError(f"{path.name}, line {line}: these keys stand twice.")
        level[last] = _number(row["value"], f"{path.name}, line {line}")
    return nested


def _key(text: str) -> str | int:
    return int(text) if text.isdigit() else text


def _number(text: str, place: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ModelError(f"{place}: {text!r} is not a number.") from None
