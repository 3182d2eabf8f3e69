"""What `status` prints: how much there is of everything, planned and built, in aligned text."""

from collections.abc import Iterable, Sequence

from jsna.areas import Areas
from jsna.build.book import Book, load_book
from jsna.build.naming import counted_word
from jsna.build.pdfs import printed
from jsna.build.plan import Job
from jsna.build.records import load_record
from jsna.paths import Project
from jsna.records import Area, AreaType

Line = tuple[str, *tuple[int | str, ...]]
"""A label and its numbers."""


def status_lines(project: Project) -> list[str]:
    """Return the counts of indicators, areas, chapters, pages and PDFs, one line each.

    Raises:
        JsnaError: for a table or notebook that cannot be read.
    """
    book = load_book(project)
    parts = [
        _aligned("Indicators", (), _indicators(book)),
        _aligned("Areas", ("now", "before"), _areas(book.areas)),
        _aligned("Pages", ("planned", "built"), _pages(book)),
        _aligned("Chapters", ("areas",), _chapters(book)),
    ]
    return [line for part in parts for line in [*part, ""]][:-1]


def _aligned(title: str, heads: Sequence[str], lines: Iterable[Line]) -> list[str]:
    """Return a title and its lines, labels on the left, numbers right-aligned under their heads."""
    rows = list(lines)
    label = max([len(title), *(len(row[0]) + 2 for row in rows)])
    width = max([6, *(len(head) for head in heads)]) + 2
    head = title.ljust(label) + "".join(word.rjust(width) for word in heads)
    shown = [
        f"  {row[0]}".ljust(label) + "".join(str(number).rjust(width) for number in row[1:])
        for row in rows
    ]
    return [line.rstrip() for line in (head, *shown)]


def _indicators(book: Book) -> list[Line]:
    held = {name: book.observations.areas_with(name) for name in book.catalogue.indicators}
    lines: list[Line] = [("catalogued", len(held))]
    practices = {name: book.observations.areas_with_practices(name) for name in held}
    lines.append(("with figures", sum(bool(held[name] | practices[name]) for name in held)))
    for kind in AreaType:
        for word, group in _groups(book.areas, kind):
            codes = {area.area_code for area in group}
            count = sum(bool(codes & areas) for areas in held.values())
            lines.append((f"for {word}", count))
    sited = sum(map(bool, practices.values()))
    return [*lines, ("of patients, by where their practices are", sited)] if sited else lines


def _groups(areas: Areas, kind: AreaType) -> list[tuple[str, list[Area]]]:
    """Return the areas of one kind as words and areas: those of today, then earlier ones."""
    alike = [area for area in areas if area.area_type is kind]
    now = [area for area in alike if area.is_current]
    before = [area for area in alike if not area.is_current]
    groups = []
    if now:
        groups.append((now[0].name if len(now) == 1 else counted_word(kind, len(now)), now))
    if before:
        until = max(area.valid_to for area in before)[:4]
        groups.append((f"{counted_word(kind, 2)} until {until}", before))
    return groups


def _areas(areas: Areas) -> list[Line]:
    lines: list[Line] = []
    for kind in AreaType:
        alike = [area for area in areas if area.area_type is kind]
        if alike:
            now = sum(area.is_current for area in alike)
            lines.append((counted_word(kind, 2), now, len(alike) - now))
    return lines


def _pages(book: Book) -> list[Line]:
    """Return one line for each kind of page; a page is built once its notebook has been run."""
    project = book.project
    jobs = book.plan.jobs
    made = {job.address for job in jobs if load_record(project, job.address)}
    lines: list[Line] = []
    for kind in dict.fromkeys(job.authored.kind for job in jobs):
        alike = [job for job in jobs if job.authored.kind == kind]
        lines.append((f"{kind} pages", len(alike), sum(job.address in made for job in alike)))
        if kind == "profile":
            lines += _profiles(book, made)
    pdfs = sum(len(printed(job.authored.notebook)) for job in jobs if _is_profile(job))
    html = project.html
    lines.append(("PDFs", pdfs, len(list(html.glob("pdf/*.pdf"))) if html.exists() else 0))
    lines.append(("all pages of the site", "", len(list(html.rglob("*.html")))))
    return lines


def _is_profile(job: Job) -> bool:
    return job.authored.kind == "profile"


def _profiles(book: Book, made: set[str]) -> list[Line]:
    """Return one line for each kind of area that has profiles."""
    lines: list[Line] = []
    profiles = [job for job in book.plan.jobs if _is_profile(job)]
    for kind in AreaType:
        alike = [job for job in profiles if job.area.area_type is kind]
        if alike:
            built = sum(job.address in made for job in alike)
            lines.append((f"  {counted_word(kind, 2)}", len(alike), built))
    return lines


def _chapters(book: Book) -> list[Line]:
    """Return one line for each chapter that is written, and how many are still to be written."""
    kinds = {item.page: item.kind for item in book.notebooks}
    written = [name for name in book.chapters if kinds.get(name) == "chapter"]
    lines: list[Line] = [
        (book.chapters[name].title, sum(job.authored.page == name for job in book.plan.jobs))
        for name in written
    ]
    planned = len(book.chapters) - len(written)
    return [*lines, (f"{len(written)} of {len(book.chapters)} written, {planned} planned",)]
