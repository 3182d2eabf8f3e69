/* Drawing: a line chart with bands, and a small line for a tile. SVG by hand; only paths change while a reader drags. */
"use strict";
(function (x) {
  const SVG = "http://www.w3.org/2000/svg";
  const TOP = 22, BOTTOM = 26, APART = 17;
  const LETTER = 7.6, ABOVE = -5, BELOW = 15, TALL = 12;

  function svg(name, attributes, parent) {
    const element = document.createElementNS(SVG, name);
    Object.keys(attributes || {}).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    if (parent) parent.append(element);
    return element;
  }

  /* Written only where it differs: even the same value again would have the browser draw again. */
  function put(element, values) {
    Object.keys(values).forEach(function (name) {
      const value = String(values[name]);
      if (element.getAttribute(name) !== value) element.setAttribute(name, value);
    });
  }

  function niceStep(span, wanted) {
    const rough = span / wanted, power = Math.pow(10, Math.floor(Math.log10(rough)));
    const lead = rough / power;
    return (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 2.5 ? 2.5 : lead <= 5 ? 5 : 10) * power;
  }

  /* Limits on round numbers. An axis begins at zero unless that would flatten everything. */
  function niceScale(low, high, wanted) {
    if (!(high > low)) { const pad = Math.abs(high) * 0.05 || 1; low -= pad; high += pad; }
    if (low > 0 && low < 0.4 * high) low = 0;
    if (high < 0 && high > 0.4 * low) high = 0;
    const step = niceStep(high - low, wanted);
    const first = Math.floor(low / step + 1e-9) * step, last = Math.ceil(high / step - 1e-9) * step;
    const ticks = [];
    for (let i = 0; i <= Math.round((last - first) / step); i += 1) ticks.push(Number((first + i * step).toPrecision(12)));
    return { low: first, high: last, ticks: ticks };
  }

  function limits(series) {
    let low = Infinity, high = -Infinity;
    series.forEach(function (each) {
      for (let i = 0; i < each.length; i += 1) {
        if (each[i] < low) low = each[i];
        if (each[i] > high) high = each[i];
      }
    });
    return [low, high];
  }

  /* To a tenth of a pixel. */
  function tenth(value) { return Math.round(value * 10) / 10; }

  function path(time, value, px, py) {
    let d = "";
    for (let i = 0; i < time.length; i += 1) d += (i ? "L" : "M") + tenth(px(time[i])) + " " + tenth(py(value[i]));
    return d;
  }

  function area(time, low, high, px, py) {
    let d = path(time, high, px, py);
    for (let i = time.length - 1; i >= 0; i -= 1) d += "L" + tenth(px(time[i])) + " " + tenth(py(low[i]));
    return d + "Z";
  }

  /* Labels that would touch are moved apart, in their order, inside the plot. */
  function apart(places, top, bottom) {
    const order = places.map(function (_, i) { return i; }).sort(function (a, b) { return places[a] - places[b]; });
    const moved = places.slice();
    order.forEach(function (index, i) {
      const floor = i ? moved[order[i - 1]] + APART : top;
      moved[index] = Math.max(moved[index], floor);
    });
    for (let i = order.length - 1, ceiling = bottom; i >= 0; i -= 1) {
      moved[order[i]] = Math.min(moved[order[i]], ceiling);
      ceiling = moved[order[i]] - APART;
    }
    return moved;
  }

  function scaleOf(from, to, start, end) {
    const factor = to > from ? (end - start) / (to - from) : 0;
    return function (value) { return start + (value - from) * factor; };
  }

  /* Whole years: the first, the last, and round ones between that have room. */
  function yearTicks(first, last, room) {
    const from = Math.ceil(first - 1e-9), to = Math.floor(last + 1e-9);
    const step = Math.max(1, niceStep(last - first, Math.max(2, Math.floor(room / 80))));
    const apartBy = (last - first) * 48 / room, ticks = [from];
    for (let year = Math.ceil(from / step) * step; year < to; year += step) {
      if (year - from >= apartBy && to - year >= apartBy) ticks.push(year);
    }
    return to > from ? ticks.concat(to) : ticks;
  }

  /* Where the label of a tick at height `y` stands, so that no line crosses it: above, below, or nowhere (null).
     `heights` are the lines' heights where they pass the labels, as [upper, lower]. */
  function beside(y, heights, bottom) {
    const found = [ABOVE, BELOW].find(function (place) {
      const low = y + place + 3, high = y + place - TALL;
      return low < bottom && !heights.some(function (each) { return each[0] < low && each[1] > high; });
    });
    return found === undefined ? null : found;
  }

  /* Pieces of lines as [upper, lower] that begin left of `reach`. */
  function passing(lines, reach, px, py) {
    const found = [];
    lines.forEach(function (line) {
      for (let i = 1; i < line.time.length && px(line.time[i - 1]) <= reach; i += 1) {
        const one = py(line.value[i - 1]), two = py(line.value[i]);
        found.push([Math.min(one, two) - 2, Math.max(one, two) + 2]);
      }
    });
    return found;
  }

  function isWithin(value, axis) {
    const own = limits([value]);
    return own[0] >= axis.low && own[1] <= axis.high;
  }

  /* One chart in `host`. `show(picture)`: picture = {lines: [{kind, name, time, value}], bands: [{kind, time, low, high}],
     at, ticks(value), label, zero, isMoving}. While a lever moves the axis may widen and never narrows, so that it is
     seldom drawn again, and between two pictures `follow` moves the plan's line alone. */
  function chart(host) {
    const root = svg("svg", { role: "img", class: "x-svg" }, host);
    const grid = svg("g", { class: "x-grid", "aria-hidden": "true" }, root);
    const shades = svg("g", {}, root), marks = svg("g", {}, root);
    const scale = svg("g", { class: "x-grid" }, root);
    const rule = svg("line", { class: "x-at" }, root);
    const names = svg("g", { class: "x-names" }, root);
    const known = {};
    let width = 0, height = 0, right = 0, last = null, axis = "", held = null, plot = null;

    function part(name, kind, index, into) {
      const key = name + kind + index;
      known[key] = known[key] || svg(name, { class: "x-" + kind }, into);
      return known[key];
    }

    function measure() {
      width = Math.max(240, Math.round(host.clientWidth));
      height = width < 480 ? 230 : 310;
      right = width - (width < 480 ? 88 : 112);
      root.setAttribute("viewBox", "0 0 " + width + " " + height);
      root.setAttribute("width", width);
      root.setAttribute("height", height);
      axis = "";
      if (last) show(last);
    }

    function drawAxis(y, times, px, py, picture) {
      const words = y.ticks.map(picture.ticks);
      const lines = passing(picture.lines, LETTER * Math.max.apply(null, words.map(function (each) { return each.length; })), px, py);
      const places = y.ticks.map(function (tick) { return beside(py(tick), lines, height - BOTTOM + 1); });
      const key = [y.low, y.high, times[0], times[1], width, picture.unit, places].join("|");
      if (key === axis) return;
      axis = key;
      grid.replaceChildren();
      scale.replaceChildren();
      y.ticks.forEach(function (tick, i) {
        const line = svg("line", { x1: 0, x2: right, y1: py(tick), y2: py(tick) }, grid);
        if (tick === 0 && y.low < 0) line.setAttribute("class", "x-zero");
        if (places[i] !== null) svg("text", { x: 0, y: py(tick) + places[i] }, scale).textContent = words[i];
      });
      const ticks = yearTicks(times[0], times[1], right);
      ticks.forEach(function (year) {
        const end = px(year) > right - 18, start = px(year) < 18;
        svg("text", { x: px(year), y: height - 8, "text-anchor": end ? "end" : start ? "start" : "middle" }, grid).textContent = picture.year(year);
        svg("line", { x1: px(year), x2: px(year), y1: height - BOTTOM, y2: height - BOTTOM + 5, class: "x-tick" }, grid);
      });
    }

    function show(picture) {
      last = picture;
      if (!width) { measure(); return; }
      const times = [picture.lines[0].time[0], picture.lines[0].time[picture.lines[0].time.length - 1]];
      const own = limits([].concat.apply([], picture.bands.map(function (band) { return [band.low, band.high]; }))
        .concat(picture.lines.map(function (line) { return line.value; }), picture.zero ? [[0]] : [], picture.span ? [picture.span] : []));
      const span = picture.isMoving && held && held.unit === picture.unit ? limits([own, held.span]) : own;
      held = { unit: picture.unit, span: span };
      const y = niceScale(span[0], span[1], 4);
      const px = scaleOf(times[0], times[1], 2, right);
      const py = scaleOf(y.low, y.high, height - BOTTOM, TOP);
      plot = { y: y, px: px, py: py };
      drawAxis(y, times, px, py, picture);
      const unused = new Set(Object.values(known));
      function use(element) {
        unused.delete(element);
        if (element.hasAttribute("display")) element.removeAttribute("display");
        return element;
      }
      picture.bands.forEach(function (band, i) {
        put(use(part("path", band.kind, i, shades)), { d: area(band.time, band.low, band.high, px, py) });
      });
      picture.lines.forEach(function (line) {
        put(use(part("path", line.kind, "", marks)), { d: path(line.time, line.value, px, py) });
      });
      const ends = picture.lines.map(function (line) { return py(line.value[line.value.length - 1]); });
      const places = apart(ends, TOP, height - BOTTOM);
      picture.lines.forEach(function (line, i) {
        const label = use(part("text", "name-" + line.kind, "", names));
        put(label, { x: right + 10, y: places[i] + 4 });
        if (label.textContent !== line.name) label.textContent = line.name;
        put(use(part("circle", "dot-" + line.kind, "", names)), { r: 3.5, cx: right, cy: ends[i] });
      });
      unused.forEach(function (element) { put(element, { display: "none" }); });
      put(rule, { x1: px(picture.at), x2: px(picture.at), y1: TOP, y2: height - BOTTOM });
      put(root, { "aria-label": picture.label });
    }

    /* The plan's line elsewhere in the picture of a moving lever; false where the whole picture must be drawn. */
    function follow(time, value) {
      if (!last || !last.isMoving || !isWithin(value, plot.y)) return false;
      put(part("path", "plan", "", marks), { d: path(time, value, plot.px, plot.py) });
      put(part("circle", "dot-plan", "", names), { cy: plot.py(value[value.length - 1]) });
      return true;
    }

    new ResizeObserver(function () {
      if (Math.round(host.clientWidth) !== width) measure();
    }).observe(host);
    return { show: show, follow: follow, from: function (clientX) {
      const box = root.getBoundingClientRect();
      return (clientX - box.left - 2) / (right - 2);
    } };
  }

  /* A tile's two lines: how it goes without change, and with the plan, which `follow` moves alone where it can. While
     the output `moving` moves, limits widen and never narrow. The ground never changes in size: layers are kept. */
  function spark(host) {
    const W = 120, H = 34;
    const root = svg("svg", { viewBox: "0 0 " + W + " " + H, "aria-hidden": "true", preserveAspectRatio: "none", class: "x-spark" }, host);
    svg("rect", { width: W, height: H, fill: "transparent" }, root);
    const base = svg("path", { class: "x-base" }, root), own = svg("path", { class: "x-plan" }, root);
    let axis = null, span = null, px = null, py = null, held = "";

    function show(baseline, plan, moving) {
      span = limits([baseline.value, plan.value].concat(moving && moving === held ? [span] : []));
      held = moving || "";
      const pad = (span[1] - span[0]) * 0.12 || Math.abs(span[1]) * 0.1 || 1;
      axis = { low: span[0] - pad, high: span[1] + pad };
      px = scaleOf(baseline.time[0], baseline.time[baseline.time.length - 1], 2, W - 2);
      py = scaleOf(axis.low, axis.high, H - 2, 2);
      put(base, { d: path(baseline.time, baseline.value, px, py) });
      put(own, { d: path(plan.time, plan.value, px, py) });
    }

    function follow(plan) {
      if (!axis || !isWithin(plan.value, axis)) return false;
      put(own, { d: path(plan.time, plan.value, px, py) });
      return true;
    }

    return { show: show, follow: follow };
  }

  x.draw = { chart, spark, svg, put, niceScale, apart, beside };
})(window.jsnaExplorer);
