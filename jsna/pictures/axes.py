"""Axes: grid lines, labels, ticks, the line itself and a title below."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Any

from jsna.pictures.errors import NotDrawn
from jsna.pictures.expressions import compiled, shown
from jsna.pictures.fonts import cut
from jsna.pictures.layers import Channel, Layer
from jsna.pictures.looks import attributes
from jsna.pictures.numbers import formatted, tick_decimals, ticks
from jsna.pictures.scales import Band, Scale
from jsna.pictures.shapes import Bounds, Group, Rule, Shape, Words, baseline, half_up

_KNOWN = {
    *("title", "values", "tickCount", "labelExpr", "domain", "ticks", "grid", "labelOverlap"),
    *("labelFlush", "labelFontWeight", "labelLimit"),
    *("labelFontSize", "titleFontSize", "titleFontWeight", "labelAngle", "labelColor"),
    *("titleColor", "gridColor", "domainColor", "tickColor", "titlePadding", "labelPadding"),
}
_TICK = 5
"""Pixels of a tick."""
_LABEL_LIMIT = 180
_TICK_ROOM = 40
"""Pixels for each tick where their number is not given."""
_SHARP = 0.5
"""Thin lines stand in the middle of a pixel."""
_NEAR = 1.0
"""Labels this close to an end of the axis are aligned with it."""


@dataclass(frozen=True)
class Axis:
    """What is asked of one axis, for `x` or `y`."""

    side: str
    asked: Mapping[str, Any]
    scale: Scale
    length: float
    across: float
    """Pixels of the plot in the other direction."""

    @property
    def size(self) -> float:
        return float(self.asked["labelFontSize"])

    @property
    def corner(self) -> tuple[float, float]:
        """Where the axis begins: below the plot, or at its upper left corner."""
        return _SHARP, _SHARP + (self.across if self.side == "x" else 0)

    @property
    def tick_count(self) -> int:
        return int(self.asked.get("tickCount", ceil(self.length / _TICK_ROOM)))


def read_axis(side: str, layers: Iterable[Layer]) -> Mapping[str, Any] | None:
    """Return what the layers together ask of an axis; None where they want none.

    Raises:
        NotDrawn: if two layers want different things, or none says what it wants.
    """
    asked: dict[str, Any] = {}
    answers = set()
    for channel in _scaled(side, layers):
        if "axis" not in channel:
            continue
        answers.add(channel["axis"] is not None)
        for name, value in (channel["axis"] or {}).items():
            if name not in _KNOWN or asked.setdefault(name, value) != value:
                raise NotDrawn(f"the axis's {name!r}")
    if len(answers) != 1:
        raise NotDrawn(f"an axis {side} that is asked for and refused, or neither")
    return asked if answers == {True} else None


def _scaled(side: str, layers: Iterable[Layer]) -> list[Channel]:
    channels = (layer.encoding.get(side, {"value": 0}) for layer in layers)
    return [channel for channel in channels if "value" not in channel]


@dataclass(frozen=True)
class DrawnAxis:
    behind: Group
    """The grid."""
    front: list[Group]
    bounds: Bounds
    """How far ticks, labels and title reach."""


def draw_axis(axis: Axis) -> DrawnAxis:
    """Return everything that an axis shows."""
    places = _places(axis)
    labels = _labels(axis, places)
    is_below = axis.side == "x"
    far = [label.bounds() for label in labels]
    marks = _tick_marks(axis, places) if axis.asked.get("ticks", True) else []
    far += [_grown(mark.bounds(), 1) for mark in marks]
    depth = _depth(axis, far)
    title = _title(axis, depth)
    ends: Bounds = (0, 0, axis.length, depth) if is_below else (-depth, 0, 0, axis.length)
    far = [*far, ends, *(each.bounds() for each in title)]
    bounds = _union(far)
    return DrawnAxis(
        behind=_grid(axis, places),
        front=_front(axis, labels, marks, title),
        bounds=_shifted(bounds, 0, axis.across) if is_below else bounds,
    )


def _grown(bounds: Bounds, by: float) -> Bounds:
    x1, y1, x2, y2 = bounds
    return x1 - by, y1 - by, x2 + by, y2 + by


def _shifted(bounds: Bounds, right: float, down: float) -> Bounds:
    x1, y1, x2, y2 = bounds
    return x1 + right, y1 + down, x2 + right, y2 + down


def _union(many: Iterable[Bounds]) -> Bounds:
    left, top, right, bottom = zip(*many, strict=True)
    return min(left), min(top), max(right), max(bottom)


def _depth(axis: Axis, far: list[Bounds]) -> float:
    """Return how far labels and ticks reach from the axis."""
    reach = (bounds[3] if axis.side == "x" else -bounds[0] for bounds in far)
    return max(0.0, *reach) if far else 0.0


def _places(axis: Axis) -> list[tuple[Any, float]]:
    """Return (value, pixel) of each tick."""
    scale = axis.scale
    if isinstance(scale, Band):
        if axis.asked.get("ticks", True) or "values" in axis.asked:
            raise NotDrawn("ticks on a scale of bands")
        sharp = _SHARP if scale.width else 0
        return [(value, scale.at(value) - sharp) for value in scale.places]
    values = axis.asked.get("values")
    values = ticks(*scale.domain, axis.tick_count) if values is None else _fewer(axis, values)
    return [(value, scale.at(value)) for value in values]


def _fewer(axis: Axis, values: list[float]) -> list[float]:
    """Return every second value, and again, until there are not too many."""
    kept = values
    while len(kept) > axis.tick_count and len(kept) > 2:
        kept = kept[::2]
    return kept if len(kept) > 2 or len(values) < 2 else [values[0], values[-1]]


def _words(axis: Axis) -> Callable[[Any], str]:
    """Return the function from a tick's value to its label."""
    scale = axis.scale
    if isinstance(scale, Band):
        plain = shown
    else:
        decimals = tick_decimals(*scale.domain, axis.tick_count)
        plain = lambda value: formatted(value, f",.{decimals}f")  # noqa: E731
    if "labelExpr" not in axis.asked:
        return plain
    expression = compiled(axis.asked["labelExpr"])
    return lambda value: shown(expression({"value": value, "label": plain(value)}, {}))


