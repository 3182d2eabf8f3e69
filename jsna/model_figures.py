"""The model's charts: the pyramid of need and one output over time, each called modelled."""

from collections.abc import Mapping, Sequence
from typing import Any

from jsna.bundles import Bundle
from jsna.charts.band import Point, band
from jsna.charts.need import Group, Projected, need
from jsna.model_numbers import limits_to, people, people_limits, significant
from jsna.projection import (
    LABEL,
    NEED,
    NEED_OF_SMALL,
    Projection,
    Range,
    said_growth,
)
from jsna.records import Area, Source, slug
from jsna.tables import source_entry
from jsna.words import number

HORIZON = 25
HOW = (
    "Modelled: an exploration, not a forecast. It asks what follows if shares of need at each age "
    "stay as they are, deaths fall as projected nationally, and people move as projected in 2018"
)
ROUNDED = (
    "People are rounded to two digits (three from 10,000), and never finer than ten, so groups may "
    "not add up. Ranges are rounded outwards: the lower end down, the upper end up"
)


def need_figure(
    projection: Projection,
    area: Area,
    page: str,
    sources: Mapping[str, Source],
    tags: Sequence[str],
) -> Bundle:
    """Return the pyramid of need, now and at the end.

    A small area has frailty as one group: how severe it is comes from a national curve alone.
    """
    first, last = projection.first_year, projection.last_year
    shown = NEED_OF_SMALL if area.area_type.is_small else NEED
    groups = [_group(projection, output) for output in shown]
    now, later = (said for said in _frail(projection))
    about = Projected(
        figure_id=f"{slug(page)}-need-need",
        headline=f"{area.name}: about {later} people with frailty in {last}, {now} in {first} "
        f"({LABEL})",
        subtitle=f"People by highest need, modelled, {area.full_name}, {first} and {last}. "
        f"{range_of(projection)}",
        alt=_alt(groups, area, first, last),
        notes=(*notes_of(projection), *_check_of(projection), ROUNDED),
        sources=sources_of(projection, sources, projection.sources),
        tags=tuple(tags),
    )
    return need(groups, (first, last), about)


def _group(projection: Projection, output: str) -> Group:
    found = projection.outputs[output]
    at = found.place(HORIZON)
    now, later = people(found.base[0]), people(found.base[at])
    low, high = None, None
    if found.low:
        low, high = people_limits(found.base[at], found.low[at], found.high[at])
    return Group(
        found.title,
        now,
        later,
        low,
        high,
        number(now, 0),
        number(later, 0),
    )


def _frail(projection: Projection) -> tuple[str, str]:
    """Return people with frailty, now and at the end."""
    found = projection.outputs["need_frail"]
    ends = (found.base[0], found.base[found.place(HORIZON)])
    now, later = (number(people(value), 0) for value in ends)
    return now, later


def _check_of(projection: Projection) -> tuple[str, ...]:
    """Return how the start stands beside the census, which the model did not use."""
    if projection.disability is None:
        return ()
    observed, found = (number(share, 1) for share in projection.disability)
    return (
        f"Check: the census of 2021 found that {observed}% of residents were disabled; the model, "
        f"which did not use that, starts with {found}%",
    )


def _alt(groups: Sequence[Group], area: Area, first: int, last: int) -> str:
    """Return the chart in words: every group, now and later."""
    listed = "; ".join(
        f"{group.name.lower()} {group.now_label}, then {group.later_label}" for group in groups
    )
    return (
        f"Pairs of bars for {len(groups)} groups of need in {area.full_name}, modelled, people in "
        f"{first} and then in {last}: {listed}."
    )


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
    points = [_point(found, n) for n in range(0, len(found.years), step)]
    growth = said_growth(projection, (output,), HORIZON).text
    first, last = points[0].year, points[-1].year
    about = Projected(
        figure_id=f"{slug(page)}-{slug(output)}-band",
        headline=f"{found.title} in {area.name}: {growth} by {last} ({LABEL})",
        subtitle=f"{found.title}, modelled, {area.full_name}, {first} to {last}. "
        f"{range_of(projection)}",
        alt=f"Line of {found.title.lower()} in {area.full_name}, from {points[0].label} in {first} "
        f"to {points[-1].label} in {last}.",
        notes=notes_of(projection),
        sources=sources_of(projection, sources, projection.sources),
        tags=tuple(tags),
    )
    return band(points, found.title, found.decimals, about)


def _point(found: Range, at: int) -> Point:
    low, high = None, None
    if found.low:
        low, high = limits_to(found.low[at], found.high[at], found.decimals)
    words = significant(found.base[at], found.decimals)
    return Point(int(found.years[at]), found.base[at], low, high, words)


def range_of(projection: Projection) -> str:
    """Return what a range holds, or that there is none."""
    if not projection.has_range:
        return "No range was worked out here."
    return (
        f"Range: 80% of {projection.draws} draws of the numbers that have limits. Moves and shares "
        "by age have none, so the true range is wider."
    )


def notes_of(projection: Projection) -> tuple[str, ...]:
    """Return what a reader must know of the numbers: what they ask, and what is borrowed."""
    return (HOW, *(note.removesuffix(".") for note in projection.notes[:3]))


def sources_of(
    projection: Projection, sources: Mapping[str, Source], ids: Sequence[str]
) -> tuple[dict[str, Any], ...]:
    """Return the sources behind a chart or table of the model, as it lists them."""
    start = str(projection.first_year)
    return tuple(source_entry(sources[one], start, None) for one in ids if one in sources)
