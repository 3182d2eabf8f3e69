"""A program written as one JavaScript function: nested loops over typed arrays.

Nothing is allocated while it steps. The order of operations is the one of `emit_numpy`, so that
both give the same numbers.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TypeGuard

from jsna.simulation.expressions import Binary, Call, Name, Negative, Node, Number, names
from jsna.simulation.infer import Dims
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

_CALLS = {"min": "Math.min", "max": "Math.max", "exp": "Math.exp", "ln": "Math.log"}
_CALLS |= {"int": "Math.floor"}
_COUNTERS = {"year": "y", "sex": "s", "age": "a"}
Group = list[Statement]


def to_javascript_function(program: Program) -> str:
    """Return the source of `function (leaf) {…}`.

    `leaf` holds tables as flat arrays (year, sex, age; the last runs fastest), parameters and
    levers as numbers, and links as {points, spacing}. The function returns
    {time: Float64Array, outputs: {id: Float64Array}}.
    """
    return "\n".join(_Writer(program).lines())


class _Writer:
    """Writes one program; knows which names are arrays and which live inside one loop only."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.system = program.system
        self.sizes = {name: self.system.dimensions.size(name) for name in ("sex", "age")}
        self.sizes["year"] = self.system.clock.years
        self.moving = {
            *self.system.stocks,
            *(item.name for item in (*program.record, *program.step) if _has_name(item)),
        }
        self.once = _grouped(program.once)
        self.record = _grouped(program.record)
        self.step = _grouped(program.step)
        self.inside: set[str] = set()

    def lines(self) -> Iterator[str]:
        clock = self.system.clock
        yield "(function () {"
        yield from _indented(self._arrays())
        yield "  return function (leaf) {"
        yield from _indented(self._start(), 4)
        yield f"    for (let step = 0; step <= {clock.steps}; step++) {{"
        yield from _indented(self._moment(), 6)
        yield f"      if (step % {clock.record_steps} === 0) {{"
        yield f"        const moment = step / {clock.record_steps};"
        yield from _indented(self._record(), 8)
        yield "      }"
        yield f"      if (step === {clock.steps}) break;"
        yield from _indented(self._statements(self.step), 6)
        if self.program.aged and clock.birthday_steps:
            yield f"      if ((step + 1) % {clock.birthday_steps} === 0) {{"
            yield from _indented(self._birthdays(), 8)
            yield "      }"
        yield "    }"
        yield "    return { time: time, outputs: outputs };"
        yield "  };"
        yield "})()"

    def _arrays(self) -> Iterator[str]:
        """Yield arrays that are made once for all runs."""
        found: dict[str, int] = {}
        for groups in (self.once, self.record, self.step):
            for group in groups:
                for item in group:
                    if (
                        _has_name(item)
                        and item.dims
                        and item.name not in self._local(group, groups)
                    ):
                        found[_v(item.name)] = self._size(item.dims)
                    if (
                        isinstance(item, Accumulate)
                        and item.dims
                        and not _advances(item.stock, group)
                    ):
                        found[_n(item.stock)] = self._size(item.dims)
        for name, stock in self.system.stocks.items():
            if stock.by:
                found[_v(name)] = self._size(stock.by)
        for name, size in found.items():
            yield f"const {name} = new Float64Array({size});"
        moments = self.system.clock.steps // self.system.clock.record_steps + 1
        yield f"const moments = {moments};"

    def _start(self) -> Iterator[str]:
        clock = self.system.clock
        yield "const time = new Float64Array(moments);"
        yield "for (let moment = 0; moment < moments; moment++) {"
        yield f"  time[moment] = moment * {clock.record!r};"
        yield "}"
        yield "const outputs = {};"
        for at, name in enumerate(self.program.outputs):
            yield f"const out{at} = outputs.{name} = new Float64Array(moments);"
        for name, leaf in self.system.leaves.items():
            if leaf.kind != "built_in":
                yield f"const {_v(name)} = leaf.{name};"
        yield from self._statements(self.once)
        for name, node in self.program.initial.items():
            dims = self.system.stocks[name].by
            if not dims:
                yield f"let {_v(name)} = {self._text(node)};"
                continue
            line = f"{self._at(name, dims)} = {self._text(node)};"
            yield from self._loop(dims, [line])
            if "age" in dims:
                yield from self._loop(dims[:-1], [f"{_v(name)}[{self._first(dims)}] = 0;"])
        for name in dict.fromkeys(
            item.stock for item in self.program.step if isinstance(item, Accumulate)
        ):
            if not self.system.stocks[name].by:
                yield f"let {_n(name)} = 0;"

    def _moment(self) -> Iterator[str]:
        clock = self.system.clock
        yield f"const v_time = step * {clock.step!r};"
        if any("year" in dims for dims in self.program.dims.values()):
            year = f"Math.floor(v_time / {clock.units_per_year!r})"
            yield f"const y = Math.min({year}, {clock.years - 1});"
        for name, leaf in self.system.leaves.items():
            if leaf.kind == "link":
                yield f"const {_v(name)}_now = between({_v(name)}, v_time);"

    def _record(self) -> Iterator[str]:
        yield from self._statements(self.record)
        for at, node in enumerate(self.program.outputs.values()):
            yield f"out{at}[moment] = {self._text(node)};"

    def _birthdays(self) -> Iterator[str]:
        last = self.sizes["age"] - 1
        for name in self.program.aged:
            dims, stock = self.system.stocks[name].by, _v(name)
            yield from self._loop(
                dims[:-1],
                [
                    f"const first = {self._first(dims)}, top = first + {last};",
                    f"const oldest = {stock}[top] + {stock}[top - 1];",
                    f"{stock}.copyWithin(first + 1, first, top);",
                    f"{stock}[top] = oldest;",
                    f"{stock}[first] = 0;",
                ],
            )

    def _statements(self, groups: Sequence[Group]) -> Iterator[str]:
        for group in groups:
            first = group[0]
            self.inside = self._local(group, groups)
            if isinstance(first, Total):
                yield from self._totals([item for item in group if isinstance(item, Total)])
            elif isinstance(first, Scan):
                yield from self._scan(first)
            elif isinstance(first, Enter):
                yield from self._enter(first)
            elif first.dims:
                yield from self._loop(first.dims, [self._element(item, group) for item in group])
            else:
                yield from (self._element(item, group) for item in group)
            self.inside = set()

    def _element(self, item: Statement, group: Group) -> str:
        """Return a statement for one element."""
        match item:
            case Assign(name, dims, node):
                own = not dims or name in self.inside
                left = f"const {_v(name)}" if own else self._at(name, dims)
                return f"{left} = {self._text(node)};"
            case Accumulate(stock, dims, flow, sign, first):
                own = bool(dims) and _advances(stock, group)
                left = _n(stock) if own or not dims else f"{_n(stock)}[{self._index(dims)}]"
                value = self._text(Name(flow))
                if first:
                    return f"{'let ' if own else ''}{left} = {'-' if sign == '-' else ''}{value};"
                return f"{left} {sign}= {value};"
            case Advance(stock, dims):
                own = not dims or any(isinstance(other, Accumulate) for other in group)
                net = _n(stock) if own else f"{_n(stock)}[{self._index(dims)}]"
                left = self._at(stock, dims) if dims else _v(stock)
                return f"{left} += {net} * {self.system.clock.step!r};"
        raise TypeError(item)

    def _totals(self, items: list[Total]) -> Iterator[str]:
        """Yield one loop for totals that run over the same cells."""
        one = items[0]
        sums = [f"{_v(item.name)}_sum" for item in items]
        inner = [f"{s} += {self._text(item.node)};" for s, item in zip(sums, items, strict=True)]
        body = [f"let {s} = 0;" for s in sums]
        body += self._loop(tuple(axis for axis in one.inner if axis in one.over), inner, one.ages)
        if one.dims:
            body += [
                f"{self._at(item.name, item.dims)} = {s};"
                for s, item in zip(sums, items, strict=True)
            ]
            yield from self._loop(one.dims, body)
        else:
            yield from body
            yield from (f"const {_v(item.name)} = {_v(item.name)}_sum;" for item in items)

    def _scan(self, item: Scan) -> Iterator[str]:
        inner = [
            f"{self._at(item.name, item.dims)} = product;",
            f"product = product * {self._text(item.node)};",
        ]
        body = ["let product = 1;", *self._loop(("age",), inner)]
        yield from self._loop(item.dims[:-1], body)

    def _enter(self, item: Enter) -> Iterator[str]:
        dims = self.system.stocks[item.stock].by
        gain = f"{self._text(Name(item.flow))} * {self.system.clock.step!r}"
        yield from self._loop(item.dims, [f"{_v(item.stock)}[{self._first(dims)}] += {gain};"])

    def _loop(self, dims: Dims, body: list[str], ages: tuple[int, int] | None = None) -> list[str]:
        """Return lines that run `body` over dimensions; without any, the body in a block."""
        if not dims:
            return ["{", *_indented(body), "}"] if any(_declares(line) for line in body) else body
        head = []
        for axis in dims:
            first, end = ages if ages and axis == "age" else (0, self.sizes[axis])
            counter = _COUNTERS[axis]
            head.append(f"for (let {counter} = {first}; {counter} < {end}; {counter}++)")
        return [f"{' '.join(head)} {{", *_indented(body), "}"]

    def _text(self, node: Node) -> str:
        match node:
            case Number(value):
                return repr(value) if value >= 0 else f"({value!r})"
            case Name(name):
                return self._name(name)
            case Negative(of):
                return f"(-{self._text(of)})"
            case Binary(op, left, right):
                return f"({self._text(left)} {op} {self._text(right)})"
            case Call("if", (condition, then, otherwise)):
                parts = (self._text(condition), self._text(then), self._text(otherwise))
                return f"({parts[0]} ? {parts[1]} : {parts[2]})"
            case Call(function, arguments):
                return f"{_CALLS[function]}({', '.join(self._text(part) for part in arguments)})"
        raise TypeError(node)

    def _name(self, name: str) -> str:
        if name == "age":
            return "Math.max(0, a - 1)"
        leaf = self.system.leaves.get(name)
        if leaf is not None and leaf.kind == "link":
            return f"{_v(name)}_now"
        dims = self.program.dims[name]
        if name in self.moving:
            dims = tuple(axis for axis in dims if axis != "year")
        if not dims or name in self.inside:
            return _v(name)
        return self._at(name, dims)

    def _at(self, name: str, dims: Dims) -> str:
        return f"{_v(name)}[{self._index(dims)}]"

    def _index(self, dims: Dims) -> str:
        """Return the place of an element in a flat array."""
        text = _COUNTERS[dims[0]]
        for axis in dims[1:]:
            before = f"({text})" if "+" in text else text
            text = f"{before} * {self.sizes[axis]} + {_COUNTERS[axis]}"
        return text

    def _first(self, dims: Dims) -> str:
        """Return the place of the youngest class of a stock by age."""
        return f"s * {self.sizes['age']}" if "sex" in dims else "0"

    def _size(self, dims: Dims) -> int:
        size = 1
        for axis in dims:
            size *= self.sizes[axis]
        return size

    def _local(self, group: Group, groups: Sequence[Group]) -> set[str]:
        """Return arrays of a loop that nothing outside it reads: they need no array."""
        made = {item.name for item in group if isinstance(item, Assign) and item.dims}
        if groups is self.once or not made:
            return set()
        read = {
            name for other in groups if other is not group for item in other for name in _read(item)
        }
        outputs = {name for node in self.program.outputs.values() for name in names(node)}
        return made - read - outputs


