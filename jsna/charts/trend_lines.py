"""The lines of a trend: one area's values in order of time, and where they break off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from jsna.charts import chosen
from jsna.charts.request import Request
from jsna.records import Area, Observation
from jsna.words import shown

_STRIDE = 1.5
"""A step between two points this many times the usual one is a gap."""
_LOOSE = ("years", "median", "index", "score")
"""Kinds of value where zero means little: their scale need not start there."""


@dataclass(frozen=True)
class Line:
    """One area's values, oldest first, each with the number of the unbroken stretch it is in."""

    column: str
    area: Area
    held: Mapping[str, Observation]
    stretches: Mapping[str, int]

    def value(self, period: str) -> float | None:
        return chosen.known(self.held.get(period))

    @property
    def known(self) -> list[Observation]:
        return [item for item in self.held.values() if item.status.has_value]

    @property
    def last(self) -> Observation:
        return self.known[-1]


def line_of(column: str, area: Area, rows: Sequence[Observation]) -> Line:
    own = [row for row in rows if row.area_code == area.area_code]
    own.sort(key=lambda row: (row.period_end, row.period_start))
    held = {row.period: row for row in own}
    return Line(column, area, held, _stretches(list(held.values())))


def _stretches(observations: Sequence[Observation]) -> dict[str, int]:
    """Return period -> number of its stretch; missing values and long steps begin a new one."""
    places = [position(item) for item in observations if item.status.has_value]
    steps = [after - before for before, after in pairwise(places)]
    usual = median(steps) if steps else 0.0
    found: dict[str, int] = {}
    number, before = 0, None
    for item in observations:
        if not item.status.has_value:
            number, before = number + 1, None
            continue
        if before is not None and position(item) - before > _STRIDE * usual:
            number += 1
        found[item.period], before = number, position(item)
    return found


def position(item: Observation) -> float:
    """Return the middle of a period as a year with decimals: 2011.5 for the year 2011."""
    ends = [date.fromisoformat(text) for text in (item.period_start, item.period_end)]
    return round(sum(day.year + (day.timetuple().tm_yday - 1) / 365 for day in ends) / 2, 2)


def cut(line: Line, first: float, last: float) -> Line:
    kept = [item for item in line.held.values() if first <= position(item) <= last]
    held = {item.period: item for item in kept}
    return Line(line.column, line.area, held, _stretches(kept))


def said(request: Request, value: float | None) -> str:
    return shown(value, request.indicator.unit, request.indicator.decimals)


def from_zero(request: Request) -> bool:
    default = request.indicator.value_type not in _LOOSE
    return bool(request.options.get("zero", default))
