"""The whole model as one classic script, which a page can open from a file."""

import json
from importlib import resources
from itertools import groupby
from typing import Any

from jsna.simulation.chance import COEFFICIENTS
from jsna.simulation.compile import program_of
from jsna.simulation.draws import KNOTS, beta_knots, parameters_of
from jsna.simulation.emit_javascript import to_javascript_functions
from jsna.simulation.inputs import flat
from jsna.simulation.structure import Evidence, Floats, Lever, Model, Parameter
from jsna.simulation.system import lever_name
from jsna.simulation.whole import running_order, spacing


def to_javascript(model: Model) -> str:
    """Return the script that sets `jsnaModel`.

    It holds {version, modules, parameters, levers, scenarios, outputs, areas} and the functions
    `area(slug, inputs)`, `run(area, settings, values)` and `draw(area, seed, index, values)`.
    It needs nothing else, evaluates no text, and is the same for every area.
    """
    script = resources.files("jsna").joinpath("simulation/runtime.js").read_text(encoding="utf-8")
    modules = ",\n".join(_module(model, name) for name in running_order(model))
    for mark, text in {
        "@MODEL@": _json(declared(model)),
        "@TABLES@": _json(_tables(model)),
        "@MODULES@": f"[{modules}]",
        "@COEFFICIENTS@": _json(COEFFICIENTS),
        "@KNOTS@": _json(KNOTS),
    }.items():
        script = script.replace(f'"{mark}"', text)
    return script


def declared(model: Model) -> dict[str, Any]:
    """Return what a page shows: parameters, levers, scenarios and outputs, ready for JSON."""
    return {
        "version": model.version,
        "modules": {
            name: {
                "title": module.title,
                "note": module.note,
                "unit": module.clock.unit,
                "start": module.clock.start_year,
                "length": module.clock.length,
            }
            for name, module in model.modules.items()
        },
        "parameters": {name: _parameter(item) for name, item in parameters_of(model).items()},
        "levers": {name: _lever(item) for name, item in model.levers.items()},
        "scenarios": {
            name: {"title": item.title, "note": item.note, "settings": item.settings}
            for name, item in model.scenarios.items()
        },
        "outputs": {
            name: {
                "title": item.title,
                "unit": str(item.unit),
                "note": item.note,
                "module": item.module,
                "better": item.better,
                "group": item.group,
                "decimals": item.decimals,
            }
            for name, item in model.outputs.items()
        },
    }


def _parameter(item: Parameter) -> dict[str, Any]:
    found: dict[str, Any] = {
        "title": item.title,
        "unit": str(item.unit),
        "note": item.note,
        "value": item.value,
        "low": item.low,
        "high": item.high,
        "shape": item.shape,
        **_evidence(item.evidence),
    }
    if item.shape == "beta" and item.low < item.high:
        found["knots"] = [float(point) for point in beta_knots(item)]
    return found


def _lever(item: Lever) -> dict[str, Any]:
    return {
        "title": item.title,
        "help": item.help,
        "note": item.note,
        "group": item.group,
        "unit": str(item.unit),
        "min": item.minimum,
        "max": item.maximum,
        "step": item.step,
        "neutral": item.neutral,
        "start": item.start,
        "ramp": item.ramp,
        "pays": item.pays,
        "gains": item.gains,
        "costed": item.cost is not None,
        "modules": sorted({act.module for act in item.acts}),
        **_evidence(item.evidence),
    }


def _evidence(item: Evidence) -> dict[str, Any]:
    return {
        "source": item.source,
        "date": item.date,
        "grade": item.grade,
        "assumption": item.assumption,
    }


def _tables(model: Model) -> dict[str, Any]:
    return {
        name: _packed(table.values)
        for module in model.modules.values()
        for name, table in module.tables.items()
        if table.values is not None
    }


def _packed(values: Floats) -> list[float | int] | dict[str, list[float | int]]:
    numbers = flat(values)
    repeated: list[float | int] = []
    for value, run in groupby(numbers):
        repeated += [value, len([*run])]
    return {"repeated": repeated} if len(repeated) < len(numbers) else numbers


def _module(model: Model, module: str) -> str:
    """Return one module: what it takes, under which names, and its function."""
    program = program_of(model, module)
    system = program.system
    base = system.base_names
    takes = {
        "id": module,
        "tables": [[base.get(name, name), name] for name in system.tables],
        "parameters": [[base.get(name, name), name] for name in system.parameters],
        "levers": [[lever_name(name), name] for name in system.levers],
        "links": [
            {"name": base.get(name, name), "module": link.module, "output": link.output}
            for name, link in model.modules[module].links.items()
        ],
    }
    spacings = {
        base.get(name, name): spacing(model, module, link.module)
        for name, link in model.modules[module].links.items()
    }
    functions = to_javascript_functions(program, spacings)
    return f"{_json(takes)[:-1]},functions:{functions}}}"


def _json(value: Any) -> str:
    """Return JSON that is safe inside a script: no `<` can end it."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")
