"""A build's results of the model as an edition keeps them, and set beside the last edition's.

Why a result moved is found by running the model once more: with today's figures and the numbers
and settings of then, where both editions have them.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from jsna.areas import Areas
from jsna.build.model_runs import Run, together
from jsna.catalogue import load_place
from jsna.edition_changes import changes, moved
from jsna.editions import Edition, last_path, load_edition, number_of
from jsna.files import read_yaml, strict_json
from jsna.model_inputs import Newest, all_inputs
from jsna.paths import Project
from jsna.schedules import load_schedules
from jsna.simulation.draws import parameters_of
from jsna.simulation.structure import Model, Parameter
from jsna.simulation.whole import compile_model

DIGITS = 6
_WORDS = ("title", "note", "source", "date", "grade", "assumption", "help", "idle", "low", "high")
_NOT_RULES = ("parameters", "scenarios", "version", *_WORDS)
"""Parts of the model's files that are no rule: numbers compared one by one, and words."""


def edition_of(project: Project, model: Model, made: Mapping[str, Any]) -> dict[str, Any]:
    """Return the headline results of a build, as an edition keeps them.

    Args:
        project: says which edition it is.
        model: the model that made them.
        made: `jsna.build.model_results.results`.
    """
    place = load_place(project)
    told = {code: area for code, area in made["areas"].items() if area["scenarios"]}
    return {
        "schema": 1,
        "edition": number_of(place),
        "as_at": place["as_at"],
        "version": made["version"],
        "rules": rules_digest(project),
        "years": {name: _years(model, name) for name in model.modules},
        "outputs": {
            key: {name: output[name] for name in ("title", "unit", "decimals", "module")}
            for key, output in made["outputs"].items()
        },
        "parameters": {
            key: {
                "title": item.title,
                "value": item.value,
                "unit": str(item.unit),
                "source": item.evidence.source,
            }
            for key, item in parameters_of(model).items()
        },
        "scenarios": {
            key: {"title": item["title"], "settings": dict(item["settings"])}
            for key, item in made["scenarios"].items()
        },
        "areas": {code: _area(area) for code, area in told.items()},
    }


def _years(model: Model, module: str) -> list[int]:
    clock = model.modules[module].clock
    return [clock.start_year, int(clock.start_year + clock.length / clock.units_per_year)]


def _area(area: Mapping[str, Any]) -> dict[str, Any]:
    series = {
        output: values["base"]
        for module in area["modules"].values()
        for output, values in module["outputs"].items()
    }
    return {
        "first": {output: values[0] for output, values in series.items()},
        "last": {output: values[-1] for output, values in series.items()},
        "changes": {
            scenario: {
                output: numbers[1]
                for outputs in modules.values()
                for output, numbers in outputs.items()
            }
            for scenario, modules in area["scenarios"].items()
        },
    }


def rules_digest(project: Project) -> str:
    """Return a hash of the model's rules: its files without parameters, scenarios and words."""
    digest = hashlib.sha256()
    for path in sorted((project.data / "model").glob("*.yml")):
        held = read_yaml(path, shown=str(project.relative(path)))
        digest.update(path.name.encode() + strict_json(_rules(held)).encode())
    return digest.hexdigest()


def _rules(held: Any) -> Any:
    if isinstance(held, list):
        return [_rules(each) for each in held]
    if isinstance(held, dict):
        return {str(key): _rules(each) for key, each in held.items() if key not in _NOT_RULES}
    return held


def since_last(
    project: Project, model: Model, made: Mapping[str, Any], newest: Newest, areas: Areas
) -> dict[str, Any] | None:
    """Return what has changed since the last edition kept; None where none is.

    Returns:
        `edition, as_at, same_rules, years, changes`, and `areas`: code -> rows of
        `jsna.edition_changes.Moved`.

    Raises:
        DataError: if the kept file cannot be used.
    """
    path = last_path(project)
    if path is None:
        return None
    then, now = load_edition(project, path), edition_of(project, model, made)
    between = _between(project, model, then, now, newest, areas)
    return {
        "edition": then["edition"],
        "as_at": then["as_at"],
        "same_rules": then["rules"] == now["rules"],
        "years": then["years"],
        "changes": changes(then, now),
        "areas": {
            code: [asdict(each) for each in moved(then["areas"].get(code), area, between.get(code))]
            for code, area in now["areas"].items()
        },
    }


def _between(
    project: Project, model: Model, then: Edition, now: Edition, newest: Newest, areas: Areas
) -> Mapping[str, Any]:
    """Return today's areas with the numbers and settings of then."""
    old = with_numbers_of(model, then)
    if old == model:
        return dict(now["areas"])
    module = old.modules["population"]
    inputs = all_inputs(module, load_schedules(project), newest, areas)
    whole, codes = compile_model(old), [*now["areas"]]
    base = {code: _ends(run) for code, run in together(whole, inputs, codes, {}).items()}
    found: dict[str, Any] = {
        code: {"last": _rounded(ends), "changes": {}} for code, ends in base.items()
    }
    for key, scenario in old.scenarios.items():
        if key in then["scenarios"]:
            for code, run in together(whole, inputs, codes, scenario.settings).items():
                change = {name: value - base[code][name] for name, value in _ends(run).items()}
                found[code]["changes"][key] = _rounded(change)
    return found


def _ends(run: Run) -> dict[str, float]:
    """Return output -> value of the first lane at the end."""
    return {
        output: float(series[-1][0])
        for values in run.values()
        for output, series in values.items()
        if output != "times"
    }


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: float(f"{value:.{DIGITS}g}") for name, value in values.items()}


def with_numbers_of(model: Model, then: Edition) -> Model:
    """Return the model with the parameters and settings of an edition, where both have them.

    A parameter in another unit now, and a setting of a lever that has gone, stay as they are now.
    """

    def old(parameters: Mapping[str, Parameter]) -> dict[str, Parameter]:
        held = then["parameters"]
        return {
            key: replace(item, value=held[key]["value"])
            if key in held and held[key]["unit"] == str(item.unit)
            else item
            for key, item in parameters.items()
        }

    scenarios = {
        key: replace(item, settings=_settings(model, then["scenarios"][key]["settings"]))
        if key in then["scenarios"]
        else item
        for key, item in model.scenarios.items()
    }
    modules = {
        key: replace(module, parameters=old(module.parameters))
        for key, module in model.modules.items()
    }
    return replace(model, modules=modules, parameters=old(model.parameters), scenarios=scenarios)


def _settings(model: Model, held: Mapping[str, float]) -> dict[str, float]:
    return {lever: value for lever, value in held.items() if lever in model.levers}
