"""The pyramid of need: how many people are in each group now and later, with the range of later."""

from dataclasses import dataclass
from typing import Any

from jsna.bundles import Bundle
from jsna.charts.style import (
    FOCUS,
    LAYOUTS,
    OTHERS,
    QUIET,
    Layout,
    chart,
    layer,
    text_width,
    tooltip,
)

_BAR, _APART = 13, 8


@dataclass(frozen=True)
class Group:
    """One group of need: people now and later, and the ends of the range where there is one."""

    name: str
    now: float
    later: float
    low: float | None
    high: float | None
    now_label: str
    later_label: str


@dataclass(frozen=True)
class Projected:
    """What surrounds a chart of model results: the words, and where the numbers come from."""

    figure_id: str
    headline: str
    subtitle: str
    alt: str
    notes: tuple[str, ...]
    sources: tuple[dict[str, Any], ...]
    tags: tuple[str, ...] = ()


def need(groups: list[Group], years: tuple[int, int], about: Projected) -> Bundle:
    """Return a pyramid of need: two bars for each group, the most complex need on top.

    Args:
        groups: from the tip to the base.
        years: the year of the first and of the second bar.
        about: headline, source and the like.
    """
    rows = [
        {
            "group": item.name,
            "now": item.now,
            "later": item.later,
            "low": item.low,
            "high": item.high,
            "now_label": f"{item.now_label} in {years[0]}",
            "later_label": f"{item.later_label} in {years[1]}",
        }
        for item in groups
    ]
    number: dict[str, Any] = {"type": "number", "unit": None, "decimals": 0}
    columns: list[dict[str, Any]] = [
        {"name": "group", "title": "Group of need", "type": "text", "header": True},
        {"name": "now", "title": f"People in {years[0]}, modelled", **number},
        {"name": "later", "title": f"People in {years[1]}, modelled", **number},
        {"name": "low", "title": f"Range in {years[1]}, from", **number},
        {"name": "high", "title": f"Range in {years[1]}, to", **number},
        {"name": "now_label", "title": "First label", "type": "text", "hidden": True},
        {"name": "later_label", "title": "Second label", "type": "text", "hidden": True},
    ]
    if any(item.low is None for item in groups):
        columns, rows = without_ranges(columns, rows)
    spec = {each.name: _spec(each, rows, about.alt) for each in LAYOUTS}
    return bundle_of("need", about, columns, rows, spec)


def without_ranges(
    columns: list[dict[str, Any]], rows: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return columns and rows without the ends of ranges, where not all of them are known."""
    ends = ("low", "high")
    kept = [column for column in columns if column["name"] not in ends]
    return kept, [{name: row[name] for name in row if name not in ends} for row in rows]


def bundle_of(
    kind: str,
    about: Projected,
    columns: list[dict[str, Any]],
    rows: list[dict[str, Any]],
    spec: dict[str, Any],
) -> Bundle:
    """Return the figure bundle around a chart of model results."""
    return {
        "id": about.figure_id,
        "chart": kind,
        "headline": about.headline,
        "subtitle": about.subtitle,
        "alt": about.alt,
        "columns": columns,
        "rows": rows,
        "spec": spec,
        "notes": [*about.notes],
        "statuses": ["modelled"],
        "sources": [*about.sources],
        "keys": [],
        "tags": [tag for tag in about.tags if tag != "setup"],
    }


def _spec(layout: Layout, rows: list[dict[str, Any]], description: str) -> dict[str, Any]:
    step = 60 if layout.is_phone else 42
    shift = 9 if layout.is_phone else 0
    names = 0.0 if layout.is_phone else max(text_width(r["group"], layout.text) for r in rows) + 8
    value = {
        "field": "now",
        "type": "quantitative",
        "scale": {"domain": _domain(rows, layout, names), "nice": False, "zero": False},
        "axis": {
            "title": None,
            "tickCount": 4,
            "domain": False,
            "ticks": False,
            "labelColor": QUIET,
        },
    }
    group = {
        "field": "group",
        "type": "nominal",
        "sort": None,
        "axis": None
        if layout.is_phone
        else {"title": None, "domain": False, "ticks": False, "labelLimit": 250},
        "scale": {
            "domain": [row["group"] for row in rows],
            "paddingInner": 0,
            "paddingOuter": 0,
        },
    }
    layers = [
        *(
            layer(
                name,
                "bar",
                {
                    "x": {**value, "field": name},
                    "y": group,
                    "tooltip": tooltip(("group", "Group"), (f"{name}_label", "People")),
                },
                color=color,
                height=_BAR,
                yOffset=shift + side * _APART,
            )
            for name, color, side in (("now", OTHERS, -1), ("later", FOCUS, 1))
        ),
        *(_whiskers(group, shift + _APART) if "low" in rows[0] else []),
        *(
            layer(
                f"{name}-label",
                "text",
                {
                    "x": {"value": {"expr": "width"}},
                    "y": group,
                    "text": {"field": f"{name}_label", "type": "nominal"},
                },
                align="right",
                baseline="middle",
                dy=shift + side * _APART,
                fontWeight="bold" if name == "later" else "normal",
            )
            for name, side in (("now", -1), ("later", 1))
        ),
    ]
    if layout.is_phone:
        layers.append(
            layer(
                "names",
                "text",
                {
                    "x": {"value": 0},
                    "y": group,
                    "text": {"field": "group", "type": "nominal"},
                },
                align="left",
                baseline="middle",
                dy=-19,
                limit=layout.width - 12,
            )
        )
    return chart(layout, layers, name="need", description=description, height=step * len(rows))


def _domain(rows: list[dict[str, Any]], layout: Layout, names: float) -> list[float]:
    """Return the ends of the scale, with room for the words right of the longest bar."""
    most = max(float(row.get(name) or 0) for row in rows for name in ("now", "later", "high"))
    label = max(text_width(row["later_label"], layout.text, bold=True) for row in rows) + 12
    room = layout.width - 12 - names
    return [0, most * (1 + label / max(room - label, 60))]


def _whiskers(group: dict[str, Any], shift: int) -> list[dict[str, Any]]:
    ends = {
        "x": {"field": "low", "type": "quantitative"},
        "x2": {"field": "high"},
        "y": group,
    }
    return [
        layer("range-edge", "rule", ends, color="white", strokeWidth=4, yOffset=shift),
        layer("range", "rule", ends, color="#3D3D3D", strokeWidth=2, yOffset=shift),
    ]
