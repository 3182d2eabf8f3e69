"""Runs of every preset for one area: the central one, and many with drawn parameters."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from jsna.explorer.facts import SEED, scenarios
from jsna.explorer.glance import Series
from jsna.simulation.draws import draws, draws_of_area
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
    found: dict[str, dict[str, Series]] = {}
    base: Runs | None = None
    for item in scenarios(model):
        central = whole.run(inputs, item["settings"])
        many = whole.run(inputs, item["settings"], drawn, lanes=count)
        base = base or many
        found[item["id"]] = _series(model, central, many, base)
    return found


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


def _series(model: Model, central: Runs, many: Runs, base: Runs) -> dict[str, Series]:
    found = {}
    for module, results in central.items():
        clock = model.modules[module].clock
        time = clock.start_year + results.times / clock.units_per_year
        for output in results.outputs:
            lanes = many[module][output]
            low, _, high = np.quantile(lanes, _SHARES, axis=1)
            change = np.quantile(lanes[-1] - base[module][output][-1], _SHARES)
            ends = (float(change[0]), float(change[1]), float(change[2]))
            found[output] = Series(time, results[output][:, 0], low, high, ends)
    return found
