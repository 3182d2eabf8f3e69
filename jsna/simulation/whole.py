"""All modules together, one driving the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from jsna.errors import ModelError
from jsna.simulation.inputs import Inputs
from jsna.simulation.run import Results, Runner, compile_numpy
from jsna.simulation.structure import Floats, Model


@dataclass(frozen=True)
class WholeModel:
    """A model compiled to NumPy; modules stand in the order in which they run."""

    model: Model
    runners: dict[str, Runner]

    def run(
        self,
        inputs: Inputs,
        settings: Mapping[str, float | Floats] | None = None,
        values: Mapping[str, float | Floats] | None = None,
        *,
        lanes: int = 1,
    ) -> dict[str, Results]:
        """Run the modules of one area over many lanes.

        Args:
            inputs: the area's own tables and figures.
            settings: levers by id, a number or shape [lanes].
            values: parameters by id, a number or shape [lanes]; they win over the area's.
            lanes: how many runs.

        Raises:
            ModelError: where a module is wanted without the one that drives it.
        """
        found: dict[str, Results] = {}
        for name, runner in self.runners.items():
            if name in inputs.modules:
                found[name] = runner.run(
                    inputs.tables,
                    {**inputs.values, **(values or {})},
                    settings,
                    self._series(name, found),
                    lanes=lanes,
                )
        return found

    def run_each(
        self,
        inputs: Inputs,
        settings: Sequence[Mapping[str, float]],
        values: Mapping[str, float | Floats] | None = None,
        *,
        lanes: int = 1,
    ) -> list[dict[str, Results]]:
        """Run one area under each of several settings: what `run` gives for them one by one.

        All go through the model side by side, because a step costs little more with many lanes.

        Args:
            inputs: the area's own tables and figures.
            settings: for each result, levers by id.
            values: parameters by id, a number or shape [lanes]: the same for all settings.
            lanes: how many runs under each.
        """
        many = len(settings)
        levers = {name: None for each in settings for name in each}
        side_by_side = {
            name: np.repeat([each.get(name, self._neutral(name)) for each in settings], lanes)
            for name in levers
        }
        told = {name: _again(value, many) for name, value in (values or {}).items()}
        runs = self.run(inputs, side_by_side, told, lanes=many * lanes)
        return [
            {name: _part(run, number, lanes) for name, run in runs.items()}
            for number in range(many)
        ]

    def _neutral(self, lever: str) -> float:
        return self.model.levers[lever].neutral

    def _series(self, name: str, found: Mapping[str, Results]) -> dict[str, tuple[Floats, float]]:
        series: dict[str, tuple[Floats, float]] = {}
        for link in self.model.modules[name].links.values():
            if link.module not in found:
                raise ModelError(
                    f"{link.where}: module {name!r} needs {link.module!r} to run before it."
                )
            series[link.id] = (
                found[link.module][link.output],
                spacing(self.model, name, link.module),
            )
        return series


def _again(value: float | Floats, times: int) -> float | Floats:
    """Return a number as it is, and lanes so many times one after the other."""
    return np.tile(value, times) if isinstance(value, np.ndarray) and value.ndim else value


def _part(run: Results, number: int, lanes: int) -> Results:
    """Return the lanes of one of several settings that ran side by side."""
    return replace(run, values=run.values[:, :, number * lanes : (number + 1) * lanes])


def compile_model(model: Model) -> WholeModel:
    """Compile every module to NumPy."""
    return WholeModel(model, {name: compile_numpy(model, name) for name in running_order(model)})


def running_order(model: Model) -> list[str]:
    """Return module ids, those that are driven by others last."""
    return sorted(model.modules, key=lambda name: bool(model.modules[name].links))


def spacing(model: Model, module: str, driver: str) -> float:
    """Return the time between two kept outputs of `driver`, in the clock of `module`."""
    of, by = model.modules[module].clock, model.modules[driver].clock
    return float(np.float64(by.record / by.units_per_year * of.units_per_year))
