"""The page that leads into the summary: its sections, each with its first sentence."""

from collections.abc import Mapping

from jsna.build.book import Book
from jsna.build.plan import Job
from jsna.page import Page
from jsna.roles import escape


def sections(book: Book) -> list[Job]:
    """Return the sections of the summary in reading order; a part of the book may hold none."""
    return [job for job in book.plan.jobs if job.authored.kind == "summary"]


def leads(pages: Mapping[str, Page]) -> dict[str, str]:
    """Return address -> the sentences that a page begins with, for pages that have some."""
    found = {address: lead(page) for address, page in pages.items()}
    return {address: text for address, text in found.items() if text}


def lead(page: Page) -> str:
    """Return the first paragraph of a page's cell for page one, as Markdown; "" without one."""
    texts = [block.text for block in page.blocks if block.text and "page-one" in block.tags]
    paragraphs = "\n\n".join(texts).split("\n\n")
    plain = [part for part in paragraphs if part and part[0] not in "#-*:`"]
    return " ".join(plain[0].split()) if plain else ""


def summary_page(book: Book, said: Mapping[str, str]) -> str:
    """Return the page that lists the sections of the summary.

    Args:
        book: the plan.
        said: address of a section -> the sentence that it begins with (see `leads`).
    """
    name = escape(book.home.name)
    parts = [f"# Summary: {name}"]
    jobs = sections(book)
    if not jobs:
        parts.append("No section of the summary has been written yet.")
    else:
        parts.append(
            f"Who lives in {name}, how healthy people are, and what stands out. Each section "
            "begins with the facts and ends with what is not known."
        )
        parts += [_entry(job, said.get(job.address, "")) for job in jobs]
    return "\n\n".join(parts) + "\n"


def _entry(job: Job, sentence: str) -> str:
    heading = f"## [{escape(job.authored.title)}](/{job.address}.md)"
    return f"{heading}\n\n{sentence}" if sentence else heading
