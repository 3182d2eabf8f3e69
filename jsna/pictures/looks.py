"""What marks look like: fill, stroke and letters as the attributes of an SVG element."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jsna.pictures.errors import NotDrawn
from jsna.pictures.shapes import escaped, pixels

_STROKED = ("rule", "line")
_DEFAULT_WIDTH = {"rule": 1, "line": 2, "point": 2}
_ANCHORS = {"left": "", "center": "middle", "right": "end"}
_ATTRIBUTES = {"strokeCap": "stroke-linecap", "strokeJoin": "stroke-linejoin"}


@dataclass(frozen=True, slots=True)
class TextStyle:
    """What a text looks like that says nothing of its own."""

    size: float
    color: str


def look(kind: str, mark: Mapping[str, Any], text: TextStyle) -> tuple[str, float]:
    """Return a mark's attributes, and how far its stroke reaches beyond its shapes."""
    fill, stroke = _colors(kind, mark, text)
    given = {"fill": fill, "stroke": stroke}
    width = mark.get("strokeWidth", _DEFAULT_WIDTH.get(kind, 1))
    if stroke:
        given["stroke-width"] = pixels(width)
        if "strokeDash" in mark:
            given["stroke-dasharray"] = ",".join(map(pixels, mark["strokeDash"]))
        given |= {name: mark.get(key, "") for key, name in _ATTRIBUTES.items()}
    if mark.get("opacity", 1) != 1:
        given["opacity"] = pixels(mark["opacity"])
    if kind == "text":
        given["text-anchor"] = _ANCHORS[mark.get("align", "center")]
        given["font-weight"] = "bold" if mark.get("fontWeight") == "bold" else ""
        size = mark.get("fontSize", text.size)
        given["font-size"] = pixels(size) if size != text.size else ""
    return attributes(given), 0.0 if kind == "text" or not stroke else float(width)


def attributes(given: Mapping[str, str]) -> str:
    """Return attributes as they stand in an element; those without a value are left out."""
    return "".join(f' {name}="{escaped(value)}"' for name, value in given.items() if value)


def _colors(kind: str, mark: Mapping[str, Any], text: TextStyle) -> tuple[str, str]:
    """Return (fill, stroke); "" for none."""
    if kind in _STROKED:
        return "", mark["color"]
    if kind == "text":
        return mark.get("color", text.color), mark.get("stroke", "")
    filled = mark.get("filled", kind != "point")
    own = mark.get("color", "")
    fill = mark.get("fill", own if filled else "")
    stroke = mark.get("stroke", "" if filled else own)
    if not fill and not stroke:
        raise NotDrawn(f"a {kind} without a colour")
    return fill, stroke
