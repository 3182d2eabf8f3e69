/* What a reader moves: levers, assumptions, presets, the area. Each slider has a box for the same number. */
"use strict";
(function (x) {
  const ASSUMED = "This effect is only assumed. It moves once you let such decisions move, under Assumptions.";

  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  /* As a reader sees it: a share of 0.15 is 15. */
  function seen(value, spec) {
    return Number((value * spec.scale).toPrecision(10));
  }

  function settingWords(value, spec) {
    return String(seen(value, spec)).replace("-", "\u2212") + x.words.unit(spec.words);
  }

  /* A slider and its number box; `moved(value)` hears of both. While a pointer drags the slider its fill follows right
     after the line, and its words wait for `told()`, which the beat and the end of the drag call. Keys are answered in
     words at once. */
  function pair(element, spec, moved) {
    const slider = element.querySelector("input[type=range]"), box = element.querySelector("input[type=number]");
    const said = element.querySelector("output");
    let now = spec.neutral, isDragged = false, isBehind = false, isFilling = false;

    function percent(value) { return (100 * (value - spec.min) / (spec.max - spec.min || 1)) + "%"; }

    function show(value, besides) {
      now = value;
      if (slider !== besides) slider.value = value;
      tell(besides);
    }

    function fill() { slider.style.setProperty("--at", percent(now)); }

    /* Between this frame and the next, its style worked out here and now. */
    function fillNext() {
      if (isFilling) return;
      isFilling = true;
      x.whenFree(function () { isFilling = false; fill(); slider.getBoundingClientRect(); });
    }

    function tell(besides) {
      const isNeutral = now === spec.neutral, note = isNeutral ? "" : "changed";
      isBehind = false;
      fill();
      if (box !== besides) box.value = seen(now, spec);
      x.draw.put(slider, { "aria-valuetext": settingWords(now, spec) + (isNeutral ? ", no change" : "") });
      if (said.textContent !== note) said.textContent = note;
      element.classList.toggle("x-moved", !isNeutral);
    }

    function told() { if (isBehind) tell(); }

    slider.style.setProperty("--from", percent(spec.neutral));
    slider.addEventListener("pointerdown", function () { isDragged = true; });
    ["change", "keydown", "blur"].forEach(function (kind) {
      slider.addEventListener(kind, function () { isDragged = false; told(); });
    });
    slider.addEventListener("input", function () {
      if (x.idle.whyResting(slider)) { slider.value = now; return; }
      const value = x.plan.clamped(Number(slider.value), spec);
      now = value;
      isBehind = isDragged;
      if (isDragged) fillNext();
      else tell(slider);
      moved(value);
    });
    box.addEventListener("input", function () {
      if (x.idle.whyResting(box)) { box.value = seen(now, spec); return; }
      if (box.value === "" || !Number.isFinite(Number(box.value))) return;
      const value = x.plan.clamped(Number(box.value) / spec.scale, spec);
      show(value, box);
      moved(value);
    });
    box.addEventListener("change", function () { show(x.plan.clamped(Number(slider.value), spec)); });
    return { show: show, told: told, slider: slider, box: box, element: element };
  }

  x.controls = function (model, heard) {
    const levers = {}, assumed = document.getElementById("x-assumed");
    all("[data-lever]").forEach(function (element) {
      const spec = model.lever[element.dataset.lever];
      levers[spec.id] = pair(element, spec, function (value) { heard.lever(spec.id, value); });
      ["pointerenter", "focusin"].forEach(function (kind) { element.addEventListener(kind, function () { heard.held(spec.id); }); });
    });
    const values = {};
    all("[data-assumption]").forEach(function (element) {
      const spec = model.assumptions.find(function (each) { return each.id === element.dataset.assumption; });
      const neutral = Object.assign({}, spec, { neutral: spec.value });
      values[spec.id] = pair(element, neutral, function (value) { heard.value(spec.id, value); });
    });
    const presets = all("[data-preset]");
    presets.forEach(function (button) {
      button.addEventListener("click", function () { heard.preset(button.dataset.preset); });
    });
    all("[data-go]").forEach(function (button) {
      button.addEventListener("click", function () { area.focus(); heard.area(button.dataset.go); });
    });
    const area = document.getElementById("x-area");
    area.addEventListener("change", function () { heard.area(area.value); });
    assumed.addEventListener("change", function () { heard.assumed(assumed.checked); });
    all("[data-reset]").forEach(function (button) {
      button.addEventListener("click", function () {
        const why = x.idle.whyResting(button);
        if (why) heard.told([why]);
        else heard.reset(button.dataset.reset);
      });
    });

    /* Show a plan that did not come from the controls. */
    function show(plan) {
      model.levers.forEach(function (lever) { levers[lever.id].show(plan.settings[lever.id]); });
      model.assumptions.forEach(function (spec) {
        values[spec.id].show(spec.id in plan.values ? plan.values[spec.id] : spec.value);
      });
      area.value = plan.area;
      assumed.checked = plan.assumed;
      follow(plan);
    }

    /* The words of a lever that is dragged, as far as they are behind. */
    function told(id) { levers[id].told(); }

    /* What follows from a plan: the pressed preset, the count of moved levers, levers that rest. */
    function follow(plan) {
      const pressed = x.plan.presetOf(model, plan.settings);
      presets.forEach(function (button) { button.setAttribute("aria-pressed", String(button.dataset.preset === pressed)); });
      model.levers.forEach(function (lever) {
        const rests = lever.grade === "D" && !plan.assumed;
        [levers[lever.id].slider, levers[lever.id].box].forEach(function (part) { x.idle.rest(part, rests ? ASSUMED : ""); });
        levers[lever.id].element.classList.toggle("x-rests", rests);
      });
      all(".x-group").forEach(function (group) {
        const moved = all(".x-moved", group).length, said = group.querySelector(".x-count");
        if (said) {
          const words = moved ? moved + " changed" : String(all("[data-lever], [data-assumption]", group).length);
          if (said.textContent !== words) said.textContent = words;
          said.classList.toggle("x-some", moved > 0);
        }
      });
      all("[data-reset]").forEach(function (button) {
        const isLevers = button.dataset.reset === "settings";
        const isNone = isLevers ? x.plan.isSame(model, plan.settings, {}) : !Object.keys(plan.values).length;
        x.idle.rest(button, isNone ? "No " + (isLevers ? "decision" : "assumption") + " is changed, so there is nothing to undo." : "");
      });
    }

    /* Whether a lever's group stands open. */
    function isOpen(id) {
      return levers[id].element.closest("details").open;
    }

    /* Say under a lever why it does nothing here; "" takes the words away. */
    function idle(id, words) {
      const place = levers[id].element.querySelector(".x-idle");
      place.textContent = words;
      place.hidden = !words;
    }

    return { show: show, told: told, follow: follow, idle: idle, isOpen: isOpen };
  };
  x.all = all;
})(window.jsnaExplorer);
