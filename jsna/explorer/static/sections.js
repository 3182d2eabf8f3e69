/* The sections below: the same million, who pays and when, two areas apart, what drives this, the numbers. */
"use strict";
(function (x) {
  const w = x.words, MILLION = 1e6;

  function make(name, words, attributes) {
    const element = document.createElement(name);
    if (words !== undefined) element.textContent = words;
    Object.keys(attributes || {}).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    return element;
  }

  /* Fill a table's body: the first cell of a row is its header; a cell is words or an element. */
  function fill(body, rows) {
    body.replaceChildren.apply(body, rows.map(function (cells) {
      const row = make("tr");
      cells.forEach(function (cell, i) {
        const place = make(i ? "td" : "th", undefined, i ? {} : { scope: "row" });
        place.append(cell);
        row.append(place);
      });
      return row;
    }));
  }

  function head(table, words) {
    table.tHead.rows[0].replaceChildren.apply(table.tHead.rows[0], words.map(function (each) { return make("th", each, { scope: "col" }); }));
  }

  function bar(share, kind) {
    const outer = make("span", undefined, { class: "x-bar", "aria-hidden": "true" });
    const inner = make("span", undefined, { class: kind });
    inner.style.width = Math.max(1, 100 * Math.min(1, Math.abs(share))).toFixed(1) + "%";
    outer.append(inner);
    return outer;
  }

  function figure(words, share, kind) {
    const cell = document.createDocumentFragment();
    cell.append(make("span", words, { class: "x-figure" }), bar(share, kind));
    return cell;
  }

  function grade(each) {
    return make("span", each.grade, { class: "x-grade", "data-grade": each.grade, title: "Evidence: grade " + each.grade });
  }

  /* The setting that a sum buys each year, and what of the sum it takes: a lever has an end. */
  function bought(model, state, lever, sum) {
    const ends = [lever.max, lever.min].filter(function (end) { return end !== lever.neutral; });
    const found = ends.map(function (end) {
      const settings = Object.assign({}, model.neutral);
      settings[lever.id] = end;
      return { end: end, cost: model.cost(lever, model.run(state.plan.area, settings, state.plan.values), state.at[state.output.module]) };
    }).filter(function (each) { return each.cost; })
      .map(function (each) { return { end: each.end, cost: each.cost.pounds }; })
      .find(function (each) { return each.cost > 0; });
    if (!found) return null;
    const share = Math.min(1, sum / found.cost);
    return { setting: lever.neutral + share * (found.end - lever.neutral), cost: share * found.cost, isAll: share === 1 && found.cost < sum };
  }

  x.sections = function (model, facts, heard) {
    function at(id) { return document.getElementById(id); }

    /* The same million: one lever at a time, held against no change. The runs do not hang on the plan, so they are kept. */
    let levers = [], key = "", boughtBy = {};
    function begin(state) {
      const now = state.plan.area + JSON.stringify(state.plan.values) + state.at[state.output.module];
      if (now !== key) { key = now; boughtBy = {}; }
      levers = model.levers.filter(function (lever) { return lever.cost && (lever.grade !== "D" || state.plan.assumed); });
    }

    /* One lever; false when all were run. */
    function step(state) {
      const lever = levers.find(function (each) { return !(each.id in boughtBy); });
      if (!lever) { showMillion(state); return false; }
      const buys = bought(model, state, lever, MILLION), settings = Object.assign({}, model.neutral);
      if (buys) {
        settings[lever.id] = buys.setting;
        buys.results = model.run(state.plan.area, settings, state.plan.values);
      }
      boughtBy[lever.id] = buys;
      return true;
    }

    function showMillion(state) {
      const output = state.output;
      const rows = levers.filter(function (lever) { return boughtBy[lever.id]; }).map(function (lever) {
        const own = boughtBy[lever.id].results[output.id], base = state.own[output.id];
        const k = x.time.indexAt(own.time, state.at[output.module]);
        return { lever: lever, buys: boughtBy[lever.id], change: own.value[k] - base.value[k], beside: base.value[k] };
      });
      const better = output.better === "down" ? -1 : 1;
      const does = rows.filter(function (row) { return !w.isNothing(row.change, row.beside); });
      const most = Math.max.apply(null, does.map(function (row) { return Math.abs(row.change); }).concat(1e-300));
      does.sort(function (one, two) { return better * (two.change - one.change); });
      at("x-million-what").textContent = ": " + output.title;
      fill(at("x-million"), does.map(function (row) {
        const words = w.difference(row.change, output, row.beside);
        const kind = "x-" + (w.judged(row.change, output, row.beside) || "neither");
        const spent = row.buys.isAll ? w.money(w.significant(row.buys.cost, 2)) + ": as far as it goes" : "\u00a31 million";
        return [row.lever.title, figure(words, row.change / most, kind), spent, grade(row.lever)];
      }));
      const rest = rows.length - does.length;
      at("x-million-rest").textContent = rest ? rest + (rest === 1 ? " decision with a known cost makes" : " decisions with a known cost make") +
        " no difference to this result here." : "";
    }

    /* Who pays for what was moved, from when, and who gains; then the money over time. */
    function pays(state) {
      const moved = model.levers.filter(function (lever) { return state.plan.settings[lever.id] !== lever.neutral; });
      at("x-pays-none").hidden = moved.length > 0;
      at("x-pays").replaceChildren.apply(at("x-pays"), moved.map(function (lever) {
        return paid(lever, model.cost(lever, state.results, state.at[state.output.module]));
      }));
      const money = moved.length ? model.outputs.filter(function (output) { return output.money && state.results[output.id]; }) : [];
      const said = money.map(function (output) { return moneyWords(state, output); }).concat(money.length > 1 ? [together(state, money)] : []);
      at("x-money").replaceChildren.apply(at("x-money"), said.map(function (words) { return make("li", words); }));
    }

    function paid(lever, cost) {
      const item = make("li");
      const price = (!cost ? "Its cost here is not known. " : (cost.pounds < 0 ? "Saves " : "Costs ") +
        w.money(w.significant(Math.abs(cost.pounds), 2)) + " a year in " + x.time.yearWords(cost.time) + ". ") + "It acts " + lever.starts + ".";
      item.append(make("strong", lever.title), make("p", price), make("p", "Pays: " + lever.pays + ". Gains: " + lever.gains + "."));
      return item;
    }

    /* Pounds more than without the plan, added up to each moment of these results. */
    function addedUp(state, output) {
      const own = state.results[output.id], base = state.own[output.id], sums = [0];
      for (let i = 1; i < own.time.length; i += 1) {
        sums.push(sums[i - 1] + (own.value[i] - base.value[i]) * output.perYear * (own.time[i] - own.time[i - 1]));
      }
      return { time: own.time, sums: sums, last: sums[sums.length - 1], end: x.time.yearWords(own.time[own.time.length - 1]) };
    }

    function moneyWords(state, output) {
      const all = addedUp(state, output);
      if (Math.abs(all.last) < 0.5) return output.title + ": no difference.";
      return output.title + ": by " + all.end + " " + w.money(w.significant(Math.abs(all.last), 2)) + (all.last > 0 ? " more" : " less") + " in all.";
    }

    /* All money that the model counts, and when what is spent has come back. */
    function together(state, outputs) {
      const parts = outputs.map(function (output) { return addedUp(state, output); });
      const longest = parts.reduce(function (one, two) { return one.time.length >= two.time.length ? one : two; });
      const sums = longest.time.map(function (time) {
        return parts.reduce(function (sum, part) { return sum + part.sums[x.time.indexAt(part.time, time)]; }, 0);
      });
      const last = sums[sums.length - 1], spends = sums.findIndex(function (each) { return each > 0.5; });
      const back = sums.findIndex(function (each, i) { return spends >= 0 && i > spends && each < 0; });
      if (Math.abs(last) < 0.5) return "Together: no difference.";
      const start = "Together: by " + longest.end + " " + w.money(w.significant(Math.abs(last), 2)) + (last > 0 ? " more" : " less") + " in all. ";
      return start + (last > 0 ? "It does not pay for itself by then." : back >= 0 ? "It has paid for itself by " + x.time.yearWords(longest.time[back]) + "." : "");
    }

    /* Two areas, most and least deprived, under the same plan. */
    let isApart = false;
    const apartButton = at("x-gap-go");
    if (apartButton) apartButton.addEventListener("click", function () {
      if (x.idle.whyResting(apartButton)) return;
      x.idle.rest(apartButton, "The two are being read.");
      Promise.all([model.load(facts.gap.most), model.load(facts.gap.least)]).then(function () {
        const hadFocus = document.activeElement === apartButton;
        isApart = true;
        heard.again();
        if (hadFocus) at("x-gap").closest(".scroll").focus();
        apartButton.hidden = true;
      }, function (error) { x.idle.rest(apartButton, ""); heard.told([error.message]); });
    });

    function gap(state) {
      if (!isApart) return;
      const most = both(facts.gap.most, state), least = both(facts.gap.least, state);
      const rows = model.outputs.filter(function (output) {
        return most.own[output.id] && output.of !== output.id && (output.of || output.isRate);
      }).map(function (output) {
        const i = x.time.indexAt(most.own[output.id].time, state.at[output.module]);
        const a = share(most.own, output, i), b = share(least.own, output, i);
        const c = share(most.plan, output, i), d = share(least.plan, output, i);
        const per = output.of ? { words: "in 1,000", apart: "in 1,000", unit: "person" } : output;
        const before = Math.abs(a - b), after = Math.abs(c - d);
        return [output.title, turned(a, c, per), turned(b, d, per),
          w.isNothing(after - before, before) ? "the same" : (after < before ? "smaller by " : "wider by ") + w.size(after - before, per)];
      });
      at("x-gap").closest(".scroll").hidden = false;
      fill(at("x-gap"), rows);
    }

    function turned(before, after, output) {
      const cell = document.createDocumentFragment();
      cell.append(w.amount(after, output), make("span", "no change: " + w.bare(before, output), { class: "x-beside" }));
      return cell;
    }

    function both(slug, state) {
      return { own: model.run(slug, model.neutral, state.plan.values), plan: model.run(slug, state.plan.settings, state.plan.values) };
    }

    function share(results, output, i) {
      const value = results[output.id].value[i];
      return output.of ? 1000 * value / results[output.of].value[i] : value;
    }

    function drives(state) {
      const output = state.output;
      if (!state.summary) return;
      const time = state.results[output.id].time, i = x.time.indexAt(time, state.at[output.module]);
      const found = state.summary.drives(output.id, i, !state.isNull).slice(0, 8);
      at("x-drives-what").textContent = (state.isNull ? "" : "the difference in ") + output.title.charAt(0).toLowerCase() + output.title.slice(1);
      fill(at("x-drives"), found.map(function (each) {
        return [each.parameter.title, figure(each.strength > 0 ? "up with it" : "down with it", each.strength, each.strength > 0 ? "x-up" : "x-down"), grade(each.parameter)];
      }));
      at("x-drives-none").hidden = found.length > 0;
    }

    /* The chart as a table: the same numbers, year by year. */
    function numbers(state) {
      const table = at("x-numbers").closest("table"), output = state.output, id = output.id;
      const own = state.results[id], q = state.summary && state.summary.level(id);
      const kept = state.kept.filter(function (each) { return each.results && each.results[id]; });
      table.caption.textContent = output.title + ", " + model.nameOf(state.plan.area) + (output.words ? ", " + output.words : "");
      head(table, ["Year", "No change"].concat(state.isAssumed ? ["No change, your assumptions"] : [], ["Your plan", "80% of runs"], kept.map(function (each) { return each.name; })));
      const step = Math.max(1, Math.round(1 / ((own.time[1] - own.time[0]) || 1) / (output.module === "flow" ? 4 : 1)));
      const rows = [];
      for (let i = 0; i < own.time.length; i += step) {
        rows.push([x.time.yearWords(own.time[i]), w.bare(state.base[id].value[i], output)].concat(
          state.isAssumed ? [w.bare(state.own[id].value[i], output)] : [],
          [w.bare(own.value[i], output), q ? w.bare(q.low80[i], output) + " to " + w.bare(q.high80[i], output) : ""],
          kept.map(function (each) { return w.bare(each.results[id].value[i], output); })));
      }
      fill(at("x-numbers"), rows);
    }

    return { begin: begin, step: step, pays: pays, gap: gap, drives: drives, numbers: numbers };
  };
  x.table = { fill, head, make, bought };
})(window.jsnaExplorer);
