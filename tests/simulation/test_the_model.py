"""The project's own model, data/model/, stands the ladder in every area."""

import json
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from audit import audited, by_step
from test_xmile import in_pysd, in_simlin

from jsna.areas import load_areas
from jsna.model_inputs import all_inputs, newest_of
from jsna.observations import load_observations
from jsna.paths import Project
from jsna.schedules import load_schedules
from jsna.simulation.draws import draws, draws_of_area, parameters_of
from jsna.simulation.inputs import Inputs
from jsna.simulation.javascript import to_javascript
from jsna.simulation.load import load_model
from jsna.simulation.run import compile_numpy
from jsna.simulation.variants import with_last_age, with_length, with_step
from jsna.simulation.whole import compile_model
from jsna.simulation.xmile import to_xmile

PROJECT = Project(Path(__file__).parent.parent.parent)
SETTINGS = 200


@cache
def model():
    return load_model(PROJECT)


@cache
def whole():
    return compile_model(model())


@cache
def areas():
    """Return the inputs of every area, by code."""
    module = model().modules["population"]
    found = all_inputs(
        module, load_schedules(PROJECT), newest_of(load_observations(PROJECT)), load_areas(PROJECT)
    )
    return {code: item.inputs for code, item in found.items()}


@cache
def system_area():
    """Return the one area in which both modules run."""
    return next(item for item in areas().values() if "flow" in item.modules)


@cache
def demand():
    """Return the series that the population hands to the flow, by link."""
    results = whole().run(system_area(), settings={})
    return whole()._series("flow", results)


def random_cases(inputs, count, seed):
    """Return levers and uncertain parameters anywhere in their ranges."""
    random = np.random.default_rng(seed)
    levers = model().levers.values()
    settings = {item.id: random.uniform(item.minimum, item.maximum, count) for item in levers}
    drawn = draws_of_area(model(), draws(model(), count, seed), inputs.values)
    return settings, drawn


SHOW = """((area, seed, cases) => cases.map((settings, index) => {
  const results = jsnaModel.run(area, settings, jsnaModel.draw(area, seed, index)), found = {};
  for (const module in results) {
    for (const id in results[module].outputs) {
      const values = results[module].outputs[id], last = values.length - 1;
      found[id] = [values[0], values[1], values[Math.floor(last / 2)], values[last]];
    }
  }
  return found;
}))"""


def test_javascript_equals_python_where_both_modules_run(javascript):
    compare(javascript, {"all": system_area()})


@pytest.mark.book
def test_javascript_equals_python_on_random_settings_in_every_area(javascript):
    """A minute or two: 200 settings and draws of each area, in both languages."""
    compare(javascript, areas())


