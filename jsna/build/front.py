"""Pages that the build writes itself: areas, chapters, sources, areas without a profile."""

from collections.abc import Mapping

from jsna.build.book import Book
from jsna.build.plan import Job
from jsna.build.summary import summary_page
from jsna.records import Area, AreaType, Source, slug
from jsna.roles import escape
from jsna.words import listed

_LICENCES = {
    "OGL-3.0": "Open Government Licence v3.0",
    "CC-BY-4.0": "Creative Commons Attribution 4.0",
    "Open-Parliament-3.0": "Open Parliament Licence v3.0",
}


def front_pages(book: Book, leads: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the Markdown of every page that is not a notebook's, by docname.

    Args:
        book: the plan and the reference tables.
        leads: address of a notebook's page -> the sentence that it begins with.
    """
    texts = {
        path.relative_to(book.project.book).with_suffix("").as_posix(): path.read_text("utf-8")
        for path in sorted(book.project.book.rglob("*.md"))
    }
    texts["index"] = (
        texts["index"]
        .replace("<!-- jsna:areas -->", wards(book))
        .replace("<!-- jsna:chapters -->", written_chapters(book))
    )
    texts["summary/index"] = summary_page(book, leads or {})
    texts["areas/index"] = areas_page(book)
    texts["chapters/index"] = chapters_page(book)
    texts["about/sources"] = sources_page(book)
    for area in areas_without_profile(book):
        texts[f"areas/{area.area_slug}/index"] = area_page(book, area)
    return texts


def areas_without_profile(book: Book) -> list[Area]:
    """Return the areas that have pages but no profile of their own kind yet."""
    addresses = {job.address for job in book.plan.jobs}
    found = dict.fromkeys(job.area for job in book.plan.jobs)
    return [area for area in found if f"areas/{area.area_slug}/index" not in addresses]


def link(label: str, docname: str) -> str:
    """Return a Markdown link from the site's root."""
    return f"[{escape(label)}](/{docname}.md)"


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


def chapter_title(book: Book, job: Job) -> str:
    """Return a chapter's title as data/chapters.csv has it, else as its notebook has it."""
    chapter = book.chapters.get(job.authored.page)
    return chapter.title if chapter else job.authored.title


def areas_page(book: Book) -> str:
    """Return the page that leads from a place's name to its page."""
    parts = [
        "# Find an area",
        "Each area has a page of its own. A profile is also a PDF.",
    ]
    listed_areas = dict.fromkeys(job.area for job in book.plan.jobs)
    for kind in AreaType:
        alike = [area for area in listed_areas if area.area_type is kind]
        if alike:
            parts.append(f"## {_heading(kind, len(alike))}")
            rows = [f"- {link(area.full_name, f'areas/{area.area_slug}/index')}" for area in alike]
            parts.append("\n".join(rows))
    return "\n\n".join([*parts, _old_wards(book)]) + "\n"


def _heading(kind: AreaType, how_many: int) -> str:
    word = kind.word[0].upper() + kind.word[1:]
    if how_many == 1:
        return word
    return f"{word.removesuffix('y')}ies" if word.endswith("ty") else f"{word}s"


def _old_wards(book: Book) -> str:
    """Return the names of wards that no longer exist, so that a search for one ends here."""
    old = [area for area in book.areas if area.area_type is AreaType.WARD and not area.is_current]
    if not old:
        return ""
    names = listed(sorted(area.name for area in old))
    ended = max(area.valid_to for area in old)
    return (
        f"## Wards until {ended[:4]}\n\n"
        f"Ward lines changed in {ended[:4]}. The earlier wards were {escape(names)}. "
        "They have figures in the data files and no pages. Some names stand in both sets, "
        "for different lines on the map."
    )


def chapters_page(book: Book) -> str:
    """Return the list of all topics: written, and still to be written."""
    written = {job.authored.page: job.address for job in book.plan.jobs}
    parts = [
        "# Chapters",
        "Each topic of the report. A topic without a link has not been written yet. "
        "*Proposed* means that the list of topics has not been confirmed.",
    ]
    for group in dict.fromkeys(chapter.group for chapter in book.chapters.values()):
        inside = [chapter for chapter in book.chapters.values() if chapter.group == group]
        parts.append(f"## {escape(group)}")
        lines = []
        for chapter in inside:
            address = f"chapters/{slug(chapter.chapter_id)}"
            is_written = written.get(chapter.chapter_id) is not None
            label = link(chapter.title, address) if is_written else escape(chapter.title)
            notes = [] if is_written else ["not written yet"]
            notes += ["proposed"] if chapter.status == "proposed" else []
            said = f" ({', '.join(notes)})" if notes else ""
            lines.append(f"- {label}{said}")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def sources_page(book: Book) -> str:
    """Return every source: who published it, where, under which licence, how it came here."""
    parts = [
        "# Sources",
        "Every figure in this book comes from one of these published sources. "
        "Each chart and table names its own.",
    ]
    used = {item.source_id for item in book.catalogue.indicators.values()}
    for source in sorted(book.catalogue.sources.values(), key=lambda item: item.label.lower()):
        if source.source_id in used:
            parts.append(_source(book, source))
    return "\n\n".join(parts) + "\n"


def _source(book: Book, source: Source) -> str:
    titles = [
        item.title
        for item in book.catalogue.indicators.values()
        if item.source_id == source.source_id
    ]
    lines = [
        f"- Publisher: {escape(source.publisher)}",
        f"- Published as: {escape(source.title)}",
        f"- Address: <{source.address}>",
        f"- Licence: {_LICENCES[source.licence]}. {escape(source.attribution)}",
        f"- How often: {escape(source.rhythm)}",
        f"- Released: {source.released_on or 'the release date is not recorded'}",
        f"- How we got it: {escape(source.obtained)}",
        f"- Used for: {escape('; '.join(titles))}",
    ]
    return f"## {escape(source.label)}\n\n" + "\n".join(lines)


def area_page(book: Book, area: Area) -> str:
    """Return the page of an area that has chapters but no profile of its kind."""
    jobs = [job for job in book.plan.of_area(area) if job.authored.kind == "chapter"]
    lines = [f"- {link(chapter_title(book, job), job.address)}" for job in jobs]
    return (
        f"# {escape(area.full_name)}\n\n"
        f"These chapters hold figures of {escape(area.name)}'s own. "
        f"There is no profile for a {area.area_type.word} in this edition.\n\n"
        "## Chapters\n\n" + "\n".join(lines) + "\n" + _thin(book, area) + _summary(book, area)
    )


def _summary(book: Book, area: Area) -> str:
    """Return the sections of the summary, on the page of the area that they are about."""
    jobs = [job for job in book.plan.of_area(area) if job.authored.kind == "summary"]
    lines = [f"- {link(job.authored.title, job.address)}" for job in jobs]
    return "\n## Summary\n\n" + "\n".join(lines) + "\n" if lines else ""


def _thin(book: Book, area: Area) -> str:
    """Return why some chapters have no page for this area, and where to read them instead."""
    lines = [
        f"- {escape(book.chapters[item.page].title if item.page in book.chapters else item.page)}: "
        f"{item.held} of its {item.of} indicators hold figures of {escape(area.name)}'s own. "
        f"Read it for {link(book.home.name, f'chapters/{slug(item.page)}')}."
        for item in book.plan.thin
        if item.area == area
    ]
    return "\n## Chapters without a page here\n\n" + "\n".join(lines) + "\n" if lines else ""
