// The whole-system model. Written from data/model/ by jsna/simulation; do not edit the copy in a book.
(function () {
  "use strict";
  const model = "@MODEL@";
  const tables = "@TABLES@";
  const modules = "@MODULES@";

  // A series between its points, along straight lines; the last value holds on.
  function between(points, spacing, time) {
    const place = time / spacing;
    const before = Math.min(Math.floor(place), points.length - 2);
    const share = Math.min(place - before, 1);
    return points[before] + (points[before + 1] - points[before]) * share;
  }

  function finished(names, values, every) {
    const time = values.length ? values[0].map((_, moment) => moment * every) : new Float64Array(0);
    const outputs = {};
    names.forEach((name, at) => (outputs[name] = values[at]));
    return { time: time, outputs: outputs };
  }

  // Tables are kept as [value, times, value, times, ...] where that is shorter.
  function unpacked(table) {
    if (!table.repeated) return Float64Array.from(table);
    const values = [];
    for (let at = 0; at < table.repeated.length; at += 2) {
      for (let times = table.repeated[at + 1]; times > 0; times--) values.push(table.repeated[at]);
    }
    return Float64Array.from(values);
  }

  function number(value, otherwise) {
    return typeof value === "number" && isFinite(value) ? value : otherwise;
  }

  function settingOf(id, settings) {
    const lever = model.levers[id];
    return Math.min(lever.max, Math.max(lever.min, number(settings[id], lever.neutral)));
  }

  function leafOf(module, area, settings, values, results) {
    const leaf = {};
    for (const [name, id] of module.tables) leaf[name] = area.tables[id] || tables[id];
    for (const [name, id] of module.parameters) {
      leaf[name] = number(values[id], number(area.values[id], model.parameters[id].value));
    }
    for (const [name, id] of module.levers) leaf[name] = settingOf(id, settings);
    for (const link of module.links) {
      if (!results[link.module]) throw new Error(link.module + " must run before " + module.id);
      leaf[link.name] = results[link.module].outputs[link.output];
    }
    return leaf;
  }

  function same(one, other, names) {
    for (const name of names) if (one[name] !== other[name]) return false;
    return true;
  }

  // Runs one module. Tables and parameters are looked at again only when they change, and the
  // last few results are kept: moving a lever of one module does not run the other again.
  function runOne(module, leaf) {
    const fixed = [...module.tables, ...module.parameters].map((pair) => pair[0]);
    const moving = [...module.levers.map((pair) => pair[0]), ...module.links.map((link) => link.name)];
    const kept = module.kept || (module.kept = []);
    const found = kept.find((item) => same(item.leaf, leaf, moving) && same(item.leaf, leaf, fixed));
    if (found) return found.result;
    if (!module.prepared || !same(module.prepared, leaf, fixed)) module.functions.prepare(leaf);
    module.prepared = leaf;
    const result = module.functions.run(leaf);
    kept.unshift({ leaf: leaf, result: result });
    kept.length = Math.min(kept.length, 4);
    return result;
  }

  // Returns {module id: {time: Float64Array, outputs: {id: Float64Array}}} for the area's modules.
  // `known` holds results of modules that need not be run again.
  function run(area, settings, values, known) {
    const results = {};
    for (const module of modules) {
      if (known && known[module.id]) results[module.id] = known[module.id];
      else if (area.modules.includes(module.id)) {
        const leaf = leafOf(module, area, settings || {}, values || {}, results);
        results[module.id] = runOne(module, leaf);
      }
    }
    return results;
  }

  function hash(name) {
    let value = 2166136261;
    for (let at = 0; at < name.length; at++) {
      value = Math.imul(value ^ name.charCodeAt(at), 16777619);
    }
    return value >>> 0;
  }

  function mixed(word) {
    word ^= word >>> 16;
    word = Math.imul(word, 0x85ebca6b);
    word ^= word >>> 13;
    word = Math.imul(word, 0xc2b2ae35);
    return (word ^ (word >>> 16)) >>> 0;
  }

  function uniform(seed, name, index) {
    const stride = 0x9e3779b9;
    const start = mixed((hash(name) ^ seed) >>> 0);
    const first = mixed((start + Math.imul(2 * index + 1, stride)) >>> 0);
    const second = mixed((first + Math.imul(2 * index + 2, stride)) >>> 0);
    return ((first >>> 5) * 67108864 + (second >>> 6) + 0.5) / 9007199254740992;
  }

  const [near, middle, far] = "@COEFFICIENTS@";

  function ratio(x, coefficients) {
    let above = 0;
    let below = 0;
    for (let at = 0; at < coefficients[0].length; at++) {
      above = above * x + coefficients[0][at];
      below = below * x + coefficients[1][at];
    }
    return above / below;
  }

  // Wichura (1988), algorithm AS 241.
  function normal(share) {
    const centre = share - 0.5;
    if (Math.abs(centre) <= 0.425) return centre * ratio(0.180625 - centre * centre, near);
    const tail = Math.sqrt(-Math.log(centre < 0 ? share : 1 - share));
    const value = tail <= 5 ? ratio(tail - 1.6, middle) : ratio(tail - 5, far);
    return centre < 0 ? -value : value;
  }

  function logit(share) {
    return Math.log(share / (1 - share));
  }

  function onKnots(share, points) {
    const shares = "@KNOTS@";
    let at = 0;
    while (at < shares.length && shares[at] <= share) at++;
    if (at === 0) return points[0];
    if (at === shares.length) return points[at - 1];
    const slope = (points[at] - points[at - 1]) / (shares[at] - shares[at - 1]);
    return slope * (share - shares[at - 1]) + points[at - 1];
  }

  function quantile(prior, share) {
    const low = prior.low, value = prior.value, high = prior.high, width = 2 * 1.959963984540054;
    if (!(low < high)) return value;
    if (prior.shape === "uniform") return low + share * (high - low);
    if (prior.shape === "triangular") {
      if (share < (value - low) / (high - low)) return low + Math.sqrt(share * (high - low) * (value - low));
      return high - Math.sqrt((1 - share) * (high - low) * (high - value));
    }
    if (prior.shape === "lognormal") {
      return Math.exp(Math.log(value) + ((Math.log(high) - Math.log(low)) / width) * normal(share));
    }
    if (prior.shape === "logitnormal") {
      return 1 / (1 + Math.exp(-(logit(value) + ((logit(high) - logit(low)) / width) * normal(share))));
    }
    return onKnots(share, prior.knots);
  }

  // Returns one draw of every uncertain parameter, moved to the area's own figures; the reader's
  // own values stay as they are. The same seed and index always give the same draw.
  function draw(area, seed, index, values) {
    const drawn = {};
    for (const id in model.parameters) {
      const prior = model.parameters[id];
      const own = area.values[id];
      if (values && typeof values[id] === "number") drawn[id] = values[id];
      else if (prior.low < prior.high) {
        drawn[id] = quantile(prior, uniform(seed, id, index));
        if (typeof own === "number") {
          drawn[id] = prior.value ? drawn[id] * (own / prior.value) : own;
          if (prior.high <= 1) drawn[id] = Math.min(drawn[id], 1);
        }
      }
    }
    return drawn;
  }

  // Called by model/areas/<slug>.js with what the area brings.
  function area(slug, inputs) {
    const own = {};
    for (const name in inputs.tables) own[name] = Float64Array.from(inputs.tables[name]);
    const kept = Object.assign({}, inputs, { tables: own, values: inputs.values || {} });
    model.areas[slug] = kept;
    return kept;
  }

  for (const name in tables) tables[name] = unpacked(tables[name]);
  globalThis.jsnaModel = Object.assign(model, { areas: {}, area: area, run: run, draw: draw });
})();
