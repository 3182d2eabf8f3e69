"""A program written as JavaScript: nested loops over typed arrays, in a few functions.

Nothing is allocated while it steps. The order of operations is the one of `emit_numpy`, so that
both give the same numbers. What hangs on tables and parameters alone is computed again only
when these change, so that moving a lever is quick. Single numbers that more than one function needs
stand in one array, `z`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from jsna.simulation.expressions import Name, names
from jsna.simulation.javascript_cells import Cells, indented, local
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

Group = list[Statement]
_AT_ONCE = 12
"""Loops in one function of what is computed before the steps: short ones start fast."""


def to_javascript_functions(program: Program, spacings: Mapping[str, float]) -> str:
    """Return the source of an expression with the value {prepare, run}.

    `prepare(leaf)` takes tables as flat arrays (year, sex, age; the last runs fastest) and
    parameters as numbers. `run(leaf)` takes levers as numbers and links as arrays of points, and
    returns {time: Float64Array, outputs: {id: Float64Array}}. `spacings` are the times between
    the points of each link.
    """
    return "\n".join(_Writer(program, spacings).lines())


class _Writer:
    """Writes one program; knows which numbers functions hand on to each other."""

    def __init__(self, program: Program, spacings: Mapping[str, float]) -> None:
        self.spacings = spacings
        self.program, self.system = program, program.system
        self.cells = Cells(program)
        early, late = _split_by_levers(program)
        self.early, self.late = _grouped(early), _grouped(late)
        self.record, self.step = _grouped(program.record), _grouped(program.step)
        self.places: dict[str, int] = {}

    def lines(self) -> Iterator[str]:
        prepare = self._stages("prepare", self.early)
        settle = self._stages("settle", self.late)
        functions = [
            *(line for stage in (*prepare, *settle) for line in stage),
            *self._function("begin", "", self._start()),
            *self._function("record", "moment, y, v_time", self._record()),
            *self._function("advance", "y, v_time", self._step()),
            *self._function("birthday", "", self._birthdays()),
        ]
        yield "(function () {"
        yield f"  const z = new Float64Array({len(self.places) + 1});"
        yield from indented(self._arrays())
        yield from indented(functions)
        yield from indented(self._prepare(len(prepare)))
        yield from indented(self._run(len(settle)))
        yield "  return { prepare: prepare, run: run };"
        yield "})()"

    def _arrays(self) -> Iterator[str]:
        """Yield arrays that are made once for all runs, and tables, which are handed in."""
        found: dict[str, int] = {}
        for groups in (self.early, self.late, self.record, self.step):
            for group in groups:
                found |= self._stored(group, groups)
        for name, stock in self.system.stocks.items():
            if stock.by:
                found[local(name)] = self.cells.size(stock.by)
        for name, size in found.items():
            yield f"const {name} = new Float64Array({size});"
        for name, leaf in self.system.leaves.items():
            if leaf.kind == "table":
                yield f"let {local(name)};"
        moments = self.system.clock.steps // self.system.clock.record_steps + 1
        outputs = ", ".join(self.program.outputs)
        yield f"const moments = {moments}, names = '{outputs}'.split(', ');"
        yield "let outputs = [];"

    def _stored(self, group: Group, groups: Sequence[Group]) -> dict[str, int]:
        """Return the arrays, with their lengths, that a loop hands on to others."""
        inside = self._inside(group, groups)
        found: dict[str, int] = {}
        for item in group:
            if isinstance(item, Assign | Total | Scan) and item.name not in inside:
                found[local(item.name)] = self.cells.size(item.dims) if item.dims else 0
            elif isinstance(item, Accumulate) and not _advances(item, group):
                found[_net(item.stock)] = self.cells.size(item.dims) if item.dims else 0
        return {name: size for name, size in found.items() if size}

    def _stages(self, name: str, groups: Sequence[Group]) -> list[list[str]]:
        """Return what is computed before the steps as functions of a few loops each."""
        parts = [groups[at : at + _AT_ONCE] for at in range(0, len(groups), _AT_ONCE)]
        return [
            self._function(f"{name}{number}", "", self._statements(part, groups))
            for number, part in enumerate(parts)
        ]

    def _function(self, name: str, takes: str, body: Iterator[str]) -> list[str]:
        """Return a function that first reads the single numbers it uses and did not make."""
        lines = [*body]
        text = "\n".join(lines)
        made = {*re.findall(r"(?:const|let) (v_\w+)", text), "v_time"}
        used = dict.fromkeys(re.findall(r"\bv_\w+\b", text))
        single = {local(key): key for key in self.program.dims if not self.program.dims[key]}
        single |= {local(key): key for key in self.cells.moving if not self.cells.dims(key)}
        loads = [
            f"const {word} = z[{self._place(single[word])}];"
            for word in used
            if word in single and word not in made and f"{word}[" not in text
        ]
        return [f"function {name}({takes}) {{", *indented(loads), *indented(lines), "}"]

    def _place(self, name: str) -> int:
        """Return where a single number stands in `z`."""
        return self.places.setdefault(name, len(self.places))

    def _prepare(self, stages: int) -> Iterator[str]:
        yield "function prepare(leaf) {"
        for name, leaf in self.system.leaves.items():
            if leaf.kind == "table":
                yield f"  {local(name)} = leaf.{name};"
            if leaf.kind == "parameter":
                yield f"  z[{self._place(name)}] = leaf.{name};"
        yield from (f"  prepare{number}();" for number in range(stages))
        yield "}"

    def _run(self, stages: int) -> Iterator[str]:
        clock = self.system.clock
        yield "function run(leaf) {"
        for name, leaf in self.system.leaves.items():
            if leaf.kind == "lever":
                yield f"  z[{self._place(name)}] = leaf.{name};"
        yield "  outputs = names.map(() => new Float64Array(moments));"
        yield from (f"  settle{number}();" for number in range(stages))
        yield "  begin();"
        yield f"  for (let step = 0; step <= {clock.steps}; step++) {{"
        yield f"    const time = step * {clock.step!r};"
        year = f"Math.min(Math.floor(time / {clock.units_per_year!r}), {clock.years - 1})"
        yield f"    const y = {year};"
        for name, leaf in self.system.leaves.items():
            if leaf.kind == "link":
                value = f"between(leaf.{name}, {self.spacings[name]!r}, time)"
                yield f"    z[{self._place(name)}] = {value};"
        every = clock.record_steps
        yield f"    if (step % {every} === 0) record(step / {every}, y, time);"
        yield f"    if (step < {clock.steps}) advance(y, time);"
        if self.program.aged and clock.birthday_steps:
            yield f"    if ((step + 1) % {clock.birthday_steps} === 0) birthday();"
        yield "  }"
        yield f"  return finished(names, outputs, {clock.record!r});"
        yield "}"

    def _start(self) -> Iterator[str]:
        for name, node in self.program.initial.items():
            dims = self.system.stocks[name].by
            if not dims:
                yield f"z[{self._place(name)}] = {self.cells.text(node)};"
                continue
            yield from self.cells.loop(
                dims, [f"{self.cells.at(name, dims)} = {self.cells.text(node)};"]
            )
            if "age" in dims:
                first = f"{local(name)}[{self.cells.first(dims)}] = 0;"
                yield from self.cells.loop(dims[:-1], [first])

    def _record(self) -> Iterator[str]:
        yield from self._statements(self.record, self.record)
        for at, node in enumerate(self.program.outputs.values()):
            yield f"outputs[{at}][moment] = {self.cells.text(node)};"

    def _step(self) -> Iterator[str]:
        items = [item for item in self.program.step if isinstance(item, Accumulate)]
        for name in dict.fromkeys(item.stock for item in items if not item.dims):
            yield f"let {_net(name)} = 0;"
        yield from self._statements(self.step, self.step)

    def _birthdays(self) -> Iterator[str]:
        last = self.cells.sizes["age"] - 1
        for name in self.program.aged:
            dims, stock = self.system.stocks[name].by, local(name)
            yield from self.cells.loop(
                dims[:-1],
                [
                    f"const first = {self.cells.first(dims)}, top = first + {last};",
                    f"const oldest = {stock}[top] + {stock}[top - 1];",
                    f"{stock}.copyWithin(first + 1, first, top);",
                    f"{stock}[top] = oldest;",
                    f"{stock}[first] = 0;",
                ],
            )

    def _statements(self, groups: Sequence[Group], around: Sequence[Group]) -> Iterator[str]:
        for group in groups:
            first = group[0]
            self.cells.inside = self._inside(group, around)
            if isinstance(first, Total):
                yield from self._totals([item for item in group if isinstance(item, Total)])
            elif isinstance(first, Scan):
                yield from self._scan(first)
            elif isinstance(first, Enter):
                yield from self._enter(first)
            elif first.dims:
                lines = [self._element(item, group) for item in group]
                yield from self.cells.loop(first.dims, lines)
            else:
                yield from (self._single(item) for item in group)
            self.cells.inside = set()

    def _single(self, item: Statement) -> str:
        """Return a statement about single numbers."""
        match item:
            case Assign(name, _, node):
                return self._made(name, self.cells.text(node))
            case Accumulate(stock, _, flow, sign, first):
                value = self.cells.text(Name(flow))
                if first:
                    return f"{_net(stock)} = {'-' if sign == '-' else ''}{value};"
                return f"{_net(stock)} {sign}= {value};"
            case Advance(stock, _):
                moved = f"{local(stock)} + {_net(stock)} * {self.system.clock.step!r}"
                return f"z[{self._place(stock)}] = {moved};"
        raise TypeError(item)

    def _made(self, name: str, text: str) -> str:
        """Return the making of a single number; those made before the steps are kept in `z`."""
        kept = "" if name in self.cells.moving else f"z[{self._place(name)}] = "
        return f"const {local(name)} = {kept}{text};"

    def _element(self, item: Statement, group: Group) -> str:
        """Return a statement for one element of arrays."""
        match item:
            case Assign(name, dims, node):
                inside = name in self.cells.inside
                left = f"const {local(name)}" if inside else self.cells.at(name, dims)
                return f"{left} = {self.cells.text(node)};"
            case Accumulate(stock, dims, flow, sign, first):
                own = _advances(item, group)
                left = _net(stock) if own else f"{_net(stock)}[{self.cells.index(dims)}]"
                value = self.cells.text(Name(flow))
                if first:
                    return f"{'let ' if own else ''}{left} = {'-' if sign == '-' else ''}{value};"
                return f"{left} {sign}= {value};"
            case Advance(stock, dims):
                own = any(isinstance(other, Accumulate) for other in group)
                net = _net(stock) if own else f"{_net(stock)}[{self.cells.index(dims)}]"
                return f"{self.cells.at(stock, dims)} += {net} * {self.system.clock.step!r};"
        raise TypeError(item)

    def _totals(self, items: list[Total]) -> Iterator[str]:
        """Yield one loop for totals that run over the same cells."""
        one = items[0]
        inner = [f"{_sum(item)} += {self.cells.text(item.node)};" for item in items]
        body = [f"let {_sum(item)} = 0;" for item in items]
        over = tuple(axis for axis in one.inner if axis in one.over)
        body += self.cells.loop(over, inner, one.ages)
        if one.dims:
            body += [f"{self.cells.at(item.name, item.dims)} = {_sum(item)};" for item in items]
            yield from self.cells.loop(one.dims, body)
        else:
            yield from body
            yield from (self._made(item.name, _sum(item)) for item in items)

    def _scan(self, item: Scan) -> Iterator[str]:
        inner = [
            f"{self.cells.at(item.name, item.dims)} = product;",
            f"product = product * {self.cells.text(item.node)};",
        ]
        body = ["let product = 1;", *self.cells.loop(("age",), inner)]
        yield from self.cells.loop(item.dims[:-1], body)

    def _enter(self, item: Enter) -> Iterator[str]:
        dims = self.system.stocks[item.stock].by
        gain = f"{self.cells.text(Name(item.flow))} * {self.system.clock.step!r}"
        line = f"{local(item.stock)}[{self.cells.first(dims)}] += {gain};"
        yield from self.cells.loop(item.dims, [line])

    def _inside(self, group: Group, groups: Sequence[Group]) -> set[str]:
        """Return arrays of a loop that nothing outside it reads: they need no array."""
        made = {item.name for item in group if isinstance(item, Assign) and item.dims}
        if not made & self.cells.moving:
            return set()
        others = (item for other in groups if other is not group for item in other)
        return made - {name for item in others for name in _read(item)}


def _split_by_levers(program: Program) -> tuple[list[Statement], list[Statement]]:
    """Return what hangs on tables and parameters alone, and what hangs on levers too."""
    moved = {name for name, leaf in program.system.leaves.items() if leaf.kind == "lever"}
    early: list[Statement] = []
    late: list[Statement] = []
    for item in program.once:
        if isinstance(item, Assign | Total | Scan) and moved & {*names(item.node)}:
            moved.add(item.name)
            late.append(item)
        else:
            early.append(item)
    return early, late


def _grouped(statements: Sequence[Statement]) -> list[Group]:
    """Return statements in runs that share a loop."""
    found = [list(group) for _, group in groupby(statements, key=_loop_key)]
    return [part for group in found for part in _parted(group)]


def _loop_key(item: Statement) -> tuple[object, ...]:
    match item:
        case Assign(_, dims) | Accumulate(_, dims) | Advance(_, dims):
            return ("element", dims)
        case Total(_, dims, inner, _, over, ages):
            return ("total", dims, inner, over, ages)
    return (type(item).__name__, item)


def _parted(group: Group) -> list[Group]:
    """Return a run of totals cut where one rests on another."""
    parts: list[Group] = [[]]
    made: set[str] = set()
    for item in group:
        if isinstance(item, Total) and made & {*_read(item)}:
            parts.append([])
            made = set()
        parts[-1].append(item)
        made |= {item.name} if isinstance(item, Total) else set()
    return parts


def _read(item: Statement) -> list[str]:
    match item:
        case Assign(_, _, node) | Total(_, _, _, node) | Scan(_, _, node):
            return names(node)
        case Accumulate(_, _, flow) | Enter(_, _, flow):
            return [flow]
    return []


def _advances(item: Accumulate, group: Group) -> bool:
    return any(isinstance(other, Advance) and other.stock == item.stock for other in group)


def _net(stock: str) -> str:
    return f"net_{stock}"


def _sum(item: Total) -> str:
    return f"{local(item.name)}_sum"
