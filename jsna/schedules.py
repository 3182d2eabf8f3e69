"""Series by single year of age that the whole-system model starts from, as tabulate wrote them.

The long table keeps one number a row. A series by age keeps one age a column, so that forty areas
stay small enough to be read in a review.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jsna.errors import DataError
from jsna.files import csv_text, read_csv
from jsna.paths import Project

LAST_AGE = 100
"""The open-ended age: 100 and over."""
AGE_COLUMNS = tuple(str(age) for age in range(LAST_AGE + 1))
KEY_COLUMNS = ("schedule_id", "area_code", "sex", "period")
SCHEDULE_COLUMNS = (*KEY_COLUMNS, "status", "source_id", "note", *AGE_COLUMNS)
STATUSES = ("official", "computed", "apportioned", "approximate", "modelled")
SEXES = ("Female", "Male", "Persons")
DIGITS = 6
"""Significant digits kept, so that every machine writes the same bytes."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Schedule:
    """One series by age: what, where, for whom and when; values of shape (101,), nan = not held."""

    schedule_id: str
    area_code: str
    sex: str
    period: str
    status: str
    source_id: str
    note: str
    values: Floats = field(repr=False)

    @property
    def key(self) -> tuple[str, str, str, str]:
        return (self.schedule_id, self.area_code, self.sex, self.period)


@dataclass(frozen=True)
class Schedules:
    """Every series by age, found by id and area."""

    by_area: Mapping[tuple[str, str], tuple[Schedule, ...]]

    def find(self, schedule_id: str, area_code: str) -> tuple[Schedule, ...]:
        """Return an area's series of one kind, by sex and period; empty where none is held."""
        return self.by_area.get((schedule_id, area_code), ())

    def one(self, schedule_id: str, area_code: str, sex: str) -> Schedule:
        """Return the newest series of one sex.

        Raises:
            DataError: if none is held.
        """
        found = [item for item in self.find(schedule_id, area_code) if item.sex == sex]
        if not found:
            raise DataError(
                f"data/model/schedules.csv has no {schedule_id!r} for {area_code}, {sex}. "
                "Run tabulate again."
            )
        return max(found, key=lambda item: item.period)


def schedules_path(project: Project) -> Path:
    """Return where the series lie."""
    return project.data / "model" / "schedules.csv"


def load_schedules(project: Project) -> Schedules:
    """Read every series.

    Raises:
        DataError: if a column, a status, a sex or a number is not as it must be, or a key
            stands twice.
    """
    shown = "data/model/schedules.csv"
    by_area: dict[tuple[str, str], list[Schedule]] = {}
    seen = set()
    rows = read_csv(schedules_path(project), SCHEDULE_COLUMNS, shown=shown)
    for number, row in enumerate(rows, start=2):
        item = _schedule(row, f"{shown}, line {number}")
        if item.key in seen:
            raise DataError(f"{shown}, line {number}: {' '.join(item.key)} stands twice.")
        seen.add(item.key)
        by_area.setdefault((item.schedule_id, item.area_code), []).append(item)
    return Schedules({key: tuple(items) for key, items in by_area.items()})


def _schedule(row: Mapping[str, str], place: str) -> Schedule:
    for name, allowed in (("status", STATUSES), ("sex", SEXES)):
        if row[name] not in allowed:
            raise DataError(f"{place}: {name} is {row[name]!r}; it must be {', '.join(allowed)}.")
    try:
        values = np.array([float(row[age]) if row[age] else np.nan for age in AGE_COLUMNS])
    except ValueError as error:
        raise DataError(f"{place}: every age must hold a number or nothing ({error}).") from error
    names = (*KEY_COLUMNS, "status", "source_id", "note")
    return Schedule(**{name: row[name] for name in names}, values=values)


def schedule_text(schedules: Iterable[Schedule]) -> str:
    """Return the CSV of series, sorted by key, numbers with six significant digits.

    Raises:
        DataError: if a key stands twice.
    """
    ordered = sorted(schedules, key=lambda item: item.key)
    for first, second in pairwise(ordered):
        if first.key == second.key:
            raise DataError(f"The series {' '.join(first.key)} was made twice.")
    return csv_text(SCHEDULE_COLUMNS, (_cells(item) for item in ordered))


def _cells(item: Schedule) -> dict[str, str]:
    cells = {name: getattr(item, name) for name in (*KEY_COLUMNS, "status", "source_id", "note")}
    return cells | dict(zip(AGE_COLUMNS, map(number_text, item.values), strict=True))


def number_text(value: float) -> str:
    """Return a number with six significant digits at most; nothing for nan."""
    return "" if np.isnan(value) else f"{float(value):.{DIGITS}g}"
