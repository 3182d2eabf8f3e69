"""`verify`: make pages again from what the receipt names, and say in words what differs.

A page's inputs are hashed again, its notebook is run again, and what follows from it (the text of
the page, the notebook for download, the PDF) is made again. The HTML files themselves are compared
with the receipt as they lie in the site.
"""

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jsna.build.book import Book, load_book
from jsna.build.engine.needs import imported_modules
from jsna.build.fingerprint import in_words, package_digest
from jsna.build.inputs import Inputs
from jsna.build.making import PageOrder, make_page
from jsna.build.notebooks import engine_for, notebook_executor, run_orders
from jsna.build.plan import Job
from jsna.build.publish import print_facts
from jsna.build.records import built_part
from jsna.build.run import PACKAGE, _order, inputs_of
from jsna.build.why import find_job
from jsna.errors import VerifyError
from jsna.paths import Project
from jsna.progress import Progress

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Verified:
    """What became of one page."""

    address: str
    differences: tuple[str, ...]


def verify(
    project: Project, words: Sequence[str], progress: Progress, jobs: int = 2
) -> list[Verified]:
    """Make pages again and compare them with the receipt.

    Args:
        project: with a published site and its receipt.
        words: pages as `find_job` takes them; none means every page of the receipt.
        progress: is told how far it is.
        jobs: notebooks at the same time.

    Returns:
        One entry for each page, in the order of the receipt.

    Raises:
        VerifyError: if there is no receipt, or a page is not in it.
    """
    receipt, book = _receipt(project), load_book(project)
    entries = {entry["url"].removesuffix(".html"): entry for entry in receipt["pages"]}
    chosen = [find_job(book, word) for word in words] or [
        job for job in book.plan.jobs if job.address in entries
    ]
    for job in chosen:
        if job.address not in entries:
            raise VerifyError(
                f"{job.address} is not in _build/receipt.json, so it was not published. "
                "Build it first with: python3 run.py book"
            )
    inputs = inputs_of(book)
    common = list(_common(project, receipt))
    again = dict(_run_again(book, chosen, inputs, progress, jobs))
    found = [
        Verified(
            job.address,
            tuple(
                dict.fromkeys(
                    [*common, *_differences(book, job, entries[job.address], inputs, again)]
                )
            ),
        )
        for job in chosen
    ]
    planned = {job.address for job in book.plan.jobs}
    gone = [name for name in entries if name not in planned and not words]
    return [*found, *(Verified(name, ("no notebook makes this page now",)) for name in gone)]


def _receipt(project: Project) -> dict[str, Any]:
    path = project.build / "receipt.json"
    try:
        receipt: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise VerifyError(
            "There is no readable _build/receipt.json. It is written by: python3 run.py book"
        ) from None
    return receipt


def _common(project: Project, receipt: Entry) -> Iterator[str]:
    lock = project.root / "requirements.txt"
    if (_sha(lock.read_bytes()) if lock.exists() else None) != receipt["lock_sha256"]:
        yield "the lock of packages (requirements.txt) is another"
    if package_digest(PACKAGE) != receipt["package_sha256"]:
        yield "the code of the package is another"


@dataclass(frozen=True)
class _Again:
    """A page's notebook as it was just run."""

    failure: str
    text: str
    reads: list[dict[str, Any]]


def _run_again(
    book: Book, chosen: Sequence[Job], inputs: Inputs, progress: Progress, workers: int
) -> Iterator[tuple[str, _Again]]:
    """Yield (address, what running it left); nothing of the build is touched."""
    engine = engine_for("fork")
    modules = [name for job in chosen for name in imported_modules(job.authored.notebook)]
    runner = notebook_executor(engine, workers, book.project.root.resolve(), modules)
    progress.phase("Running notebooks again", len(chosen))
    with tempfile.TemporaryDirectory(prefix="jsna-verify-") as folder:
        orders = {Path(folder) / f"{job.address}.ipynb": job for job in chosen}
        made = [replace(_order(book, job, engine), output=path) for path, job in orders.items()]
        for order, outcome in run_orders(runner, made):
            job = orders[order.output]
            text = order.output.read_text(encoding="utf-8") if not outcome.failure else ""
            roots = imported_modules(job.authored.notebook)
            yield job.address, _Again(outcome.failure, text, inputs.settle(outcome.reads, roots))
            progress.step(job.area.name)
    progress.close()


def _differences(
    book: Book, job: Job, entry: Entry, inputs: Inputs, again: Mapping[str, _Again]
) -> Iterator[str]:
    if _sha(job.authored.path.read_bytes()) != entry["notebook_sha256"]:
        yield f"the notebook {entry['notebook']} is another"
    if job.parameters != entry["parameters"]:
        yield "its parameters are others"
    for read in [*entry["reads"], *entry["inputs"]]:
        if (now := inputs.now(read)) != read["digest"]:
            yield in_words(read, now)
    yield from _files(book.project, entry)
    made = again[job.address]
    if made.failure:
        yield f"it could not be run again: {made.failure}"
        return
    if made.reads != [*entry["reads"], *entry["inputs"]]:
        yield "run again, the notebook reads other things"
    if _sha(made.text.encode("utf-8")) != entry["executed_sha256"]:
        yield "run again, the notebook leaves other outputs"
    yield from _made_from(book, job, entry, made.text)


def _files(project: Project, entry: Entry) -> Iterator[str]:
    """Compare the files of the site with the receipt."""
    for output in entry["outputs"]:
        path = project.html / output["path"]
        if not path.exists():
            yield f"_build/html/{output['path']} is gone"
        elif _sha(path.read_bytes()) != output["sha256"]:
            yield f"_build/html/{output['path']} is not the file that was published"


def _made_from(book: Book, job: Job, entry: Entry, text: str) -> Iterator[str]:
    """Make the page's text, download and PDF from a notebook that was just run; compare them."""
    published = {output["path"]: output["sha256"] for output in entry["outputs"]}
    planned = {each.address for each in book.plan.jobs}
    not_built = planned - {each.address for each in built_part(book.project, book.plan).jobs}
    has_pdf = any(path.endswith(".pdf") for path in published)
    with tempfile.TemporaryDirectory(prefix="jsna-verify-") as name:
        folder = Path(name)
        (folder / "executed.ipynb").write_text(text, encoding="utf-8", newline="\n")
        order = PageOrder(
            address=job.address,
            executed=folder / "executed.ipynb",
            stage=folder / "stage",
            not_built=frozenset(not_built),
            print_facts=print_facts(book) if has_pdf else None,
            pdf_cache=folder / "pdf",
            digest="",
        )
        made = make_page(order)
        page = (folder / "stage" / f"{job.address}.md").read_bytes()
    stage = book.project.build / "stage" / f"{job.address}.md"
    if stage.exists() and stage.read_bytes() != page:
        yield "made again, the page says something else"
    for path, digest in made.outputs.items():
        if published.get(path) != digest:
            yield f"made again, {path} is another"


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def summary(found: Sequence[Verified]) -> str:
    """Return the closing sentence of a verification in which nothing differs.

    Raises:
        VerifyError: listing every page that differs, and how.
    """
    bad = [item for item in found if item.differences]
    if not bad:
        word = "page comes" if len(found) == 1 else "pages come"
        return f"{len(found)} {word} out as the receipt says."
    lines = [f"{item.address}:\n  " + "\n  ".join(item.differences) for item in bad]
    raise VerifyError(
        "\n".join(lines) + f"\n{len(bad)} of {len(found)} pages are not as the receipt says. "
        "If the change is meant, build again with: python3 run.py book"
    )
