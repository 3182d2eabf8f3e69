"""The warm parent: a process of one thread that imports everything once and then only forks.

It starts from a clean interpreter, because the command line may use threads or vl-convert, after
which a process must never fork. It runs no notebook and draws no chart itself.
"""

import contextlib
import gc
import os
import pickle
import signal
import tempfile
import time
from collections import deque
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import Any

from jsna.build.engine import child
from jsna.build.engine.limits import Limits, Lost

_TICK = 0.1
"""Seconds between two looks at the memory and the clock of running forks."""
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class _ClientGone(Exception):  # noqa: N818
    """Nobody is left to work for."""


@dataclass
class _Fork:
    """One piece of work under way."""

    number: int
    pid: int
    line: Connection
    limits: Limits
    started: float
    cell: int | None = None
    source: str = ""
    answer: tuple[str, Any] | None = None
    silent: bool = False
    """Whether the fork has closed its line."""


def main(descriptor: int) -> None:
    """Serve the client at the other end of a socket until it goes away."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    client = Connection(descriptor)
    warm_up()
    workers = 0
    while not workers:
        try:
            workers, prelude = client.recv()
        except (EOFError, OSError):
            return
        settle(prelude)
    _Zygote(client, workers).serve()


def warm_up() -> None:
    """Import, make the shell, and fill every cache that notebooks would each fill again."""
    import numpy as np

    from jsna.build.engine import managed, needs
    from jsna.build.engine.shell import make_shell

    shell = make_shell()
    shell.display_formatter.format(np.zeros(1))
    notebook = _prepare_one()
    needs.kernel_need(notebook)
    managed.seed(notebook)
    shell.transform_cell("1 + 1")


def settle(prelude: bytes | None) -> None:
    """Do what the client's work needs once, and leave the garbage collector nothing to look at."""
    if prelude:
        # A mistake in the project's files is reported by the notebooks that meet it.
        with contextlib.suppress(Exception):
            pickle.loads(prelude)()
    gc.collect()
    gc.freeze()


def _prepare_one() -> Any:
    """Let papermill read, parameterise, check and write a notebook without running it."""
    import nbformat
    import papermill

    cell = nbformat.v4.new_code_cell("number = 1", metadata={"tags": ["parameters"]})
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "", "language": "python"}
    with tempfile.TemporaryDirectory(prefix="jsna-") as folder:
        source, target = Path(folder, "in.ipynb"), Path(folder, "out.ipynb")
        source.write_text(nbformat.writes(notebook), encoding="utf-8")
        return papermill.execute_notebook(
            source, target, {"number": 2}, prepare_only=True, progress_bar=False
        )


class _Zygote:
    """Forks one process for each piece of work, so many at a time, and watches them."""

    def __init__(self, client: Connection, workers: int) -> None:
        self._client, self._workers = client, workers
        self._waiting: deque[tuple[int, bytes, Limits]] = deque()
        self._running: list[_Fork] = []

    def serve(self) -> None:
        """Work until the client hangs up; whatever still runs is then stopped."""
        try:
            while True:
                self._step()
        except _ClientGone:
            pass
        finally:
            for fork in self._running:
                _end(fork)

    def _step(self) -> None:
        while self._waiting and len(self._running) < self._workers:
            self._fork(*self._waiting.popleft())
        lines = [fork.line for fork in self._running if not fork.silent]
        ready = wait([self._client, *lines], timeout=_TICK if self._running else None)
        if self._client in ready:
            self._receive()
        for fork in list(self._running):
            if fork.line in ready:
                _hear(fork)
            if (answer := fork.answer or _trouble(fork)) is not None:
                self._finish(fork, answer)

    def _receive(self) -> None:
        try:
            self._waiting.append(self._client.recv())
        except (EOFError, OSError) as error:
            raise _ClientGone from error

    def _fork(self, number: int, payload: bytes, limits: Limits) -> None:
        receiver, sender = Pipe(duplex=False)
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._client.close()
            receiver.close()
            for other in self._running:
                other.line.close()
            child.live(sender, payload, limits, parent)
        sender.close()
        self._running.append(_Fork(number, pid, receiver, limits, time.monotonic()))

    def _finish(self, fork: _Fork, answer: tuple[str, Any]) -> None:
        self._running.remove(fork)
        _end(fork)
        try:
            self._client.send((fork.number, *answer))
        except OSError as error:
            raise _ClientGone from error


def _hear(fork: _Fork) -> None:
    """Take every message that a fork has sent."""
    try:
        while fork.answer is None and fork.line.poll():
            message = fork.line.recv()
            if message[0] == "cell":
                _, fork.cell, fork.source = message
            else:
                fork.answer = message
    except (EOFError, OSError):
        fork.silent = True


def _trouble(fork: _Fork) -> tuple[str, Any] | None:
    """Return what is wrong with a fork that has not answered: dead, too slow or too big."""
    pid, status = os.waitpid(fork.pid, os.WNOHANG)
    if pid:
        _hear(fork)
        return fork.answer or _lost(fork, _how_it_ended(status))
    limits = fork.limits
    if limits.seconds and time.monotonic() > fork.started + limits.seconds + child.GRACE:
        return _lost(fork, f"was stopped after {limits.seconds:g} seconds")
    if limits.megabytes and _megabytes(fork.pid) > limits.megabytes:
        return _lost(fork, f"was stopped, because it took more than {limits.megabytes} MB")
    return None


def _lost(fork: _Fork, why: str) -> tuple[str, Any]:
    return "raised", pickle.dumps(Lost(why, fork.cell, fork.source))


def _how_it_ended(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"ended its own process with exit code {code}"
    name = signal.Signals(-code).name
    reason = {
        "SIGSEGV": "a memory fault in compiled code",
        "SIGABRT": "compiled code gave up",
        "SIGKILL": "killed from outside, perhaps for want of memory",
    }.get(name, "a signal")
    return f"died of {name} ({reason})"


def _megabytes(pid: int) -> float:
    """Return a process's resident memory; 0 where the system does not show it."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError, ValueError):
        return 0
    return pages * _PAGE / 1e6


def _end(fork: _Fork) -> None:
    """Stop a fork and everything it started, and forget it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(fork.pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(fork.pid, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(fork.pid, 0)
    fork.line.close()
