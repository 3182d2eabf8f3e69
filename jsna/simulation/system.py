"""One module with everything that acts on it: a flat list of names and equations.

The compiler, the checks and the exports read this and nothing else. Levers become equations
here, so a lever in its neutral place runs through the same arithmetic as any other.
"""

from dataclasses import dataclass, field

from jsna.simulation.expressions import Binary, Call, Name, Node, Number, rebuild
from jsna.simulation.marked import Place
from jsna.simulation.structure import (
    Act,
    Auxiliary,
    Clock,
    Dimensions,
    Flow,
    Lever,
    Model,
    Module,
    Output,
    Parameter,
    Stock,
    Table,
)
from jsna.simulation.units import BASES, NUMBER, Unit

TIME, STEP, AGE = "time", "dt", "age"
VALUE = "value"
COSTS = "lever_costs"
BUILT_IN = (TIME, STEP, AGE, VALUE, COSTS, *(f"one_{base}" for base in BASES))
"""Names that no model file may declare; nor may one hold two underscores together."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A name whose value comes from outside: kind is table, parameter, lever, link or built_in."""

    kind: str
    unit: Unit
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """A name with an equation. `by` None is left to be inferred; `kind` aux, flow or made."""

    node: Node
    unit: Unit
    by: tuple[str, ...] | None
    where: Place
    kind: str


@dataclass(frozen=True, slots=True)
class System:
    """A module as the compiler sees it."""

    id: str
    clock: Clock
    dimensions: Dimensions
    tables: dict[str, Table]
    parameters: dict[str, Parameter]
    levers: dict[str, Lever]
    leaves: dict[str, Leaf]
    stocks: dict[str, Stock]
    flows: dict[str, Flow]
    definitions: dict[str, Definition]
    outputs: dict[str, Output]
    base_names: dict[str, str] = field(default_factory=dict)

    def initial(self, stock: Stock) -> Node:
        """Return a stock's first value; levers have not acted yet."""

        def unmoved(node: Node) -> Node:
            if isinstance(node, Name) and node.id in self.base_names:
                return Name(self.base_names[node.id])
            return node

        return rebuild(stock.initial, unmoved)


def lever_name(lever: str) -> str:
    """Return the name by which equations know a lever's setting."""
    return f"lever__{lever}"


def system_of(model: Model, module_id: str, *, with_levers: bool = True) -> System:
    """Return one module with its levers and outputs; without levers to compare with."""
    module = model.modules[module_id]
    levers = _levers_of(model, module_id) if with_levers else {}
    parameters = model.parameters_of(module_id)
    system = System(
        id=module_id,
        clock=module.clock,
        dimensions=module.dimensions,
        tables=module.tables,
        parameters=parameters,
        levers=levers,
        leaves=_leaves(module, parameters, levers),
        stocks=module.stocks,
        flows=module.flows,
        definitions=_definitions(module),
        outputs=model.outputs_of(module_id),
    )
    _add_costs(system)
    for target in dict.fromkeys(act.target for act in _acts_of(system)):
        _let_levers_act(system, target)
    return system


def _levers_of(model: Model, module: str) -> dict[str, Lever]:
    def concerns(lever: Lever) -> bool:
        paid_here = lever.cost is not None and lever.cost.module == module
        return paid_here or any(act.module == module for act in lever.acts)

    return {key: lever for key, lever in model.levers.items() if concerns(lever)}


def _leaves(
    module: Module, parameters: dict[str, Parameter], levers: dict[str, Lever]
) -> dict[str, Leaf]:
    clock_unit = Unit(((module.clock.unit, 1),))
    leaves = {
        TIME: Leaf("built_in", clock_unit),
        STEP: Leaf("built_in", clock_unit),
        **{f"one_{base}": Leaf("built_in", Unit(((base, 1),))) for base in BASES},
        **{key: Leaf("table", item.unit, item.by) for key, item in module.tables.items()},
        **{key: Leaf("parameter", item.unit) for key, item in parameters.items()},
        **{key: Leaf("link", item.unit) for key, item in module.links.items()},
        **{lever_name(key): Leaf("lever", item.unit) for key, item in levers.items()},
    }
    if module.dimensions.last_age >= 0:
        leaves[AGE] = Leaf("built_in", NUMBER, ("age",))
    return leaves


def _definitions(module: Module) -> dict[str, Definition]:
    found: dict[str, Definition] = {}
    for name, item in module.auxiliaries.items():
        found[name] = _of_auxiliary(item)
    for name, flow in module.flows.items():
        ends = [end for end in (flow.source, flow.target) if end is not None]
        by = module.stocks[ends[0]].by
        by = tuple(axis for axis in by if axis != "age") if flow.newborn else by
        found[name] = Definition(flow.rate, flow.unit, by, flow.where, "flow")
    return found


