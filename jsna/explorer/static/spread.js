/* How sure: many runs with drawn parameters, in slices so that the page stays quick, and what they say. */
"use strict";
(function (x) {
  const SLICE = 10; // milliseconds of work between two breaths
  const QUANTILES = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];

  function now() { return performance.now(); }

  /* Call step(0), step(1) … in slices until it returns false; returns a function that stops it. */
  function inSlices(step, ended) {
    let at = 0, timer = 0;
    function slice() {
      const until = now() + SLICE;
      do {
        if (step(at) === false) { ended(); return; }
        at += 1;
      } while (now() < until);
      timer = setTimeout(slice, 0);
    }
    timer = setTimeout(slice, 0);
    return function () { clearTimeout(timer); };
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

  /* Draws by area and changed assumptions; runs without levers are kept, since every plan is held against them. */
  x.spread = function (model, count) {
    let stop = function () {};
    let keptFor = "", without = [], draws = [];

    function start(plan, told, ended) {
      stop();
      const key = plan.area + JSON.stringify(plan.values);
      if (key !== keptFor) { keptFor = key; without = []; draws = []; }
      const base = without, isNull = x.plan.isSame(model, plan.settings, {});
      const withPlan = isNull ? base : [];
      const marks = [Math.min(40, count), count];
      stop = inSlices(function (i) {
        if (i >= count) return false;
        const values = draws[i] = draws[i] || model.draw(plan.area, i, plan.values);
        if (!base[i]) base[i] = model.run(plan.area, model.neutral, values);
        if (!isNull) withPlan[i] = model.run(plan.area, plan.settings, values);
        if (marks.indexOf(i + 1) >= 0) told(summary(withPlan.slice(0, i + 1), base.slice(0, i + 1), i + 1));
        return true;
      }, ended || function () {});
    }

    /* Quantiles are worked out when asked for, since one output is looked at at a time. */
    function summary(withPlan, base, count) {
      const known = {};
      return {
        count: count,
        level: function (id) { return remembered("l" + id, function () { return quantiles(rows(withPlan, id)); }); },
        change: function (id) { return remembered("c" + id, function () { return quantiles(changes(id)); }); },
        drives: function (id, at, ofChange) { return drives(ofChange ? changes(id) : rows(withPlan, id), at); }
      };
      function remembered(key, make) { return known[key] = known[key] || make(); }
      function rows(results, id) { return results.map(function (each) { return each[id].value; }); }
      function changes(id) {
        return withPlan.map(function (each, i) { return minus(each[id].value, base[i][id].value); });
      }
    }

    /* Inputs by how closely the result follows them, strongest first. */
    function drives(series, at) {
      const ys = series.map(function (each) { return each[at]; });
      return model.parameters.map(function (each) {
        const xs = ys.map(function (_, i) { return draws[i][each.id]; });
        return { parameter: each, strength: correlation(xs, ys) };
      }).filter(function (each) { return Math.abs(each.strength) > 2 / Math.sqrt(ys.length); })
        .sort(function (one, two) { return Math.abs(two.strength) - Math.abs(one.strength); });
    }

    return { start: start, stop: function () { stop(); } };
  };
  x.statistics = { quantiles, quantile, correlation, minus, inSlices };
})(window.jsnaExplorer);