def compare(javascript, chosen):
    found = javascript(to_javascript(model()), _shown_in(chosen))
    for seed, (code, inputs) in enumerate(chosen.items()):
        settings, values = random_cases(inputs, SETTINGS, seed)
        ours = whole().run(inputs, settings, values, lanes=SETTINGS)
        for results in ours.values():
            last = len(results.times) - 1
            for output in results.outputs:
                theirs = np.array([case[output] for case in found[code]]).T
                mine = results[output][[0, 1, last // 2, last]]
                size = np.abs(mine).max()
                np.testing.assert_allclose(
                    theirs, mine, rtol=1e-9, atol=1e-9 * size, err_msg=f"{code} {output}"
                )


def _shown_in(chosen):
    """Return an expression with the outputs of every area under its own settings."""
    shown = []
    national = {}
    for seed, (code, inputs) in enumerate(chosen.items()):
        settings, _ = random_cases(inputs, SETTINGS, seed)
        cases = [
            {name: float(each[lane]) for name, each in settings.items()} for lane in range(SETTINGS)
        ]
        brought = inputs.as_json()
        for name in ("mortality", "mortality_at_start", "fertility"):
            national.setdefault(name, brought["tables"].pop(name))
        shown.append(
            f"{code!r}: {SHOW}"
            f"(withNational({json.dumps(brought)}, {code!r}), {seed}, {json.dumps(cases)})"
        )
    shared = f"""const national = {json.dumps(national)};
      const withNational = (inputs, code) => {{
        Object.assign(inputs.tables, national);
        return jsnaModel.area(code, inputs);
      }};"""
    return f"(() => {{ {shared} return {{ {', '.join(shown)} }}; }})()"


@pytest.mark.parametrize("module", ["population", "flow"])
def test_levers_at_rest_change_nothing(module):
    inputs = system_area()
    drawn = draws_of_area(model(), draws(model(), 10, seed=4), inputs.values)
    series = demand() if module == "flow" else None
    more = {"tables": inputs.tables, "values": drawn, "series": series, "lanes": 10}

    with_levers = whole().runners[module].run(**more)
    without = compile_numpy(model(), module, with_levers=False).run(**more)

    assert np.array_equal(with_levers.values, without.values)


@pytest.mark.parametrize("module", ["population", "flow"])
def test_nobody_is_lost_or_made_at_any_limit(module):
    lanes = 30
    random = np.random.default_rng(2)
    inputs = system_area()
    settings = {
        item.id: random.choice([item.minimum, item.neutral, item.maximum], lanes)
        for item in model().levers.values()
    }
    values = {
        item.id: random.choice([item.low, item.value, item.high], lanes)
        for item in parameters_of(model()).values()
    }
    audit = audited(
        by_step(model(), module),
        tables=inputs.tables,
        values=values,
        settings=settings,
        series=demand() if module == "flow" else None,
        lanes=lanes,
    )

    assert np.abs(audit.residual).max() < 1e-9
    lowest = {name: float(found.min()) for name, found in audit.stocks.items()}
    assert min(lowest.values()) > -1e-9, lowest


@pytest.mark.parametrize("module", ["population", "flow"])
def test_half_the_step_gives_the_same_result(module):
    inputs = system_area()
    series = demand() if module == "flow" else None
    step = model().modules[module].clock.step
    coarse = whole().runners[module].run(inputs.tables, inputs.values, series=series)
    half = compile_numpy(with_step(model(), module, step / 2), module)
    fine = half.run(inputs.tables, inputs.values, series=series)

    moved = {
        output: float(np.abs(coarse[output] - fine[output]).max() / np.abs(fine[output]).max())
        for output in coarse.outputs
        if fine[output].any()
    }
    assert max(moved.values()) < 0.005, {k: v for k, v in moved.items() if v >= 0.005}


def test_simlin_agrees_on_the_flow(tmp_path):
    settings = {item.id: item.maximum for item in model().levers.values()}
    short = with_length(model(), "flow", 60)
    runner = compile_numpy(short, "flow")
    inputs = {"values": system_area().values, "settings": settings, "series": demand()}

    check_same(in_simlin(to_xmile(runner, **inputs), tmp_path), runner, **inputs)


def test_pysd_agrees_on_the_flow(tmp_path, monkeypatch):
    settings = {item.id: item.maximum for item in model().levers.values()}
    runner = compile_numpy(with_length(model(), "flow", 30), "flow")
    inputs = {"values": system_area().values, "settings": settings, "series": demand()}

    check_same(in_pysd(to_xmile(runner, **inputs), tmp_path, monkeypatch), runner, **inputs)


def test_simlin_agrees_on_twelve_ages_of_the_population(tmp_path):
    runner, inputs = cut_population(11, 2)

    check_same(in_simlin(to_xmile(runner, **inputs), tmp_path), runner, **inputs)


@pytest.mark.book
def test_simlin_agrees_on_the_whole_population(tmp_path):
    runner, inputs = cut_population(100, 1)

    check_same(in_simlin(to_xmile(runner, **inputs), tmp_path), runner, **inputs)


def cut_population(last, years):
    """Return the population with fewer ages and years, and inputs that fit."""
    small = with_length(with_last_age(model(), "population", last), "population", years)
    tables = {}
    for name, array in system_area().tables.items():
        array = array[:years] if "year" in model().modules["population"].tables[name].by else array
        tables[name] = array[:, :, : last + 2] if array.shape[2] > 1 else array
    settings = {item.id: item.maximum for item in model().levers.values()}
    inputs = {"tables": tables, "values": system_area().values, "settings": settings}
    return compile_numpy(small, "population"), inputs


def check_same(theirs, runner, **inputs):
    ours = runner.run(**inputs)
    every = runner.program.system.clock.record_steps
    for output in ours.outputs:
        kept = theirs[f"out_{output}"].to_numpy()[::every]
        size = np.abs(ours[output]).max()
        np.testing.assert_allclose(kept, ours[output][:, 0], rtol=1e-9, atol=1e-9 * size)


def test_no_script_of_the_model_breaks_the_policy():
    script = to_javascript(model())

    assert not re.search(r"\beval\b|new Function|import\(|innerHTML|\bdocument\b", script)
    assert "</" not in script


def test_inputs_survive_the_way_through_json():
    inputs = system_area()
    again = json.loads(json.dumps(inputs.as_json()))

    assert isinstance(inputs, Inputs)
    for name, array in inputs.tables.items():
        assert np.array_equal(np.ravel(array), again["tables"][name])


def test_settings_side_by_side_give_to_the_last_bit_what_each_gives_alone():
    inputs, settings = system_area(), [{}, *(item.settings for item in model().scenarios.values())]
    values = draws_of_area(model(), draws(model(), 3, seed=1), inputs.values)
    chosen = [settings[0], settings[-1]]

    together = whole().run_each(inputs, chosen, values, lanes=3)

    for each, runs in zip(chosen, together, strict=True):
        alone = whole().run(inputs, each, values, lanes=3)
        assert {name: run.times.tolist() for name, run in runs.items()} == {
            name: run.times.tolist() for name, run in alone.items()
        }
        for name, run in runs.items():
            assert run.outputs == alone[name].outputs
            assert np.array_equal(run.values, alone[name].values)
