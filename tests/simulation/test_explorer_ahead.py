"""What the explorer works out while a reader drags or looks, with the real model and its areas."""

import json
from importlib import resources

import pytest

from jsna.build.book import load_book
from jsna.build.model_book import model_book
from jsna.build.pages_model import area_script
from jsna.explorer.facts import facts

RESULTS, MONEY = 2e-4, 5e-3
"""Largest error allowed, as a share of the output's largest value: results, and what levers cost."""
DRAGS = """(areas => {
  const x = jsnaExplorer, worst = {};
  let seed = 7;
  const random = () => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return seed / 4294967296; };
  const anywhere = lever => x.plan.clamped(lever.min + random() * (lever.max - lever.min), lever);
  for (const slug of areas) {
    const model = x.engine(jsnaModel, FACTS, ""), ahead = x.ahead(model);
    for (let plan = 0; plan < 4; plan += 1) {
      const settings = Object.assign({}, model.neutral);
      if (plan) for (const lever of model.levers) settings[lever.id] = anywhere(lever);
      const standing = { area: slug, settings: Object.assign({}, settings), values: {} };
      ahead.begin(standing, model.run(slug, settings, {}), model.levers);
      while (ahead.step());
      for (const lever of model.levers) for (let move = 0; move < 6; move += 1) {
        const moved = Object.assign({}, settings, { [lever.id]: anywhere(lever) });
        if (!ahead.isFrom(slug, moved, standing.values, lever.id)) throw new Error("not from here");
        const near = ahead.at(lever.id, moved[lever.id]), whole = model.run(slug, moved, {});
        for (const id in whole) {
          const size = Math.max(...whole[id].value.map(Math.abs), 1e-12);
          const error = Math.max(...whole[id].value.map((value, i) => Math.abs(value - near.results[id].value[i]))) / size;
          if (near.isExact && error !== 0) throw new Error(slug + " " + lever.id + " " + id + " is not exact");
          worst[id] = Math.max(worst[id] || 0, error);
        }
      }
    }
  }
  return worst;
})"""


REASONS = """(areas => {
  const x = jsnaExplorer, found = {};
  for (const slug of areas) for (const isAssumed of [false, true]) {
    const model = x.engine(jsnaModel, FACTS, ""), ahead = x.ahead(model);
    const plan = { area: slug, settings: model.neutral, values: {}, assumed: isAssumed };
    const base = model.run(slug, model.neutral, {}), state = { plan: plan, base: base, results: base };
    const able = model.levers.filter(lever => isAssumed || lever.grade !== "D");
    ahead.begin(plan, base, able);
    while (ahead.step());
    for (const lever of model.levers) {
      let moved = 0;
      for (const end of able.includes(lever) ? [lever.min, lever.max] : []) {
        const results = model.run(slug, Object.assign({}, model.neutral, { [lever.id]: end }), {});
        for (const output of model.outputs) if (base[output.id] && !output.money)
          base[output.id].value.forEach((value, i) => {
            moved = Math.max(moved, Math.abs(value - results[output.id].value[i]));
          });
      }
      found[[slug, lever.id, isAssumed]] = [moved, x.idle.why(model, FACTS, state, lever, ahead.ends(lever.id))];
    }
  }
  return found;
})"""


STALL = """(() => {
  const x = jsnaExplorer, model = x.engine(jsnaModel, FACTS, ""), ahead = x.ahead(model), values = {};
  let runs = 0;
  const whole = model.run, counted = (...given) => { runs += 1; return whole(...given); };
  model.run = counted;
  const stand = settings => {
    const plan = { area: FACTS.home, settings: settings, values: values };
    ahead.begin(plan, whole(plan.area, settings, values), model.levers.filter(lever => lever.modules.includes("population")));
  };
  const moved = (id, value) => Object.assign({}, model.neutral, { [id]: value });
  const took = work => { const before = runs; work(); return runs - before; };
  stand(model.neutral);
  const around = took(() => { while (ahead.step()); });
  stand(moved("blood_pressure", 0.2));
  const near = ahead.at("blood_pressure", 0.3), other = ahead.at("stop_smoking", 0.1);
  const area = { near: near !== null && !near.isExact, other: other === null };
  const again = took(() => { while (ahead.step()); });
  const same = took(() => { stand(moved("blood_pressure", 0.2)); while (ahead.step()); });
  const error = id => Math.max(...near.results[id].value.map((value, i) =>
    Math.abs(value / whole(FACTS.home, moved("blood_pressure", 0.3), values)[id].value[i] - 1)));
  return { around, again, same, ...area, error: error("need_condition") };
})()"""


IDLE = """(slug => {
  const x = jsnaExplorer, facts = FACTS, model = x.engine(jsnaModel, facts, ""), found = {};
  const able = model.levers.filter(lever => lever.modules.includes("flow"));
  const at = settings => Object.assign({}, model.neutral, settings);
  const presets = [{}, ...model.scenarios.map(each => each.settings)].map(at);
  const ends = able.map(lever => at({ [lever.id]: lever.max }));
  const all = at(Object.fromEntries(able.map(lever => [lever.id, lever.max])));
  const plans = [...presets, ...ends, all, at({ hospital_beds: 30 })].map(settings => [settings, {}]);
  for (const spec of model.assumptions) for (const end of [spec.min, spec.max])
    for (const settings of [model.neutral, all]) plans.push([settings, { [spec.id]: end }]);
  for (const [settings, values] of plans) {
    const results = model.run(slug, settings, values), known = model.driving(results);
    const state = { plan: { area: slug, settings, values, assumed: true }, base: results, results };
    for (const lever of able) {
      const runs = [lever.min, lever.max].filter(end => end !== settings[lever.id]).map(end => (
        { setting: end, results: model.run(slug, Object.assign({}, settings, { [lever.id]: end }), values, known) }));
      const why = x.idle.why(model, facts, state, lever, runs);
      if (!why) continue;
      const each = found[lever.id] = found[lever.id] || { words: [], waiting: 0, put_off: 0 };
      if (!each.words.includes(why)) each.words.push(why);
      each.waiting = Math.max(each.waiting, ...results.bed_waits.value);
      each.put_off = Math.max(each.put_off, ...results.long_wait.value.map(value => value - results.long_wait.value[0]));
    }
  }
  return { plans: plans.length, found: found };
})"""


