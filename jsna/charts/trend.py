"""Trend: one indicator over time, the focus area as a strong line, comparators beside it."""

from collections.abc import Sequence
from typing import Any

from jsna.bundles import Bundle
from jsna.charts import chosen
from jsna.charts.request import Request
from jsna.charts.style import LAYOUTS, REFERENCES
from jsna.charts.trend_drawing import spec
from jsna.charts.trend_lines import Line, cut, from_zero, line_of, position, said
from jsna.errors import DataError
from jsna.records import Observation, Status

_COUNTED = ("count",)
"""Kinds of value that only places of one size can share a scale for."""


def trend(request: Request) -> Bundle:
    """Return one line for the focus area and up to two comparators, period by period.

    A comparator's line keeps to the years for which the focus area has figures. A period without
    a figure breaks the line. Counts of people or things stand alone: a country's would flatten
    the area's. Options: `years` (how far back), `zero` (False: the scale need not start at zero).

    Raises:
        DataError: if the focus area has figures for fewer than two periods.
    """
    rows = chosen.stratum(request)
    own = _recent(request, line_of("own", request.focus, rows))
    if len(own.known) < 2:
        raise DataError(
            f"Page {request.page!r}, indicator {request.indicator.indicator_id!r}: "
            f"{request.focus.full_name} has figures for fewer than two periods, which is no trend. "
            "Leave the chart out, or choose another indicator."
        )
    lines = [own, *_beside(request, rows, own)]
    table = _rows(lines)
    headline = _headline(request, own, rows)
    measure = chosen.measure(request, rows, "")
    span = f"{own.known[0].period} to {own.last.period}"
    alt = chosen.alternative(
        f"Line chart of {measure[:1].lower()}{measure[1:]} in {request.focus.full_name}, {span}.",
        f"{headline}.",
        _extremes(request, own),
        *(_from_to(request, line) for line in lines[1:]),
    )
    made = chosen.bundle(
        request,
        "trend",
        [item for line in lines for item in line.held.values()],
        headline=headline,
        subtitle=f"{measure}{chosen.unit_words(request)}: {_names(lines)}, {span}",
        alt=alt,
        columns=_columns(request, lines, table),
        rows=table,
        spec={each.name: spec(request, each, lines, table, alt) for each in LAYOUTS},
    )
    made["notes"] += _reading_notes(request, lines, table)
    return made


def _recent(request: Request, line: Line) -> Line:
    """Return the line from its first value on, or its last `years` years of them."""
    known = line.known
    if not known:
        return line
    years = request.options.get("years")
    first = max(position(known[-1]) - years, position(known[0])) if years else position(known[0])
    return cut(line, first - 0.01, position(known[-1]))


def _beside(request: Request, rows: Sequence[Observation], own: Line) -> list[Line]:
    """Return the comparators' lines within the focus area's years: at most two, nearest first."""
    if request.indicator.value_type in _COUNTED:
        return []
    first, last = position(own.known[0]), position(own.last)
    lines: list[Line] = []
    for area in request.beside:
        column = f"reference_{len(lines) + 1}"
        line = cut(line_of(column, area, rows), first, last)
        if area.area_code != request.focus.area_code and len(line.known) > 1:
            lines.append(line)
    return lines[: len(REFERENCES)]


