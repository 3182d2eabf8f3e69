"""How a ranking is drawn: bars or dots, their limits, and comparators as lines across."""

from typing import Any

from jsna.charts.request import Request
from jsna.charts.style import (
    DASHES,
    EDGE,
    FOCUS,
    OTHERS,
    QUIET,
    REFERENCES,
    Layout,
    chart,
    layer,
    text_width,
    tooltip,
)

_BESIDE = 250
"""Pixels for names left of the bars; where one is longer, all stand over their bars instead."""
_BREAK = "|"
_DOTS = ("years", "median", "index")
"""Kinds of value where zero means nothing: dots on a scale that need not start there."""


def is_dots(request: Request) -> bool:
    """Return whether values are dots on a scale that need not start at zero."""
    default = "dot" if request.indicator.value_type in _DOTS else "bar"
    return bool(request.options.get("mark", default) == "dot")


def spec(
    request: Request, layout: Layout, rows: list[dict[str, Any]], description: str
) -> dict[str, Any]:
    """Return the Vega-Lite of one layout; the areas stand in the order of `rows`."""
    dots = is_dots(request)
    domain = _domain(rows, layout, dots)
    references = [row for row in rows if row["role"].startswith("reference")]
    above = _stand_above(rows, layout)
    names = _wrapped([row["area"] for row in rows if row not in references], layout)
    lines = max(map(len, names.values()), default=1)
    shift = 9 + _half_line(layout) * (lines - 1) if above else 0
    value = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": domain, "nice": False, "zero": False},
        "axis": _scale_axis(request),
    }
    area = {
        "field": "area",
        "type": "nominal",
        "sort": None,
        "axis": None if above else _names(rows),
    }
    order = [row["area"] for row in rows if row not in references]
    ordered = {**area, "scale": {"domain": order, "paddingInner": 0, "paddingOuter": 0}}
    layers = [
        *_marks(value, ordered, shift, dots),
        *_reference_lines(references),
        *(_whiskers(area, shift) if "lower_ci" in rows[0] else []),
        *_labels(area, shift),
        *(_names_above(area, layout, names) if above else []),
        *_reference_names(references, rows, layout, domain),
    ]
    return chart(
        layout,
        layers,
        name="ranked",
        description=description,
        height=(22 + 2 * shift if above else 24) * len(order),
    )


def _scale_axis(request: Request) -> dict[str, Any]:
    axis: dict[str, Any] = {"title": None, "tickCount": 4, "domain": False, "ticks": False}
    if request.indicator.unit in ("%", "\u00a3"):
        unit = request.indicator.unit
        axis["labelExpr"] = "datum.label + '%'" if unit == "%" else f"'{unit}' + datum.label"
    return axis | {"labelColor": QUIET}


def _names_width(rows: list[dict[str, Any]], layout: Layout) -> float:
    """Return the pixels that the area names take left of the bars."""
    return 0 if _stand_above(rows, layout) else _widest(rows, layout) + 8


def _widest(rows: list[dict[str, Any]], layout: Layout) -> float:
    return max(text_width(row["area"], layout.text, bold=True) for row in rows)


def _stand_above(rows: list[dict[str, Any]], layout: Layout) -> bool:
    """Return whether names stand over their bars: on phones, and where one is too long beside."""
    return layout.is_phone or _widest(rows, layout) > _BESIDE


def _wrapped(names: list[str], layout: Layout) -> dict[str, list[str]]:
    """Return each name -> the lines that it takes over its bar, as few as hold all its words."""
    found: dict[str, list[str]] = {}
    for name in names:
        lines: list[str] = []
        for word in name.split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            fits = text_width(longer, layout.text, bold=True) <= layout.width - 12
            lines = [*lines[:-1], longer] if lines and fits else [*lines, word]
        found[name] = lines
    return found


def _half_line(layout: Layout) -> int:
    return (layout.text + 3) // 2


def _domain(rows: list[dict[str, Any]], layout: Layout, dots: bool) -> list[float]:
    """Return the ends of the scale, with room for the printed value right of the longest bar."""
    numbers = [
        float(row[name])
        for row in rows
        for name in ("value", "lower_ci", "upper_ci")
        if row.get(name) is not None
    ]
    low, high = (min(numbers), max(numbers)) if dots else (min(0, *numbers), max(0, *numbers))
    span = (high - low) or abs(high) or 1.0
    room = layout.width - 12 - _names_width(rows, layout)
    label = max(text_width(row["label"], layout.text, bold=True) for row in rows) + 12
    start = low - 0.08 * span if dots else low
    return [start, high + (high - start or span) * label / max(room - label, 60)]


