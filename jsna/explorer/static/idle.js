/* A control that can do nothing now stays where the keyboard finds it and says why. */
"use strict";
(function (x) {
  /* Words of why a part can do nothing; "" lets it work again. */
  function rest(part, why) {
    if ((part.getAttribute("aria-disabled") === "true") === (why !== "") && part.title === why) return;
    if (why) part.setAttribute("aria-disabled", "true");
    else part.removeAttribute("aria-disabled");
    part.title = why;
  }

  function whyResting(part) {
    return part.getAttribute("aria-disabled") === "true" ? part.title : "";
  }

  function hasModule(model, state, module) {
    return model.outputs.some(function (output) { return output.module === module && state.base[output.id]; });
  }

  function differs(model, one, two) {
    return model.outputs.some(function (output) {
      const own = one[output.id], other = two[output.id];
      return own && !output.money && own.value.some(function (value, i) { return !x.words.isNothing(value - other.value[i], value); });
    });
  }

  /* Why a lever changes nothing here, or nothing more; "" where it does. `ends` are runs at its ends. */
  function why(model, facts, state, lever, ends) {
    if (lever.grade === "D" && !state.plan.assumed) return facts.words.rests;
    const absent = lever.modules.filter(function (module) { return !hasModule(model, state, module); });
    if (absent.length === lever.modules.length) return facts.modules[absent[0]].elsewhere;
    const reason = lever.idle ? " " + lever.idle : "", setting = state.plan.settings[lever.id];
    const does = ends.filter(function (each) { return differs(model, state.results, each.results); });
    if (!does.length) return "This changes nothing here now." + reason;
    const further = ends.filter(function (each) { return (each.setting - setting) * (setting - lever.neutral) > 0; });
    return further.length && !further.some(function (each) { return does.indexOf(each) >= 0; })
      ? "Going further changes nothing." + reason : "";
  }

  x.idle = { rest, whyResting, hasModule, why };
})(window.jsnaExplorer);
