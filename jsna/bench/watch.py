"""`watch`: how long after a save the page that somebody looks at has been made again."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.request import urlopen

import jsna
from jsna.bench.books import book, change_one_value
from jsna.bench.fixture import copy_of, environment
from jsna.bench.measure import Series, Spent, processor_of
from jsna.bench.rows import Row, Setting, bench_job
from jsna.build.plan import Job
from jsna.paths import Project

_SAVES = 5
_LOOK = 0.05
_PATIENCE = 120.0


@bench_job("full")
def saves(setting: Setting) -> Iterator[Row]:
    """Time a save of each kind until a ward's page shows it."""
    setting.say("watch: from a save to the page")
    project = copy_of(setting.project, setting.folder / "watched")
    package = setting.folder / "code" / "jsna"
    bare = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(jsna.__file__).parent, package, ignore=bare, dirs_exist_ok=True)
    job = _first_ward(project)
    book(project, "--only", "ward", "--area", job.area.area_slug, "--no-pdf")
    with _Watch(project, package.parent, f"/{job.address}.html") as watch:
        watch.seconds_of(package / "words.py")  # the first page of a session is not measured
        for kind, save in _kinds(project, package, job):
            spent = tuple(watch.timed(save, number) for number in range(2, 2 + _SAVES))
            note = f"N = {_SAVES}, the page of one ward; processor time of all of watch"
            yield Row(f"watch: a save in {kind}, until it shows", Series(spent), None, _GOAL, note)


_GOAL = "under 1 s"
_Save = Callable[[int], object]


def _first_ward(project: Project) -> Job:
    from jsna.build.book import load_book

    return next(job for job in load_book(project).plan.jobs if job.authored.page == "ward")


def _kinds(project: Project, package: Path, job: Job) -> Sequence[tuple[str, _Save]]:
    """Return each kind of file that watch follows, and what saves one of it."""
    theme = package / "theme" / "html"
    return (
        ("a notebook", lambda _: _touch(job.authored.path)),
        ("a figure", lambda number: change_one_value(project, number)),
        ("a module", lambda _: _touch(package / "words.py")),
        ("the catalogue", lambda _: _touch(min((project.data / "catalogue").glob("*.yml")))),
        ("a template", lambda _: _touch(theme / "layout.html")),
        ("a style sheet", lambda _: _touch(theme / "static" / "jsna.css")),
    )


def _touch(path: Path) -> None:
    """Save a file with one more empty line."""
    with path.open("a", encoding="utf-8") as stream:
        stream.write("\n")


class _Watch:
    """`watch` in a process of its own, and a reader of one page."""

    def __init__(self, project: Project, code: Path, page: str) -> None:
        self._page = page
        self._child = subprocess.Popen(
            [sys.executable, "-m", "jsna", "watch", "--port", "0"],
            cwd=code,
            env={
                **os.environ,
                **environment(project),
                "PYTHONPATH": str(code),
                "PYTHONUNBUFFERED": "1",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        assert self._child.stdout is not None
        found = re.search(r"http://\S+/", self._child.stdout.readline())
        self._address = found.group() if found else ""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._child.terminate()  # Ctrl-C is ignored by what a shell starts in the background
        self._child.communicate(timeout=_PATIENCE)

    def seconds_of(self, path: Path) -> float:
        """Save a file and return the seconds until the page has been made again."""
        return self.timed(lambda _: _touch(path), 0).wall

    def timed(self, save: _Save, number: int) -> Spent:
        """Save something and return what it took until the page could be read again."""
        before, cpu = self._state(), processor_of(self._child.pid)
        started = time.monotonic()
        save(number)
        saved = time.monotonic()
        while self._state() == before and time.monotonic() < started + _PATIENCE:
            time.sleep(_LOOK)
        self._read(self._page)
        wall = time.monotonic() - saved
        return Spent(wall, processor_of(self._child.pid) - cpu)

    def _state(self) -> str:
        return self._read(f"/__watch__/state?page={self._page}")

    def _read(self, address: str) -> str:
        with urlopen(self._address.rstrip("/") + address, timeout=_PATIENCE) as answer:
            text: str = answer.read().decode("utf-8")
        return text
