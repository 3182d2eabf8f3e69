"""What all kinds share: which observations are shown, and the bundle around the chart."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jsna.bundles import Bundle
from jsna.charts.request import Request
from jsna.errors import DataError
from jsna.records import ALL, ALL_AGES, ALL_PERSONS, Area, Observation, Status
from jsna.words import HIDDEN, WITHHELD, periods

_WHY_NOT = {
    Status.SUPPRESSED: "Withheld by the publisher.",
    Status.WITHHELD: "Withheld here, to protect people.",
}
NO_FIGURE = "no figure"
_NO_FIGURE = "No figure is held."
_MOST_NOTES = 4
_ALT_LIMIT = 400


def stratum(request: Request, *, spread: tuple[str, ...] = ()) -> list[Observation]:
    """Return the observations of one stratum: what the options name, by default everybody.

    Args:
        request: what the figure is made from.
        spread: the columns that the chart itself shows every value of.

    Raises:
        DataError: if several strata remain and none of them is everybody.
    """
    indicator_id = request.indicator.indicator_id
    asked = {
        name: request.options[name]
        for name in ("sex", "age", "category_type", "category")
        if name in request.options
    }
    rows = [
        row
        for row in request.figures.observations
        if row.indicator_id == indicator_id
        and all(getattr(row, name) == wanted for name, wanted in asked.items())
    ]
    everybody = {"sex": ALL_PERSONS, "age": ALL_AGES, "category_type": ALL, "category": ALL}
    for name, word in everybody.items():
        if name in asked or name in spread:
            continue
        if any(getattr(row, name) == word for row in rows):
            rows = [row for row in rows if getattr(row, name) == word]
        elif len(held := sorted({getattr(row, name) for row in rows})) > 1:
            raise DataError(
                f"Page {request.page!r}, indicator {indicator_id!r}: several values of {name} are "
                f"held ({', '.join(held[:4])}). Name one in the options, as {name}={held[0]!r}."
            )
    return rows


def newest(request: Request, rows: Sequence[Observation], areas: Iterable[Area]) -> str:
    """Return the period to draw: the one asked for, or the newest that any of `areas` has.

    Raises:
        DataError: if none of these areas has an observation.
    """
    if period := request.options.get("period"):
        return str(period)
    codes = {area.area_code for area in areas}
    held = [row for row in rows if row.area_code in codes]
    valued = [row for row in held if row.status.has_value] or held
    if not valued:
        raise DataError(
            f"Page {request.page!r}, indicator {request.indicator.indicator_id!r}: no figure is "
            f"held for {request.focus.full_name}. Leave the chart out, or choose another indicator."
        )
    return max(valued, key=lambda row: (row.period_end, row.period)).period


def one_per_area(rows: Iterable[Observation], period: str) -> dict[str, Observation]:
    """Return the observation of each area for one period, by area code."""
    return {row.area_code: row for row in rows if row.period == period}


def known(observation: Observation | None) -> float | None:
    """Return the value, or None if there is no observation or it holds none."""
    return observation.value if observation and observation.status.has_value else None


def absent(observation: Observation | None) -> str:
    """Return what a chart prints where there is no value: it is withheld, or not held at all."""
    return HIDDEN if observation is not None and observation.status.is_hidden else NO_FIGURE


def why_missing(observation: Observation | None) -> str:
    """Return the reason that a cell is empty, as a sentence."""
    if observation is None:
        return _NO_FIGURE
    return observation.value_note or _WHY_NOT.get(observation.status, _NO_FIGURE)


Cells = Mapping[str, Observation | None]
"""Column of a row -> the observation that its number is of."""


def noted(
    rows: list[dict[str, Any]], notes: Sequence[str | None], cells: Sequence[Cells]
) -> list[dict[str, Any]]:
    """Return the rows with a `note` column, and one that names withheld cells, if any needs them.

    Args:
        rows: the table.
        notes: the reason for what each row lacks.
        cells: what each row's numbers are of.
    """
    if any(notes):
        rows = [{**row, "note": note} for row, note in zip(rows, notes, strict=True)]
    hidden = [
        " ".join(name for name, seen in each.items() if seen is not None and seen.status.is_hidden)
        for each in cells
    ]
    if any(hidden):
        rows = [{**row, WITHHELD: names} for row, names in zip(rows, hidden, strict=True)]
    return rows


def note_column(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the descriptions of the columns that `noted` added."""
    told = {"name": "note", "title": "Note", "type": "text"}
    hidden = {"name": WITHHELD, "title": "Withheld columns", "type": "text", "hidden": True}
    return [each for each in (told, hidden) if each["name"] in rows[0]]


