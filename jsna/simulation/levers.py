"""Levers and scenarios: what they may touch, and which settings are allowed."""

from collections.abc import Mapping
from difflib import get_close_matches

from jsna.errors import ModelError
from jsna.simulation.evaluate import evaluate
from jsna.simulation.expressions import names
from jsna.simulation.structure import Act, Lever, Model, Module
from jsna.simulation.system import VALUE


def check_levers(model: Model) -> None:
    """Check range, targets, and that the neutral place changes nothing at all.

    Raises:
        ModelError: naming file and line.
    """
    for lever in model.levers.values():
        if not lever.minimum <= lever.neutral <= lever.maximum or lever.minimum == lever.maximum:
            raise ModelError(
                f"{lever.where}: the lever {lever.id!r} needs min <= neutral <= max and some room."
            )
        for act in lever.acts:
            _check_target(act, model.modules[act.module])
            _check_neutral(lever, act, model)


def _check_target(act: Act, module: Module) -> None:
    by: dict[str, tuple[str, ...]] = {name: item.by for name, item in module.tables.items()}
    by |= {name: item.by for name, item in module.auxiliaries.items()}
    by |= {name: () for name in (*module.parameters, *module.links)}
    for name, flow in module.flows.items():
        by[name] = module.stocks[flow.source or flow.target or ""].by
    if act.target not in by:
        close = get_close_matches(act.target, by, n=2)
        hint = f" Did you mean {' or '.join(map(repr, close))}?" if close else ""
        raise ModelError(
            f"{act.where}: a lever acts on a parameter, table, flow or aux of {module.id!r}, "
            f"which has no {act.target!r}.{hint}"
        )
    if act.ages and "age" not in by[act.target]:
        raise ModelError(f"{act.where}: {act.target!r} is not by age, so ages cannot be given.")


def _check_neutral(lever: Lever, act: Act, model: Model) -> None:
    """At neutral a multiplier must be exactly 1 and an addition exactly 0, whatever the prior."""
    parameters = model.parameters_of(act.module)
    unknown = [name for name in names(act.amount) if name not in parameters and name != VALUE]
    if unknown:
        raise ModelError(
            f"{act.where}: what a lever does may rest on `value` and parameters only, "
            f"not on {unknown[0]!r}."
        )
    wanted = 1.0 if act.effect == "multiply" else 0.0
    for end in ("value", "low", "high"):
        known = {name: getattr(item, end) for name, item in parameters.items()}
        got = evaluate(act.amount, {**known, VALUE: lever.neutral})
        if got != wanted:
            raise ModelError(
                f"{act.where}: at its neutral {lever.neutral:g} the lever {lever.id!r} must "
                f"{act.effect} by exactly {wanted:g}, but does so by {got:g}."
            )


def check_scenarios(model: Model) -> None:
    for scenario in model.scenarios.values():
        check_settings(model, scenario.version, scenario.settings, where=str(scenario.where))


def check_settings(
    model: Model, version: str, settings: Mapping[str, float], *, where: str
) -> dict[str, float]:
    """Return every lever's setting, neutral where none is given.

    Raises:
        ModelError: for settings made with another version of the model, an unknown lever, or a
            setting out of the lever's range.
    """
    if version != model.version:
        raise ModelError(
            f"{where}: this scenario is of model version {version}, the model is {model.version}; "
            "look at its levers again and give it the new version."
        )
    for name, value in settings.items():
        lever = model.levers.get(name)
        if lever is None:
            close = get_close_matches(name, model.levers, n=2)
            hint = f" Did you mean {' or '.join(map(repr, close))}?" if close else ""
            raise ModelError(f"{where}: there is no lever {name!r}.{hint}")
        if not lever.minimum <= value <= lever.maximum:
            raise ModelError(
                f"{where}: the lever {name!r} goes from {lever.minimum:g} to {lever.maximum:g}, "
                f"not to {value:g}."
            )
    return {name: settings.get(name, lever.neutral) for name, lever in model.levers.items()}
