/* A plan: an area, the setting of every lever, and the assumptions that the reader changed.
   Links and files are strangers' input: only known names with finite numbers are read, and they are clamped. */
"use strict";
(function (x) {
  const LONGEST_NAME = 60;

  function has(object, key) {
    return Object.prototype.hasOwnProperty.call(object, key);
  }

  /* Within the limits, and on a step counted from the lower one. */
  function clamped(value, spec) {
    const inside = Math.min(spec.max, Math.max(spec.min, value));
    if (!spec.step) return inside;
    const steps = Math.round((inside - spec.min) / spec.step);
    const decimals = Math.max(0, Math.ceil(-Math.log10(spec.step)) + 2);
    return Math.min(spec.max, Number((spec.min + steps * spec.step).toFixed(decimals)));
  }

  function numberOf(text) {
    const value = typeof text === "number" ? text : typeof text === "string" && text.trim() !== "" ? Number(text) : NaN;
    return Number.isFinite(value) ? value : null;
  }

  function neutral(model) {
    const settings = {};
    model.levers.forEach(function (lever) { settings[lever.id] = lever.neutral; });
    return settings;
  }

  function fresh(model, area) {
    return { area: area, settings: neutral(model), values: {}, assumed: false };
  }

  /* What is wrong is left out and told; what is right is kept. */
  function checked(model, raw, home) {
    const told = [];
    const plan = fresh(model, home);
    const given = raw && typeof raw === "object" ? raw : {};
    if (has(given, "area") && model.areas.some(function (area) { return area.slug === given.area; })) plan.area = given.area;
    else if (has(given, "area")) told.push("The area is not known here; the page shows " + model.nameOf(home) + ".");
    plan.assumed = given.assumed === true || given.assumed === "1";
    take(model.levers, given.settings, function (lever, value) { plan.settings[lever.id] = value; }, told);
    take(model.assumptions, given.values, function (spec, value) {
      if (value !== spec.value) plan.values[spec.id] = value;
    }, told);
    return { plan: plan, told: told };
  }

  function take(specs, given, keep, told) {
    const known = {};
    let lost = 0;
    specs.forEach(function (spec) { known[spec.id] = spec; });
    Object.keys(given && typeof given === "object" ? given : {}).forEach(function (key) {
      const value = numberOf(given[key]);
      if (!has(known, key) || value === null) { lost += 1; return; }
      const kept = clamped(value, known[key]);
      if (Math.abs(kept - value) > 1e-9 * Math.max(1, Math.abs(value))) told.push(known[key].title + " was brought within its limits.");
      keep(known[key], kept);
    });
    if (lost) told.push(lost + (lost === 1 ? " setting" : " settings") + " could not be read and was left out.");
  }

  /* The message for another version, "" for this one; null refuses. */
  function versionWords(model, version) {
    if (version === model.version) return "";
    if (typeof version !== "string" || !/^\d+(\.\d+)*$/.test(version) || newer(version, model.version)) return null;
    return "This was made with version " + version + " of the model. This is version " + model.version +
      ". Settings that still exist were kept; results can differ.";
  }

  function newer(one, two) {
    const a = one.split(".").map(Number), b = String(two).split(".").map(Number);
    for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
      if ((a[i] || 0) !== (b[i] || 0)) return (a[i] || 0) > (b[i] || 0);
    }
    return false;
  }

  const REFUSED = "This was made with a version of the model that this page does not know. Nothing was read from it.";

  /* A link's part after "#", as {plan, told}; null where it holds no plan at all. */
  function fromLink(model, hash, home) {
    const parts = new URLSearchParams(String(hash).replace(/^#/, ""));
    if (!parts.has("v")) return null;
    const words = versionWords(model, parts.get("v"));
    if (words === null) return { plan: fresh(model, home), told: [REFUSED] };
    const raw = { settings: {}, values: {} };
    parts.forEach(function (value, key) {
      if (key === "area") raw.area = value;
      else if (key === "assumed") raw.assumed = value;
      else if (key.slice(0, 2) === "a.") raw.values[key.slice(2)] = value;
      else if (key !== "v") raw.settings[key] = value;
    });
    const found = checked(model, raw, home);
    if (words) found.told.unshift(words);
    return found;
  }

  function toLink(model, plan) {
    const parts = new URLSearchParams();
    parts.set("v", model.version);
    parts.set("area", plan.area);
    model.levers.forEach(function (lever) {
      if (plan.settings[lever.id] !== lever.neutral) parts.set(lever.id, String(plan.settings[lever.id]));
    });
    if (plan.assumed) parts.set("assumed", "1");
    Object.keys(plan.values).forEach(function (id) { parts.set("a." + id, String(plan.values[id])); });
    return "#" + parts.toString();
  }

  function named(name, number) {
    const words = typeof name === "string" ? name.replace(/\s+/g, " ").trim().slice(0, LONGEST_NAME) : "";
    return words || "Plan " + number;
  }

  function toFile(model, kept) {
    const plans = kept.map(function (each) {
      return { name: each.name, area: each.plan.area, settings: each.plan.settings, values: each.plan.values, assumed: each.plan.assumed };
    });
    return JSON.stringify({ kind: "jsna-plans", version: model.version, plans: plans }, null, 1) + "\n";
  }

  /* A file's text as {kept: [{name, plan}], told}. */
  function fromFile(model, text, home) {
    let content;
    try { content = JSON.parse(text); } catch (error) { content = null; }
    if (!content || content.kind !== "jsna-plans" || !Array.isArray(content.plans)) {
      return { kept: [], told: ["This file holds no plans. Choose a file that this page has saved."] };
    }
    const words = versionWords(model, content.version);
    if (words === null) return { kept: [], told: [REFUSED] };
    const told = words ? [words] : [];
    const kept = content.plans.slice(0, x.MOST_KEPT).map(function (raw, index) {
      const found = checked(model, raw, home);
      told.push.apply(told, found.told);
      return { name: named(raw && raw.name, index + 1), plan: found.plan };
    });
    if (content.plans.length > x.MOST_KEPT) told.push("Only the first " + x.MOST_KEPT + " plans were read.");
    return { kept: kept, told: told };
  }

  function isSame(model, settings, others) {
    return model.levers.every(function (lever) {
      const other = has(others, lever.id) ? others[lever.id] : lever.neutral;
      return Math.abs(settings[lever.id] - other) < 1e-9;
    });
  }

  /* The preset that these settings are, null for none of them. */
  function presetOf(model, settings) {
    const found = model.scenarios.find(function (each) { return isSame(model, settings, each.settings); });
    return found ? found.id : null;
  }

  function copy(plan) {
    return { area: plan.area, settings: Object.assign({}, plan.settings), values: Object.assign({}, plan.values), assumed: plan.assumed };
  }

  x.MOST_KEPT = 3;
  x.plan = { fresh, neutral, clamped, checked, fromLink, toLink, fromFile, toFile, presetOf, named, copy, isSame };
})(window.jsnaExplorer);
