/* The model as this page meets it: what it declares, its areas, and its runs. */
"use strict";
(function (x) {
  /* `script` is what the model's own script gives (it runs); `facts` what the page says about it. */
  x.engine = function (script, facts, root) {
    const waiting = {};
    ["levers", "outputs"].forEach(function (kind) {
      facts[kind] = facts[kind].map(function (each) { return Object.assign({}, facts.usual, each); });
    });
    const model = {
      version: String(facts.version),
      levers: facts.levers,
      lever: byId(facts.levers),
      outputs: facts.outputs,
      output: byId(facts.outputs),
      parameters: uncertain(),
      assumptions: uncertain().filter(function (each) { return each.id in facts.assumptions; }),
      scenarios: facts.scenarios,
      areas: facts.areas,
      neutral: null,
      nameOf: nameOf,
      load: load,
      run: run,
      driving: driving,
      cost: cost,
      draw: function (area, index, values) { return script.draw(script.areas[area], facts.seed, index, values); }
    };
    const years = {}, parts = new WeakMap();
    model.neutral = x.plan.neutral(model);

    /* Parameters with limits, as the script declares them; those that we assume come with a step. */
    function uncertain() {
      const declared = script.parameters;
      return Object.keys(declared).filter(function (id) { return declared[id].low < declared[id].high; }).map(function (id) {
        const each = declared[id];
        const said = { id: id, title: each.title, grade: each.grade, value: each.value, min: each.low, max: each.high };
        return Object.assign({}, facts.usual, said, facts.assumptions[id]);
      });
    }

    function byId(list) {
      const found = Object.create(null);
      list.forEach(function (each) { found[each.id] = each; });
      return found;
    }

    function nameOf(slug) {
      const found = facts.areas.find(function (area) { return area.slug === slug; });
      return found ? found.name : "";
    }

    /* An area's numbers come as a script of their own, asked for once. */
    function load(slug) {
      if (script.areas[slug]) return Promise.resolve();
      waiting[slug] = waiting[slug] || new Promise(function (done, failed) {
        const element = document.createElement("script");
        element.src = root + "model/areas/" + encodeURIComponent(slug) + ".js";
        element.onload = function () { if (script.areas[slug]) done(); else failed(); };
        element.onerror = failed;
        document.head.append(element);
      }).catch(function () { delete waiting[slug]; throw new Error(facts.words.unread); });
      return waiting[slug];
    }

    /* Results by output: {time in calendar years, value}; outputs that the area lacks are absent.
       `known` holds modules that need not be run, as `driving` gives them. */
    function run(area, settings, values, known) {
      const found = {}, results = script.run(script.areas[area], settings, values, known);
      parts.set(found, results);
      Object.keys(results).forEach(function (module) {
        const time = calendar(module, results[module].time), outputs = results[module].outputs;
        Object.keys(outputs).forEach(function (id) { found[id] = { time: time, value: outputs[id] }; });
      });
      return found;
    }

    /* Of these results, the modules that no other drives. */
    function driving(results) {
      const whole = parts.get(results), found = {};
      Object.keys(whole).forEach(function (module) { if (!facts.modules[module].isDriven) found[module] = whole[module]; });
      return found;
    }

    function calendar(module, time) {
      const spec = facts.modules[module];
      years[module] = years[module] || time.map(function (each) { return spec.start + each / spec.perYear; });
      return years[module];
    }

    /* Pounds a year for a lever near a year of these results, as {pounds, time}; null where that is not known. */
    function cost(lever, results, year) {
      const series = lever.cost && results[lever.cost.output];
      if (!series) return null;
      const i = x.time.indexAt(series.time, year);
      return { pounds: series.value[i] * lever.cost.perYear, time: series.time[i] };
    }

    return model;
  };
})(window.jsnaExplorer);
