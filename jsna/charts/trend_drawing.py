"""How a trend is drawn: lines with their words at the end, a pale band for the limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jsna.charts.request import Request
from jsna.charts.style import (
    EDGE,
    FOCUS,
    QUIET,
    REFERENCES,
    Layout,
    chart,
    layer,
    text_width,
    tooltip,
)
from jsna.charts.trend_lines import Line, from_zero, said

_HEIGHT = 240
_DASHES = ([6, 3], [2, 3])
_NAMES_ROOM = 210
"""Most pixels right of the lines for a name and its value."""
_CROWDED = 12
"""With more periods than this the points are drawn smaller."""


def _domain(request: Request, lines: Sequence[Line], table: list[dict[str, Any]]) -> list[float]:
    """Return the ends of the scale of values, with some room above."""
    names = [line.column for line in lines] + ["lower_ci", "upper_ci"]
    numbers = [float(row[name]) for row in table for name in names if row.get(name) is not None]
    low, high = min(numbers), max(numbers)
    if from_zero(request):
        low, high = min(0.0, low), max(0.0, high)
    span = (high - low) or abs(high) or 1.0
    start = low if from_zero(request) and low == 0 else low - 0.08 * span
    return [start, high + 0.08 * span]


def spec(
    request: Request,
    layout: Layout,
    lines: Sequence[Line],
    table: list[dict[str, Any]],
    description: str,
) -> dict[str, Any]:
    domain = _domain(request, lines, table)
    ends = [_end(request, line, lines[0].last.period) for line in lines]
    fits = all(_width(end, layout) <= _NAMES_ROOM for end in ends)
    named = len(lines) > 1 and fits and not layout.is_phone
    room = max(_width(end, layout, named=named) for end in ends) + 14
    y = {
        "type": "quantitative",
        "scale": {"domain": domain, "nice": False, "zero": False},
        "axis": _value_axis(request),
    }
    x = _time(table, layout, room)
    layers = [
        *_band(x, y, table),
        *(part for line in reversed(lines) for part in _drawn(line, x, y, len(table) > _CROWDED)),
        *_end_words(ends, y, domain, layout, named=named),
        *(_key(ends, layout) if len(ends) > 1 and not named else []),
    ]
    return chart(
        layout,
        layers,
        name="trend",
        description=description,
        height=_HEIGHT,
        padding=(10, 4, 4, 2),
    )


@dataclass(frozen=True)
class _End:
    """The words at the right end of a line."""

    line: Line
    color: str
    value: str


def _end(request: Request, line: Line, newest: str) -> _End:
    """Return a line's last value; its period too, where the line ends before the others."""
    value = said(request, line.last.value)
    if line.last.period != newest:
        value = f"{value} ({line.last.period})"
    return _End(line, _look(line)[0], value)


def _width(end: _End, layout: Layout, *, named: bool = True) -> float:
    words = f"{end.line.area.name} {end.value}" if named else end.value
    return text_width(words, layout.text, bold=True)


def _look(line: Line) -> tuple[str, dict[str, Any]]:
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
    line: Line, x: dict[str, Any], y: dict[str, Any], is_crowded: bool
) -> list[dict[str, Any]]:
    """Return an area's line, broken where figures are missing, and its points."""
    color, look = _look(line)
    name, only = line.column.replace("_", "-"), f"isValid(datum.{line.column})"
    at = {"x": x, "y": {**y, "field": line.column}}
    part = {"detail": {"field": f"{line.column}_part", "type": "nominal"}}
    size = (45 if line.column == "own" else 24) // (2 if is_crowded else 1)
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
