"""Trend: one indicator over time, the focus area as a strong line, comparators beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from jsna.bundles import Bundle
from jsna.charts import chosen
from jsna.charts.request import Request
from jsna.charts.style import (
    EDGE,
    FOCUS,
    LAYOUTS,
    QUIET,
    REFERENCES,
    Layout,
    chart,
    layer,
    text_width,
    tooltip,
)
from jsna.errors import DataError
from jsna.records import Area, Observation
from jsna.words import shown

_HEIGHT = 240
_LOOSE = ("years", "median", "index", "score")
"""Kinds of value where zero means little: their scale need not start there."""
_COUNTED = ("count",)
"""Kinds of value that only places of one size can share a scale for."""
_DASHES = ([6, 3], [2, 3])
_STRIDE = 1.5
"""A step between two points this many times the usual one is a gap."""
_NAMES_ROOM = {"wide": 210, "phone": 108}
"""Most pixels right of the lines for a name and its value."""


@dataclass(frozen=True)
class _Line:
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


def trend(request: Request) -> Bundle:
    """Return one line for the focus area and up to two comparators, period by period.

    A comparator's line keeps to the years for which the focus area has figures. A period without
    a figure breaks the line. Counts of people or things stand alone: a country's would flatten
    the area's. Options: `years` (how far back), `zero` (False: the scale need not start at zero).

    Raises:
        DataError: if the focus area has figures for fewer than two periods.
    """
    rows = chosen.stratum(request)
    own = _recent(request, _line("own", request.focus, rows))
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
        spec={each.name: _spec(request, each, lines, table, alt) for each in LAYOUTS},
    )
    made["notes"] += _reading_notes(request, lines, table)
    return made


def _line(column: str, area: Area, rows: Sequence[Observation]) -> _Line:
    own = [row for row in rows if row.area_code == area.area_code]
    own.sort(key=lambda row: (row.period_end, row.period_start))
    held = {row.period: row for row in own}
    return _Line(column, area, held, _stretches(list(held.values())))


def _stretches(observations: Sequence[Observation]) -> dict[str, int]:
    """Return period -> number of its stretch; missing values and long steps begin a new one."""
    places = [_position(item) for item in observations if item.status.has_value]
    steps = [after - before for before, after in zip(places, places[1:], strict=False)]
    usual = median(steps) if steps else 0.0
    found: dict[str, int] = {}
    number, before = 0, None
    for item in observations:
        if not item.status.has_value:
            number, before = number + 1, None
            continue
        if before is not None and _position(item) - before > _STRIDE * usual:
            number += 1
        found[item.period], before = number, _position(item)
    return found


def _position(item: Observation) -> float:
    """Return the middle of a period as a year with decimals: 2011.5 for the year 2011."""
    ends = [date.fromisoformat(text) for text in (item.period_start, item.period_end)]
    return round(sum(day.year + (day.timetuple().tm_yday - 1) / 365 for day in ends) / 2, 2)


def _recent(request: Request, line: _Line) -> _Line:
    """Return the line from its first value on, or its last `years` years of them."""
    known = line.known
    if not known:
        return line
    years = request.options.get("years")
    first = max(_position(known[-1]) - years, _position(known[0])) if years else _position(known[0])
    return _cut(line, first - 0.01, _position(known[-1]))


def _cut(line: _Line, first: float, last: float) -> _Line:
    kept = [item for item in line.held.values() if first <= _position(item) <= last]
    held = {item.period: item for item in kept}
    return _Line(line.column, line.area, held, _stretches(kept))


def _beside(request: Request, rows: Sequence[Observation], own: _Line) -> list[_Line]:
    """Return the comparators' lines within the focus area's years: at most two, nearest first."""
    if request.indicator.value_type in _COUNTED:
        return []
    first, last = _position(own.known[0]), _position(own.last)
    lines: list[_Line] = []
    for area in request.beside:
        column = f"reference_{len(lines) + 1}"
        line = _cut(_line(column, area, rows), first, last)
        if area.area_code != request.focus.area_code and len(line.known) > 1:
            lines.append(line)
    return lines[: len(REFERENCES)]


def _rows(lines: Sequence[_Line]) -> list[dict[str, Any]]:
    """Return the table: one row per period, one column per area, limits for the focus area."""
    limited = any(item.lower_ci is not None for item in lines[0].known)
    periods = {item.period: item for line in reversed(lines) for item in line.held.values()}
    ordered = sorted(periods.values(), key=lambda item: (item.period_end, item.period_start))
    rows: list[dict[str, Any]] = []
    notes: list[str | None] = []
    for item in ordered:
        row: dict[str, Any] = {"period": item.period, "place": _position(item)}
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
    return chosen.noted(rows, notes)


def _columns(
    request: Request, lines: Sequence[_Line], rows: list[dict[str, Any]]
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


def _said(request: Request, value: float | None) -> str:
    return shown(value, request.indicator.unit, request.indicator.decimals)


def _headline(request: Request, own: _Line, rows: Sequence[Observation]) -> str:
    """Return the finding: from where to where, and whether the limits of the two ends overlap."""
    first, last = own.known[0], own.last
    start, end = _said(request, first.value), _said(request, last.value)
    subject = f"{chosen.measure(request, rows, '')} in {request.focus.name}"
    if start == end:
        return f"{subject}: {end} in {last.period}, the same as in {first.period}"
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


def _extremes(request: Request, own: _Line) -> str:
    """Return "Highest: 24.1% in 2014. Lowest: 12.0% in 2020."."""
    ordered = sorted(own.known, key=lambda item: item.value or 0)
    top, bottom = ordered[-1], ordered[0]
    return (
        f"Highest: {_said(request, top.value)} in {top.period}. "
        f"Lowest: {_said(request, bottom.value)} in {bottom.period}."
    )


def _from_to(request: Request, line: _Line) -> str:
    first, last = line.known[0], line.last
    return (
        f"{line.area.name}: {_said(request, first.value)} in {first.period}, "
        f"{_said(request, last.value)} in {last.period}."
    )


def _names(lines: Sequence[_Line]) -> str:
    names = [line.area.name for line in lines]
    return names[0] if len(names) == 1 else f"{names[0]} beside {' and '.join(names[1:])}"


def _reading_notes(
    request: Request, lines: Sequence[_Line], table: list[dict[str, Any]]
) -> list[str]:
    notes = []
    if not _from_zero(request):
        notes.append("The scale of this chart does not start at zero.")
    if any(len(set(line.stretches.values())) > 1 for line in lines):
        notes.append("A break in a line means that no figure is held for that time.")
    if "lower_ci" in table[0]:
        notes.append(f"The pale band shows the 95% limits of {request.focus.name}.")
    return notes


def _from_zero(request: Request) -> bool:
    default = request.indicator.value_type not in _LOOSE
    return bool(request.options.get("zero", default))


def _domain(request: Request, lines: Sequence[_Line], table: list[dict[str, Any]]) -> list[float]:
    """Return the ends of the scale of values, with some room above."""
    names = [line.column for line in lines] + ["lower_ci", "upper_ci"]
    numbers = [float(row[name]) for row in table for name in names if row.get(name) is not None]
    low, high = min(numbers), max(numbers)
    if _from_zero(request):
        low, high = min(0.0, low), max(0.0, high)
    span = (high - low) or abs(high) or 1.0
    start = low if _from_zero(request) and low == 0 else low - 0.08 * span
    return [start, high + 0.08 * span]


def _spec(
    request: Request,
    layout: Layout,
    lines: Sequence[_Line],
    table: list[dict[str, Any]],
    description: str,
) -> dict[str, Any]:
    domain = _domain(request, lines, table)
    ends = [_End(line, _look(line)[0], _said(request, line.last.value)) for line in lines]
    named = all(_width(end, layout) <= _NAMES_ROOM[layout.name] for end in ends)
    room = max(_width(end, layout, named=named) for end in ends) + 14
    y = {
        "type": "quantitative",
        "scale": {"domain": domain, "nice": False, "zero": False},
        "axis": _value_axis(request),
    }
    x = _time(table, layout, room)
    layers = [
        *_band(x, y, table),
        *(part for line in reversed(lines) for part in _drawn(line, x, y, request)),
        *_end_words(ends, y, domain, layout, named=named),
        *([] if named else _key(ends, layout)),
    ]
    top = 4 if named else 22 * len(ends) + 6
    made = chart(
        layout,
        layers,
        name="trend",
        description=description,
        height=_HEIGHT,
        padding=(top, room, 4, 2),
    )
    return made


@dataclass(frozen=True)
class _End:
    """The words at the right end of a line."""

    line: _Line
    color: str
    value: str


def _width(end: _End, layout: Layout, *, named: bool = True) -> float:
    words = f"{end.line.area.name} {end.value}" if named else end.value
    return text_width(words, layout.text, bold=True)


def _look(line: _Line) -> tuple[str, dict[str, Any]]:
    """Return a line's colour and how it is drawn: comparators are thinner and dashed."""
    if line.column == "own":
        return FOCUS, {"strokeWidth": 3}
    number = int(line.column[-1]) - 1
    return REFERENCES[number], {"strokeWidth": 2, "strokeDash": _DASHES[number]}


