"""What a page says of the whole-system model: entries and phrases, and whose future is told."""

from collections.abc import Mapping, Sequence
from typing import Any

from jsna.areas import Areas
from jsna.bundles import Bundle
from jsna.errors import NotebookError
from jsna.model_figures import HORIZON, band_figure, need_figure
from jsna.model_since import changed_table, compared_table, results_table, said_since
from jsna.model_tables import calibration_table, scenario_table
from jsna.projection import (
    LABEL,
    Projection,
    said_change,
    said_growth,
    said_later,
    said_now,
)
from jsna.records import Area, AreaType, Source
from jsna.words import NOT_KNOWN, Phrase

FRAIL = ("need_mild", "need_moderate", "need_severe")
CARED = ("need_moderate", "need_severe", "need_end_of_life")
FIGURES = ("need", "band")
PHRASES = ("whose", "now", "later", "growth", "change", "since")
OF_OUTPUTS = ("band", "scenarios", "results", "compared")
SINCE = ("compared", "changed")
"""What needs an edition before this one."""
OWN = ("need",)
"""What is told for small areas too; the rest is told for the council around them."""


def told(areas: Areas, area: Area, what: str) -> Area:
    """Return the area whose future is told: this one, or the council around a small one."""
    if area.area_type.is_small and area.parent_code and what not in OWN:
        return areas[area.parent_code]
    return area


def hospital(areas: Areas, area: Area) -> Area:
    """Return the partnership whose hospital an area shares; areas have no beds of their own."""
    for partnership in areas.of_type(AreaType.PARTNERSHIP):
        if area.area_code in areas.members(partnership.area_code):
            return partnership
    return area


def entries(projection: Projection, area: Area, asked: Area) -> list[dict[str, str]]:
    """Return what the model says about need, as entries of the page's list.

    Args:
        projection: the results.
        area: whose results they are.
        asked: the area that the page is about; another one where only its council is told.
    """
    last = projection.last_year
    of = area.name if area == asked else f"{area.name}, the council around {asked.name}"
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
    if what == "since":
        return said_since(projection, outputs)
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
    if what in SINCE and projection.since is None:
        return False
    if what not in OF_OUTPUTS:
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
    if what in OF_OUTPUTS:
        _check(projection, what, "", names)
    match what:
        case "need":
            return need_figure(projection, area, page, sources, tags)
        case "band":
            return band_figure(projection, area, names[0], page, sources, tags)
        case "scenarios":
            return scenario_table(projection, area, names, page, sources, tags)
        case "results":
            return results_table(projection, area, names, page, sources, tags)
        case "compared":
            return compared_table(projection, area, names, page, sources, tags)
        case "changed":
            return changed_table(projection, page, sources, tags)
        case "calibration":
            return calibration_table(area, page, projection, sources, tags)
    raise NotebookError(
        f"page.model({what!r}) is not known. Use one of: "
        f"{', '.join((*FIGURES, *OF_OUTPUTS[1:], 'changed', 'calibration', *PHRASES))}."
    )


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
