"""The page that leads from a name to an area, and the page of an area without a profile."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from jsna.build import finding
from jsna.build.book import Book
from jsna.build.closing import lacking, waiting, waits
from jsna.build.naming import chapter_title, counted_word, first_page, heading, link, linked
from jsna.earlier import COVERED
from jsna.records import Area, AreaType
from jsna.roles import escape
from jsna.theme.markup import text
from jsna.words import listed, number

Slot = Callable[[str], str]
"""Keeps a piece of HTML and returns the line of Markdown that stands for it."""

FILTER = "Type part of a name: a ward, town, practice or district"
"""What the box says with which a script lets a reader narrow the page down."""


def areas_without_profile(book: Book) -> list[Area]:
    """Return the areas that have pages but no profile of their own kind yet."""
    addresses = {job.address for job in book.plan.jobs}
    return [area for area in book.plan.areas if first_page(area) not in addresses]


def areas_page(book: Book, slot: Slot) -> str:
    """Return the page that leads from any name of a place to its page, without a script."""
    parts = [
        "# Find my area",
        "```{admonition} In plain English\n:class: plain\n"
        "Look for a name you know. It can be a ward, a town, a doctor's practice or a district.\n"
        "You do not need a postcode. Each name leads to the page with its figures.\n```",
        *_wards(book, slot),
        *_towns(book),
        *_earlier(book),
        *_practices(book, slot),
        *_others(book),
    ]
    return "\n\n".join(parts) + "\n"


def _wards(book: Book, slot: Slot) -> list[str]:
    wards = [area for area in book.plan.areas if area.area_type is AreaType.WARD]
    if not wards:
        return []
    return ["(wards)=\n## Wards, A to Z", *_by_letter("wards", wards, slot, _own_line(book))]


def _own_line(book: Book) -> Callable[[Area], str]:
    return lambda area: linked(book, area)


def _by_letter(
    name: str, areas: Sequence[Area], slot: Slot, line: Callable[[Area], str]
) -> list[str]:
    """Return a jump list and, for each first letter, a heading with an anchor and a list."""
    in_order = sorted(areas, key=lambda area: (_letter(area), finding.filed_under(area)))
    grouped = groupby(in_order, _letter)
    groups = [(letter, list(alike)) for letter, alike in grouped]
    jumps = "".join(
        f'<a href="#{name}-{text(letter.lower())}">{text(letter)}</a>' for letter, _ in groups
    )
    label = text(f"{name.capitalize()} by letter")
    parts = [slot(f'<nav class="letters" aria-label="{label}">{jumps}</nav>\n')]
    for letter, alike in groups:
        parts.append(f"({name}-{letter.lower()})=\n### {letter}")
        parts.append(_list(line(area) for area in alike))
    return parts


def _letter(area: Area) -> str:
    filed = finding.filed_under(area)
    return next((sign.upper() for sign in filed if sign.isascii() and sign.isalnum()), "Z")


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _towns(book: Book) -> list[str]:
    found = finding.towns(book)
    if not found:
        return []
    lines = [
        f"{escape(name)}: {listed([linked(book, area) for area in alike])}" for name, alike in found
    ]
    return [
        "(towns)=\n## Towns",
        "These wards bear the name of a town. Other wards can lie in the same town. "
        "We do not hold which ones.",
        _list(lines),
    ]


def _earlier(book: Book) -> list[str]:
    old = finding.earlier_wards(book)
    if not old:
        return []
    ended = max(area.valid_to for area in old)[:4]
    return [
        f"(earlier-wards)=\n## I know an old ward name (until {ended})",
        f"Ward lines changed in {ended}. Earlier wards have figures in the data files and no "
        "pages. Next to each stands the ward that its people live in today. Where it was cut up, "
        "the share of its residents is given; parts under "
        f"{COVERED:.0f}% are left out. Shares are estimates."
        if any(finding.taken_over(book, area) for area in old)
        else f"Ward lines changed in {ended}. Earlier wards have figures in the data files and "
        "no pages. Wards of today can share a name with them and have other lines on the map.",
        _list(_earlier_line(book, area) for area in old),
    ]


def _earlier_line(book: Book, old: Area) -> str:
    covering = finding.taken_over(book, old)
    if covering:
        shares = [f" ({number(item.share, 0)}%)" if len(covering) > 1 else "" for item in covering]
        links = [linked(book, item.today) for item in covering]
        return f"{escape(old.name)}: {listed([a + b for a, b in zip(links, shares, strict=True)])}"
    alike = finding.sharing_a_name(old.name, book.areas.of_type(AreaType.WARD))
    groups = finding.groups_of(book, old)
    if alike:
        return f"{escape(old.name)}: {listed([linked(book, area) for area in alike])}"
    said = f"{escape(old.name)}: no ward of today shares this name"
    if groups:
        said += f". It is counted in {listed([linked(book, area) for area in groups])}"
    return said


def _practices(book: Book, slot: Slot) -> list[str]:
    found = finding.practices(book)
    if not found:
        return []
    return [
        "(practices)=\n## GP practices",
        "A practice has no page of its own. Its figures are part of its network's page.",
        *_by_letter("practices", found, slot, lambda area: _practice_line(book, area)),
    ]


def _practice_line(book: Book, practice: Area) -> str:
    return f"{escape(practice.name)}: {linked(book, book.areas[practice.parent_code])}"


def _others(book: Book) -> list[str]:
    """Return the other kinds of area, each under its heading, with what is not settled."""
    parts = []
    for kind in AreaType:
        alike = [area for area in book.plan.areas if area.area_type is kind]
        if not alike or kind is AreaType.WARD:
            continue
        parts.append(f"({kind.replace('_', '-')})=\n## {heading(kind, len(alike))}")
        said = dict.fromkeys(sentence for area in alike if (sentence := waits(book, area)))
        parts += said
        parts.append(_list(linked(book, area, area.full_name) for area in alike))
    return parts


def area_page(book: Book, area: Area) -> str:
    """Return the page of an area that has chapters, or none, but no profile of its kind."""
    jobs = book.plan.of_area(area)
    kind = counted_word(area.area_type, 1)
    article = "an" if kind[0] in "aeiou" else "a"
    own = (
        f"These chapters hold figures of {escape(area.name)}'s own. "
        if jobs
        else f"No chapter of this edition holds enough figures of {escape(area.name)}'s own. "
    )
    parts = [
        f"# {escape(area.full_name)}",
        f"{own}There is no profile for {article} {kind} in this edition.",
    ]
    if jobs:
        parts.append("## Chapters")
        parts.append(_list(link(chapter_title(book, job), job.address) for job in jobs))
    parts += [part for part in (waiting(book, area), lacking(book, area)) if part]
    return "\n\n".join(parts) + "\n"
