"""Runs of every preset for one area: the central one, and many with drawn parameters."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from jsna.explorer.facts import SEED, scenarios
from jsna.explorer.glance import Series
from jsna.simulation.draws import draws, draws_of_area, parameters_of
from jsna.simulation.inputs import Inputs
from jsna.simulation.run import Results
from jsna.simulation.structure import Model
from jsna.simulation.whole import WholeModel

Runs = Mapping[str, Results]
_SHARES = (0.1, 0.5, 0.9)
_ARRAYS = ("time", "central", "low", "high")


def preset_results(whole: WholeModel, inputs: Inputs, count: int) -> dict[str, dict[str, Series]]:
    """Return the results of every preset by its id, then by output.

    Args:
        whole: the compiled model.
        inputs: the area's own numbers.
        count: how many runs with drawn parameters; the draws are those of the page.
    """
    model = whole.model
    drawn = draws_of_area(model, draws(model, count, SEED), inputs.values)
    centre = {name: inputs.values.get(name, parameters_of(model)[name].value) for name in drawn}
    values = {name: np.concatenate([[centre[name]], drawn[name]]) for name in drawn}
    presets = scenarios(model)
    settings = [item["settings"] for item in presets]
    runs = whole.run_each(inputs, settings, values, lanes=1 + count)
    return {
        item["id"]: _series(model, each, runs[0]) for item, each in zip(presets, runs, strict=True)
    }


def as_json(results: Mapping[str, Mapping[str, Series]]) -> dict[str, Any]:
    """Return results so that they can be kept in a file."""
    return {
        preset: {
            output: {
                **{name: getattr(one, name).tolist() for name in _ARRAYS},
                "change": list(one.change),
            }
            for output, one in series.items()
        }
        for preset, series in results.items()
    }


def from_json(kept: Mapping[str, Any]) -> dict[str, dict[str, Series]]:
    """Return results that were kept in a file."""
    return {
        preset: {
            output: Series(
                time=np.asarray(one["time"], float),
                central=np.asarray(one["central"], float),
                low=np.asarray(one["low"], float),
                high=np.asarray(one["high"], float),
                change=(one["change"][0], one["change"][1], one["change"][2]),
            )
            for output, one in series.items()
        }
        for preset, series in kept.items()
    }


def _series(model: Model, runs: Runs, base: Runs) -> dict[str, Series]:
    """Return one preset's outputs: its first lane is the central run, the others are draws."""
    found = {}
    for module, results in runs.items():
        clock = model.modules[module].clock
        time = clock.start_year + results.times / clock.units_per_year
        for output in results.outputs:
            central, lanes = results[output][:, 0], results[output][:, 1:]
            low, _, high = np.quantile(lanes, _SHARES, axis=1)
            change = np.quantile(lanes[-1] - base[module][output][-1, 1:], _SHARES)
            ends = (float(change[0]), float(change[1]), float(change[2]))
            found[output] = Series(time, central, low, high, ends)
    return found
