"""`bench`: run the registered jobs of one size, print one table, and keep it in docs/."""

import importlib
import os
import platform
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from jsna.bench.rows import SIZES, Row, Setting, jobs_of, table
from jsna.files import write_text
from jsna.paths import Project

MODULES = (
    "jsna.bench.notebooks",
    "jsna.bench.books",
    "jsna.bench.watch",
    "jsna.bench.statistics",
    "jsna.bench.model",
    "jsna.bench.explorer",
)
"""Modules that register jobs; a later part of the project adds its own here."""
FILE = "benchmarks.md"
_ROUNDS = {"small": 2, "full": 3, "matrix": 2}
_SAMPLED = {"small": 2, "full": 6, "matrix": 6}
_HEAD = """# Benchmarks

The same work done here and by the baseline, in turn in one run: papermill's command line in a
loop and plain jupyter-book with its stock theme. Times are medians, with ranges where there are
several; read ratios, not seconds, because another machine, or the same one at another hour, has
other seconds. Repeat it: `python3 run.py bench [small|full|matrix]`.
"""


def bench(
    project: Project, size: str, say: Callable[[str], None], rounds: int | None = None
) -> list[str]:
    """Run one size of the benchmark and return its lines, table and circumstances.

    Args:
        project: the one whose work is measured; it is not touched.
        size: small (about four minutes), full (the book as it stands) or matrix (1,300 notebooks).
        say: is told what is measured.
        rounds: how often each job is timed; None leaves it to the size.
    """
    for name in MODULES:
        importlib.import_module(name)
    before = _load()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="jsna-bench-") as folder:
        times = rounds or _ROUNDS[size]
        setting = Setting(project, Path(folder), size, times, _SAMPLED[size], say)
        for job in jobs_of(size):
            for row in job(setting):
                rows.append(row)
                say(table([row])[-1])
    return [*table(rows), "", _circumstances(before)]


def keep(project: Project, size: str, lines: list[str]) -> Path:
    """Write a size's table into docs/benchmarks.md; all else that stands there is kept."""
    path = project.root / "docs" / FILE
    text = path.read_text(encoding="utf-8") if path.exists() else _HEAD
    head, *parts = text.split("\n## ")
    kept = {part.split("\n", 1)[0]: part.split("\n", 1)[1].strip() for part in parts}
    kept[size.capitalize()] = "\n".join(lines)
    tables = [name.capitalize() for name in SIZES]
    order = [*tables, *(name for name in kept if name not in tables)]
    found = [f"## {name}\n\n{kept[name]}\n" for name in order if name in kept]
    write_text(path, "\n".join([head.rstrip("\n") + "\n", *found]))
    return path


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "not known"


def _circumstances(before: str) -> str:
    names = ("papermill", "jupyter-book", "sphinx", "pandas", "altair", "nbconvert")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return (
        f"Measured on {os.cpu_count()} processors, {platform.system()}, Python "
        f"{platform.python_version()}, load average {before} before and {_load()} after, where "
        f"more than {os.cpu_count()} means that others were at work; {versions}."
    )
