"""From a module's equations to the program that every target writes out."""

from collections.abc import Iterable

from jsna.simulation.check import dimensions_of
from jsna.simulation.expressions import (
    Name,
    Node,
    Number,
    Sum,
    Survivors,
    names,
    rebuild,
)
from jsna.simulation.infer import Dims, dims_of
from jsna.simulation.order import ordered
from jsna.simulation.program import (
    Accumulate,
    Advance,
    Assign,
    Enter,
    Program,
    Scan,
    Statement,
    Total,
)
from jsna.simulation.schedule import ARRAYS, Equation, scheduled
from jsna.simulation.simplify import folded, gathered, hoisted
from jsna.simulation.structure import Dimensions, Model
from jsna.simulation.system import STEP, TIME, System, system_of
from jsna.simulation.units import BASES


def program_of(model: Model, module_id: str, *, with_levers: bool = True) -> Program:
    """Return the compiled form of one module.

    Without levers the order of operations stays the one with levers: what a lever could move is
    kept apart all the same, so the results must agree to the last bit.
    """
    system = system_of(model, module_id)
    moved = {*system.base_names}
    if not with_levers:
        system = system_of(model, module_id, with_levers=False)
    return _Compiler(system, moved).program()


class _Compiler:
    """Collects what a program needs while it is made."""

    def __init__(self, system: System, moved: set[str]) -> None:
        self.system = system
        self.dims = dimensions_of(system)
        self.moving = _moving(system, moved)
        self.kept: dict[Node, Name] = {}
        self.once: list[Statement] = []
        self.nodes: dict[str, Node] = {}

    def program(self) -> Program:
        system = self.system
        initial = {
            name: self._prepared_constant(system.initial(stock))
            for name, stock in system.stocks.items()
        }
        outputs = {name: self._prepared(item.equation) for name, item in system.outputs.items()}
        record = scheduled(
            self._equations(used for node in outputs.values() for used in names(node))
        )
        return Program(
            system=system,
            dims=self.dims,
            record=[item for group in record for item in group],
            outputs=outputs,
            initial=initial,
            step=self._step(),
            once=self.once,
        )

    def _step(self) -> list[Statement]:
        flows = self.system.flows
        groups = scheduled(self._equations(flows))
        statements: list[Statement] = [item for group in groups[:-1] for item in group]
        pending = {name: [*self._accumulations(name)] for name in flows}
        set_already: set[str] = set()
        for dims in [(), *ARRAYS]:
            here = [item for item in groups[-1] if item.dims == dims] if groups else []
            computed = {item.name for item in here}
            for name in flows:
                if self.dims_of(name) == dims and name not in computed:
                    statements += _marked_first(pending[name], set_already)
            for item in here:
                statements.append(item)
                if item.name in flows:
                    statements += _marked_first(pending[item.name], set_already)
            if dims == ARRAYS[-1]:
                statements += self._advances(dims, set_already)
        for dims in (*ARRAYS[:-1], ()):
            statements += self._advances(dims, set_already)
        statements += [
            Enter(flow.target or "", ("sex",) if "sex" in self.dims_of(name) else (), name)
            for name, flow in flows.items()
            if flow.newborn
        ]
        return statements

    def dims_of(self, name: str) -> Dims:
        return tuple(axis for axis in self.dims[name] if axis != "year")

    def _accumulations(self, name: str) -> Iterable[Accumulate]:
        flow = self.system.flows[name]
        if flow.newborn:
            return
        for stock, sign in ((flow.source, "-"), (flow.target, "+")):
            if stock is not None:
                yield Accumulate(stock, self.system.stocks[stock].by, name, sign, False)

    def _advances(self, dims: Dims, flowing: set[str]) -> list[Statement]:
        return [
            Advance(name, dims)
            for name, stock in self.system.stocks.items()
            if stock.by == dims and name in flowing
        ]

    def _equations(self, wanted: Iterable[str]) -> list[Equation]:
        """Return the equations that must be computed at each moment, in an order that works."""
        found: list[Equation] = []
        for name in ordered(wanted, self.system.definitions):
            if name in self.moving:
                found.append(self._equation(name))
            else:
                self._keep_definition(name)
        return found

    def _equation(self, name: str) -> Equation:
        if name not in self.nodes:
            self.nodes[name] = self._prepared(self.system.definitions[name].node)
        return self._statement(name, self.nodes[name])

    def _statement(self, name: str, node: Node) -> Equation:
        dims = self.dims_of(name) if name in self.moving else self.dims[name]
        match node:
            case Sum(of, over, ages):
                first, last = positions(ages, self.system.dimensions)
                inner = dims_of(of, self.dims)
                if name in self.moving:
                    inner = tuple(axis for axis in inner if axis != "year")
                return Total(name, dims, inner, of, over, (first, last))
            case Survivors(of):
                return Scan(name, dims, of)
        return Assign(name, dims, node)

    def _prepared(self, node: Node) -> Node:
        for name in ordered(names(node), self.system.definitions):
            if name not in self.moving:
                self._keep_definition(name)
        node = gathered(_plain(node, self.system), self._is_constant)
        return hoisted(node, self._is_constant, self._keep)

    def _prepared_constant(self, node: Node) -> Node:
        for name in ordered(names(node), self.system.definitions):
            self._keep_definition(name)
        return _plain(node, self.system)

    def _is_constant(self, node: Node) -> bool:
        return not isinstance(node, Sum | Survivors) and not any(
            name in self.moving for name in names(node)
        )

    def _keep_definition(self, name: str) -> None:
        """Have an equation that never changes computed once."""
        if name not in self.nodes:
            node = _plain(self.system.definitions[name].node, self.system)
            self.nodes[name] = node
            self.once.append(self._statement(name, node))

    def _keep(self, node: Node) -> Name:
        if node not in self.kept:
            name = f"fixed_{len(self.kept) + 1}"
            self.kept[node] = Name(name)
            self.dims[name] = dims_of(node, self.dims)
            self.once.append(Assign(name, self.dims[name], node))
        return self.kept[node]


def positions(ages: tuple[int, int] | None, dimensions: Dimensions) -> tuple[int, int]:
    """Return the age classes of a sum, the end excluded; newborn go with age 0."""
    if ages is None:
        return 0, dimensions.ages
    first, last = (ages[0] + 1 if ages[0] else 0), min(dimensions.ages, ages[1] + 2)
    return min(first, last), last


def _moving(system: System, moved: set[str]) -> set[str]:
    """Return the names whose value may change from step to step, or that levers could move."""
    moving = {TIME, *system.stocks, *moved}
    moving |= {name for name, leaf in system.leaves.items() if leaf.kind == "link"}
    for name in ordered(system.definitions, system.definitions):
        if any(used in moving for used in names(system.definitions[name].node)):
            moving.add(name)
    return moving


def _plain(node: Node, system: System) -> Node:
    """Return an expression with built-in numbers filled in and numbers folded."""
    numbers = {STEP: system.clock.step, **{f"one_{base}": 1.0 for base in BASES}}

    def fill(part: Node) -> Node:
        if isinstance(part, Name) and part.id in numbers:
            return Number(numbers[part.id])
        return part

    return folded(rebuild(node, fill))


def _marked_first(items: list[Accumulate], set_already: set[str]) -> list[Statement]:
    found: list[Statement] = []
    for item in items:
        first = item.stock not in set_already
        set_already.add(item.stock)
        found.append(Accumulate(item.stock, item.dims, item.flow, item.sign, first))
    return found
