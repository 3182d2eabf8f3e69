/* How sure: many runs with drawn parameters, in slices so that the page stays quick, and what they say. */
"use strict";
(function (x) {
  const SLICE = 10; // milliseconds of work between two breaths
  const LEAST = 3.5; // so many standard errors: of a hundred inputs that do nothing, none is likely to pass
  const QUANTILES = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];

  function now() { return performance.now(); }

  /* Call step() in slices until it returns false; returns a function that stops it. Between two slices
     the browser draws and hears the reader; a message comes back sooner than any timer. */
  function inSlices(step, ended) {
    const channel = new MessageChannel();
    let isStopped = false;
    channel.port1.onmessage = function () {
      const until = now() + SLICE;
      while (!isStopped) {
        if (step() === false) { isStopped = true; ended(); return; }
        if (now() >= until) break;
      }
      if (!isStopped) channel.port2.postMessage(0);
    };
    channel.port2.postMessage(0);
    return function () { isStopped = true; channel.port1.close(); };
  }

  /* Linear between neighbours, as NumPy's default; `sorted` is in ascending order. */
  function quantile(sorted, share) {
    const place = (sorted.length - 1) * share, below = Math.floor(place);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
  }

  /* For each quantile one array over time. `rows` are arrays over time, one for each draw. */
  function quantiles(rows) {
    const length = rows[0].length;
    const found = QUANTILES.map(function () { return new Float64Array(length); });
    const column = new Float64Array(rows.length);
    for (let t = 0; t < length; t += 1) {
      for (let i = 0; i < rows.length; i += 1) column[i] = rows[i][t];
      column.sort();
      for (let q = 0; q < QUANTILES.length; q += 1) found[q][t] = quantile(column, QUANTILES[q]);
    }
    return { low95: found[0], low80: found[1], low50: found[2], middle: found[3], high50: found[4], high80: found[5], high95: found[6] };
  }

  function minus(one, two) {
    const out = new Float64Array(one.length);
    for (let t = 0; t < out.length; t += 1) out[t] = one[t] - two[t];
    return out;
  }

  function correlation(xs, ys) {
    const n = xs.length;
    let mx = 0, my = 0, sxy = 0, sxx = 0, syy = 0;
    for (let i = 0; i < n; i += 1) { mx += xs[i] / n; my += ys[i] / n; }
    for (let i = 0; i < n; i += 1) {
      sxy += (xs[i] - mx) * (ys[i] - my);
      sxx += (xs[i] - mx) * (xs[i] - mx);
      syy += (ys[i] - my) * (ys[i] - my);
    }
    return sxx > 0 && syy > 0 ? sxy / Math.sqrt(sxx * syy) : 0;
  }

  /* Runs with drawn parameters. Those without levers are kept, since every plan is held against them. */
  x.spread = function (model) {
    let keptFor = "", without = [], draws = [], plan = null, isNull = true, withPlan = [], done = 0;

    function begin(next) {
      const key = next.area + JSON.stringify(next.values);
      if (key !== keptFor) { keptFor = key; without = []; draws = []; }
      plan = next;
      isNull = x.plan.isSame(model, plan.settings, {});
      withPlan = [];
      done = 0;
    }

    /* One more draw; false when there are `count`. */
    function step(count) {
      if (done >= count) return false;
      const i = done, values = draws[i] = draws[i] || model.draw(plan.area, i, plan.values);
      without[i] = without[i] || model.run(plan.area, model.neutral, values);
      withPlan[i] = isNull ? without[i] : model.run(plan.area, plan.settings, values);
      done += 1;
      return true;
    }

    /* Quantiles are worked out when asked for, since one output is looked at at a time. */
    function summary() {
      const known = {}, count = done, own = withPlan.slice(0, done), base = without;
      return {
        count: count,
        level: function (id) { return remembered("l" + id, function () { return quantiles(rows(own, id)); }); },
        change: function (id) { return remembered("c" + id, function () { return quantiles(changes(id)); }); },
        drives: function (id, at, ofChange) { return drives(ofChange ? changes(id) : rows(own, id), at); }
      };
      function remembered(key, make) { return known[key] = known[key] || make(); }
      function rows(results, id) { return results.map(function (each) { return each[id].value; }); }
      function changes(id) {
        return own.map(function (each, i) { return minus(each[id].value, base[i][id].value); });
      }
    }

    /* Inputs by how closely the result follows them, strongest first. */
    function drives(series, at) {
      const ys = series.map(function (each) { return each[at]; });
      return model.parameters.map(function (each) {
        const xs = ys.map(function (_, i) { return draws[i][each.id]; });
        return { parameter: each, strength: correlation(xs, ys) };
      }).filter(function (each) { return Math.abs(each.strength) > LEAST / Math.sqrt(ys.length); })
        .sort(function (one, two) { return Math.abs(two.strength) - Math.abs(one.strength); });
    }

    return { begin: begin, step: step, summary: summary };
  };
  x.statistics = { quantiles, quantile, correlation, minus, inSlices };
})(window.jsnaExplorer);
