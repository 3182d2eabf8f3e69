"""The web pages: a Sphinx extension and the HTML theme `jsna`, with figures filled in as slots.

The stage
=========
`jupyter-book build STAGE -W --keep-going` (or plain `sphinx-build`) reads one generated folder:

    STAGE/_config.yml      a copy of the project's
    STAGE/_toc.yml         every page, in reading order; decides previous and next
    STAGE/index.md ...     pages in Markdown; a page's name without `.md` is its docname
    STAGE/pages.json       what stands around each page (below)
    STAGE/_figs/<hash>.html  slots: HTML from `jsna.theme.slots`, written exactly as returned
    STAGE/extra/           laid beside the pages, at the root of the site, by the build itself:
        assets/vega.js         `jsna.pictures.live.vega_bundle()`, loaded when a reader explores
        charts/...             pictures, and for each a script with its Vega-Lite, loaded likewise
        assets/..., data/..., pdf/..., areas/<slug>/*.ipynb ...

There must be no folder `_static` in STAGE (Jupyter Book would load all of it on every page) and
no `conf.py`. The theme's own style sheet, script and icon come out of this package.

Slots. A line of its own in the Markdown, with blank lines around it:

    <!-- fig 0123456789abcdef -->

is replaced by the text of `_figs/0123456789abcdef.html`. The name is a hash of the content (8 to 64
characters of 0-9 a-f), so that a changed figure changes its page; `slots.slot_name(html)` gives it
and `slots.slot_comment(html)` gives the line. A missing file stops the build. Two markers inside a
slot are filled in for the page it lands on: `{{root}}` (`slots.ROOT`) becomes the way to the root
of the site, and `{{level}}` (`slots.LEVEL`) one more than the level of the heading before it.
Text from data cannot hold a marker: its braces are escaped.

pages.json. Names marked ? may be left out.

    {"site": {"title": str, "board": str, "edition": str, "as_at": "2026-11-21",
              "state": "draft" | "approved",
              "home": {"name": str, "address": docname},
              "licence_lines": [str, ...],
              ? "strap": str,                          one line under the title
              ? "nav": [[label, target], ...],         default: those of NAV that exist
              ? "footer": [[label, target], ...]},     default: those of FOOTER that exist
     "pages": {docname: {
              "kind": "home" | "text" | "summary" | "chapter" | "profile" | "index" | "model" |
                      "search",
              "title": str,                            for the browser's tab and search results
              ? "description": str,                    one sentence for search engines
              ? "full_name": str, "area_slug": str, "area_name": str, "area_type_word": str,
              ? "chapter_id": str,
              ? "breadcrumb": [[label, docname | null], ...],   without the page itself
              ? "areas": [[label, docname], ...],      the same page for other areas; the page's own
                                                       entry may stand among them
              ? "chapters": [[label, docname], ...],   other pages about this area, likewise
              ? "downloads": [[label, address], ...],  label with type, size and pages; address from
                                                       the root of the site, `pdf/luton-full.pdf`
              ? "search_words": [str, ...],            lay words, old names
              ? "notices": [str, ...],                 labels such as "membership inferred"
              ? "filter": str,                         label of a box that narrows down the lists
                                                       and tables of the page, with a script
              ? "assets": [address, ...],              style sheets and scripts that only this page
                                                       loads, from the root: `model/explorer.js`
              ? "explore": str}}}                      slug: the head leads to it in the model

A docname is `areas/luton/index`; a target is a docname with or without `#anchor`. A page that
pages.json does not know, or a link to a page that is not built, stops the build with one sentence.
An entry `search` is optional. `index.md` marks its lists with `(areas)=` and `(chapters)=`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: "Sphinx") -> dict[str, object]:
    """Register the theme with Sphinx; imported late so that `slots` does not load Sphinx."""
    from jsna.theme.extension import register

    return register(app)
