"""A whole picture: from a specification and rows to SVG, as Vega would draw it.

The width of the plot depends on how far the words around it reach, so everything is placed
twice: once at full width to see how far it reaches, then in the room that is left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from jsna.pictures.axes import Axis, DrawnAxis, draw_axis, read_axis
from jsna.pictures.errors import NotDrawn
from jsna.pictures.expressions import Row
from jsna.pictures.layers import Layer, read_layer
from jsna.pictures.looks import TextStyle
from jsna.pictures.marks import Plot, drawn
from jsna.pictures.scales import Linear, Scale, band
from jsna.pictures.shapes import Bounds, Group, escaped, pixels
from jsna.pictures.steps import Steps

_TOP = {
    *("name", "description", "data", "width", "height", "autosize", "padding", "background"),
    *("config", "layer"),
}
_CONFIG = {"aria", "font", "view", "text", "axis"}
_FIT = {"type": "fit-x", "contains": "padding"}
_POINT_PADDING = 0.5
_DISCRETE = ("nominal", "ordinal")


@dataclass(frozen=True)
class Chart:
    """A specification with its rows worked out, whatever its width will be."""

    spec: Mapping[str, Any]
    layers: list[Layer]
    domains: Mapping[str, Any]
    """Side -> ends of a scale of numbers, or (values, inner, outer) of a scale of bands."""
    axes: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Placed:
    """A chart placed at one width."""

    axes: list[DrawnAxis]
    groups: list[Group]


def draw(spec: Mapping[str, Any], rows: Sequence[Row]) -> str:
    """Return a chart as SVG: white background, no script, nothing loaded from outside.

    Raises:
        NotDrawn: if the specification uses a part of Vega-Lite that is not known here.
    """
    chart = read_chart(spec, rows)
    padding = spec["padding"]
    left, top, right, bottom = _overflow(spec, _placed(chart, spec["width"]))
    width = spec["width"] - padding["left"] - padding["right"] - left - right
    height = spec["height"] + padding["top"] + padding["bottom"] + top + bottom
    placed = _placed(chart, max(0, width))
    return _svg(spec, placed, (padding["left"] + left, padding["top"] + top), height)


def read_chart(spec: Mapping[str, Any], rows: Sequence[Row]) -> Chart:
    """Return the chart with every layer's rows, the ends of its scales and its axes."""
    if set(spec) != _TOP or spec["autosize"] != _FIT or set(spec["config"]) != _CONFIG:
        raise NotDrawn("a specification that is not in house style")
    if spec["data"] != {"name": "rows"} or not isinstance(spec["height"], int | float):
        raise NotDrawn("data or a height of another kind")
    text, steps = TextStyle(**_text(spec["config"]["text"])), Steps(rows)
    layers = [read_layer(each, steps, text) for each in spec["layer"]]
    domains = {side: found for side in "xy" if (found := _domain(side, layers)) is not None}
    axes = {
        side: {**spec["config"]["axis"], **asked}
        for side in domains
        if (asked := read_axis(side, layers)) is not None
    }
    return Chart(spec, layers, domains, axes)


def _text(config: Mapping[str, Any]) -> dict[str, Any]:
    if set(config) != {"fontSize", "color"}:
        raise NotDrawn("text in a style of its own")
    return {"size": config["fontSize"], "color": config["color"]}


def _domain(side: str, layers: list[Layer]) -> Any:
    """Return what a side's scale spans; None where no layer needs one."""
    fields = [
        (layer, channel)
        for layer in layers
        if "value" not in (channel := layer.encoding.get(side, {"value": 0}))
    ]
    if not fields:
        return None
    scales: dict[str, Any] = {}
    for _, channel in fields:
        for name, value in channel.get("scale", {}).items():
            if scales.setdefault(name, value) != value:
                raise NotDrawn(f"two scales {side} of different {name}")
    kinds = {channel["type"] in _DISCRETE for _, channel in fields if "field" in channel}
    if len(kinds) != 1:
        raise NotDrawn(f"a scale {side} of names and numbers")
    return _bands(fields, scales) if kinds == {True} else _numbers(scales)


