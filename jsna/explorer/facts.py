"""What the page's scripts are told of levers, outputs, parameters and areas, as JSON. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from jsna.explorer.words import shown
from jsna.simulation.expressions import Name, Node, names
from jsna.simulation.structure import DAYS_PER_YEAR, Lever, Model, Output, Parameter
from jsna.simulation.units import Unit

DRAWS = 200
"""Runs behind a band."""
SEED = 1
STEPS_OF_ASSUMPTION = 100
PERSON, YEAR = Unit((("person", 1),)), Unit((("year", 1),))
_RESTS = (
    "Its effect is only assumed (grade D). It moves once you let such decisions move, "
    "under Assumptions."
)
_NONE = object()
USUAL = {
    "words": "",
    "apart": "",
    "scale": 1.0,
    "money": False,
    "perYear": 1.0,
    "isHeadline": False,
    "isRate": False,
    "of": "",
    "cost": None,
    "idle": "",
}
"""Fields that most levers, outputs and parameters have alike."""
_UNREAD = "The numbers of this area could not be read. Choose another area, or load the page again."


@dataclass(frozen=True, slots=True)
class AreaChoice:
    """An area that a reader may choose.

    `modules` are those that run for it. `deprivation` is its score, None where none is held.
    """

    slug: str
    name: str
    group: str
    modules: tuple[str, ...]
    deprivation: float | None = None


def facts(model: Model, areas: Sequence[AreaChoice], home: str) -> dict[str, Any]:
    """Return everything the scripts need to know besides the model's own script.

    Args:
        model: the checked model.
        areas: in the order of the list; `home` is the slug of the one shown first.
        home: as above.
    """
    headlines = headline_ids(model)
    totals = {key: everybody(model, key) for key in model.modules}
    return {
        "version": model.version,
        "home": home,
        "areas": [{"slug": area.slug, "name": area.name} for area in areas],
        "usual": USUAL,
        "levers": [_unusual(_lever(model, lever)) for lever in model.levers.values()],
        "scenarios": scenarios(model),
        "outputs": [
            _unusual(_output(model, output, headlines, totals)) for output in model.outputs.values()
        ],
        "assumptions": {item.id: _assumption(item) for item in assumed(model)},
        "modules": {key: _module(model, areas, key) for key in model.modules},
        "gap": gap(areas),
        "draws": DRAWS,
        "seed": SEED,
        "words": {"rests": _RESTS, "unread": _UNREAD},
    }


def uncertain(model: Model) -> list[Parameter]:
    """Return every parameter with limits, each once: modules in order, then shared ones."""
    found = {
        key: parameter
        for module in model.modules.values()
        for key, parameter in module.parameters.items()
    }
    found |= model.parameters
    return [parameter for parameter in found.values() if parameter.low < parameter.high]


def ordered_modules(model: Model) -> list[str]:
    """Return module ids in the order in which the outputs name them, then the rest."""
    return list(dict.fromkeys([*(item.module for item in model.outputs.values()), *model.modules]))


def group_of(model: Model, output: Output) -> str:
    """Return the heading that an output stands under."""
    return output.group or model.modules[output.module].title


def headline_ids(model: Model) -> set[str]:
    """Return the key results: the first output of each group in each module."""
    first: dict[tuple[str, str], str] = {}
    for key, output in model.outputs.items():
        first.setdefault((output.module, group_of(model, output)), key)
    return set(first.values())


def scenarios(model: Model) -> list[dict[str, Any]]:
    """Return the presets, with that of no change first."""
    named: list[dict[str, Any]] = [
        {"id": item.id, "title": item.title, "settings": item.settings}
        for item in model.scenarios.values()
    ]
    if not any(is_neutral(model, item["settings"]) for item in named):
        named.insert(0, {"id": "", "title": "No change", "settings": {}})
    return sorted(named, key=lambda item: not is_neutral(model, item["settings"]))


def is_neutral(model: Model, settings: dict[str, float]) -> bool:
    """Return whether these settings change nothing."""
    return all(model.levers[key].neutral == value for key, value in settings.items())


def starts(model: Model, lever: Lever) -> str:
    """Return when a lever begins to act and when it is fully there, in calendar years."""
    clock = model.modules[lever.acts[0].module].clock
    first = clock.start_year + lever.start
    last = first + lever.ramp
    if int(last) <= int(first):
        return f"from {int(first)}"
    return f"from {int(first)}, in full by {int(last)}"


def gap(areas: Sequence[AreaChoice]) -> dict[str, str] | None:
    """Return the most and the least deprived of the areas that have a score, if two differ."""
    scored = [area for area in areas if area.deprivation is not None]
    if len(scored) < 2:
        return None
    ordered = sorted(scored, key=lambda area: (area.deprivation or 0.0, area.slug))
    return {"most": ordered[-1].slug, "least": ordered[0].slug}


def assumption_step(parameter: Parameter) -> float:
    """Return a round step that divides a parameter's limits into about a hundred."""
    span = parameter.high - parameter.low
    rough = span / STEPS_OF_ASSUMPTION
    power = 10.0 ** _exponent(rough)
    lead = next((lead for lead in (1, 2, 5, 10) if rough <= lead * power * 1.0000001), 10)
    return float(f"{lead * power:.6g}")


