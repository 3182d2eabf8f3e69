/* What the pages do beyond links: switchers and charts to explore.
   Without this script every chart, table, link and list is still there. */
"use strict";
(function () {
  var doc = document;
  var root = doc.body.dataset.root || "";
  doc.documentElement.classList.add("js");

  function make(name, attributes, words) {
    var element = doc.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) {
      element.setAttribute(key, attributes[key]);
    });
    if (words) element.textContent = words;
    return element;
  }

  function all(selector, within) {
    return Array.prototype.slice.call((within || doc).querySelectorAll(selector));
  }

  /* The contents list stands open beside the text and closed above it. */
  all("details.toc").forEach(function (toc) {
    toc.open = window.matchMedia("(min-width: 68em)").matches;
  });

  /* A link to a long table opens it. */
  function unfold() {
    var target = location.hash && doc.getElementById(location.hash.slice(1));
    var rows = target && target.querySelector("details.rows");
    if (rows) rows.open = true;
  }
  window.addEventListener("hashchange", unfold);
  unfold();

  /* A list of links becomes a select and a button; the section being read is kept. */
  function sectionInView() {
    var found = window.scrollY < 200 ? "" : location.hash;
    all(".content section[id], .content figure[id]").forEach(function (part) {
      if (window.scrollY > 200 && part.getBoundingClientRect().top < 120) found = "#" + part.id;
    });
    return found || location.hash;
  }

  all("details.switch").forEach(function (details) {
    var words = details.dataset.go;
    var form = make("form", { class: "switch" });
    var select = make("select", { "aria-label": words });
    select.append(make("option", { value: "" }, words));
    all("a", details).forEach(function (a) {
      if (a.hasAttribute("aria-current")) return;
      select.append(make("option", { value: a.getAttribute("href") }, a.textContent));
    });
    form.append(select, make("button", { type: "submit", "aria-label": "Go: " + words }, "Go"));
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      if (select.value) location.href = select.value + sectionInView();
      else select.focus();
    });
    details.replaceWith(form);
  });

  /* Printed pages name the address they came from. */
  all(".address").forEach(function (place) {
    if (/^http/.test(location.protocol)) place.textContent = location.href.split("#")[0];
  });

  /* Charts: the drawing stays until the reader asks, and whenever anything goes wrong. */
  var library;
  function load(address, name) {
    return new Promise(function (done, failed) {
      var script = make("script", { src: address });
      script.onload = function () { done(window[name]); };
      script.onerror = failed;
      doc.head.append(script);
    });
  }

  function loadLibrary() {
    library = library || load(root + "assets/vega.js", "jsnaVega");
    return library;
  }

  var tip = make("div", { class: "tip", hidden: "" });
  doc.body.append(tip);

  function showTip(words, x, y) {
    tip.hidden = !words;
    tip.textContent = words || "";
    var room = doc.documentElement.clientWidth - tip.offsetWidth - 8;
    tip.style.left = Math.max(8, Math.min(x + 14, room)) + "px";
    tip.style.top = Math.max(8, y - tip.offsetHeight - 12) + "px";
  }

  function tipWords(value) {
    if (value === null || value === undefined) return "";
    if (typeof value !== "object") return String(value);
    return Object.keys(value).map(function (key) { return key + ": " + value[key]; }).join("\n");
  }

  function tooltip(handler, event, item, value) {
    showTip(tipWords(value), event.clientX, event.clientY);
  }

  /* Arrow keys walk through the marks of a live chart and say what each shows. */
  function walkMarks(live, said) {
    var seen = {}, at = -1;
    var marks = all("svg *", live).filter(function (mark) {
      var words = mark.__data__ && tipWords(mark.__data__.tooltip); // Vega keeps each mark's data there
      if (!words || seen[words]) return false;
      return (seen[words] = true);
    });
    live.addEventListener("keydown", function (event) {
      var step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") showTip("");
      if (!step || !marks.length) return;
      event.preventDefault();
      at = at < 0 ? (step < 0 ? marks.length - 1 : 0) : (at + step + marks.length) % marks.length;
      var box = marks[at].getBoundingClientRect();
      said.textContent = tipWords(marks[at].__data__.tooltip);
      showTip(said.textContent, box.left + box.width / 2, box.top);
    });
    live.addEventListener("blur", function () { showTip(""); });
  }

  function prepare(figure) {
    var host = figure.querySelector(".chart");
    var button = figure.querySelector(".explore");
    if (!host || !button) return;
    var picture = host.querySelector("picture");
    var live, waiting, timer;

    function explore() {
      if (waiting) return waiting;
      var layout = window.matchMedia("(max-width: 600px)").matches ? "phone" : "wide";
      var size = host.querySelector("img").getBoundingClientRect();
      host.style.minHeight = host.offsetHeight + "px";
      live = make("div", { class: "live", role: "img", "aria-label": host.dataset.alt, tabindex: "0" });
      var said = make("p", { class: "vh", role: "status" });
      live.style.maxWidth = size.width + "px";
      var inner = live.appendChild(make("div", { "aria-hidden": "true" })); // the label says it
      host.append(live, said);
      waiting = Promise.all([loadLibrary(), load(host.dataset[layout], "jsnaChart")]).then(function (both) {
        return both[0].embed(inner, both[1], {
          mode: "vega-lite", ast: true, renderer: "svg", actions: false, tooltip: tooltip
        });
      }).then(function () {
        walkMarks(live, said);
        picture.hidden = true;
        live.classList.add("ready");
        figure.dataset.live = "yes";
      }).catch(function () {
        live.remove();
        said.remove();
        live = null;
        figure.dataset.live = "failed";
      });
      return waiting;
    }

    button.addEventListener("click", function () {
      explore().then(function () { if (live) live.focus(); });
    });
    button.addEventListener("focus", explore);
    host.addEventListener("touchstart", explore, { passive: true, once: true });
    host.addEventListener("pointerenter", function () { timer = setTimeout(explore, 150); });
    host.addEventListener("pointerleave", function () { clearTimeout(timer); });
  }
  all("figure.fig").forEach(prepare);
})();
