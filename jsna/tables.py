"""Bundles that are not charts: one value, a table of facts, the list of sources."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from jsna import words
from jsna.bundles import Bundle, Kind
from jsna.catalogue import Catalogue
from jsna.judgement import NO_FIGURE
from jsna.records import Area, Context, Indicator, Observation, Source, Status, slug
from jsna.series import Series
from jsna.similar import SIMILAR, similar_cells, similar_titles
from jsna.standouts import Chosen


def value_bundle(
    name: str, observation: Observation | None, series: Series, catalogue: Catalogue
) -> Bundle:
    """Return a value bundle; without an observation its status is `missing`."""
    indicator = series.indicator
    if observation is None:
        source = catalogue.sources[indicator.source_id]
        return {
            "name": name,
            "text": words.NOT_KNOWN,
            "value": None,
            "unit": indicator.unit,
            "key": f"{indicator.indicator_id}@{series.area.area_code}@none",
            "status": str(Status.MISSING),
            "note": "No figure is held.",
            "period": series.period or "",
            "source": source_entry(source, "", None),
        }
    source = catalogue.sources[observation.source_id]
    return {
        "name": name,
        "text": words.said(observation, indicator),
        "value": observation.value,
        "unit": indicator.unit,
        "key": observation.key,
        "status": str(observation.status),
        "note": observation.value_note,
        "period": observation.period,
        "source": source_entry(source, observation.period, observation.released_on),
    }


def source_entry(source: Source, period: str, released_on: str | None) -> dict[str, Any]:
    """Return a source as bundles carry it."""
    return {
        "id": source.source_id,
        "label": source.label,
        "period": period,
        "released_on": released_on or source.released_on or None,
        "licence": source.licence,
    }


# What the value says stands beside it: a phone shows three columns at a time.
_COLUMNS: list[dict[str, Any]] = [
    {"name": "measure", "title": "Measure", "type": "text", "header": True},
    {"name": "own", "title": "", "type": "text"},
    {"name": "verdict", "title": "", "type": "text"},
    {"name": "parent", "title": "", "type": "text"},
    {"name": "beside", "title": "", "type": "text"},
    {"name": "country", "title": "", "type": "text"},
    {"name": "lowest", "title": "", "type": "text"},
    {"name": "middle", "title": "", "type": "text"},
    {"name": "highest", "title": "", "type": "text"},
    {"name": "among", "title": "", "type": "text"},
    {"name": "trend", "title": "Recent trend", "type": "text"},
    {"name": "place", "title": "Place", "type": "text"},
    {"name": "period", "title": "Period", "type": "text"},
    {"name": "status", "title": "Status", "type": "text"},
    {"name": "value", "title": "Value", "type": "number", "hidden": True},
    {"name": "unit", "title": "Unit", "type": "text", "hidden": True},
    {"name": "limits", "title": "95% limits", "type": "text", "hidden": True},
    {"name": "people", "title": "Gap in people (95% limits)", "type": "text", "hidden": True},
]


def facts_table(
    table_id: str,
    title: str,
    rows: Sequence[Series],
    context: Context,
    catalogue: Catalogue,
    tags: tuple[str, ...],
    *,
    beside: str = "",
    limits: bool = True,
    similar: bool = False,
    error_note: str = "",
) -> Bundle:
    """Return a table of indicators for one area beside its comparators.

    A column that would say the same in every row moves to the subtitle; a comparator without a
    single figure is left out, and so are limits that no row holds.

    Args:
        table_id: lower_snake; becomes the table's anchor `<page>-<table_id>-table`.
        title: the caption.
        rows: at least one series whose `latest` is held, all for the same area.
        context: the page's context, for the anchor.
        catalogue: for the sources.
        tags: cell tags that printing and page one look at.
        beside: code of one more area to stand beside; "" for none.
        limits: whether to show the 95% limits, what they say beside the country, the gap in
            people, and the recent trend. A card of page one has no room for them.
        similar: whether to show the range of similar councils, and the place among them.
        error_note: what is known of the error of apportioned shares in this area.
    """
    area = rows[0].area
    of = _only(str(place[1]) for series in rows if (place := series.position()))
    is_card = "page-one" in tags
    is_short = of is not None and not is_card
    further: tuple[str, ...] = _CHOSEN if isinstance(rows, Chosen) else _FURTHER
    further = further if limits and not is_card else ()
    further += SIMILAR if similar else ()
    cells = [
        _fact_row(series, is_short=is_short, is_card=is_card) | _further(series, beside, further)
        for series in rows
    ]
    found = {where: rows[0].find(where) for where in ("parent", "country")}
    found |= {"beside": rows[0].find(beside)} if beside else {}
    titles = {"own": _head(area), **{where: other.name for where, other in found.items() if other}}
    titles |= similar_titles(rows[0]) if similar else {}
    if is_short:
        titles["place"] = f"Place of {of} {area.area_type.word}s"
    if any(cell["limits"] for cell in cells):
        titles["own"] += " (95% limits)"
    if found["country"]:
        titles["verdict"] = f"Beside {found['country'].name}"
    uniform = {name: _only(cell[name] for cell in cells) for name in ("period", "status")}
    left_out = {name for name, value in uniform.items() if value is not None}
    left_out |= {
        name
        for name in ("parent", "country", "place", "beside", *_FURTHER, *SIMILAR)
        if all(cell[name] in _SILENT for cell in cells)
    }
    columns = [
        {**column, "title": titles.get(column["name"], column["title"])}
        for column in _COLUMNS
        if column["name"] not in left_out
    ]
    shown = [item for series in rows if (item := series.latest) is not None]
    return {
        "id": f"{slug(context.page)}-{slug(table_id)}-table",
        "headline": title,
        "subtitle": _subtitle(rows, uniform["period"]),
        "columns": columns,
        "rows": [
            {column["name"]: _filled(cell, column["name"]) for column in columns} for cell in cells
        ],
        "notes": _notes(rows, shown, area, error_note),
        "statuses": list(dict.fromkeys(str(item.status) for item in shown)),
        "sources": [
            source_entry(catalogue.sources[item.source_id], item.period, item.released_on)
            for item in one_per_source(shown)
        ],
        "keys": [item.key for item in shown],
        "tags": [tag for tag in tags if tag != "setup"],
    }


LONGEST_HEAD = 24
"""A longer name over a narrow column is read as a tower of words; the caption has it in full."""


def _head(area: Area) -> str:
    """Return an area's name as it stands over a column."""
    return area.name if len(area.name) <= LONGEST_HEAD else f"This {area.area_type.word}"


