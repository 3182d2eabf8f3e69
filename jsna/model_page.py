"""What a page shows of the whole-system model: entries, charts and tables, each called modelled."""

from collections.abc import Mapping, Sequence
from typing import Any

from jsna.bundles import Bundle
from jsna.charts.band import Point, band
from jsna.charts.need import Group, Projected, need
from jsna.errors import NotebookError
from jsna.projection import (
    FLOW_SOURCES,
    LABEL,
    NEED,
    SOURCES,
    Projection,
    said_change,
    said_growth,
    said_later,
    said_now,
    significant,
)
from jsna.records import Area, Source, slug
from jsna.tables import source_entry
from jsna.words import NOT_KNOWN, Phrase

FRAIL = ("need_mild", "need_moderate", "need_severe")
CARED = ("need_moderate", "need_severe", "need_end_of_life")
HORIZON = 25
FIGURES = ("need", "band")
PHRASES = ("whose", "now", "later", "growth", "change")
HOW = (
    "Modelled: an exploration, not a forecast. It asks what follows if shares of need at each age "
    "stay as they are, deaths fall as projected nationally, and people move as projected in 2018"
)


def entries(projection: Projection, area: Area, asked: Area) -> list[dict[str, str]]:
    """Return what the model says about need, as entries of the page's list.

    Args:
        projection: the results.
        area: whose results they are.
        asked: the area that the page is about; another one where only its council is told.
    """
    last = projection.last_year
    of = area.name if area == asked else f"{area.name}, as no future is told for {asked.name}"
    older = said_growth(projection, ("aged_85",), HORIZON).text
    frail = said_growth(projection, FRAIL, HORIZON).text
    cared = said_growth(projection, CARED, HORIZON).text
    demand = said_growth(projection, ("hospital_demand_index",), HORIZON).text
    begin = f"In {of}: "
    return [
        {
            "name": f"Need in {last} ({LABEL})",
            "text": f"{begin}{older} people aged 85 and over, {frail} people with frailty and "
            f"{cared} people with moderate or severe frailty or in their last year of life, "
            f"against {projection.first_year}.",
        },
        {
            "name": f"Emergency admissions in {last} ({LABEL})",
            "text": f"{begin}{demand} if people of each age and need are admitted as often as "
            "now. The page on the model says what this rests on.",
        },
    ]


def phrase_of(projection: Projection | None, area: Area, what: str, names: Sequence[str]) -> Phrase:
    """Return a phrase from the results; "not known" where there are none.

    Raises:
        NotebookError: for an output or scenario that the model does not have.
    """
    if what == "whose":
        return Phrase(area.name, "not_compared", "name", ())
    if projection is None:
        return Phrase(NOT_KNOWN, "not_compared", "the model was not run here", ())
    scenario, outputs = (names[0], names[1:]) if what == "change" else ("", names)
    _check(projection, what, scenario, outputs)
    if any(output not in projection.outputs for output in outputs):
        return Phrase(NOT_KNOWN, "not_compared", "the model has no such output here", ())
    if what == "now":
        return said_now(projection, outputs[0])
    if what == "later":
        return said_later(projection, outputs[0], HORIZON)
    if what == "growth":
        return said_growth(projection, outputs, HORIZON)
    return said_change(projection, scenario, outputs[0])


def tells(projection: Projection, what: str, names: Sequence[str]) -> bool:
    """Say whether a chart or table has anything to show: an area may have no hospital to model.

    A name that the model does not know counts, so that `emitted` can refuse it.
    """
    if what not in ("band", "scenarios"):
        return True
    return any(name in projection.outputs or name not in projection.known for name in names)


