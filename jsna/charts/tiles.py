"""Tile map: one square per area, shaded in five bands, with a river and towns to find one's way."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import Any

from jsna.bundles import Bundle
from jsna.charts import chosen
from jsna.charts.orientation import Orientation
from jsna.charts.request import Request
from jsna.charts.standing import group_name, spread_words, standing
from jsna.charts.style import (
    LAYOUTS,
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
from jsna.errors import DataError
from jsna.records import Area, Observation
from jsna.words import number, shown

BANDS = len(SEQUENCE)
_GAP = 0.04
"""Share of a tile that is left white between two tiles."""
_TALL = {"wide": 0.84, "phone": 1.22}
"""Height of a tile as a share of its width: room for three short lines on a phone."""


@dataclass(frozen=True)
class _Tile:
    area: Area
    x: float
    y: float
    observation: Observation | None
    band: int
    """1 (lowest) to 5, or 0 where no figure is held."""

    @property
    def value(self) -> float | None:
        return chosen.known(self.observation)


def tiles(request: Request) -> Bundle:
    """Return the tile map of `among`, the focus area ringed.

    Bands are fifths of the areas by value (percentile cuts; equal values share a band, a value on
    a cut belongs to the lower band). The legend prints the lowest and highest value in each.

    Raises:
        DataError: if an area has no tile in data/areas/areas.csv, or none has a figure.
    """
    rows = chosen.stratum(request)
    period = chosen.newest(request, rows, request.among)
    held = chosen.one_per_area(rows, period)
    drawn = _tiles(request, held)
    table = _rows(request, drawn)
    headline = standing(request, request.among, held)
    group = group_name(request, request.among)
    measure = chosen.measure(request, rows, period)
    alt = chosen.alternative(
        f"Tile map of {group}, {period}: {measure[:1].lower()}{measure[1:]}, "
        f"in {len({tile.band for tile in drawn} - {0})} bands.",
        f"{headline}.",
        spread_words(request, request.among, held),
    )
    return chosen.bundle(
        request,
        "tiles",
        [tile.observation for tile in drawn if tile.observation],
        headline=headline,
        subtitle=f"{measure}{chosen.unit_words(request)}: {group}, {period}, each tile one area",
        alt=alt,
        columns=_columns(request, table),
        rows=table,
        spec={each.name: _spec(request, each, drawn, table, alt) for each in LAYOUTS},
    )


def _tiles(request: Request, held: dict[str, Observation]) -> list[_Tile]:
    """Return the tiles in order of name."""
    cuts = _cuts([value for area in request.among if (value := _value(held, area)) is not None])
    drawn = []
    for area in sorted(request.among, key=lambda area: area.name):
        if area.tile_x is None or area.tile_y is None:
            raise DataError(
                f"data/areas/areas.csv: {area.full_name} ({area.area_code}) has no tile. "
                "Give it a tile_x and a tile_y, or use the kind 'ranked'."
            )
        value = _value(held, area)
        band = 0 if value is None else 1 + sum(value > cut for cut in cuts)
        observation = held.get(area.area_code)
        drawn.append(_Tile(area, area.tile_x, area.tile_y, observation, band))
    return drawn


def _value(held: dict[str, Observation], area: Area) -> float | None:
    return chosen.known(held.get(area.area_code))


def _cuts(values: Sequence[float]) -> list[float]:
    """Return the values at 20, 40, 60 and 80% of the sorted values, interpolated linearly."""
    ordered = sorted(values)
    cuts = []
    for part in range(1, BANDS):
        place = (len(ordered) - 1) * part / BANDS
        low = floor(place)
        high = min(low + 1, len(ordered) - 1)
        cuts.append(ordered[low] + (ordered[high] - ordered[low]) * (place - low))
    return cuts


def _rows(request: Request, drawn: Sequence[_Tile]) -> list[dict[str, Any]]:
    indicator = request.indicator
    orientation = _orientation(request)
    table = [
        {
            "area": tile.area.name,
            "value": tile.value,
            "band": tile.band or None,
            "tile_x": tile.x,
            "tile_y": tile.y,
            "focus": tile.area.area_code == request.focus.area_code,
            "label": "no figure"
            if tile.value is None
            else shown(tile.value, indicator.unit, indicator.decimals),
            "label_wide": "|".join(_lines(orientation, tile, "wide")),
            "label_phone": "|".join(_lines(orientation, tile, "phone")),
        }
        for tile in drawn
    ]
    notes = [chosen.why_missing(tile.observation) if tile.value is None else None for tile in drawn]
    return chosen.noted(table, notes)


def _orientation(request: Request) -> Orientation:
    given = request.options.get("orientation")
    return given if isinstance(given, Orientation) else Orientation()


def _lines(orientation: Orientation, tile: _Tile, layout: str) -> tuple[str, ...]:
    """Return the lines on a tile: those of tiles.yml, else the first words of the name."""
    given = orientation.labels.get(tile.area.area_code, {}).get(layout)
    if given:
        return given
    longest = 5 if layout == "phone" else 11
    words = [word[:longest] for word in tile.area.name.replace("|", " ").split()]
    return tuple(words[:2])


def _columns(request: Request, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    indicator = request.indicator
    value = {"type": "number", "unit": indicator.unit, "decimals": indicator.decimals}
    place = {"type": "number", "decimals": 1, "hidden": True}
    words = {"type": "text", "hidden": True}
    columns: list[dict[str, Any]] = [
        {"name": "area", "title": "Area", "type": "text", "header": True},
        {"name": "value", "title": indicator.short, **value},
        {"name": "band", "title": "Band (1 = lowest)", "type": "number", "decimals": 0},
        {"name": "tile_x", "title": "Tile across", **place},
        {"name": "tile_y", "title": "Tile down", **place},
        {"name": "focus", "title": "In focus", **words},
        {"name": "label", "title": "As printed", **words},
        {"name": "label_wide", "title": "On the tile", **words},
        {"name": "label_phone", "title": "On the tile, phone", **words},
    ]
    return columns + chosen.note_column(rows)


def _legend(request: Request, drawn: Sequence[_Tile]) -> list[tuple[int, str]]:
    """Return (band, "12.1% to 15.3%") of the bands in use, lowest first, 0 last."""
    entries = []
    for band in range(1, BANDS + 1):
        values = [tile.value for tile in drawn if tile.band == band and tile.value is not None]
        if values:
            entries.append((band, _between(request, min(values), max(values))))
    missing = any(tile.band == 0 for tile in drawn)
    return [*entries, *([(0, "no figure")] if missing else [])]


def _between(request: Request, low: float, high: float) -> str:
    indicator = request.indicator
    last = shown(high, indicator.unit, indicator.decimals)
    if shown(low, indicator.unit, indicator.decimals) == last:
        return last
    plain = indicator.unit in ("%", "people", "households", "years", "score", "ratio", "rank")
    first = number(low, indicator.decimals) if plain else shown(low, indicator.unit, 0)
    return f"{first} to {last}"


def _spec(
    request: Request,
    layout: Layout,
    drawn: Sequence[_Tile],
    rows: list[dict[str, Any]],
    description: str,
) -> dict[str, Any]:
    orientation = _orientation(request)
    points = [(tile.x, tile.y) for tile in drawn]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    right, bottom = max(x for x, _ in points) + 1, max(y for _, y in points) + 1
    height = (layout.width - 8) / (right - left) * _TALL[layout.name] * (bottom - top)
    axes = _Axes([left, right], [bottom, top])
    legend = _legend(request, drawn)
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
        value = "(datum.band ? replace(datum.label, '%', '') : 'none')"
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
