/* The search page beyond Sphinx's own search: pages by name, and plainer words.
   `window.jsnaPages` is written by the build into search-words.js. */
"use strict";
(function () {
  var doc = document;
  var root = doc.body.dataset.root || "";

  /* Search by name: areas, old names and lay words, one slip of a letter allowed. */
  function near(word, other) {
    if (other.indexOf(word) === 0) return true;
    if (word.length < 5 || Math.abs(word.length - other.length) > 1) return false;
    var i = 0, j = 0, slips = 0;
    while (i < word.length && j < other.length) {
      if (word[i] === other[j]) { i += 1; j += 1; continue; }
      slips += 1;
      if (slips > 1) return false;
      if (word.length >= other.length) i += 1;
      if (other.length >= word.length) j += 1;
    }
    return slips + (word.length - i) + (other.length - j) <= 1;
  }

  function split(words) {
    return words.toLowerCase().split(/[^a-z0-9]+/).filter(Boolean);
  }

  /* Words of a question that name nothing, unless nothing else was asked. */
  var little = /^(a|an|and|are|at|for|from|how|i|in|is|of|my|near|on|s|the|to|what|where)$/;

  function telling(words) {
    return words.filter(function (word) { return !little.test(word); });
  }

  function namedPages(query) {
    var words = split(query);
    var asked = telling(words);
    if (!asked.length) asked = words;
    var whole = asked.join(" ");
    return window.jsnaPages.map(function (entry) {
      var title = split(entry[1]), rest = split(entry[2].join(" "));
      /* What is called just this, or begins so, leads what merely has these words. */
      var called = (telling(title).join(" ") + " ").indexOf(whole + " ") === 0
        || entry[2].some(function (name) { return telling(split(name)).join(" ") === whole; });
      var score = called ? 2.5 : 0;
      var every = asked.every(function (word) {
        var found = function (other) { return near(word, other); };
        var points = title.includes(word) ? 4 : rest.includes(word) ? 3
          : title.some(found) ? 2 : rest.some(found) ? 1 : 0;
        score += points;
        return points > 0;
      });
      return { name: entry[0], title: entry[1], score: every ? score - title.length / 100 : 0 };
    }).filter(function (hit) { return hit.score > 0; }).filter(function (hit, at, hits) {
      var own = hit.name.replace(/^(areas\/[^/]+\/).*/, "$1index"); // an area's page leads to its chapters
      return own === hit.name || !hits.some(function (other) { return other.name === own; });
    }).sort(function (a, b) {
      return b.score - a.score || (a.name < b.name ? -1 : 1);
    }).slice(0, 8);
  }

  /* Plainer words than those that come with the search. */
  if (typeof Documentation !== "undefined") {
    Object.assign(Documentation.TRANSLATIONS, {
      "Search Results": "In the text of the pages",
      "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.": "No page has all of these words in its text. Try fewer words, or the name of a place.",
      "Search finished, found ${resultCount} page(s) matching the search query.": "Pages found: ${resultCount}"
    });
  }

  var named = doc.getElementById("named");
  var query = new URLSearchParams(location.search).get("q");
  if (named && query && window.jsnaPages) {
    var hits = namedPages(query);
    if (hits.length) {
      var list = doc.createElement("ul");
      hits.forEach(function (hit) {
        var item = doc.createElement("li");
        var a = item.appendChild(doc.createElement("a"));
        a.href = root + hit.name + ".html";
        a.textContent = hit.title;
        list.append(item);
      });
      var head = doc.createElement("h2");
      head.textContent = "Pages with this name or word";
      named.append(head, list);
    }
  }
})();
