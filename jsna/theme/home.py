"""Pieces of the home page as HTML: a few facts in a row, and a map whose squares are links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jsna.bundles import Bundle
from jsna.orientation import Orientation
from jsna.theme.markup import site_address, text
from jsna.theme.tables import CERTAIN, cell_words, shown_columns
from jsna.words import NOT_KNOWN

EDGE = 0.06
"""Empty room around the squares, in squares, so that the river is not cut off at the rim."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One square of the map: where it lies in squares, what it says and where it leads."""

    name: str
    href: str
    x: float
    y: float
    band: int
    value: str


def facts_row(bundle: Bundle, count: int) -> str:
    """Return the first facts of a table as a row: value, name, country and how sure it is.

    Args:
        bundle: a table whose header column names each fact (see jsna/schemas/bundle-table.json).
        count: how many facts at most; facts that are not known are passed over.
    """
    facts = [item for row in bundle["rows"] if (item := _fact(bundle, row))]
    return f'<dl class="few">{"".join(facts[:count])}</dl>\n' if facts else ""


def _fact(bundle: Bundle, row: Mapping[str, object]) -> str:
    columns = shown_columns(bundle)
    header = next(column for column in columns if column.get("header"))
    named = {column["name"]: column for column in columns}
    own = cell_words(named["own"], dict(row))
    if own == NOT_KNOWN:
        return ""
    country = cell_words(named["country"], dict(row)) if "country" in named else ""
    period, status = row.get("period"), row.get("status")
    if "period" not in named:  # the table says once what holds for all its rows
        period = bundle["sources"][0]["period"]
    if "status" not in named:
        status = next(iter(bundle["statuses"]), None)
    small = [f"{named['country']['title']} {country}" if country else "", str(period or "")]
    small += [str(status)] if status and status not in CERTAIN else []
    said = ", ".join(part for part in small if part)
    return (
        f"<div><dt>{text(cell_words(header, dict(row)))}</dt><dd><b>{text(own)}</b> "
        f"<small>{text(said)}</small></dd></div>"
    )


def map_of_links(tiles: Sequence[Tile], orientation: Orientation, label: str, key: str) -> str:
    """Return a map of squares, each a link; the river and the towns are decoration behind it.

    Args:
        tiles: the squares, in the order in which they are read out.
        orientation: river and towns, in squares from the top left corner.
        label: what the map is called for readers who do not see it.
        key: what the shades mean, in words.
    """
    left, top = min(tile.x for tile in tiles) - EDGE, min(tile.y for tile in tiles) - EDGE
    width = max(tile.x for tile in tiles) + 1 + EDGE - left
    height = max(tile.y for tile in tiles) + 1 + EDGE - top
    items = "".join(_tile(tile, left, top) for tile in tiles)
    bands = sorted({tile.band for tile in tiles})
    shades = "".join(f'<i data-band="{band}"></i>' for band in bands)
    return (
        f'<nav class="atlas" aria-label="{text(label)}" style="--w:{width:g};--h:{height:g}">\n'
        f"{_river(orientation, left, top, width, height)}<ul>{items}</ul>\n</nav>\n"
        f'<p class="atlas-key"><span aria-hidden="true">{shades}</span>{text(key)}</p>\n'
    )


def _tile(tile: Tile, left: float, top: float) -> str:
    place = f"--x:{tile.x - left:g};--y:{tile.y - top:g}"
    return (
        f'<li style="{place}" data-band="{tile.band}"><a href="{site_address(tile.href)}">'
        f"<span>{text(tile.name)}</span> <small>{text(tile.value)}</small></a></li>"
    )


def _river(orientation: Orientation, left: float, top: float, width: float, height: float) -> str:
    if not orientation.river:
        return ""
    points = " ".join(f"{x - left:g},{y - top:g}" for x, y in orientation.river)
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" aria-hidden="true" focusable="false">'
        f'<polyline points="{points}"/></svg>\n'
    )
