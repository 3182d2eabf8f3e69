"""How a deprivation distribution is drawn: columns, comparators as markers, an even line."""

from collections.abc import Sequence
from typing import Any

from jsna.charts.style import (
    EDGE,
    FOCUS,
    GRID,
    OTHERS,
    QUIET,
    REFERENCES,
    Layout,
    chart,
    layer,
    text_width,
)

EVEN = 10
"""Percent of England's neighbourhoods in each tenth: ten equal groups, by definition."""
_EVEN_WORDS = "10%: an even spread"
_LINED = {"stroke": "white", "strokeWidth": 1.5}
_HEIGHT = {"wide": 260, "phone": 230}


def spec(
    layout: Layout, rows: list[dict[str, Any]], beside: Sequence[str], description: str
) -> dict[str, Any]:
    """Return the Vega-Lite of one layout; `beside` are the names of the comparators."""
    names = ["share", *(f"beside_{n}" for n in range(1, len(beside) + 1))]
    highest = max(row[name] or 0 for row in rows for name in names)
    top = max(highest, EVEN) * 1.16
    layers = [
        *_columns_drawn(layout, top),
        *_even_line(layout),
        *_markers(names[1:]),
        *_values(names, layout, top),
        *_ends(layout),
        *_key(beside, layout),
    ]
    return chart(
        layout,
        layers,
        name="deprivation",
        description=description,
        height=_HEIGHT[layout.name],
    )


def _x(**more: Any) -> dict[str, Any]:
    return {"field": "decile", "type": "ordinal", "scale": {"paddingInner": 0.22}, **more}


def _columns_drawn(layout: Layout, top: float) -> list[dict[str, Any]]:
    """Return the columns; the most deprived fifth is dark, the rest paler."""
    below = {"title": None, "domain": True, "ticks": False, "labelPadding": 6}
    side = {
        "title": None,
        "tickCount": 4,
        "domain": False,
        "ticks": False,
        "labelColor": QUIET,
        "labelExpr": "datum.label + '%'",
        "gridColor": GRID,
    }
    scale = {"domain": [0, top], "nice": False}
    share = {"field": "share", "type": "quantitative", "scale": scale, "axis": side}
    words = [
        {"field": "tenth", "type": "nominal", "title": "Tenth"},
        {"field": "share", "type": "quantitative", "title": "% of residents", "format": ".1f"},
    ]
    return [
        layer(
            name,
            "bar",
            {"x": _x(axis=below), "y": share, "tooltip": words},
            only=f"isValid(datum.share) && datum.decile {test}",
            color=color,
        )
        for name, test, color in (("most-deprived-fifth", "<= 2", FOCUS), ("rest", "> 2", OTHERS))
    ]


def _even_line(layout: Layout) -> list[dict[str, Any]]:
    """Return the line at 10%, which is where England's neighbourhoods lie by definition."""
    look: dict[str, Any] = {"color": "#3D3D3D", "strokeDash": [2, 3], "strokeWidth": 1.5}
    return [layer("even", "rule", {"y": {"datum": EVEN}}, data=[{}], **look)]


def _markers(names: Sequence[str]) -> list[dict[str, Any]]:
    """Return each comparator's marker: a thick dash, then a hollow diamond."""
    layers = []
    for number, name in enumerate(names):
        encoding = {"x": _x(), "y": {"field": name, "type": "quantitative"}}
        look = _look(number)
        only = f"isValid(datum.{name})"
        mark = look.pop("mark")
        if number == 0:
            look["width"] = {"band": 0.98}
        layers.append(layer(name.replace("_", "-"), mark, encoding, only=only, **look))
    return layers


def _look(number: int) -> dict[str, Any]:
    color = REFERENCES[number]
    if number == 0:
        return {"mark": "tick", "color": color, "thickness": 6, "opacity": 1} | _LINED
    return {
        "mark": "point",
        "shape": "diamond",
        "size": 90,
        "stroke": color,
        "fill": "white",
        "strokeWidth": 2,
        "opacity": 1,
    }