def _subtitle(rows: Sequence[Series], period: str | None) -> str:
    """Return where and when; for a list of strengths or needs also what chance may have chosen."""
    text = f"{rows[0].area.full_name}, {period or 'newest figures held'}"
    return f"{text}. {rows.note}" if isinstance(rows, Chosen) and rows.note else text


_SILENT = (None, words.NOT_KNOWN, words.NOT_COMPARED_WORDS)
"""Cells that say nothing: a column of these alone is left out."""
_FURTHER = ("limits", "verdict", "people", "trend")
"""Cells of a table that says how each value stands; a column is left out where no row has any."""
_CHOSEN = ("verdict", "people")
"""Cells of a list of strengths or needs: it says what it rests on, and is printed on one sheet."""


def _notes(
    rows: Sequence[Series], shown: Sequence[Observation], area: Area, error_note: str
) -> list[str]:
    """Return what must be read with a table: how values came to be, errors, chance, traps."""
    notes = [item.value_note for item in shown if item.value_note]
    if any(item.status is Status.APPORTIONED for item in shown):
        notes += [note for note in (error_note, area.fit_note.removesuffix(".")) if note]
    notes += [trap.rule for series in rows for trap in series.indicator.traps]
    return list(dict.fromkeys(notes))


def _only(values: Iterable[str]) -> str | None:
    """Return the one value that all share, or None."""
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else None


def _fact_row(series: Series, *, is_short: bool, is_card: bool) -> dict[str, Any]:
    """Return one indicator's row.

    A short place leaves out of how many, which the title says; a card has no room for a
    comparator that is not known.
    """
    own, indicator = series.latest, series.indicator
    assert own is not None
    position, kind = series.position(), f"{series.area.area_type.word}s"
    place = words.rank(*position) if position else None
    return {
        "measure": _measure(series),
        "own": words.said(own, indicator),
        "parent": _beside(series, "parent", indicator, blank=is_card),
        "country": _beside(series, "country", indicator, blank=is_card),
        "place": place if is_short or not position else f"{place} of {position[1]} {kind}",
        "period": own.period,
        "status": str(own.status),
        "value": own.value,
        "unit": indicator.unit,
    }


