"""The executor for notebooks: hands pieces of work to a warm process that forks for each."""

import atexit
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, Pipe
from typing import Any, Self, TypeVar

from jsna.build.engine.limits import Limits, Lost
from jsna.build.executor import Ordered

Work = TypeVar("Work")
Result = TypeVar("Result")

ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
}
"""What a process that runs notebooks is told: no threads of its own, and the same order of sets
in every run. Notebooks already run side by side."""
_START = "import sys; sys.path[:] = {path!r}; from jsna.build.engine.zygote import main; main({fd})"


class Zygote:
    """The client's end of one warm process; `prepare` says what it will do."""

    def __init__(self) -> None:
        """Start the process, which imports what every notebook needs."""
        ours, theirs = Pipe()
        command = _START.format(path=sys.path, fd=theirs.fileno())
        self._process = subprocess.Popen(
            [sys.executable, "-c", command],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            env={**os.environ, **ONE_THREAD},
        )
        theirs.close()
        self._line: Connection = ours

    def begin(self, prelude: Callable[[], None]) -> Self:
        """Have something done already, before it is known how much work there will be.

        Raises:
            BrokenPipeError: if the process has died.
        """
        self._line.send((0, pickle.dumps(prelude)))
        return self

    def prepare(self, workers: int, prelude: Callable[[], None] | None = None) -> Self:
        """Say how many pieces of work run at a time and what is done once before the first.

        Raises:
            BrokenPipeError: if the process has died.
        """
        self._line.send((workers, pickle.dumps(prelude) if prelude else None))
        return self

    def submit(
        self, number: int, function: Callable[[Any], Any], piece: Any, limits: Limits
    ) -> None:
        """Ask for one piece of work."""
        self._line.send((number, pickle.dumps((function, piece)), limits))

    def answer(self) -> tuple[int, Any]:
        """Wait for the next piece that is done: its number, and its result or exception.

        Raises:
            EOFError: if the warm process itself has died.
        """
        try:
            number, _, data = self._line.recv()
        except OSError as error:
            raise EOFError from error
        return number, pickle.loads(data)

    def run_one(self, function: Callable[[Any], Any], piece: Any, limits: Limits) -> Any:
        """Do one piece of work and return its result, or raise its exception."""
        try:
            self.submit(0, function, piece, limits)
            _, result = self.answer()
        except (EOFError, BrokenPipeError):
            raise Lost("was not finished, because the process that forks died") from None
        if isinstance(result, Exception):
            raise result
        return result

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        """Hang up: the warm process stops whatever still runs, and ends."""
        self._line.close()
        self._process.wait()

    def stop(self) -> None:
        """End the warm process at once, even while it still imports."""
        self._process.kill()
        self.close()


_STANDING: dict[int, Zygote] = {}
"""The warm process of each process that asked for one; a fork must not use its parent's."""


def standing_zygote() -> Zygote:
    """Return this process's own warm process for single notebooks, started when first needed."""
    zygote = _STANDING.get(os.getpid())
    if zygote is None or not zygote.alive:
        zygote = _STANDING[os.getpid()] = Zygote().prepare(1)
        atexit.register(zygote.close)
    return zygote


_EARLY: list[Zygote] = []
"""At most one warm process that nobody has given work yet."""


def start_early(prelude: Callable[[], None]) -> None:
    """Start the warm process of the next `ForkPool` while the work for it is still planned.

    Args:
        prelude: what it does meanwhile; where that rests on files, `stop_early` if they change.
    """
    if hasattr(os, "fork") and not _EARLY:
        _EARLY.append(Zygote().begin(prelude))
        atexit.register(stop_early)


def stop_early() -> None:
    """End the process that was started early, if there is no work for it or it saw other files."""
    while _EARLY:
        _EARLY.pop().stop()


def _next_zygote() -> Zygote:
    """Return the warm process that was started early, else a new one."""
    while _EARLY:
        if (zygote := _EARLY.pop()).alive:
            return zygote
    return Zygote()


class ForkPool(Ordered):
    """Runs functions in forks of a warm process; one that dies costs one piece of work."""

    def __init__(
        self,
        workers: int,
        limits: Callable[[Any], Limits] | None = None,
        prelude: Callable[[], None] | None = None,
    ) -> None:
        """Prepare a pool; nothing starts before there is work.

        Args:
            workers: pieces of work at the same time.
            limits: says how much a piece of work may take; without it there is no limit.
            prelude: called once in the warm process; may fill caches, must not start threads.
        """
        self._workers = max(1, workers)
        self._limits = limits or (lambda _: Limits())
        self._prelude = prelude

    def run(
        self, function: Callable[[Work], Result], work: Sequence[Work]
    ) -> Iterator[tuple[Work, Result | Exception]]:
        """Yield (piece, result) in order of completion; a lost piece gives `Lost`.

        Should the warm process itself be killed, a second one takes over what is left.
        """
        left = dict(enumerate(work))
        for _ in range(2):
            yield from self._attempt(function, left)
            if not left:
                return
        for piece in left.values():
            yield piece, Lost("was not run, because the process that forks died twice")

    def _attempt(
        self, function: Callable[[Work], Result], left: dict[int, Work]
    ) -> Iterator[tuple[Work, Result | Exception]]:
        """Work through `left`, taking out what is done, until it is empty or the process dies."""
        if not left:
            return
        zygote = _next_zygote()
        waiting = iter(list(left))
        try:
            zygote.prepare(min(self._workers, len(left)), self._prelude)
            for _, number in zip(range(self._workers + 1), waiting, strict=False):
                zygote.submit(number, function, left[number], self._limits(left[number]))
            while left:
                done, result = zygote.answer()
                yield left.pop(done), result
                if (number := next(waiting, -1)) >= 0:
                    zygote.submit(number, function, left[number], self._limits(left[number]))
        except (EOFError, BrokenPipeError):
            return
        finally:
            zygote.close()
