"""Signals for priorities on a page: evidence out of figures, and a table with every part."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from jsna import words
from jsna.bundles import Bundle
from jsna.catalogue import Catalogue
from jsna.judgement import BY_SOURCE
from jsna.observations import newest_first
from jsna.priorities import (
    BURDENS,
    DRAWS,
    ENOUGH_PARTS,
    OLDEST,
    TIE,
    TOP,
    WEIGHTS,
    Evidence,
    Signal,
    may_be_scored,
    signals,
)
from jsna.records import ALL, Context, Observation, Use, slug
from jsna.series import Series
from jsna.standouts import newest_of_concept
from jsna.statistics.inequality import Inequality, slope_index, standard_error
from jsna.statistics.intervals import Z_95
from jsna.statistics.multiplicity import chance_flags
from jsna.tables import one_per_source, source_entry

DECILE = "Deprivation decile"
_FEWEST_GROUPS = 5
_NONE = "\u2013"
_PARTS = {
    "A": ("level", "beside the country"),
    "B": ("trend", "recent trend"),
    "C": ("excess", "excess in people or events"),
    "D": ("inequality", "inequality within the area"),
    "E": ("place", "place among similar councils"),
}
"""Part -> its name in a head of a column, and in full."""


def found(candidates: Iterable[Series], residents: Observation | None, as_at: str) -> list[Signal]:
    """Return what calls for action, by score.

    Args:
        candidates: one series per indicator and stratum, all for one area.
        residents: the area's people, for the burden; without them it is not held.
        as_at: the edition's date; figures of more than five years before are not scored.
    """
    people = residents.value if residents is not None else None
    return signals(
        evidence_of(series, people)
        for series in newest_of_concept(candidates)
        if series.indicator.may(Use.SCORE, series.area.area_type)
        and may_be_scored(series.latest, series.indicator, as_at)
    )


def evidence_of(series: Series, residents: float | None) -> Evidence:
    """Return everything that is known of one series, for scoring.

    Raises:
        ValueError: if the area holds no value.
    """
    own = series.latest
    if own is None:
        raise ValueError(f"{series.area.name} holds no {series.indicator.indicator_id}")
    return Evidence(
        indicator=series.indicator,
        sex=series.sex,
        own=own,
        judgement=series.judgement(),
        trend=series.recent(),
        gap=series.gap(),
        residents=residents,
        inequality=inequality(series),
        similar=_similar(series, own),
    )


def _similar(series: Series, own: Observation) -> tuple[float, ...]:
    codes = [area.area_code for area in series.areas.similar(series.area)]
    held = series.select(codes) if codes else []
    return tuple(
        item.value
        for item in held
        if item.period == own.period and item.value is not None and item.status.has_value
    )


def inequality(series: Series) -> Inequality | None:
    """Return the slope over tenths of deprivation within the area, or None where they are not held.

    The newest period of the area's figures by tenth, most deprived first.
    """
    by_tenth = replace(series, category_type=DECILE, category="*")
    rows = newest_first(by_tenth.select((series.area.area_code,)))
    held = [row for row in rows if row.period == rows[0].period and row.value is not None]
    if len(held) < _FEWEST_GROUPS:
        return None
    groups = sorted(held, key=lambda row: int(row.category))
    errors = standard_error(
        [row.lower_ci or 0.0 for row in groups], [row.upper_ci or 0.0 for row in groups]
    )
    people = [row.denominator or 0.0 for row in groups]
    return slope_index([row.value or 0.0 for row in groups], people, errors)


def signals_table(
    held: Sequence[Signal],
    tested: int,
    series: Sequence[Series],
    context: Context,
    catalogue: Catalogue,
    count: int,
) -> Bundle:
    """Return the signals as a table: score, parts, and how stable each place is.

    Args:
        held: what calls for action, in order; at least one.
        tested: figures behind it that were tested, whether they call or not.
        series: the candidates, to name the area.
        context: the page's context, for the anchor.
        catalogue: for the sources.
        count: how many rows at most.
    """
    area = series[0].area
    country = series[0].find("country")
    shown = list(held[:count])
    own = [item.evidence.own for item in shown]
    return {
        "id": f"{slug(context.page)}-signals-table",
        "headline": "Key issues, as computed",
        "subtitle": f"{area.full_name}. {_chance(tested, country.name if country else ALL)}"
        f"{_only_signals(shown)}",
        "columns": _columns(shown),
        "rows": [_row(item) for item in shown],
        "notes": _notes(),
        "statuses": list(dict.fromkeys(str(item.status) for item in own)),
        "sources": [
            source_entry(catalogue.sources[item.source_id], item.period, item.released_on)
            for item in one_per_source(own)
        ],
        "keys": [item.key for item in own],
        "tags": [],
    }


def _columns(shown: Sequence[Signal]) -> list[dict[str, Any]]:
    """Return the columns; a part that no row holds stands in the download only."""
    held = {name for item in shown for name in item.held}
    names = [("measure", "Measure"), ("kind", "Kind"), ("score", "Score"), ("label", "Stands")]
    names += [(name.lower(), f"{name}: {_PARTS[name][0]}") for name in WEIGHTS]
    names += [("top", f"In the top {TOP}"), ("value", "Value"), ("period", "Period")]
    names += [("people", "Gap (95% limits)"), ("red_red", "Worse beyond 99.8%, getting worse")]
    names += [("survives", "Survives control of false discoveries")]
    hidden = {name.lower() for name in WEIGHTS if name not in held} | _DOWNLOAD_ONLY
    hidden |= {"kind"} if len({item.is_headline for item in shown}) == 1 else set()
    return [
        {
            "name": name,
            "title": title,
            "type": "text",
            "header": name == "measure",
            "hidden": name in hidden,
        }
        for name, title in names
    ]


_DOWNLOAD_ONLY = {"value", "period", "people", "red_red", "survives"}


def _only_signals(shown: Sequence[Signal]) -> str:
    if any(item.is_headline for item in shown):
        return ""
    return f". No row rests on {ENOUGH_PARTS} parts, so each is a signal and none a headline"


def _row(item: Signal) -> dict[str, str]:
    evidence, indicator = item.evidence, item.evidence.indicator
    sex = {"Male": ", males", "Female": ", females"}.get(evidence.sex, "")
    people = words.in_people(evidence.gap, indicator)
    parts = {
        name.lower(): _NONE if points is None else str(points)
        for name, points in item.parts.items()
    }
    return {
        "measure": f"{indicator.short}{sex}",
        "kind": "headline" if item.is_headline else "signal",
        "score": words.number(item.score, 0),
        "label": _label(item, people),
        **parts,
        "top": _in_top(item),
        "value": words.said(evidence.own, indicator),
        "period": evidence.own.period,
        "people": people,
        "red_red": "yes" if item.is_red_red else "no",
        "survives": "yes" if item.survives else "no",
    }


def _label(item: Signal, people: str) -> str:
    """Return "worse, no clear change; 318 fewer if equal (189 to 452)"."""
    text = item.label
    if item.evidence.judgement.basis == BY_SOURCE:
        text = f"{text} (as published)"
    return f"{text}; {people.replace(' (', ' if equal (')}" if people else text


def _in_top(item: Signal) -> str:
    """Return "in 92% of draws", and that a place is shared where it is not stable."""
    share = words.shown(100 * item.in_top, "%", 0)
    return f"{share} of draws" if item.in_top >= TIE or not item.in_top else f"{share}, a tie"


def _chance(tested: int, country: str) -> str:
    flags = chance_flags(tested, z=Z_95)
    return (
        f"Of {tested} comparisons with {country} at 95%, about {flags:.2g} would be called worse "
        "by chance"
    )


def _notes() -> list[str]:
    weights = ", ".join(f"{name} {_PARTS[name][1]} (weight {WEIGHTS[name]})" for name in WEIGHTS)
    steps = "; ".join(
        f"{what} {one} and {two} a year for 100,000 residents"
        for what, (one, two) in BURDENS.items()
    )
    return [
        f"Each part gives 0, 1 or 2 points: {weights}",
        f"{_NONE} means that a part is not held; the score is a share of the parts that are",
        f"With fewer than {ENOUGH_PARTS} parts a row is a signal, not a headline",
        f"One and two points for the excess: {steps}",
        f"Stability: {DRAWS:,} draws change each weight by up to a half; below "
        f"{words.shown(100 * TIE, '%', 0)} in the top {TOP} a place is a tie",
        f"Not scored: modelled figures, figures of more than {OLDEST} years before, "
        "and what is not judged",
        "Weights and steps are a proposal of this book, not a published standard",
    ]


def tested(candidates: Iterable[Series], as_at: str) -> int:
    """Return how many usable figures were tested against the country's."""
    return sum(
        series.judgement().is_tested
        for series in newest_of_concept(candidates)
        if may_be_scored(series.latest, series.indicator, as_at)
    )
