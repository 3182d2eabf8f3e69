"""Reading decisions.yml: levers, scenarios, outputs, and the parameters they share."""

from typing import Any

from jsna.errors import ModelError
from jsna.simulation.fields import entry_at, equation, evidence_of, parameter_of, said
from jsna.simulation.marked import Keys, Marked
from jsna.simulation.structure import Act, Cost, Lever, Model, Module, Output, Scenario


def decisions_of(marked: Marked, modules: dict[str, Module]) -> Model:
    """Return the whole model, not yet checked."""
    value = marked.value
    for kind in ("outputs", "levers"):
        for key in value.get(kind, {}):
            _check_modules(marked, kind, key, modules)
    return Model(
        version=str(value["version"]),
        modules=modules,
        parameters={
            key: parameter_of(marked, ("parameters", key)) for key in value.get("parameters", {})
        },
        levers={key: _lever(key, marked) for key in value.get("levers", {})},
        scenarios={key: _scenario(key, marked) for key in value.get("scenarios", {})},
        outputs={key: _output(key, marked) for key in value["outputs"]},
    )


def _check_modules(marked: Marked, kind: str, key: str, modules: dict[str, Module]) -> None:
    entry = marked.value[kind][key]
    named: list[tuple[Keys, str]] = []
    if kind == "outputs":
        named.append(((kind, key, "module"), entry["module"]))
    else:
        acts = enumerate(entry["acts"])
        named += [((kind, key, "acts", at), act["on"].split(".")[0]) for at, act in acts]
        if "cost" in entry:
            named.append(((kind, key, "cost"), entry["cost"]["module"]))
    for keys, module in named:
        if module not in modules:
            raise ModelError(
                f"{marked.place(*keys)}: there is no module {module!r}; "
                f"known are {', '.join(modules)}."
            )


def _lever(key: str, marked: Marked) -> Lever:
    keys: Keys = ("levers", key)
    entry = entry_at(marked, keys)
    return Lever(
        **said(marked, keys),
        help=entry["help"],
        idle=entry.get("idle", ""),
        group=entry.get("group", ""),
        minimum=float(entry["min"]),
        maximum=float(entry["max"]),
        step=float(entry["step"]),
        neutral=float(entry["neutral"]),
        start=float(entry["start"]),
        ramp=float(entry["ramp"]),
        acts=tuple(_act(marked, (*keys, "acts", at)) for at in range(len(entry["acts"]))),
        cost=_cost(marked, (*keys, "cost")) if "cost" in entry else None,
        pays=entry["pays"],
        gains=entry["gains"],
        evidence=evidence_of(entry),
    )


def _act(marked: Marked, keys: Keys) -> Act:
    entry: dict[str, Any] = entry_at(marked, keys)
    module, _, target = entry["on"].partition(".")
    effect = "multiply" if "multiply" in entry else "add"
    ages = entry.get("ages")
    return Act(
        module=module,
        target=target,
        effect=effect,
        amount=equation(marked, (*keys, effect)),
        ages=(ages[0], ages[1]) if ages else None,
        where=marked.place(*keys),
    )


def _cost(marked: Marked, keys: Keys) -> Cost:
    entry = entry_at(marked, keys)
    return Cost(
        module=entry["module"],
        equation=equation(marked, (*keys, "equation")),
        evidence=evidence_of(entry),
        where=marked.place(*keys),
    )


def _scenario(key: str, marked: Marked) -> Scenario:
    entry = marked.value["scenarios"][key]
    return Scenario(
        id=key,
        title=entry["title"],
        note=entry.get("note", ""),
        version=entry["version"],
        settings={lever: float(value) for lever, value in entry["settings"].items()},
        where=marked.place("scenarios", key),
    )


def _output(key: str, marked: Marked) -> Output:
    entry = marked.value["outputs"][key]
    return Output(
        **said(marked, ("outputs", key)),
        module=entry["module"],
        equation=equation(marked, ("outputs", key, "equation")),
        better=entry["better"],
        group=entry.get("group", ""),
        decimals=int(entry.get("decimals", 0)),
    )
