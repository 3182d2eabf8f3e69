"""The model's tables: what sets of decisions change, and the baseline beside what was observed."""

from collections.abc import Mapping, Sequence
from typing import Any

from jsna.bundles import Bundle
from jsna.model_figures import notes_of, range_of, sources_of
from jsna.projection import FLOW_SOURCES, LABEL, Projection, said_change
from jsna.records import Area, Source, slug


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
        f"{range_of(projection)}",
        "columns": [
            {"name": "scenario", "title": "Decisions", "type": "text", "header": True},
            *(
                {"name": output, "title": projection.outputs[output].title, **number}
                for output in shown
            ),
        ],
        "rows": rows,
        "notes": notes_of(projection),
        "statuses": ["modelled"],
        "sources": sources_of(projection, sources, FLOW_SOURCES if is_flow else projection.sources),
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
        "sources": sources_of(projection, sources, (*projection.sources, *FLOW_SOURCES)),
        "keys": [],
        "tags": [tag for tag in tags if tag != "setup"],
    }
