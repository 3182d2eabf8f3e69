"""What the whole-system model gives for the report: made before notebooks run, kept by content.

Every area with pages gets its baseline, with an 80% range from seeded draws of the uncertain
numbers. Whole areas (councils, districts, the county, NHS areas) also get the scenarios. Those of
the home area, and of the area with a hospital, have ranges too, from more draws.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from jsna.areas import Areas
from jsna.build.model_calibration import DISABILITY, calibration, disability
from jsna.build.model_directions import Gains, directions, load_gains
from jsna.build.model_editions import since_last
from jsna.build.model_runs import SUMS, Floats, Run, middle, spread, together
from jsna.editions import last_path
from jsna.files import strict_json, write_text
from jsna.model_inputs import ILLNESS, AreaInputs, Newest, all_inputs, newest_of
from jsna.observations import ANY, Observations, Selection
from jsna.paths import Project
from jsna.projection import results_path
from jsna.records import ALL
from jsna.schedules import load_schedules
from jsna.simulation.draws import draws
from jsna.simulation.load import load_model
from jsna.simulation.structure import Model, Scenario
from jsna.simulation.whole import compile_model

DRAWS, FEWER, SEED = 40, 20, 2026
"""Draws behind a range where scenarios have ranges, and elsewhere (the first of the same draws);
and the seed: the same every time."""
RANGE = (10.0, 90.0)
"""Ends of the range in per cent of the draws: 80% lie between."""
DIGITS = 6
VERSION = 2
TITLES = {"need_frail": "Frailty"}
"""What the report calls the sums of outputs."""
CHECKED_BY = ("healthy_life_expectancy", "births_per_1000", "deaths_per_1000", DISABILITY)
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
    newest, gains = newest_of(observations), load_gains(project)
    made = {"key": key, **results(model, inputs, areas, newest, home, gains)}
    made["since"] = since_last(project, model, made, newest, areas)
    write_text(path, strict_json(made) + "\n")
    return path


def results_key(project: Project, observations: Observations, home: str) -> str:
    """Return a hash of all that the results rest on: model, areas, their figures, and code."""
    digest = hashlib.sha256(f"{VERSION} {DRAWS} {FEWER} {SEED} {home}".encode())
    package = Path(__file__).resolve().parents[1]
    model = sorted(path for path in (project.data / "model").iterdir() if path.is_file())
    files = [*model, project.data / "areas" / "areas.csv", Path(__file__)]
    files += [
        Path(__file__).with_name(f"model_{name}.py")
        for name in ("calibration", "directions", "editions", "runs")
    ]
    files += [last] if (last := last_path(project)) else []
    files += [package / "edition_changes.py", package / "model_inputs.py"]
    files += sorted((package / "simulation").glob("*.py"))
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    text = "".join(path.read_text(encoding="utf-8") for path in model if path.suffix == ".yml")
    for indicator_id in (ILLNESS, *CHECKED_BY, *re.findall(r"by_area: (\w+)", text)):
        chosen = Selection(indicator_id, sex=ANY, category=ALL)
        digest.update(observations.digest(chosen).encode())
    return digest.hexdigest()


def results(
    model: Model,
    inputs: Mapping[str, AreaInputs],
    areas: Areas,
    newest: Newest,
    home: str,
    gains: Gains | None = None,
) -> dict[str, Any]:
    """Return everything that the report says from the model, as plain data."""
    whole = compile_model(model)
    drawn = draws(model, DRAWS, SEED)
    told = [code for code in inputs if not areas[code].area_type.is_small]
    ranged = [code for code in told if code == home or "flow" in inputs[code].inputs.modules]
    few = {name: numbers[:FEWER] for name, numbers in drawn.items()}
    every: list[Scenario | None] = [None, *model.scenarios.values()]
    runs = {
        code: spread(whole, inputs[code], drawn, every)
        if code in ranged
        else spread(whole, inputs[code], few)
        for code in inputs
    }
    base = {code: each[0] for code, each in runs.items()}
    found = {
        code: {
            **_baseline(base[code], inputs[code]),
            "disability": disability(model, areas[code], inputs[code], newest),
        }
        for code in inputs
    }
    plain = [code for code in told if code not in ranged]
    for place, (key, scenario) in enumerate(model.scenarios.items(), start=1):
        after = together(whole, inputs, plain, scenario.settings)
        after |= {code: runs[code][place] for code in ranged}
        for code in told:
            found[code]["scenarios"][key] = _changes(after[code], base[code])
    middles = {code: middle(run) for code, run in base.items()}
    return {
        "version": model.version,
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
        }
        | {key: _sum_of(model, key) for key in SUMS},
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
        "calibration": [
            *calibration(model, middles, inputs, areas, newest, home),
            *directions(whole, middles, inputs, areas, gains),
        ],
        "areas": found,
    }


def _sum_of(model: Model, key: str) -> dict[str, Any]:
    """Return what the report says of a sum of outputs."""
    parts = [model.outputs[part] for part in SUMS[key]]
    return {
        "title": TITLES[key],
        "unit": str(parts[0].unit),
        "decimals": parts[0].decimals,
        "better": parts[0].better,
        "module": parts[0].module,
        "group": parts[0].group,
        "note": f"Added up: {', '.join(part.title.lower() for part in parts)}.",
    }


def _baseline(run: Run, item: AreaInputs) -> dict[str, Any]:
    modules = {
        name: {
            "times": _rounded(values["times"]),
            "outputs": {
                output: {"base": _rounded(series[:, 0]), **_range(series[:, 1:])}
                for output, series in values.items()
                if output != "times"
            },
        }
        for name, values in run.items()
    }
    made = run["population"]["population_total"].shape[1] - 1
    about = {"notes": [*item.notes], "sources": [*item.sources]}
    return {**about, "draws": made, "modules": modules, "scenarios": {}}


def _changes(run: Run, base: Run) -> dict[str, dict[str, list[float]]]:
    """Return output -> [value at the end, change against the baseline, and the change's range]."""
    return {
        name: {
            output: _change(series[-1], base[name][output][-1])
            for output, series in values.items()
            if output != "times"
        }
        for name, values in run.items()
    }


def _change(after: Floats, before: Floats) -> list[float]:
    """Return the last four numbers of a change; without draws of the scenario only two."""
    found = [float(after[0]), float(after[0] - before[0])]
    if len(after) > 1:
        found += [float(end) for end in np.percentile(after[1:] - before[1:], RANGE)]
    return _rounded(found)


def _range(values: Floats) -> dict[str, list[float]]:
    """Return the ends of the range at each moment, of values [moments, draws]."""
    low, high = np.percentile(values, RANGE, axis=1)
    return {"low": _rounded(low), "high": _rounded(high)}


def _rounded(values: Sequence[float] | Floats) -> list[float]:
    return [float(f"{value:.{DIGITS}g}") for value in np.asarray(values, float)]
