"""Jupyter Book as a process that starts early: it imports while pages are drawn, then waits.

Started as `python -m jsna.build.bookmaker`; a line on its standard input tells it to begin. The
work itself is that of the command `jupyter-book build`, with the same words; only the contents are
parsed by LibYAML, and the process ends without taking its pages apart one by one.
"""

import contextlib
import os
import subprocess
import sys
import threading
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

import yaml

_BEGIN = "begin\n"
_EARLY = (
    *("sphinx.builders.html", "sphinx.transforms.post_transforms.code", "sphinx.jinja2glue"),
    *("myst_nb.sphinx_", "myst_nb.sphinx_ext", "myst_parser.sphinx_ext.main"),
    *("sphinx_external_toc.events", "sphinx_multitoc_numbering", "jsna.theme.extension"),
    *("jupyter_book.config", "jupyter_book.sphinx", "sphinx.cmd.build"),
)
"""Modules that Jupyter Book and Sphinx ask for later by name."""


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
        self._line = self._process.stdin

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

    def begin(self) -> None:
        """Let it build the book now."""
        assert self._line is not None
        with contextlib.suppress(BrokenPipeError):  # it has died: its exit code says so
            self._line.write(_BEGIN)
            self._line.flush()

    def finish(self) -> tuple[int, str, str]:
        """Wait until the book is built; return (exit code, what it said, its warnings)."""
        process = self._process
        process.stdin = None  # stays open to the end: if it closes early, this process has gone
        said, warned = process.communicate()
        with contextlib.suppress(BrokenPipeError):
            assert self._line is not None
            self._line.close()
        return process.returncode, said, warned

    def make(self) -> tuple[int, str, str]:
        """Build the book and wait for it; return what `finish` returns."""
        self.begin()
        return self.finish()


def _end_with_parent() -> None:
    """End at once when the line closes: whoever wanted the book was killed."""
    while os.read(0, 1):
        pass
    os._exit(1)


def main() -> int:
    """Import what Jupyter Book needs, wait for the word, build, and return the exit code."""
    yaml.SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # type: ignore[misc]
    jupyter_book = import_module("jupyter_book.cli.main")
    for name in (*_EARLY, *import_module("sphinx.application").builtin_extensions):
        import_module(name)
    if sys.stdin.readline() != _BEGIN:
        return 1
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.argv[0] = "jupyter-book"
    try:
        jupyter_book.main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def _end(code: int) -> NoReturn:
    """End the process at once: freeing the pages of a large book takes longer than a page."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    _end(main())
