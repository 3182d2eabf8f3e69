"""A line of model results over time, with a pale band for the range."""

from dataclasses import dataclass
from typing import Any

from jsna.bundles import Bundle
from jsna.charts.need import Projected, bundle_of, without_ranges
from jsna.charts.style import (
    EDGE,
    FOCUS,
    LAYOUTS,
    QUIET,
    Layout,
    chart,
    layer,
    text_width,
    tooltip,
)

_HEIGHT = 220
_BAND = "#CBDCEB"


@dataclass(frozen=True)
class Point:
    """One year: the middle and, where there is one, the range."""

    year: int
    middle: float
    low: float | None
    high: float | None
    label: str


def band(points: list[Point], title: str, decimals: int, about: Projected) -> Bundle:
    """Return a line with its range.

    Args:
        points: by year.
        title: what the line shows, for the table.
        decimals: of the numbers in the table.
        about: headline, source and the like.
    """
    rows: list[dict[str, Any]] = [
        {
            "year": str(point.year),
            "place": point.year,
            "middle": point.middle,
            "low": point.low,
            "high": point.high,
            "label": point.label,
        }
        for point in points
    ]
    number: dict[str, Any] = {"type": "number", "unit": None, "decimals": decimals}
    columns: list[dict[str, Any]] = [
        {"name": "year", "title": "Year", "type": "text", "header": True},
        {"name": "place", "title": "Place in time", **number, "hidden": True},
        {"name": "middle", "title": title, **number},
        {"name": "low", "title": "Range from", **number},
        {"name": "high", "title": "Range to", **number},
        {"name": "label", "title": "Label", "type": "text", "hidden": True},
    ]
    if any(point.low is None for point in points):
        columns, rows = without_ranges(columns, rows)
    spec = {each.name: _spec(each, rows, about.alt) for each in LAYOUTS}
    return bundle_of("band", about, columns, rows, spec)


def _spec(layout: Layout, rows: list[dict[str, Any]], description: str) -> dict[str, Any]:
    x, y = _time(rows, layout), _values(rows)
    words = rows[-1]["label"]
    end = {
        "x": {"value": {"expr": "width"}},
        "y": {"value": _height_of(rows[-1]["middle"], y)},
        "text": {"value": words},
    }
    look: dict[str, Any] = {"align": "right", "baseline": "bottom", "dy": -6, "fontWeight": "bold"}
    layers = [
        *_range(x, y, rows),
        layer("line", "line", {"x": x, "y": y}, color=FOCUS, strokeWidth=3),
        layer(
            "points",
            "point",
            {"x": x, "y": y, "tooltip": tooltip(("year", "Year"), ("label", "Model"))},
            color=FOCUS,
            filled=True,
            opacity=1,
            size=20,
            shape="circle",
        ),
        layer("end-edge", "text", end, data=[{}], **look, **EDGE),
        layer("end", "text", end, data=[{}], color=FOCUS, **look),
    ]
    return chart(
        layout,
        layers,
        name="band",
        description=description,
        height=_HEIGHT,
        padding=(10, 8, 4, 2),
    )


def _range(
    x: dict[str, Any], y: dict[str, Any], rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    if "low" not in rows[0]:
        return []
    ends = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
    return [layer("range", "area", ends, color=_BAND)]


def _time(rows: list[dict[str, Any]], layout: Layout) -> dict[str, Any]:
    years = [row["place"] for row in rows]
    most = max(2, int(layout.width / (text_width("2048", layout.text) + 40)))
    step = -(-(len(years) - 1) // (most - 1)) or 1
    picked = years[::-1][::step][::-1]
    return {
        "field": "place",
        "type": "quantitative",
        "scale": {"domain": [years[0], years[-1]], "nice": False, "zero": False},
        "axis": {
            "title": None,
            "values": picked,
            "labelExpr": f"{[str(year) for year in picked]}[indexof({picked}, datum.value)]",
            "labelOverlap": False,
            "labelFlush": True,
            "grid": False,
            "labelColor": QUIET,
        },
    }


def _values(rows: list[dict[str, Any]]) -> dict[str, Any]:
    numbers = [float(row.get(name) or 0) for row in rows for name in ("middle", "high")]
    return {
        "field": "middle",
        "type": "quantitative",
        "scale": {"domain": [0, 1.1 * max(numbers)], "nice": False, "zero": False},
        "axis": {
            "title": None,
            "tickCount": 5,
            "domain": False,
            "ticks": False,
            "labelColor": QUIET,
        },
    }


def _height_of(value: float, y: dict[str, Any]) -> float:
    low, high = y["scale"]["domain"]
    return round(float(_HEIGHT * (high - value) / (high - low)), 1)