@pytest.fixture(scope="module")
def parts(project):
    return model_book(load_book(project))


def one_of_each_kind(parts):
    """Return an area of each kind and one where everything runs."""
    chosen = {choice.group: choice.slug for choice in reversed(parts.areas)}
    whole = next(choice.slug for choice in parts.areas if len(choice.modules) > 1)
    return sorted({*chosen.values(), whole})


def scripts(parts, slugs):
    static = resources.files("jsna.explorer") / "static"
    names = ("words", "plan", "engine", "ahead", "idle")
    return "\n".join(
        [
            "globalThis.window = globalThis;",
            parts.script,
            *(area_script(slug, parts.inputs[slug]) for slug in slugs),
            *((static / f"{name}.js").read_text(encoding="utf-8") for name in names),
        ]
    )


def test_lines_while_dragging_lie_within_a_known_distance_of_the_whole_model(parts, javascript):
    slugs = one_of_each_kind(parts)
    told = json.dumps(facts(parts.model, parts.areas, parts.home))
    worst = javascript(
        scripts(parts, slugs), DRAGS.replace("FACTS", told) + f"({json.dumps(slugs)})"
    )
    money = {key for key in worst if key.startswith("cost_of__") or key.endswith("_spend")}

    assert {
        key: value for key, value in worst.items() if value > RESULTS and key not in money
    } == {}
    assert {key: worst[key] for key in money if worst[key] > MONEY} == {}
    assert max(worst.values()) > 0


def test_runs_ahead_of_the_lever_that_moves_outlast_a_stall(parts, javascript):
    told = json.dumps(facts(parts.model, parts.areas, parts.home))
    found = javascript(scripts(parts, [parts.home]), f"(FACTS => {STALL})({told})")

    assert found["near"]
    assert found["error"] < RESULTS
    assert found["other"]
    assert 0 < found["again"] < found["around"]
    assert found["same"] == 0


def test_every_lever_that_can_do_nothing_in_an_area_says_why_and_no_other(parts, javascript):
    slugs = [choice.slug for choice in parts.areas]
    told = json.dumps(facts(parts.model, parts.areas, parts.home))
    found = javascript(
        scripts(parts, slugs), REASONS.replace("FACTS", told) + f"({json.dumps(slugs)})"
    )

    assert len(found) == 2 * len(slugs) * len(parts.model.levers)
    assert [key for key, (moved, why) in found.items() if moved <= 1e-9 and not why] == []
    assert [key for key, (moved, why) in found.items() if moved > 1e-6 and why] == []
    reasons = {why for _, why in found.values()} - {""}
    assert any("only assumed" in why for why in reasons)
    assert any("modelled for" in why for why in reasons)


def test_a_lever_that_is_not_what_holds_things_up_names_what_is(parts, javascript):
    slug = next(choice.slug for choice in parts.areas if len(choice.modules) > 1)
    told = json.dumps(facts(parts.model, parts.areas, parts.home))
    settings = json.dumps(dict(parts.model.scenarios["way_home"].settings))
    found = javascript(
        scripts(parts, [slug]),
        f"""(() => {{ const x = jsnaExplorer, facts = {told}, model = x.engine(jsnaModel, facts, "");
          const settings = Object.assign({{}}, model.neutral, {settings}), ahead = x.ahead(model);
          const plan = {{ area: "{slug}", settings: settings, values: {{}}, assumed: true }};
          const results = model.run(plan.area, settings, {{}}), state = {{ plan: plan, base: results, results: results }};
          ahead.begin(plan, results, model.levers);
          while (ahead.step());
          return [x.idle.why(model, facts, state, model.lever.hospital_beds, ahead.ends("hospital_beds")),
            Math.max(...results.bed_waits.value)]; }})()""",
    )

    why, waiting = found
    assert (
        why
        == "This changes nothing here now. Nobody waits for a bed, so more beds would stand empty."
    )
    assert waiting < 1e-6


def test_a_lever_says_what_holds_things_up_only_where_that_happens_and_is_true(parts, javascript):
    slug = next(choice.slug for choice in parts.areas if len(choice.modules) > 1)
    told = json.dumps(facts(parts.model, parts.areas, parts.home))
    seen = javascript(scripts(parts, [slug]), IDLE.replace("FACTS", told) + f"({json.dumps(slug)})")
    texts = {key: lever.idle for key, lever in parts.model.levers.items() if lever.idle}

    assert seen["plans"] > 100
    assert set(seen["found"]) == set(texts) == {"hospital_beds"}
    beds = seen["found"]["hospital_beds"]
    assert {words.split(".")[0] for words in beds["words"]} == {
        "This changes nothing here now",
        "Going further changes nothing",
    }
    assert all(words.endswith(texts["hospital_beds"]) for words in beds["words"])
    assert beds["waiting"] < 1e-6
    assert beds["put_off"] < 1e-6
