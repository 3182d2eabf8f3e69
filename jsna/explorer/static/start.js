/* The page at work: what the reader does changes the plan; the line follows at once, numbers on the beat, the rest in pauses. */
"use strict";
(function (x) {
  const PAUSE = { exact: 90, rest: 200, say: 260, link: 400 };

  function begin() {
    const page = document.getElementById("explorer");
    if (!page || !window.jsnaModel) return;
    const facts = JSON.parse(document.getElementById("x-facts").textContent);
    const model = x.engine(window.jsnaModel, facts, document.body.dataset.root || "");
    const ahead = x.ahead(model), spread = x.spread(model, facts.draws);
    const state = {
      plan: x.plan.fresh(model, facts.home), show: "", group: "", view: "level", at: {}, kept: [],
      results: null, base: null, own: null, summary: null, isNull: true, isAssumed: false, output: null
    };
    const timers = {};
    let frame = 0, moving = "", stopWork = function () {};
    const toldPlace = document.getElementById("x-told");

    function told(messages) {
      toldPlace.replaceChildren.apply(toldPlace, messages.map(function (words) { return x.table.make("p", words); }));
      toldPlace.hidden = !messages.length;
    }

    function later(name, work) {
      if (name === "rest") mark("settled", "no");
      clearTimeout(timers[name]);
      timers[name] = setTimeout(work, PAUSE[name]);
    }

    /* Baselines of the area and assumptions that stand now. */
    function ground() {
      const area = state.plan.area, changed = Object.keys(state.plan.values).length > 0;
      state.base = model.run(area, model.neutral, {});
      state.own = changed ? model.run(area, model.neutral, state.plan.values) : state.base;
      state.isAssumed = changed;
      if (!state.show || !state.base[state.show]) {
        state.show = firstShown();
      }
      model.outputs.forEach(function (output) {
        const series = state.base[output.id];
        if (series && !(output.module in state.at)) state.at[output.module] = series.time[series.time.length - 1];
      });
      state.kept.forEach(runKept);
    }

    /* The first key result that can be better or worse. */
    function firstShown() {
      const key = model.outputs.filter(function (output) { return state.base[output.id] && output.isHeadline; });
      return (key.find(function (output) { return output.better !== "none"; }) || key[0]).id;
    }

    function runKept(each) {
      each.own = model.run(state.plan.area, model.neutral, each.plan.values);
      each.results = model.run(state.plan.area, effective(each.plan), each.plan.values);
    }

    /* Levers whose effect is only assumed rest until the reader lets them move. */
    function effective(plan) {
      if (plan.assumed) return plan.settings;
      const settings = Object.assign({}, plan.settings);
      model.levers.forEach(function (lever) { if (lever.grade === "D") settings[lever.id] = lever.neutral; });
      return settings;
    }

    /* Results of the plan: from runs ahead where one lever is being dragged, else from the model. */
    function work(isExact) {
      const settings = effective(state.plan), plan = state.plan;
      state.isNull = x.plan.isSame(model, settings, {});
      state.output = results.outputOf(state.show);
      const isNear = !isExact && moving && ahead.isFrom(plan.area, settings, plan.values, moving);
      const near = isNear ? ahead.at(moving, settings[moving]) : null;
      if (isNear && !near) catchUp(moving);
      state.results = near ? near.results : state.isNull ? state.own : model.run(plan.area, settings, plan.values);
      page.dataset.exact = near && !near.isExact ? "no" : "yes";
    }

    function run(isExact) {
      beat.stop();
      work(isExact);
      results.draw(state);
    }

    /* A frame of a moving lever: the lines that are looked at, from the curve alone if it has them. */
    function follow() {
      const settings = effective(state.plan), plan = state.plan;
      const read = ahead.isFrom(plan.area, settings, plan.values, moving) && ahead.read(moving, settings[moving], results.watched(state));
      if (read && results.follow(state, read)) mark("exact", "no");
      else {
        work(false);
        if (!results.follow(state, state.results)) results.sketch(state);
      }
      beat.ask();
    }

    /* A beat of a moving lever: all numbers in sight. They are laid out here and now, so that the next frame need not. */
    function onBeat() {
      work(false);
      controls.told(moving);
      results.draw(state, true);
      page.getBoundingClientRect();
    }

    function mark(name, value) {
      if (page.dataset[name] !== value) page.dataset[name] = value;
    }

    /* A lever was moved before all of its runs ahead were made: one more after each frame, until they are. */
    function catchUp(lever) {
      ahead.first(lever);
      setTimeout(ahead.step, 0);
    }

    /* The plan has changed: lines in the next frame, the rest when the reader pauses. */
    function moved(lever) {
      moving = lever || "";
      state.summary = null;
      stopWork();
      if (!frame) frame = requestAnimationFrame(function () { frame = 0; if (moving) follow(); else run(false); });
      later("exact", exact);
      later("rest", rest);
      later("say", function () { results.say(state); });
      later("link", writeLink);
    }

    /* A short pause: the line of the whole plan, and what stands around the levers. */
    function exact() {
      cancelAnimationFrame(frame);
      frame = 0;
      clearTimeout(timers.exact);
      run(true);
      if (moving) controls.told(moving);
      controls.follow(state.plan);
    }

    /* The reader pauses. In slices: runs ahead of levers in sight, bands roughly, all runs ahead, what stands below, bands
       in full. */
    function rest() {
      exact();
      below();
      const plan = { area: state.plan.area, settings: Object.assign({}, effective(state.plan)), values: state.plan.values };
      stopWork();
      const levers = movable();
      ahead.begin(plan, state.results, levers);
      spread.begin(plan);
      const inSight = levers.filter(function (lever) { return controls.isOpen(lever.id); });
      let stage = 0;
      stopWork = x.statistics.inSlices(function () {
        if (stage === 0 && !ahead.step(inSight)) stage = 1;
        else if (stage === 1 && !spread.step(facts.draws / 5)) { summed(); stage = 2; }
        else if (stage === 2 && !ahead.step()) { idle(); stage = 3; }
        else if (stage === 3 && !sections.step(state)) stage = 4;
        else if (stage === 4 && !spread.step(facts.draws)) { summed(); return false; }
        return true;
      }, function () { page.dataset.settled = "yes"; });
    }

    function summed() {
      state.summary = spread.summary();
      results.draw(state);
      results.say(state);
      sections.drives(state);
      sections.numbers(state);
    }

    /* Levers that can move. */
    function movable() {
      return model.levers.filter(function (lever) { return state.plan.assumed || lever.grade !== "D"; });
    }

    function below() {
      sections.begin(state);
      sections.pays(state);
      sections.gap(state);
      sections.drives(state);
      sections.numbers(state);
      keep.show(state);
    }

    /* A lever that changes nothing here says why. */
    function idle() {
      model.levers.forEach(function (lever) { controls.idle(lever.id, x.idle.why(model, facts, state, lever, ahead.ends(lever.id))); });
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
        run(true);
        moved();
        told(messages || []);
      }, function () { told([facts.words.unread]); controls.show(state.plan); });
    }

    function look() {
      state.output = results.outputOf(state.show);
      results.arrange(state);
      results.draw(state);
      later("say", function () { results.say(state); });
      later("rest", rest);
    }

    const heard = {
      state: function () { return state; },
      told: told,
      again: below,
      lever: function (id, value) { state.plan.settings[id] = value; moved(id); },
      held: ahead.first,
      value: function (id, value) {
        const spec = model.assumptions.find(function (each) { return each.id === id; });
        state.plan.values = Object.assign({}, state.plan.values);
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
      show: function (id) { state.show = id; look(); },
      group: function (name) { state.group = name; results.arrange(state); results.draw(state); },
      view: function (view) { state.view = view; results.arrange(state); results.draw(state); },
      when: function (year) { state.at[state.output.module] = year; results.told(state); results.draw(state); later("say", function () { results.say(state); }); later("rest", rest); },
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
    const sections = x.sections(model, facts, heard), keep = x.keep(model, heard), beat = x.beat(onBeat);

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
    document.documentElement.classList.add("x-here");
    settleArea(found.plan, found.told).then(function () { page.dataset.ready = "yes"; });
  }
  begin();
})(window.jsnaExplorer);