def _check(projection: Projection, what: str, scenario: str, outputs: Sequence[str]) -> None:
    if not outputs:
        raise NotebookError(f"page.model({what!r}, …) needs the name of an output.")
    unknown = [name for name in outputs if name not in projection.known]
    if scenario and scenario not in projection.scenarios:
        raise NotebookError(
            f"page.model({what!r}, …): there is no scenario {scenario!r}. "
            f"Known ones: {', '.join(projection.scenarios)}."
        )
    if unknown:
        raise NotebookError(
            f"page.model({what!r}, …): the model has no output {unknown[0]!r}. "
            "See data/model/decisions.yml."
        )


def emitted(
    projection: Projection,
    area: Area,
    what: str,
    names: Sequence[str],
    page: str,
    sources: Mapping[str, Source],
    tags: Sequence[str],
) -> Bundle:
    """Return the chart or table that a page asks for.

    Raises:
        NotebookError: for a word that is none of them, or an output that the model does not have.
    """
    if what in ("band", "scenarios"):
        _check(projection, what, "", names)
    match what:
        case "need":
            return need_figure(projection, area, page, sources, tags)
        case "band":
            return band_figure(projection, area, names[0], page, sources, tags)
        case "scenarios":
            return scenario_table(projection, area, names, page, sources, tags)
        case "calibration":
            return calibration_table(area, page, projection, sources, tags)
    raise NotebookError(
        f"page.model({what!r}) is not known. Use one of: "
        f"{', '.join((*FIGURES, 'scenarios', 'calibration', *PHRASES))}."
    )


def need_figure(
    projection: Projection,
    area: Area,
    page: str,
    sources: Mapping[str, Source],
    tags: Sequence[str],
) -> Bundle:
    """Return the pyramid of need, now and at the end."""
    first, last = projection.first_year, projection.last_year
    groups = []
    for output in NEED:
        found = projection.outputs[output]
        at = found.place(HORIZON)
        groups.append(
            Group(
                found.title,
                found.base[0],
                found.base[at],
                found.low[at] if found.low else None,
                found.high[at] if found.high else None,
                significant(found.base[0]),
                significant(found.base[at]),
            )
        )
    frail = said_growth(projection, FRAIL, HORIZON).text
    headline = f"{area.name}: {frail} people with frailty in {last} ({LABEL})"
    severe = projection.outputs["need_severe"]
    alt = (
        f"Bars of eight groups of need in {area.full_name}, {first} and {last}. Severe frailty: "
        f"{significant(severe.base[0])} people, later "
        f"{said_later(projection, severe.id, HORIZON).text}."
    )
    about = Projected(
        figure_id=f"{slug(page)}-need-need",
        headline=headline,
        subtitle=f"People by highest need, {area.full_name}, {first} and {last}. "
        f"{_range(projection)}",
        alt=alt,
        notes=_notes(projection),
        sources=_sources(projection, sources, SOURCES),
        tags=tuple(tags),
    )
    return need(groups, (first, last), about)


