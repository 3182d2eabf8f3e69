"""The log of what a notebook read: every question it asked of the project, with its answer's hash.

The build names a file in `READS_VARIABLE`; without it nothing is logged. Reference tables log the
entries and the questions that a page used (`Tracked`, `note`). Any other file of the project that
is opened is logged whole by a hook of Python itself, so that a new kind of input cannot be
forgotten: it makes its pages stale a little too often, and never too seldom.
"""

import atexit
import hashlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TextIO, TypeVar

from jsna.files import strict_json
from jsna.paths import Project

READS_VARIABLE = "JSNA_READS"
"""Names the file to which everything read is appended; the build sets it for each notebook."""
ABSENT = ""
"""The hash of what is not there."""

Value = TypeVar("Value")


class _Log:
    """The open log of this process, and what stands in it already."""

    path: str | None = None
    stream: TextIO | None = None
    seen: set[tuple[str, str]] = set()  # noqa: RUF012 - there is one log
    watched: str = ""
    """The folder whose files the hook looks for, ending in a separator; empty before `watch`."""
    inside: int = 0
    """How many readers that log for themselves are at work."""
    opened: dict[str, None] = {}  # noqa: RUF012
    """Files opened before there was a log: what a warm process read for every notebook."""


def is_logged() -> bool:
    """Return whether this process logs what it reads."""
    return bool(os.environ.get(READS_VARIABLE))


def note(kind: str, name: str, hashed: Callable[[], str]) -> None:
    """Log one thing that was read; the same thing is hashed and logged once.

    Args:
        kind: what it is, as `jsna.build.inputs` knows it.
        name: which one.
        hashed: returns the hash of what it said (`ABSENT` if it is not there).
    """
    path = os.environ.get(READS_VARIABLE)
    if not path:
        return
    if _Log.path != path:
        _begin(path)
    if (kind, name) not in _Log.seen:
        _Log.seen.add((kind, name))
        write({"kind": kind, "name": name, "digest": hashed()})


def write(entry: Mapping[str, Any]) -> None:
    """Append one entry to the log, if there is one."""
    path = os.environ.get(READS_VARIABLE)
    if path and _Log.path != path:
        _begin(path)
    if path and _Log.stream is not None:
        _Log.stream.write(strict_json(dict(entry)) + "\n")
        _Log.stream.flush()


def _begin(path: str) -> None:
    if _Log.stream is not None:
        _Log.stream.close()
    with tracked():
        _Log.stream = Path(path).open("a", encoding="utf-8")  # noqa: SIM115 - open until the end
    _Log.path, _Log.seen = path, set()


def digest(value: object) -> str:
    """Return a hash of a record, or of a list, set or mapping of them, by its content."""
    return hashlib.sha256(_canonical(value).encode()).hexdigest()[:16]


def _canonical(value: object) -> str:
    """Return a text that says all that a value holds, the same in every process."""
    if isinstance(value, set | frozenset):
        return "{" + ",".join(sorted(map(_canonical, value))) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_canonical, value)) + "]"
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{k!r}:{_canonical(v)}" for k, v in value.items()) + "}"
    if is_dataclass(value):
        return _canonical([getattr(value, each.name) for each in fields(value)])
    return repr(value)


def file_digest(path: Path) -> str:
    """Return a hash of a file's content, `ABSENT` if there is none."""
    try:
        with tracked():
            return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return ABSENT


def note_file(project: Project, path: Path) -> None:
    """Log that a whole file was read, or looked for and not found."""
    note("file", project.relative(path), lambda: file_digest(path))


@contextmanager
def tracked() -> Iterator[None]:
    """Open files without logging them whole: what is read from them is logged by value."""
    _Log.inside += 1
    try:
        yield
    finally:
        _Log.inside -= 1


class Tracked(Mapping[str, Value]):
    """A table by id that logs each entry which somebody looks at, and whoever lists them all."""

    def __init__(self, kind: str, entries: Mapping[str, Value]) -> None:
        self.kind, self._entries = kind, entries

    def __getitem__(self, key: str) -> Value:
        note(self.kind, key, lambda: self.digest(key))
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        note(self.kind, "*", lambda: self.digest("*"))
        return iter(self._entries)

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __contains__(self, key: object) -> bool:
        note(self.kind, str(key), lambda: self.digest(str(key)))
        return key in self._entries

    def digest(self, key: str) -> str:
        """Return the hash of one entry now, without logging; "*" stands for the list of ids."""
        if key == "*":
            return digest(list(self._entries))
        return digest(self._entries[key]) if key in self._entries else ABSENT

    @property
    def unlogged(self) -> Mapping[str, Value]:
        """Return the entries as they are, for a reader that logs its own question."""
        return self._entries


class TrackedRows(tuple[dict[str, str], ...]):
    """Rows that log whoever goes through them; `tuple.__iter__` is for who logs otherwise."""

    __slots__ = ()

    def __iter__(self) -> Iterator[dict[str, str]]:
        note("membership", "*", self.digest)
        return super().__iter__()

    def digest(self) -> str:
        """Return the hash of all rows, without logging."""
        return digest(list(super().__iter__()))


def untracked(entries: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return a table's entries for a reader that logs its own question."""
    return entries.unlogged if isinstance(entries, Tracked) else entries


def watch(project: Project) -> None:
    """Log every file of the project's data that is opened from now on, and was before."""
    folder = str(project.data.resolve()) + os.sep
    if not _Log.watched:
        sys.addaudithook(_hear)
    if folder != _Log.watched:
        _Log.watched, _Log.opened = folder, {}
    if is_logged():
        for name in _Log.opened:
            note_file(project, Path(name))


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    """Take one of Python's own reports; only opened files of the watched folder matter."""
    if event != "open" or _Log.inside or not _Log.watched:
        return
    if not isinstance(arguments[0], str):
        return
    path = os.path.abspath(arguments[0])  # noqa: PTH100 - Path would report an event of its own
    if not path.startswith(_Log.watched):
        return
    if is_logged():
        name = path[len(_Log.watched) :].replace(os.sep, "/")
        note("file", f"data/{name}", lambda: file_digest(Path(path)))
    else:
        _Log.opened[path] = None


def note_code_at_exit() -> None:
    """Log the modules of an ordinary kernel when it ends; a fork is asked before (`note_code`)."""
    if is_logged():
        atexit.register(note_code)


def note_code() -> None:
    """Log which modules of this package are loaded: the code that a notebook may have run."""
    if is_logged():
        for name in sorted(sys.modules):
            if name == "jsna" or name.startswith("jsna."):
                note("module", name, lambda: ABSENT)
