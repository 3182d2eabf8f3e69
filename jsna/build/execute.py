"""Run one notebook for one area with papermill, and keep what it read.

papermill only warns about a parameter that a notebook does not declare; `contract` has refused
such a job before this module sees it.
"""

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from traitlets.config import Config

from jsna import errors
from jsna.build.engine import NAME as FORK
from jsna.build.engine.child import OutOfTime
from jsna.build.engine.entry import ForkEngine
from jsna.build.engine.limits import FALL_BACK, Lost
from jsna.build.engine.pool import ONE_THREAD
from jsna.build.fingerprint import read_log
from jsna.context import CONTEXT_VARIABLE
from jsna.files import strict_json, write_text
from jsna.paths import RESTRICTED_FOLDER, ROOT_VARIABLE, Project
from jsna.reads import READS_VARIABLE, note_code

KERNEL = "nbclient"
"""papermill's own engine: an ordinary kernel for each notebook."""
_PATIENCE = 180
"""Seconds that a kernel may take to start on a busy machine."""
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
    timeout: int = 300
    """Seconds: for the whole notebook in a fork, for each cell in an ordinary kernel."""
    engine: str = KERNEL
    """The engine papermill uses: `KERNEL` or `jsna.build.engine.NAME`."""
    megabytes: int = 2048
    """Memory that the notebook may take in a fork."""


@dataclass(frozen=True)
class Outcome:
    """What came of one order: the reads, or one message that names the cell and the cause."""

    name: str
    output: Path
    failure: str
    reads: list[dict[str, Any]]
    seconds: float
    note: str = ""
    """What the reader of a build should know, for example why a kernel was used."""


def run_order(order: Order) -> Outcome:
    """Execute a notebook; a failure is returned, never raised, so that other pages finish."""
    import time

    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    started = time.monotonic()
    reads_file, raw = _reads_path(order), _running_path(order)
    reads_file.parent.mkdir(parents=True, exist_ok=True)
    for old in (reads_file, raw, failed_path(order)):
        old.unlink(missing_ok=True)
    os.environ[CONTEXT_VARIABLE] = order.context
    os.environ[READS_VARIABLE] = str(reads_file)
    os.environ[ROOT_VARIABLE] = str(order.root)
    os.environ.update(ONE_THREAD)
    os.environ.pop(RESTRICTED_FOLDER, None)  # no notebook knows where restricted figures lie
    failure = note = ""
    kept: list[NotebookNode] = []
    try:
        note = _finish(order, _papermill(order, raw, kept))
    except PapermillExecutionError as error:
        for notebook in kept:
            write_text(raw, notebook_text(notebook))
        failure = explain(order, error)
        raw.replace(failed_path(order))
    except (CellTimeoutError, DeadKernelError) as error:
        failure = stopped(order, raw, error)
        raw.replace(failed_path(order))
    except Exception as error:
        failure = f"{order.name} could not be run: {type(error).__name__}: {error}"
    if order.engine == FORK:
        note_code()
    reads = read_log(reads_file)
    for done in (reads_file, raw):
        done.unlink(missing_ok=True)
    return Outcome(order.name, order.output, failure, reads, time.monotonic() - started, note)


def lost_order(order: Order, error: Exception) -> Outcome:
    """Return the outcome of a notebook that took its own process with it, and clear up after it."""
    for left in (_reads_path(order), _running_path(order)):
        left.unlink(missing_ok=True)
    if isinstance(error, Lost) and error.cell is not None:
        failure = _failure(order, error.cell, error.source, f"The notebook {error.why}.")
    else:
        failure = f"{order.name}: the process that ran it died ({error})."
    return Outcome(order.name, order.output, failure, [], 0)


def _papermill(order: Order, raw: Path, kept: list[NotebookNode]) -> NotebookNode:
    """Return the executed notebook.

    An ordinary kernel leaves it in `raw` after each cell, as far as it got; a fork, which is
    either whole or gone, puts it into `kept`, for writing it takes a tenth of all the time.
    """
    import papermill
    from papermill.engines import papermill_engines

    papermill_engines.register(FORK, ForkEngine)
    forked = order.engine == FORK
    own: dict[str, Any] = {"kept": kept} if forked else {}
    writing = _unwritten() if forked else nullcontext()
    with tempfile.TemporaryDirectory(prefix="jsna-") as sockets, _quiet_kernels(), writing:
        executed: NotebookNode = papermill.execute_notebook(
            str(order.notebook),
            None if forked else str(raw),
            parameters=order.parameters,
            engine_name=order.engine,
            kernel_name="python3",
            progress_bar=False,
            log_output=False,
            cwd=str(order.root),
            execution_timeout=order.timeout,
            start_timeout=_PATIENCE,
            config=_kernel_settings(sockets),
            **own,
        )
    return executed


