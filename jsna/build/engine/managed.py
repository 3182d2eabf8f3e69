"""Runs the cells of one notebook: here, if this process is a fork of the warm one, else in one."""

import asyncio
import hashlib
import json
import logging
import os
import platform
import random
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from papermill.engines import NBClientEngine, NotebookExecutionManager

from jsna.build.engine import child
from jsna.build.engine.child import OutOfTime
from jsna.build.engine.limits import FALL_BACK, Limits
from jsna.build.engine.needs import KernelNeeded, kernel_need
from jsna.build.engine.outputs import Desk

_log = logging.getLogger("papermill")


def execute(nb: NotebookNode, kernel_name: str, options: dict[str, Any]) -> NotebookNode:
    """Run a parameterised notebook and return it with its outputs.

    Args:
        nb: the notebook, as papermill prepared it.
        kernel_name: the kernel that runs it if a fork cannot.
        options: papermill's; of use here are `execution_timeout` in seconds, for the whole
            notebook, `kept`, a list to which the notebook is added before it runs, and everything
            an ordinary kernel takes.

    Raises:
        Lost: outside a fork only, if the notebook ended its process or broke a limit.
    """
    options = {**options}
    options.pop("kept", []).append(nb)
    if reason := _no_fork(options) or kernel_need(nb):
        return _with_kernel(nb, kernel_name, options, reason)
    if not child.is_one():
        return _elsewhere(nb, kernel_name, options)
    options = {**options, "output_path": None}
    try:
        return _here(nb)
    except KernelNeeded as needed:
        return _with_kernel(nb, kernel_name, options, f"a cell asked for {needed}")


def _no_fork(options: dict[str, Any]) -> str:
    if not hasattr(os, "fork"):
        return "this system cannot fork"
    live = [name for name in ("stdout_file", "stderr_file", "log_output") if options.get(name)]
    return f"its output is wanted while it runs ({live[0]})" if live else ""


def _with_kernel(
    nb: NotebookNode, kernel_name: str, options: dict[str, Any], reason: str
) -> NotebookNode:
    _log.warning("An ordinary kernel runs this notebook: %s.", reason)
    done: NotebookNode = NBClientEngine.execute_notebook(nb, kernel_name, **options)
    done.metadata["papermill"][FALL_BACK] = reason
    return done


def _here(nb: NotebookNode) -> NotebookNode:
    """Run the notebook in this process, which is a fork made for it."""
    manager = NotebookExecutionManager(nb, progress_bar=False)
    manager.notebook_start()
    seed(nb)
    try:
        _run_cells(manager)
    finally:
        manager.notebook_complete()
    nb.metadata["language_info"] = _language()
    return nb


def seed(nb: NotebookNode) -> None:
    """Start the random numbers of `random` and numpy from the notebook's code and parameters."""
    code = "\0".join(cell.source for cell in nb.cells if cell.cell_type == "code")
    number = int.from_bytes(hashlib.sha256(code.encode()).digest()[:4], "big")
    random.seed(number)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(number)


@dataclass
class _Run:
    """One notebook under way."""

    manager: NotebookExecutionManager
    desk: Desk = field(default_factory=Desk)
    index: int = 0

    @property
    def cell(self) -> NotebookNode:
        cell: NotebookNode = self.manager.nb.cells[self.index]
        return cell


def _run_cells(manager: NotebookExecutionManager) -> None:
    from jsna.build.engine.shell import Shell, at_desk

    shell = Shell.instance()
    run = _Run(manager)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    with at_desk(shell, run.desk):
        try:
            loop.run_until_complete(_each_cell(shell, run))
        except OutOfTime as error:
            _stop_cell(run, error)
        sys.stdout.flush()
        sys.stderr.flush()


async def _each_cell(shell: Any, run: _Run) -> None:
    for index, cell in enumerate(run.manager.nb.cells):
        run.index = index
        run.manager.cell_start(cell, run.index)
        try:
            succeeded = cell.cell_type != "code" or await _one_cell(shell, run)
            if not succeeded:
                run.manager.cell_exception(cell, cell_index=run.index)
                return
        finally:
            run.manager.cell_complete(cell, cell_index=run.index)
        await asyncio.sleep(0)


async def _one_cell(shell: Any, run: _Run) -> bool:
    """Run one code cell; return whether the next one may run."""
    from jsna.build.engine.shell import run_source

    cell = run.cell
    if not cell.source.strip():
        return True
    child.report_cell(run.index, cell.source)
    run.desk.begin(cell, shell.execution_count)
    succeeded = await run_source(shell, cell.source)
    sys.stdout.flush()
    sys.stderr.flush()
    run.desk.end()
    if run.desk.kernel_needed:
        raise KernelNeeded(run.desk.kernel_needed)
    return succeeded or "raises-exception" in cell.metadata.get("tags", [])


def _stop_cell(run: _Run, error: OutOfTime) -> None:
    """Write that time ran out into a cell which was waiting rather than working."""
    facts = {"ename": type(error).__name__, "evalue": str(error), "traceback": [str(error)]}
    run.desk.begin(run.cell, run.cell["execution_count"] or 0)
    run.desk.take("error", facts)
    run.desk.end()
    run.manager.cell_exception(run.cell, cell_index=run.index)


def _language() -> dict[str, Any]:
    """Return what a kernel would say of its language."""
    return {
        "name": "python",
        "version": platform.python_version(),
        "mimetype": "text/x-python",
        "codemirror_mode": {"name": "ipython", "version": 3},
        "pygments_lexer": "ipython3",
        "nbconvert_exporter": "python",
        "file_extension": ".py",
    }


@dataclass(frozen=True)
class _Sent:
    """A notebook on its way into a fork."""

    text: str
    kernel_name: str
    options: dict[str, Any]
    folder: str
    environment: dict[str, str]


def _elsewhere(nb: NotebookNode, kernel_name: str, options: dict[str, Any]) -> NotebookNode:
    """Run the notebook in a fork of this process's own warm one, which stays for the next."""
    from jsna.build.engine.pool import standing_zygote

    known = ("start_timeout", "execution_timeout", "config")
    kept = {name: options[name] for name in known if options.get(name) is not None}
    sent = _Sent(json.dumps(nb), kernel_name, kept, str(Path.cwd()), dict(os.environ))
    limits = Limits(seconds=options.get("execution_timeout") or 0)
    text: str = standing_zygote().run_one(_run_sent, sent, limits)
    done: NotebookNode = nbformat.from_dict(json.loads(text))
    return done


def _run_sent(sent: _Sent) -> str:
    os.environ.clear()
    os.environ.update(sent.environment)
    os.chdir(sent.folder)
    options = {**sent.options, "progress_bar": False}
    return json.dumps(execute(nbformat.from_dict(json.loads(sent.text)), sent.kernel_name, options))
