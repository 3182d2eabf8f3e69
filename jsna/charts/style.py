"""The house style of every chart: two layouts, one palette, one set of text sizes.

Colours are those of the Government Analysis Function. Nothing is told by colour alone: what is
in focus is also bold or ringed, comparators are also dashed or shaped, and labelled where they
stand.
"""

from dataclasses import dataclass
from typing import Any

FONT = "Arial, Liberation Sans, sans-serif"
TEXT, QUIET, GRID, PAPER = "#0B0C0C", "#505A5F", "#E3E6EA", "#FFFFFF"
"""Words, less important words, grid lines, background."""
FOCUS, OTHERS = "#12436D", "#82909E"
"""The area that the page is about, and the areas around it."""
PAIR = ("#12436D", "#28A197")
"""Two groups side by side, each named where it stands."""
REFERENCES = ("#801650", "#3D3D3D")
"""Comparators, nearest first; each also has its own dash and shape."""
DASHES = ([1, 0], [5, 3])
SEQUENCE = ("#DCEAF6", "#A9CDEC", "#6BACE6", "#2073BC", "#12436D")
"""Five bands, lowest first."""
BANDS = len(SEQUENCE)
SEQUENCE_TEXT = (TEXT, TEXT, TEXT, PAPER, PAPER)
"""What is readable on each band (4.5:1 or more)."""
NO_FIGURE = "#FFFFFF"
WATER = "#7F95A8"
EDGE: dict[str, Any] = {"color": PAPER, "stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round"}
"""The look of a white edge drawn under words that lines run behind."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One of the two sizes that every chart is drawn in."""

    name: str
    width: int
    """Pixels, labels included."""
    text: int
    """Pixels of the smallest words."""

    @property
    def is_phone(self) -> bool:
        return self.name == "phone"


WIDE, PHONE = Layout("wide", 680, 14), Layout("phone", 328, 13)
LAYOUTS = (WIDE, PHONE)


def chart(
    layout: Layout,
    layers: list[dict[str, Any]],
    *,
    name: str,
    description: str,
    height: Any,
    padding: tuple[float, float, float, float] = (2, 4, 4, 2),
) -> dict[str, Any]:
    """Return a layered Vega-Lite chart in house style, its data named `rows`.

    Args:
        layout: size and text size.
        layers: named layers, the lowest first.
        name: the kind of chart.
        description: the text alternative.
        height: pixels, or `{"step": pixels}` for one step per row.
        padding: free space above, right, below and left, in pixels.
    """
    sides = ("top", "right", "bottom", "left")
    return {
        "name": name,
        "description": description,
        "data": {"name": "rows"},
        "width": layout.width,
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": dict(zip(sides, padding, strict=True)),
        "background": PAPER,
        "config": _config(layout),
        "layer": layers,
    }


def layer(
    name: str,
    mark: str,
    encoding: dict[str, Any],
    *,
    only: str | None = None,
    calculate: dict[str, str] | None = None,
    data: list[dict[str, Any]] | None = None,
    **properties: Any,
) -> dict[str, Any]:
    """Return one named layer.

    Args:
        name: stable between runs; golden files and scripts read it.
        mark: kind of mark.
        encoding: channels, each an explicit object.
        only: expression that keeps some rows.
        calculate: new field -> expression, applied before `only`.
        data: rows of its own, for orientation that is not part of the table.
        **properties: of the mark.
    """
    steps: list[dict[str, Any]] = [
        {"calculate": expression, "as": field} for field, expression in (calculate or {}).items()
    ]
    if only:
        steps.append({"filter": only})
    return {
        "name": name,
        **({"data": {"values": data}} if data is not None else {}),
        **({"transform": steps} if steps else {}),
        "mark": {"type": mark, **properties},
        "encoding": encoding,
    }


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return roughly how many pixels a text is wide in Arial, a little on the safe side."""
    narrow = sum(character in "iljtf.,;:'|()[] 1I-" for character in text)
    broad = sum(character in "mwMW%@" for character in text)
    capital = sum(character.isupper() for character in text)
    plain = len(text) - narrow - broad
    return (
        size * (0.34 * narrow + 0.9 * broad + 0.565 * plain + 0.1 * capital) * (1.06 if bold else 1)
    )


def tooltip(*fields: tuple[str, str]) -> list[dict[str, Any]]:
    """Return the tooltip channel: (column, title) pairs, shown as they are."""
    return [{"field": field, "type": "nominal", "title": title} for field, title in fields]


def _config(layout: Layout) -> dict[str, Any]:
    words = {
        "labelFontSize": layout.text,
        "titleFontSize": layout.text,
        "titleFontWeight": "normal",
    }
    return {
        "aria": False,
        "font": FONT,
        "view": {"stroke": None},
        "text": {"fontSize": layout.text, "color": TEXT},
        "axis": {
            **words,
            "labelAngle": 0,
            "labelColor": TEXT,
            "titleColor": QUIET,
            "gridColor": GRID,
            "domainColor": QUIET,
            "tickColor": QUIET,
            "titlePadding": 8,
            "labelPadding": 5,
        },
    }
