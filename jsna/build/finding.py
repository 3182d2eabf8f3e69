"""What strangers call a place: earlier ward names, towns, practices; and the words of a search.

Pure. Where residents of an earlier ward live today comes from the figures (`jsna.earlier`); without
them names are matched as names.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from jsna.build.book import Book
from jsna.earlier import Overlap, taken_over_by
from jsna.records import Area, AreaType

_IN_MANY_NAMES = frozenset(
    ["the", "of", "north", "south", "east", "west", "central", "rural", "park"]
)
"""Words that tell no place: alone they link no two names."""
_KIND_WORDS = {
    AreaType.WARD: ("my area", "where I live"),
    AreaType.SUB_HUB: ("PCN", "GP practices", "doctors surgeries", "sub-hub"),
    AreaType.EARLY_HELP_HUB: ("family hub",),
    AreaType.DISTRICT: ("borough", "council"),
    AreaType.UNITARY_AUTHORITY: ("whole area", "council", "unitary authority"),
    AreaType.COUNTY: ("county council",),
    AreaType.ICB: ("ICB", "NHS"),
    AreaType.PARTNERSHIP: ("place based partnership", "NHS"),
}
_MODEL_WORDS = {
    "whole_system": ("whole system model", "pyramid of need", "forecast", "projection", "future"),
    "scenarios": ("whole system model", "scenario", "what if", "compare decisions", "last edition"),
}
"""Lay words of the notebooks about the model, by page; other areas' pages are found by name."""
_PAGE_WORDS = {
    "areas/index": (
        "postcode",
        "my area",
        "where I live",
        "old ward names",
        "GP practice",
        "doctor surgery",
    ),
    "chapters/index": ("topics", "subjects", "themes", "list of chapters"),
    "about/coverage": ("data", "indicators", "which figures", "years", "datasets", "statistics"),
    "about/sources": ("data", "datasets", "licence", "where the numbers come from", "references"),
    "about/methods": ("calculated", "confidence interval", "statistics", "rates"),
    "about/quality": ("accuracy", "error", "margin of error", "checks", "validation"),
    "about/disagreements": ("contradiction", "different numbers", "conflicting figures"),
    "about/statistics": ("formula", "standardised rates", "confidence interval", "tests"),
    "about/glossary": ("meaning", "definition", "words", "jargon", "abbreviations"),
    "about/not-known": ("missing", "gaps", "no data", "limitations"),
    "about/accessibility": ("screen reader", "disabled", "keyboard", "large print"),
    "about/how-to-read": ("help", "guide", "charts", "print", "download"),
    "about/about": (
        "contact",
        "correction",
        "report a mistake",
        "complaint",
        "copyright",
        "licence",
    ),
    "model/index": (
        "whole system model",
        "explore",
        "explorer",
        "what if",
        "simulation",
        "scenario",
        "forecast",
        "beds",
        "modelling",
        "future",
    ),
    "model/how-it-works": (
        "whole system model",
        "equations",
        "assumptions",
        "parameters",
        "system dynamics",
    ),
    "about/foreword": ("introduction", "purpose", "JSNA"),
}


@cache
def name_words(name: str) -> tuple[str, ...]:
    """Return a name as the words that a search compares: lower case, without joining words."""
    words = re.split(r"[^a-z0-9]+", name.lower().replace("'", ""))
    return tuple(word for word in words if word and word != "and")


def earlier_wards(book: Book) -> list[Area]:
    """Return the wards that no longer exist, by name."""
    old = [area for area in book.areas if area.area_type is AreaType.WARD and not area.is_current]
    return sorted(old, key=lambda area: area.name)


def sharing_a_name(name: str, areas: Iterable[Area]) -> list[Area]:
    """Return the areas whose name shares a word with this one, by name.

    Where some share all of its words, only those; words such as "north" alone do not count.
    """
    wanted = set(name_words(name))
    known = {area: set(name_words(area.name)) for area in areas}
    found = [area for area, words in known.items() if wanted <= words]
    if not found:
        found = [area for area, words in known.items() if wanted & words - _IN_MANY_NAMES]
    return sorted(found, key=lambda area: area.name)


def taken_over(book: Book, old: Area) -> list[Overlap]:
    """Return today's wards that hold a good part of an earlier ward's residents, [] if unknown."""
    return taken_over_by(old, book.overlaps)


def towns(book: Book) -> list[tuple[str, list[Area]]]:
    """Return each town of the tile map with the wards that bear its name, by name."""
    wards = book.areas.of_type(AreaType.WARD)
    names = sorted(town.name for town in book.orientation.towns)
    found = [(name, sharing_a_name(name, wards)) for name in names]
    return [(name, alike) for name, alike in found if alike]


def practices(book: Book, network: Area | None = None) -> list[Area]:
    """Return the practices of one network, or all of them, by name without a leading "The"."""
    alike = book.areas.of_type(AreaType.PRACTICE)
    chosen = [area for area in alike if network is None or area.parent_code == network.area_code]
    return sorted(chosen, key=filed_under)


def filed_under(area: Area) -> str:
    """Return a name as an index files it: "The Elms" stands under E."""
    return area.name.lower().removeprefix("the ")


def groups_of(book: Book, area: Area) -> list[Area]:
    """Return the areas with pages that count this one among their members, by name."""
    found = [
        other for other in book.plan.areas if area.area_code in book.areas.members(other.area_code)
    ]
    return sorted(found, key=lambda other: other.name)


def area_words(book: Book, area: Area) -> tuple[str, ...]:
    """Return what a stranger may type for an area, besides its full name."""
    found: list[str] = []
    if area.area_type is AreaType.WARD:
        found += [old.name for old in earlier_wards(book) if area in _leading_to(book, old)]
        found += [name for name, alike in towns(book) if area in alike]
    found += [practice.name for practice in practices(book, area)]
    members = [book.areas[code] for code in book.areas.members(area.area_code)]
    found += [member.name for member in members if member.area_type is not AreaType.PRACTICE]
    if area.area_type is AreaType.UNITARY_AUTHORITY:
        found.append(f"whole of {area.name}")
    return _once((*found, *_KIND_WORDS.get(area.area_type, ())), area.full_name)


def _leading_to(book: Book, old: Area) -> list[Area]:
    """Return the wards that an earlier ward's name leads to: those that cover or share it."""
    covering = [item.today for item in taken_over(book, old)]
    return [*covering, *sharing_a_name(old.name, book.areas.of_type(AreaType.WARD))]


def page_words(book: Book, docname: str) -> tuple[str, ...]:
    """Return what a stranger may type for a page that belongs to no area."""
    found = list(_PAGE_WORDS.get(docname, ()))
    if docname == "areas/index":
        found += [f"{area.name} ward" for area in earlier_wards(book)]
    return _once(found, "")


def model_words(page: str) -> tuple[str, ...]:
    """Return what a stranger may type for a notebook about the model."""
    return _MODEL_WORDS.get(page, ())


def _once(words: Sequence[str], besides: str) -> tuple[str, ...]:
    return tuple(word for word in dict.fromkeys(words) if word != besides)
