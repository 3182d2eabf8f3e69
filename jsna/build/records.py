"""What the build remembers of each page between two builds: `_build/pages/<address>.json`."""

import hashlib
import json
from pathlib import Path
from typing import Any, TypedDict

from jsna.build.plan import Plan
from jsna.files import strict_json, write_bytes, write_text
from jsna.paths import Project

_WHOLE = b', "whole": '
"""Where the last part of a record begins in its file."""


class Record(TypedDict):
    """What is remembered of one page."""

    made_with: dict[str, str]
    """Named hashes of what every page is made with."""
    reads: list[dict[str, Any]]
    """Everything its notebook read, each with the hash of what it said."""
    whole: dict[str, str]
    """`Inputs.whole` of the last time that all of this was compared."""


def executed_path(project: Project, address: str) -> Path:
    """Return where the executed notebook of a page is kept."""
    return project.build / "notebooks" / f"{address}.ipynb"


def has_record(project: Project, address: str) -> bool:
    """Return whether a page was built whole, without reading what is remembered of it."""
    return _path(project, address).exists() and executed_path(project, address).exists()


def built_part(project: Project, planned: Plan) -> Plan:
    """Return the plan without the pages that no build has made yet."""
    made = [job.address for job in planned.jobs if has_record(project, job.address)]
    return planned.built(made)


def record_digest(project: Project, address: str) -> str:
    """Return the hash of what a page was made with and what it read; `whole` does not count."""
    path = _path(project, address)
    text = path.read_bytes() if path.exists() else b""
    return hashlib.sha256(text.rpartition(_WHOLE)[0] or text).hexdigest()


def load_record(project: Project, address: str) -> Record | None:
    """Return a page's record, or None if it was never built whole or by an older version."""
    path = _path(project, address)
    if not path.exists() or not executed_path(project, address).exists():
        return None
    try:
        record: Record = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError:
        return None
    return record if "whole" in record else None


def save_record(project: Project, address: str, record: Record) -> None:
    """Remember what a page was made with and what it read."""
    write_text(_path(project, address), strict_json(record) + "\n")


def refresh_record(project: Project, address: str, whole: dict[str, str]) -> None:
    """Remember that a page was found up to date although other things have changed."""
    path = _path(project, address)
    text = path.read_bytes() if path.exists() else b""
    before, mark, _ = text.rpartition(_WHOLE)
    fresh = before + mark + strict_json(whole).encode() + b"}\n"
    if mark and fresh != text:
        write_bytes(path, fresh)


def forget_record(project: Project, address: str) -> None:
    """Make a page stale, because its notebook failed or is about to run."""
    _path(project, address).unlink(missing_ok=True)


def _path(project: Project, address: str) -> Path:
    return project.build / "pages" / f"{address}.json"
