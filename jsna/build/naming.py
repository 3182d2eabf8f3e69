"""How pages that the build writes itself call and link to pages, chapters and kinds of area."""

import re
from collections.abc import Collection

from jsna.build.book import Book
from jsna.build.plan import Job
from jsna.records import Area, AreaType
from jsna.roles import escape

_LINK = re.compile(r"\[((?:\\.|[^\]\\])*)\]\(/([^)#\s]+)\.md(?:#[^)]*)?\)")


def link(label: str, docname: str) -> str:
    """Return a Markdown link from the site's root."""
    return f"[{escape(label)}](/{docname}.md)"


def first_page(area: Area) -> str:
    """Return the docname of an area's own page: its profile, or what stands for it."""
    return f"areas/{area.area_slug}/index"


def linked(book: Book, area: Area, label: str = "") -> str:
    """Return an area's name, as a link where the area has a page in this book."""
    words = label or area.name
    return link(words, first_page(area)) if area in book.plan.areas else escape(words)


def chapter_title(book: Book, job: Job) -> str:
    """Return a chapter's title as data/chapters.csv has it, else as its notebook has it."""
    return titled(book, job.authored.page, job.authored.title)


def titled(book: Book, chapter_id: str, otherwise: str = "") -> str:
    """Return a chapter's title as data/chapters.csv has it."""
    chapter = book.chapters.get(chapter_id)
    return chapter.title if chapter else otherwise or chapter_id


def counted_word(kind: AreaType, how_many: int) -> str:
    """Return the word for one or several areas of a kind: "ward", "counties"."""
    if how_many == 1:
        return kind.word
    ends_in_y = kind.word.endswith("y") and kind.word[-2] not in "aeiou"
    return f"{kind.word[:-1]}ies" if ends_in_y else f"{kind.word}s"


def heading(kind: AreaType, how_many: int) -> str:
    """Return the heading over areas of one kind: "Wards", "Council area", "Counties"."""
    word = counted_word(kind, how_many)
    return word[0].upper() + word[1:]


def without_links(text: str, docnames: Collection[str]) -> str:
    """Return Markdown whose links to these pages are plain words: pages that are not built yet."""
    return _LINK.sub(lambda found: found[1] if found[2] in docnames else found[0], text)
