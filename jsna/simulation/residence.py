"""How long people stay at least: explicit steps go wrong where that is under two time steps.

A stock that loses a fixed share of itself in every step must not lose more than half. Shares are
bounded from below and above (interval arithmetic), over all parameters and levers at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from jsna.errors import ModelError
from jsna.simulation.expressions import (
    Binary,
    Call,
    Name,
    Negative,
    Node,
    Number,
    Sum,
    Survivors,
    names,
)
from jsna.simulation.order import ordered
from jsna.simulation.system import AGE, STEP, TIME, System, lever_name

Interval = tuple[Any, Any]
"""Lowest and highest value: numbers, or arrays of shape [years or 1, sexes or 1, ages or 1, …]."""
MOST = 0.5
"""Largest share of a stock that may leave in one step."""


@dataclass(frozen=True)
class Stays:
    """For each stock, the flows that take a share of it, and what that share is."""

    system: System
    shares: dict[str, dict[str, Node]]

    def check(self, known: Mapping[str, Interval]) -> None:
        """Refuse flows that could empty a stock within two steps.

        Args:
            known: lowest and highest value of every table, parameter and lever. Those of tables
                that are not known yet may be missing; flows that rest on them are not looked at.

        Raises:
            ModelError: naming the flow that takes most.
        """
        bounds = _Bounds(self.system, known)
        step = self.system.clock.step
        for stock, shares in self.shares.items():
            looked = {name: bounds.of(share) for name, share in shares.items()}
            found = {name: np.asarray(ends[1]) for name, ends in looked.items() if ends is not None}
            total = sum(found.values(), start=np.zeros(1)) * step
            if found and not np.max(total) <= MOST:
                fastest = max(found, key=lambda name: float(np.max(found[name])))
                stay = step / float(np.max(total))
                raise ModelError(
                    f"{self.system.flows[fastest].where}: people may stay in {stock!r} for only "
                    f"{stay:.3g} {self.system.clock.unit}s, mostly because of the flow "
                    f"{fastest!r}; a stay must last at least two steps ({2 * step:g}), so shorten "
                    "the step or slow the flow."
                )


def stays_of(system: System) -> Stays:
    """Return what takes a share of each stock, as far as it does not hang on other stocks."""
    looker = _Looker(system)
    found: dict[str, dict[str, Node]] = {}
    for stock in system.stocks:
        leaving = [name for name, flow in system.flows.items() if flow.source == stock]
        shares = {name: looker.share(name, stock) for name in leaving}
        found[stock] = {name: share for name, share in shares.items() if share is not None}
    return Stays(system, found)


def whole_range(system: System) -> dict[str, Interval]:
    """Return everything a reader may choose: parameters from low to high, levers likewise."""
    base = system.base_names
    known: dict[str, Interval] = {}
    for name, table in system.tables.items():
        if table.values is not None:
            known[base.get(name, name)] = (table.values[..., None], table.values[..., None])
    for name, item in system.parameters.items():
        known[base.get(name, name)] = (item.low, item.high)
    for name, lever in system.levers.items():
        known[lever_name(name)] = (lever.minimum, lever.maximum)
    return known


class _Looker:
    """Finds shares in the equations of a module."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.rests_on = {
            name: {*ordered([name], system.definitions)} for name in system.definitions
        }

    def share(self, flow: str, stock: str) -> Node | None:
        """Return the share of a stock that a flow takes per clock unit.

        None where the flow is not a share of its stock, or hangs on other stocks.
        """
        coefficient = self._coefficient(Name(flow), stock)
        return None if coefficient is None or self._uses_stock(coefficient) else coefficient

    def _coefficient(self, node: Node, stock: str) -> Node | None:
        """Return what a stock is multiplied by, if the expression is a multiple of it."""
        match node:
            case Number(0.0):
                return node
            case Name(name) if name == stock:
                return Number(1.0)
            case Name(name) if name in self.system.definitions:
                return self._coefficient(self.system.definitions[name].node, stock)
            case Binary("*", left, right) if not self._has(right, stock):
                return self._joined("*", self._coefficient(left, stock), right)
            case Binary("*", left, right) if not self._has(left, stock):
                return self._joined("*", self._coefficient(right, stock), left)
            case Binary("/", left, right) if not self._has(right, stock):
                return self._joined("/", self._coefficient(left, stock), right)
            case Binary("+" | "-" as op, left, right):
                second = self._coefficient(right, stock)
                first = self._coefficient(left, stock)
                return self._joined(op, first, second) if second is not None else None
            case Call("if", (condition, then, otherwise)) if not self._has(condition, stock):
                parts = (self._coefficient(then, stock), self._coefficient(otherwise, stock))
                if parts[0] is not None and parts[1] is not None:
                    return Call("if", (condition, parts[0], parts[1]))
        return None

    def _joined(self, op: str, coefficient: Node | None, other: Node) -> Node | None:
        return None if coefficient is None else Binary(op, coefficient, other)

    def _has(self, node: Node, stock: str) -> bool:
        return stock in self._all_names(node)

    def _uses_stock(self, node: Node) -> bool:
        used = self._all_names(node)
        links = {name for name, leaf in self.system.leaves.items() if leaf.kind == "link"}
        return bool(used & ({*self.system.stocks} | links))

    def _all_names(self, node: Node) -> set[str]:
        found = {*names(node)}
        for name in names(node):
            for part in self.rests_on.get(name, ()):
                found |= {*names(self.system.definitions[part].node)}
        return found


