/* What happens: tiles, the chart, the sentence. The line moves at once, numbers on the beat; the sentence waits until
   the reader pauses. */
"use strict";
(function (x) {
  const GRADES = "ABCD";
  const w = x.words;

  function text(selector, within) {
    const found = within.querySelector(selector), node = found && found.appendChild(document.createTextNode(""));
    return function (words) { if (node && node.data !== words) node.data = words; };
  }

  function indexAt(time, year) {
    let best = 0;
    for (let i = 1; i < time.length; i += 1) if (Math.abs(time[i] - year) < Math.abs(time[best] - year)) best = i;
    return best;
  }

  function yearWords(time) {
    const year = Math.floor(time + 1e-6), part = time - year;
    if (part < 0.04) return String(year);
    const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    return months[Math.min(11, Math.floor(part * 12 + 1e-6))] + " " + year;
  }

  /* The weakest grade among the levers that were moved and the assumptions that were changed. */
  function weakest(model, plan) {
    let worst = null;
    model.levers.forEach(function (lever) {
      if (plan.settings[lever.id] !== lever.neutral && (plan.assumed || lever.grade !== "D")) worst = worse(worst, lever);
    });
    model.assumptions.forEach(function (spec) { if (spec.id in plan.values) worst = worse(worst, spec); });
    return worst;
  }

  function worse(worst, each) {
    return !worst || GRADES.indexOf(each.grade) > GRADES.indexOf(worst.grade) ? each : worst;
  }

  x.results = function (model, heard) {
    const status = document.getElementById("x-status");
    const chart = x.draw.chart(document.getElementById("x-chart"));
    const show = document.getElementById("x-show"), when = document.getElementById("x-year");
    const whenSaid = document.getElementById("x-year-said"), sure = document.getElementById("x-sure");
    const subtitle = document.getElementById("x-subtitle"), mini = document.getElementById("x-mini");
    const miniSpark = x.draw.spark(mini.querySelector(".x-mini-line"));
    const miniName = text(".x-mini-name", mini), miniValue = text(".x-mini-value", mini), miniChange = text(".x-mini-change", mini);
    const tiles = {};
    let small = null;
    x.all("[data-output]").forEach(function (button) {
      const output = model.output[button.dataset.output];
      tiles[output.id] = {
        output: output, button: button, item: button.parentElement,
        value: text(".x-value", button), change: text(".x-change", button), changed: button.querySelector(".x-change"),
        spark: x.draw.spark(button.querySelector(".x-line"))
      };
      button.addEventListener("click", function () { heard.show(output.id); });
    });
    x.all("[data-group]").forEach(function (button) {
      button.addEventListener("click", function () { heard.group(button.dataset.group); });
    });
    const chartPlace = document.getElementById("x-chart"), hidden = new Set();
    const sight = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) { if (entry.isIntersecting) hidden.delete(entry.target); else hidden.add(entry.target); });
    });
    sight.observe(chartPlace);
    Object.keys(tiles).forEach(function (id) { sight.observe(tiles[id].item); });
    show.addEventListener("change", function () { heard.show(show.value); });
    when.addEventListener("input", function () { heard.when(Number(when.value)); });
    x.all("[data-view]").forEach(function (button) {
      button.addEventListener("click", function () { heard.view(button.dataset.view); });
    });
    /* The small result is seen once the chart has gone above the window; below it counts as in sight. */
    new IntersectionObserver(function (entries) {
      mini.classList.toggle("x-seen", !entries[entries.length - 1].isIntersecting);
    }, { rootMargin: "-120px 0px 100000px 0px" }).observe(document.getElementById("x-chart"));
    document.getElementById("x-chart").addEventListener("pointermove", function (event) {
      if (event.pointerType === "mouse") heard.hover(chart.from(event.clientX));
    });
    document.getElementById("x-chart").addEventListener("click", function (event) { heard.hover(chart.from(event.clientX)); });

    function outputOf(id) { return model.output[id]; }

    function isChartSeen() { return !hidden.has(chartPlace); }

    function isMiniSeen() { return mini.classList.contains("x-seen"); }

    /* The results whose lines are looked at. */
    function watched(state) {
      return [isChartSeen() && state.show, isMiniSeen() && small && small.id].filter(Boolean);
    }

    /* One frame of a moving lever, of `found` the results that are watched: these lines and nothing else; false where they
       do not fit what is drawn. */
    function follow(state, found) {
      return (!isChartSeen() || followChart(state, found[state.show])) && (!isMiniSeen() || (small !== null && miniSpark.follow(found[small.id])));
    }

    function followChart(state, own) {
      return chart.follow(own.time, state.view === "change" ? x.statistics.minus(own.value, state.own[state.show].value) : own.value);
    }

    /* The lines that are looked at, with all that stands around them. */
    function sketch(state) {
      if (isChartSeen()) drawChart(state, true);
      if (isMiniSeen()) drawMini(state, true);
    }

    /* Numbers and lines. While a lever moves, only those in sight. */
    function draw(state, isMoving) {
      Object.keys(tiles).forEach(function (id) {
        if (!tiles[id].item.hidden && !(isMoving && hidden.has(tiles[id].item))) tile(state, tiles[id]);
      });
      if (isMoving) sketch(state);
      else { drawChart(state); drawMini(state); }
    }

    function tile(state, each) {
      const own = state.results[each.output.id], base = state.own[each.output.id];
      const i = indexAt(own.time, state.at[each.output.module]);
      const value = own.value[i], change = value - base.value[i];
      each.value(w.amount(value, each.output));
      each.change(sign(change, value) + w.difference(change, each.output, value));
      each.changed.dataset.judged = w.judged(change, each.output, value);
      each.spark.show(base, own);
    }

    function sign(change, beside) {
      return w.isNothing(change, beside) ? "" : change > 0 ? "\u25b2 " : "\u25bc ";
    }

    /* The result that a plan changes most, in proportion; null where it changes none. */
    function mostChanged(state) {
      let most = null, share = 0;
      model.outputs.forEach(function (output) {
        const own = state.results[output.id], base = state.own[output.id];
        if (!own || output.money) return;
        const i = indexAt(own.time, state.at[output.module]), change = own.value[i] - base.value[i];
        const part = w.isNothing(change, base.value[i]) ? 0 : Math.abs(change) / (Math.abs(base.value[i]) + 1e-9);
        if (part > share) { share = part; most = output; }
      });
      return most;
    }

    function isTouched(state, output) {
      const own = state.results[output.id], i = indexAt(own.time, state.at[output.module]);
      return !w.isNothing(own.value[i] - state.own[output.id].value[i], own.value[i]);
    }

    /* The shown result; where the plan does not touch it, the one that it changes most. */
    function drawMini(state, isMoving) {
      const shown = outputOf(state.show), output = small = isTouched(state, shown) ? shown : mostChanged(state) || shown;
      const own = state.results[output.id], base = state.own[output.id];
      const i = indexAt(own.time, state.at[output.module]), value = own.value[i];
      miniName(output.title + ", " + yearWords(own.time[i]));
      miniValue(w.amount(value, output));
      miniChange(sign(value - base.value[i], value) + w.difference(value - base.value[i], output, value));
      miniSpark.show(base, own, isMoving ? output.id : "");
    }

    function lines(state, output) {
      const id = output.id, change = state.view === "change";
      const found = [], plain = state.base[id];
      function line(kind, name, series, from) {
        found.push({ kind: kind, name: name, time: series.time, value: change ? x.statistics.minus(series.value, from.value) : series.value });
      }
      if (change) found.push({ kind: "base", name: "No change", time: plain.time, value: new Float64Array(plain.value.length) });
      else line("base", "No change", plain, plain);
      if (state.isAssumed) line("assumed", change ? "Assumptions" : "Assumptions", state.own[id], plain);
      state.kept.forEach(function (each, i) {
        if (each.results && each.results[id]) line("kept-" + i, "ABC"[i], each.results[id], each.own[id]);
      });
      line("plan", "Your plan", state.results[id], state.own[id]);
      return found;
    }

    function bands(state, output) {
      if (!state.summary) return [];
      const q = state.view === "change" ? state.summary.change(output.id) : state.summary.level(output.id);
      const time = state.results[output.id].time;
      return [["band95", q.low95, q.high95], ["band80", q.low80, q.high80], ["band50", q.low50, q.high50]].map(function (each) {
        return { kind: each[0], time: time, low: each[1], high: each[2] };
      });
    }

    function drawChart(state, isMoving) {
      const output = outputOf(state.show), time = state.results[output.id].time;
      const i = indexAt(time, state.at[output.module]);
      chart.show({
        lines: lines(state, output), bands: bands(state, output), at: time[i], unit: output.id + state.view,
        zero: state.view === "change", isMoving: isMoving,
        ticks: function (value) {
          const size = Math.abs(value * output.scale);
          return (value < 0 ? "\u2212" : "") + w.number(Number(size.toPrecision(10)), output) + (output.words === "%" ? "%" : "");
        },
        year: function (value) { return String(value); },
        label: "Line chart: " + output.title + ", " + yearWords(time[0]) + " to " + yearWords(time[time.length - 1]) +
          ", with your plan and with no change. The sentence above and the table of numbers below say the same."
      });
    }

    /* What changes seldom: which output, year range, labels, which tiles there are. */
    function arrange(state) {
      const output = outputOf(state.show), time = state.base[output.id].time;
      arrangeGroups(state);
      Object.keys(tiles).forEach(function (id) {
        const each = tiles[id].output;
        tiles[id].item.hidden = !state.base[id] || (state.group === "" ? !each.isHeadline : each.group !== state.group);
        tiles[id].button.setAttribute("aria-pressed", String(id === output.id));
      });
      x.all("option", show).forEach(function (option) { option.hidden = option.disabled = !state.base[option.value]; });
      show.value = output.id;
      when.min = time[0];
      when.max = time[time.length - 1];
      when.step = time.length > 1 ? time[1] - time[0] : 1;
      when.value = state.at[output.module];
      x.all("[data-view]").forEach(function (button) { button.setAttribute("aria-pressed", String(button.dataset.view === state.view)); });
      x.all("[data-for-module]").forEach(function (part) { part.hidden = hasModule(state, part.dataset.forModule); });
      subtitle.textContent = output.title + (output.words ? " (" + output.words + ")" : "") + ", " + model.nameOf(state.plan.area) +
        (state.view === "change" ? ": difference from no change" : "");
      told(state);
    }

    /* Groups of results that this area has; the one in sight is pressed. */
    function arrangeGroups(state) {
      const has = function (name) { return model.outputs.some(function (output) { return output.group === name && state.base[output.id]; }); };
      if (state.group && !has(state.group)) state.group = "";
      x.all("[data-group]").forEach(function (button) {
        button.hidden = button.dataset.group !== "" && !has(button.dataset.group);
        button.setAttribute("aria-pressed", String(button.dataset.group === state.group));
      });
    }

    function hasModule(state, module) {
      return model.outputs.some(function (each) { return each.module === module && state.base[each.id]; });
    }

    function told(state) {
      const output = outputOf(state.show), time = state.base[output.id].time;
      const words = yearWords(time[indexAt(time, state.at[output.module])]);
      whenSaid.textContent = words;
      when.setAttribute("aria-valuetext", words);
    }

    /* One sentence or two, after a pause. */
    function say(state) {
      const parts = sentence(state);
      if (status.textContent !== parts.join(" ")) {
        status.replaceChildren(x.table.make("strong", parts[0]), " " + parts.slice(1).join(" "));
      }
      sure.textContent = state.summary ? "Shaded: where 50%, 80% and 95% of " + state.summary.count +
        " runs with drawn values lie." : "Shading follows in a moment.";
    }

    function sentence(state) {
      const output = outputOf(state.show), id = output.id, own = state.results[id];
      const i = indexAt(own.time, state.at[output.module]), value = own.value[i];
      const start = output.title + " in " + model.nameOf(state.plan.area) + ", " + yearWords(own.time[i]) + ": about " + w.amount(value, output);
      const parts = [];
      if (state.isNull) parts.push(start + (state.isAssumed ? ", with your assumptions." : ", if nothing changes."), level(state, id, i, output));
      else parts.push(start + ".", effect(state, id, i, output, value));
      if (state.isAssumed) {
        const shift = state.own[id].value[i] - state.base[id].value[i];
        parts.push("Your changed assumptions alone: " + w.difference(shift, output, value) + ".");
      }
      const worst = weakest(model, state.plan);
      if (worst) parts.push("Weakest evidence behind this: grade " + worst.grade + " (" + worst.title + ").");
      return parts.filter(Boolean);
    }

    function level(state, id, i, output) {
      if (!state.summary) return "";
      const q = state.summary.level(id);
      return "In 80% of runs it lies between " + w.bare(q.low80[i], output) + " and " + w.amount(q.high80[i], output) + ".";
    }

    function effect(state, id, i, output, value) {
      const change = value - state.own[id].value[i];
      if (w.isNothing(change, value)) return "Your plan makes no difference to this." + elsewhere(state);
      const words = "This is " + w.difference(change, output, value) + " than with no change" + (state.isAssumed ? " under the same assumptions" : "");
      if (!state.summary) return words + ".";
      const q = state.summary.change(id);
      const either = q.low80[i] < 0 && q.high80[i] > 0 ? "The range" : q.low95[i] < 0 && q.high95[i] > 0 ? "The range of 95% of runs" : "";
      return words + " (80% of runs: " + w.range(q.low80[i], q.high80[i], output) + ")." +
        (either && " " + either + " includes no difference at all: it could go either way.");
    }

    function elsewhere(state) {
      const most = mostChanged(state);
      if (!most) return "";
      const own = state.results[most.id], i = indexAt(own.time, state.at[most.module]);
      const change = own.value[i] - state.own[most.id].value[i];
      return " It changes most: " + most.title + ", " + w.difference(change, most, own.value[i]) + ".";
    }

    return { draw: draw, sketch: sketch, follow: follow, watched: watched, arrange: arrange, say: say, told: told, outputOf: outputOf };
  };
  x.time = { indexAt, yearWords };
  x.weakest = weakest;
})(window.jsnaExplorer);
