"""The whole story of `book`: plan, contract, fingerprint, execute, assemble, publish, PDF."""

import gc
import math
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import jsna
from jsna.build.ahead import Ahead
from jsna.build.book import Book, load_book
from jsna.build.closing import closing
from jsna.build.contract import check_notebook, check_parameters
from jsna.build.engine.needs import imported_modules
from jsna.build.engine.pool import stop_early
from jsna.build.execute import KERNEL, Order, Outcome
from jsna.build.executor import Executor, LocalPool
from jsna.build.fingerprint import reasons
from jsna.build.guard import guard
from jsna.build.inputs import Inputs
from jsna.build.model_kept import ModelAhead
from jsna.build.model_results import make_results
from jsna.build.notebooks import engine_for, notebook_executor, run_orders, warm
from jsna.build.options import BuildOptions, BuildResult
from jsna.build.plan import Job, choose
from jsna.build.records import (
    Record,
    built_part,
    executed_path,
    forget_record,
    load_record,
    refresh_record,
    save_record,
)
from jsna.build.swap import rescue
from jsna.build.timings import load_seconds, save_seconds
from jsna.build.toc import check_toc
from jsna.build.unchanged import forget, inputs_state, remember
from jsna.context import context_text
from jsna.errors import ExecutionError
from jsna.paths import Project
from jsna.progress import Progress
from jsna.reads import digest
from jsna.records import Context

PACKAGE = Path(jsna.__file__).parent
_MOST_REASONS = 3
_OBJECTS = 100_000
"""New objects before Python looks for garbage: a build keeps nearly everything that it makes."""


@dataclass(frozen=True)
class Stale:
    """A page to build, and why."""

    job: Job
    why: list[str]
    made_with: dict[str, str]


def build(
    project: Project, options: BuildOptions, progress: Progress, before: str = ""
) -> BuildResult:
    """Build the book, or the part of it that `options` ask for.

    Every page that can be made is made. If any fails, the last good site stays as it is.

    Args:
        project: what is built.
        options: which part of it, and how.
        progress: told what is under way.
        before: `inputs_state` from before anything was read, also by a process that was started
            early; without it nothing has been.

    Raises:
        JsnaError: before anything runs, if a notebook, table or figure breaks its contract.
        ExecutionError: after everything ran, if a page failed; one message for each.
    """
    started, before = time.monotonic(), before or inputs_state(project)
    gc.set_threshold(_OBJECTS)
    rescue(project.html)
    guard(project)
    book = load_book(project)
    for authored in book.notebooks:
        check_notebook(
            project.relative(authored.path),
            authored.notebook,
            indicators=book.catalogue,
            areas=book.areas,
        )
    check_toc(project, book.plan)
    for job in book.plan.jobs:
        check_parameters(project.relative(job.authored.path), job.authored.notebook, job.parameters)
    model = None if options.dry_run else ModelAhead(book)
    make_results(project, book.areas, book.observations, book.home.area_code)
    chosen = choose(book.plan, options, book.areas)
    inputs = inputs_of(book)
    if inputs_state(project) != before:
        stop_early()  # it may have seen other files than those whose hashes were taken
    stale = [
        item for job in chosen if (item := _stale(book, job, inputs, options.force)) is not None
    ]
    lines = [f"{item.job.address}: {_together(item.why)}" for item in stale]
    if options.dry_run:
        return _result(book, len(stale), len(chosen), 0, started, lines)
    if not stale:
        stop_early()
    forget(project)
    inputs.keep()
    ran = {item.job.address for item in stale}
    _remember(book, [job for job in chosen if job.address not in ran], inputs)
    workers, engine = options.jobs or os.cpu_count() or 1, engine_for(options.engine)
    modules = [name for item in book.notebooks for name in imported_modules(item.notebook)]
    runner: Executor = notebook_executor(engine, workers, project.root.resolve(), modules)
    if options.scheduler:
        from jsna.build.cluster import ClusterPool

        runner = ClusterPool(options.scheduler, project, warm(modules))
    with Ahead(book, model, is_certain=bool(stale)) as ahead:
        failed = execute(book, stale, runner, progress, inputs, engine)
        if failed:
            raise ExecutionError(_failures(failed, len(stale)))
        from jsna.build.publish import publish  # imported by now, while the notebooks ran

        pdfs = publish(book, LocalPool(workers), progress, ahead, with_pdf=options.pdf)
    result = _result(book, len(stale), len(chosen), pdfs, started, lines)
    remember(project, options, result, before)
    return result


def _result(
    book: Book,
    built: int,
    chosen: int,
    pdfs: int,
    started: float,
    lines: list[str],
) -> BuildResult:
    return BuildResult(
        built=built,
        up_to_date=chosen - built,
        pages=len(built_part(book.project, book.plan).jobs),
        pdfs=pdfs,
        seconds=time.monotonic() - started,
        index=book.project.html / "index.html",
        plan=lines,
    )


