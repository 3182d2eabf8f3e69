"""What a model is made of: declarations as read from data/model/, already parsed. No arithmetic."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from jsna.simulation.expressions import Node
from jsna.simulation.marked import Place
from jsna.simulation.units import Unit

Floats = NDArray[np.float64]
DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Clock:
    """How a module moves through time. Lengths are in `unit`."""

    unit: str
    step: float
    length: float
    record: float
    start_year: int
    birthday: float | None

    @property
    def steps(self) -> int:
        return round(self.length / self.step)

    @property
    def record_steps(self) -> int:
        return round(self.record / self.step)

    @property
    def birthday_steps(self) -> int:
        """Steps between birthdays; 0 where nobody ages."""
        return round(self.birthday / self.step) if self.birthday else 0

    @property
    def units_per_year(self) -> float:
        return 1.0 if self.unit == "year" else DAYS_PER_YEAR

    @property
    def years(self) -> int:
        """How many calendar rows a table by year needs: one for each year begun."""
        return max(1, int(np.ceil(self.length / self.units_per_year)))


@dataclass(frozen=True, slots=True)
class Dimensions:
    """Sexes, and ages 0 to `last`. With ages there is one more class, of those born this year."""

    sex: tuple[str, ...] = ()
    last_age: int = -1

    @property
    def ages(self) -> int:
        """Age classes: newborn, 0, 1, ... last."""
        return self.last_age + 2 if self.last_age >= 0 else 1

    def size(self, dimension: str) -> int:
        return self.ages if dimension == "age" else max(1, len(self.sex))


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What every named thing has."""

    id: str
    title: str
    unit: Unit
    note: str
    where: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a number comes from, and how far it can be trusted (A to D)."""

    source: str
    date: str
    grade: str
    assumption: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Declared):
    """Numbers by sex, age and year: shape [years or 1, sexes or 1, age classes or 1].

    `values` is None where each area brings its own from `indicator` of `area`.
    """

    by: tuple[str, ...]
    values: Floats | None
    indicator: str
    area: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(Declared):
    """One number with its prior.

    `low` and `high` are the 95% limits; for the shapes uniform and triangular, the ends.
    """

    value: float
    low: float
    high: float
    shape: str
    by_area: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock(Declared):
    by: tuple[str, ...]
    initial: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow(Declared):
    """Amount per clock unit that leaves `source` and enters `target`; None is the outside.

    A flow of `newborn` has a rate without age, and enters the newborn class only.
    """

    source: str | None
    target: str | None
    newborn: bool
    rate: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Auxiliary(Declared):
    by: tuple[str, ...]
    equation: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Declared):
    """A series taken from an output of another module, straight lines between its points."""

    module: str
    output: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a lever does: it multiplies, or adds to, one named thing of one module."""

    module: str
    target: str
    effect: str
    amount: Node
    ages: tuple[int, int] | None
    where: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    module: str
    equation: Node
    evidence: Evidence
    where: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever(Declared):
    """A decision. `start` and `ramp` are in years from the start of the run."""

    help: str
    idle: str
    """What to say where it changes nothing; "" for nothing in particular."""
    group: str
    minimum: float
    maximum: float
    step: float
    neutral: float
    start: float
    ramp: float
    acts: tuple[Act, ...]
    cost: Cost | None
    pays: str
    gains: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    id: str
    title: str
    note: str
    version: str
    settings: dict[str, float]
    where: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Output(Declared):
    module: str
    equation: Node
    better: str
    group: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Module:
    """One module, without levers; the compiler adds those that act on it."""

    id: str
    title: str
    note: str
    clock: Clock
    dimensions: Dimensions
    tables: dict[str, Table]
    parameters: dict[str, Parameter]
    links: dict[str, Link]
    stocks: dict[str, Stock]
    flows: dict[str, Flow]
    auxiliaries: dict[str, Auxiliary]
    where: Place


@dataclass(frozen=True, slots=True)
class Model:
    """All modules and the decisions that act on them, checked."""

    version: str
    modules: dict[str, Module]
    parameters: dict[str, Parameter] = field(default_factory=dict)
    levers: dict[str, Lever] = field(default_factory=dict)
    scenarios: dict[str, Scenario] = field(default_factory=dict)
    outputs: dict[str, Output] = field(default_factory=dict)

    def parameters_of(self, module: str) -> dict[str, Parameter]:
        """Return a module's parameters and those shared by all modules."""
        return {**self.modules[module].parameters, **self.parameters}

    def outputs_of(self, module: str) -> dict[str, Output]:
        return {key: item for key, item in self.outputs.items() if item.module == module}
