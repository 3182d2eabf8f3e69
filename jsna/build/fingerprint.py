"""Decide whether a page is up to date, from the content of everything that made it.

A page's record holds two things: a fingerprint of what it is made with (notebook, parameters,
context, this package, reference files) and the selections it read, each with a digest of the
values. A page is stale if the first differs, or if one selection would give other values now.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jsna.files import strict_json
from jsna.observations import Observations, selection_from_dict
from jsna.paths import Project

_CODE = (".py", ".json")
"""Endings of the files of the package that decide what a notebook says."""
_NOT_WHAT_A_NOTEBOOK_USES = ("build", "sources", "theme", "pdf", "pictures", "fonts")
"""Parts of the package that run after or before notebooks do."""


def package_digest(package: Path) -> str:
    """Return a hash of the modules a notebook can reach, independent of where they lie."""
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        relative = path.relative_to(package)
        if path.suffix in _CODE and relative.parts[0] not in _NOT_WHAT_A_NOTEBOOK_USES:
            digest.update(relative.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class Inputs:
    """Hashes of what many pages are made with, each worked out once for one build."""

    def __init__(self, project: Project, package: Path) -> None:
        self._project = project
        self.package = package_digest(package)
        self._reference: dict[str, str] = {}
        self._files: dict[Path, str] = {}

    def reference(self, page: str) -> str:
        """Return `reference_digest` of a page."""
        if page not in self._reference:
            self._reference[page] = reference_digest(self._project, page)
        return self._reference[page]

    def file(self, path: Path) -> str:
        """Return a hash of a file's content."""
        if path not in self._files:
            self._files[path] = hashlib.sha256(path.read_bytes()).hexdigest()
        return self._files[path]


def site_digest(project: Project, package: Path, executed: Iterable[Path]) -> str:
    """Return a hash of all that a site is made of: if it is the same, so is every byte of it.

    Args:
        project: its front pages, reference tables, figures and settings count.
        package: the whole package counts, with the theme and the fonts.
        executed: the executed notebooks of the pages, in the plan's order.
    """
    digest = hashlib.sha256()
    files = [project.root / "_config.yml", *sorted(project.book.rglob("*.md"))]
    files += sorted(path for path in project.data.rglob("*") if path.suffix in (".csv", ".yml"))
    files += sorted(path for path in package.rglob("*") if path.suffix != ".pyc")
    for path in (*files, *executed):
        if path.is_file():
            content = hashlib.sha256(path.read_bytes()).digest()
            digest.update(path.name.encode() + b"\0" + content)
    return digest.hexdigest()


def reference_digest(project: Project, page: str) -> str:
    """Return a hash of the reference files that a page may use besides figures."""
    digest = hashlib.sha256()
    for path in reference_files(project, page):
        digest.update(project.relative(path).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def reference_files(project: Project, page: str) -> list[Path]:
    """Return areas, catalogue, sources, the place, and the registers of one page."""
    data = project.data
    shared = [data / f"{name}.yml" for name in ("sources", "disclosure", "traps")]
    shared.append(data / "chapters.csv")
    for folder in ("areas", "catalogue", "place"):
        shared += [path for path in (data / folder).glob("*") if path.suffix in (".csv", ".yml")]
    registers = sorted(data.glob(f"*/{page}.yml"))
    return sorted({path for path in (*shared, *registers) if path.is_file()})


def stale_because(
    record: Mapping[str, Any] | None, made_with: Mapping[str, str], observations: Observations
) -> str | None:
    """Return why a page must be built again, or None if it is up to date.

    Args:
        record: the page's record of its last build, or None.
        made_with: named hashes of what it would be made with now.
        observations: the figures as they are now.
    """
    if record is None:
        return "never built"
    changed = [name for name, value in made_with.items() if record["made_with"].get(name) != value]
    if changed:
        return f"{changed[0]} changed"
    for entry in record["reads"]:
        if observations.digest(selection_from_dict(entry)) != entry["digest"]:
            return f"figures changed: {entry['indicator_id']}"
    return None


def unique_reads(entries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return each selection once, in a fixed order."""
    found = {strict_json(dict(entry)): dict(entry) for entry in entries}
    return [found[key] for key in sorted(found)]


def read_log(path: Path) -> list[dict[str, Any]]:
    """Return what a notebook read, from the file that `observations` appended to."""
    if not path.exists():
        return []
    lines: Sequence[str] = path.read_text(encoding="utf-8").splitlines()
    return unique_reads(json.loads(line) for line in lines if line)