@contextmanager
def _unwritten() -> Iterator[None]:
    """Keep papermill from laying out, at the end, a notebook that it then writes nowhere."""
    from papermill import execute

    kept = execute.write_ipynb
    execute.write_ipynb = lambda *_: None
    try:
        yield
    finally:
        execute.write_ipynb = kept


@contextmanager
def _quiet_kernels() -> Iterator[None]:
    """Keep what kernels say to the terminal (their shutdown notes) out of the reader's sight."""
    kept = os.dup(2)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def _kernel_settings(sockets: str) -> Config:
    """Talk to a kernel through files of its own rather than ports, where the system can.

    Without a folder for each kernel, two kernels that start together share their sockets.
    """
    if sys.platform == "win32":
        return Config()
    return Config({"KernelManager": {"transport": "ipc", "ip": f"{sockets}/kernel"}})


def _finish(order: Order, notebook: NotebookNode) -> str:
    """Keep the executed notebook without the runner's own notes: no times, paths or versions.

    Returns the one note that a reader of the build needs, or "".
    """
    reason = notebook.metadata.get("papermill", {}).get(FALL_BACK, "")
    tidy(notebook, order.metadata)
    write_text(order.output, notebook_text(notebook))
    return f"{order.name} ran in an ordinary kernel, because {reason}." if reason else ""


def notebook_text(notebook: NotebookNode) -> str:
    """Return a notebook as JSON, a line for each cell: a tenth of the time of nbformat's layout.

    Raises:
        nbformat.ValidationError: if it is no notebook.
    """
    nbformat.validate(notebook)
    cells = ",\n".join(strict_json(cell) for cell in notebook.cells)
    rest = strict_json({name: notebook[name] for name in notebook if name != "cells"})
    return f'{{"cells": [\n{cells}\n],\n{rest[1:]}\n'


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


def failed_path(order: Order) -> Path:
    """Return where a notebook that failed is kept, as far as it got."""
    return order.output.with_suffix(".failed.ipynb")


def _reads_path(order: Order) -> Path:
    return order.output.with_suffix(".reads")


def _running_path(order: Order) -> Path:
    return order.output.with_suffix(".running.ipynb")


def explain(order: Order, error: Any) -> str:
    """Return one message: which notebook, which cell, its source, and the cause."""
    cause = _ESCAPES.sub("", str(error.evalue))
    kind = "" if hasattr(errors, error.ename) else f"{error.ename}: "
    if error.ename == OutOfTime.__name__:
        kind, cause = "", _too_long(order)
    return _failure(order, error.cell_index, error.source, f"{kind}{cause}")


def stopped(order: Order, raw: Path, error: Exception) -> str:
    """Return one message for a cell that ran too long or lost the process it ran in."""
    begun = [
        (index, cell.source)
        for index, cell in enumerate(nbformat.read(raw, as_version=4).cells)
        if cell.metadata.get("papermill", {}).get("start_time")
    ]
    index, source = begun[-1] if begun else (0, "")
    cause = (
        _too_long(order)
        if isinstance(error, TimeoutError)
        else "The process it ran in died, perhaps for want of memory."
    )
    return _failure(order, index, source, cause)


def _too_long(order: Order) -> str:
    return (
        f"It was stopped after {order.timeout} seconds. A cell of a notebook takes less than one."
    )


def _failure(order: Order, index: int, source: str, cause: str) -> str:
    lines = "\n".join(f"    {line}" for line in source.strip().splitlines()[:5])
    said = f"{order.name}, cell {_as_committed(order, index)} failed:\n{lines}\n{cause}"
    if not (failed_path(order).exists() or _running_path(order).exists()):
        return said
    kept = Project(order.root).relative(failed_path(order))
    return f"{said}\nThe notebook as far as it got is {kept}."


def _as_committed(order: Order, index: int) -> int:
    """Return the number of an executed cell in the committed notebook.

    papermill puts a cell with the given parameters after the one that declares them.
    """
    committed = nbformat.read(order.notebook, as_version=4).cells
    tags = [cell.metadata.get("tags", []) for cell in committed]
    declared = next(place for place, names in enumerate(tags) if "parameters" in names)
    return index + 1 if index <= declared else index
