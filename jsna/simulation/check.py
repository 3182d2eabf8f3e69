"""What must hold of a model before it may run. Each mistake is one sentence with file and line."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from jsna.errors import ModelError
from jsna.simulation.expressions import ExpressionError, Node, names
from jsna.simulation.infer import Dims, dims_of, unit_of
from jsna.simulation.levers import check_levers, check_scenarios
from jsna.simulation.marked import Place
from jsna.simulation.order import ordered
from jsna.simulation.residence import stays_of, whole_range
from jsna.simulation.structure import Model, Module
from jsna.simulation.system import BUILT_IN, System, system_of
from jsna.simulation.units import Unit


def check_model(model: Model) -> None:
    """Check names, circles, dimensions, units, links, levers and scenarios.

    Raises:
        ModelError: for the first mistake found.
    """
    _check_unique(model)
    _check_links(model)
    check_levers(model)
    for module in model.modules:
        check_system(system_of(model, module))
    check_scenarios(model)


def check_system(system: System) -> None:
    """Check one module with its levers and outputs."""
    for where, name, node in _equations(system):
        _check_names(where, name, node, system)
    ordered(system.definitions, system.definitions)
    dims = dimensions_of(system)
    units = units_of(system)
    for stock in system.stocks.values():
        where, node = stock.where, system.initial(stock)
        _check_initial(where, stock.id, node, system)
        with_dims = {**dims, **{name: () for name in system.stocks}}
        got = _inferred(where, stock.id, node, with_dims)
        _check_dims(where, f"the start of {stock.id!r}", got, stock.by)
        _check_unit(where, stock.id, node, units, stock.unit)
    for output in system.outputs.values():
        got = _inferred(output.where, output.id, output.equation, dims)
        _check_dims(output.where, f"the output {output.id!r}", got, ())
        _check_unit(output.where, output.id, output.equation, units, output.unit)
    _check_flows(system)
    stays_of(system).check(whole_range(system))


def dimensions_of(system: System) -> dict[str, Dims]:
    """Return the dimensions of every name; `year` stays until a step picks its year.

    Raises:
        ModelError: where an equation gives other dimensions than were declared.
    """
    dims: dict[str, Dims] = {name: leaf.by for name, leaf in system.leaves.items()}
    dims |= {name: stock.by for name, stock in system.stocks.items()}
    for name in ordered(system.definitions, system.definitions):
        definition = system.definitions[name]
        got = _inferred(definition.where, name, definition.node, dims)
        if definition.by is not None:
            _check_dims(definition.where, repr(name), got, definition.by)
        dims[name] = got
    return dims


def units_of(system: System) -> dict[str, Unit]:
    """Return the declared unit of every name, once each equation was shown to give it.

    Raises:
        ModelError: where an equation has another unit than declared, or none.
    """
    units = {name: leaf.unit for name, leaf in system.leaves.items()}
    units |= {name: stock.unit for name, stock in system.stocks.items()}
    units |= {name: item.unit for name, item in system.definitions.items()}
    for name, item in system.definitions.items():
        if item.kind != "made":
            _check_unit(item.where, name, item.node, units, item.unit)
    return units


def _equations(system: System) -> Iterator[tuple[Place, str, Node]]:
    for name, item in system.definitions.items():
        yield item.where, name, item.node
    for stock in system.stocks.values():
        yield stock.where, stock.id, stock.initial
    for output in system.outputs.values():
        yield output.where, output.id, output.equation


def _check_names(where: Place, name: str, node: Node, system: System) -> None:
    known = [*system.leaves, *system.definitions, *system.stocks]
    for used in names(node):
        if used not in known:
            close = get_close_matches(used, known, n=2)
            hint = f" Did you mean {' or '.join(map(repr, close))}?" if close else ""
            raise ModelError(
                f"{where}: {name!r} uses {used!r}, which module {system.id!r} does not have.{hint}"
            )


def _check_initial(where: Place, name: str, node: Node, system: System) -> None:
    """A start may rest on tables, parameters and equations of these alone."""
    rests_on = ordered(names(node), system.definitions)
    used = {part for item in rests_on for part in names(system.definitions[item].node)}
    for part in {*used, *names(node)}:
        leaf = system.leaves.get(part)
        if part in system.stocks or (leaf and leaf.kind in ("lever", "link")) or part == "time":
            what = "a lever" if leaf and leaf.kind == "lever" else repr(part)
            raise ModelError(
                f"{where}: the start of {name!r} may rest on tables and parameters only, "
                f"not on {what}."
            )


def _inferred(where: Place, name: str, node: Node, dims: Mapping[str, Dims]) -> Dims:
    try:
        return dims_of(node, dims)
    except ExpressionError as error:
        raise ModelError(f"{where}: {name!r}: {error}.") from None


def _check_dims(where: Place, what: str, got: Dims, declared: Dims) -> None:
    plain = tuple(name for name in got if name != "year")
    if plain != declared:
        raise ModelError(
            f"{where}: {what} is declared {_said(declared)}, but its expression is {_said(plain)}."
        )


def _said(dims: Dims) -> str:
    return f"by {' and '.join(dims)}" if dims else "a single number"


def _check_unit(
    where: Place, name: str, node: Node, units: Mapping[str, Unit], declared: Unit
) -> None:
    try:
        got = unit_of(node, units)
    except ExpressionError as error:
        raise ModelError(f"{where}: {name!r}: {error}.") from None
    if got is not None and got != declared:
        raise ModelError(
            f"{where}: {name!r} is declared in {declared}, but its expression is in {got}."
        )


def _check_flows(system: System) -> None:
    for flow in system.flows.values():
        ends = [system.stocks[end] for end in (flow.source, flow.target) if end is not None]
        if len({(end.unit, end.by) for end in ends}) > 1:
            raise ModelError(
                f"{flow.where}: {flow.id!r} joins stocks of different units or dimensions."
            )
        if flow.newborn and (flow.source is not None or "age" not in ends[0].by):
            raise ModelError(
                f"{flow.where}: {flow.id!r} goes into newborn, so it must come from outside and "
                "enter a stock by age."
            )


def _check_unique(model: Model) -> None:
    """Every name stands once in the whole model, and none is built in."""
    seen: dict[str, Place] = {}
    for name, where in _declared(model):
        if name in BUILT_IN or "__" in name:
            raise ModelError(f"{where}: the name {name!r} is built in; choose another.")
        if name in seen:
            raise ModelError(f"{where}: the name {name!r} stands already in {seen[name]}.")
        seen[name] = where


def _declared(model: Model) -> Iterator[tuple[str, Place]]:
    for module in model.modules.values():
        yield from _declared_in(module)
    yield from ((name, item.where) for name, item in model.parameters.items())


def _declared_in(module: Module) -> Iterator[tuple[str, Place]]:
    for group in (
        module.tables,
        module.parameters,
        module.links,
        module.stocks,
        module.flows,
        module.auxiliaries,
    ):
        yield from ((name, item.where) for name, item in group.items())


def _check_links(model: Model) -> None:
    for module in model.modules.values():
        for link in module.links.values():
            output = model.outputs.get(link.output)
            if output is None or output.module != link.module:
                raise ModelError(
                    f"{link.where}: the link {link.id!r} takes the output {link.output!r} of "
                    f"{link.module!r}, which decisions.yml does not have."
                )
            if output.unit != link.unit:
                raise ModelError(
                    f"{link.where}: the link {link.id!r} is in {link.unit}, the output "
                    f"{link.output!r} in {output.unit}."
                )
            if model.modules[link.module].links:
                raise ModelError(
                    f"{link.where}: {link.module!r} is linked itself; links go one way."
                )
