"""The one long table: load it, and select from it through one door that logs what was read."""

import csv
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from jsna.errors import DataError
from jsna.paths import Project
from jsna.reads import Tracked, is_logged, tracked, untracked, write
from jsna.records import (
    ALL,
    ALL_AGES,
    ALL_PERSONS,
    FIGURE_COLUMNS,
    KEY_COLUMNS,
    NUMBER_COLUMNS,
    PRACTICES_SITED,
    Observation,
    Status,
)

ANY = "*"
"""Selects every value of a stratum."""

Row = tuple[str, ...]
_SHORT = 50
"""Rows that are gone through faster than an index of them is made."""
_PLACE = {name: number for number, name in enumerate(FIGURE_COLUMNS)}


@dataclass(frozen=True, slots=True)
class Selection:
    """What to read: one indicator, some areas, one stratum (or all, `*`) of each kind."""

    indicator_id: str
    area_codes: tuple[str, ...] | None = None
    sex: str = ALL_PERSONS
    age: str = ALL_AGES
    category_type: str = ALL
    category: str = ANY

    def accepts(self, row: Row) -> bool:
        """Return whether a raw row of this indicator belongs to the selection."""
        if self.area_codes is not None and row[_PLACE["area_code"]] not in self.area_codes:
            return False
        wanted = (self.sex, self.age, self.category_type, self.category)
        strata = row[_PLACE["sex"] : _PLACE["category"] + 1]
        return all(want in (ANY, given) for want, given in zip(wanted, strata, strict=True))


class _Rows(list[Row]):
    """The rows of one indicator, and where each area's stand; made once for all who read them."""

    @cached_property
    def by_area(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self:
            found.setdefault(row[_PLACE["area_code"]], []).append(row)
        return found


@dataclass
class Observations:
    """Every committed figure, by indicator. Rows stay text until somebody selects them."""

    rows_of: Mapping[str, list[Row]]
    _selected: dict[Selection, list[Observation]] = field(default_factory=dict, repr=False)
    _logged: set[Selection] = field(default_factory=set, repr=False)
    _digests: dict[Selection, str] = field(default_factory=dict, repr=False)

    def select(self, selection: Selection) -> list[Observation]:
        """Return the selected observations in the order of the table; log the first reading.

        An indicator without rows gives an empty list: the catalogue says whether it exists.
        """
        if selection not in self._logged:
            self._logged.add(selection)
            self._log(selection, self._rows(selection))
        return list(self.unlogged(selection))

    def unlogged(self, selection: Selection) -> Sequence[Observation]:
        """Return the selected observations for a reader that logs its own question."""
        if selection not in self._selected:
            self._selected[selection] = [_observation(row) for row in self._rows(selection)]
        return self._selected[selection]

    def digest(self, selection: Selection) -> str:
        """Return a hash of what a selection would give now; the build compares it."""
        if selection not in self._digests:
            self._digests[selection] = _digest(self._rows(selection))
        return self._digests[selection]

    @property
    def unlogged_rows(self) -> Mapping[str, list[Row]]:
        """Return all rows by indicator, for a reader that logs its own question or none."""
        return untracked(self.rows_of)

    def areas_with(self, indicator_id: str) -> set[str]:
        """Return the codes of the areas that hold a value of their own for an indicator.

        What practices sited in an area record is of their patients, wherever these live, and no
        value of the area's own.
        """
        return self._codes_with(indicator_id, sited=False)

    def areas_with_practices(self, indicator_id: str) -> set[str]:
        """Return the codes of the areas whose practices hold a value of their patients."""
        return self._codes_with(indicator_id, sited=True)

    def _codes_with(self, indicator_id: str, *, sited: bool) -> set[str]:
        value, area, kind = _PLACE["value"], _PLACE["area_code"], _PLACE["category_type"]
        rows = [row for row in self.rows_of.get(indicator_id, []) if row[value]]
        return {row[area] for row in rows if (row[kind] == PRACTICES_SITED) == sited}

    def _rows(self, selection: Selection) -> list[Row]:
        rows = self.unlogged_rows.get(selection.indicator_id, [])
        if selection.area_codes is None or len(rows) < _SHORT:
            return [row for row in rows if selection.accepts(row)]
        by_area = rows.by_area if isinstance(rows, _Rows) else _Rows(rows).by_area
        wanted = set(selection.area_codes)
        found = (code_rows for code, code_rows in by_area.items() if code in wanted)
        return [row for code_rows in found for row in code_rows if selection.accepts(row)]

    def _log(self, selection: Selection, rows: list[Row]) -> None:
        if is_logged():
            write({**selection_as_dict(selection), "digest": _digest(rows)})


def selection_as_dict(selection: Selection) -> dict[str, Any]:
    """Return a selection as plain data for the receipt."""
    areas = None if selection.area_codes is None else sorted(set(selection.area_codes))
    return {
        "indicator_id": selection.indicator_id,
        "area_codes": areas,
        "sex": selection.sex,
        "age": selection.age,
        "category_type": selection.category_type,
        "category": selection.category,
    }


def selection_from_dict(entry: dict[str, Any]) -> Selection:
    """Return the selection that `selection_as_dict` described; other keys are ignored."""
    areas = entry["area_codes"]
    return Selection(
        entry["indicator_id"],
        None if areas is None else tuple(areas),
        entry["sex"],
        entry["age"],
        entry["category_type"],
        entry["category"],
    )


def protected_file(project: Project) -> Path:
    """Return where a build puts what it may publish of restricted sources."""
    return project.build / "protected" / "protected.csv"


def figure_files(project: Project, *, with_protected: bool = True) -> list[Path]:
    """Return every file of the long table: data/figures/*.csv, and the protected rows if any."""
    protected = protected_file(project)
    more = [protected] if with_protected and protected.exists() else []
    return [*sorted((project.data / "figures").glob("*.csv")), *more]


def load_observations(project: Project, *, with_protected: bool = True) -> Observations:
    """Read the long table, once per process for the same files.

    Args:
        project: with data/figures/*.csv, and what the last build protected.
        with_protected: whether rows of restricted sources belong to it.

    Raises:
        DataError: for a wrong header, a row of another length, or an unknown status.
    """
    paths = figure_files(project, with_protected=with_protected)
    stamps = tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in paths)
    with tracked():
        return Observations(Tracked("rows", _read(stamps)))


