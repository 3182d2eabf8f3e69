"""Tile map: one square per area, shaded in five bands, with a river and towns to find one's way."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import Any

from jsna.bundles import Bundle
from jsna.charts import chosen
from jsna.charts.request import Request
from jsna.charts.standing import group_name, spread_words, standing
from jsna.charts.style import BANDS, LAYOUTS
from jsna.charts.tiles_drawing import spec
from jsna.errors import DataError
from jsna.orientation import Orientation
from jsna.records import Area, Observation
from jsna.words import number, shown


@dataclass(frozen=True)
class _Tile:
    area: Area
    x: float
    y: float
    observation: Observation | None
    band: int
    """1 (lowest) to 5, or 0 where there is no figure to show."""

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
    legend, orientation = _legend(request, drawn), _orientation(request)
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
        spec={each.name: spec(orientation, each, legend, table, alt) for each in LAYOUTS},
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
            "label": chosen.absent(tile.observation)
            if tile.value is None
            else shown(tile.value, indicator.unit, indicator.decimals),
            "label_wide": "|".join(_lines(orientation, tile, "wide")),
            "label_phone": "|".join(_lines(orientation, tile, "phone")),
        }
        for tile in drawn
    ]
    notes = [chosen.why_missing(tile.observation) if tile.value is None else None for tile in drawn]
    held = [dict.fromkeys(("value", "band"), tile.observation) for tile in drawn]
    return chosen.noted(table, notes, held)


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
    without = sorted({chosen.absent(tile.observation) for tile in drawn if tile.band == 0})
    return [*entries, *([(0, " or ".join(without))] if without else [])]


def _between(request: Request, low: float, high: float) -> str:
    indicator = request.indicator
    last = shown(high, indicator.unit, indicator.decimals)
    if shown(low, indicator.unit, indicator.decimals) == last:
        return last
    plain = indicator.unit in ("%", "people", "households", "years", "score", "ratio", "rank")
    first = number(low, indicator.decimals) if plain else shown(low, indicator.unit, 0)
    return f"{first} to {last}"
