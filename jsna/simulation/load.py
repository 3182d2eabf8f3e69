"""Reading data/model/: every module, and the decisions that act on them."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from jsna.errors import ModelError
from jsna.paths import Project
from jsna.simulation.check import check_model
from jsna.simulation.decisions import decisions_of
from jsna.simulation.fields import equation, parameter_of, said
from jsna.simulation.marked import Marked, Place, read_marked
from jsna.simulation.structure import (
    Auxiliary,
    Clock,
    Dimensions,
    Flow,
    Link,
    Model,
    Module,
    Stock,
)
from jsna.simulation.tables import table_of

DECISIONS = "decisions.yml"
_SMALLEST_STEP = 1 / 1024


def load_model(project: Project) -> Model:
    """Read and check data/model/.

    Raises:
        ModelError: one sentence with file and line for the first mistake found.
    """
    return read_model(project.data / "model", shown="data/model")


def read_model(folder: Path, *, shown: str) -> Model:
    """Read and check the model of one folder; messages call it `shown`."""
    modules: dict[str, Module] = {}
    for path in sorted(folder.glob("*.yml")):
        if path.name != DECISIONS:
            marked = read_marked(path, "model-module", shown=f"{shown}/{path.name}")
            module = _module(marked, folder)
            modules[module.id] = module
    if not modules:
        raise ModelError(f"{shown} holds no module; a module is a file such as population.yml.")
    marked = read_marked(folder / DECISIONS, "model-decisions", shown=f"{shown}/{DECISIONS}")
    model = decisions_of(marked, modules)
    check_model(model)
    return model


def _module(marked: Marked, folder: Path) -> Module:
    value: Mapping[str, Any] = marked.value
    if Path(marked.file).stem != value["module"]:
        raise ModelError(
            f"{marked.place('module')}: the module {value['module']!r} must stand in a file of "
            f"its own name, {value['module']}.yml."
        )
    clock = _clock(value["clock"], marked.place("clock"))
    dimensions = _dimensions(value.get("dimensions", {}), clock, marked.place("dimensions"))
    tables = value.get("tables", {})
    return Module(
        id=value["module"],
        title=value["title"],
        note=value.get("note", ""),
        clock=clock,
        dimensions=dimensions,
        tables={key: table_of(key, marked, folder, dimensions, clock) for key in tables},
        parameters={
            key: parameter_of(marked, ("parameters", key)) for key in value.get("parameters", {})
        },
        links={key: _link(key, marked) for key in value.get("links", {})},
        stocks={key: _stock(key, marked) for key in value["stocks"]},
        flows={key: _flow(key, marked, clock) for key in value.get("flows", {})},
        auxiliaries={key: _auxiliary(key, marked) for key in value.get("aux", {})},
        where=marked.place("module"),
    )


def _clock(value: Mapping[str, Any], where: Place) -> Clock:
    try:
        step = float(Fraction(str(value["step"])))
    except (ValueError, ZeroDivisionError):
        raise ModelError(f"{where}: the step {value['step']!r} is not a fraction.") from None
    if not step > 0 or not (step / _SMALLEST_STEP).is_integer():
        raise ModelError(
            f"{where}: the step {value['step']} is not a binary fraction such as 1/8 or 1/16, "
            "so times would not be exact."
        )
    record = float(value.get("record", 1))
    birthday = float(value["birthday"]) if "birthday" in value else None
    for name, amount in (("length", value["length"]), ("record", record), ("birthday", birthday)):
        if amount is not None and not (amount / step).is_integer():
            raise ModelError(f"{where}: the {name} {amount:g} is not a whole number of steps.")
    return Clock(value["unit"], step, float(value["length"]), record, value["start"], birthday)


def _dimensions(value: Mapping[str, Any], clock: Clock, where: Place) -> Dimensions:
    last = value["age"]["last"] if "age" in value else -1
    if (last >= 0) != (clock.birthday is not None):
        raise ModelError(
            f"{where}: ages and the clock's birthday belong together; give both or neither."
        )
    return Dimensions(tuple(value.get("sex", ())), last)


def _link(key: str, marked: Marked) -> Link:
    entry = marked.value["links"][key]
    return Link(**said(marked, ("links", key)), module=entry["module"], output=entry["output"])


def _stock(key: str, marked: Marked) -> Stock:
    entry = marked.value["stocks"][key]
    return Stock(
        **said(marked, ("stocks", key)),
        by=_by(entry),
        initial=equation(marked, ("stocks", key, "initial")),
    )


def _flow(key: str, marked: Marked, clock: Clock) -> Flow:
    entry = marked.value["flows"][key]
    where = marked.place("flows", key)
    ends = [end for end in (entry["from"], entry["to"]) if end is not None]
    for end in ends:
        if end not in marked.value["stocks"]:
            raise ModelError(f"{where}: the flow {key!r} names {end!r}, which is not a stock.")
    if not ends or len(set(ends)) < len(ends):
        raise ModelError(f"{where}: the flow {key!r} must lead from one stock, or to one, or both.")
    unit = f"{marked.value['stocks'][ends[0]]['unit']}/{clock.unit}"
    return Flow(
        **said(marked, ("flows", key), unit=unit),
        source=entry["from"],
        target=entry["to"],
        newborn="into" in entry,
        rate=equation(marked, ("flows", key, "rate")),
    )


def _auxiliary(key: str, marked: Marked) -> Auxiliary:
    entry = marked.value["aux"][key]
    return Auxiliary(
        **said(marked, ("aux", key)), by=_by(entry), equation=equation(marked, ("aux", key))
    )


def _by(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Return dimensions in the one order that arrays have: sex, then age."""
    return tuple(name for name in ("sex", "age") if name in entry.get("by", ()))
