"""What the whole-system model gives for the report: made before notebooks run, kept by content.

Every area with pages gets its baseline. Whole areas (councils, districts, the county, NHS areas)
also get the scenarios. The home area, and the area with a hospital, get 80% ranges from seeded
draws of the uncertain numbers.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jsna.areas import Areas
from jsna.build.model_calibration import calibration
from jsna.files import strict_json, write_text
from jsna.model_inputs import ILLNESS, AreaInputs, Newest, all_inputs, newest_of
from jsna.observations import ANY, Observations, Selection
from jsna.paths import Project
from jsna.projection import results_path
from jsna.records import ALL, Area, AreaType
from jsna.schedules import load_schedules
from jsna.simulation.draws import draws, draws_of_area
from jsna.simulation.load import load_model
from jsna.simulation.run import Results
from jsna.simulation.structure import Model
from jsna.simulation.whole import WholeModel, compile_model

Floats = NDArray[np.float64]
DRAWS, SEED = 40, 2026
"""Draws behind a range, and the seed: the same every time."""
RANGE = (10.0, 90.0)
"""Ends of the range in per cent of the draws: 80% lie between."""
DIGITS = 6
VERSION = 1
CHECKED_BY = ("healthy_life_expectancy", "births_per_1000", "deaths_per_1000")
"""Indicators that the calibration table compares with."""


def make_results(
    project: Project, areas: Areas, observations: Observations, home: str
) -> Path | None:
    """Write the model's results unless they are there for exactly these inputs.

    Returns:
        The file, or None where data/model/ holds no model.
    """
    if not (project.data / "model" / "decisions.yml").exists():
        return None
    path = results_path(project)
    key = results_key(project, observations, home)
    if path.exists() and json.loads(path.read_text(encoding="utf-8")).get("key") == key:
        return path
    model = load_model(project)
    inputs = all_inputs(
        model.modules["population"], load_schedules(project), newest_of(observations), areas
    )
    made = {"key": key, **results(model, inputs, areas, newest_of(observations), home)}
    write_text(path, strict_json(made) + "\n")
    return path


def results_key(project: Project, observations: Observations, home: str) -> str:
    """Return a hash of all that the results rest on: model, areas, their figures, and code."""
    digest = hashlib.sha256(f"{VERSION} {DRAWS} {SEED} {home}".encode())
    package = Path(__file__).resolve().parents[1]
    model = sorted(path for path in (project.data / "model").iterdir() if path.is_file())
    files = [*model, project.data / "areas" / "areas.csv", Path(__file__)]
    files.append(Path(__file__).with_name("model_calibration.py"))
    files += [package / "model_inputs.py", *sorted((package / "simulation").glob("*.py"))]
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    text = "".join(path.read_text(encoding="utf-8") for path in model if path.suffix == ".yml")
    for indicator_id in (ILLNESS, *CHECKED_BY, *re.findall(r"by_area: (\w+)", text)):
        chosen = Selection(indicator_id, sex=ANY, category=ALL)
        digest.update(observations.digest(chosen).encode())
    return digest.hexdigest()


def results(
    model: Model, inputs: Mapping[str, AreaInputs], areas: Areas, newest: Newest, home: str
) -> dict[str, Any]:
    """Return everything that the report says from the model, as plain data."""
    whole = compile_model(model)
    drawn = draws(model, DRAWS, SEED)
    told = [code for code in inputs if not is_small(areas[code])]
    base = _together(whole, inputs, list(inputs), {})
    found = {code: _baseline(base[code], inputs[code]) for code in inputs}
    for key, scenario in model.scenarios.items():
        runs = _together(whole, inputs, told, scenario.settings)
        for code in told:
            found[code]["scenarios"][key] = _changes(runs[code], base[code])
    for code in told:
        if code == home or "flow" in inputs[code].inputs.modules:
            _add_ranges(whole, inputs[code], drawn, found[code])
    return {
        "version": model.version,
        "draws": DRAWS,
        "start": {name: module.clock.start_year for name, module in model.modules.items()},
        "outputs": {
            key: {
                "title": output.title,
                "unit": str(output.unit),
                "decimals": output.decimals,
                "better": output.better,
                "module": output.module,
                "group": output.group,
                "note": output.note,
            }
            for key, output in model.outputs.items()
        },
        "scenarios": {
            key: {"title": item.title, "note": item.note, "settings": item.settings}
            for key, item in model.scenarios.items()
        },
        "levers": {
            key: {
                "title": lever.title,
                "grade": lever.evidence.grade,
                "source": lever.evidence.source,
                "pays": lever.pays,
                "gains": lever.gains,
            }
            for key, lever in model.levers.items()
        },
        "calibration": calibration(model, base, inputs, areas, newest, home),
        "areas": found,
    }


def is_small(area: Area) -> bool:
    """Return whether an area's future is told for the council around it instead."""
    return area.area_type in (AreaType.WARD, AreaType.EARLY_HELP_HUB, AreaType.SUB_HUB)


