"""What ends an area's page, on screen and on paper: what waits for a list, chapters it lacks."""

from jsna.build.book import Book
from jsna.build.naming import link, titled
from jsna.build.plan import Job, Thin
from jsna.owner_files import CHAPTERS, PRACTICES, WARDS, owner_rows
from jsna.records import Area, AreaType, slug
from jsna.roles import escape

_WAITS = {
    AreaType.EARLY_HELP_HUB: (
        WARDS,
        "The wards of this hub are inferred from its name.",
        "the council's list of the wards of each hub",
    ),
    AreaType.SUB_HUB: (
        PRACTICES,
        "A primary care network stands in the place of a sub-hub.",
        "the list of the practices of each sub-hub",
    ),
}
"""Kind of area -> the owner's file that it waits for, what is done meanwhile, what will come."""


def waits(book: Book, area: Area) -> str:
    """Return what is done for an area until a file of the owner is there; "" once it is."""
    name, meanwhile, _ = _WAITS.get(area.area_type, ("", "", ""))
    return meanwhile if name and owner_rows(book.project, name) is None else ""


def chapters_wait(book: Book) -> bool:
    """Return whether the official list of chapters is still missing."""
    return owner_rows(book.project, CHAPTERS) is None


def closing(book: Book, job: Job) -> str:
    """Return the Markdown that ends a profile; "" for other pages and where nothing is to say."""
    if job.authored.kind != "profile":
        return ""
    return "\n\n".join(part for part in (waiting(book, job.area), lacking(book, job.area)) if part)


def waiting(book: Book, area: Area) -> str:
    """Return a section that says for which list an area's page waits, or ""."""
    meanwhile = waits(book, area)
    if not meanwhile:
        return ""
    name, _, comes = _WAITS[area.area_type]
    return (
        "## Still to be confirmed\n\n"
        f"{meanwhile} That lasts until {comes} arrives (the file `data/owner/{name}`). "
        "The page will then be made again from that list."
    )


def lacking(book: Book, area: Area) -> str:
    """Return a section that says which chapters have no page for an area and why, or ""."""
    lines = [_line(book, item) for item in book.plan.thin if item.area == area]
    if not lines:
        return ""
    return "## Chapters without a page here\n\n" + "\n".join(lines)


def _line(book: Book, item: Thin) -> str:
    title, address = titled(book, item.page), f"chapters/{slug(item.page)}"
    built = any(job.address == address for job in book.plan.jobs)
    home = book.home.name
    where = link(f"{title} in {home}", address) if built else f"{escape(title)} in {escape(home)}"
    return (
        f"- {escape(title)}: figures of {escape(item.area.name)}'s own are held for {item.held} of "
        f"its {item.of} indicators, which is too few for a page. Read {where}."
    )
