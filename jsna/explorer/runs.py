"""Runs of every preset for one area: the central one, and many with drawn parameters."""

from collections.abc import Mapping

from jsna.explorer.facts import SEED, scenarios
from jsna.explorer.glance import Series
from jsna.simulation.draws import draws, draws_of_area
from jsna.simulation.inputs import Inputs
from jsna.simulation.run import Results
from jsna.simulation.structure import Model
from jsna.simulation.whole import WholeModel


def preset_results(whole: WholeModel, inputs: Inputs, count: int) -> dict[str, dict[str, Series]]:
    """Return the results of every preset by its id, then by output.

    Args:
        whole: the compiled model.
        inputs: the area's own numbers.
        count: how many runs with drawn parameters; the draws are those of the page.
    """
    model = whole.model
    drawn = draws_of_area(model, draws(model, count, SEED), inputs.values)
    found = {}
    for item in scenarios(model):
        central = whole.run(inputs, item["settings"])
        many = whole.run(inputs, item["settings"], drawn, lanes=count)
        found[item["id"]] = _series(model, central, many)
    return found


def _series(
    model: Model, central: Mapping[str, Results], many: Mapping[str, Results]
) -> dict[str, Series]:
    found = {}
    for module, results in central.items():
        clock = model.modules[module].clock
        time = clock.start_year + results.times / clock.units_per_year
        for output in results.outputs:
            found[output] = Series(time, results[output][:, 0], many[module][output])
    return found
