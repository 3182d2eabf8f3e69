"""How a tile map is drawn: squares in five shades, a river and towns, the legend below."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jsna.charts.style import (
    BANDS,
    NO_FIGURE,
    PAPER,
    QUIET,
    SEQUENCE,
    SEQUENCE_TEXT,
    TEXT,
    WATER,
    Layout,
    chart,
    layer,
    text_width,
    tooltip,
)
from jsna.orientation import Orientation
from jsna.words import HIDDEN

_GAP = 0.04
"""Share of a tile that is left white between two tiles."""
_TALL = {"wide": 0.84, "phone": 1.22}
"""Height of a tile as a share of its width: room for three short lines on a phone."""


def spec(
    orientation: Orientation,
    layout: Layout,
    legend: Sequence[tuple[int, str]],
    rows: list[dict[str, Any]],
    description: str,
) -> dict[str, Any]:
    """Return the Vega-Lite of one layout.

    Args:
        orientation: river, towns and short names.
        layout: size and text size.
        legend: (band, words) of the bands in use, 0 for areas without a figure.
        rows: the figure's table, one row per area.
        description: the text alternative.
    """
    points = [(row["tile_x"], row["tile_y"]) for row in rows]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    right, bottom = max(x for x, _ in points) + 1, max(y for _, y in points) + 1
    height = (layout.width - 8) / (right - left) * _TALL[layout.name] * (bottom - top)
    axes = _Axes([left, right], [bottom, top])
    return chart(
        layout,
        [
            *_river(orientation, axes, layout),
            *_squares(axes, layout, rows),
            *_words(axes, layout, height, rows),
            *_towns(orientation, axes, layout),
            *_legend_drawn(legend, layout, _lowest(orientation, layout, axes, height)),
        ],
        name="tiles",
        description=description,
        height=round(height),
        padding=(4, 4, 4, 4),
    )


@dataclass(frozen=True)
class _Axes:
    """The two scales, in tiles; no axis is drawn."""

    across: list[float]
    down: list[float]

    def x(self, field: str) -> dict[str, Any]:
        scale = {"domain": self.across, "nice": False, "zero": False}
        return {"field": field, "type": "quantitative", "scale": scale, "axis": None}

    def y(self, field: str) -> dict[str, Any]:
        scale = {"domain": self.down, "nice": False, "zero": False}
        return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def _river(orientation: Orientation, axes: _Axes, layout: Layout) -> list[dict[str, Any]]:
    if not orientation.river:
        return []
    points = [{"x": x, "y": y, "order": n} for n, (x, y) in enumerate(orientation.river)]
    order = {"field": "order", "type": "ordinal"}
    line = layer(
        "river",
        "line",
        {"x": axes.x("x"), "y": axes.y("y"), "order": order},
        data=points,
        color=WATER,
        strokeWidth=4 if layout.is_phone else 7,
        strokeCap="round",
        strokeJoin="round",
        interpolate="monotone" if _is_function(orientation) else "linear",
    )
    x, y = orientation.river_name_at
    look: dict[str, Any] = {"align": "left", "baseline": "middle", "color": "#4B6072"}
    name = _printed("river-name", orientation.river_name, (x, y), axes, **look)
    return [line, name]


def _is_function(orientation: Orientation) -> bool:
    """Return whether the river runs strictly one way across, so that it may be smoothed."""
    across = [x for x, _ in orientation.river]
    return across == sorted(set(across))


def _printed(
    name: str, text: str, at: tuple[float, float], axes: _Axes, **look: Any
) -> dict[str, Any]:
    point = [{"x": at[0], "y": at[1], "words": text}]
    words = {"field": "words", "type": "nominal"}
    encoding = {"x": axes.x("x"), "y": axes.y("y"), "text": words}
    return layer(name, "text", encoding, data=point, **look)


def _towns(orientation: Orientation, axes: _Axes, layout: Layout) -> list[dict[str, Any]]:
    return [
        _printed(
            f"town-{number}",
            town.name,
            town.place(layout.name),
            axes,
            align=town.align,
            baseline="middle",
            color=QUIET,
            fontWeight="bold",
        )
        for number, town in enumerate(orientation.towns, start=1)
    ]


def _squares(axes: _Axes, layout: Layout, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the tiles: shaded, or white with a dashed edge; the focus area's with a ring."""
    ends = {"right": f"datum.tile_x + {1 - _GAP}", "foot": f"datum.tile_y + {1 - _GAP}"}
    corners = {
        "x": axes.x("tile_x"),
        "x2": {"field": "right"},
        "y": axes.y("tile_y"),
        "y2": {"field": "foot"},
    }
    bands = {"domain": list(range(1, BANDS + 1)), "range": list(SEQUENCE)}
    color = {"field": "band", "type": "ordinal", "scale": bands, "legend": None}
    words = tooltip(("area", "Area"), ("label", "Value"))
    edge: dict[str, Any] = {"stroke": "#5C7085", "strokeWidth": 0.75}
    shaded = layer(
        "tiles",
        "rect",
        {**corners, "fill": color, "tooltip": words},
        calculate=ends,
        only="isValid(datum.band)",
        **edge,
    )
    empty = layer(
        "tiles-without-figure",
        "rect",
        {**corners, "tooltip": words},
        calculate=ends,
        only="!isValid(datum.band)",
        fill=NO_FIGURE,
        stroke=QUIET,
        strokeDash=[3, 3],
    )
    rings = [
        layer(
            f"ring-{name}",
            "rect",
            corners,
            calculate=ends,
            only="datum.focus",
            filled=False,
            stroke=color,
            strokeWidth=width,
        )
        for name, color, width in (
            ("edge", PAPER, 5 if layout.is_phone else 7),
            ("focus", TEXT, 2.5 if layout.is_phone else 3.5),
        )
    ]
    return [shaded, empty, *rings]