def _names(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the axis of area names; the focus area's is bold."""
    focus = [row["area"] for row in rows if row["role"] == "focus"]
    axis: dict[str, Any] = {"title": None, "domain": False, "ticks": False}
    axis["labelLimit"] = _BESIDE
    if focus:
        test = f"datum.value === {_quoted(focus[0])}"
        axis["labelFontWeight"] = {"condition": {"test": test, "value": "bold"}, "value": "normal"}
    return axis


def _quoted(text: str) -> str:
    """Return text as a string inside a Vega expression."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _marks(
    value: dict[str, Any], area: dict[str, Any], shift: int, dots: bool
) -> list[dict[str, Any]]:
    """Return the other areas' marks, then the focus area's: darker, and dots are larger."""
    layers = []
    for role, color in (("other", OTHERS), ("focus", FOCUS)):
        look: dict[str, Any] = {"color": color, "yOffset": shift}
        if dots:
            look |= {"filled": True, "size": 150 if role == "focus" else 80, "opacity": 1}
            look |= {"shape": "diamond" if role == "focus" else "circle"}
        else:
            look |= {"height": 14}
        layers.append(
            layer(
                role,
                "point" if dots else "bar",
                {
                    "x": value,
                    "y": area,
                    "tooltip": tooltip(("area", "Area"), ("label", "Value")),
                },
                only=f"datum.role === '{role}' && isValid(datum.value)",
                **look,
            )
        )
    return layers


def _whiskers(area: dict[str, Any], shift: int) -> list[dict[str, Any]]:
    """Return the 95% limits as a thin line with a pale edge, readable on a dark bar too."""
    ends = {
        "x": {"field": "lower_ci", "type": "quantitative"},
        "x2": {"field": "upper_ci"},
        "y": area,
    }
    only = "indexof(datum.role, 'reference') < 0 && isValid(datum.lower_ci)"
    return [
        layer("limits-edge", "rule", ends, only=only, color="white", strokeWidth=4, yOffset=shift),
        layer("limits", "rule", ends, only=only, color="#3D3D3D", strokeWidth=2, yOffset=shift),
    ]


def _labels(area: dict[str, Any], shift: int) -> list[dict[str, Any]]:
    """Return the printed values as a column at the right edge, where no line can cross them."""
    look: dict[str, Any] = {"align": "right", "baseline": "middle", "dy": shift}
    words = {"field": "label", "type": "nominal"}
    layers = [
        layer(
            f"{role}-value",
            "text",
            {"x": {"value": {"expr": "width"}}, "y": area, "text": words},
            only=f"datum.role === '{role}' && isValid(datum.value)",
            fontWeight=weight,
            **look,
        )
        for role, weight in (("other", "normal"), ("focus", "bold"))
    ]
    none = {"x": {"value": 2}, "y": area, "text": words}
    quiet = {**look, "align": "left", "color": QUIET}
    return [*layers, layer("no-figure", "text", none, only="datum.value === null", **quiet)]


def _names_above(
    area: dict[str, Any], layout: Layout, names: dict[str, list[str]]
) -> list[dict[str, Any]]:
    """Return the area names over their bars, their last lines at one height."""
    half = _half_line(layout)
    most = max(map(len, names.values()), default=1)
    layers = []
    for lines in range(1, most + 1):
        some = [name for name, parts in names.items() if len(parts) == lines]
        look: dict[str, Any] = {"dy": -8 + half * (most - 1) - 2 * half * (lines - 1)}
        field, words, test = "area", None, ""
        if most > 1:
            field, words = "words", {"words": _broken({name: names[name] for name in some})}
            found = " || ".join(f"datum.area === {_quoted(name)}" for name in some)
            test = f" && ({found or 'false'})"
        if lines > 1:
            look |= {"lineBreak": _BREAK, "lineHeight": 2 * half}
        layers += [
            layer(
                f"{role}-name{f'-{lines}' if most > 1 else ''}{part}",
                "text",
                {"x": {"value": 0}, "y": area, "text": {"field": field, "type": "nominal"}},
                only=f"datum.role === '{role}'{test}",
                calculate=words,
                align="left",
                baseline="middle",
                limit=layout.width - 12,
                fontWeight="bold" if role == "focus" else "normal",
                **look,
                **(EDGE if part else {}),
            )
            for part in ("-edge", "")
            for role in ("other", "focus")
        ]
    return layers


def _broken(names: dict[str, list[str]]) -> str:
    """Return an expression that gives each name with a mark where a line ends."""
    text = "datum.area"
    for name, lines in names.items():
        if len(lines) > 1:
            text = f"datum.area === {_quoted(name)} ? {_quoted(_BREAK.join(lines))} : {text}"
    return text


def _reference_lines(references: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        layer(
            f"reference-{number + 1}",
            "rule",
            {
                "x": {"field": "value", "type": "quantitative"},
                "y": {"value": -20 * (len(references) - number) + 8},
                "y2": {"value": {"expr": "height"}},
            },
            only=f"datum.role === '{row['role']}'",
            color=REFERENCES[number],
            strokeDash=DASHES[number],
            strokeWidth=1.5,
        )
        for number, row in enumerate(references)
    ]


def _reference_names(
    references: list[dict[str, Any]],
    rows: list[dict[str, Any]],
    layout: Layout,
    domain: list[float],
) -> list[dict[str, Any]]:
    """Return the names of the lines, one above the other, each turned away from the other line."""
    layers = []
    names = _names_width(rows, layout)
    room = layout.width - 12 - names
    for number, row in enumerate(references):
        width = text_width(f"{row['area']} {row['label']}", layout.text) + 8
        at = (row["value"] - domain[0]) / (domain[1] - domain[0]) * room
        leftmost = row["value"] <= min(each["value"] for each in references)
        fits_left, fits_right = at + names > width, at + width < room
        to_left = fits_left and ((leftmost and len(references) > 1) or not fits_right)
        words = {
            "x": {"field": "value", "type": "quantitative"},
            "y": {"value": -20 * (len(references) - number) + 8},
            "text": {"field": "words", "type": "nominal"},
        }
        for part in ("edge", "name"):
            layers.append(
                layer(
                    f"reference-{number + 1}-{part}",
                    "text",
                    words,
                    calculate={"words": "datum.area + ' ' + datum.label"},
                    only=f"datum.role === '{row['role']}'",
                    align="right" if to_left else "left",
                    baseline="middle",
                    dx=-6 if to_left else 6,
                    **(EDGE if part == "edge" else {"color": REFERENCES[number]}),
                )
            )
    return layers
