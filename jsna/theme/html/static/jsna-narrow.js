/* The box of a page that can be narrowed down: every word typed must begin a word of an entry
   or of a heading above it. Without this script the whole list is there. */
"use strict";
(function () {
  var doc = document;

  function all(selector, within) {
    return Array.prototype.slice.call((within || doc).querySelectorAll(selector));
  }

  function plainWords(words) {
    return " " + words.toLowerCase().replace(/['\u2019.]/g, "").replace(/&/g, "and").replace(/[^a-z0-9]+/g, " ");
  }

  function narrow(label) {
    var each = "section > ul > li, tbody tr";
    var parts = all(".content section section").filter(function (part) { return part.querySelector(each); });
    var entries = all(".content :is(" + each + ")").map(function (entry) {
      var words = entry.textContent;
      parts.forEach(function (part) {
        if (part.contains(entry)) words += " " + part.querySelector("h2, h3").textContent;
      });
      return [entry, plainWords(words)];
    });
    var box = doc.createElement("div");
    box.className = "find";
    box.innerHTML = '<label for="narrow"></label><input type="search" id="narrow" autocomplete="off"><p role="status"></p>';
    box.firstChild.textContent = label;
    var input = box.children[1], said = box.children[2];
    input.addEventListener("input", function () {
      var asked = plainWords(input.value).trim(), shown = 0;
      entries.forEach(function (entry) {
        var fits = asked.split(" ").every(function (word) { return entry[1].includes(" " + word); });
        entry[0].hidden = !fits;
        shown += fits;
      });
      parts.forEach(function (part) {
        part.hidden = all(each, part).every(function (entry) { return entry.hidden; });
      });
      doc.body.classList.toggle("narrowed", !!asked);
      said.textContent = asked && "Found: " + shown + " of " + entries.length;
    });
    if (parts[0]) parts[0].before(box);
  }
  narrow(doc.body.dataset.filter);
})();
