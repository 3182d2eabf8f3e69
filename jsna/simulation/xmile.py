"""One module as XMILE, the open format of Stella, PySD and others, in single numbers only.

Every sex and age becomes a variable of its own, because engines differ in how they read arrays.
A birthday is a flow: in the last step of a year everybody in a class, with all that the step
brings and takes, moves to the next class.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from jsna.simulation.compile import positions
from jsna.simulation.expressions import (
    Binary,
    Call,
    Name,
    Negative,
    Node,
    Number,
    Sum,
    Survivors,
)
from jsna.simulation.infer import Dims, dims_of
from jsna.simulation.run import Runner
from jsna.simulation.structure import Floats
from jsna.simulation.system import AGE, STEP, TIME, System

_CALLS = {"min": "MIN", "max": "MAX", "exp": "EXP", "ln": "LN", "int": "INT"}
_TERMS = 12
"""Most terms of one sum: longer ones are added up in parts."""
_STRENGTH = {"<": 1, ">": 1, "<=": 1, ">=": 1, "+": 2, "-": 2, "*": 3, "/": 3}
Cell = tuple[int, int]
"""Positions of a sex and an age class."""


def to_xmile(
    runner: Runner,
    tables: Mapping[str, Floats] | None = None,
    values: Mapping[str, float] | None = None,
    settings: Mapping[str, float] | None = None,
    series: Mapping[str, tuple[Floats, float]] | None = None,
) -> str:
    """Return a compiled module with one set of inputs as XMILE 1.0.

    The arguments are those of `Runner.run` for a single lane. Outputs are variables that begin
    with `out_`, all others begin with `m_`.
    """
    leaf = runner.leaves(tables or {}, values or {}, settings or {}, series or {})
    return "\n".join(_Writer(runner.program.system, runner.program.dims, leaf).lines()) + "\n"


class _Writer:
    def __init__(self, system: System, dims: Mapping[str, Dims], leaf: Mapping[str, Any]) -> None:
        self.system = system
        self.dims = {
            name: tuple(axis for axis in found if axis != "year") for name, found in dims.items()
        }
        self.leaf = leaf
        self.yearly = any("year" in table.by for table in system.tables.values())

    def lines(self) -> Iterator[str]:
        clock = self.system.clock
        yield '<?xml version="1.0" encoding="utf-8"?>'
        yield '<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">'
        yield '<header><vendor>jsna</vendor><product version="1.0" lang="en">jsna</product>'
        yield f"<name>{escape(self.system.id)}</name></header>"
        yield f'<sim_specs method="Euler" time_units="{clock.unit.title()}s">'
        yield f"<start>0</start><stop>{clock.length!r}</stop><dt>{clock.step!r}</dt></sim_specs>"
        yield "<model><variables>"
        yield from self._outside()
        for name, item in self.system.definitions.items():
            kind = "flow" if item.kind == "flow" and name in self.system.flows else "aux"
            yield from self._equations(name, item.node, kind)
        yield from self._acted_on_flows()
        yield from self._stocks()
        for name, output in self.system.outputs.items():
            yield _variable("aux", f"out_{name}", self._text(output.equation, (0, 0)))
        yield "</variables></model></xmile>"

    def _outside(self) -> Iterator[str]:
        clock = self.system.clock
        if clock.birthday:
            next_time = f"({clock.step!r} + TIME)"
            rest = f"{next_time} - {clock.birthday!r} * INT({next_time} / {clock.birthday!r})"
            condition = f"{rest} &lt; {clock.step / 2!r}"
            yield _variable("aux", "m_birthday", f"IF ({condition}) THEN 1 ELSE 0")
        if self.yearly:
            for year in range(clock.years):
                yield _variable("aux", f"m_year_{year}", self._year(year))
        for name, leaf in self.system.leaves.items():
            if leaf.kind == "table":
                yield from self._table(name)
            elif leaf.kind in ("parameter", "lever"):
                yield _variable("aux", _id(name), _number(float(np.ravel(self.leaf[name])[0])))
            elif leaf.kind == "link":
                yield _variable("aux", _id(name), self._series(name))

    def _year(self, year: int) -> str:
        """Return 1 in one year and 0 in all others; the first and the last are open."""
        per_year = self.system.clock.units_per_year
        text = "1"
        if year < self.system.clock.years - 1:
            text = f"IF (TIME &lt; {(year + 1) * per_year!r}) THEN 1 ELSE 0"
        if year > 0:
            text = f"IF (TIME &gt;= {year * per_year!r}) THEN ({text}) ELSE 0"
        return text

    def _table(self, name: str) -> Iterator[str]:
        array = np.asarray(self.leaf[name])[..., 0]
        for sex, age in self._cells(self.dims[name]):
            column = array[:, sex, age]
            if len(column) == 1 or (column == column[0]).all():
                text = _number(float(column[0]))
            else:
                terms = enumerate(column)
                text = " + ".join(f"{_number(float(v))} * m_year_{y}" for y, v in terms)
            yield _variable("aux", self._name(name, (sex, age)), text)

    def _series(self, name: str) -> str:
        points = np.asarray(self.leaf[name])[:, 0]
        spacing = float(np.ravel(self.leaf[f"{name}.spacing"])[0])
        text = _number(float(points[-1]))
        for at in reversed(range(len(points) - 1)):
            first, rise = float(points[at]), float(points[at + 1] - points[at])
            line = f"{_number(first)} + {_number(rise)} * (TIME / {spacing!r} - {at})"
            text = f"IF (TIME &lt; {(at + 1) * spacing!r}) THEN ({line}) ELSE ({text})"
        return text

    def _equations(self, name: str, node: Node, kind: str) -> Iterator[str]:
        for cell in self._cells(self.dims[name]):
            match node:
                case Sum():
                    yield from self._sum(name, node, cell)
                case Survivors(of):
                    text = "1"
                    if cell[1]:
                        younger = (cell[0], cell[1] - 1)
                        share = self._text(of, younger, _STRENGTH["*"] + 1)
                        text = f"{self._name(name, younger)} * {share}"
                    yield _variable(kind, self._name(name, cell), text)
                case _:
                    yield _variable(kind, self._name(name, cell), self._text(node, cell))

    def _sum(self, name: str, node: Sum, cell: Cell) -> Iterator[str]:
        first, last = positions(node.ages, self.system.dimensions)
        inner = dims_of(node.of, self.dims)
        sexes, ages = [cell[0]], [cell[1]]
        if "sex" in node.over and "sex" in inner:
            sexes = [*range(self.system.dimensions.size("sex"))]
        if "age" in node.over and "age" in inner:
            ages = [*range(first, last)]
        terms = [self._text(node.of, part) for part in product(sexes, ages)] or ["0"]
        whole = self._name(name, cell)
        parts = [terms[at : at + _TERMS] for at in range(0, len(terms), _TERMS)]
        for number, part in enumerate(parts if len(parts) > 1 else []):
            yield _variable("aux", f"{whole}_part{number}", " + ".join(part))
        named = [f"{whole}_part{number}" for number in range(len(parts))]
        yield _variable("aux", whole, " + ".join(named if len(parts) > 1 else parts[0]))

    def _acted_on_flows(self) -> Iterator[str]:
        """Yield flows on which levers act: what moves is the effective one."""
        for name in self.system.flows:
            if self.system.definitions[name].kind != "flow":
                for cell in self._cells(self.dims[name]):
                    named = self._name(name, cell)
                    yield _variable("flow", f"{named}_moved", named)

    def _stocks(self) -> Iterator[str]:
        for name, stock in self.system.stocks.items():
            initial = self.system.initial(stock)
            for cell in self._cells(stock.by):
                gains, losses = self._moves(name, cell)
                aged_in: list[str] = []
                aged_out: list[str] = []
                if "age" in stock.by:
                    aged_in, aged_out = self._ageing(name, cell)
                    if aged_out:
                        yield self._birthday(name, cell, gains, losses)
                start = "0" if "age" in stock.by and cell[1] == 0 else self._text(initial, cell)
                ends = "".join(f"<inflow>{flow}</inflow>" for flow in gains + aged_in)
                ends += "".join(f"<outflow>{flow}</outflow>" for flow in losses + aged_out)
                named = quoteattr(self._name(name, cell))
                yield f"<stock name={named}><eqn>{start}</eqn>{ends}</stock>"

    def _moves(self, stock: str, cell: Cell) -> tuple[list[str], list[str]]:
        """Return the flows into and out of one class of a stock."""
        gains, losses = [], []
        for name, flow in self.system.flows.items():
            suffix = "" if self.system.definitions[name].kind == "flow" else "_moved"
            named = self._name(name, cell) + suffix
            if flow.target == stock and not (flow.newborn and cell[1]):
                gains.append(named)
            if flow.source == stock:
                losses.append(named)
        return gains, losses

    def _ageing(self, stock: str, cell: Cell) -> tuple[list[str], list[str]]:
        last = self.system.dimensions.ages - 1
        named = f"{self._name(stock, cell)}_birthday"
        younger = f"{self._name(stock, (cell[0], cell[1] - 1))}_birthday"
        return [younger] if cell[1] else [], [named] if cell[1] < last else []

    def _birthday(self, stock: str, cell: Cell, gains: list[str], losses: list[str]) -> str:
        named = self._name(stock, cell)
        net = "".join(f" + {flow}" for flow in gains) + "".join(f" - {flow}" for flow in losses)
        text = f"m_birthday * ({named} / {self.system.clock.step!r}{net})"
        return _variable("flow", f"{named}_birthday", text)

    def _cells(self, dims: Dims) -> Iterator[Cell]:
        sexes = range(self.system.dimensions.size("sex") if "sex" in dims else 1)
        ages = range(self.system.dimensions.ages if "age" in dims else 1)
        yield from product(sexes, ages)

    def _name(self, name: str, cell: Cell) -> str:
        """Return the name of one element: sex and age are written out where they matter."""
        dims = self.dims[name]
        text = _id(name)
        if "sex" in dims:
            sex = self.system.dimensions.sex[cell[0]].lower()
            text += "_" + "".join(letter if letter.isalnum() else "_" for letter in sex)
        if "age" in dims:
            text += f"_age{cell[1] - 1}" if cell[1] else "_newborn"
        return text

    def _text(self, node: Node, cell: Cell, strength: int = 0) -> str:
        """Return one element of an expression, with brackets only where they are needed."""
        match node:
            case Number(value):
                return _number(value)
            case Name(name):
                return self._named(name, cell)
            case Negative(of):
                return f"(0 - {self._text(of, cell, _STRENGTH['-'] + 1)})"
            case Binary(op, left, right):
                own = _STRENGTH[op]
                first, second = self._text(left, cell, own), self._text(right, cell, own + 1)
                text = f"{first} {escape(op)} {second}"
                return f"({text})" if own < strength else text
            case Call("if", (condition, then, otherwise)):
                parts = [self._text(part, cell) for part in (condition, then, otherwise)]
                return f"(IF {parts[0]} THEN {parts[1]} ELSE {parts[2]})"
            case Call(function, arguments):
                texts = ", ".join(self._text(part, cell) for part in arguments)
                return f"{_CALLS[function]}({texts})"
        raise TypeError(node)

    def _named(self, name: str, cell: Cell) -> str:
        if name == TIME:
            return "TIME"
        if name == STEP:
            return repr(self.system.clock.step)
        if name == AGE:
            return str(max(0, cell[1] - 1))
        if name.startswith("one_") and name in self.system.leaves:
            return "1"
        return self._name(name, cell)


def _variable(kind: str, name: str, text: str) -> str:
    """Return one variable; `text` is escaped already."""
    return f"<{kind} name={quoteattr(name)}><eqn>{text}</eqn></{kind}>"


def _id(name: str) -> str:
    return f"m_{name}"


def _number(value: float) -> str:
    return repr(value) if value >= 0 else f"(0 - {-value!r})"
