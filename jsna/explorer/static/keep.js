/* Keeping plans: by name, as a link, as a file; and taking the numbers away as CSV or on paper. */
"use strict";
(function (x) {
  const w = x.words, make = x.table.make;

  function save(name, type, text) {
    const link = make("a", "", { download: name });
    link.href = URL.createObjectURL(new Blob([text], { type: type }));
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  }

  /* A text cell that a spreadsheet cannot take for a formula. */
  function cell(value) {
    if (typeof value === "number") return String(value);
    const words = String(value), safe = /^[=+\-@\t\r]/.test(words) ? "'" + words : words;
    return /[",\n]/.test(safe) ? '"' + safe.replace(/"/g, '""') + '"' : safe;
  }

  function csv(rows) {
    return rows.map(function (row) { return row.map(cell).join(","); }).join("\r\n") + "\r\n";
  }

  function csvRows(model, state) {
    const rows = [["area", "model_version", "output_id", "output", "unit", "time", "no_change", "no_change_with_assumptions", "plan", "difference",
      "plan_lower_95", "plan_upper_95", "difference_lower_95", "difference_upper_95", "status"]];
    model.outputs.forEach(function (output) {
      const own = state.results[output.id];
      if (!own) return;
      const level = state.summary && state.summary.level(output.id), change = state.summary && state.summary.change(output.id);
      for (let i = 0; i < own.time.length; i += 1) {
        rows.push([model.nameOf(state.plan.area), model.version, output.id, output.title, output.words || output.unit, own.time[i],
          state.base[output.id].value[i], state.own[output.id].value[i], own.value[i], own.value[i] - state.own[output.id].value[i],
          level ? level.low95[i] : "", level ? level.high95[i] : "", change ? change.low95[i] : "", change ? change.high95[i] : "", "modelled"]);
      }
    });
    return rows;
  }

  x.keep = function (model, heard) {
    function at(id) { return document.getElementById(id); }
    const list = at("x-kept"), name = at("x-keep-name"), button = at("x-keep"), table = at("x-compare");

    let listed = "";

    button.addEventListener("click", function () {
      const why = x.idle.whyResting(button);
      if (why) { heard.told([why]); return; }
      heard.keep(name.value);
      name.value = "";
    });
    name.addEventListener("keydown", function (event) { if (event.key === "Enter") { event.preventDefault(); button.click(); } });
    at("x-copy").addEventListener("click", function () {
      const link = at("x-link");
      link.select();
      const done = function () { heard.told(["The link is copied."]); };
      if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(link.value).then(done, function () {});
      else if (document.execCommand("copy")) done();
    });
    at("x-save").addEventListener("click", function () {
      const state = heard.state();
      const plans = state.kept.length ? state.kept : [{ name: "Your plan", plan: state.plan }];
      save("plans.json", "application/json", x.plan.toFile(model, plans));
    });
    at("x-open").addEventListener("change", function (event) {
      const file = event.target.files[0];
      if (!file) return;
      if (file.size > 100000) { heard.told(["This file is too large to be a file of plans."]); return; }
      file.text().then(function (text) { heard.opened(x.plan.fromFile(model, text, heard.state().plan.area)); event.target.value = ""; });
    });
    at("x-csv").addEventListener("click", function () {
      save("model-" + heard.state().plan.area + ".csv", "text/csv", csv(csvRows(model, heard.state())));
    });
    at("x-print").addEventListener("click", function () { window.print(); });

    /* Written again only where it differs, so that a button in it keeps the focus. */
    function listKept(state) {
      const names = JSON.stringify(state.kept.map(function (each) { return each.name; }));
      if (names === listed) return;
      listed = names;
      list.replaceChildren.apply(list, state.kept.map(function (each, i) {
        const item = make("li");
        const again = make("button", "Show", { type: "button", "aria-label": "Show the plan " + each.name });
        const away = make("button", "Remove", { type: "button", "aria-label": "Remove the plan " + each.name });
        again.addEventListener("click", function () { heard.showKept(i); });
        away.addEventListener("click", function () { heard.remove(i); name.focus(); });
        item.append(make("span", "ABC"[i], { class: "x-letter", "data-letter": String(i), "aria-hidden": "true" }), make("span", each.name, { class: "x-kept-name" }), again, away);
        return item;
      }));
    }

    function show(state) {
      listKept(state);
      const isFull = state.kept.length >= x.MOST_KEPT;
      x.idle.rest(button, isFull ? at("x-keep-full").textContent : "");
      at("x-keep-full").hidden = !isFull;
      compare(state);
    }

    /* Every plan side by side, each against no change under its own assumptions. */
    function compare(state) {
      table.closest(".scroll").hidden = !state.kept.length;
      if (!state.kept.length) return;
      x.table.head(table, ["Result", "No change", "Your plan"].concat(state.kept.map(function (each) { return each.name; })));
      x.table.fill(table.tBodies[0], model.outputs.filter(function (output) { return state.results[output.id] && output.isHeadline; }).map(function (output) {
        const id = output.id, i = x.time.indexAt(state.base[id].time, state.at[output.module]);
        const year = x.time.yearWords(state.base[id].time[i]);
        return [output.title + ", " + year, w.amount(state.base[id].value[i], output), both(state.results[id], state.own[id], i, output)]
          .concat(state.kept.map(function (each) { return both(each.results[id], each.own[id], i, output); }));
      }));
    }

    function both(series, base, i, output) {
      const cell = document.createDocumentFragment(), change = series.value[i] - base.value[i];
      cell.append(w.amount(series.value[i], output), make("span", w.difference(change, output, series.value[i]), { class: "x-beside" }));
      return cell;
    }

    function link(words) { at("x-link").value = words; }

    return { show: show, link: link };
  };
  x.csv = { rows: csvRows, text: csv };
})(window.jsnaExplorer);
