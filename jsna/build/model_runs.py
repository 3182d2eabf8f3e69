"""Runs of the whole-system model for the report: one lane for the middle, one for each draw.

Lane 0 holds the model's own numbers and the others the seeded draws, so that a range costs no
second run. Scenarios of an area with ranges are lanes of one run as well.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from jsna.model_inputs import AreaInputs
from jsna.simulation.draws import draws_of_area, parameters_of
from jsna.simulation.structure import Scenario
from jsna.simulation.whole import WholeModel

Floats = NDArray[np.float64]
Run = dict[str, dict[str, Floats]]
"""Module -> output -> values over time, shape [moments, lanes]; "times" [moments] is among them."""
SUMS = {"need_frail": ("need_mild", "need_moderate", "need_severe")}
"""Sums of outputs that the report tells as one, added up lane by lane."""


def spread(
    whole: WholeModel,
    item: AreaInputs,
    drawn: Mapping[str, Floats],
    scenarios: Sequence[Scenario | None] = (None,),
) -> list[Run]:
    """Return an area's runs under each scenario (None: no decision), middle and draws as lanes."""
    values = _with_middle(whole, item, drawn)
    width = len(next(iter(values.values())))
    lanes = width * len(scenarios)
    levers = {name for one in scenarios if one is not None for name in one.settings}
    settings = {
        name: np.repeat([_setting(whole, one, name) for one in scenarios], width) for name in levers
    }
    repeated = {name: np.tile(numbers, len(scenarios)) for name, numbers in values.items()}
    found = whole.run(item.inputs, settings, repeated, lanes=lanes)
    runs = []
    for place in range(len(scenarios)):
        own = slice(place * width, (place + 1) * width)
        runs.append(
            {
                name: _summed({output: run[output][:, own] for output in run.outputs}, run.times)
                for name, run in found.items()
            }
        )
    return runs


def _with_middle(
    whole: WholeModel, item: AreaInputs, drawn: Mapping[str, Floats]
) -> dict[str, Floats]:
    """Return each uncertain number: the one that the area has, and then its draws."""
    middle = {name: one.value for name, one in parameters_of(whole.model).items()}
    middle |= item.inputs.values
    return {
        name: np.concatenate([[middle[name]], numbers])
        for name, numbers in draws_of_area(whole.model, drawn, item.inputs.values).items()
    }


def _setting(whole: WholeModel, scenario: Scenario | None, lever: str) -> float:
    neutral = whole.model.levers[lever].neutral
    return neutral if scenario is None else scenario.settings.get(lever, neutral)


def together(
    whole: WholeModel,
    inputs: Mapping[str, AreaInputs],
    codes: Sequence[str],
    settings: Mapping[str, float],
) -> dict[str, Run]:
    """Return one run for each area: those with need alone as lanes of one, the others singly."""
    lanes = [code for code in codes if inputs[code].inputs.modules == ("population",)]
    found: dict[str, Run] = {}
    if lanes:
        first = inputs[lanes[0]].inputs
        tables = {
            name: np.stack([inputs[code].inputs.tables[name] for code in lanes], axis=-1)
            for name in first.tables
        }
        values = {
            name: np.array([inputs[code].inputs.values[name] for code in lanes])
            for name in first.values
        }
        run = whole.runners["population"].run(tables, values, settings, lanes=len(lanes))
        for lane, code in enumerate(lanes):
            own = {output: run[output][:, lane : lane + 1] for output in run.outputs}
            found[code] = {"population": _summed(own, run.times)}
    for code in codes:
        if code not in found:
            runs = whole.run(inputs[code].inputs, settings)
            found[code] = {
                name: _summed({output: each[output] for output in each.outputs}, each.times)
                for name, each in runs.items()
            }
    return found


def middle(run: Run) -> dict[str, dict[str, Floats]]:
    """Return the middle lane: module -> output -> values over time, shape [moments]."""
    return {
        name: {
            output: series if output == "times" else series[:, 0]
            for output, series in values.items()
        }
        for name, values in run.items()
    }


def _summed(values: dict[str, Floats], times: Floats) -> dict[str, Floats]:
    """Return the outputs with their times and the sums that the report tells."""
    sums = {
        name: np.asarray(sum(values[part] for part in parts))
        for name, parts in SUMS.items()
        if parts[0] in values
    }
    return {"times": times, **values, **sums}