def _rows(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Return the table: one row per period, one column per area, limits for the focus area."""
    limited = any(item.lower_ci is not None for item in lines[0].known)
    periods = {item.period: item for line in reversed(lines) for item in line.held.values()}
    ordered = sorted(periods.values(), key=lambda item: (item.period_end, item.period_start))
    rows: list[dict[str, Any]] = []
    notes: list[str | None] = []
    cells: list[chosen.Cells] = []
    for item in ordered:
        row: dict[str, Any] = {"period": item.period, "place": position(item)}
        for line in lines:
            row[line.column] = line.value(item.period)
            row[f"{line.column}_part"] = line.stretches.get(item.period)
        own = lines[0].held.get(item.period)
        if limited:
            seen = own if own and own.status.has_value else None
            row["lower_ci"] = seen.lower_ci if seen else None
            row["upper_ci"] = seen.upper_ci if seen else None
        rows.append(row)
        notes.append(None if row["own"] is not None else chosen.why_missing(own))
        limits = dict.fromkeys(("lower_ci", "upper_ci") if limited else (), own)
        cells.append({line.column: line.held.get(item.period) for line in lines} | limits)
    return chosen.noted(rows, notes, cells)


def _columns(
    request: Request, lines: Sequence[Line], rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    unit, decimals = request.indicator.unit, request.indicator.decimals
    numbers = {"type": "number", "unit": unit, "decimals": decimals}
    columns: list[dict[str, Any]] = [
        {"name": "period", "title": "Period", "type": "text", "header": True},
        {"name": "place", "title": "Middle of the period", "type": "number", "hidden": True},
    ]
    for line in lines:
        columns.append({"name": line.column, "title": line.area.name, **numbers})
        part = {"name": f"{line.column}_part", "title": f"{line.area.name}: part of the line"}
        columns.append({**part, "type": "number", "hidden": True})
    if "lower_ci" in rows[0]:
        columns.append({"name": "lower_ci", "title": "Lower 95% limit", **numbers})
        columns.append({"name": "upper_ci", "title": "Upper 95% limit", **numbers})
    return columns + chosen.note_column(rows)


def _headline(request: Request, own: Line, rows: Sequence[Observation]) -> str:
    """Return the finding: from where to where, and whether the limits of the two ends overlap."""
    first, last = own.known[0], own.last
    start, end = said(request, first.value), said(request, last.value)
    subject = f"{chosen.measure(request, rows, '')} in {request.focus.name}"
    if start == end:
        return f"{subject}: {end} in {last.period}, the same as in {first.period}"
    if Status.MODELLED in (first.status, last.status):
        return f"{subject}: {start} in {first.period} and {end} in {last.period}, by a model"
    if _overlap(first, last):
        return (
            f"{subject}: {start} in {first.period} and {end} in {last.period}, "
            "too close together to tell apart"
        )
    word = "up" if (last.value or 0) > (first.value or 0) else "down"
    return f"{subject}: {word} from {start} in {first.period} to {end} in {last.period}"


def _overlap(one: Observation, other: Observation) -> bool:
    ends = (one.lower_ci, one.upper_ci, other.lower_ci, other.upper_ci)
    if any(end is None for end in ends):
        return False
    low, high, other_low, other_high = (float(end) for end in ends if end is not None)
    return low <= other_high and other_low <= high


def _extremes(request: Request, own: Line) -> str:
    """Return "Highest: 24.1% in 2014. Lowest: 12.0% in 2020."."""
    ordered = sorted(own.known, key=lambda item: item.value or 0)
    top, bottom = ordered[-1], ordered[0]
    return (
        f"Highest: {said(request, top.value)} in {top.period}. "
        f"Lowest: {said(request, bottom.value)} in {bottom.period}."
    )


def _from_to(request: Request, line: Line) -> str:
    first, last = line.known[0], line.last
    return (
        f"{line.area.name}: {said(request, first.value)} in {first.period}, "
        f"{said(request, last.value)} in {last.period}."
    )


def _names(lines: Sequence[Line]) -> str:
    names = [line.area.name for line in lines]
    return names[0] if len(names) == 1 else f"{names[0]} beside {' and '.join(names[1:])}"


def _reading_notes(
    request: Request, lines: Sequence[Line], table: list[dict[str, Any]]
) -> list[str]:
    notes = []
    if not from_zero(request):
        notes.append("The scale of this chart does not start at zero.")
    if any(len(set(line.stretches.values())) > 1 for line in lines):
        notes.append("A break in a line means that no figure is held for that time.")
    if "lower_ci" in table[0]:
        notes.append(f"The pale band shows the 95% limits of {request.focus.name}.")
    return notes