def _words(
    axes: _Axes, layout: Layout, height: float, rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the name and the value on each tile, light on dark tiles.

    Values too long for the tile are left to the table: shading and legend still show them.
    """
    name = f"datum.label_{layout.name}"
    value = "datum.label"
    if layout.is_phone:
        gap = f"datum.label === '{HIDDEN}' ? '\u2013' : 'none'"
        value = f"(datum.band ? replace(datum.label, '%', '') : {gap})"
    words = f"{name} + '|' + {value}" if _values_fit(axes, layout, rows) else name
    half = (layout.text + 2) / 2 * (axes.down[0] - axes.down[1]) / height
    placed = {
        "middle": f"datum.tile_x + {(1 - _GAP) / 2}",
        "words": words,
        "lines": "length(split(datum.words, '|')) - 1",
        "first_line": f"datum.tile_y + {(1 - _GAP) / 2} - {half:.4f} * datum.lines",
    }
    encoding = {
        "x": axes.x("middle"),
        "y": axes.y("first_line"),
        "text": {"field": "words", "type": "nominal"},
    }
    bands = [band for band in range(1, BANDS + 1) if SEQUENCE_TEXT[band - 1] == PAPER]
    on_dark = f"datum.band >= {min(bands)}"
    look: dict[str, Any] = {"align": "center", "baseline": "middle", "lineBreak": "|"}
    look["lineHeight"] = layout.text + 2
    return [
        layer(
            f"words-{shade}-{weight}",
            "text",
            encoding,
            calculate=placed,
            only=f"{only} && {focus}",
            color=color,
            fontWeight=weight,
            **look,
        )
        for shade, only, color in (("light", on_dark, PAPER), ("dark", f"!({on_dark})", TEXT))
        for weight, focus in (("normal", "!datum.focus"), ("bold", "datum.focus"))
    ]


def _values_fit(axes: _Axes, layout: Layout, rows: list[dict[str, Any]]) -> bool:
    room = (layout.width - 8) / (axes.across[1] - axes.across[0]) * (1 - _GAP) - 3
    texts = [row["label"].rstrip("%") if layout.is_phone else row["label"] for row in rows]
    held = [text for text, row in zip(texts, rows, strict=True) if row["value"] is not None]
    return max(text_width(text, layout.text, bold=True) for text in held) <= room


def _columns_of_legend(legend: Sequence[tuple[int, str]], layout: Layout) -> int:
    widest = max(text_width(words, layout.text) for _, words in legend) + 44
    return max(1, min(len(legend), int((layout.width - 8) // widest)))


def _lowest(orientation: Orientation, layout: Layout, axes: _Axes, height: float) -> int:
    """Return how many pixels below the tiles the lowest town name stands."""
    bottom, top = axes.down
    deepest = max((town.place(layout.name)[1] for town in orientation.towns), default=bottom)
    return max(0, round((deepest - bottom) / (bottom - top) * height + 8))


def _legend_drawn(
    legend: Sequence[tuple[int, str]], layout: Layout, lowest: int
) -> list[dict[str, Any]]:
    """Return swatches with their ranges under the map, as many beside each other as fit."""
    columns = _columns_of_legend(legend, layout)
    step = (layout.width - 8) / columns
    layers = []
    for number_, (band, words) in enumerate(legend):
        left = number_ % columns * step + 1
        below = f"height + {lowest + 24 + 24 * (number_ // columns)}"
        swatch: dict[str, Any] = {
            "fill": SEQUENCE[band - 1],
            "stroke": "#5C7085",
            "strokeWidth": 0.75,
        }
        if band == 0:
            swatch = {"fill": NO_FIGURE, "stroke": QUIET, "strokeDash": [3, 3]}
        box = {
            "x": {"value": left},
            "x2": {"value": left + 24},
            "y": {"value": {"expr": f"{below} - 8"}},
            "y2": {"value": {"expr": f"{below} + 8"}},
        }
        text = {
            "x": {"value": left + 31},
            "y": {"value": {"expr": below}},
            "text": {"value": words},
        }
        layers.append(layer(f"legend-{band}", "rect", box, data=[{}], **swatch))
        look: dict[str, Any] = {"align": "left", "baseline": "middle"}
        layers.append(layer(f"legend-{band}-words", "text", text, data=[{}], **look))
    return layers