def _values(names: Sequence[str], layout: Layout, top: float) -> list[dict[str, Any]]:
    """Return the focus area's values above its columns, or above a marker that is in the way."""
    near = top * 24 / _HEIGHT[layout.name]
    steps = {"label_at": "datum.share"}
    for number, name in enumerate([*names[1:], *names[1:2]], start=1):
        other, at = f"datum.{name}", f"datum.{list(steps)[-1]}"
        close = f"{other} >= {at} && {other} - {at} < {near:.3f}"
        steps[f"label_at_{number}"] = f"{close} ? {other} : {at}"
    text = "replace(datum.label, '%', '')" if layout.is_phone else "datum.label"
    encoding = {
        "x": _x(),
        "y": {"field": list(steps)[-1], "type": "quantitative"},
        "text": {"field": "words", "type": "nominal"},
    }
    return [
        layer(
            part,
            "text",
            encoding,
            calculate={**steps, "words": text},
            only="isValid(datum.share)",
            baseline="bottom",
            dy=-6,
            fontWeight="bold",
            **(EDGE if part == "values-edge" else {}),
        )
        for part in ("values-edge", "values")
    ]


def _ends(layout: Layout) -> list[dict[str, Any]]:
    """Return the words under the first and the last column."""
    return [
        layer(
            f"end-{align}",
            "text",
            {
                "x": {"value": place},
                "y": {"value": {"expr": "height + 38"}},
                "text": {"value": text},
            },
            data=[{}],
            align=align,
            baseline="middle",
            color=QUIET,
        )
        for align, place, text in (
            (
                "left",
                0,
                "\u2190 most deprived" if layout.is_phone else "\u2190 1 = most deprived tenth",
            ),
            (
                "right",
                {"expr": "width"},
                "least deprived \u2192" if layout.is_phone else "10 = least deprived tenth \u2192",
            ),
        )
    ]


def _key_items(names: Sequence[str]) -> list[tuple[str, int | None]]:
    return [*((name, number) for number, name in enumerate(names)), (_EVEN_WORDS, None)]


def _key_places(names: Sequence[str], layout: Layout) -> list[tuple[str, int | None, float, int]]:
    """Return (words, comparator number, left, row) of each key item, wrapped to the width."""
    places: list[tuple[str, int | None, float, int]] = []
    left, row = 0.0, 0
    for words, number in _key_items(names):
        needed = 34 + text_width(words, layout.text) + 22
        if left and left + needed > layout.width - 40:
            left, row = 0.0, row + 1
        places.append((words, number, left, row))
        left += needed
    return places


def _key_rows(names: Sequence[str], layout: Layout) -> int:
    return 1 + max(place[3] for place in _key_places(names, layout))


def _key(names: Sequence[str], layout: Layout) -> list[dict[str, Any]]:
    """Return the names of the markers and of the dotted line, above the chart."""
    layers = []
    rows = _key_rows(names, layout)
    for words, number, left, row in _key_places(names, layout):
        height = {"value": -24 * (rows - row) + 6}
        name = "even" if number is None else f"beside-{number + 1}"
        if number == 1:
            look = _look(1)
            mark = look.pop("mark")
            sample = layer(
                f"key-{name}", mark, {"x": {"value": left + 13}, "y": height}, data=[{}], **look
            )
        else:
            dotted: dict[str, Any] = {"strokeDash": [2, 3], "strokeWidth": 1.5, "color": "#3D3D3D"}
            solid: dict[str, Any] = {"strokeWidth": 4, "color": REFERENCES[0]}
            ends = {"x": {"value": left}, "x2": {"value": left + 26}, "y": height}
            look = dotted if number is None else solid
            sample = layer(f"key-{name}", "rule", ends, data=[{}], **look)
        text = {"x": {"value": left + 34}, "y": height, "text": {"value": words}}
        said = layer(f"key-{name}-words", "text", text, data=[{}], align="left", baseline="middle")
        layers += [sample, said]
    return layers
