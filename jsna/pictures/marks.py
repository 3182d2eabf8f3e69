"""From a layer to its shapes: where each mark stands, for the plot's width at hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jsna.pictures.errors import NotDrawn
from jsna.pictures.expressions import Row, compiled, shown
from jsna.pictures.fonts import cut
from jsna.pictures.layers import Channel, Layer, band_fills
from jsna.pictures.scales import Band, Linear, Scale
from jsna.pictures.shapes import Box, Group, Path, Rule, Shape, Words, baseline, symbol

Place = Callable[[Row], float]
_SHAPES = ("circle", "square", "diamond")


@dataclass(frozen=True)
class Plot:
    """The area that is drawn in, with its scales."""

    width: float
    height: float
    scales: Mapping[str, Scale]
    """Scale of `x` and of `y`, where a layer needs one."""

    @property
    def signals(self) -> dict[str, float]:
        return {"width": self.width, "height": self.height}

    def length(self, axis: str) -> float:
        return self.width if axis == "x" else self.height


def drawn(layer: Layer, plot: Plot) -> list[Group]:
    """Return a layer's shapes, in groups of one look."""
    shapes = _MAKERS[layer.kind](layer, plot)
    if "" in layer.looks:
        return [Group(layer.looks[""][0], shapes, layer.looks[""][1])]
    field, fills = layer.encoding["fill"]["field"], band_fills(layer.encoding["fill"])
    return [
        Group(
            attributes, [shapes[n] for n, row in enumerate(layer.rows) if row[field] == value], edge
        )
        for value, color in fills.items()
        for attributes, edge in [layer.looks[color]]
    ]


def place(layer: Layer, name: str, plot: Plot) -> Place:
    """Return the function from a row to the pixel of a layer's channel."""
    return located(layer.encoding[name], name[0], plot)


def located(channel: Channel, axis: str, plot: Plot) -> Place:
    """Return the function from a row to the pixel that a channel says."""
    if "value" in channel:
        return _fixed(channel["value"], plot)
    scale = plot.scales[axis]
    if isinstance(scale, Band):
        position = channel.get("bandPosition", 0.5)
        if "datum" in channel:
            raise NotDrawn("a datum on a scale of bands")
        field = channel["field"]
        return lambda row: scale.at(row[field], position)
    if "datum" in channel:
        at = scale.at(channel["datum"])
        return lambda row: at
    return _measured(channel["field"], scale)


def _fixed(value: Any, plot: Plot) -> Place:
    if isinstance(value, Mapping):
        at = float(compiled(value["expr"])({}, plot.signals))
        return lambda row: at
    return lambda row: value


def _measured(field: str, scale: Linear) -> Place:
    (low, high), (start, end) = scale.domain, scale.pixels
    factor = (end - start) / (high - low)

    def at(row: Row) -> float:
        value = row[field]
        if value is None:
            raise NotDrawn(f"a row without {field}")
        return start + float(value - low) * factor

    return at


def _offset(layer: Layer) -> float:
    return float(layer.mark.get("yOffset", 0))


def _thickness(value: Any, band: Band) -> float:
    """Return the pixels of a bar across its band: as given, or a share of the band."""
    if isinstance(value, Mapping):
        return float(value["band"]) * band.width
    return float(value)


# Shapes


def _bars(layer: Layer, plot: Plot) -> list[Shape]:
    """Return bars from zero, lying where `y` is a scale of bands, else standing."""
    lying = isinstance(plot.scales["y"], Band)
    along, across = ("x", "y") if lying else ("y", "x")
    bands, scale = plot.scales[across], plot.scales[along]
    if not isinstance(bands, Band) or not isinstance(scale, Linear):
        raise NotDrawn("bars without one scale of bands and one of numbers")
    if not scale.domain[0] <= 0 <= scale.domain[1]:
        raise NotDrawn("bars on a scale without zero")
    thick = _thickness(layer.mark.get("height" if lying else "width", {"band": 1}), bands)
    zero, value, middle = scale.at(0), place(layer, along, plot), place(layer, across, plot)
    shift = _offset(layer)
    shapes: list[Shape] = []
    for row in layer.rows:
        end, start = value(row), middle(row) - thick / 2
        low, size = min(zero, end), abs(end - zero)
        if lying:
            shapes.append(Box(low, start + shift, size, thick))
        else:
            shapes.append(Box(start, low + shift, thick, size))
    return shapes


def _rects(layer: Layer, plot: Plot) -> list[Shape]:
    ends = [place(layer, name, plot) for name in ("x", "x2", "y", "y2")]
    shapes: list[Shape] = []
    for row in layer.rows:
        x, x2, y, y2 = (end(row) for end in ends)
        shapes.append(Box(min(x, x2), min(y, y2), abs(x2 - x), abs(y2 - y)))
    return shapes


