/* Runs ahead: in quiet moments each lever is run at a few settings from where the plan stands. While a reader drags,
   modules that drive others are read off the curve through these runs; modules that are driven are always run, since
   they are quick and have limits. When the reader pauses, the whole plan is run. */
"use strict";
(function (x) {
  const SHARES = [1, 0, 0.5];

  function settings(lever) {
    const found = SHARES.map(function (share) { return x.plan.clamped(lever.min + share * (lever.max - lever.min), lever); });
    return found.filter(function (each, i) { return found.indexOf(each) === i; });
  }

  /* How much each run counts at a setting: Lagrange's polynomial through all of them. */
  function weights(runs, setting) {
    return runs.map(function (one) {
      return runs.reduce(function (product, two) {
        return one === two ? product : product * (setting - two.setting) / (one.setting - two.setting);
      }, 1);
    });
  }

  /* One output between the runs. */
  function mixed(runs, shares, module, id) {
    const value = new Float64Array(runs[0].driving[module].time.length);
    runs.forEach(function (each, k) {
      const series = each.driving[module].outputs[id];
      for (let t = 0; t < value.length; t += 1) value[t] += shares[k] * series[t];
    });
    return value;
  }

  function curve(runs, setting) {
    const shares = weights(runs, setting), found = {};
    Object.keys(runs[0].driving).forEach(function (module) {
      const first = runs[0].driving[module], outputs = {};
      Object.keys(first.outputs).forEach(function (id) { outputs[id] = mixed(runs, shares, module, id); });
      found[module] = { time: first.time, outputs: outputs };
    });
    return found;
  }

  x.ahead = function (model) {
    let plan = null, standing = null, known = {}, waiting = [];

    /* The plan stands still here; `results` are its own. Runs of a lever that alone has moved since are runs of this
       plan too, and are kept: a drag that stalls goes on where it was. */
    function begin(next, results, first) {
      const kept = {};
      first.forEach(function (lever) { kept[lever.id] = isFrom(next.area, next.settings, next.values, lever.id) ? known[lever.id] || [] : []; });
      plan = next;
      standing = model.driving(results);
      known = {};
      waiting = [];
      first.forEach(function (lever) {
        const wanted = settings(lever), here = plan.settings[lever.id];
        const own = kept[lever.id].filter(function (each) { return each.setting !== here && wanted.indexOf(each.setting) >= 0; });
        known[lever.id] = [{ setting: here, results: results, driving: standing }].concat(own);
        wanted.forEach(function (setting) { if (!has(known[lever.id], setting)) waiting.push([lever, setting]); });
      });
    }

    function has(runs, setting) {
      return runs.some(function (each) { return each.setting === setting; });
    }

    function isDriving(lever) {
      return lever.modules.some(function (module) { return module in standing; });
    }

    function ran(lever, setting) {
      const changed = Object.assign({}, plan.settings);
      changed[lever.id] = setting;
      return model.run(plan.area, changed, plan.values, isDriving(lever) ? null : standing);
    }

    /* One run, of these levers or of any; false when none is left. */
    function step(levers) {
      const place = waiting.findIndex(function (each) { return !levers || levers.indexOf(each[0]) >= 0; });
      if (place < 0) return false;
      const next = waiting.splice(place, 1)[0];
      const results = ran(next[0], next[1]);
      known[next[0].id].push({ setting: next[1], results: results, driving: model.driving(results) });
      return true;
    }

    /* The runs of a lever that a reader is about to move come first. */
    function first(id) {
      const own = waiting.filter(function (each) { return each[0].id === id; });
      waiting = own.concat(waiting.filter(function (each) { return each[0].id !== id; }));
    }

    /* {results, isExact} with one lever elsewhere; null where the whole plan must be run. */
    function at(id, setting) {
      const lever = model.lever[id], runs = known[id] || [];
      const same = runs.find(function (each) { return each.setting === setting; });
      if (same) return { results: same.results, isExact: true };
      if (!isDriving(lever)) return { results: ran(lever, setting), isExact: true };
      if (!isCurved(id)) return null;
      return { results: model.run(plan.area, Object.assign({}, plan.settings, { [id]: setting }), plan.values, curve(runs, setting)), isExact: false };
    }

    /* Of these outputs alone the results with one lever elsewhere, read off its curve; null where the model must be run. */
    function read(id, setting, outputs) {
      const runs = known[id] || [], modules = outputs.map(function (output) { return model.output[output].module; });
      if (!isCurved(id) || has(runs, setting) || modules.some(function (module) { return !(module in standing); })) return null;
      const shares = weights(runs, setting), found = {};
      outputs.forEach(function (output, i) {
        found[output] = { time: runs[0].results[output].time, value: mixed(runs, shares, modules[i], output) };
      });
      return found;
    }

    /* Whether a lever drives, and all of its runs have been made. */
    function isCurved(id) {
      return isDriving(model.lever[id]) && (known[id] || []).length > 0 && !waiting.some(function (each) { return each[0].id === id; });
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

    return { begin: begin, step: step, first: first, at: at, read: read, ends: ends, isFrom: isFrom };
  };
  x.curve = curve;
})(window.jsnaExplorer);
