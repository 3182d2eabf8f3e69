"""The home page: the place in a minute and a map of its parts, made from what the pages say.

Nothing is selected from the figures here: each number stands in a bundle of a page of the book,
so the home page cannot say anything else than the page it leads to.
"""

from collections.abc import Callable, Mapping

from jsna.build.book import Book
from jsna.build.naming import chapter_title, first_page, link
from jsna.build.summary import lead, sections
from jsna.bundles import Bundle
from jsna.orientation import load_orientation
from jsna.page import Page
from jsna.records import AreaType
from jsna.roles import escape
from jsna.theme.home import Tile, facts_row, map_of_links

Slot = Callable[[str], str]
"""Keeps a piece of HTML and returns the line of Markdown that stands for it."""

FACTS = 3
"""So many facts of each section of the summary stand on the home page."""


def home_page(book: Book, text: str, pages: Mapping[str, Page], slot: Slot) -> str:
    """Return the home page: people's text from book/index.md with its markers filled.

    Args:
        book: the plan and the reference tables.
        text: the Markdown of book/index.md; it may hold the markers `jsna:minute`, `jsna:map`,
            `jsna:areas` and `jsna:chapters`, each as an HTML comment.
        pages: assembled pages by address; a part of the book may lack some.
        slot: keeps a piece of HTML.
    """
    parts = {
        "minute": minute(book, pages, slot),
        "map": ward_map(book, pages, slot),
        "areas": wards(book),
        "chapters": written_chapters(book),
    }
    for name, part in parts.items():
        text = text.replace(f"<!-- jsna:{name} -->", part)
    return text


def minute(book: Book, pages: Mapping[str, Page], slot: Slot) -> str:
    """Return each section of the summary: its name as a link, first sentence, first facts."""
    entries = []
    for job in sections(book):
        page = pages.get(job.address)
        parts = [f"### [{escape(job.authored.title)}](/{job.address}.md)"]
        if page:
            table = _facts(page)
            parts += [lead(page), slot(facts_row(table, FACTS)) if table else ""]
        entries.append("\n\n".join(part for part in parts if part))
    return "\n\n".join(entries)


def _facts(page: Page) -> Bundle | None:
    """Return the page's table of key facts: the one it shows as cards."""
    tables = [block for block in page.blocks if block.kind == "table"]
    return next((block.bundle for block in tables if "page-one" in block.tags), None)


def ward_map(book: Book, pages: Mapping[str, Page], slot: Slot) -> str:
    """Return a map of the wards as links, shaded by the first tile map of the home area's pages."""
    bundle = _tile_map(book, pages)
    if bundle is None:
        return ""
    addresses = {
        area.name: f"{first_page(area)}.html"
        for area in book.plan.areas
        if area.area_type is AreaType.WARD
    }
    tiles = [
        Tile(row["area"], addresses[row["area"]], row["tile_x"], row["tile_y"], row["band"], label)
        for row in bundle["rows"]
        if row["area"] in addresses and (label := row["label"]) and row["band"] is not None
    ]
    if not tiles:
        return ""
    measure = next(item["title"] for item in bundle["columns"] if item["name"] == "value")
    key = (
        f"{measure}, {bundle['sources'][0]['period']}: the darker a square, the higher the figure "
        "on it. Each square is one ward, and all have the same size."
    )
    orientation = load_orientation(book.project)
    return slot(map_of_links(tiles, orientation, "Map of the wards", key))


def _tile_map(book: Book, pages: Mapping[str, Page]) -> Bundle | None:
    for job in book.plan.of_area(book.home):
        page = pages.get(job.address)
        bundles = [] if page is None else page.bundles
        found = next((item for item in bundles if item.get("chart") == "tiles"), None)
        if found:
            return found
    return None


def wards(book: Book) -> str:
    """Return a list of the wards, each linked to its profile."""
    profiles = [
        job
        for job in book.plan.jobs
        if job.authored.kind == "profile" and job.area.area_type is AreaType.WARD
    ]
    return "\n".join(f"- {link(job.area.name, job.address)}" for job in profiles)


def written_chapters(book: Book) -> str:
    """Return a list of the chapters that are written, each linked."""
    jobs = [job for job in book.plan.jobs if job.address.startswith("chapters/")]
    return "\n".join(f"- {link(chapter_title(book, job), job.address)}" for job in jobs)
