"""A program written as straight-line NumPy: one call per operation, results into kept arrays.

Single numbers have shape [lanes], arrays [sexes or 1, age classes or 1, lanes]. A lane is one
run: one area, draw and scenario. What does not change in a run may have 1 in place of lanes.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from jsna.simulation.expressions import (
    Binary,
    Call,
    Name,
    Negative,
    Node,
    Number,
    names,
    walk,
)
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

PAIRS = {
    "+": "np.add",
    "-": "np.subtract",
    "*": "np.multiply",
    "/": "np.divide",
    "<": "np.less",
    ">": "np.greater",
    "<=": "np.less_equal",
    ">=": "np.greater_equal",
}
CALLS = {"min": "np.minimum", "max": "np.maximum", "exp": "np.exp", "ln": "np.log"}
CALLS |= {"int": "np.floor", "if": "np.where"}
_AXIS = {"sex": 0, "age": 1}


def to_numpy(program: Program) -> str:
    """Return the source of `simulate(np, leaf, lanes, out)`.

    `leaf` holds tables of shape [years or 1, sexes or 1, age classes or 1, lanes or 1] and
    parameters, levers and links as numbers or arrays [lanes] (links: [points, lanes or 1]).
    `out` has shape [outputs, moments, lanes] and is filled.
    """
    clock = program.system.clock
    lines = ["def simulate(np, leaf, lanes, out):"]
    lines += _indented(_start(program))
    lines.append(f"    for step in range({clock.steps + 1}):")
    lines += _indented(_moment(program), 2)
    lines.append(f"        if step % {clock.record_steps} == 0:")
    lines.append(f"            moment = step // {clock.record_steps}")
    lines += _indented(_record(program), 3)
    lines.append(f"        if step == {clock.steps}:")
    lines.append("            break")
    lines += _indented(_Writer(program).written(program.step), 2)
    if program.aged and clock.birthday_steps:
        lines.append(f"        if (step + 1) % {clock.birthday_steps} == 0:")
        lines += _indented(_birthdays(program), 3)
    return _with_buffers(lines, program)


def _indented(lines: list[str], depth: int = 1) -> list[str]:
    return ["    " * depth + line for line in lines]


def _start(program: Program) -> list[str]:
    """Return lines that name what comes from outside, compute what stays, and fill the stocks."""
    lines = [f"{_v(name)} = leaf[{name!r}]" for name in _outside(program)]
    for statement in program.once:
        lines.append(_once(statement))
    for name, node in program.initial.items():
        lines.append(f"{_v(name)} = np.empty({_shape(program.system.stocks[name].by, program)})")
        value = _plain(node)
        dims = program.system.stocks[name].by
        lines.append(f"{_v(name)}[...] = {f'({value})[0]' if dims else value}")
        if "age" in dims:
            lines.append(f"{_v(name)}[:, 0] = 0.0")
    return lines + [f"{_v(name)} = {_v(name)}[0]" for name in _lasting(program)]


def _outside(program: Program) -> list[str]:
    kinds = ("table", "parameter", "lever", "link")
    leaves = program.system.leaves
    return [name for name, leaf in leaves.items() if leaf.kind in kinds or name == "age"]


def _lasting(program: Program) -> list[str]:
    """Return arrays without years that steps read; they lose the axis of years."""
    return [
        name
        for name in [
            *_outside(program),
            *(
                item.name
                for item in program.once
                if not isinstance(item, Accumulate | Advance | Enter)
            ),
        ]
        if program.dims[name] and "year" not in program.dims[name]
    ]


def _yearly(program: Program) -> list[str]:
    made = [item.name for item in program.once if isinstance(item, Assign | Total | Scan)]
    return [name for name in [*_outside(program), *made] if "year" in program.dims[name]]


def _once(statement: Statement) -> str:
    match statement:
        case Assign(name, _, node):
            return f"{_v(name)} = {_plain(node)}"
        case Total(name, dims, _, node, over, (first, last)):
            value = f"np.asarray({_plain(node)})[:, :, {first}:{last}]"
            if "age" not in over:
                value = f"np.asarray({_plain(node)})"
            axes = [_AXIS[axis] + 1 for axis in over]
            end = "" if dims else "[0, 0, 0]"
            return f"{_v(name)} = _total({value}, {axes}){end}"
        case Scan(name, _, node):
            return f"{_v(name)} = _survivors({_plain(node)})"
    raise TypeError(statement)


def _moment(program: Program) -> list[str]:
    """Return lines that say what time it is, and pick this year's numbers."""
    clock = program.system.clock
    lines = [f"v_time = step * {clock.step!r}"]
    yearly = _yearly(program)
    if yearly:
        whole = f"int(v_time / {clock.units_per_year!r})"
        lines.append(f"year = min({whole}, {clock.years - 1})")
    for name in yearly:
        at = "year, 0, 0" if program.dims[name] == ("year",) else "year"
        lines.append(f"{_v(name)}_now = {_v(name)}[{at}]")
    for name, leaf in program.system.leaves.items():
        if leaf.kind == "link":
            lines.append(
                f"{_v(name)}_now = _between({_v(name)}, v_time, leaf[{name + '.spacing'!r}])"
            )
    return lines


