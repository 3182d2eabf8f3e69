"""Ranked comparison: areas from highest to lowest, the focus area marked, comparators as lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jsna.bundles import Bundle
from jsna.charts import chosen
from jsna.charts.ranked_drawing import is_dots, spec
from jsna.charts.request import Request
from jsna.charts.standing import group_name, spread_words, standing
from jsna.charts.style import LAYOUTS, REFERENCES
from jsna.records import Area, Observation
from jsna.words import shown


@dataclass(frozen=True)
class _Line:
    """One area with what is held for it."""

    area: Area
    role: str
    observation: Observation | None

    @property
    def value(self) -> float | None:
        return chosen.known(self.observation)


def ranked(request: Request) -> Bundle:
    """Return one bar (or dot) per area of `among`, highest first; ties stand by name.

    Comparators, and the focus area where it is not itself among the areas drawn, are lines
    across all rows. Areas without a figure come last and say so.

    Raises:
        DataError: if none of the areas has a figure.
    """
    rows = chosen.stratum(request)
    among = request.among or (request.focus,)
    period = chosen.newest(request, rows, among)
    held = chosen.one_per_area(rows, period)
    drawn = _sorted([_line(request, area, held) for area in among])
    references = _references(request, held, among)
    table = _rows(request, [*drawn, *references])
    headline = standing(request, among, held)
    count = f"{len(among)} {group_name(request, among, bare=True)}"
    measure = chosen.measure(request, rows, period)
    alt = chosen.alternative(
        f"{'Dot' if is_dots(request) else 'Bar'} chart of {count}, highest first, {period}: "
        f"{measure[:1].lower()}{measure[1:]}.",
        f"{headline}.",
        spread_words(request, among, held),
        *(
            f"{line.area.name}: {_label(request, line)}."
            for line in references
            if line.value is not None
        ),
    )
    made = chosen.bundle(
        request,
        "ranked",
        [line.observation for line in [*drawn, *references] if line.observation],
        headline=headline,
        subtitle=f"{measure}{chosen.unit_words(request)}: {_where(request, among)}, {period}",
        alt=alt,
        columns=_columns(request, table),
        rows=table,
        spec={each.name: spec(request, each, table, alt) for each in LAYOUTS},
    )
    if is_dots(request):
        made["notes"].append("The scale of this chart does not start at zero.")
    return made


def _line(request: Request, area: Area, held: dict[str, Observation]) -> _Line:
    role = "focus" if area.area_code == request.focus.area_code else "other"
    return _Line(area, role, held.get(area.area_code))


def _sorted(lines: list[_Line]) -> list[_Line]:
    """Return the lines highest first, ties by name, those without a figure last."""
    return sorted(
        lines,
        key=lambda line: (
            line.value is None,
            -(line.value if line.value is not None else 0),
            line.area.name,
        ),
    )


def _references(
    request: Request, held: dict[str, Observation], among: Sequence[Area]
) -> list[_Line]:
    """Return what is drawn as a line across: at most two, with figures, nearest first."""
    codes = {area.area_code for area in among}
    candidates = [area for area in (request.focus, *request.beside) if area.area_code not in codes]
    unique = {area.area_code: area for area in candidates}.values()
    lines = [_Line(area, "reference", held.get(area.area_code)) for area in unique]
    return [line for line in lines if line.value is not None][: len(REFERENCES)]


def _where(request: Request, among: Sequence[Area]) -> str:
    return f"{group_name(request, among)}" if len(among) > 1 else among[0].full_name


def _label(request: Request, line: _Line) -> str:
    if line.value is None:
        return chosen.absent(line.observation)
    return shown(line.value, request.indicator.unit, request.indicator.decimals)


def _rows(request: Request, lines: Sequence[_Line]) -> list[dict[str, Any]]:
    """Return the table: the areas in order, then the comparators."""
    limited = any(line.observation and line.observation.lower_ci is not None for line in lines)
    names = [line.area.name for line in lines]
    table: list[dict[str, Any]] = []
    number = 0
    for line in lines:
        unique = names.count(line.area.name) == 1
        row: dict[str, Any] = {
            "area": line.area.name if unique else line.area.full_name,
            "value": line.value,
        }
        if limited:
            seen = line.observation if line.value is not None else None
            row["lower_ci"] = seen.lower_ci if seen else None
            row["upper_ci"] = seen.upper_ci if seen else None
        number += line.role == "reference"
        role = f"reference_{number}" if line.role == "reference" else line.role
        table.append({**row, "role": role, "label": _label(request, line)})
    notes = [chosen.why_missing(line.observation) if line.value is None else None for line in lines]
    names = [name for name in ("value", "lower_ci", "upper_ci") if name in table[0]]
    return chosen.noted(table, notes, [dict.fromkeys(names, line.observation) for line in lines])


def _columns(request: Request, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    indicator = request.indicator
    numbers = {"type": "number", "unit": indicator.unit, "decimals": indicator.decimals}
    columns: list[dict[str, Any]] = [
        {"name": "area", "title": "Area", "type": "text", "header": True},
        {"name": "value", "title": indicator.short, **numbers},
    ]
    if "lower_ci" in rows[0]:
        columns.append({"name": "lower_ci", "title": "Lower 95% limit", **numbers})
        columns.append({"name": "upper_ci", "title": "Upper 95% limit", **numbers})
    columns.append({"name": "role", "title": "Part in the chart", "type": "text", "hidden": True})
    columns.append({"name": "label", "title": "As printed", "type": "text", "hidden": True})
    return columns + chosen.note_column(rows)