def _grouped(statements: Sequence[Statement]) -> list[Group]:
    """Return statements in runs that share a loop."""
    found = [list(group) for _, group in groupby(statements, key=_loop_key)]
    return [part for group in found for part in _split(group)]


def _loop_key(item: Statement) -> tuple[object, ...]:
    match item:
        case Assign(_, dims) | Accumulate(_, dims) | Advance(_, dims):
            return ("element", dims)
        case Total(_, dims, inner, _, over, ages):
            return ("total", dims, inner, over, ages)
    return (type(item).__name__, item)


def _split(group: Group) -> list[Group]:
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


def _has_name(item: Statement) -> TypeGuard[Assign | Total | Scan]:
    return isinstance(item, Assign | Total | Scan)


def _read(item: Statement) -> list[str]:
    match item:
        case Assign(_, _, node) | Total(_, _, _, node) | Scan(_, _, node):
            return names(node)
        case Accumulate(_, _, flow) | Enter(_, _, flow):
            return [flow]
    return []


def _advances(stock: str, group: Group) -> bool:
    return any(isinstance(item, Advance) and item.stock == stock for item in group)


def _declares(line: str) -> bool:
    return line.startswith(("const ", "let "))


def _v(name: str) -> str:
    return f"v_{name}"


def _n(stock: str) -> str:
    return f"net_{stock}"


def _indented(lines: Iterator[str] | list[str], depth: int = 2) -> list[str]:
    return [" " * depth + line for line in lines]
