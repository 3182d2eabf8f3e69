"""What the build remembers of each page between two builds: `_build/pages/<address>.json`."""

import json
from pathlib import Path
from typing import Any

from jsna.files import strict_json, write_text
from jsna.paths import Project


def executed_path(project: Project, address: str) -> Path:
    """Return where the executed notebook of a page is kept."""
    return project.build / "notebooks" / f"{address}.ipynb"


def load_record(project: Project, address: str) -> dict[str, Any] | None:
    """Return a page's record, or None if it was never built whole."""
    path = _path(project, address)
    if not path.exists() or not executed_path(project, address).exists():
        return None
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError:
        return None
    return record


def save_record(
    project: Project, address: str, made_with: dict[str, str], reads: list[dict[str, Any]]
) -> None:
    """Remember what a page was made with and what it read."""
    record = {"made_with": made_with, "reads": reads}
    write_text(_path(project, address), strict_json(record, indent=1) + "\n")


def forget_record(project: Project, address: str) -> None:
    """Make a page stale, because its notebook failed or is about to run."""
    _path(project, address).unlink(missing_ok=True)


def _path(project: Project, address: str) -> Path:
    return project.build / "pages" / f"{address}.json"
