"""A module's stocks and flows as a picture: boxes, numbered arrows, and clouds for the outside.

Stocks stand in layers from top to bottom, each below those that feed it. An arrow's number is
that of its row in the table of flows, which says the same in words. Pure.
"""

import textwrap
from dataclasses import dataclass

from jsna.simulation.structure import Flow, Module
from jsna.theme.markup import text

BOX_WIDTH, BOX_HEIGHT = 232, 62
_ROW, _COLUMN, _SIDE, _TOP = 132, 420, 176, 16
_LINE = 26
"""Letters in one line of a box."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A stock's box: its upper left corner and its layer."""

    x: float
    y: float
    layer: int

    @property
    def middle(self) -> float:
        return self.x + BOX_WIDTH / 2


def layers(module: Module) -> dict[str, int]:
    """Return each stock's layer: one below the lowest stock, declared before it, that feeds it."""
    order = list(module.stocks)
    found: dict[str, int] = {}
    for stock in order:
        feeding = [
            found[flow.source]
            for flow in module.flows.values()
            if flow.target == stock and flow.source in found
        ]
        found[stock] = max(feeding, default=-1) + 1
    return found


def placed(module: Module) -> dict[str, Placed]:
    """Return where each stock's box stands."""
    layer_of = layers(module)
    inside: dict[int, list[str]] = {}
    for stock, layer in layer_of.items():
        inside.setdefault(layer, []).append(stock)
    widest = max(len(stocks) for stocks in inside.values())
    boxes = {}
    for layer, stocks in inside.items():
        shift = (widest - len(stocks)) * _COLUMN / 2
        for place, stock in enumerate(stocks):
            x = _SIDE + shift + place * _COLUMN
            boxes[stock] = Placed(x, _TOP + layer * _ROW, layer)
    return boxes


def numbered(module: Module) -> dict[str, int]:
    """Return each flow's number, from 1 in the order of the file."""
    return {name: number for number, name in enumerate(module.flows, start=1)}


def diagram(module: Module) -> str:
    """Return the picture as SVG with a title and a description."""
    boxes = placed(module)
    width = max(box.x for box in boxes.values()) + BOX_WIDTH + _SIDE
    height = max(box.y for box in boxes.values()) + BOX_HEIGHT + _TOP
    numbers = numbered(module)
    arrows = [_arrow(flow, boxes, module, numbers[name]) for name, flow in module.flows.items()]
    stocks = [_box(module.stocks[name].title, box) for name, box in boxes.items()]
    name = text(module.id)
    return (
        f'<svg class="m-svg" role="img" aria-labelledby="m-{name}-title m-{name}-words" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}">'
        f'<title id="m-{name}-title">{text(module.title)}: stocks and flows</title>'
        f'<desc id="m-{name}-words">{text(described(module))}</desc>'
        f'<defs><marker id="m-{name}-tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0L10 5L0 10z"/></marker></defs>'
        f"{''.join(arrows)}{''.join(stocks)}</svg>\n"
    )


def described(module: Module) -> str:
    """Return the picture in a sentence; the table of flows says the rest."""
    stocks = ", ".join(stock.title for stock in module.stocks.values())
    count = len(module.flows)
    return (
        f"{len(module.stocks)} boxes ({stocks}) joined by {count} numbered arrows. "
        "The table of flows below says where each arrow leads."
    )


def _box(title: str, box: Placed) -> str:
    lines = textwrap.wrap(title, _LINE)[:3]
    first = box.y + BOX_HEIGHT / 2 - (len(lines) - 1) * 8.5 + 5
    words = "".join(
        f'<text x="{box.middle:.0f}" y="{first + 17 * place:.0f}">{text(line)}</text>'
        for place, line in enumerate(lines)
    )
    return (
        f'<g class="m-box"><rect x="{box.x:.0f}" y="{box.y:.0f}" width="{BOX_WIDTH}" '
        f'height="{BOX_HEIGHT}" rx="6"/>{words}</g>'
    )


