"""The rows of the table, and the registry that a later part of the project adds its own to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from jsna.bench.measure import Series
from jsna.paths import Project

SIZES = ("small", "full", "matrix")


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    job: str
    ours: Series | None
    """None where nothing was timed; then `said` stands in its place."""
    baseline: Series | None = None
    """The same work by the baseline; None where there is no other way to compare with."""
    goal: str = ""
    note: str = ""
    """How it was measured: N, what was sampled."""
    said: str = ""

    @property
    def ratio(self) -> float | None:
        """Return how many times the baseline takes, by wall time."""
        if self.baseline is None or self.ours is None or not self.ours.spent:
            return None
        return self.baseline.wall / self.ours.wall

    @property
    def cpu_ratio(self) -> float | None:
        ours = self.ours.cpu if self.ours and self.ours.spent else 0
        return self.baseline.cpu / ours if self.baseline and ours else None


@dataclass(frozen=True)
class Setting:
    """What a job of the benchmark is given."""

    project: Project
    """The project itself; it is copied, never built."""
    folder: Path
    """Where copies may be made and thrown away."""
    size: str
    rounds: int
    """How often each way is measured, in turn."""
    sampled: int
    """Notebooks of the baseline in each round."""
    say: Callable[[str], None]


Job = Callable[[Setting], Iterable[Row]]
_JOBS: list[tuple[tuple[str, ...], Job]] = []


def bench_job(*sizes: str) -> Callable[[Job], Job]:
    """Register a job for some sizes of the benchmark.

    The module that holds it must be named in `jsna.bench.run.MODULES`.
    """

    def register(job: Job) -> Job:
        _JOBS.append((sizes, job))
        return job

    return register


def jobs_of(size: str) -> list[Job]:
    """Return the jobs of one size, in the order in which they were registered."""
    return [job for sizes, job in _JOBS if size in sizes]


def table(rows: Iterable[Row]) -> list[str]:
    """Return the rows as a Markdown table."""
    lines = [
        "| Job | Here | Baseline | Ratio (CPU) | Goal | How |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        ratio = f"**{row.ratio:.3g}x**" if row.ratio else ""
        ratio += f" ({row.cpu_ratio:.3g}x)" if row.cpu_ratio else ""
        baseline = row.baseline.text if row.baseline else ""
        here = row.said or (row.ours.text if row.ours and row.ours.spent else "not measured")
        cells = (row.job, here, baseline, ratio, row.goal, row.note)
        lines.append(f"| {' | '.join(cells)} |")
    return lines
