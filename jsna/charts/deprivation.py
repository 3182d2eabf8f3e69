"""Deprivation distribution: how people are spread over England's ten deprivation groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jsna.bundles import Bundle
from jsna.charts import chosen
from jsna.charts.request import Request
from jsna.charts.style import (
    EDGE,
    FOCUS,
    GRID,
    LAYOUTS,
    OTHERS,
    QUIET,
    REFERENCES,
    Layout,
    chart,
    layer,
    text_width,
)
from jsna.errors import DataError
from jsna.records import Area, Observation
from jsna.words import shown

DECILES = tuple(str(number) for number in range(1, 11))
CATEGORY_TYPE = "Deprivation decile"
EVEN = 10
"""Percent of England's neighbourhoods in each tenth: ten equal groups, by definition."""
_LINED = {"stroke": "white", "strokeWidth": 1.5}
_MOST_BESIDE = 2
_HEIGHT = {"wide": 260, "phone": 230}


@dataclass(frozen=True)
class _Spread:
    """One area's residents by decile, in percent; None where no figure is held."""

    area: Area
    cells: Mapping[str, Observation]
    is_percent: bool
    """True where the observations are shares, False where they are counts of residents."""

    def share(self, decile: str) -> float | None:
        """Return the share: as held for an indicator in %, else out of all ten counts."""
        held = self.cells.get(decile)
        value = chosen.known(held)
        if value is None or held is None or self.is_percent:
            return value
        whole = held.denominator or sum(chosen.known(each) or 0 for each in self.cells.values())
        return 100 * value / whole if whole else None

    def people(self, decile: str) -> float | None:
        held = self.cells.get(decile)
        if held is None or not held.status.has_value:
            return None
        return held.count if self.is_percent else held.value

    def worst_fifth(self) -> float | None:
        first, second = self.share("1"), self.share("2")
        return None if first is None or second is None else first + second


def deprivation(request: Request) -> Bundle:
    """Return the ten columns of the focus area, with up to two comparators as markers.

    Observations: one per decile, category type "Deprivation decile", category "1" (most deprived)
    to "10"; either shares in % or counts of residents.

    Raises:
        DataError: if the focus area has no figure for any decile.
    """
    rows = [row for row in chosen.stratum(request, spread=("category", "category_type"))]
    rows = [row for row in rows if row.category in DECILES and row.category_type == CATEGORY_TYPE]
    period = chosen.newest(request, rows, [request.focus])
    focus = _spread(request, rows, request.focus, period)
    if all(focus.share(decile) is None for decile in DECILES):
        raise DataError(
            f"Page {request.page!r}: no share of residents by deprivation decile is held for "
            f"{request.focus.full_name}. Leave the chart out for this area."
        )
    beside = [
        spread
        for area in request.beside
        if area.area_code != request.focus.area_code
        and (spread := _spread(request, rows, area, period)).cells
    ][:_MOST_BESIDE]
    table = _rows(focus, beside)
    headline = _headline(focus, beside)
    alt = chosen.alternative(
        f"Column chart of residents of {request.focus.full_name} by national deprivation tenth, "
        f"{period}.",
        f"{headline}.",
        _extremes(focus),
    )
    return chosen.bundle(
        request,
        "deprivation",
        [
            each.cells[decile]
            for each in (focus, *beside)
            for decile in DECILES
            if decile in each.cells
        ],
        headline=headline,
        subtitle=(
            f"{chosen.measure(request, rows, period)}, % of residents of "
            f"{request.focus.full_name}, {period}; "
            "each tenth holds 10% of England\u2019s neighbourhoods"
        ),
        alt=alt,
        columns=_columns(focus, beside, table),
        rows=table,
        spec={each.name: _spec(each, table, beside, alt) for each in LAYOUTS},
    )


def _spread(request: Request, rows: Sequence[Observation], area: Area, period: str) -> _Spread:
    cells = {
        row.category: row
        for row in rows
        if row.area_code == area.area_code and row.period == period
    }
    return _Spread(area, cells, request.indicator.unit == "%")


def _rows(focus: _Spread, beside: Sequence[_Spread]) -> list[dict[str, Any]]:
    table: list[dict[str, Any]] = []
    notes: list[str | None] = []
    for decile in DECILES:
        share = focus.share(decile)
        row = {
            "tenth": _named(decile),
            "decile": int(decile),
            "share": share,
            "people": focus.people(decile),
        }
        row |= {f"beside_{n}": each.share(decile) for n, each in enumerate(beside, start=1)}
        row["label"] = shown(share, "%", 0 if share is None or share >= 1 or not share else 1)
        table.append(row)
        notes.append(chosen.why_missing(focus.cells.get(decile)) if share is None else None)
    return chosen.noted(table, notes)


def _named(decile: str) -> str:
    return {"1": "1 (most deprived)", "10": "10 (least deprived)"}.get(decile, decile)


def _columns(
    focus: _Spread, beside: Sequence[_Spread], rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    share = {"type": "number", "unit": "%", "decimals": 1}
    title = "National deprivation tenth"
    columns: list[dict[str, Any]] = [
        {"name": "tenth", "title": title, "type": "text", "header": True},
        {"name": "decile", "title": "Tenth", "type": "number", "decimals": 0, "hidden": True},
        {"name": "share", "title": f"{focus.area.name}, % of residents", **share},
        {
            "name": "people",
            "title": f"{focus.area.name}, residents",
            "type": "number",
            "unit": "people",
            "decimals": 0,
        },
    ]
    columns += [
        {"name": f"beside_{n}", "title": f"{each.area.name}, % of residents", **share}
        for n, each in enumerate(beside, start=1)
    ]
    columns.append({"name": "label", "title": "As printed", "type": "text", "hidden": True})
    return columns + chosen.note_column(rows)


def _headline(focus: _Spread, beside: Sequence[_Spread]) -> str:
    """Say which share of residents lives in the most deprived fifth of neighbourhoods."""
    place, own = focus.area.name, focus.worst_fifth()
    where = "in neighbourhoods among the most deprived fifth in England"
    if own is None:
        return f"How many people in {place} live {where} is not known"
    start = "No one" if own == 0 else f"{shown(own, '%', 1)} of people"
    others = [
        f"{shown(other, '%', 1)} in {each.area.name}"
        for each in beside
        if (other := each.worst_fifth()) is not None
    ]
    against = f", against {others[0]}" if others else ""
    return f"{start} in {place} live{'s' if own == 0 else ''} {where}{against}"


def _extremes(focus: _Spread) -> str:
    """Say what the two ends of the chart show, and which column is tallest."""
    held = {d: share for d in DECILES if (share := focus.share(d)) is not None}
    tallest = max(held, key=lambda decile: held[decile])
    ends = [
        f"{words}: {shown(held[decile], '%', 1)}"
        for decile, words in (("1", "Most deprived tenth"), ("10", "Least deprived tenth"))
        if decile in held
    ]
    return f"{'. '.join(ends)}. Tallest column: tenth {tallest}, {shown(held[tallest], '%', 1)}."


def _spec(
    layout: Layout, rows: list[dict[str, Any]], beside: Sequence[_Spread], description: str
) -> dict[str, Any]:
    names = ["share", *(f"beside_{n}" for n in range(1, len(beside) + 1))]
    highest = max(row[name] or 0 for row in rows for name in names)
    top = max(highest, EVEN) * 1.16
    layers = [
        *_columns_drawn(layout, top),
        *_even_line(layout),
        *_markers(names[1:]),
        *_values(names, layout, top),
        *_ends(layout),
        *_key([each.area.name for each in beside], layout),
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


_EVEN_WORDS = "10%: an even spread"


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
