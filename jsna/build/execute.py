"""Run notebooks with papermill, one for each area, and keep what they read.

papermill only warns about a parameter that a notebook does not declare; `contract` has refused
such a job before this module sees it.
"""

import functools
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from traitlets.config import Config

from jsna.build.engine import NAME as FORK
from jsna.build.engine.child import OutOfTime
from jsna.build.engine.entry import ForkEngine
from jsna.build.engine.limits import FALL_BACK, Limits, Lost
from jsna.build.engine.pool import ONE_THREAD, ForkPool
from jsna.build.executor import Executor, LocalPool
from jsna.build.fingerprint import read_log
from jsna.catalogue import load_catalogue, load_place
from jsna.context import CONTEXT_VARIABLE
from jsna.files import write_text
from jsna.observations import READS_VARIABLE, load_observations
from jsna.paths import ROOT_VARIABLE, Project

KERNEL = "nbclient"
"""papermill's own engine: an ordinary kernel for each notebook."""
_MEGABYTES = 2048
"""Memory that one notebook may take in a fork."""
_PATIENCE = 180
"""Seconds that a kernel may take to start on a busy machine."""
_WARM = frozenset(("altair", "jsna", "numpy", "pandas", "scipy"))
"""Packages that are safe to import before forking: they start no thread and print nothing."""
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Order:
    """Everything a worker needs to run one notebook: plain data, so that it can travel."""

    root: Path
    notebook: Path
    output: Path
    parameters: dict[str, str]
    context: str
    """The build's context as `jsna.context.context_text` writes it."""
    metadata: dict[str, Any]
    """What goes into the executed notebook's `metadata.jsna`."""
    name: str
    engine: str = KERNEL
    """The engine papermill uses."""
    timeout: int = 300
    """Seconds: for the whole notebook in a fork, for each cell in an ordinary kernel."""


@dataclass(frozen=True)
class Outcome:
    """What came of one order: the reads, or one message that names the cell and the cause."""

    name: str
    output: Path
    failure: str
    reads: list[dict[str, Any]]
    seconds: float
    note: str = ""
    """What a reader of the build's report should know, for example why a kernel was used."""


def engine_for(asked: str) -> str:
    """Return papermill's name of the engine for "fork" or "kernel", as far as the system can."""
    return FORK if asked == "fork" and hasattr(os, "fork") else KERNEL


def notebook_executor(engine: str, workers: int, root: Path, modules: Iterable[str]) -> Executor:
    """Return the executor that notebooks run in.

    Args:
        engine: what `engine_for` returned.
        workers: notebooks at the same time.
        root: the project's folder.
        modules: what the notebooks import, of which a warm process imports the well-known.
    """
    if engine != FORK:
        return LocalPool(workers)
    known = sorted({name for name in modules if name.split(".")[0] in _WARM})
    limits = Limits(seconds=Order.timeout, megabytes=_MEGABYTES)
    return ForkPool(workers, limits, functools.partial(_prelude, str(root), known))


def _prelude(root: str, modules: list[str]) -> None:
    """Read in a warm process what every notebook would read again."""
    import importlib

    for name in modules:
        importlib.import_module(name)
    project = Project(Path(root))
    load_observations(project)
    load_catalogue(project)
    load_place(project)


def run_orders(executor: Executor, orders: Sequence[Order]) -> Iterator[tuple[Order, Outcome]]:
    """Yield (order, outcome) in order of completion; a notebook that killed its process too."""
    for order, outcome in executor.run(run_order, orders):
        if isinstance(outcome, Exception):
            _remove(_reads_file(order), _running_file(order))
            outcome = Outcome(order.name, order.output, _explain_loss(order, outcome), [], 0)
        yield order, outcome