def _labels(axis: Axis, places: list[tuple[Any, float]]) -> list[Words]:
    words, bold = _words(axis), _weights(axis)
    limit = axis.asked.get("labelLimit", _LABEL_LIMIT)
    away = axis.asked["labelPadding"] + (_TICK if axis.asked.get("ticks", True) else 0)
    labels = []
    for value, at in places:
        weight = bold(value)
        whole, is_bold = words(value), weight == "bold"
        text = cut(whole, axis.size, limit, bold=is_bold)
        if axis.side == "x":
            align, x, y = _flushed(axis, at), at, baseline(away, axis.size, "top")
        else:
            align, x, y = "right", -away, baseline(at, axis.size, "middle")
        own, room = "bold" if is_bold else "", limit if text != whole else 0
        labels.append(Words(x, y, (text,), axis.size, is_bold, align, weight=own, room=room))
    overlap = axis.asked.get("labelOverlap", not isinstance(axis.scale, Band))
    return _thinned(labels) if overlap else labels


def _weights(axis: Axis) -> Callable[[Any], str]:
    given = axis.asked.get("labelFontWeight", "normal")
    if not isinstance(given, Mapping):
        return lambda value: str(given)
    test = compiled(given["condition"]["test"])
    yes, no = given["condition"]["value"], given["value"]
    return lambda value: yes if test({"value": value}, {}) else no


def _flushed(axis: Axis, at: float) -> str:
    """Return how a label below the axis is aligned: within the axis at its very ends."""
    if isinstance(axis.scale, Band) or not axis.asked.get("labelFlush", True):
        return "center"
    if at < axis.length - at and at <= _NEAR:
        return "left"
    return "right" if axis.length - at <= _NEAR else "center"


def _thinned(labels: list[Words]) -> list[Words]:
    """Leave out every second label until none runs into the next."""
    kept = labels
    while len(kept) > 2 and _collide(kept):
        kept = kept[::2]
    if len(kept) < 3 and labels and kept[-1] is not labels[-1] and len(labels) > 2:
        kept = [*kept[:1], labels[-1]] if len(kept) > 1 else [*kept, labels[-1]]
    return kept


def _collide(labels: list[Words]) -> bool:
    far = [label.bounds() for label in labels]
    return any(
        max(b[0] - a[2], a[0] - b[2], b[1] - a[3], a[1] - b[3]) < 0 for a, b in pairwise(far)
    )


def _title(axis: Axis, depth: float) -> list[Words]:
    text = axis.asked.get("title")
    if not text:
        return []
    if axis.side == "y" or axis.asked["titleFontWeight"] != "normal":
        raise NotDrawn("an upright or bold title")
    size = axis.asked["titleFontSize"]
    y = baseline(depth + axis.asked["titlePadding"], size, "top")
    return [Words(axis.length / 2, y, (text,), size, align="center")]


def _line(axis: Axis, at: float, out: float) -> Rule:
    """Return a line at one place of the axis, reaching away from it (out) or over the plot."""
    place = half_up(at)
    return Rule(place, 0, place, out) if axis.side == "x" else Rule(0, place, -out, place)


def _tick_marks(axis: Axis, places: list[tuple[Any, float]]) -> list[Rule]:
    return [_line(axis, at, _TICK) for _, at in places]


def _grid(axis: Axis, places: list[tuple[Any, float]]) -> Group:
    wanted = axis.asked.get("grid", not isinstance(axis.scale, Band))
    lines: list[Shape] = [_line(axis, at, -axis.across) for _, at in places] if wanted else []
    return _stroked(axis, axis.asked["gridColor"], lines)


def _stroked(axis: Axis, color: str, shapes: list[Shape]) -> Group:
    return Group(attributes({"stroke": color}), shapes, shift=axis.corner)


def _lettered(axis: Axis, color: str, anchor: str, words: list[Shape]) -> Group:
    look = attributes({"fill": color, "text-anchor": anchor})
    return Group(look, words, shift=axis.corner)


def _front(axis: Axis, labels: list[Words], marks: list[Rule], title: list[Words]) -> list[Group]:
    asked = axis.asked
    groups = [_stroked(axis, asked["tickColor"], [*marks])]
    for align, anchor in (("left", ""), ("center", "middle"), ("right", "end")):
        chosen: list[Shape] = [label for label in labels if label.align == align]
        groups.append(_lettered(axis, asked["labelColor"], anchor, chosen))
    if asked.get("domain", True):
        ends = (axis.length, 0) if axis.side == "x" else (0, axis.length)
        groups.append(_stroked(axis, asked["domainColor"], [Rule(0, 0, *ends)]))
    return [*groups, _lettered(axis, asked["titleColor"], "middle", [*title])]