def _of_auxiliary(item: Auxiliary) -> Definition:
    return Definition(item.equation, item.unit, item.by, item.where, "aux")


def _acts_of(system: System) -> list[Act]:
    return [
        act for lever in system.levers.values() for act in lever.acts if act.module == system.id
    ]


def _add_costs(system: System) -> None:
    """Add what each lever costs per clock unit, and their total."""
    unit = Unit((("pound", 1),)) / Unit(((system.clock.unit, 1),))
    total: Node = Number(0.0)
    where = Place("", 0)
    for key, lever in system.levers.items():
        if lever.cost is None or lever.cost.module != system.id:
            continue
        where = lever.cost.where
        equation = _setting_named(lever.cost.equation, key)
        system.definitions[f"full_cost__{key}"] = Definition(equation, unit, (), where, "aux")
        node = Binary("*", Name(f"full_cost__{key}"), _ramp(system, lever))
        system.definitions[f"cost__{key}"] = Definition(node, unit, (), where, "made")
        total = Binary("+", total, Name(f"cost__{key}"))
    system.definitions[COSTS] = Definition(total, unit, (), where, "made")


def _let_levers_act(system: System, target: str) -> None:
    """Replace a name by its base, times every multiplier, plus every addition."""
    base, unit = f"{target}__base", system.leaves.get(target, system.definitions.get(target))
    if unit is None:
        return
    multiplier: Node | None = None
    additions: list[Node] = []
    where = Place("", 0)
    for lever, act in _pairs(system, target):
        where, amount = act.where, _amount(system, lever, act)
        if act.effect == "add":
            additions.append(amount)
        else:
            multiplier = Binary("*", multiplier, amount) if multiplier else amount
    node: Node = Name(base)
    if multiplier:
        node = Binary("*", node, multiplier)
    for addition in additions:
        node = Binary("+", node, addition)
    if target in system.leaves:
        leaf = system.leaves.pop(target)
        system.leaves[base] = leaf
        system.definitions[target] = Definition(node, leaf.unit, None, where, "made")
    else:
        definition = system.definitions[target]
        system.definitions[base] = definition
        made = Definition(node, definition.unit, definition.by, where, "made")
        system.definitions[target] = made
    system.base_names[target] = base


def _pairs(system: System, target: str) -> list[tuple[Lever, Act]]:
    return [
        (lever, act)
        for lever in system.levers.values()
        for act in lever.acts
        if act.module == system.id and act.target == target
    ]


def _amount(system: System, lever: Lever, act: Act) -> Node:
    """Return 1 + (effect - 1) x ramp for a multiplier, effect x ramp for an addition."""
    at = lever.acts.index(act)
    name = f"effect__{lever.id}_{at + 1}"
    unit = NUMBER
    if act.effect == "add":
        unit = (system.leaves.get(act.target) or system.definitions[act.target]).unit
    equation = _setting_named(act.amount, lever.id)
    system.definitions[name] = Definition(equation, unit, (), act.where, "aux")
    change: Node = Name(name) if act.effect == "add" else Binary("-", Name(name), Number(1.0))
    share = _ramp(system, lever)
    if act.ages:
        change = Binary("*", Binary("*", change, share), _within(act.ages))
    else:
        change = Binary("*", change, share)
    node = change if act.effect == "add" else Binary("+", Number(1.0), change)
    system.definitions[f"{name}_now"] = Definition(node, unit, None, act.where, "made")
    return Name(f"{name}_now")


def _within(ages: tuple[int, int]) -> Node:
    """Return 1 within the ages, both included, and 0 elsewhere."""
    first, last = (Number(float(age)) for age in ages)
    below = Call("if", (Binary("<=", Name(AGE), last), Number(1.0), Number(0.0)))
    return Call("if", (Binary(">=", Name(AGE), first), below, Number(0.0)))


def _ramp(system: System, lever: Lever) -> Name:
    """Return the name of the share of a lever's effect that is there now, from 0 to 1."""
    per_year = system.clock.units_per_year
    start, length = Number(lever.start * per_year), Number(lever.ramp * per_year)
    since = Binary("-", Name(TIME), start)
    if lever.ramp:
        rising = Call("min", (Number(1.0), Binary("/", since, length)))
        node: Node = Call("max", (Number(0.0), rising))
    else:
        node = Call("if", (Binary(">=", Name(TIME), start), Number(1.0), Number(0.0)))
    name = f"ramp__{lever.id}"
    system.definitions[name] = Definition(node, NUMBER, (), lever.where, "made")
    return Name(name)


def _setting_named(node: Node, lever: str) -> Node:
    """Return an expression in which `value` is the setting of one lever."""

    def change(part: Node) -> Node:
        return Name(lever_name(lever)) if part == Name(VALUE) else part

    return rebuild(node, change)
