"""One layer of a specification, read once: its rows after all steps, its look, nothing unknown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jsna.pictures.errors import NotDrawn
from jsna.pictures.expressions import Row
from jsna.pictures.looks import TextStyle, look
from jsna.pictures.steps import Steps

Channel = Mapping[str, Any]

_COMMON = {"type", "color", "opacity", "yOffset"}
_STROKE = {"stroke", "strokeWidth", "strokeDash", "strokeCap", "strokeJoin"}
_KNOWN = {
    "bar": _COMMON | {"height", "width"},
    "rect": _COMMON | _STROKE | {"fill", "filled"},
    "rule": _COMMON | _STROKE,
    "tick": _COMMON | _STROKE | {"thickness", "width"},
    "point": _COMMON | _STROKE | {"filled", "fill", "size", "shape"},
    "line": _COMMON | _STROKE | {"interpolate"},
    "area": _COMMON,
    "text": _COMMON
    | _STROKE
    | {"align", "baseline", "dx", "dy", "fontSize", "fontWeight", "limit", "lineBreak"}
    | {"lineHeight"},
}
"""Properties of each mark that are drawn; any other is refused."""
_CHANNELS = {"x", "x2", "y", "y2", "text", "fill", "detail", "order", "tooltip"}


@dataclass(frozen=True)
class Layer:
    """A named layer, ready to be drawn at any width."""

    kind: str
    mark: Mapping[str, Any]
    encoding: Mapping[str, Channel]
    rows: list[Row]
    text: TextStyle
    looks: Mapping[str, tuple[str, float]]
    """Colour of a band, "" without bands -> attributes, and how far the stroke reaches."""


def read_layer(content: Mapping[str, Any], steps: Steps, text: TextStyle) -> Layer:
    """Return a layer with its rows; nothing of it depends on the width.

    Raises:
        NotDrawn: if it holds anything that is not drawn here.
    """
    _refuse(content, {"name", "data", "transform", "mark", "encoding"}, "a layer's")
    mark, encoding = content["mark"], content["encoding"]
    kind = mark["type"]
    if kind not in _KNOWN:
        raise NotDrawn(f"the mark {kind!r}")
    _refuse(mark, _KNOWN[kind], f"{kind}'s")
    _refuse(encoding, _CHANNELS, f"{kind}'s channel")
    own = content["data"]["values"] if "data" in content else steps.rows
    rows = steps.after(own, content.get("transform", ()))
    fills = band_fills(encoding["fill"]) if "fill" in encoding else {}
    looks = {color: look(kind, {**mark, "fill": color}, text) for color in fills.values()}
    return Layer(kind, mark, encoding, rows, text, looks or {"": look(kind, mark, text)})


def _refuse(given: Mapping[str, Any], known: set[str], what: str) -> None:
    if unknown := set(given) - known:
        raise NotDrawn(f"{what} {sorted(unknown)[0]!r}")


def band_fills(channel: Channel) -> dict[Any, str]:
    """Return value -> colour of a fill by bands."""
    scale = channel["scale"]
    if channel.get("legend", 0) is not None or set(scale) != {"domain", "range"}:
        raise NotDrawn("a fill with a legend or a scale of its own")
    return dict(zip(scale["domain"], scale["range"], strict=True))
