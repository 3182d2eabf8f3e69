"""How an age pyramid is drawn: bars from the middle outwards, the comparator as steps."""

from math import ceil
from typing import Any

from jsna.charts.style import (
    PAIR,
    PAPER,
    QUIET,
    REFERENCES,
    Layout,
    chart,
    layer,
    tooltip,
)


def spec(
    layout: Layout, rows: list[dict[str, Any]], outline: str, description: str
) -> dict[str, Any]:
    """Return the Vega-Lite of one layout.

    Args:
        layout: size and text size.
        rows: the figure's table, youngest first.
        outline: name of the comparator; "" without one.
        description: the text alternative.
    """
    shares = [
        row[name] or 0 for row in rows for name in row if name.endswith(("_share", "_beside"))
    ]
    limit = max(1, ceil(max(shares) * 2 + 0.1) / 2)
    order = [row["age"] for row in reversed(rows)]
    layers = [
        _bars("males", -1, limit, order, layout),
        _bars("females", 1, limit, order, layout),
        *(_outline(order) if outline else []),
        *_side_names(layout),
        *(_key(outline, layout) if outline else []),
    ]
    step = 21 if layout.is_phone else 22
    return chart(
        layout,
        layers,
        name="pyramid",
        description=description,
        height=step * len(rows),
        padding=(2, 8, 2, 2),
    )


def _bars(side: str, sign: int, limit: float, order: list[str], layout: Layout) -> dict[str, Any]:
    """Return one side's bars; males run left from zero."""
    axis: dict[str, Any] = {
        "title": "% of all people",
        "values": _ticks(limit, layout),
        "labelExpr": "format(abs(datum.value), '~') + '%'",
        "domain": False,
        "ticks": False,
        "labelColor": QUIET,
    }
    ages = {"title": None, "domain": False, "ticks": False, "labelColor": QUIET}
    words = tooltip(("age", "Age"))
    words += [
        {"field": side, "type": "quantitative", "title": side.capitalize(), "format": ",.0f"},
        {"field": f"{side}_share", "type": "quantitative", "title": "%", "format": ".1f"},
    ]
    return layer(
        side,
        "bar",
        {
            "x": {
                "field": "length",
                "type": "quantitative",
                "scale": {"domain": [-limit, limit], "nice": False},
                "axis": axis,
            },
            "y": {
                "field": "age",
                "type": "nominal",
                "sort": order,
                "scale": {"paddingInner": 0, "paddingOuter": 0},
                "axis": ages,
            },
            "tooltip": words,
        },
        calculate={"length": f"{sign} * datum.{side}_share"},
        only="isValid(datum.length)",
        color=PAIR[0] if side == "males" else PAIR[1],
        height={"band": 0.86},
    )


def _ticks(limit: float, layout: Layout) -> list[float]:
    step = 2 if layout.is_phone and limit > 4 else 1
    ends = [float(value) for value in range(0, int(limit) + 1, step)]
    return [-value for value in reversed(ends[1:])] + ends


def _outline(order: list[str]) -> list[dict[str, Any]]:
    """Return the comparator's steps: an upright line per band, joined to the band above.

    They are drawn twice, first broader and white, so that they stand out from dark bars.
    """
    layers = []
    for part, color, width in (("-edge", PAPER, 4.5), ("", REFERENCES[0], 2)):
        look: dict[str, Any] = {"color": color, "strokeWidth": width, "strokeCap": "square"}
        for side, sign in (("males", -1), ("females", 1)):
            at = {"edge": f"{sign} * datum.{side}_beside"}
            age = {"field": "age", "type": "nominal", "sort": order}
            edge = {"field": "edge", "type": "quantitative"}
            foot = {"field": "age", "bandPosition": 1}
            upright = {"x": edge, "y": {**age, "bandPosition": 0}, "y2": foot}
            layers.append(layer(f"{side}-outline{part}", "rule", upright, calculate=at, **look))
            joined = {"x": edge, "x2": {"field": "before"}, "y": {**age, "bandPosition": 1}}
            joins = layer(f"{side}-joins{part}", "rule", joined, calculate=at, **look)
            window = {"op": "lag", "field": "edge", "as": "before"}
            joins["transform"] += [{"window": [window]}, {"filter": "isValid(datum.before)"}]
            layers.append(joins)
    return layers


def _side_names(layout: Layout) -> list[dict[str, Any]]:
    """Return "Males" and "Females" over their sides."""
    names = []
    for text, align, shift, color in (
        ("\u2190 Males", "right", -10, PAIR[0]),
        ("Females \u2192", "left", 10, "#146D66"),
    ):
        names.append(
            layer(
                f"name-{align}",
                "text",
                {"x": {"datum": 0}, "y": {"value": -12}, "text": {"value": text}},
                data=[{}],
                align=align,
                baseline="middle",
                dx=shift,
                fontSize=layout.text,
                fontWeight="bold",
                color=color,
            )
        )
    return names


def _key(name: str, layout: Layout) -> list[dict[str, Any]]:
    """Return the sample of the outline and its name, above the chart."""
    height = {"value": -36 if layout.is_phone else -12}
    sample = {"x": {"value": 0}, "x2": {"value": 26}, "y": height}
    words = {"x": {"value": 33}, "y": height, "text": {"value": f"Outline: {name}"}}
    look: dict[str, Any] = {"align": "left", "baseline": "middle", "color": REFERENCES[0]}
    return [
        layer("key-line", "rule", sample, data=[{}], color=REFERENCES[0], strokeWidth=2),
        layer("key-words", "text", words, data=[{}], fontSize=layout.text, **look),
    ]
