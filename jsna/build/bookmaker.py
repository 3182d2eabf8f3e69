"""Jupyter Book as a process that starts early: it imports while pages are drawn, then waits.

Started as `python -m jsna.build.bookmaker`; a line on its standard input tells it to begin. The
work itself is that of the command `jupyter-book build`, with the same words.
"""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Self

_BEGIN = "begin\n"
_EARLY = ("sphinx.builders.html", "myst_nb.sphinx_", "sphinx_external_toc", "jsna.theme.extension")
"""Modules that Sphinx asks for later by name."""


class BookMaker:
    """Runs Jupyter Book once; leaving the `with` block without `make` ends it unused."""

    def __init__(self, stage: Path, work: Path, folder: Path) -> None:
        words = ["build", str(stage), "--path-output", str(work), "-W", "--keep-going", "-q"]
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "jsna.build.bookmaker", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
            env={**os.environ, "PYTHONHASHSEED": "0", "NO_COLOR": "1"},
        )

    def __enter__(self) -> Self:
        """Return this; the process is on its way already."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process if it has not been used."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()

    def make(self) -> tuple[int, str, str]:
        """Build the book now; return (exit code, what it said, its warnings)."""
        said, warned = self._process.communicate(_BEGIN)
        return self._process.returncode, said, warned


def main() -> int:
    """Import what Jupyter Book needs, wait for the word, and build."""
    jupyter_book = import_module("jupyter_book.cli.main")
    for name in _EARLY:
        import_module(name)
    if sys.stdin.readline() != _BEGIN:
        return 1
    sys.argv[0] = "jupyter-book"
    jupyter_book.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