def _record(program: Program) -> list[str]:
    writer = _Writer(program)
    lines = writer.written(
        [*program.record], keep={n for o in program.outputs.values() for n in names(o)}
    )
    for at, node in enumerate(program.outputs.values()):
        lines.append(f"out[{at}, moment] = {writer.inline(node)}")
    return lines


def _birthdays(program: Program) -> list[str]:
    lines = []
    for name in program.aged:
        stock = _v(name)
        lines += [
            f"{stock}[:, -1] += {stock}[:, -2]",
            f"{stock}[:, 1:-1] = {stock}[:, :-2].copy()",
            f"{stock}[:, 0] = 0.0",
        ]
    return lines


def _with_buffers(lines: list[str], program: Program) -> str:
    """Return the source with the arrays that results are written into allocated at its start."""
    found = {match[0]: match[1] for match in re.finditer(r"buffer_([a-z]+)_\d+", "\n".join(lines))}
    shapes = {"n": (), "s": ("sex",), "a": ("age",), "x": ("sex", "age")}
    made = []
    for name, kind in sorted(found.items()):
        dtype = ", bool" if kind.startswith("b") else ""
        shape = _shape(shapes[kind[-1]], program)
        made.append(f"    {name} = np.empty({shape}{dtype})")
    return "\n".join([lines[0], *made, *lines[1:]]) + "\n"


def _shape(dims: Dims, program: Program) -> str:
    if not dims:
        return "lanes"
    sizes = [program.system.dimensions.size(axis) if axis in dims else 1 for axis in ("sex", "age")]
    return f"({sizes[0]}, {sizes[1]}, lanes)"


def _v(name: str) -> str:
    return f"v_{name}"


def _plain(node: Node) -> str:
    """Return an expression of what does not change; its values make new arrays."""
    match node:
        case Number(value):
            return repr(value)
        case Name(name):
            return _v(name)
        case Negative(of):
            return f"(-{_plain(of)})"
        case Binary(op, left, right):
            return f"{PAIRS[op]}({_plain(left)}, {_plain(right)})"
        case Call(function, arguments):
            return f"{CALLS[function]}({', '.join(map(_plain, arguments))})"
    raise TypeError(node)


@dataclass(frozen=True, slots=True)
class _Operand:
    """A piece of source: `owned` where it is an array that nothing else reads."""

    text: str
    dims: Dims
    owned: bool = False