def band_figure(
    projection: Projection,
    area: Area,
    output: str,
    page: str,
    sources: Mapping[str, Source],
    tags: Sequence[str],
) -> Bundle:
    """Return one output over time with its range, year by year."""
    found = projection.outputs[output]
    step = max(1, len(found.years) // 26)
    points = [
        Point(
            int(found.years[n]),
            found.base[n],
            found.low[n] if found.low else None,
            found.high[n] if found.high else None,
            significant(found.base[n], found.decimals),
        )
        for n in range(0, len(found.years), step)
    ]
    growth = said_growth(projection, (output,), HORIZON).text
    first, last = points[0].year, points[-1].year
    about = Projected(
        figure_id=f"{slug(page)}-{slug(output)}-band",
        headline=f"{found.title} in {area.name}: {growth} by {last} ({LABEL})",
        subtitle=f"{found.title}, {area.full_name}, {first} to {last}. {_range(projection)}",
        alt=f"Line of {found.title.lower()} in {area.full_name}, from {points[0].label} in {first} "
        f"to {points[-1].label} in {last}.",
        notes=_notes(projection),
        sources=_sources(projection, sources, SOURCES),
        tags=tuple(tags),
    )
    return band(points, found.title, found.decimals, about)


def scenario_table(
    projection: Projection,
    area: Area,
    outputs: Sequence[str],
    page: str,
    sources: Mapping[str, Source],
    tags: Sequence[str],
) -> Bundle:
    """Return what each scenario changes at the end, against the baseline."""
    shown = [output for output in outputs if output in projection.outputs]
    number = {"type": "text"}
    rows = [
        {
            "scenario": title,
            **{output: said_change(projection, key, output).text for output in shown},
        }
        for key, (title, _, _) in projection.scenarios.items()
    ]
    is_flow = "beds_used" in shown
    where = "on the way through hospital" if is_flow else "in need"
    years = projection.outputs[shown[0]].years
    return {
        "id": f"{slug(page)}-scenarios-{'flow' if is_flow else 'need'}-table",
        "headline": f"What each set of decisions changes {where}: {area.name}",
        "subtitle": f"Against the baseline in {int(years[-1])}, {area.full_name}; {LABEL}. "
        f"{_range(projection)}",
        "columns": [
            {"name": "scenario", "title": "Decisions", "type": "text", "header": True},
            *(
                {"name": output, "title": projection.outputs[output].title, **number}
                for output in shown
            ),
        ],
        "rows": rows,
        "notes": _notes(projection),
        "statuses": ["modelled"],
        "sources": _sources(projection, sources, FLOW_SOURCES if is_flow else SOURCES),
        "keys": [],
        "tags": [tag for tag in tags if tag != "setup"],
    }


def calibration_table(
    area: Area,
    page: str,
    projection: Projection,
    sources: Mapping[str, Source],
    tags: Sequence[str],
) -> Bundle:
    """Return the baseline beside what was observed, one error a row."""
    columns: list[dict[str, Any]] = [
        {"name": "measure", "title": "Measure", "type": "text", "header": True},
        {"name": "observed", "title": "Observed", "type": "text"},
        {"name": "model", "title": "Model", "type": "text"},
        {"name": "error", "title": "Error", "type": "text"},
        {"name": "how", "title": "Fitted or checked", "type": "text"},
        {"name": "source", "title": "Observed by, when", "type": "text"},
    ]
    return {
        "id": f"{slug(page)}-calibration-table",
        "headline": "How the baseline stands beside what was observed",
        "subtitle": "Fitted means that the model was made to agree; checked means that it was not",
        "columns": columns,
        "rows": [
            {column["name"]: row[column["name"]] for column in columns}
            for row in projection.calibration
        ],
        "notes": [f"The page is about {area.name}; measures of other areas are named."],
        "statuses": ["modelled"],
        "sources": _sources(projection, sources, (*SOURCES, *FLOW_SOURCES)),
        "keys": [],
        "tags": [tag for tag in tags if tag != "setup"],
    }


def _range(projection: Projection) -> str:
    if not projection.has_range:
        return "No range was worked out here."
    return (
        f"Range: 80% of {projection.draws} draws of the numbers that have limits; curves by age "
        "and moves have none."
    )


def _notes(projection: Projection) -> tuple[str, ...]:
    return (HOW, *(note.removesuffix(".") for note in projection.notes[:3]))


def listed(bundle: Bundle, sources: Mapping[str, Source]) -> list[dict[str, Any]]:
    """Return the sources of a chart or table of the model, as the page's list has them."""
    return [
        {
            **entry,
            "publisher": sources[entry["id"]].publisher,
            "title": sources[entry["id"]].title,
            "address": sources[entry["id"]].address,
            "status": "used by the model",
        }
        for entry in bundle["sources"]
    ]


def _sources(
    projection: Projection, sources: Mapping[str, Source], ids: Sequence[str]
) -> tuple[dict[str, Any], ...]:
    start = str(projection.first_year)
    return tuple(source_entry(sources[one], start, None) for one in ids if one in sources)