def _arrow(flow: Flow, boxes: dict[str, Placed], module: Module, number: int) -> str:
    if flow.source is None or flow.target is None:
        return _outside(flow, boxes, module, number)
    start, end = boxes[flow.source], boxes[flow.target]
    if abs(end.layer - start.layer) == 1:
        return _neighbours(flow, start, end, module, number)
    return _around(flow, boxes, module, number)


def _neighbours(flow: Flow, start: Placed, end: Placed, module: Module, number: int) -> str:
    """Draw an arrow between layers that touch; those down stand right of those up."""
    alike = [
        other
        for other in module.flows.values()
        if {other.source, other.target} == {flow.source, flow.target}
    ]
    shift = (alike.index(flow) - (len(alike) - 1) / 2) * 44
    down = end.layer > start.layer
    y1, y2 = (start.y + BOX_HEIGHT, end.y - 2) if down else (start.y, end.y + BOX_HEIGHT + 2)
    x1, x2 = start.middle + shift, end.middle + shift
    bend = (y1 + y2) / 2
    path = f"M{x1:.0f} {y1:.0f}C{x1:.0f} {bend:.0f} {x2:.0f} {bend:.0f} {x2:.0f} {y2:.0f}"
    return _drawn(module, path, (x1 + x2) / 2, bend, number)


def _around(flow: Flow, boxes: dict[str, Placed], module: Module, number: int) -> str:
    """Draw an arrow that passes layers, or stays in one, in a curve on the left."""
    far = [
        other
        for other in module.flows.values()
        if other.source and other.target and _span(other, boxes) != 1
    ]
    assert flow.source is not None
    assert flow.target is not None
    start, end = boxes[flow.source], boxes[flow.target]
    place = far.index(flow)
    reach = 34 + 26 * (place % 6)
    offset = 8 * (place % 3 - 1)
    x1, x2 = start.x, end.x - 2
    y1, y2 = start.y + BOX_HEIGHT / 2 + offset, end.y + BOX_HEIGHT / 2 + offset
    left = min(x1, x2) - reach
    path = f"M{x1:.0f} {y1:.0f}C{left:.0f} {y1:.0f} {left:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"
    return _drawn(module, path, (x1 + x2 + 6 * left) / 8, (y1 + y2) / 2, number)


def _span(flow: Flow, boxes: dict[str, Placed]) -> int:
    assert flow.source is not None
    assert flow.target is not None
    return abs(boxes[flow.source].layer - boxes[flow.target].layer)


def _outside(flow: Flow, boxes: dict[str, Placed], module: Module, number: int) -> str:
    """Draw an arrow from or to the outside, on the right of its box."""
    name = flow.source or flow.target or ""
    alike = [
        other
        for other in module.flows.values()
        if (other.source is None or other.target is None) and name in (other.source, other.target)
    ]
    box = boxes[name]
    y = box.y + BOX_HEIGHT * (alike.index(flow) + 1) / (len(alike) + 1)
    near, far = box.x + BOX_WIDTH, box.x + BOX_WIDTH + 96
    ends = (near, far - 12) if flow.target is None else (far - 12, near + 2)
    path = f"M{ends[0]:.0f} {y:.0f}H{ends[1]:.0f}"
    cloud = f'<circle class="m-cloud" cx="{far:.0f}" cy="{y:.0f}" r="7"/>'
    beside = near + (26 if alike.index(flow) % 2 else 54)
    return _drawn(module, path, beside, y, number) + cloud


def _drawn(module: Module, path: str, x: float, y: float, number: int) -> str:
    return (
        f'<path class="m-flow" d="{path}" marker-end="url(#m-{text(module.id)}-tip)"/>'
        f'<g class="m-number"><circle cx="{x:.0f}" cy="{y:.0f}" r="11"/>'
        f'<text x="{x:.0f}" y="{y + 4.5:.0f}">{number}</text></g>'
    )
