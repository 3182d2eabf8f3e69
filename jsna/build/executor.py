"""Where work runs: one small interface, and the pool of processes that is its default."""

import multiprocessing
import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Generic, Protocol, TypeVar

Work = TypeVar("Work")
Result = TypeVar("Result")


class Executor(Protocol):
    """Runs a function over pieces of work, yielding each result as soon as it is there."""

    def run(
        self, function: Callable[[Work], Result], work: Sequence[Work]
    ) -> Iterator[tuple[Work, Result | Exception]]:
        """Yield (piece, result) in order of completion; a lost worker gives its exception."""
        ...

    def map(self, function: Callable[[Work], Result], work: Iterable[Work]) -> list[Result]:
        """Return the results in the order of the work; the first exception is raised."""
        ...


class Ordered(ABC):
    """Gives an executor its `map`, made of its `run`."""

    @abstractmethod
    def run(
        self, function: Callable[[Work], Result], work: Sequence[Work]
    ) -> Iterator[tuple[Work, Result | Exception]]:
        """Yield (piece, result) in order of completion; a lost worker gives its exception."""

    def map(self, function: Callable[[Work], Result], work: Iterable[Work]) -> list[Result]:
        """Return the results in the order of the work; the first exception is raised."""
        pieces = list(enumerate(work))
        found = dict[int, Result]()
        for (number, _), result in self.run(_Numbered(function), pieces):
            if isinstance(result, Exception):
                raise result
            found[number] = result
        return [found[number] for number, _ in pieces]


class LocalPool(Ordered):
    """A pool of processes on this machine; a worker that dies costs one piece of work."""

    def __init__(self, workers: int) -> None:
        self._workers = max(1, workers)

    def run(
        self, function: Callable[[Work], Result], work: Sequence[Work]
    ) -> Iterator[tuple[Work, Result | Exception]]:
        """Yield (piece, result) in order of completion.

        When a worker dies, the system cannot say which piece killed it: all unfinished pieces
        are then run one at a time, each in a pool of its own, so that only the culprit fails.
        """
        left = yield from self._together(function, list(work))
        for piece in left:
            yield piece, _alone(function, piece)

    def _together(
        self, function: Callable[[Work], Result], work: list[Work]
    ) -> Generator[tuple[Work, Result | Exception], None, list[Work]]:
        finished: set[int] = set()
        with _pool(self._workers) as pool:
            waiting: dict[Future[Result], int] = {
                pool.submit(function, piece): number for number, piece in enumerate(work)
            }
            while waiting:
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in sorted(done, key=lambda item: waiting[item]):
                    number = waiting.pop(future)
                    error = future.exception()
                    if isinstance(error, BrokenProcessPool):
                        return [work[n] for n in range(len(work)) if n not in finished]
                    finished.add(number)
                    yield (
                        work[number],
                        error if isinstance(error, Exception) else future.result(),
                    )
        return []


class Here(Ordered):
    """No pool: each piece is done in this process, in its turn. For a single piece."""

    def run(
        self, function: Callable[[Work], Result], work: Sequence[Work]
    ) -> Iterator[tuple[Work, Result | Exception]]:
        """Yield (piece, result) in the order of the work."""
        for piece in work:
            try:
                yield piece, function(piece)
            except Exception as error:
                yield piece, error


class _Numbered(Generic[Work, Result]):
    """Calls a function with the piece of a numbered piece of work; it can travel to a worker."""

    def __init__(self, function: Callable[[Work], Result]) -> None:
        self._function = function

    def __call__(self, numbered: tuple[int, Work]) -> Result:
        return self._function(numbered[1])


def _alone(function: Callable[[Work], Result], piece: Work) -> Result | Exception:
    with _pool(1) as pool:
        try:
            return pool.submit(function, piece).result()
        except Exception as error:
            return error


def _pool(workers: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=end_with_parent)


def end_with_parent() -> None:
    """Make this process end when the one that it works for is killed: nobody else tells it."""
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
