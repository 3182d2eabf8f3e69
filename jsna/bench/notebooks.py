"""Notebooks: the project's engine beside papermill's command line, in a loop and two at a time."""

import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from jsna.bench.fixture import (
    copy_of,
    environment,
    papermill_environment,
    papermill_words,
    sample,
)
from jsna.bench.measure import Series, Spent, alternating, run, timed
from jsna.bench.rows import Row, Setting, bench_job
from jsna.build.book import load_book
from jsna.build.engine import NAME
from jsna.build.engine.needs import imported_modules
from jsna.build.notebooks import notebook_executor, run_orders
from jsna.build.plan import Job
from jsna.build.run import _order
from jsna.context import CONTEXT_VARIABLE
from jsna.paths import Project

WORKERS = 2
_BATCH = {"small": 16, "full": 80, "matrix": 160}
"""Notebooks that the engine runs in each round, its start included."""


def fork(project: Project, jobs: Sequence[Job]) -> Spent:
    """Return the cost of one notebook of these, run by the project's own engine."""
    book = load_book(project)
    modules = [name for item in book.notebooks for name in imported_modules(item.notebook)]
    orders = [_order(book, job, NAME) for job in jobs]
    folder = project.build / "bench-notebooks"
    orders = [replace(each, output=folder / f"{n}.ipynb") for n, each in enumerate(orders)]

    def work() -> None:
        runner = notebook_executor(NAME, WORKERS, project.root.resolve(), modules)
        failed = [done.failure for _, done in run_orders(runner, orders) if done.failure]
        if failed:
            raise RuntimeError(failed[0])

    spent = timed(work, len(orders))
    shutil.rmtree(folder, ignore_errors=True)
    return spent


def papermill(project: Project, jobs: Sequence[Job], together: int = 1) -> Spent:
    """Return the cost of one notebook of these, run by papermill's command line.

    Args:
        project: the one that they belong to.
        jobs: the pages.
        together: 1 for a loop in the shell, else what `xargs -P` is told.
    """
    folder = project.build / "bench-papermill"
    folder.mkdir(parents=True, exist_ok=True)
    scripts = [_script(project, job, folder, number) for number, job in enumerate(jobs)]
    if together == 1:
        text = "set -e\n" + "".join(f"sh {shlex.quote(str(path))}\n" for path in scripts)
    else:
        names = " ".join(shlex.quote(str(path)) for path in scripts)
        text = f"echo {names} | xargs -P {together} -n 1 sh\n"
    spent = timed(lambda: run(["sh", "-c", text], project.root, environment(project)), len(jobs))
    shutil.rmtree(folder)
    return spent


def _script(project: Project, job: Job, folder: Path, number: int) -> Path:
    words = papermill_words(job, folder / f"{number}.ipynb")
    context = papermill_environment(project, job)[CONTEXT_VARIABLE]
    command = shlex.join([sys.executable, "-m", "papermill", *words])
    path = folder / f"{number}.sh"
    path.write_text(f"{CONTEXT_VARIABLE}={shlex.quote(context)} exec {command}\n", "utf-8")
    return path


def measured(setting: Setting, project: Project) -> tuple[Series, Series, Series, str]:
    """Return the cost of one notebook here, in papermill's loop and by xargs, and how measured."""
    jobs = load_book(project).plan.jobs
    ours = sample(jobs, _BATCH[setting.size])
    theirs = sample(jobs, setting.sampled)
    loop, two, here = alternating(
        setting.rounds,
        lambda: papermill(project, theirs),
        lambda: papermill(project, theirs, WORKERS),
        lambda: fork(project, ours),
    )
    how = (
        f"seconds a notebook; {setting.rounds} rounds in turn, {len(theirs)} notebooks of the "
        f"baseline and {len(ours)} here in each, {WORKERS} at a time, start included"
    )
    return here, loop, two, how


@bench_job("small", "full")
def notebooks(setting: Setting) -> Iterator[Row]:
    """Compare the running of notebooks alone."""
    setting.say("Notebooks, three ways in turn")
    project = copy_of(setting.project, setting.folder / "notebooks")
    here, loop, two, how = measured(setting, project)
    yield Row("notebooks only, against papermill in a loop", here, loop, "9x, stretch 12x", how)
    yield Row("notebooks only, against `xargs -P 2` papermill", here, two, "5x", how)
