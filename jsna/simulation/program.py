"""The steps of a compiled module, the same for every target: which statement, in which order.

A program has four parts. `once` holds what does not change in a run (years included), `initial`
the first value of each stock, `record` all that is needed to read the outputs at one moment, and
`step` all that is needed to move one step. Statements work on one element at a time, except
totals and survivors.
"""

from dataclasses import dataclass

from jsna.simulation.expressions import Node
from jsna.simulation.infer import Dims
from jsna.simulation.system import System


@dataclass(frozen=True, slots=True)
class Assign:
    """`name` becomes `node`, element by element."""

    name: str
    dims: Dims
    node: Node


@dataclass(frozen=True, slots=True)
class Total:
    """`name` becomes the total of `node`, which has the dimensions `inner`, over `over`.

    `ages` are positions of age classes, the end excluded.
    """

    name: str
    dims: Dims
    inner: Dims
    node: Node
    over: Dims
    ages: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Scan:
    """`name` becomes the product of `node` over all younger ages, 1 at the youngest."""

    name: str
    dims: Dims
    node: Node


@dataclass(frozen=True, slots=True)
class Accumulate:
    """The net flow of `stock` gains or loses `flow`; the first one sets it."""

    stock: str
    dims: Dims
    flow: str
    sign: str
    first: bool


@dataclass(frozen=True, slots=True)
class Advance:
    """`stock` moves by its net flow times the step."""

    stock: str
    dims: Dims


@dataclass(frozen=True, slots=True)
class Enter:
    """The newborn class of `stock` gains `flow` times the step."""

    stock: str
    dims: Dims
    flow: str


Statement = Assign | Total | Scan | Accumulate | Advance | Enter


@dataclass(frozen=True, slots=True)
class Program:
    """A module ready to be written in any language."""

    system: System
    dims: dict[str, Dims]
    once: list[Statement]
    initial: dict[str, Node]
    record: list[Statement]
    outputs: dict[str, Node]
    step: list[Statement]

    @property
    def aged(self) -> list[str]:
        """Stocks that have birthdays."""
        return [name for name, stock in self.system.stocks.items() if "age" in stock.by]


def node_of(statement: Statement) -> Node | None:
    return statement.node if isinstance(statement, Assign | Total | Scan) else None