@dataclass
class _Writer:
    """Writes statements, one NumPy call per operation, and hands arrays on when they are free."""

    program: Program
    lines: list[str] = field(default_factory=list)
    free: dict[str, list[str]] = field(default_factory=dict)
    made: Counter[str] = field(default_factory=Counter)
    held: dict[str, _Operand] = field(default_factory=dict)
    net: dict[str, str] = field(default_factory=dict)

    def written(self, statements: list[Statement], keep: set[str] | None = None) -> list[str]:
        """Return the lines of all statements; names in `keep` are read later."""
        last = _last_uses(statements)
        for at, statement in enumerate(statements):
            dying = {
                name
                for name in _read_by(statement)
                if last.get(name) == at and name not in (keep or ())
            }
            self._write(statement, dying)
            for name in dying:
                held = self.held.pop(name, None)
                if held and held.owned:
                    self._release(held)
        return self.lines

    def inline(self, node: Node) -> str:
        """Return an expression of numbers as one piece of source."""
        match node:
            case Number(value):
                return repr(value)
            case Name(name):
                return self._named(name).text
            case Negative(of):
                return f"(-{self.inline(of)})"
            case Binary(op, left, right):
                return f"{PAIRS[op]}({self.inline(left)}, {self.inline(right)})"
            case Call(function, arguments):
                return f"{CALLS[function]}({', '.join(map(self.inline, arguments))})"
        raise TypeError(node)

    def _write(self, statement: Statement, dying: set[str]) -> None:
        match statement:
            case Assign(name, _, node):
                self.held[name] = self._owned(self._value(node, self._once_read(node, dying)))
            case Total(name, dims, _, node, over, ages):
                self._total(name, dims, node, over, ages)
            case Scan(name, dims, node):
                self._scan(name, dims, node)
            case Accumulate():
                self._accumulate(statement, dying)
            case Advance(stock, dims):
                net = self.net.pop(stock)
                self.lines.append(
                    f"np.multiply({net}, {self.program.system.clock.step!r}, out={net})"
                )
                self.lines.append(f"np.add({_v(stock)}, {net}, out={_v(stock)})")
                self._release(_Operand(net, dims, True))
            case Enter(stock, _, flow):
                step = self.program.system.clock.step
                value = self._named(flow)
                text = f"{value.text}[:, 0]" if value.dims else value.text
                self.lines.append(f"{_v(stock)}[:, 0] += np.multiply({text}, {step!r})")

    def _once_read(self, node: Node, dying: set[str]) -> set[str]:
        counted = Counter(part.id for part in walk(node) if isinstance(part, Name))
        return {name for name in dying if counted[name] == 1}

    def _value(self, node: Node, dying: set[str]) -> _Operand:
        match node:
            case Number(value):
                return _Operand(repr(value), ())
            case Name(name):
                if name in dying and name in self.held and self.held[name].owned:
                    return self.held.pop(name)
                named = self._named(name)
                return _Operand(named.text, named.dims)
            case Negative(of):
                return self._call("np.negative", [self._value(of, dying)])
            case Binary(op, left, right):
                return self._call(PAIRS[op], [self._value(part, dying) for part in (left, right)])
            case Call("if", (condition, then, otherwise)):
                return self._choice(condition, then, otherwise, dying)
            case Call(function, arguments):
                return self._call(CALLS[function], [self._value(part, dying) for part in arguments])
        raise TypeError(node)

    def _call(self, function: str, parts: list[_Operand]) -> _Operand:
        dims = _union(parts)
        truth = function.startswith(("np.less", "np.greater"))
        mine = [part for part in parts if part.owned and part.dims == dims and not truth]
        target = mine[0] if mine else self._take(dims, truth=truth)
        self.lines.append(
            f"{function}({', '.join(part.text for part in parts)}, out={target.text})"
        )
        for part in parts:
            if part.owned and part.text != target.text:
                self._release(part)
        return target

    def _choice(self, condition: Node, then: Node, otherwise: Node, dying: set[str]) -> _Operand:
        parts = [self._value(part, dying) for part in (condition, then, otherwise)]
        target = self._take(_union(parts))
        self.lines.append(f"np.copyto({target.text}, {parts[2].text})")
        self.lines.append(f"np.copyto({target.text}, {parts[1].text}, where={parts[0].text})")
        for part in parts:
            if part.owned:
                self._release(part)
        return target

    def _total(self, name: str, dims: Dims, node: Node, over: Dims, ages: tuple[int, int]) -> None:
        value = self._value(node, set())
        text = f"{value.text}[:, {ages[0]}:{ages[1]}]" if "age" in over else value.text
        axes = tuple(_AXIS[axis] for axis in over) if dims else (0, 1)
        target = self._take(dims)
        keep = ", keepdims=True" if dims else ""
        self.lines.append(f"np.add.reduce({text}, axis={axes}{keep}, out={target.text})")
        if value.owned:
            self._release(value)
        self.held[name] = target

    def _scan(self, name: str, dims: Dims, node: Node) -> None:
        value = self._value(node, set())
        target = self._take(dims)
        out = target.text
        self.lines.append(f"{out}[:, 0] = 1.0")
        self.lines.append(f"np.multiply.accumulate({value.text}[:, :-1], axis=1, out={out}[:, 1:])")
        if value.owned:
            self._release(value)
        self.held[name] = target

    def _accumulate(self, item: Accumulate, dying: set[str]) -> None:
        flow = self._named(item.flow)
        if not item.first:
            function = "np.add" if item.sign == "+" else "np.subtract"
            net = self.net[item.stock]
            self.lines.append(f"{function}({net}, {flow.text}, out={net})")
        elif item.sign == "+" and item.flow in dying and flow.owned and flow.dims == item.dims:
            self.net[item.stock] = self.held.pop(item.flow).text
        else:
            target = self._take(item.dims)
            sign = "np.negative" if item.sign == "-" else "np.positive"
            self.lines.append(f"{sign}({flow.text}, out={target.text})")
            self.net[item.stock] = target.text

    def _named(self, name: str) -> _Operand:
        if name in self.held:
            return self.held[name]
        system = self.program.system
        leaf = system.leaves.get(name)
        dims = tuple(axis for axis in self.program.dims[name] if axis != "year")
        now = "year" in self.program.dims[name] or (leaf is not None and leaf.kind == "link")
        return _Operand(f"{_v(name)}_now" if now else _v(name), dims)

    def _owned(self, value: _Operand) -> _Operand:
        """Return the value in an array of its own, so that it lasts as long as its name."""
        if value.owned:
            return value
        target = self._take(value.dims)
        self.lines.append(f"np.copyto({target.text}, {value.text})")
        return target

    def _take(self, dims: Dims, *, truth: bool = False) -> _Operand:
        kind = ("b" if truth else "") + {(): "n", ("sex",): "s", ("age",): "a"}.get(dims, "x")
        waiting = self.free.setdefault(kind, [])
        if not waiting:
            self.made[kind] += 1
            waiting.append(f"buffer_{kind}_{self.made[kind]}")
        return _Operand(waiting.pop(), dims, True)

    def _release(self, operand: _Operand) -> None:
        kind = operand.text.split("_")[1]
        self.free.setdefault(kind, []).append(operand.text)


def _union(parts: list[_Operand]) -> Dims:
    found = {axis for part in parts for axis in part.dims}
    return tuple(axis for axis in ("sex", "age") if axis in found)


def _read_by(statement: Statement) -> list[str]:
    match statement:
        case Assign(_, _, node) | Total(_, _, _, node, _, _) | Scan(_, _, node):
            return names(node)
        case Accumulate(_, _, flow, _, _) | Enter(_, _, flow):
            return [flow]
    return []


def _last_uses(statements: list[Statement]) -> dict[str, int]:
    return {name: at for at, statement in enumerate(statements) for name in _read_by(statement)}
