"""From executed notebooks to the site: make pages, build, check, swap in."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from jsna.build.ahead import Ahead, book_maker
from jsna.build.book import Book
from jsna.build.bookmaker import BookMaker
from jsna.build.executor import Executor
from jsna.build.fingerprint import code_digest, site_digest
from jsna.build.guard import scan
from jsna.build.making import (
    Assembled,
    MadePage,
    MadePages,
    PageOrder,
    digest_of,
    make_page,
)
from jsna.build.receipt import write_receipt
from jsna.build.records import built_part, executed_path
from jsna.build.site import check_site
from jsna.build.stage import Stage
from jsna.build.staging import write_stage
from jsna.build.swap import lay_out_files, lay_out_pages, rescue, swap_in
from jsna.errors import JsnaError, PublishError
from jsna.files import write_text
from jsna.paths import Project
from jsna.progress import Progress

_PACKAGE = Path(__file__).parent.parent
_FEW = 3
"""So many pages are made here: starting other processes would take longer."""


def publish(
    book: Book,
    executor: Executor,
    progress: Progress,
    ahead: Ahead | None = None,
    *,
    with_pdf: bool,
) -> int:
    """Publish every page that has been built; return the number of PDFs.

    Jupyter Book writes into `_build/work`; only a site that passed all checks replaces
    `_build/html`, and it does so in one step.

    Raises:
        PublishError: if a page, a PDF or the finished site fails a check.
    """
    project = book.project
    rescue(project.html)
    planned = {job.address for job in book.plan.jobs}
    book = replace(book, plan=built_part(project, book.plan))
    not_built = planned - {job.address for job in book.plan.jobs}
    stamp = project.build / ("site-with-pdf.sha256" if with_pdf else "site.sha256")
    wanted = _made_of(book)
    if stamp.exists() and stamp.read_text("utf-8") == wanted and project.html.exists():
        return len(list(project.html.glob("pdf/*.pdf")))
    stage = Stage(project.build / "stage")
    ahead = ahead or Ahead(book)
    with ahead.maker or book_maker(project) as maker:
        orders = _orders(book, stage, frozenset(not_built), with_pdf=with_pdf)
        made = make_all(orders, project.build / "made.json", executor, progress)
        progress.phase("Writing the pages")
        write_stage(book, stage, made, Assembled(orders), ahead.model(book))
        for old in project.build.glob("site*.sha256"):
            old.unlink()
        _build_site(project, maker, progress)
    write_receipt(book, made)
    write_text(stamp, wanted)
    progress.close()
    return sum(address.endswith(".pdf") for page in made.values() for address in page.outputs)


def print_facts(book: Book) -> dict[str, object]:
    """Return what a PDF prints besides its page."""
    place = book.place
    return {
        "site_title": place["title"],
        "board": place["board"],
        "licence_lines": list(place["licence"]["attributions"]),
        "address": place.get("site_address"),
    }


def _orders(
    book: Book, stage: Stage, not_built: frozenset[str], *, with_pdf: bool
) -> dict[str, PageOrder]:
    """Return what is to be made of each page, by address, in the plan's order."""
    project, facts, code = book.project, print_facts(book), code_digest(_PACKAGE)
    orders = {}
    for job in book.plan.jobs:
        executed = executed_path(project, job.address)
        printed = facts if with_pdf and job.authored.kind == "profile" else None
        orders[job.address] = PageOrder(
            address=job.address,
            executed=executed,
            stage=stage.folder,
            not_built=not_built,
            print_facts=printed,
            pdf_cache=project.build / "cache" / "pdf",
            digest=digest_of(executed, code, sorted(not_built), printed),
        )
    return orders


