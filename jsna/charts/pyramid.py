"""Age pyramid: males left, females right, five-year bands, a comparator as outline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jsna.bundles import Bundle
from jsna.charts import chosen
from jsna.charts.pyramid_drawing import spec
from jsna.charts.request import Request
from jsna.charts.style import LAYOUTS
from jsna.errors import DataError
from jsna.records import Area, Observation
from jsna.words import number, shown

MALES, FEMALES = "Male", "Female"
GROUPS = (
    (0, 15, "aged under 15"),
    (15, 30, "aged 15 to 29"),
    (30, 45, "aged 30 to 44"),
    (45, 65, "aged 45 to 64"),
    (65, 200, "aged 65 or over"),
)
"""Broad groups that five-year bands add up to: from, up to, words."""
_CLOSE = 1.0
"""Percentage points below which two age mixes are called close."""


@dataclass(frozen=True)
class _People:
    """One area's people by age band and sex."""

    area: Area
    period: str
    cells: Mapping[tuple[str, str], Observation]
    total: float

    def count(self, age: str, sex: str) -> float | None:
        return chosen.known(self.cells.get((age, sex)))

    def share(self, age: str, sex: str) -> float | None:
        people = self.count(age, sex)
        return None if people is None else 100 * people / self.total

    def group(self, low: int, high: int) -> float | None:
        """Return the share of everybody in the bands from `low` up to `high`, in percent."""
        shares = [self.share(*cell) for cell in self.cells if low <= _start(cell[0]) < high]
        return None if None in shares else sum(share for share in shares if share is not None)


def pyramid(request: Request) -> Bundle:
    """Return the age pyramid of the focus area beside its last comparator with figures.

    Observations: one count of people per age band ("0-4" ... "90+") and sex (Male, Female).

    Raises:
        DataError: if the focus area has no figures, or a band is missing and the area's
            total, which every share needs, is not held either.
    """
    rows = [
        row
        for row in chosen.stratum(request, spread=("sex", "age"))
        if row.sex in (MALES, FEMALES) and row.age[:1].isdigit()
    ]
    period = chosen.newest(request, rows, [request.focus])
    focus = _people(request, rows, request.focus, period)
    beside = _comparator(request, rows, period)
    ages = sorted({age for age, _ in focus.cells}, key=_start)
    table = _rows(focus, beside, ages)
    headline = _headline(focus, beside)
    title = f"{chosen.measure(request, rows, period)} in {request.focus.full_name}, {period}"
    against = f"; outline: {beside.area.name}, {beside.period}" if beside else ""
    outline = beside.area.name if beside else ""
    alt = chosen.alternative(
        f"Age pyramid of {request.focus.full_name}, {period}.",
        f"{headline}.",
        _largest(focus, ages),
        f"{shown(focus.total, 'people', 0)} people in all.",
    )
    return chosen.bundle(
        request,
        "pyramid",
        [*focus.cells.values(), *(beside.cells.values() if beside else ())],
        headline=headline,
        subtitle=f"{title}: males and females of each age as % of all people{against}",
        alt=alt,
        columns=_columns(beside, table),
        rows=table,
        spec={each.name: spec(each, table, outline, alt) for each in LAYOUTS},
    )


def _start(age: str) -> int:
    """Return the first year of a band: 85 for "85-89", 90 for "90+"."""
    digits = age.replace("+", "-").split("-")[0].strip()
    if not digits.isdigit():
        raise DataError(f"The age band {age!r} does not begin with a number, as '0-4' or '90+' do.")
    return int(digits)


def _people(request: Request, rows: Sequence[Observation], area: Area, period: str) -> _People:
    cells = {
        (row.age, row.sex): row
        for row in rows
        if row.area_code == area.area_code and row.period == period
    }
    counts = [chosen.known(row) for row in cells.values()]
    whole = next((row.denominator for row in cells.values() if row.denominator), None)
    total = whole if None in counts else sum(count for count in counts if count is not None)
    if not total:
        raise DataError(
            f"Page {request.page!r}: an age band of {area.full_name}, {period}, is missing and its "
            "total is not held, so no share can be shown. Leave the pyramid out for this area."
        )
    return _People(area, period, cells, total)