@lru_cache(maxsize=4)
def _read(stamps: tuple[tuple[str, int, int], ...]) -> dict[str, list[Row]]:
    rows_of: dict[str, list[Row]] = {}
    for name, _, _ in stamps:
        for row in _rows_of_file(Path(name)):
            rows_of.setdefault(row[0], _Rows()).append(row)
    return rows_of


def _rows_of_file(path: Path) -> Iterable[Row]:
    shown = f"data/figures/{path.name}"
    statuses = [str(status) for status in Status]
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        if tuple(next(reader, ())) != FIGURE_COLUMNS:
            raise DataError(
                f"{shown}, line 1: the columns must be {','.join(FIGURE_COLUMNS)}. "
                "Make the file again with: python3 run.py tabulate --from DIR"
            )
        for number, row in enumerate(reader, start=2):
            if len(row) != len(FIGURE_COLUMNS):
                raise DataError(f"{shown}, line {number}: {len(row)} values, 21 are needed.")
            if row[_PLACE["status"]] not in statuses:
                raise DataError(
                    f"{shown}, line {number}: there is no status {row[_PLACE['status']]!r}. "
                    f"Known ones: {', '.join(statuses)}."
                )
            yield tuple(row)


def _observation(row: Row) -> Observation:
    cells: dict[str, Any] = dict(zip(FIGURE_COLUMNS, row, strict=True))
    for name in NUMBER_COLUMNS:
        cells[name] = float(cells[name]) if cells[name] else None
    cells["status"] = Status(cells["status"])
    return Observation(**cells)


def _digest(rows: Sequence[Row]) -> str:
    text = "\n".join("\t".join(row) for row in rows)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def newest_first(observations: Iterable[Observation]) -> list[Observation]:
    """Sort by period, newest first: the later end wins, then the later release."""
    return sorted(
        observations,
        key=lambda item: (item.period_end, item.period_start, item.released_on),
        reverse=True,
    )


def check_keys(observations: Observations) -> None:
    """Refuse a table in which one key stands twice.

    Raises:
        DataError: naming the key.
    """
    places = [_PLACE[name] for name in KEY_COLUMNS]
    for rows in observations.rows_of.values():
        seen: set[Row] = set()
        for row in rows:
            key = tuple(row[place] for place in places)
            if key in seen:
                raise DataError(f"data/figures/: the key {'@'.join(key)} stands twice.")
            seen.add(key)
