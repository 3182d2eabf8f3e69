"""What stands around each page: breadcrumb, switchers, downloads. Written as pages.json."""

from collections.abc import Container, Mapping
from typing import Any

from jsna.build import pages_areas, pages_coverage, pages_model
from jsna.build.book import Book
from jsna.build.closing import chapters_wait, waits
from jsna.build.finding import area_words, model_words, page_words
from jsna.build.naming import chapter_title, first_page
from jsna.build.plan import Job
from jsna.records import Area, AreaType, slug

Entry = dict[str, Any]

_FILTERS = {"areas/index": pages_areas.FILTER, "about/coverage": pages_coverage.FILTER}
"""Pages whose lists a reader may narrow down, with what the box says."""


def chrome(
    book: Book,
    titles: Mapping[str, str],
    downloads: Mapping[str, list[Any]],
    modelled: Container[str] = (),
) -> Entry:
    """Return the content of pages.json.

    Args:
        book: the plan and the place.
        titles: docname -> title, for every page of the site.
        downloads: docname -> [[label, address], …].
        modelled: slugs of the areas that the whole-system model runs for.
    """
    jobs = {job.address: job for job in book.plan.jobs}
    pages = {
        docname: _of_job(book, jobs[docname], title)
        if docname in jobs
        else _of_text(book, docname, title)
        for docname, title in titles.items()
    }
    for docname, links in downloads.items():
        pages[docname]["downloads"] = links
    for page in pages.values():
        if page["kind"] == "profile" and page["area_slug"] in modelled:
            page["explore"] = page["area_slug"]
    return {"site": _site(book), "pages": pages}


def _site(book: Book) -> Entry:
    place = book.place
    home = book.home
    return {
        "title": place["title"],
        "board": place["board"],
        "edition": place["edition"],
        "as_at": place["as_at"],
        "state": place["state"],
        "home": {"name": home.name, "address": "index"},
        "licence_lines": place["licence"]["attributions"],
    }


def _of_job(book: Book, job: Job, title: str) -> Entry:
    area = job.area
    profile = first_page(area)
    is_profile = job.authored.kind == "profile"
    crumbs: list[list[str]]
    if job.authored.kind == "summary":
        crumbs = [["Summary", "summary/index"]]
    elif job.address.startswith("chapters/"):
        crumbs = [["Chapters", "chapters/index"]]
    elif job.address.startswith("model/"):
        crumbs = [["Explore decisions", pages_model.EXPLORER]] if book.plan.has_model else []
    else:
        crumbs = [["Areas", "areas/index"]]
        crumbs += [] if is_profile else [[area.name, profile]]
    return {
        "kind": "chapter" if job.authored.kind == "model" else job.authored.kind,
        "title": title,
        "description": _description(book, job),
        "full_name": area.full_name,
        "area_slug": area.area_slug,
        "area_name": area.name,
        "area_type_word": area.area_type.word,
        "chapter_id": slug(job.authored.page),
        "breadcrumb": crumbs,
        "areas": [
            [other.area.name, other.address]
            for other in book.plan.jobs
            if other.authored is job.authored
        ],
        "chapters": _pages_of(book, area),
        "search_words": list(_search_words(book, job)),
        "notices": [*_notices(book, area), *_chapter_notices(book, job)],
    }


def _description(book: Book, job: Job) -> str:
    if job.authored.kind == "profile":
        return f"Who lives in {job.area.full_name}, and how it compares."
    if job.authored.kind == "summary":
        return f"{job.authored.title} in {job.area.full_name}: key figures and what stands out."
    if job.authored.kind == "model":
        return f"{job.authored.title} in {job.area.full_name}: modelled, not a forecast."
    return f"{chapter_title(book, job)} in {job.area.full_name}: figures, evidence and gaps."


def _search_words(book: Book, job: Job) -> tuple[str, ...]:
    if job.authored.kind == "profile":
        return area_words(book, job.area)
    if job.authored.kind == "model":
        return model_words(job.authored.page) if job.area == book.home else ()
    chapter = book.chapters.get(job.authored.page)
    return chapter.search_words if chapter else ()


def _notices(book: Book, area: Area) -> list[str]:
    words = {
        "inferred": "Its membership is inferred, not official.",
        "illustrative": "This grouping is illustrative.",
        "to_be_confirmed": "This area is still to be confirmed.",
    }
    notices = [words[area.status]] if area.status in words else []
    if area.area_type is AreaType.SUB_HUB and (sentence := waits(book, area)):
        notices.append(sentence)
    return notices + ([area.fit_note] if area.fit == "caution" else [])


def _chapter_notices(book: Book, job: Job) -> list[str]:
    """Say that a topic is proposed while the official list of topics is missing."""
    chapter = book.chapters.get(job.authored.page)
    if chapter is None or chapter.status != "proposed":
        return []
    until = " until the official list of topics arrives" if chapters_wait(book) else ""
    return [f"This topic is proposed{until}."]


def _pages_of(book: Book, area: Area) -> list[list[str]]:
    """Return the pages about one area, with the profile (or the page that stands for it) first."""
    pages = [
        ["Profile" if job.authored.kind == "profile" else chapter_title(book, job), job.address]
        for job in book.plan.of_area(area)
    ]
    first = first_page(area)
    has_first = any(address == first for _, address in pages)
    return pages if has_first else [["Overview", first], *pages]


def _home(book: Book) -> str:
    wards = sum(job.authored.kind == "profile" for job in book.plan.jobs)
    return (
        f"What people in {book.home.name} need to live healthy lives: {wards} area profiles, "
        "chapters by topic, sources and downloads."
    )


def _of_text(book: Book, docname: str, title: str) -> Entry:
    if docname == "index":
        return {"kind": "home", "title": title, "description": _home(book)}
    part = docname.split("/")[0]
    if part == "areas" and docname != "areas/index":
        area = book.areas.named(docname.split("/")[1])
        return {
            "kind": "index",
            "title": title,
            "full_name": area.full_name,
            "area_name": area.name,
            "breadcrumb": [["Areas", "areas/index"]],
            "chapters": _pages_of(book, area),
            "search_words": list(area_words(book, area)),
            "notices": _notices(book, area),
        }
    said: Entry = {
        "description": _about(book, title),
        "search_words": list(page_words(book, docname)),
    }
    if docname in _FILTERS:
        said["filter"] = _FILTERS[docname]
    if docname in pages_model.ASSETS:
        said["assets"] = list(pages_model.ASSETS[docname])
        said["notices"] = [pages_model.NOTICE]
    if docname == pages_model.EXPLORER:
        return {"kind": "model", "title": title, **said}
    if docname in ("summary/index", "areas/index", "chapters/index"):
        return {"kind": "index", "title": title, **said}
    crumbs = [] if docname == "about/about" else [["About", "about/about"]]
    if docname == pages_model.HOW:
        crumbs = [["Explore decisions", pages_model.EXPLORER]]
    return {
        "kind": "text",
        "title": title,
        "breadcrumb": crumbs,
        **said,
    }


def _about(book: Book, title: str) -> str:
    return f"{title}: part of the {book.place['title']}."