def make_all(
    orders: Mapping[str, PageOrder], memory: Path, executor: Executor, progress: Progress
) -> dict[str, MadePage]:
    """Make every page that is not in the stage as it should be; return all, in order.

    Raises:
        JsnaError: the first problem of a page, in the plan's order.
    """
    known = MadePages(memory)
    present = Stage(next(iter(orders.values())).stage).files() if orders else set()
    made = {
        address: page
        for address, order in orders.items()
        if (page := known.get(order, present)) is not None
    }
    missing = [order for address, order in orders.items() if address not in made]
    known.keep(made)  # from here on the stage may hold another state of the missing ones
    if missing:
        progress.phase("Drawing and printing pages", len(missing))
    failed: dict[str, Exception] = {}
    for done, (order, result) in enumerate(_made(missing, executor), start=1):
        if isinstance(result, Exception):
            failed[order.address] = result
        else:
            made[order.address] = result
        progress.step(order.address, done)
    for address in orders:
        if address in failed:
            raise _named(failed[address], address)
    made = {address: made[address] for address in orders}
    known.keep(made)
    return made


def _made(
    orders: list[PageOrder], executor: Executor
) -> Iterator[tuple[PageOrder, MadePage | Exception]]:
    if len(orders) > _FEW:
        yield from executor.run(make_page, orders)
        return
    for order in orders:
        try:
            yield order, make_page(order)
        except JsnaError as error:
            yield order, error


def _named(error: Exception, address: str) -> Exception:
    """Return an error as a person is told it: our own sentences as they are."""
    if isinstance(error, JsnaError):
        return error
    return PublishError(
        f"The page {address} could not be made ({type(error).__name__}: {error}). Run the build "
        "again; if it fails again, build this page alone with --only and --area."
    )


def _made_of(book: Book) -> str:
    executed = [executed_path(book.project, job.address) for job in book.plan.jobs]
    return site_digest(book.project, _PACKAGE, executed)


def _build_site(project: Project, maker: BookMaker, progress: Progress) -> None:
    """Build the site from the stage, check it, and put it in the place of the last one."""
    progress.phase("Building the site")
    stage, fresh = project.build / "stage", project.build / "html.new"
    _begin(project, maker)
    lay_out_files(fresh, stage / "extra")
    pages = _finish(project, maker)
    remove_left_overs(pages, stage)
    progress.phase("Checking the site")
    lay_out_pages(fresh, pages, project.html)
    check_site(fresh, project.build / "cache")
    scan(project, fresh)
    swap_in(fresh, project.html)


def _begin(project: Project, maker: BookMaker) -> None:
    """Let Jupyter Book write the pages, with warnings as errors.

    Sphinx notes what it has read before it writes, so one that was stopped, or refused, would
    leave out next time what it still owes. Then it begins from nothing.
    """
    unfinished = project.build / "work.unfinished"
    if unfinished.exists():
        shutil.rmtree(project.build / "work", ignore_errors=True)
    write_text(unfinished, "")
    maker.begin()


def _finish(project: Project, maker: BookMaker) -> Path:
    """Return the folder that Jupyter Book wrote, once it is whole.

    Raises:
        PublishError: with its warnings, if it did not accept the pages.
    """
    code, said, warned = maker.finish()
    log = project.build / "jupyter-book.log"
    write_text(log, said + warned)
    if code:
        raise PublishError(
            "Jupyter Book did not accept the pages:\n"
            + "\n".join(f"  {line}" for line in _warnings(warned + said, project))
            + f"\nThe whole report is {project.relative(log)}. The last good site stays."
        )
    (project.build / "work.unfinished").unlink()
    return project.build / "work" / "_build" / "html"


def _warnings(report: str, project: Project) -> list[str]:
    """Return the lines of a report that say what is wrong, paths shown from the stage."""
    stage = str((project.build / "stage").resolve()) + "/"
    lines = [line.strip().replace(stage, "") for line in report.splitlines()]
    telling = [line for line in lines if "WARNING" in line or "ERROR" in line or "rror:" in line]
    return (telling or [line for line in lines if line][-5:])[:10]


def remove_left_overs(site: Path, stage: Path) -> None:
    """Remove pages and files of an earlier build that the stage no longer holds.

    Sphinx writes into the folder of the last build and takes nothing away.
    """
    for path in sorted(site.rglob("*"), reverse=True):
        relative = path.relative_to(site)
        of_sphinx = len(relative.parts) == 1 or relative.parts[0].startswith("_")
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif not of_sphinx and not (
            path.suffix == ".html" and (stage / relative).with_suffix(".md").exists()
        ):
            path.unlink()