def _failures(failed: list[str], of: int) -> str:
    site = "The other pages were made; the last good site in _build/html/ was left as it is."
    return "\n\n".join([*failed, f"{len(failed)} of {of} pages failed. {site}"])


def context_of(book: Book, job: Job) -> Context:
    """Return what a job's notebook is told."""
    place = book.place
    return Context(job.authored.page, place["as_at"], place["edition"], place["state"])


def inputs_of(book: Book) -> Inputs:
    """Return everything that the pages of a book may read, as it is now."""
    return Inputs(book.project, PACKAGE, book.place, book.areas, book.catalogue, book.observations)


def made_with(book: Book, job: Job, inputs: Inputs) -> dict[str, str]:
    """Return named hashes of what a page is made with besides what its notebook reads."""
    order = _order(book, job)
    told = {name: value for name, value in order.metadata.items() if name != "closing"}
    return {
        "the notebook": inputs.file(job.authored.path),
        "a parameter": digest([order.parameters, order.context]),
        "what the page says of itself": digest(told),
        "the plan": digest(order.metadata["closing"]),
        **inputs.common,
    }


def why_stale(book: Book, job: Job, inputs: Inputs) -> list[str]:
    """Return why a page would be built again, in words; [] if it is up to date."""
    return reasons(load_record(book.project, job.address), made_with(book, job, inputs), inputs)


def _stale(book: Book, job: Job, inputs: Inputs, force: bool) -> Stale | None:
    made = made_with(book, job, inputs)
    record = None if force else load_record(book.project, job.address)
    why = reasons(record, made, inputs)
    if record is not None and not why:
        return None
    return Stale(job, ["asked for"] if force else why, made)


def _remember(book: Book, current: list[Job], inputs: Inputs) -> None:
    """Note that pages were found up to date, so that the next build need not look as closely."""
    for job in current:
        refresh_record(book.project, job.address, inputs.whole)


def _together(why: list[str]) -> str:
    """Return the first reasons as one line."""
    rest = len(why) - _MOST_REASONS
    return "; ".join(why[:_MOST_REASONS]) + (f"; and {rest} more" if rest > 0 else "")


def execute(
    book: Book,
    stale: list[Stale],
    executor: Executor,
    progress: Progress,
    inputs: Inputs,
    engine: str = KERNEL,
) -> list[str]:
    """Run the notebooks of stale pages, slowest first; return a message for each that failed."""
    if not stale:
        return []
    progress.phase("Running notebooks", len(stale))
    seconds = load_seconds(book.project)
    stale = slowest_first(stale, seconds)
    orders = [_order(book, item.job, engine) for item in stale]
    by_output = {order.output: item for order, item in zip(orders, stale, strict=True)}
    failed: list[str] = []
    for item in stale:
        forget_record(book.project, item.job.address)
    for done, (order, outcome) in enumerate(run_orders(executor, orders), start=1):
        item = by_output[order.output]
        if outcome.failure:
            failed.append(outcome.failure)
        else:
            seconds[item.job.address] = outcome.seconds
            _keep(book, item, outcome, inputs)
        if outcome.note:
            progress.say(outcome.note)
        progress.step(item.job.area.name, done)
    save_seconds(book.project, seconds)
    return sorted(failed)


def slowest_first(stale: list[Stale], seconds: Mapping[str, float]) -> list[Stale]:
    """Return the pages so that the longest run starts first; a page never timed may be long."""
    return sorted(stale, key=lambda item: -seconds.get(item.job.address, math.inf))


def _keep(book: Book, item: Stale, outcome: Outcome, inputs: Inputs) -> None:
    reads = inputs.settle(outcome.reads, imported_modules(item.job.authored.notebook))
    record = Record(made_with=item.made_with, reads=reads, whole=inputs.whole)
    save_record(book.project, item.job.address, record)


def _order(book: Book, job: Job, engine: str = KERNEL) -> Order:
    place = book.place
    return Order(
        root=book.project.root.resolve(),
        notebook=job.authored.path.resolve(),
        output=executed_path(book.project, job.address).resolve(),
        parameters=job.parameters,
        context=context_text(context_of(book, job)),
        metadata={
            "page": job.authored.page,
            "address": job.address,
            "area_code": job.area.area_code,
            "area_name": job.area.name,
            "full_name": job.area.full_name,
            "edition": place["edition"],
            "as_at": place["as_at"],
            "state": place["state"],
            "closing": closing(book, job),
            "print": {
                "site_title": place["title"],
                "board": place["board"],
                "licence_lines": place["licence"]["attributions"],
                "address": place.get("site_address"),
            },
        },
        name=f"{book.project.relative(job.authored.path)} for {job.area.full_name}",
        engine=engine,
    )


def order_of(book: Book, job: Job, engine: str, output: Path) -> Order:
    """Return the order for a page whose executed notebook goes somewhere else."""
    return replace(_order(book, job, engine), output=output.resolve())
