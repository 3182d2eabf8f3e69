"""How long each page's notebook took: `_build/timings.json`, never published."""

import json
from collections.abc import Mapping

from jsna.files import strict_json, write_text
from jsna.paths import Project

_NAME = "timings.json"


def load_seconds(project: Project) -> dict[str, float]:
    """Return the seconds of each page's last run by address; empty if nothing was timed."""
    path = project.build / _NAME
    try:
        pages = json.loads(path.read_text(encoding="utf-8"))["pages"]
        return {address: float(facts["seconds"]) for address, facts in pages.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def save_seconds(project: Project, seconds: Mapping[str, float]) -> None:
    """Write the seconds of every page that was ever timed here."""
    pages = {address: {"seconds": round(seconds[address], 3)} for address in sorted(seconds)}
    write_text(project.build / _NAME, strict_json({"pages": pages}, indent=1) + "\n")
