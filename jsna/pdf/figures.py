"""Figures of a PDF, as plain data: how large a chart stands, and where its numbers stand.

Words of a chart are never under 9 points. So a chart drawn for wide screens takes the width of a
sheet, and one drawn for phones less than half of it: then its numbers stand beside it. All heights
are known or reckoned here, because asking the typesetter for them costs as much as setting.
"""

import math
import re
from collections.abc import Callable
from typing import Literal

from jsna.bundles import LONG_TABLE, Bundle
from jsna.errors import PublishError
from jsna.pdf.markdown import Node
from jsna.pdf.tables import LINE, SIZE, frame, row_lines, table
from jsna.pictures.fonts import text_width

Layout = Literal["wide", "phone"]
Images = Callable[[Bundle, Layout], bytes]
"""Returns the SVG of a figure in one layout."""

WIDE, BESIDE = 443.0, 228.0
"""Points of width of a chart by itself, and of one beside its numbers."""
TALLEST_CHART, TALLEST_BESIDE = 540.0, 460.0
"""Points of height. A taller chart is made smaller by itself, and does not stand beside a table."""
TALLEST = 630.0
"""Points that leave room for a heading above: what is taller may go on on the next sheet."""
NARROW = LINE - BESIDE - 10.0
"""Points of width of the table beside a chart."""
MOST_LINES, MOST_HEAD_LINES = 4, 5
"""So many lines of one row, and of the heads, look well beside a chart."""
CUT_OFF = "\u2026"
"""Ends a name that a drawing for phones has no room for; paper has."""
SHORT_TABLE = LONG_TABLE
"""Up to so many rows a figure's table stands under it, if not beside; a longer one at the end."""

_SHORTEST_ALT = 20
_HEADLINE = 12.5
_LINE_HEIGHT, _RULE, _HEADLINE_HEIGHT = 13.4, 0.7, 16.8
_SIZE = re.compile(r'<svg[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"')


def figure(bundle: Bundle, images: Images, *, full: bool) -> Node:
    """Return a figure node: `svg`, `width` in points, `twin` (its table) and `twin_at`.

    Args:
        bundle: the figure.
        images: draws it.
        full: whether its numbers are printed too; a sheet has no room for them.

    Raises:
        PublishError: for a figure without alt text.
    """
    node = {**frame(bundle, "figure"), "alt": _alt(bundle)}
    beside = _beside(bundle, images) if full else None
    node |= beside or _alone(bundle, images)
    return {**node, "is_tall": _height(node) > TALLEST}


def _alt(bundle: Bundle) -> str:
    alt = str(bundle.get("alt") or "").strip()
    if len(alt) < _SHORTEST_ALT:
        raise PublishError(
            f"The figure {bundle['id']} has no alt text, so it cannot be printed. "
            f"Describe what it shows in at least {_SHORTEST_ALT} characters."
        )
    return alt


def _beside(bundle: Bundle, images: Images) -> Node | None:
    """Return chart and table side by side; None where either is too large for that."""
    twin = _twin(bundle, NARROW)
    heads, *rows = row_lines(twin, NARROW)
    if _width(twin) > NARROW or heads > MOST_HEAD_LINES or max(rows, default=1) > MOST_LINES:
        return None
    svg = images(bundle, "phone").decode("utf-8")
    if (
        CUT_OFF in svg
        or max(_table_height(twin, NARROW), _chart_height(svg, BESIDE)) > TALLEST_BESIDE
    ):
        return None
    return {"svg": svg, "width": BESIDE, "twin": twin, "twin_at": "beside"}


def _alone(bundle: Bundle, images: Images) -> Node:
    twin = _twin(bundle, LINE)
    svg = images(bundle, "wide").decode("utf-8")
    width = WIDE * min(1.0, TALLEST_CHART / _chart_height(svg, WIDE))
    at = "below" if len(twin["rows"]) <= SHORT_TABLE else "end"
    return {"svg": svg, "width": width, "twin": twin, "twin_at": at}


def _twin(bundle: Bundle, line: float) -> Node:
    return {**table(bundle, line), "notes": []}


def _width(node: Node) -> float:
    return sum(float(column["weight"]) for column in node["columns"])


def _chart_height(svg: str, width: float) -> float:
    size = _SIZE.search(svg)
    if size is None:
        raise PublishError("A drawing has no size. Draw it again.")
    return width * float(size[2]) / float(size[1])


def _table_height(node: Node, line: float) -> float:
    """Return about how many points of height a table takes."""
    return sum(lines * _LINE_HEIGHT + _RULE for lines in row_lines(node, line))


def _height(node: Node) -> float:
    """Return about how many points of height a figure takes, with all that belongs to it."""
    chart, twin = _chart_height(node["svg"], node["width"]), node["twin"]
    if node["twin_at"] == "beside":
        chart = max(chart, _table_height(twin, NARROW))
    elif node["twin_at"] == "below":
        chart += _table_height(twin, LINE)
    small = " ".join([node["subtitle"], *node["labels"], *node["notes"], node["source"]])
    words = math.ceil(text_width(small, SIZE) / LINE) + 1
    heads = math.ceil(text_width(node["headline"], _HEADLINE, bold=True) / LINE)
    return chart + words * _LINE_HEIGHT + heads * _HEADLINE_HEIGHT
