"""Is there anything to do? Answered from names, sizes and times of files, before anything is read.

A build of the whole book leaves a note of every file that went in or was kept. While each of them
has the size and the time that it had then, a further build would change nothing. If one differs,
the build itself compares contents; so a wrong answer here can only cost time.

Imports little: this is what most calls of `book` need.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from jsna.build.options import BuildOptions, BuildResult
from jsna.paths import Project

_PACKAGE = Path(__file__).parent.parent
_FILES = ("_config.yml", "_toc.yml", "requirements.txt")
_HARMLESS = ("JSNA_DEBUG", "JSNA_ROOT")
"""Variables that change nothing of what is built; any other of ours may."""


def inputs_state(project: Project) -> str:
    """Return a hash of the name, size and time of every file that a build may read."""
    folders = (project.data, project.book, project.notebooks, _PACKAGE)
    return _state(folders, [project.root / name for name in _FILES])


def as_before(project: Project, options: BuildOptions) -> BuildResult | None:
    """Return what the last build of the whole book left, if this one would change nothing."""
    variables = {name for name in os.environ if name.startswith("JSNA_")}
    if not _is_whole(options) or options.force or variables - set(_HARMLESS):
        return None
    try:
        note = json.loads(_note(project).read_text(encoding="utf-8"))
        same = note["pdf"] == options.pdf and note["state"] == _whole_state(project)
        if not same or not (project.html / "index.html").exists():
            return None
        pages, pdfs, chosen = (int(note[name]) for name in ("pages", "pdfs", "chosen"))
    except (FileNotFoundError, json.JSONDecodeError, KeyError, TypeError, ValueError):
        return None
    index = project.html / "index.html"
    return BuildResult(0, chosen, pages, pdfs, seconds=0.0, index=index)


def forget(project: Project) -> None:
    """Take the note away: a build is about to change things."""
    _note(project).unlink(missing_ok=True)


def remember(project: Project, options: BuildOptions, result: BuildResult, inputs: str) -> None:
    """Leave a note of a good build of the whole book.

    Args:
        project: that was built.
        options: what was asked for; a part of the book leaves no note.
        result: what was made.
        inputs: `inputs_state` from before the build read anything.
    """
    if not _is_whole(options):
        return
    from jsna.files import write_text

    note = {
        "state": _joined(inputs, project),
        "pdf": options.pdf,
        "pages": result.pages,
        "pdfs": result.pdfs,
        "chosen": result.built + result.up_to_date,
    }
    write_text(_note(project), json.dumps(note) + "\n")


def _is_whole(options: BuildOptions) -> bool:
    return not (options.only or options.areas or options.dry_run)


def _note(project: Project) -> Path:
    return project.build / "unchanged.json"


def _whole_state(project: Project) -> str:
    return _joined(inputs_state(project), project)


def _joined(inputs: str, project: Project) -> str:
    kept = _state((project.build / "notebooks", project.build / "pages"), [])
    return f"{inputs} {kept} {sys.version}"


def _state(folders: tuple[Path, ...], files: list[Path]) -> str:
    lines = [line for folder in folders for line in _lines(str(folder))]
    for path in files:
        if path.exists():
            found = path.stat()
            lines.append(f"{path} {found.st_size} {found.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode("utf-8", "replace")).hexdigest()


def _lines(folder: str) -> Iterator[str]:
    """Yield one line for each file in a folder; what Python and editors keep does not count."""
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir():
            if entry.name not in ("__pycache__", ".ipynb_checkpoints"):
                yield from _lines(entry.path)
        else:
            found = entry.stat()
            yield f"{entry.path} {found.st_size} {found.st_mtime_ns}"