class _Bounds:
    """Lowest and highest values of expressions; remembers those of the equations it has seen."""

    def __init__(self, system: System, known: Mapping[str, Interval]) -> None:
        self.system, self.known = system, known
        self.seen: dict[str, Interval | None] = {}

    def of(self, node: Node) -> Interval | None:
        """Return the ends between which an expression lies; None where they are not known."""
        match node:
            case Number(value):
                return value, value
            case Name(name):
                return self._named(name)
            case Negative(of):
                bounds = self.of(of)
                return None if bounds is None else (-bounds[1], -bounds[0])
            case Binary(op, left, right):
                parts = [self.of(left), self.of(right)]
                return _pair(op, parts[0], parts[1]) if parts[0] and parts[1] else None
            case Call("if", ((Binary() as condition), then, otherwise)):
                return self._choice(condition, then, otherwise)
            case Call(function, arguments):
                found = [self.of(part) for part in arguments]
                known = [bounds for bounds in found if bounds is not None]
                return _call(function, known) if len(known) == len(found) else None
            case Sum() | Survivors():
                return None
        raise TypeError(node)

    def _named(self, name: str) -> Interval | None:
        system = self.system
        if name in self.known:
            return self.known[name]
        if name == TIME:
            return 0.0, system.clock.length
        if name == STEP:
            return system.clock.step, system.clock.step
        if name == AGE:
            ages = np.asarray([0, *range(system.dimensions.last_age + 1)], float)[:, None]
            return ages, ages
        if name in system.leaves:
            return (1.0, 1.0) if system.leaves[name].kind == "built_in" else None
        if name not in self.seen:
            self.seen[name] = self.of(system.definitions[name].node)
        return self.seen[name]

    def _choice(self, condition: Binary, then: Node, otherwise: Node) -> Interval | None:
        """Return the branch that is taken; where either may be, what holds for both."""
        left, right = self.of(condition.left), self.of(condition.right)
        first, second = self.of(then), self.of(otherwise)
        if left is None or right is None or first is None or second is None:
            return None
        if condition.op in (">", ">="):
            left, right = right, left
        closed = condition.op in ("<=", ">=")
        always = left[1] <= right[0] if closed else left[1] < right[0]
        never = left[0] > right[1] if closed else left[0] >= right[1]
        both = (np.minimum(first[0], second[0]), np.maximum(first[1], second[1]))
        low = np.where(always, first[0], np.where(never, second[0], both[0]))
        high = np.where(always, first[1], np.where(never, second[1], both[1]))
        return low, high


def _pair(op: str, left: Interval, right: Interval) -> Interval:
    if op == "+":
        return left[0] + right[0], left[1] + right[1]
    if op == "-":
        return left[0] - right[1], left[1] - right[0]
    with np.errstate(all="ignore"):
        if op == "*":
            ends = [np.multiply(a, b) for a in left for b in right]
        else:
            ends = [np.divide(a, b) for a in left for b in right]
            around_zero = (np.asarray(right[0]) <= 0) & (np.asarray(right[1]) >= 0)
            ends = [np.where(around_zero, np.inf, end) for end in ends]
    return np.minimum.reduce([*np.broadcast_arrays(*ends)]), np.maximum.reduce(
        [*np.broadcast_arrays(*ends)]
    )


def _call(function: str, parts: list[Interval]) -> Interval:
    with np.errstate(all="ignore"):
        if function in ("min", "max"):
            choose = np.minimum if function == "min" else np.maximum
            return choose(parts[0][0], parts[1][0]), choose(parts[0][1], parts[1][1])
        rising = {"exp": np.exp, "ln": np.log, "int": np.floor}[function]
        return rising(parts[0][0]), rising(parts[0][1])
