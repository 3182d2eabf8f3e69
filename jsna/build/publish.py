"""From executed notebooks to the site: assemble, draw, set PDFs, build, check, swap in."""

import json
import os
import shutil
import subprocess
import sysconfig
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from jsna.assembly import read_page
from jsna.build.book import Book
from jsna.build.drawing import Drawings
from jsna.build.executor import Executor
from jsna.build.fingerprint import site_digest
from jsna.build.guard import scan
from jsna.build.naming import without_links
from jsna.build.pdfs import Pdf, set_all
from jsna.build.plan import Plan
from jsna.build.receipt import write_receipt
from jsna.build.records import executed_path, load_record
from jsna.build.site import check_site
from jsna.build.stage import write_stage
from jsna.errors import PublishError
from jsna.files import write_text
from jsna.page import Page
from jsna.paths import Project
from jsna.progress import Progress


def publish(book: Book, executor: Executor, progress: Progress, *, with_pdf: bool) -> int:
    """Publish every page that has been built; return the number of PDFs.

    Jupyter Book writes into `_build/work`; only a site that passed all checks replaces
    `_build/html`, and it does so in one step.

    Raises:
        PublishError: if a page, a PDF or the finished site fails a check.
    """
    project = book.project
    planned = {job.address for job in book.plan.jobs}
    book = replace(book, plan=built_part(book))
    not_built = planned - {job.address for job in book.plan.jobs}
    stamp = project.build / ("site-with-pdf.sha256" if with_pdf else "site.sha256")
    wanted = _made_of(book)
    if stamp.exists() and stamp.read_text("utf-8") == wanted and project.html.exists():
        return len(list(project.html.glob("pdf/*.pdf")))
    progress.phase("Assembling pages", len(book.plan.jobs))
    pages = assemble_all(book, progress, not_built)
    drawings = Drawings()
    pdfs: dict[str, Pdf] = {}
    if with_pdf:
        progress.phase("Setting PDFs")
        profiles, kept = _profiles(book, pages), project.build / "cache" / "pdf"
        pdfs = set_all(profiles, drawings, print_facts(book), kept, executor)
    progress.phase("Writing the pages")
    stage = write_stage(book, pages, drawings, pdfs)
    stage.close()
    for old in project.build.glob("site*.sha256"):
        old.unlink()
    _build_site(project, progress)
    write_receipt(book, pages)
    write_text(stamp, wanted)
    progress.close()
    return len(pdfs)


def built_part(book: Book) -> Plan:
    """Return the plan without the pages that no build has made yet."""
    made = [job.address for job in book.plan.jobs if load_record(book.project, job.address)]
    return book.plan.built(made)


def print_facts(book: Book) -> dict[str, object]:
    """Return what a PDF prints besides its page."""
    place = book.place
    return {
        "site_title": place["title"],
        "board": place["board"],
        "licence_lines": list(place["licence"]["attributions"]),
        "address": place.get("site_address"),
    }


def assemble_all(
    book: Book, progress: Progress, not_built: Collection[str] = ()
) -> dict[str, Page]:
    """Return every built page by address, in the plan's order.

    Args:
        book: with the plan of the pages that are built.
        progress: is told of each page.
        not_built: docnames of planned pages that this site lacks: links to them become words.
    """
    pages = {}
    for job in book.plan.jobs:
        path = executed_path(book.project, job.address)
        page = read_page(json.loads(path.read_text(encoding="utf-8")))
        blocks = [replace(each, text=without_links(each.text, not_built)) for each in page.blocks]
        pages[job.address] = replace(page, blocks=tuple(blocks))
        progress.step(job.area.name)
    return pages


def _profiles(book: Book, pages: dict[str, Page]) -> dict[str, Page]:
    addresses = [job.address for job in book.plan.jobs if job.authored.kind == "profile"]
    return {address: pages[address] for address in addresses}


def _made_of(book: Book) -> str:
    executed = [executed_path(book.project, job.address) for job in book.plan.jobs]
    return site_digest(book.project, Path(__file__).parent.parent, executed)


def _build_site(project: Project, progress: Progress) -> None:
    """Build the site from the stage, check it, and put it in the place of the last one."""
    progress.phase("Building the site")
    site = _jupyter_book(project)
    remove_left_overs(site, project.build / "stage")
    progress.phase("Checking the site")
    check_site(site)
    scan(project, site)
    _swap_in(project, site)


def _jupyter_book(project: Project) -> Path:
    """Run Jupyter Book with warnings as errors and return the folder it wrote."""
    work = project.build / "work"
    program = Path(sysconfig.get_path("scripts")) / "jupyter-book"
    command = [str(program), "build", str(project.build / "stage")]
    command += ["--path-output", str(work), "-W", "--keep-going", "-q"]
    environment = {**os.environ, "PYTHONHASHSEED": "0", "NO_COLOR": "1"}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment, cwd=project.root
    )
    log = project.build / "jupyter-book.log"
    write_text(log, done.stdout + done.stderr)
    if done.returncode:
        raise PublishError(
            "Jupyter Book did not accept the pages:\n"
            + "\n".join(f"  {line}" for line in _warnings(done.stderr + done.stdout, project))
            + f"\nThe whole report is {project.relative(log)}. The last good site stays."
        )
    return work / "_build" / "html"


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
        elif not (
            of_sphinx
            or (stage / "extra" / relative).exists()
            or (path.suffix == ".html" and (stage / relative).with_suffix(".md").exists())
        ):
            path.unlink()


def _swap_in(project: Project, site: Path) -> None:
    """Put a copy of the checked site in the place of the published one."""
    fresh, old = project.build / "html.new", project.build / "html.old"
    for left_over in (fresh, old):
        shutil.rmtree(left_over, ignore_errors=True)
    shutil.copytree(site, fresh, ignore=shutil.ignore_patterns(".buildinfo", "objects.inv"))
    if project.html.exists():
        project.html.replace(old)
    fresh.replace(project.html)
    shutil.rmtree(old, ignore_errors=True)
