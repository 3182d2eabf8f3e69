"""Decide whether a page is up to date, from the content of everything that made it.

A page's record holds named hashes of what every page is made with, and the log of what its
notebook read (`jsna.reads`), each with a hash of what it said. A page is stale if one of them
would be another now; its reasons are said in words.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jsna import standing
from jsna.build.code_used import is_used_by_notebooks
from jsna.build.inputs import Entry, Inputs, indicator_of, part_of
from jsna.files import strict_json
from jsna.observations import protected_file
from jsna.paths import Project
from jsna.reads import ABSENT

NEVER = "never built"
_CODE = (".py", ".json")
"""Endings of the files of the package that decide what a notebook says."""


def package_digest(package: Path) -> str:
    """Return a hash of the modules a notebook can reach, independent of where they lie."""
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        relative = path.relative_to(package)
        if path.suffix in _CODE and is_used_by_notebooks(relative):
            digest.update(relative.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def code_digest(package: Path) -> str:
    """Return a hash of the whole package: whatever changes in it may change a page."""
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        if path.suffix != ".pyc" and path.is_file():
            digest.update(path.relative_to(package).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


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
    files += [protected_file(project)]
    files += sorted(path for path in package.rglob("*") if path.suffix != ".pyc")
    for path in (*files, *executed):
        if path.is_file():
            content = hashlib.sha256(path.read_bytes()).digest()
            digest.update(path.name.encode() + b"\0" + content)
    return digest.hexdigest()


def reasons(
    record: Mapping[str, Any] | None, made_with: Mapping[str, str], inputs: Inputs
) -> list[str]:
    """Return why a page must be built again, in words; [] if it is up to date.

    Args:
        record: the page's record of its last build, or None.
        made_with: named hashes of what it would be made with now.
        inputs: everything that it may have read, as it is now.
    """
    if record is None:
        return [NEVER]
    before = record["made_with"]
    found = [f"{name} changed" for name, value in made_with.items() if before.get(name) != value]
    for entry in _in_question(record, inputs):
        if (now := inputs.now(entry)) != entry["digest"]:
            found.append(in_words(entry, now))
    return list(dict.fromkeys(found))


def _in_question(record: Mapping[str, Any], inputs: Inputs) -> Iterator[Entry]:
    """Yield what a page read and what may read otherwise now."""
    whole = record["whole"]
    same = {name for name, value in inputs.whole.items() if whole.get(name) == value}
    changed = inputs.changed_figures(whole)
    for entry in record["reads"]:
        if part_of(entry) in same:
            continue
        indicator_id = indicator_of(entry)
        if indicator_id is None or changed is None or indicator_id in changed:
            yield entry


def in_words(entry: Entry, now: str) -> str:
    """Return what happened to one thing that a page read: "figures changed: residents"."""
    said = {
        "indicator": "catalogue entry",
        "catalogue": "rules of the catalogue",
        "areas": "areas that belong together",
        "membership": "members of areas",
        "rows": "figures",
        standing.KIND: "figures",
        "module": "code",
        "place": "the place, its",
    }
    kind, name = ("rows", entry["indicator_id"]) if "indicator_id" in entry else _named(entry)
    if now == ABSENT:
        what = "is gone"
    elif entry["digest"] == ABSENT:
        what = "is new"
    else:
        what = "changed"
    word = said.get(kind, kind)
    return f"{word} {what}: {name}"


def _named(entry: Entry) -> tuple[str, str]:
    kind, name = entry["kind"], entry["name"]
    if name == "*":
        return kind, "the list of all"
    if kind == standing.KIND:
        return kind, standing.indicator_of(name)
    if kind == "areas":
        question, *about = name.split(":")
        return kind, f"{question.replace('_', ' ')} {' '.join(word for word in about if word)}"
    return kind, name


def unique_reads(entries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return each thing that was read once, in a fixed order."""
    found = {strict_json(dict(entry)): dict(entry) for entry in entries}
    return [found[key] for key in sorted(found)]


def read_log(path: Path) -> list[dict[str, Any]]:
    """Return what a notebook read, from the file that `jsna.reads` appended to."""
    if not path.exists():
        return []
    lines: Sequence[str] = path.read_text(encoding="utf-8").splitlines()
    return unique_reads(json.loads(line) for line in lines if line)