Run = dict[str, dict[str, Floats]]
"""Module -> output -> values over time, shape [moments], with "times" among them."""


def _together(
    whole: WholeModel,
    inputs: Mapping[str, AreaInputs],
    codes: Sequence[str],
    settings: Mapping[str, float],
) -> dict[str, Run]:
    """Return one run for each area: those with need alone as lanes of one, the others singly."""
    lanes = [code for code in codes if inputs[code].inputs.modules == ("population",)]
    found: dict[str, Run] = {}
    if lanes:
        first = inputs[lanes[0]].inputs
        tables = {
            name: np.stack([inputs[code].inputs.tables[name] for code in lanes], axis=-1)
            for name in first.tables
        }
        values = {
            name: np.array([inputs[code].inputs.values[name] for code in lanes])
            for name in first.values
        }
        run = whole.runners["population"].run(tables, values, settings, lanes=len(lanes))
        for lane, code in enumerate(lanes):
            found[code] = {"population": _of_lane(run, lane)}
    for code in codes:
        if code not in found:
            runs = whole.run(inputs[code].inputs, settings)
            found[code] = {name: _of_lane(run, 0) for name, run in runs.items()}
    return found


def _of_lane(run: Results, lane: int) -> dict[str, Floats]:
    return {"times": run.times, **{name: run[name][:, lane] for name in run.outputs}}


def _baseline(run: Run, item: AreaInputs) -> dict[str, Any]:
    modules = {
        name: {
            "times": _rounded(values["times"]),
            "outputs": {
                output: {"base": _rounded(series)}
                for output, series in values.items()
                if output != "times"
            },
        }
        for name, values in run.items()
    }
    return {"notes": [*item.notes], "modules": modules, "scenarios": {}}


def _changes(run: Run, base: Run) -> dict[str, dict[str, list[float]]]:
    """Return output -> [value at the end, change against the baseline]."""
    return {
        name: {
            output: _rounded([series[-1], series[-1] - base[name][output][-1]])
            for output, series in values.items()
            if output != "times"
        }
        for name, values in run.items()
    }


def _add_ranges(
    whole: WholeModel, item: AreaInputs, drawn: Mapping[str, Floats], made: dict[str, Any]
) -> None:
    """Add the range of each output, and of what each scenario changes at the end."""
    values = draws_of_area(whole.model, drawn, item.inputs.values)
    spread = whole.run(item.inputs, values=values, lanes=DRAWS)
    for name, run in spread.items():
        for output in run.outputs:
            made["modules"][name]["outputs"][output] |= _range(run[output])
    for key, scenario in whole.model.scenarios.items():
        runs = whole.run(item.inputs, scenario.settings, values, lanes=DRAWS)
        for name, run in runs.items():
            for output in run.outputs:
                changes = run[output][-1] - spread[name][output][-1]
                made["scenarios"][key][name][output] += _rounded(np.percentile(changes, RANGE))


def _range(values: Floats) -> dict[str, list[float]]:
    low, high = np.percentile(values, RANGE, axis=1)
    return {"low": _rounded(low), "high": _rounded(high)}


def _rounded(values: Sequence[float] | Floats) -> list[float]:
    return [float(f"{value:.{DIGITS}g}") for value in np.asarray(values, float)]