def _numbers(scales: Mapping[str, Any]) -> tuple[float, float]:
    if set(scales) - {"domain", "nice", "zero"} or scales.get("nice") is not False:
        raise NotDrawn("a scale of numbers whose ends are not given")
    low, high = scales["domain"]
    return low, high


def _bands(
    fields: list[tuple[Layer, Mapping[str, Any]]], scales: Mapping[str, Any]
) -> tuple[list[Any], float, float]:
    """Return the values in order, and the gaps between and around them as shares of a step."""
    if set(scales) - {"domain", "paddingInner", "paddingOuter"}:
        raise NotDrawn("a scale of bands with settings of its own")
    held = dict.fromkeys(row[each["field"]] for layer, each in fields for row in layer.rows)
    sorts = [channel["sort"] for _, channel in fields if "sort" in channel]
    if any(sort != sorts[0] for sort in sorts):
        raise NotDrawn("bands in two orders")
    if "domain" in scales:
        values = list(scales["domain"])
        if set(held) - set(values):
            raise NotDrawn("a row without a band")
    else:
        values = _ordered(list(held), sorts[0] if sorts else [])
    if not any(layer.kind in ("bar", "rule", "tick", "rect") for layer, _ in fields):
        return values, 1.0, _POINT_PADDING
    if "paddingInner" not in scales:
        raise NotDrawn("bands whose gap is not given")
    inner = scales["paddingInner"]
    return values, inner, scales.get("paddingOuter", inner / 2)


def _ordered(values: list[Any], sort: Any) -> list[Any]:
    if sort is None:
        return values
    if not isinstance(sort, list):
        raise NotDrawn(f"the order {sort!r}")
    known = [value for value in sort if value in values]
    return known + sorted(value for value in values if value not in known)


def _placed(chart: Chart, width: float) -> Placed:
    height = chart.spec["height"]
    sizes = {"x": width, "y": height}
    scales = {side: _scale(side, found, sizes[side]) for side, found in chart.domains.items()}
    plot = Plot(width, height, scales)
    axes = [
        draw_axis(Axis(side, asked, scales[side], sizes[side], sizes["y" if side == "x" else "x"]))
        for side, asked in chart.axes.items()
    ]
    groups = [group for layer in chart.layers for group in drawn(layer, plot)]
    return Placed(axes, groups)


def _scale(side: str, found: Any, length: float) -> Scale:
    if len(found) == 3:
        values, inner, outer = found
        return band(values, length, inner, outer)
    return Linear(found, (0, length) if side == "x" else (length, 0))


def _overflow(spec: Mapping[str, Any], placed: Placed) -> tuple[int, int, int, int]:
    """Return how many pixels axes and marks reach beyond the plot on each side."""
    width, height = spec["width"], spec["height"]
    far: list[Bounds] = [axis.bounds for axis in placed.axes]
    far += [bounds for group in placed.groups for bounds in group.bounds()]
    left, top, right, bottom = zip((0, 0, width, height), *far, strict=True)
    return (
        ceil(-min(left)),
        ceil(-min(top)),
        ceil(max(right) - width),
        ceil(max(bottom) - height),
    )


def _svg(spec: Mapping[str, Any], placed: Placed, at: tuple[float, float], height: float) -> str:
    config, width = spec["config"], pixels(spec["width"])
    tall = pixels(height)
    behind = "".join(axis.behind.svg() for axis in placed.axes)
    front = "".join(group.svg() for axis in placed.axes for group in axis.front)
    marks = "".join(group.svg() for group in placed.groups)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{tall}" '
        f'viewBox="0 0 {width} {tall}" font-family="{escaped(config["font"])}" '
        f'font-size="{pixels(config["text"]["fontSize"])}" fill="none">\n'
        f'<rect width="{width}" height="{tall}" fill="{escaped(spec["background"])}"/>\n'
        f'<g transform="translate({pixels(at[0])},{pixels(at[1])})">\n'
        f"{behind}{front}{marks}</g>\n</svg>\n"
    )