def _comparator(request: Request, rows: Sequence[Observation], period: str) -> _People | None:
    """Return the widest comparator that has figures, for the same period if it can be."""
    for area in reversed(request.beside):
        periods = {row.period: row.period_end for row in rows if row.area_code == area.area_code}
        if area.area_code != request.focus.area_code and periods:
            same = period if period in periods else max(periods, key=lambda each: periods[each])
            return _people(request, rows, area, same)
    return None


def _rows(focus: _People, beside: _People | None, ages: Sequence[str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    notes: list[str | None] = []
    cells: list[chosen.Cells] = []
    for age in ages:
        row: dict[str, Any] = {"age": _spoken(age)}
        of: dict[str, Observation | None] = {}
        for name, sex in (("males", MALES), ("females", FEMALES)):
            row[name] = focus.count(age, sex)
            row[f"{name}_share"] = focus.share(age, sex)
            of |= dict.fromkeys((name, f"{name}_share"), focus.cells.get((age, sex)))
            if beside:
                row[f"{name}_beside"] = beside.share(age, sex)
                of[f"{name}_beside"] = beside.cells.get((age, sex))
        rows.append(row)
        cells.append(of)
        empty = [sex for sex in (MALES, FEMALES) if focus.count(age, sex) is None]
        notes.append(chosen.why_missing(focus.cells.get((age, empty[0]))) if empty else None)
    return chosen.noted(rows, notes, cells)


def _spoken(age: str) -> str:
    """Return a band as readers see it: "85 to 89", "90 and over"."""
    return f"{age[:-1]} and over" if age.endswith("+") else age.replace("-", " to ")


def _columns(beside: _People | None, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    columns: list[dict[str, Any]] = [
        {"name": "age", "title": "Age", "type": "text", "header": True}
    ]
    share = {"type": "number", "unit": "%", "decimals": 1}
    for name in ("males", "females"):
        title = name.capitalize()
        people = {"type": "number", "unit": "people", "decimals": 0}
        columns.append({"name": name, "title": title, **people})
        columns.append({"name": f"{name}_share", "title": f"{title}, % of all people", **share})
        if beside:
            words = f"{title} in {beside.area.name}, % of all people"
            columns.append({"name": f"{name}_beside", "title": words, **share})
    return columns + chosen.note_column(rows)


def _headline(focus: _People, beside: _People | None) -> str:
    """Name the broad age group that differs most from the comparator."""
    place = focus.area.name
    if beside is None:
        return _alone(focus)
    pairs = [
        (own - other, own, other, words)
        for low, high, words in GROUPS
        if (own := focus.group(low, high)) is not None
        and (other := beside.group(low, high)) is not None
    ]
    if not pairs:
        return _alone(focus)
    gap, own, other, words = max(pairs, key=lambda pair: abs(pair[0]))
    numbers = f"{shown(own, '%', 1)} against {shown(other, '%', 1)}"
    if abs(gap) < _CLOSE:
        return (
            f"The mix of ages in {place} is close to that of {beside.area.name}: the widest gap is "
            f"among people {words}, {numbers}"
        )
    size = "larger" if gap > 0 else "smaller"
    return f"A {size} share of people in {place} are {words} than in {beside.area.name}: {numbers}"


def _alone(focus: _People) -> str:
    young, old = focus.group(*GROUPS[0][:2]), focus.group(*GROUPS[-1][:2])
    parts = [
        f"{shown(share, '%', 1)} are {words}"
        for share, words in ((young, GROUPS[0][2]), (old, GROUPS[-1][2]))
        if share is not None
    ]
    people = f"{focus.area.name} has {number(focus.total, 0)} people"
    return f"{people}: {' and '.join(parts)}" if parts else people


def _largest(focus: _People, ages: Sequence[str]) -> str:
    """Say which band holds the most people."""
    sums = {age: sum(focus.count(age, sex) or 0 for sex in (MALES, FEMALES)) for age in ages}
    top = max(ages, key=lambda age: sums[age])
    return f"The largest five-year age band is {_spoken(top)}, with {number(sums[top], 0)} people."
