"""Pages that no notebook makes: people's text from book/, and what the build writes itself."""

from collections.abc import Mapping

from jsna.build.book import Book
from jsna.build.closing import chapters_wait
from jsna.build.naming import first_page, link
from jsna.build.pages_areas import Slot, area_page, areas_page, areas_without_profile
from jsna.build.pages_concepts import concept_parts
from jsna.build.pages_coverage import coverage_page
from jsna.build.pages_home import home_page
from jsna.build.pages_model import MODEL_MARK, ModelBook, model_pages, model_words
from jsna.build.pages_quality import quality_parts
from jsna.build.pages_sources import sources_page
from jsna.build.pages_statistics import statistics_parts
from jsna.build.summary import leads, sections, summary_page
from jsna.owner_files import CHAPTERS
from jsna.page import Page
from jsna.records import slug
from jsna.roles import escape


def front_pages(
    book: Book,
    slot: Slot,
    pages: Mapping[str, Page] | None = None,
    model: ModelBook | None = None,
) -> dict[str, str]:
    """Return the Markdown of every page that is not a notebook's, by docname.

    Args:
        book: the plan and the reference tables.
        slot: keeps a piece of HTML and returns the line of Markdown that stands for it.
        pages: assembled pages of notebooks by address, which the home page and the summary quote.
        model: the whole-system model, where there is one.
    """
    texts = {
        path.relative_to(book.project.book).with_suffix("").as_posix(): path.read_text("utf-8")
        for path in sorted(book.project.book.rglob("*.md"))
    }
    texts["index"] = home_page(book, texts["index"], pages or {}, slot)
    texts["index"] = texts["index"].replace(MODEL_MARK, model_words(model))
    texts["summary/index"] = summary_page(book, leads(_summary(book, pages or {})))
    texts["areas/index"] = areas_page(book, slot)
    texts["chapters/index"] = chapters_page(book)
    texts["about/sources"] = sources_page(book)
    texts["about/coverage"] = coverage_page(book, slot)
    for page, parts in (
        ("about/quality", quality_parts(book, slot)),
        ("about/statistics", statistics_parts(slot)),
        ("about/disagreements", concept_parts(book)),
    ):
        for part, text in parts.items():
            texts[page] = texts[page].replace(f"<!-- jsna:{part} -->", text)
    for area in areas_without_profile(book):
        texts[first_page(area)] = area_page(book, area)
    return texts | (model_pages(model, slot) if model else {})


def _summary(book: Book, pages: Mapping[str, Page]) -> dict[str, Page]:
    addresses = [job.address for job in sections(book)]
    return {address: pages[address] for address in addresses if address in pages}


def chapters_page(book: Book) -> str:
    """Return the list of all topics: written, and still to be written."""
    written = {job.authored.page: job.address for job in book.plan.jobs}
    parts = [
        "# Chapters",
        "Each topic of the report. A topic without a link has not been written yet. "
        "*Proposed* means that the topic has not been confirmed.",
    ]
    if chapters_wait(book):
        parts.append(
            "The official list of topics is still to come "
            f"(the file `data/owner/{CHAPTERS}`). It will then replace this one."
        )
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