def run_order(order: Order) -> Outcome:
    """Execute a notebook; a failure is returned, never raised, so that other pages finish."""
    import time

    from papermill.exceptions import PapermillExecutionError

    started = time.monotonic()
    reads_file, raw = _reads_file(order), _running_file(order)
    reads_file.parent.mkdir(parents=True, exist_ok=True)
    _remove(reads_file, _failed_file(order))
    os.environ[CONTEXT_VARIABLE] = order.context
    os.environ[READS_VARIABLE] = str(reads_file)
    os.environ[ROOT_VARIABLE] = str(order.root)
    os.environ.update(ONE_THREAD)
    failure = note = ""
    try:
        note = _finish(order, _papermill(order, raw))
    except PapermillExecutionError as error:
        failure = explain(order, error)
        raw.replace(_failed_file(order))
    except Exception as error:
        failure = f"{order.name} could not be run: {type(error).__name__}: {error}"
    reads = read_log(reads_file)
    _remove(reads_file, raw)
    return Outcome(order.name, order.output, failure, reads, time.monotonic() - started, note)


def _reads_file(order: Order) -> Path:
    return order.output.with_suffix(".reads")


def _running_file(order: Order) -> Path:
    return order.output.with_suffix(".running.ipynb")


def _failed_file(order: Order) -> Path:
    return order.output.with_suffix(".failed.ipynb")


def _remove(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _papermill(order: Order, raw: Path) -> NotebookNode:
    """Return the executed notebook; papermill writes it to `raw` too."""
    import papermill
    from papermill.engines import papermill_engines

    papermill_engines.register(FORK, ForkEngine)
    with tempfile.TemporaryDirectory(prefix="jsna-") as sockets:
        executed: NotebookNode = papermill.execute_notebook(
            str(order.notebook),
            str(raw),
            parameters=order.parameters,
            engine_name=order.engine,
            request_save_on_cell_execute=order.engine != FORK,
            kernel_name="python3",
            progress_bar=False,
            log_output=False,
            cwd=str(order.root),
            execution_timeout=order.timeout,
            start_timeout=_PATIENCE,
            config=_kernel_settings(sockets),
        )
    return executed


def _kernel_settings(sockets: str) -> Config:
    """Talk to a kernel through files of its own rather than ports, where the system can.

    Without a folder for each kernel, two kernels that start together share their sockets.
    """
    if sys.platform == "win32":
        return Config()
    return Config({"KernelManager": {"transport": "ipc", "ip": f"{sockets}/kernel"}})


def _finish(order: Order, notebook: NotebookNode) -> str:
    """Keep the executed notebook without the runner's own notes: no times, paths or versions.

    Returns the one note that a reader of the build's report needs, or "".
    """
    reason = notebook.metadata.get("papermill", {}).get(FALL_BACK, "")
    tidy(notebook, order.metadata)
    write_text(order.output, nbformat.writes(notebook) + "\n")
    return f"{order.name} was run in an ordinary kernel: {reason}." if reason else ""


def tidy(notebook: NotebookNode, metadata: dict[str, Any]) -> None:
    """Strip what differs between two runs of the same notebook, and say what page it is."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata.pop("widgets", None)
    language = notebook.metadata.get("language_info")
    if language is not None:
        notebook.metadata["language_info"] = {"name": language.get("name", "python")}
    notebook.metadata["jsna"] = {**notebook.metadata.get("jsna", {}), **metadata}
    for number, cell in enumerate(notebook.cells):
        for name in ("papermill", "execution", "collapsed", "scrolled"):
            cell.metadata.pop(name, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = f"injected-{number}"


def explain(order: Order, error: Any) -> str:
    """Return one message: which notebook, which cell, its source, and the cause."""
    source = "\n".join(f"    {line}" for line in str(error.source).strip().splitlines()[:5])
    cause = _ESCAPES.sub("", str(error.evalue))
    bare = error.ename == OutOfTime.__name__
    kind = (
        ""
        if bare or (error.ename.endswith("Error") and "jsna" in error.ename)
        else f"{error.ename}: "
    )
    return (
        f"{order.name}, cell {error.cell_index + 1} failed:\n{source}\n{kind}{cause}\n"
        f"The notebook as far as it got is {order.output.with_suffix('.failed.ipynb').name} "
        "in _build/notebooks/."
    )


def _explain_loss(order: Order, error: Exception) -> str:
    """Return one message about a notebook that took its process with it."""
    if not isinstance(error, Lost):
        return f"{order.name}: the process that ran it died ({error})."
    if error.cell is None:
        return f"{order.name} {error.why}."
    source = "\n".join(f"    {line}" for line in error.source.strip().splitlines()[:5])
    return f"{order.name} {error.why}, in cell {error.cell + 1}:\n{source}"
