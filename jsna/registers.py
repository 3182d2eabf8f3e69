"""Registers: what people write down about a chapter, beside its figures.

One YAML list per register and chapter, `data/<register>/<chapter_id>.yml`, each entry checked
against `jsna/schemas/register-<register>.json`. A file that does not exist is an empty register,
and the page says so in the words of `EMPTY`.
"""

from pathlib import Path
from typing import Any, Literal, get_args

from jsna.errors import DataError, NotKnownError
from jsna.files import check_schema, read_yaml
from jsna.paths import Project
from jsna.reads import note_file

Register = Literal["evidence", "views", "services", "recommendations", "priorities"]
REGISTERS: tuple[Register, ...] = get_args(Register)
Entry = dict[str, Any]

EMPTY: dict[Register, str] = {
    "evidence": "No evidence has been entered for this topic yet. Analysts: fill {file}.",
    "views": "No local views have been entered for this topic yet. Analysts: fill {file}.",
    "services": "No services have been entered for this topic yet. Analysts: fill {file}.",
    "recommendations": (
        "No recommendations have been proposed for this topic yet. Analysts: fill {file}."
    ),
    "priorities": "No priorities have been chosen for this topic yet. Analysts: fill {file}.",
}
"""What a page says while a register holds nothing; `empty_text` puts the file in."""


def register_path(project: Project, register: Register, chapter_id: str) -> Path:
    """Return the file that holds one chapter's entries, whether it exists or not."""
    return project.data / register / f"{chapter_id}.yml"


def empty_text(project: Project, register: Register, chapter_id: str) -> str:
    """Return what a page says while this register is empty, naming the file to fill."""
    shown = project.relative(register_path(project, register, chapter_id))
    return EMPTY[register].format(file=shown)


def load_register(project: Project, register: Register, chapter_id: str) -> list[Entry]:
    """Read one chapter's entries of one register, in the order of the file.

    Returns:
        One dict per entry with the fields of the register's schema; [] if there is no file.

    Raises:
        NotKnownError: if there is no such register.
        DataError: for a field that is missing, misspelled or of the wrong kind, or an id that
            stands twice; the message names file and entry.
    """
    if register not in REGISTERS:
        raise NotKnownError("register", register, REGISTERS, "jsna/registers.py")
    path = register_path(project, register, chapter_id)
    note_file(project, path)
    if not path.exists():
        return []
    shown = project.relative(path)
    entries = read_yaml(path, shown=shown)
    if entries is None:
        return []
    _check(entries, register, shown)
    return list(entries)


def _check(entries: Any, register: Register, shown: str) -> None:
    """Refuse the first entry that breaks the schema or repeats an id."""
    if not isinstance(entries, list):
        raise DataError(f"{shown}: must be a list, each entry starting with '- id:'.")
    seen: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        place = f"{shown}, entry {number}"
        check_schema(entry, f"register-{register}", shown=place)
        if entry["id"] in seen:
            raise DataError(
                f"{place}: the id {entry['id']!r} stands twice. "
                "Ids are permanent, so give the new entry one of its own."
            )
        seen.add(entry["id"])
