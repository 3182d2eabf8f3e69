/* Numbers in words. A difference is never said to more than two significant figures. */
"use strict";
window.jsnaExplorer = {};
(function (x) {
  const COUNTED = { person: 1, bed: 1, contact: 1, package: 1, place: 1 };

  const FORMATS = {};

  function significant(value, digits) {
    if (!Number.isFinite(value) || value === 0) return 0;
    const step = Math.pow(10, Math.floor(Math.log10(Math.abs(value))) + 1 - digits);
    return step >= 1 ? Math.round(value / step) * step : Math.round(value / step) / Math.round(1 / step);
  }

  function plain(value) {
    const size = Math.abs(value);
    const places = size === 0 || size >= 100 ? 0 : Math.min(4, Math.max(0, 2 - Math.floor(Math.log10(size))));
    FORMATS[places] = FORMATS[places] || new Intl.NumberFormat("en-GB", { maximumFractionDigits: places });
    return FORMATS[places].format(size);
  }

  function money(size) {
    if (size >= 1e9) return "\u00a3" + plain(size / 1e9) + " billion";
    if (size >= 1e6) return "\u00a3" + plain(size / 1e6) + " million";
    return "\u00a3" + plain(size);
  }

  function unit(words) {
    return words === "%" ? "%" : words ? " " + words : "";
  }

  function number(size, output) {
    return output.money ? money(size) : plain(size);
  }

  function scaled(value, output) { return value * (output.scale || 1); }

  function amount(value, output) {
    return bare(value, output) + (output.words === "%" ? "" : unit(output.words));
  }

  /* "410 people", "2 percentage points": a difference without its direction. */
  function size(value, output) {
    return number(significant(Math.abs(scaled(value, output)), 2), output) + unit(output.apart);
  }

  /* No more decimals than the model declares for a level. */
  function rounded(size, output) {
    if (output.money || output.decimals === undefined) return size;
    const places = Math.max(0, output.decimals - Math.round(Math.log10(output.scale || 1)));
    return Number(size.toFixed(places));
  }

  /* A level for a cell whose column or caption names the unit. */
  function bare(value, output) {
    const size = rounded(significant(Math.abs(scaled(value, output)), 3), output);
    return (value < 0 && size ? "\u2212" : "") + number(size, output) + (output.words === "%" ? "%" : "");
  }

  function isCounted(output) {
    return COUNTED[String(output.unit).split(/[ /*]/)[0]] === 1;
  }

  function direction(value, output) {
    if (value > 0) return "more";
    return isCounted(output) ? "fewer" : "less";
  }

  /* "410 fewer people", "£1.2 million a year less". */
  function directed(said, way, output) {
    return isCounted(output) ? said + " " + way + unit(output.apart) : said + unit(output.apart) + " " + way;
  }

  /* Too small a difference to be told from rounding is none. */
  function isNothing(value, beside) {
    return !(Math.abs(value) > 1e-9 * Math.max(1, Math.abs(beside)));
  }

  function difference(value, output, beside) {
    if (isNothing(value, beside)) return "no difference";
    const said = number(significant(Math.abs(scaled(value, output)), 2), output);
    return directed(said, direction(value, output), output);
  }

  /* "200 to 620 people fewer"; ends of different signs are said each with its own word. */
  function range(low, high, output) {
    if (significant(low, 2) === significant(high, 2)) return difference(low, output, 0);
    if (low < 0 && high > 0) return difference(low, output, 0) + " to " + difference(high, output, 0);
    const near = Math.min(Math.abs(low), Math.abs(high)), far = Math.max(Math.abs(low), Math.abs(high));
    const said = number(significant(scaled(near, output), 2), output) + " to " + number(significant(scaled(far, output), 2), output);
    return directed(said, direction(low + high, output), output);
  }

  /* "better", "worse" or "": what a difference means for residents. */
  function judged(value, output, beside) {
    if (isNothing(value, beside) || (output.better !== "up" && output.better !== "down")) return "";
    return (value > 0) === (output.better === "up") ? "better" : "worse";
  }

  function listed(words) {
    if (words.length < 2) return words.join("");
    return words.slice(0, -1).join(", ") + " and " + words[words.length - 1];
  }

  x.words = { significant, plain, money, unit, number, size, amount, bare, difference, range, judged, isNothing, listed };
})(window.jsnaExplorer);
