"""The page on sources that measure the same: which figure counts, and where they disagree."""

from jsna import words
from jsna.build.book import Book
from jsna.concepts import Disagreement, Said, disagreements, shared
from jsna.roles import escape

NONE = "No two sources say the opposite of one place in this edition."


def concept_parts(book: Book) -> dict[str, str]:
    """Return what stands in place of each marker of book/about/disagreements.md."""
    found = disagreements(book.catalogue, book.areas, book.observations)
    return {
        "disagreements": "\n\n".join(_told(book, item) for item in found) or NONE,
        "concepts": _concepts(book),
    }


def _told(book: Book, item: Disagreement) -> str:
    area = item.newest.series.area
    title = f"{_title(item.concept)} in {area.name}"
    lines = [f"- **Counts:** {_of(book, item.newest)}"]
    lines += [f"- Older: {_of(book, older)}" for older in item.older]
    return f"### {escape(title)}\n\n" + "\n".join(lines) + "\n\n" + _why(item)


def _title(concept: str) -> str:
    return concept.replace("_", " ").capitalize()


def _of(book: Book, item: Said) -> str:
    """Return one source's figure in a sentence: value, period, where it stands, from where."""
    series, own = item.series, item.observation
    value = words.said(own, series.indicator)
    label = book.catalogue.sources[own.source_id].label
    stands = series.rank().text if item.by_place else series.beside("country").text
    return escape(f"{value} in {own.period}. That is {stands}. ({series.indicator.title}; {label})")


def _why(item: Disagreement) -> str:
    """Return what sets the figures apart, from the catalogue: period, definition, base."""
    newest = item.newest
    parts = []
    for older in item.older:
        one, two = newest.series.indicator, older.series.indicator
        same = [newest.observation.period, older.observation.period]
        if same[0] != same[1]:
            parts.append(f"One is of {same[0]}, the other of {same[1]}.")
        if one.denominator != two.denominator:
            parts.append(f"One is about {one.denominator}, the other about {two.denominator}.")
        if older.by_place:
            parts.append("The older one has no limits, so it rests on a place and on no test.")
        parts.append(f"The older one is defined so: {two.definition}")
        parts.append(f"The newer one: {one.definition}")
    return escape(" ".join(parts))


def _concepts(book: Book) -> str:
    lines = []
    for concept, items in shared(book.catalogue).items():
        names = words.listed(sorted(item.title for item in items))
        lines.append(f"- {escape(_title(concept))}: {escape(names)}.")
    return "\n".join(lines)
