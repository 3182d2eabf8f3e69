"""pages.json: what stands around each page, read and checked. Pure but for `load_pages()`."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jsna.errors import PublishError

Link = tuple[str, str]
"""What a reader reads, and where it goes."""

NAV: tuple[Link, ...] = (
    ("Summary", "summary/index"),
    ("Find my area", "areas/index"),
    ("Chapters", "index#chapters"),
    ("Explore decisions", "model/index"),
    ("About", "about/about"),
    ("Search", "search"),
)
"""The head of every page, unless the site names its own; search always exists."""

FOOTER: tuple[Link, ...] = (
    ("Accessibility statement", "about/accessibility"),
    ("Sources", "about/sources"),
    ("What is not known", "about/not-known"),
    ("Contact and corrections", "about/about"),
)
"""The foot of every page, likewise."""

KINDS = ("home", "text", "summary", "chapter", "profile", "index", "model", "search")


@dataclass(frozen=True, slots=True)
class Site:
    """What every page says about the whole book."""

    title: str
    board: str
    edition: str
    as_at: str
    state: str
    home_name: str
    home_address: str
    licence_lines: tuple[str, ...]
    strap: str = ""
    nav: tuple[Link, ...] = NAV
    footer: tuple[Link, ...] = FOOTER

    @property
    def is_draft(self) -> bool:
        return self.state != "approved"


@dataclass(frozen=True, slots=True)
class PageInfo:
    """What stands around one page."""

    kind: str
    title: str
    description: str = ""
    full_name: str = ""
    area_slug: str = ""
    area_name: str = ""
    area_type_word: str = ""
    chapter_id: str = ""
    breadcrumb: tuple[tuple[str, str | None], ...] = ()
    areas: tuple[Link, ...] = ()
    chapters: tuple[Link, ...] = ()
    downloads: tuple[Link, ...] = ()
    search_words: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    filter: str = ""
    assets: tuple[str, ...] = ()
    explore: str = ""


@dataclass(frozen=True, slots=True)
class Pages:
    """pages.json as records."""

    site: Site
    pages: Mapping[str, PageInfo] = field(default_factory=dict)

    def page(self, docname: str) -> PageInfo:
        """Return what stands around a page.

        Raises:
            PublishError: if pages.json does not know the page.
        """
        if docname == "search" and docname not in self.pages:
            return PageInfo(kind="search", title="Search")
        if docname not in self.pages:
            raise PublishError(
                f"pages.json says nothing about the page {docname!r}. "
                "Give it an entry, or take the page out of the stage."
            )
        return self.pages[docname]


def load_pages(path: Path) -> Pages:
    """Read pages.json.

    Raises:
        PublishError: if it is missing, is not JSON, lacks a field or holds one that is not known.
    """
    try:
        return read_pages(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise PublishError(f"The stage has no {path.name}; the build writes it.") from None
    except json.JSONDecodeError as error:
        raise PublishError(f"{path.name}, line {error.lineno}: {error.msg}.") from None


def read_pages(content: Mapping[str, Any]) -> Pages:
    """Turn the content of pages.json into records; a field that is not known is refused."""
    for part in ("site", "pages"):
        if part not in content:
            raise PublishError(f"pages.json has no part {part!r}.")
    site = dict(content["site"])
    home = site.pop("home", {})
    fields = {name: _frozen(value) for name, value in site.items()}
    fields |= {"home_name": home.get("name"), "home_address": home.get("address")}
    pages = {
        docname: _record(PageInfo, {name: _frozen(value) for name, value in page.items()}, docname)
        for docname, page in content["pages"].items()
    }
    for docname, page in pages.items():
        if page.kind not in KINDS:
            raise PublishError(
                f"pages.json, {docname}: the kind {page.kind!r} is not one of {', '.join(KINDS)}."
            )
    return Pages(_record(Site, fields, "site"), pages)


def _record(kind: type[Any], fields: dict[str, Any], where: str) -> Any:
    """Make a record, or say which field is missing or not known."""
    try:
        return kind(**fields)
    except TypeError as error:
        problem = str(error).partition("() ")[2]
        raise PublishError(f"pages.json, {where}: {problem}.") from None


def _frozen(value: Any) -> Any:
    """Turn lists into tuples, so that records are immutable through and through."""
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def known_links(links: tuple[Link, ...], docnames: Collection[str]) -> tuple[Link, ...]:
    """Return the links whose page exists; search always does."""
    return tuple(link for link in links if page_of(link[1]) in docnames or link[1] == "search")


def page_of(target: str) -> str:
    """Return the docname in front of an anchor: `index#areas` belongs to `index`."""
    return target.partition("#")[0]


def check_links(pages: Pages, docnames: Collection[str]) -> None:
    """Refuse a switcher, breadcrumb or menu that leads to a page which is not built.

    Raises:
        PublishError: naming the page and the first link that leads nowhere.
    """
    own = [] if pages.site.nav is NAV else list(pages.site.nav)
    own += [] if pages.site.footer is FOOTER else list(pages.site.footer)
    _refuse_dead(own, "site", docnames)
    for docname in docnames:
        page = pages.page(docname)
        crumbs = [(label, target) for label, target in page.breadcrumb if target is not None]
        _refuse_dead([*crumbs, *page.areas, *page.chapters], docname, docnames)


def _refuse_dead(links: list[Link], where: str, docnames: Collection[str]) -> None:
    for label, target in links:
        if page_of(target) not in docnames and target != "search":
            raise PublishError(
                f"pages.json, {where}: the link {label!r} leads to {target!r}, which is not built."
            )
