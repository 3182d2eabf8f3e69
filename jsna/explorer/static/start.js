/* The page at work: what the reader does changes the plan; the plan is run at once, the rest follows in pauses. */
"use strict";
(function (x) {
  const IDLE = "it is not what holds things up here.";
  const PAUSE = { bands: 120, say: 250, link: 400, below: 350 };

  function begin() {
    const page = document.getElementById("explorer");
    if (!page || !window.jsnaModel) return;
    const facts = JSON.parse(document.getElementById("x-facts").textContent);
    const model = x.engine(window.jsnaModel, facts, document.body.dataset.root || "");
    const state = {
      plan: x.plan.fresh(model, facts.home), show: "", view: "level", at: {}, kept: [],
      results: null, base: null, own: null, summary: null, isNull: true, isAssumed: false, output: null
    };
    const timers = {};
    let frame = 0, spread = null;
    const toldPlace = document.getElementById("x-told");

    function told(messages) {
      toldPlace.replaceChildren.apply(toldPlace, messages.map(function (words) { return x.table.make("p", words); }));
      toldPlace.hidden = !messages.length;
    }

    function later(name, wait, work) {
      clearTimeout(timers[name]);
      timers[name] = setTimeout(work, wait);
    }

    /* Baselines of the area and assumptions that stand now. */
    function ground() {
      const area = state.plan.area, changed = Object.keys(state.plan.values).length > 0;
      state.base = model.run(area, model.neutral, {});
      state.own = changed ? model.run(area, model.neutral, state.plan.values) : state.base;
      state.isAssumed = changed;
      if (!state.show || !state.base[state.show]) {
        state.show = model.outputs.find(function (output) { return state.base[output.id] && output.isHeadline; }).id;
      }
      model.outputs.forEach(function (output) {
        const series = state.base[output.id];
        if (series && !(output.module in state.at)) state.at[output.module] = series.time[series.time.length - 1];
      });
      state.kept.forEach(runKept);
    }

    function runKept(each) {
      each.own = model.run(state.plan.area, model.neutral, each.plan.values);
      each.results = model.run(state.plan.area, each.plan.settings, each.plan.values);
    }

    function run() {
      frame = 0;
      state.isNull = x.plan.isSame(model, state.plan.settings, {});
      state.output = results.outputOf(state.show);
      state.results = state.isNull ? state.own : model.run(state.plan.area, effective(), state.plan.values);
      results.draw(state);
    }

    /* Levers whose effect is only assumed rest until the reader lets them move. */
    function effective() {
      if (state.plan.assumed) return state.plan.settings;
      const settings = Object.assign({}, state.plan.settings);
      model.levers.forEach(function (lever) { if (lever.grade === "D") settings[lever.id] = lever.neutral; });
      return settings;
    }

    /* The plan has changed: numbers in the next frame, the rest when the reader pauses. */
    function moved() {
      state.summary = null;
      if (spread) spread.stop();
      if (!frame) frame = requestAnimationFrame(run);
      controls.follow(state.plan);
      settle();
      later("bands", PAUSE.bands, function () {
        spread.start(planForRuns(), function (summary) {
          state.summary = summary;
          results.draw(state);
          results.say(state);
          sections.drives(state);
          sections.numbers(state);
        }, function () {});
      });
    }

    function planForRuns() {
      return { area: state.plan.area, settings: effective(), values: state.plan.values };
    }

    function settle() {
      later("say", PAUSE.say, function () { results.say(state); });
      later("below", PAUSE.below, below);
      later("link", PAUSE.link, writeLink);
    }

    function below() {
      sections.million(state);
      sections.pays(state);
      sections.gap(state);
      sections.drives(state);
      sections.numbers(state);
      keep.show(state);
      rest();
    }

    /* A lever that changes nothing here says why. */
    let stopRest = function () {};
    function rest() {
      const levers = model.levers.slice();
      stopRest();
      stopRest = x.statistics.inSlices(function (i) {
        if (i >= levers.length) return false;
        controls.idle(levers[i].id, idleWords(levers[i]));
        return true;
      }, function () {});
    }

    function idleWords(lever) {
      if (lever.grade === "D" && !state.plan.assumed) return facts.words.rests;
      const absent = lever.modules.filter(function (module) {
        return !model.outputs.some(function (output) { return output.module === module && state.base[output.id]; });
      });
      if (absent.length === lever.modules.length) return facts.modules[absent[0]].elsewhere;
      const end = state.plan.settings[lever.id] === lever.max ? lever.neutral : lever.max;
      if (differs(lever, end)) {
        const next = Math.min(lever.max, state.plan.settings[lever.id] + lever.step);
        const isMoved = state.plan.settings[lever.id] !== lever.neutral && next !== state.plan.settings[lever.id];
        return isMoved && !differs(lever, next) ? "Going further changes nothing: " + IDLE : "";
      }
      return "This changes nothing here now: " + IDLE;
    }

    function differs(lever, setting) {
      const settings = effective();
      settings[lever.id] = setting;
      const other = model.run(state.plan.area, settings, state.plan.values);
      return model.outputs.some(function (output) {
        const one = state.results[output.id], two = other[output.id];
        return one && !output.money && one.value.some(function (value, i) { return !x.words.isNothing(value - two.value[i], value); });
      });
    }

    function writeLink() {
      const hash = x.plan.toLink(model, state.plan);
      keep.link(location.href.split("#")[0] + hash);
      try { history.replaceState(null, "", hash); } catch (error) { /* some browsers refuse this for files */ }
    }

    function settleArea(plan, messages) {
      return model.load(plan.area).then(function () {
        state.plan = plan;
        state.at = {};
        ground();
        controls.show(plan);
        results.arrange(state);
        run();
        moved();
        told(messages || []);
      }, function () { told([facts.words.unread]); controls.show(state.plan); });
    }

    const heard = {
      state: function () { return state; },
      told: told,
      again: below,
      lever: function (id, value) { state.plan.settings[id] = value; moved(); },
      value: function (id, value) {
        const spec = model.assumptions.find(function (each) { return each.id === id; });
        if (value === spec.value) delete state.plan.values[id];
        else state.plan.values[id] = value;
        ground();
        results.arrange(state);
        moved();
      },
      assumed: function (isOn) { state.plan.assumed = isOn; moved(); },
      preset: function (id) {
        const scenario = model.scenarios.find(function (each) { return each.id === id; });
        state.plan.settings = Object.assign({}, model.neutral, scenario.settings);
        if (model.levers.some(function (lever) { return lever.grade === "D" && state.plan.settings[lever.id] !== lever.neutral; })) state.plan.assumed = true;
        controls.show(state.plan);
        moved();
      },
      area: function (slug) { const plan = x.plan.copy(state.plan); plan.area = slug; settleArea(plan); },
      reset: function (what) {
        if (what === "values") state.plan.values = {};
        else state.plan.settings = Object.assign({}, model.neutral);
        ground();
        controls.show(state.plan);
        results.arrange(state);
        moved();
      },
      show: function (id) { state.show = id; state.output = results.outputOf(id); results.arrange(state); results.draw(state); settle(); },
      view: function (view) { state.view = view; results.arrange(state); results.draw(state); },
      when: function (year) { state.at[state.output.module] = year; results.told(state); results.draw(state); settle(); },
      hover: function (share) {
        const time = state.base[state.show].time, first = time[0], last = time[time.length - 1];
        const i = x.time.indexAt(time, first + Math.min(1, Math.max(0, share)) * (last - first));
        if (time[i] === state.at[state.output.module]) return;
        document.getElementById("x-year").value = time[i];
        heard.when(time[i]);
      },
      keep: function (name) {
        if (state.kept.length >= x.MOST_KEPT) return;
        const each = { name: x.plan.named(name, state.kept.length + 1), plan: x.plan.copy(state.plan) };
        runKept(each);
        state.kept.push(each);
        keptChanged();
      },
      remove: function (i) { state.kept.splice(i, 1); keptChanged(); },
      showKept: function (i) { settleArea(x.plan.copy(state.kept[i].plan)); },
      opened: function (found) {
        if (found.kept.length) {
          state.kept = found.kept;
          settleArea(x.plan.copy(found.kept[0].plan), found.told).then(keptChanged);
        } else told(found.told);
      }
    };

    function keptChanged() {
      keep.show(state);
      results.draw(state);
      sections.numbers(state);
    }

    const controls = x.controls(model, heard), results = x.results(model, heard);
    const sections = x.sections(model, facts, heard), keep = x.keep(model, heard);
    spread = x.spread(model, facts.draws);

    /* Profiles lead here with "?area=" and the area's slug. */
    function asked() {
      const area = new URLSearchParams(location.search).get("area");
      return area === null ? {} : { area: area };
    }

    function fromHash() {
      return x.plan.fromLink(model, location.hash, facts.home);
    }
    window.addEventListener("hashchange", function () {
      const found = fromHash();
      if (found) settleArea(found.plan, found.told);
    });
    const found = fromHash() || x.plan.checked(model, asked(), facts.home);
    page.classList.add("x-ready");
    settleArea(found.plan, found.told).then(function () { page.dataset.ready = "yes"; });
  }
  begin();
})(window.jsnaExplorer);