def _filled(cell: Mapping[str, Any], name: str) -> Any:
    """Return a cell as it is shown: limits behind the value, the gap in people behind the word."""
    if name == "own" and cell["limits"]:
        return f"{cell['own']} ({cell['limits']})"
    if name == "verdict" and cell["people"]:
        return f"{cell['verdict']}; {cell['people']}"
    blank = {"limits": words.NOT_HELD, "verdict": words.NOT_KNOWN, "trend": "not tested"}
    blank |= dict.fromkeys(SIMILAR, words.NOT_KNOWN)
    return blank.get(name) if cell[name] is None else cell[name]


def _measure(series: Series) -> str:
    """Return what a row is called, with the sex where figures are for one only."""
    ending = {"Male": ", males", "Female": ", females"}.get(series.sex, "")
    return f"{series.indicator.short}{ending}"


def _further(series: Series, beside: str, wanted: Sequence[str]) -> dict[str, Any]:
    """Return the cells that only some tables show; None where a table or row has none."""
    makers: dict[str, Callable[[], str | None]] = {
        "limits": lambda: _limits(series.latest, series.indicator),
        "verdict": lambda: _verdict(series),
        "people": lambda: _if_equal(series),
        "trend": lambda: words.moving(series.recent()) or None,
    }
    return {
        "beside": _beside(series, beside, series.indicator, blank=False) if beside else None,
        **(similar_cells(series) if SIMILAR[0] in wanted else dict.fromkeys(SIMILAR)),
        **{name: make() if name in wanted else None for name, make in makers.items()},
    }


def _if_equal(series: Series) -> str | None:
    """Return "4,730 fewer if equal (4,460 to 5,000)", or None where no gap is told."""
    size, _, limits = words.in_people(series.gap(), series.indicator).partition(" (")
    return f"{size} if equal ({limits}" if size else None


def _limits(own: Observation | None, indicator: Indicator) -> str | None:
    """Return "54.7 to 62.1", or that there are no limits."""
    if own is None or own.lower_ci is None or own.upper_ci is None:
        return None
    low, high = (words.number(limit, indicator.decimals) for limit in (own.lower_ci, own.upper_ci))
    return f"{low} to {high}"


def _verdict(series: Series) -> str | None:
    """Return "worse" where limits tell two values apart; else what the source printed, if it did.

    None for a row without the country's figure.
    """
    found = series.judgement()
    return None if found.basis == NO_FIGURE else words.judged(found)


def _beside(series: Series, where: str, indicator: Indicator, *, blank: bool) -> str | None:
    if series.find(where) is None:
        return None
    text = words.said(series.of(where), indicator)
    return None if blank and text == words.NOT_KNOWN else text


def one_per_source(observations: Iterable[Observation]) -> list[Observation]:
    """Return the last observation of each source and period."""
    return list({(item.source_id, item.period): item for item in observations}.values())


def source_entries(shown: Iterable[Observation], catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return one entry for each source shown, with its periods, in order of label."""
    grouped: dict[tuple[str, str], list[Observation]] = {}
    for item in shown:
        label = catalogue.sources[item.source_id].label
        grouped.setdefault((label, item.source_id), []).append(item)
    return [_full_entry(catalogue, grouped[place]) for place in sorted(grouped)]


def _full_entry(catalogue: Catalogue, items: Sequence[Observation]) -> dict[str, Any]:
    source = catalogue.sources[items[0].source_id]
    released = max(item.released_on for item in items)
    return {
        **source_entry(source, words.periods(items), released),
        "publisher": source.publisher,
        "title": source.title,
        "address": source.address,
        "status": ", ".join(sorted({str(item.status) for item in items})),
    }


def plain(kind: Kind, bundle: Bundle) -> str:
    """Return a bundle as text, for JupyterLab and for anything that knows no better."""
    if kind in ("value", "sentence"):
        return f"{bundle['name']}: {bundle['text']}"
    if kind == "register":
        lines = [str(entry.get("title", entry.get("text", entry))) for entry in bundle["entries"]]
        return "\n".join([bundle["register"], *(lines or [bundle["empty"]])])
    visible = [column for column in bundle["columns"] if not column.get("hidden")]
    lines = [bundle["headline"], bundle["subtitle"]]
    lines.append("\t".join(column["title"] for column in visible))
    for row in bundle["rows"]:
        lines.append("\t".join(_cell(row.get(column["name"]), column) for column in visible))
    return "\n".join(lines)


def _cell(value: Any, column: dict[str, Any]) -> str:
    if column["type"] == "number":
        return words.number(value, column.get("decimals") or 0)
    return "" if value is None else str(value)
