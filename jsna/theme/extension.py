"""The Sphinx side of the theme: the page's context, its slots, and which pages to write again."""

import gc
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError

from jsna.errors import PublishError
from jsna.files import strict_json, write_text
from jsna.theme.english import RememberedEnglish
from jsna.theme.fill import fill_slots
from jsna.theme.markup import text
from jsna.theme.pages import Link, PageInfo, Pages, Site, check_links, known_links, load_pages
from jsna.theme.versions import versions

_T = TypeVar("_T")
_FOLDER = Path(__file__).parent
_THEME = _FOLDER / "html"
_OURS = ("_static/jsna.css", "_static/jsna.js")
_UNUSED = ("basic.css", "pygments.css", "file.png", "minus.png", "plus.png", "mystnb.*.css")
_SEARCH_WORDS = "search-words.js"
_HELD = 64
"""Pages that were read and not yet written, in memory."""
_JUPYTER_BOOK_VALUES = {
    "comments_config": {},
    "use_jupyterbook_latex": False,
    "use_multitoc_numbering": False,
}
"""Jupyter Book always sets these; no extension that we load owns them."""
_INNERMOST = re.compile(r"<ul>(?:(?!<ul>).)*?</ul>\n?", re.DOTALL)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class StageError(PublishError, SphinxError):
    """The stage is not as `jsna.theme` describes it; Sphinx prints the one sentence."""

    category = "The stage cannot be built"