def _exponent(value: float) -> int:
    return int(f"{value:e}".split("e")[1])


def _unusual(told: dict[str, Any]) -> dict[str, Any]:
    """Return what differs from the usual; the page fills in the rest."""
    return {key: value for key, value in told.items() if USUAL.get(key, _NONE) != value}


def _lever(model: Model, lever: Lever) -> dict[str, Any]:
    said = shown(lever.unit, max(abs(lever.minimum), abs(lever.maximum)))
    return {
        "id": lever.id,
        "title": lever.title,
        "min": lever.minimum,
        "max": lever.maximum,
        "step": lever.step,
        "neutral": lever.neutral,
        "grade": lever.evidence.grade,
        "modules": sorted({act.module for act in lever.acts}),
        "pays": lever.pays,
        "gains": lever.gains,
        "words": said.words,
        "scale": said.scale,
        "starts": starts(model, lever),
        "idle": lever.idle,
        "cost": _cost(model, lever),
    }


def _cost(model: Model, lever: Lever) -> dict[str, Any] | None:
    """Return which output of `with_costs` is a lever's cost, and its clock units in a year."""
    if lever.cost is None:
        return None
    clock = model.modules[lever.cost.module].clock
    return {"output": cost_id(lever), "perYear": clock.units_per_year}


def cost_id(lever: Lever) -> str:
    """Return the id of the output that holds what a lever costs."""
    return f"cost_of__{lever.id}"


def with_costs(model: Model) -> Model:
    """Return the model with one more output for each lever that has a cost: what it costs.

    The page needs these to say who pays and what a million buys; they are not results to show.
    """
    found = {
        cost_id(lever): Output(
            id=cost_id(lever),
            title=lever.title,
            unit=Unit((("pound", 1),)) / Unit(((model.modules[lever.cost.module].clock.unit, 1),)),
            note="",
            where=lever.where,
            module=lever.cost.module,
            equation=Name(f"cost__{lever.id}"),
            better="none",
            group="",
            decimals=0,
        )
        for lever in model.levers.values()
        if lever.cost is not None
    }
    return replace(model, outputs={**model.outputs, **found})


def everybody(model: Model, module: str) -> str:
    """Return the output that counts everybody in a module: all its stocks of people; "" if none.

    Areas of different size are compared by shares of it.
    """
    people = {key for key, item in model.modules[module].stocks.items() if item.unit == PERSON}
    for output in model.outputs_of(module).values():
        if (
            output.unit == PERSON
            and people
            and _stocks_in(model, module, output.equation) == people
        ):
            return output.id
    return ""


def _stocks_in(model: Model, module: str, node: Node) -> set[str]:
    """Return the stocks that an equation rests on, through others."""
    parts, found, seen = model.modules[module], set(), set()
    waiting = names(node)
    while waiting:
        name = waiting.pop()
        if name in parts.stocks:
            found.add(name)
        elif name in parts.auxiliaries and name not in seen:
            seen.add(name)
            waiting += names(parts.auxiliaries[name].equation)
    return found


def _output(
    model: Model, output: Output, headlines: set[str], totals: dict[str, str]
) -> dict[str, Any]:
    said = shown(output.unit, 1.0 if output.decimals == 0 and not output.unit.powers else None)
    return {
        "id": output.id,
        "title": output.title,
        "unit": str(output.unit),
        "words": said.words,
        "apart": said.apart,
        "scale": said.scale,
        "money": said.is_money,
        "better": output.better,
        "decimals": output.decimals,
        "module": output.module,
        "group": group_of(model, output),
        "perYear": DAYS_PER_YEAR if ("day", -1) in output.unit.powers else 1.0,
        "isHeadline": output.id in headlines,
        "of": totals[output.module] if output.unit == PERSON else "",
        "isRate": not output.unit.powers or output.unit == YEAR,
    }


def assumed(model: Model) -> list[Parameter]:
    """Return the parameters that we assume and a reader may change."""
    return [item for item in uncertain(model) if item.evidence.assumption]


def _assumption(parameter: Parameter) -> dict[str, Any]:
    """Return how a slider of an assumption moves; the rest stands in the model's script."""
    said = shown(parameter.unit, parameter.high)
    told = {"step": assumption_step(parameter), "words": said.words, "scale": said.scale}
    return _unusual(told)


def _module(model: Model, areas: Sequence[AreaChoice], key: str) -> dict[str, Any]:
    """Return a module's title and, where it does not run for every area, what to say elsewhere."""
    title, clock = model.modules[key].title, model.modules[key].clock
    said = {
        "title": title,
        "start": clock.start_year,
        "perYear": clock.units_per_year,
        "isDriven": bool(model.modules[key].links),
    }
    having = [area for area in areas if key in area.modules]
    if len(having) == len(areas):
        return {**said, "elsewhere": "", "areas": []}
    names = " and ".join(area.name for area in having)
    words = f"This acts on {title[0].lower()}{title[1:]}, which is modelled for {names} only."
    return {**said, "elsewhere": words, "areas": [area.slug for area in having]}
