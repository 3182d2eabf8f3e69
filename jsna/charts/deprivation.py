"""Deprivation distribution: how people are spread over England's ten deprivation groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jsna.bundles import Bundle
from jsna.charts import chosen
from jsna.charts.deprivation_drawing import spec
from jsna.charts.request import Request
from jsna.charts.style import LAYOUTS
from jsna.errors import DataError
from jsna.records import Area, Observation
from jsna.words import shown

DECILES = tuple(str(number) for number in range(1, 11))
CATEGORY_TYPE = "Deprivation decile"
_MOST_BESIDE = 2


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
    names = [each.area.name for each in beside]
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
        spec={each.name: spec(each, table, names, alt) for each in LAYOUTS},
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
    cells: list[chosen.Cells] = []
    for decile in DECILES:
        share = focus.share(decile)
        row = {
            "tenth": _named(decile),
            "decile": int(decile),
            "share": share,
            "people": focus.people(decile),
        }
        row |= {f"beside_{n}": each.share(decile) for n, each in enumerate(beside, start=1)}
        held = focus.cells.get(decile)
        row["label"] = _label(share, held)
        table.append(row)
        notes.append(chosen.why_missing(held) if share is None else None)
        others = {f"beside_{n}": each.cells.get(decile) for n, each in enumerate(beside, start=1)}
        cells.append({"share": held, "people": held, **others})
    return chosen.noted(table, notes, cells)


def _label(share: float | None, held: Observation | None) -> str:
    """Return what stands over a column: whole percents, but for a small share."""
    if share is None:
        return chosen.absent(held)
    return shown(share, "%", 0 if share >= 1 or not share else 1)


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