def _rules(layer: Layer, plot: Plot) -> list[Shape]:
    """Return lines between two places; a line with one place goes right across."""
    x1, x2 = _ends(layer, "x", plot)
    y1, y2 = _ends(layer, "y", plot)
    shift = _offset(layer)
    return [Rule(x1(row), y1(row) + shift, x2(row), y2(row) + shift) for row in layer.rows]


def _ends(layer: Layer, axis: str, plot: Plot) -> tuple[Place, Place]:
    if axis not in layer.encoding:
        length = plot.length(axis)
        return (lambda row: 0.0), (lambda row: length)
    start = place(layer, axis, plot)
    second = f"{axis}2"
    if second not in layer.encoding:
        return start, start
    if "field" in layer.encoding[second]:
        return start, located({**layer.encoding[axis], **layer.encoding[second]}, axis, plot)
    return start, located(layer.encoding[second], axis, plot)


def _ticks(layer: Layer, plot: Plot) -> list[Shape]:
    """Return dashes across the bands of `x`."""
    bands = plot.scales["x"]
    if not isinstance(bands, Band):
        raise NotDrawn("dashes without a scale of bands")
    wide, thick = _thickness(layer.mark["width"], bands), float(layer.mark["thickness"])
    x, y, shift = place(layer, "x", plot), place(layer, "y", plot), _offset(layer)
    return [Box(x(row) - wide / 2, y(row) - thick / 2 + shift, wide, thick) for row in layer.rows]


def _points(layer: Layer, plot: Plot) -> list[Shape]:
    shape, size = layer.mark["shape"], float(layer.mark["size"])
    if shape not in _SHAPES:
        raise NotDrawn(f"the shape {shape!r}")
    x, y, shift = place(layer, "x", plot), place(layer, "y", plot), _offset(layer)
    return [symbol(shape, x(row), y(row) + shift, size) for row in layer.rows]


def _lines(layer: Layer, plot: Plot) -> list[Shape]:
    if layer.mark.get("interpolate", "linear") != "linear":
        raise NotDrawn("a smoothed line")
    x, y, shift = place(layer, "x", plot), place(layer, "y", plot), _offset(layer)
    return [Path([(x(row), y(row) + shift) for row in rows]) for rows in _stretches(layer)]


def _areas(layer: Layer, plot: Plot) -> list[Shape]:
    x, (top, foot) = place(layer, "x", plot), _ends(layer, "y", plot)
    shapes: list[Shape] = []
    for rows in _stretches(layer):
        upper = [(x(row), top(row)) for row in rows]
        lower = [(x(row), foot(row)) for row in reversed(rows)]
        shapes.append(Path([*upper, *lower], closed=True))
    return shapes


def _stretches(layer: Layer) -> list[list[Row]]:
    """Return the rows of each line, in the order in which it passes through them."""
    rows = layer.rows
    along = layer.encoding.get("order") or layer.encoding["x"]
    rows = sorted(rows, key=lambda row: row[along["field"]])
    if "detail" not in layer.encoding:
        return [rows] if rows else []
    field = layer.encoding["detail"]["field"]
    parts = dict.fromkeys(row[field] for row in rows)
    return [[row for row in rows if row[field] == part] for part in parts]


def _texts(layer: Layer, plot: Plot) -> list[Shape]:
    mark, size = layer.mark, layer.mark.get("fontSize", layer.text.size)
    x, y = (_or_middle(layer, axis, plot) for axis in "xy")
    right = mark.get("dx", 0)
    down = baseline(mark.get("dy", 0) + _offset(layer), size, mark.get("baseline", "alphabetic"))
    align, bold = mark.get("align", "center"), mark.get("fontWeight") == "bold"
    limit, height = mark.get("limit", 0), mark.get("lineHeight", size + 2)
    shapes: list[Shape] = []
    for row, text in zip(layer.rows, _said(layer), strict=True):
        parts = text.split(mark["lineBreak"]) if "lineBreak" in mark else [text]
        lines = tuple(cut(part, size, limit, bold=bold) for part in parts)
        room = limit if lines != tuple(parts) else 0
        at = x(row) + right, y(row) + down
        shapes.append(Words(*at, lines, size, bold, align, height, room=room))
    return shapes


def _or_middle(layer: Layer, axis: str, plot: Plot) -> Place:
    if axis in layer.encoding:
        return place(layer, axis, plot)
    middle = plot.length(axis) / 2
    return lambda row: middle


def _said(layer: Layer) -> list[str]:
    channel = layer.encoding["text"]
    if "value" in channel:
        return [shown(channel["value"])] * len(layer.rows)
    if channel.get("type") not in ("nominal", "ordinal"):
        raise NotDrawn("a text of numbers")
    return [shown(row[channel["field"]]) for row in layer.rows]


_MAKERS: dict[str, Callable[[Layer, Plot], list[Shape]]] = {
    "bar": _bars,
    "rect": _rects,
    "rule": _rules,
    "tick": _ticks,
    "point": _points,
    "line": _lines,
    "area": _areas,
    "text": _texts,
}
