"""Running a compiled module over many lanes at once."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from jsna.errors import ModelError
from jsna.simulation.compile import program_of
from jsna.simulation.emit_numpy import to_numpy
from jsna.simulation.program import Program
from jsna.simulation.residence import Stays, stays_of
from jsna.simulation.structure import Floats, Model
from jsna.simulation.system import lever_name

LANES_AT_ONCE = {False: 4096, True: 64}
"""Lanes that fit the cache together: modules of single numbers, and modules by age."""

LANES_CHECKED = {False: 8192, True: 16}
"""Lanes whose stays are looked at together."""


@dataclass(frozen=True)
class Results:
    """Outputs of one module: `values` has shape [outputs, moments, lanes]."""

    module: str
    outputs: tuple[str, ...]
    times: Floats
    values: Floats

    def __getitem__(self, output: str) -> Floats:
        """Return one output, shape [moments, lanes]."""
        return np.asarray(self.values[self.outputs.index(output)])


@dataclass(frozen=True)
class Runner:
    """A module compiled to NumPy. Make it once and run it often."""

    program: Program

    @cached_property
    def _simulate(self) -> Callable[..., None]:
        space: dict[str, Any] = {
            "_total": _total,
            "_survivors": _survivors,
            "_between": _between,
        }
        exec(compile(to_numpy(self.program), f"<{self.program.system.id}>", "exec"), space)
        simulate: Callable[..., None] = space["simulate"]
        return simulate

    @cached_property
    def _stays(self) -> Stays:
        return stays_of(self.program.system)

    def run(
        self,
        tables: Mapping[str, Floats] | None = None,
        values: Mapping[str, float | Floats] | None = None,
        settings: Mapping[str, float | Floats] | None = None,
        series: Mapping[str, tuple[Floats, float]] | None = None,
        *,
        lanes: int = 1,
        threads: int = 1,
    ) -> Results:
        """Run every lane from start to end.

        Args:
            tables: tables by name, shape [years or 1, sexes or 1, age classes or 1] for all lanes
                or with a last axis of lanes; those missing are the model's own.
            values: parameters by name, a number or shape [lanes]; missing ones have their default.
            settings: levers by id, a number or shape [lanes]; missing ones are neutral.
            series: links by name: points of shape [points] or [points, lanes], and the time
                between two points in this module's clock.
            lanes: how many runs.
            threads: blocks of lanes that run at once; results are the same to the last bit.

        Raises:
            ModelError: for a table that neither model nor caller gives, a flow that may empty its
                stock within two steps, or a result that is not a number.
        """
        leaf = self.leaves(tables or {}, values or {}, settings or {}, series or {})
        self._check_residence(leaf, lanes)
        clock = self.program.system.clock
        moments = clock.steps // clock.record_steps + 1
        out = np.empty((len(self.program.outputs), moments, lanes))
        width = LANES_AT_ONCE[bool(self.program.aged)]
        blocks = [(first, min(first + width, lanes)) for first in range(0, lanes, width)]
        if threads == 1 or len(blocks) == 1:
            for first, last in blocks:
                self._run_lanes(leaf, first, last, lanes, out)
        else:
            self._run_in_threads(threads, blocks, leaf, lanes, out)
        _check_finite(out, self.program)
        times = np.asarray(np.arange(moments) * clock.record, np.float64)
        return Results(self.program.system.id, tuple(self.program.outputs), times, out)

    def _check_residence(self, leaf: dict[str, Any], lanes: int) -> None:
        """Refuse flows that are too fast with these inputs; lane by lane only where needed."""
        known = {name: value for name, value in leaf.items() if not name.endswith(".spacing")}
        try:
            self._stays.check({name: _ends(value) for name, value in known.items()})
        except ModelError:
            width = LANES_CHECKED[bool(self.program.aged)]
            for first in range(0, lanes, width):
                last = min(first + width, lanes)
                part = {name: _lanes_of(value, first, last, lanes) for name, value in known.items()}
                self._stays.check({name: (value, value) for name, value in part.items()})

    def _run_in_threads(
        self,
        threads: int,
        blocks: list[tuple[int, int]],
        leaf: dict[str, Any],
        lanes: int,
        out: Floats,
    ) -> None:
        """Run blocks of lanes side by side: NumPy lets other threads work while it computes."""
        _ = self._simulate  # compiled before the threads ask for it
        with ThreadPoolExecutor(threads) as pool:
            waiting = [
                pool.submit(self._run_lanes, leaf, first, last, lanes, out)
                for first, last in blocks
            ]
            for each in waiting:
                each.result()

    def _run_lanes(
        self, leaf: dict[str, Any], first: int, last: int, lanes: int, out: Floats
    ) -> None:
        """Run lanes `first` to `last`; at least two, so that totals add up in one order always."""
        width = max(2, last - first)
        part = {name: _lanes_of(value, first, last, lanes) for name, value in leaf.items()}
        here = np.empty((*out.shape[:2], width))
        with np.errstate(all="ignore"):
            self._simulate(np, part, width, here)
        out[:, :, first:last] = here[:, :, : last - first]

    def leaves(
        self,
        tables: Mapping[str, Floats],
        values: Mapping[str, float | Floats],
        settings: Mapping[str, float | Floats],
        series: Mapping[str, tuple[Floats, float]],
    ) -> dict[str, Any]:
        """Return all that the compiled function takes from outside, under the names it uses."""
        system = self.program.system
        base = system.base_names
        leaf: dict[str, Any] = {}
        for name, table in system.tables.items():
            array = tables.get(name, table.values)
            if array is None:
                raise ModelError(f"{table.where}: no numbers were given for the table {name!r}.")
            array = np.asarray(array, float)
            leaf[base.get(name, name)] = array[..., None] if array.ndim == 3 else array
        for name, parameter in system.parameters.items():
            leaf[base.get(name, name)] = _number(values.get(name, parameter.value))
        for name, lever in system.levers.items():
            leaf[lever_name(name)] = _number(settings.get(name, lever.neutral))
        for name in (key for key, item in system.leaves.items() if item.kind == "link"):
            points, spacing = series[name]
            points = np.asarray(points, float)
            leaf[name] = points[:, None] if points.ndim == 1 else points
            leaf[f"{name}.spacing"] = spacing
        if "age" in system.leaves:
            ages = [0, *range(system.dimensions.last_age + 1)]
            leaf["age"] = np.asarray(ages, float)[None, None, :, None]
        return leaf


def compile_numpy(model: Model, module: str, *, with_levers: bool = True) -> Runner:
    """Return a runner of one module; `with_levers=False` leaves the levers out altogether."""
    return Runner(program_of(model, module, with_levers=with_levers))


def _number(value: float | Floats) -> float | Floats:
    array = np.asarray(value, float)
    return float(array) if array.ndim == 0 else array


def _lanes_of(value: Any, first: int, last: int, lanes: int) -> Any:
    """Return the lanes of one leaf; what all lanes share stays as it is."""
    if not isinstance(value, np.ndarray) or value.shape[-1] != lanes or lanes == 1:
        return value
    if last - first == 1:
        return np.repeat(value[..., first:last], 2, axis=-1)
    return value[..., first:last]


def _ends(value: Any) -> tuple[Any, Any]:
    """Return the lowest and highest of the lanes."""
    if not isinstance(value, np.ndarray):
        return value, value
    if value.ndim == 1:
        return value.min(), value.max()
    return value.min(axis=-1, keepdims=True), value.max(axis=-1, keepdims=True)


def _check_finite(out: Floats, program: Program) -> None:
    bad = ~np.isfinite(out)
    if bad.any():
        output, moment, lane = (int(part) for part in np.argwhere(bad)[0])
        name = list(program.outputs)[output]
        item = program.system.outputs[name]
        raise ModelError(
            f"{item.where}: the output {name!r} is not a number at moment {moment} of lane {lane}; "
            "look for a division by 0 or a flow faster than two steps."
        )


def _total(value: Floats, axes: list[int]) -> Floats:
    """Add up over axes from first to last, as a loop would; the axes stay with length 1."""
    front = np.moveaxis(value, axes, [*range(len(axes))])
    total = np.cumsum(front.reshape(-1, *front.shape[len(axes) :]), axis=0)[-1]
    return np.asarray(np.expand_dims(total, axes))


def _survivors(value: Floats) -> Floats:
    """Multiply over all younger ages; axes are year, sex, age, lanes."""
    found = np.ones_like(value)
    np.multiply.accumulate(value[:, :, :-1], axis=2, out=found[:, :, 1:])
    return found


def _between(points: Floats, time: float, spacing: float) -> Floats:
    """Read a series between its points, along straight lines; the last value holds on."""
    place = time / spacing
    before = min(int(place), len(points) - 2)
    share = min(place - before, 1.0)
    return np.asarray(points[before] + (points[before + 1] - points[before]) * share)
