"""Editions of the model: the results kept when an edition was approved.

One file for each, `data/model/editions/<edition>.json`; schema `jsna/schemas/model-edition.json`.
Nothing is kept of a draft, so the folder is missing until a first edition has been approved.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jsna.catalogue import load_place
from jsna.errors import DataError
from jsna.files import check_schema
from jsna.paths import Project

Edition = Mapping[str, Any]
"""What a file of an edition holds, as its schema says."""
_NUMBER = re.compile(r"\d{4}\.\d{2}")


def number_of(place: Mapping[str, Any]) -> str:
    """Return the edition without a word such as "draft": "2026.11"."""
    found = _NUMBER.match(place["edition"])
    assert found is not None, "the schema of the place asks for it"
    return found.group()


def edition_path(project: Project, number: str) -> Path:
    """Return where the results of an edition are kept."""
    return project.data / "model" / "editions" / f"{number}.json"


def last_path(project: Project) -> Path | None:
    """Return the file of the newest edition before the one of today; None where none is kept.

    Raises:
        DataError: for a file whose name is no edition.
    """
    kept = sorted((project.data / "model" / "editions").glob("*.json"))
    for path in kept:
        if not _NUMBER.fullmatch(path.stem):
            raise DataError(
                f"{project.relative(path)}: the name must be an edition, as in 2026.11.json. "
                "Rename or remove the file."
            )
    if not kept:
        return None
    before = [path for path in kept if path.stem < number_of(load_place(project))]
    return before[-1] if before else None


def load_edition(project: Project, path: Path) -> Edition:
    """Return what is kept of an edition.

    Raises:
        DataError: if the file is not JSON, breaks its schema, or bears another edition's name.
    """
    shown = project.relative(path)
    mend = "Take the file as it was committed, or remove it"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise DataError(f"{shown} cannot be read as JSON ({error}). {mend}.") from None
    check_schema(found, "model-edition", shown=str(shown))
    if found["edition"] != path.stem:
        raise DataError(f"{shown}: the edition inside is {found['edition']}. {mend}.")
    return dict(found)