def measure(request: Request, rows: Sequence[Observation], period: str) -> str:
    """Return the indicator's title for a subtitle that names the period itself: "X, males"."""
    title = request.indicator.title.removesuffix(f", {period}")
    return ", ".join([title, *split_words(rows)])


def split_words(rows: Sequence[Observation]) -> list[str]:
    """Return what the observations are limited to, in words: ["males"]; [] for everybody."""
    words = []
    for name, everybody in (("sex", ALL_PERSONS), ("age", ALL_AGES), ("category", ALL)):
        held = {getattr(row, name) for row in rows}
        if len(held) == 1 and (only := str(held.pop())) != everybody:
            words.append({"Male": "males", "Female": "females"}.get(only, only))
    return words


def unit_words(request: Request) -> str:
    """Return ", %" or ", per 1,000"; nothing where the title already names the unit."""
    unit = request.indicator.unit
    counted = unit in ("people", "households", "score", "rank", "ratio")
    return "" if counted or unit in request.indicator.title.lower() else f", {unit}"


def alternative(*sentences: str) -> str:
    """Return the text alternative: as many whole sentences as 400 characters hold."""
    text = ""
    for sentence in sentences:
        longer = f"{text} {sentence}".strip()
        if len(longer) > _ALT_LIMIT:
            break
        text = longer
    return text or sentences[0][: _ALT_LIMIT - 1] + "…"


def bundle(request: Request, kind: str, shown: Sequence[Observation], **parts: Any) -> Bundle:
    """Return the whole figure: `parts` are headline, subtitle, alt, columns, rows and spec."""
    return {
        "id": "-".join([request.figure_id(kind), *_split_slug(shown)]),
        "chart": kind,
        **parts,
        "notes": _notes(request, shown),
        "statuses": list(dict.fromkeys(str(row.status) for row in shown)),
        "sources": _sources(request, shown),
        "keys": list(dict.fromkeys(row.key for row in shown)),
        "tags": list(request.tags),
    }


def _split_slug(shown: Sequence[Observation]) -> list[str]:
    """Return the end of the id that tells the males' chart from the females'."""
    words = "-".join(split_words(shown)).lower()
    cleaned = re.sub("[^a-z0-9]+", "-", words).strip("-")
    return [cleaned] if cleaned else []


def _notes(request: Request, shown: Sequence[Observation]) -> list[str]:
    """Return what a reader must know: how the focus area's figures came to be, then caveats."""
    focus = request.focus
    first = [row for row in shown if row.area_code == focus.area_code]
    notes = [row.value_note for row in (*first, *shown) if row.status.has_value and row.value_note]
    said = list(dict.fromkeys(notes))[:_MOST_NOTES]
    estimated = any(row.status is Status.APPORTIONED for row in first)
    fit = [focus.fit_note] if estimated and focus.fit == "caution" and focus.fit_note else []
    return list(dict.fromkeys([*said, *fit, *request.indicator.caveats]))


def _sources(request: Request, shown: Sequence[Observation]) -> list[dict[str, Any]]:
    """Return one entry per source, with the periods shown and the newest release."""
    own = request.source
    entries = []
    for source_id in dict.fromkeys(row.source_id for row in shown):
        source = own if source_id == own.source_id else request.sources.get(source_id)
        if source is None:
            raise DataError(
                f"Figure {request.page!r}, {request.indicator.indicator_id!r}: its figures come "
                f"from the source {source_id!r}, which was not passed on. Add it to sources."
            )
        rows = [row for row in shown if row.source_id == source_id]
        released = max(row.released_on for row in rows) or source.released_on
        entries.append(
            {
                "id": source_id,
                "label": source.label,
                "period": periods(rows),
                "released_on": released or None,
                "licence": source.licence,
            }
        )
    return entries
