"""The browser's model and Python's are one: same outputs, same draws."""

import json
import re

import numpy as np
import pytest
from models import two_states

from jsna.simulation.draws import draws, draws_of_area, parameters_of
from jsna.simulation.inputs import Inputs
from jsna.simulation.javascript import to_javascript
from jsna.simulation.whole import compile_model

BOTH = ("population", "queue")
SETTINGS = 200
SHOW = """(cases => cases.map(([area, settings, values]) => {
  const results = jsnaModel.run(jsnaModel.area("x", area), settings, values), found = {};
  for (const module in results) {
    for (const id in results[module].outputs) found[id] = Array.from(results[module].outputs[id]);
  }
  return found;
}))"""


def area(seed):
    """Return the inputs of a made-up area: people of its own, and one figure of its own."""
    random = np.random.default_rng(seed)
    people = random.integers(0, 200, (1, 2, 102)).astype(float)
    people[:, :, 0] = 0
    return Inputs(BOTH, {"people": people}, {"ill_at_start": random.uniform(0.1, 0.3)})


def random_cases(count, seed=1):
    """Return levers and parameters anywhere in their ranges, one array for each."""
    random = np.random.default_rng(seed)
    model = two_states()
    levers = model.levers.values()
    settings = {item.id: random.uniform(item.minimum, item.maximum, count) for item in levers}
    uncertain = [item for item in parameters_of(model).values() if item.low < item.high]
    values = {item.id: random.uniform(item.low, item.high, count) for item in uncertain}
    return settings, values


def at(arrays, lane):
    return {name: float(value[lane]) for name, value in arrays.items()}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_javascript_equals_python_on_random_settings(javascript, seed):
    settings, values = random_cases(SETTINGS, seed)
    inputs = area(seed)
    cases = [[inputs.as_json(), at(settings, lane), at(values, lane)] for lane in range(SETTINGS)]

    found = javascript(to_javascript(two_states()), f"{SHOW}({json.dumps(cases)})")

    ours = compile_model(two_states()).run(inputs, settings, values, lanes=SETTINGS)
    for results in ours.values():
        for output in results.outputs:
            theirs = np.array([case[output] for case in found]).T
            np.testing.assert_allclose(theirs, results[output], rtol=1e-9, atol=1e-9)


def test_where_only_school_arithmetic_is_used_the_bits_agree(javascript):
    """The hospital uses no exp or ln, so every operation is exact in both languages."""
    cases = [[Inputs(BOTH).as_json(), {}, {"stay": 5.3}]]

    found = javascript(to_javascript(two_states()), f"{SHOW}({json.dumps(cases)})")[0]

    people = compile_model(two_states()).run(Inputs(BOTH), {}, {"stay": 5.3})
    driven = np.array(found["ill_growth"])
    queue = compile_model(two_states()).runners["queue"]
    ours = queue.run(values={"stay": 5.3}, series={"demand": (driven, 365.25)})
    for output in ours.outputs:
        assert np.array_equal(found[output], ours[output][:, 0]), output
    assert len(found) == len(people["population"].outputs) + len(ours.outputs)


@pytest.mark.browser
def test_the_same_in_chromium(in_chromium):
    settings, values = random_cases(3)
    inputs = area(1)
    cases = [[inputs.as_json(), at(settings, lane), at(values, lane)] for lane in range(3)]

    found = in_chromium(to_javascript(two_states()), f"{SHOW}({json.dumps(cases)})")

    ours = compile_model(two_states()).run(inputs, settings, values, lanes=3)
    for results in ours.values():
        for output in results.outputs:
            theirs = np.array([case[output] for case in found]).T
            np.testing.assert_allclose(theirs, results[output], rtol=1e-9, atol=1e-9)


def test_draws_are_the_same_in_both_languages(javascript):
    inputs = area(1)
    show = f"""[0, 1, 2, 499].map(index =>
      jsnaModel.draw(jsnaModel.area("x", {json.dumps(inputs.as_json())}), 42, index))"""

    found = javascript(to_javascript(two_states()), show)

    ours = draws_of_area(two_states(), draws(two_states(), 500, seed=42), inputs.values)
    for theirs, index in zip(found, [0, 1, 2, 499], strict=True):
        assert set(theirs) == set(ours)
        for name, value in theirs.items():
            assert value == pytest.approx(ours[name][index], rel=1e-12)


def test_settings_out_of_range_are_clamped_and_nonsense_is_ignored(javascript):
    inputs = json.dumps(Inputs(BOTH).as_json())
    cases = f"""[[{inputs}, {{prevention: 9e9}}, {{}}], [{inputs}, {{prevention: 1}}, {{}}],
      [{inputs}, {{prevention: "<img>", unknown: 1}}, {{stay: NaN}}], [{inputs}, {{}}, {{}}]]"""

    far, end, nonsense, none = javascript(to_javascript(two_states()), f"{SHOW}({cases})")

    assert far == end
    assert nonsense == none


def test_the_script_keeps_to_the_security_policy():
    """No eval, no inline HTML, nothing that could end a script tag, nothing from outside."""
    script = to_javascript(two_states())

    assert not re.search(r"\beval\b|new Function|import\(|https?://|innerHTML|document", script)
    assert "</" not in script
    assert "@" not in script


def test_nothing_is_allocated_while_it_steps():
    script = to_javascript(two_states())
    stepping = re.findall(
        r"^  function (?:advance|birthday)\(.*?^  }", script, re.DOTALL | re.MULTILINE
    )

    assert len(stepping) == 4
    assert not any(re.search(r"\bnew \b|= \[|= \{", part) for part in stepping)


def test_a_module_whose_levers_and_inputs_stay_is_not_run_again(javascript):
    """Moving a lever of the hospital leaves the population's results where they are."""
    inputs = json.dumps(Inputs(BOTH).as_json())
    show = f"""(area => {{
      const one = jsnaModel.run(area, {{}}, {{}});
      const two = jsnaModel.run(area, {{more_packages: 100}}, {{}});
      const three = jsnaModel.run(area, {{more_packages: 100}}, {{excess: 1.7}});
      return [one.population === two.population, one.queue === two.queue,
        two.population === three.population];
    }})(jsnaModel.area("x", {inputs}))"""

    assert javascript(to_javascript(two_states()), show) == [True, False, False]


def test_what_ran_before_leaves_no_trace(javascript):
    """The same settings give the same bits, whatever areas, levers and values were run between."""
    settings, values = random_cases(4)
    one, other = area(1).as_json(), area(2).as_json()
    cases = [
        [inputs, at(settings, lane), at(values, lane)]
        for lane, inputs in zip([0, 1, 2, 3, 1, 0], [one, one, other, one, other, one], strict=True)
    ]
    fresh = [cases[0]]

    found = javascript(to_javascript(two_states()), f"{SHOW}({json.dumps(cases)})")
    alone = javascript(to_javascript(two_states()), f"{SHOW}({json.dumps(fresh)})")

    assert found[0] == alone[0]
    assert found[5] == alone[0]
