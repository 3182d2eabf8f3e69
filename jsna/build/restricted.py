"""Reading restricted figures from their folder outside the project.

The files have the columns of the long table and may have more. Of the others only `contributors`
and `largest_two` are used; nothing else goes further, and the scan looks for it in the site.
"""

import csv
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jsna.areas import Areas
from jsna.catalogue import Catalogue
from jsna.disclosure.cells import Raw
from jsna.errors import DataError, DisclosureError
from jsna.files import read_csv
from jsna.paths import RESTRICTED_FOLDER, Project
from jsna.records import FIGURE_COLUMNS, KEY_COLUMNS, NUMBER_COLUMNS, Observation, Status

COMPOSITION = "composition.csv"
_USED = ("contributors", "largest_two")


@dataclass(frozen=True)
class Restricted:
    """Everything in the folder of restricted figures."""

    rows: tuple[Raw, ...]
    extra: frozenset[str]
    """Names and content of the columns that are not used."""
    composition: dict[str, set[str]] | None


def restricted_folder(project: Project) -> Path | None:
    """Return the folder of restricted figures, or None where the variable is not set.

    Raises:
        DisclosureError: if it does not exist, or lies inside the project (rule 2).
    """
    named = os.environ.get(RESTRICTED_FOLDER)
    if not named:
        return None
    folder = Path(named).resolve()
    if not folder.is_dir():
        raise DisclosureError(f"{RESTRICTED_FOLDER} names {folder.name!r}, which is no folder.")
    if folder.is_relative_to(project.root.resolve()):
        raise DisclosureError(
            f"The folder of restricted figures ({RESTRICTED_FOLDER}) lies inside the project, "
            "where it could be committed or published. Move it outside."
        )
    return folder


def read_restricted(folder: Path, catalogue: Catalogue, areas: Areas) -> Restricted:
    """Read and check every CSV of the folder.

    Raises:
        DataError: for a column that is missing, a cell that cannot be read, an unknown area or
            indicator, or a key that stands twice. Messages print no figure.
        DisclosureError: for a row whose source is not restricted.
    """
    rows: list[Raw] = []
    extra: set[str] = set()
    places: dict[tuple[str, ...], str] = {}
    for path in sorted(folder.glob("*.csv")):
        if path.name == COMPOSITION:
            continue
        for number, cells in enumerate(_lines(path), start=2):
            where = f"{path.name}, line {number}"
            raw = _raw(cells, catalogue, areas, where)
            key = tuple(cells[name] for name in KEY_COLUMNS)
            if key in places:
                raise DataError(f"{where}: the same key stands in {places[key]}.")
            places[key] = where
            rows.append(raw)
            unused = {name: text for name, text in cells.items() if name not in _KNOWN}
            extra |= {*unused, *(text for text in unused.values() if text)}
    return Restricted(tuple(rows), frozenset(extra), _composition(folder))


_KNOWN = {*FIGURE_COLUMNS, *_USED}


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        missing = [name for name in FIGURE_COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise DataError(f"{path.name}, line 1: the columns {', '.join(missing)} are missing.")
        for number, cells in enumerate(reader, start=2):
            if None in cells or None in cells.values():
                raise DataError(f"{path.name}, line {number}: it has another length than line 1.")
            yield cells


def _raw(cells: Mapping[str, str], catalogue: Catalogue, areas: Areas, where: str) -> Raw:
    indicator = catalogue.indicators.get(cells["indicator_id"])
    area = areas.by_code.get(cells["area_code"])
    policy = catalogue.policies.get(cells["source_id"])
    if indicator is None:
        raise DataError(
            f"{where}: the indicator {cells['indicator_id']!r} is not in the catalogue."
        )
    if area is None:
        raise DataError(f"{where}: the area {cells['area_code']!r} is not in areas.csv.")
    if policy is None or policy.is_open:
        raise DisclosureError(
            f"{where}: the source {cells['source_id']!r} is not restricted. Open figures belong "
            "into data/figures/; for restricted ones name a policy in data/sources.yml."
        )
    more = {name: _number(cells, name, where) for name in _USED if name in cells}
    people = more.get("contributors")
    return Raw(
        observation=_observation(cells, where),
        value_type=indicator.value_type,
        area_type=str(area.area_type),
        contributors=None if people is None else int(people),
        largest_two=more.get("largest_two"),
    )


def _observation(cells: Mapping[str, str], where: str) -> Observation:
    plain: dict[str, Any] = {name: cells[name] for name in FIGURE_COLUMNS}
    for name in NUMBER_COLUMNS:
        plain[name] = _number(cells, name, where)
    for name in ("period_start", "period_end"):
        try:
            date.fromisoformat(cells[name])
        except ValueError:
            raise DataError(f"{where}: {name} is no date of the form YYYY-MM-DD.") from None
    if cells["status"] not in list(Status):
        raise DataError(f"{where}: the status is none of {', '.join(Status)}.")
    plain["status"] = Status(cells["status"])
    return Observation(**plain)


def _number(cells: Mapping[str, str], name: str, where: str) -> float | None:
    text = cells[name].strip()
    try:
        number = float(text) if text else None
    except ValueError:
        raise DataError(f"{where}: {name} is no number.") from None
    if number is not None and (number != number or number < 0):
        raise DataError(f"{where}: {name} must be a number of 0 or more.")
    return number


def _composition(folder: Path) -> dict[str, set[str]] | None:
    path = folder / COMPOSITION
    if not path.exists():
        return None
    found: dict[str, set[str]] = {}
    for row in read_csv(path, ("area_code", "part"), shown=COMPOSITION):
        found.setdefault(row["area_code"], set()).add(row["part"])
    return found
