/* Runs ahead: in quiet moments each lever is run at a few settings from where the plan stands. While a reader drags,
   the lines go straight between these runs; when the reader pauses, the plan itself is run. */
"use strict";
(function (x) {
  const SHARES = [1, 0, 0.5, 0.25, 0.75];

  function settings(lever) {
    const found = SHARES.map(function (share) { return x.plan.clamped(lever.min + share * (lever.max - lever.min), lever); });
    return found.filter(function (each, i) { return found.indexOf(each) === i; });
  }

  function between(below, above, setting) {
    const share = (setting - below.setting) / (above.setting - below.setting), mixed = {};
    Object.keys(below.results).forEach(function (id) {
      const one = below.results[id], two = above.results[id].value, value = new Float64Array(two.length);
      for (let t = 0; t < value.length; t += 1) value[t] = one.value[t] + (two[t] - one.value[t]) * share;
      mixed[id] = { time: one.time, value: value };
    });
    return mixed;
  }

  x.ahead = function (model) {
    let plan = null, known = {}, waiting = [];

    /* The plan stands still here; `results` are its own. */
    function begin(standing, results, first) {
      plan = standing;
      known = {};
      waiting = [];
      first.forEach(function (lever) {
        known[lever.id] = [{ setting: plan.settings[lever.id], results: results }];
        settings(lever).forEach(function (setting) {
          if (setting !== plan.settings[lever.id]) waiting.push([lever, setting]);
        });
      });
    }

    /* One run; false when none is left. */
    function step() {
      const next = waiting.shift();
      if (!next) return false;
      const lever = next[0], changed = Object.assign({}, plan.settings);
      changed[lever.id] = next[1];
      known[lever.id].push({ setting: next[1], results: model.run(plan.area, changed, plan.values) });
      known[lever.id].sort(function (one, two) { return one.setting - two.setting; });
      return true;
    }

    /* Results with one lever elsewhere; null where they must be run. */
    function at(id, setting) {
      const runs = known[id] || [];
      const above = runs.findIndex(function (each) { return each.setting >= setting; });
      if (above >= 0 && runs[above].setting === setting) return runs[above].results;
      return above > 0 ? between(runs[above - 1], runs[above], setting) : null;
    }

    /* Results at both ends of a lever, as far as they were run. */
    function ends(id) {
      const lever = model.lever[id];
      return (known[id] || []).filter(function (each) { return each.setting === lever.min || each.setting === lever.max; });
    }

    function isFrom(area, others, values, id) {
      return plan !== null && plan.area === area && plan.values === values && model.levers.every(function (lever) {
        return lever.id === id || plan.settings[lever.id] === others[lever.id];
      });
    }

    return { begin: begin, step: step, at: at, ends: ends, isFrom: isFrom };
  };
})(window.jsnaExplorer);