def register(app: Sphinx) -> dict[str, object]:
    """Connect everything; called by `jsna.theme.setup`."""
    app.add_html_theme("jsna", str(_THEME))
    app.add_js_file("jsna.js", loading_method="defer")
    for name, default in _JUPYTER_BOOK_VALUES.items():
        if name not in app.config:
            app.add_config_value(name, default, "")
    app.add_search_language(RememberedEnglish)
    gc.disable()
    app.connect("env-before-read-docs", _collect_again)
    app.connect("doctree-read", _keep_few)
    app.connect("env-updated", _pages_to_rewrite)
    app.connect("html-page-context", _fill_context, priority=900)
    app.connect("build-finished", _finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _collect_again(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Look for garbage again, but not among what the last build left and has just been read.

    A Sphinx that stays in memory reads many times: what it leaves then must not be kept for good.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def _keep_few(app: Sphinx, doctree: object) -> None:
    """Hold only a few of the pages that were read in memory; the others wait in their files.

    Sphinx would hold each from its reading to its writing, which for 1,000 pages is 130 MB.
    """
    waiting = app.env._write_doc_doctree_cache
    if len(waiting) >= _HELD:
        waiting.clear()


def _pages(app: Sphinx) -> Pages:
    """Read the stage's pages.json once per build."""
    known: Pages | None = getattr(app, "_jsna_pages", None)
    if known is None:
        known = _told(lambda: load_pages(Path(app.srcdir) / "pages.json"))
        app._jsna_pages = known  # type: ignore[attr-defined]
    return known


def _told(work: Callable[[], _T]) -> _T:
    """Run, turning our own sentence into one that Sphinx prints without a traceback."""
    try:
        return work()
    except PublishError as error:
        raise StageError(str(error)) from None


def _pages_to_rewrite(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages whose surroundings changed although their text did not.

    Sphinx rewrites only pages whose own source changed. A new neighbour, title, switcher entry or
    edition changes others too, so the hash of everything around a page is kept with the
    environment and compared.
    """
    pages = _pages(app)
    _told(lambda: check_links(pages, env.found_docs))
    old: dict[str, str] = getattr(env, "jsna_surroundings", {})
    relations = env.collect_relations()
    titles = {name: node.astext() for name, node in env.titles.items()}
    common = _theme_hash() + repr((pages.site, _menus(pages, env)))
    version = _versions(app)
    new = {}
    for name in sorted(env.found_docs):
        near = [(other, titles.get(other or "")) for other in relations.get(name, ())]
        page = pages.page(name)
        around = repr((common, page, near, [version(asset) for asset in page.assets]))
        new[name] = hashlib.sha256(around.encode("utf-8")).hexdigest()
    env.jsna_surroundings = new  # type: ignore[attr-defined]
    return [name for name, value in new.items() if old.get(name) != value]


def _versions(app: Sphinx) -> Callable[[str], str]:
    """Return `address of a style sheet or script -> "?v=" and a hash of its content`."""
    made = {_SEARCH_WORDS: lambda: search_words(_pages(app)).encode("utf-8")}
    return versions(_THEME / "static", Path(app.srcdir) / "extra", made)


def _theme_hash() -> str:
    """Return the hash of the theme's own files: a change of theme rewrites every page."""
    total = hashlib.sha256()
    for path in sorted(_FOLDER.rglob("*")):
        if path.is_file() and path.suffix in {".py", ".html", ".css", ".js", ".toml", ".svg"}:
            total.update(path.name.encode("utf-8") + path.read_bytes())
    return total.hexdigest()


def _menus(pages: Pages, env: BuildEnvironment) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    return known_links(pages.site.nav, env.found_docs), known_links(
        pages.site.footer, env.found_docs
    )


def _fill_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Give the template its page, fill the slots, and keep only our own style sheet and script."""
    pages = _pages(app)
    page = _told(lambda: pages.page(pagename))
    root = context["content_root"].removeprefix("./")
    nav, footer = _menus(pages, app.env)
    context |= {
        "site": pages.site,
        "page": page,
        "nav": nav,
        "footer_links": footer,
        "full_title": full_title(page),
        "sheet_words": css_string(sheet_words(pages.site, page)),
        "link": _linker(context["pathto"]),
        "hashed": _versions(app),
        "date_words": date_words,
        "page_toc": page_toc(context.get("toc", "")),
        "root": root,
    }
    filled = _told(lambda: fill_slots(context.get("body", ""), Path(app.srcdir) / "_figs", root))
    context["heading"], context["body"] = split_heading(filled, page.title)
    context["css_files"] = _only_ours(context["css_files"])
    if page.kind != "search":
        context["script_files"] = _only_ours(context["script_files"])


def _linker(pathto: Callable[[str], str]) -> Callable[[str], str]:
    """Return `target -> address from this page`, where a target may carry an anchor."""

    def link(target: str) -> str:
        docname, mark, anchor = target.partition("#")
        address = pathto(docname)
        return f"{'' if address == '#' else address}{mark}{anchor}" or "#main"

    return link


def _only_ours(files: list[Any]) -> list[Any]:
    return [file for file in files if str(getattr(file, "filename", file)) in _OURS]


def date_words(day: str) -> str:
    """Return "2026-11-21" as "21 November 2026"; anything else unchanged."""
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", day)
    if match is None:
        return day
    return f"{int(match[3])} {_MONTHS[int(match[2]) - 1]} {match[1]}"


def split_heading(body: str, title: str) -> tuple[str, str]:
    """Return a page's level-1 heading and the rest, so that the head of the page can hold it.

    A body without one (the search page) gets its title as heading.
    """
    start, end = body.find("<h1"), body.find("</h1>")
    if start < 0 or end < 0:
        return f"<h1>{text(title)}</h1>", body
    return body[start : end + 5], body[:start] + body[end + 5 :]


def page_toc(toc: str) -> str:
    """Return the list of a page's sections without the page's own title around it.

    Sections within sections are left out: the list is for finding one's way, and short.

    Args:
        toc: what Sphinx writes: a list of one item, the title, that holds the list of sections.

    Returns:
        The inner list, or "" where the page has no sections.
    """
    start = toc.find("<ul>", toc.find("<ul>") + 1)
    if start < 0:
        return ""
    inner = toc[start + 4 : toc.rfind("</ul>", 0, toc.rfind("</ul>"))]
    while _INNERMOST.search(inner):
        inner = _INNERMOST.sub("", inner)
    return f"<ul>{inner}</ul>".replace(' class="reference internal"', "")


def _finish(app: Sphinx, exception: Exception | None) -> None:
    """Write the search words, and remove what the basic theme brings and no page uses."""
    if exception is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    write_text(static / _SEARCH_WORDS, search_words(_pages(app)))
    index = Path(app.outdir) / "searchindex.js"
    write_text(index, tidy_index(index.read_text(encoding="utf-8")))
    for pattern in _UNUSED:
        for path in static.glob(pattern):
            path.unlink()


def tidy_index(script: str) -> str:
    """Return Sphinx's search index without words that no page holds any more.

    A warm build keeps such words with an empty list; without them it equals a cold build.
    """
    start, end = script.index("{"), script.rindex("}") + 1
    index = json.loads(script[start:end])
    for part in ("terms", "titleterms"):
        index[part] = {word: pages for word, pages in index[part].items() if pages != []}
    tidy = json.dumps(index, sort_keys=True, separators=(",", ":"))
    return f"{script[:start]}{tidy}{script[end:]}"


def full_title(page: PageInfo) -> str:
    """Return a page's title with its area's full name, neither of them said twice."""
    if not page.full_name or page.full_name in page.title:
        return page.title
    if page.title in page.full_name:
        return page.full_name
    return f"{page.title}: {page.full_name}"


def sheet_words(site: Site, page: PageInfo) -> str:
    """Return what stands at the foot of every printed sheet: area, edition, state."""
    words = [page.full_name or site.title, f"edition {site.edition}"]
    return ", ".join([*words, "draft for discussion"] if site.is_draft else words)


def css_string(words: str) -> str:
    """Return words as the inside of a CSS string, where no character can end it."""
    return "".join(
        character if character.isalnum() or character in " ,.-" else f"\\{ord(character):x} "
        for character in words
    )


def search_words(pages: Pages) -> str:
    """Return the script with what a page may also be called: areas, old names, lay words."""
    entries = [
        [name, full_title(page), list(page.search_words)]
        for name, page in sorted(pages.pages.items())
        if page.kind != "search"
    ]
    return f"window.jsnaPages = {strict_json(entries)};\n"
