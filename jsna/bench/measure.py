"""Timing: wall, processor and memory of one piece of work, and the middle of several."""

import os
import resource
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Spent:
    """What one piece of work cost."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of processor time, child processes included."""


@dataclass(frozen=True)
class Series:
    """Several measurements of the same thing, for one unit of it."""

    spent: tuple[Spent, ...]

    @property
    def wall(self) -> float:
        """Return the median."""
        return statistics.median(item.wall for item in self.spent)

    @property
    def cpu(self) -> float:
        return statistics.median(item.cpu for item in self.spent)

    @property
    def text(self) -> str:
        """Return the median wall and processor time, with the range of the former."""
        walls = [item.wall for item in self.spent]
        ends = f" ({_seconds(min(walls))} to {_seconds(max(walls))})" if len(walls) > 1 else ""
        return f"{_seconds(self.wall)}{ends}, CPU {_seconds(self.cpu)}"

    def times(self, number: float) -> "Series":
        """Return the cost of so many units."""
        return Series(tuple(Spent(s.wall * number, s.cpu * number) for s in self.spent))

    def plus(self, other: "Series") -> "Series":
        """Return the cost of both, one after the other: each of these with the other's median."""
        return Series(tuple(Spent(s.wall + other.wall, s.cpu + other.cpu) for s in self.spent))


def _seconds(value: float) -> str:
    return f"{value:,.0f} s" if value >= 20 else f"{value:.3g} s"


def timed(work: Callable[[], object], units: int = 1) -> Spent:
    """Do some work and return what one unit of it cost."""
    before, started = _cpu(), time.monotonic()
    work()
    return Spent((time.monotonic() - started) / units, (_cpu() - before) / units)


def _cpu() -> float:
    found = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in found)


def processor_of(pid: int) -> float:
    """Return the processor seconds of a process, its children and those that they have ended.

    0 where the system does not show it.
    """
    return sum(_processor(each) for each in (pid, *_descendants(pid)))


def _processor(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return 0
    ticks = sum(int(word) for word in text.rpartition(")")[2].split()[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def alternating(rounds: int, *works: Callable[[], Spent]) -> list[Series]:
    """Measure several ways of the same work in turn, so that a busy moment meets all of them."""
    found: list[list[Spent]] = [[] for _ in works]
    for _ in range(rounds):
        for series, work in zip(found, works, strict=True):
            series.append(work())
    return [Series(tuple(series)) for series in found]


def run(command: Sequence[str], folder: Path, variables: Mapping[str, str]) -> None:
    """Run a command quietly.

    Raises:
        subprocess.CalledProcessError: if it failed, with what it said.
    """
    environment = {**os.environ, **variables}
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)


class Memory:
    """The most memory that children started meanwhile held together, shared pages counted once.

    Children that were there before, such as a pool that waits for work, are left out.
    """

    def __init__(self) -> None:
        self.megabytes = 0.0
        self._before = frozenset(_descendants(os.getpid()))
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Memory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(0.3):
            ours = [pid for pid in _descendants(os.getpid()) if pid not in self._before]
            self.megabytes = max(self.megabytes, sum(map(_share, ours)))


def _descendants(pid: int) -> list[int]:
    found = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(word) for word in path.read_text(encoding="ascii").split()]
        except OSError:
            continue
        for child in children:
            found += [child, *_descendants(child)]
    return found


def _share(pid: int) -> float:
    """Return a process's proportional share of memory in MB; 0 where it cannot be seen."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000
