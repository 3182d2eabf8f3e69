"""What a page was made with, what has changed since, in words."""

from collections.abc import Iterable

from jsna import standing
from jsna.build.book import Book, load_book
from jsna.build.fingerprint import NEVER
from jsna.build.inputs import Entry
from jsna.build.plan import Job
from jsna.build.records import Record, load_record
from jsna.build.run import inputs_of, why_stale
from jsna.errors import NotKnownError
from jsna.paths import Project

_WIDTH = 96


def find_job(book: Book, word: str) -> Job:
    """Return the page that a word means: an address, a file of the site, an area or a chapter.

    Raises:
        NotKnownError: with the addresses that come near.
    """
    jobs = {job.address: job for job in book.plan.jobs}
    plain = word.strip("/").removesuffix(".html").removesuffix(".ipynb")
    dashed = plain.replace("_", "-")
    for address in (plain, f"{plain}/index", f"areas/{plain}/index", f"chapters/{dashed}"):
        if address in jobs:
            return jobs[address]
    raise NotKnownError("page", word, jobs, "_toc.yml")


def explain(project: Project, word: str) -> list[str]:
    """Return the lines that `why` prints about one page.

    Raises:
        JsnaError: if there is no such page, or the project cannot be read.
    """
    book = load_book(project)
    job = find_job(book, word)
    notebook = project.relative(job.authored.path)
    lines = [f"{job.address} is {notebook} run for {job.area.full_name} ({job.area.area_code})."]
    why = why_stale(book, job, inputs_of(book))
    record = load_record(project, job.address)
    if record is None:
        return [*lines, f"It was {NEVER} here, so it will be."]
    if why:
        lines += ["It will be built again, because:", *(f"  {reason}" for reason in why)]
    else:
        lines.append("It is up to date: nothing that it was made with has changed.")
    return [*lines, "It was made with:", *_made_with(job, record)]


def _made_with(job: Job, record: Record) -> list[str]:
    others: dict[str, list[str]] = {"made alike for every page": list(record["made_with"])}
    figures: dict[str, set[str] | None] = {}
    for entry in record["reads"]:
        if "indicator_id" in entry:
            _gather(figures, entry)
        else:
            others.setdefault(_KINDS.get(entry["kind"], entry["kind"]), []).append(_name(entry))
    own = [name for name, codes in figures.items() if codes == {job.area.area_code}]
    others[f"figures of {job.area.name} alone"] = own
    others["figures of other areas too"] = [name for name in figures if name not in own]
    lines = []
    for kind, names in sorted(others.items()):
        lines += [f"  {kind}: {len(names)}", *_wrapped(names)]
    return lines


def _gather(figures: dict[str, set[str] | None], entry: Entry) -> None:
    """Add the areas of one selection to those of its indicator; None stands for all areas."""
    known = figures.setdefault(entry["indicator_id"], set())
    chosen = entry["area_codes"]
    together = None if known is None or chosen is None else known | set(chosen)
    figures[entry["indicator_id"]] = together


_KINDS = {
    "indicator": "catalogue entries",
    "source": "sources",
    "area": "areas",
    "areas": "questions about areas",
    "catalogue": "questions about the catalogue",
    "place": "facts of the place",
    standing.KIND: "places among areas of a kind",
    "file": "whole files",
    "module": "modules of the package",
}


def _name(entry: Entry) -> str:
    name: str = entry["name"]
    if entry["kind"] == standing.KIND:
        name = standing.indicator_of(name)
    return f"{name} (not there)" if not entry["digest"] else name


def _wrapped(names: Iterable[str]) -> list[str]:
    """Return names as lines, set in from the left."""
    lines, line = [], "   "
    for name in sorted(names):
        if len(line) + len(name) > _WIDTH:
            lines.append(line)
            line = "   "
        line += f" {name}"
    return [*lines, line] if line.strip() else lines