def _time(table: list[dict[str, Any]], layout: Layout, room: float) -> dict[str, Any]:
    """Return the time channel; its ticks carry the periods' own names, first and last included."""
    places = [row["place"] for row in table]
    names = [row["period"] for row in table]
    widest = max(text_width(name, layout.text) for name in names) + 16
    most = max(2, int((layout.width - room - 60) / widest))
    step = -(-(len(places) - 1) // (most - 1)) or 1
    picked = list(range(len(places) - 1, -1, -step))[::-1]
    if picked[0] != 0:
        picked = [0, *(picked[1:] if picked[0] < step else picked)]
    values, words = [places[n] for n in picked], [names[n] for n in picked]
    edge = (places[-1] - places[0]) * 0.02
    return {
        "field": "place",
        "type": "quantitative",
        "scale": {"domain": [places[0] - edge, places[-1] + edge], "nice": False, "zero": False},
        "axis": {
            "title": None,
            "values": values,
            "labelExpr": f"{_texts(words)}[indexof({values}, datum.value)]",
            "labelOverlap": False,
            "labelFlush": False,
            "grid": False,
            "labelColor": QUIET,
        },
    }


def _texts(words: Sequence[str]) -> str:
    quoted = ("'" + word.replace("\\", "\\\\").replace("'", "\\'") + "'" for word in words)
    return f"[{', '.join(quoted)}]"


def _value_axis(request: Request) -> dict[str, Any]:
    axis: dict[str, Any] = {"title": None, "tickCount": 5, "domain": False, "ticks": False}
    unit = request.indicator.unit
    if unit in ("%", "\u00a3"):
        axis["labelExpr"] = "datum.label + '%'" if unit == "%" else f"'{unit}' + datum.label"
    return axis | {"labelColor": QUIET}


def _band(
    x: dict[str, Any], y: dict[str, Any], table: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the focus area's 95% limits as a pale band."""
    if "lower_ci" not in table[0]:
        return []
    ends = {"x": x, "y": {**y, "field": "lower_ci"}, "y2": {"field": "upper_ci"}}
    ends["detail"] = {"field": "own_part", "type": "nominal"}
    return [layer("limits", "area", ends, only="isValid(datum.lower_ci)", color="#CBDCEB")]


def _drawn(
    line: _Line, x: dict[str, Any], y: dict[str, Any], request: Request
) -> list[dict[str, Any]]:
    """Return an area's line, broken where figures are missing, and its points."""
    color, look = _look(line)
    name, only = line.column.replace("_", "-"), f"isValid(datum.{line.column})"
    at = {"x": x, "y": {**y, "field": line.column}}
    part = {"detail": {"field": f"{line.column}_part", "type": "nominal"}}
    size = 45 if line.column == "own" else 24
    shape = "circle" if line.column == "own" else ("diamond", "square")[int(name[-1]) - 1]
    words = tooltip(("period", "Period"), (line.column, line.area.name))
    return [
        layer(f"{name}-line", "line", {**at, **part}, only=only, color=color, **look),
        layer(
            f"{name}-points",
            "point",
            {**at, "tooltip": words},
            only=only,
            color=color,
            filled=True,
            opacity=1,
            size=size,
            shape=shape,
        ),
    ]


def _end_words(
    ends: Sequence[_End],
    y: dict[str, Any],
    domain: list[float],
    layout: Layout,
    *,
    named: bool,
) -> list[dict[str, Any]]:
    """Return the words right of the lines, moved apart where lines end close together."""
    apart = layout.text + 5
    scale = _HEIGHT / (domain[1] - domain[0])
    wanted = [(domain[1] - float(end.line.last.value or 0)) * scale for end in ends]
    layers = []
    for end, height in zip(ends, _spaced(wanted, apart, _HEIGHT), strict=True):
        name = end.line.column.replace("_", "-")
        words = f"{end.line.area.name} {end.value}" if named else end.value
        place = {"x": {"value": {"expr": "width"}}, "y": {"value": height}}
        bold = "bold" if end.line.column == "own" else "normal"
        for part in ("edge", "words"):
            layers.append(
                layer(
                    f"{name}-end-{part}",
                    "text",
                    {**place, "text": {"value": words}},
                    data=[{}],
                    align="left",
                    baseline="middle",
                    dx=8,
                    fontWeight=bold,
                    **(EDGE if part == "edge" else {"color": end.color}),
                )
            )
    return layers


def _spaced(wanted: Sequence[float], apart: float, height: float) -> list[float]:
    """Return heights near the wanted ones, in the same order, at least `apart` from each other."""
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    placed: list[float] = []
    for n in order:
        placed.append(max(wanted[n], placed[-1] + apart) if placed else wanted[n])
    over = max(0.0, placed[-1] - (height - 2))
    placed = [at - over for at in placed]
    for n in range(len(placed) - 2, -1, -1):
        placed[n] = min(placed[n], placed[n + 1] - apart) if over else placed[n]
    return [round(placed[order.index(n)], 1) for n in range(len(wanted))]


def _key(ends: Sequence[_End], layout: Layout) -> list[dict[str, Any]]:
    """Return each line's sample and name above the chart, where names are too long for the end."""
    layers = []
    for number, end in enumerate(ends):
        color, look = _look(end.line)
        name = end.line.column.replace("_", "-")
        height = {"value": -22 * (len(ends) - number) + 6}
        sample = {"x": {"value": 0}, "x2": {"value": 28}, "y": height}
        words = {"x": {"value": 36}, "y": height, "text": {"value": end.line.area.name}}
        layers.append(layer(f"{name}-sample", "rule", sample, data=[{}], color=color, **look))
        layers.append(
            layer(
                f"{name}-name",
                "text",
                words,
                data=[{}],
                align="left",
                baseline="middle",
                limit=layout.width - 60,
                color=color,
            )
        )
    return layers
