"""The page of sources: by publisher, each source with its anchor, and the licences in full."""

from itertools import groupby

from jsna.build.book import Book
from jsna.records import Source, slug
from jsna.roles import escape
from jsna.theme.markup import LICENCE_WORDS

_LICENCES = {
    "OGL-3.0": (
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        "You may copy, publish, adapt and use the information, also commercially. You must name "
        "the source and link to the licence where you can.",
    ),
    "CC-BY-4.0": (
        "https://creativecommons.org/licenses/by/4.0/",
        "You may share and adapt the material for any purpose, also commercially. You must give "
        "credit, link to the licence and say what you changed.",
    ),
    "Open-Parliament-3.0": (
        "https://www.parliament.uk/site-information/copyright-parliament/open-parliament-licence/",
        "You may copy, publish, adapt and use the information, also commercially. You must name "
        "the source and link to the licence where you can.",
    ),
}
"""Licence -> address of its text, and in short what it allows and asks for."""


def anchor(source: Source) -> str:
    """Return the anchor of a source on the page: it stays when words change."""
    return f"source-{slug(source.source_id)}"


def used_sources(book: Book) -> list[Source]:
    """Return the sources of the catalogue's indicators, by publisher and label."""
    used = {item.source_id for item in book.catalogue.indicators.values()}
    return sorted(
        (source for source in book.catalogue.sources.values() if source.source_id in used),
        key=lambda source: (source.publisher.lower(), source.label.lower()),
    )


def sources_page(book: Book) -> str:
    """Return every source: who published it, where, under which licence, how it came here."""
    sources = used_sources(book)
    parts = [
        "# Sources",
        "Every figure in this book comes from one of these published sources. They are grouped "
        "by publisher. Each chart and table names its own.",
    ]
    for publisher, alike in groupby(sources, lambda source: source.publisher):
        parts.append(f"## {escape(publisher)}")
        parts += [_source(book, source) for source in alike]
    return "\n\n".join([*parts, *_licences(sources)]) + "\n"


def _source(book: Book, source: Source) -> str:
    titles = [
        item.title
        for item in book.catalogue.indicators.values()
        if item.source_id == source.source_id
    ]
    licence = f"[{LICENCE_WORDS[source.licence]}](#licence-{slug(source.licence)})"
    lines = [
        f"- Published as: {escape(source.title)}",
        f"- Address: <{source.address}>",
        f"- Licence: {licence}. {escape(source.attribution)}",
        f"- How often: {escape(source.rhythm)}",
        f"- Released: {source.released_on or 'the release date is not recorded'}",
        f"- How we got it: {escape(source.obtained)}",
        f"- Used for: {escape('; '.join(titles))}",
    ]
    return f"({anchor(source)})=\n### {escape(source.label)}\n\n" + "\n".join(lines)


def _licences(sources: list[Source]) -> list[str]:
    """Return the licences in use, each with what it allows and the address of its text."""
    used = {source.licence for source in sources}
    parts = ["(licences)=\n## Licences"] if used else []
    for licence, words in LICENCE_WORDS.items():
        if licence in used:
            address, allows = _LICENCES[licence]
            parts.append(
                f"(licence-{slug(licence)})=\n### {words}\n\n{allows} "
                f"[Text of the {words}]({address})."
            )
    return parts
