"""Areas made of areas: hubs, networks, partnerships and boards as sums or averages of members.

The catalogue says what may be done with an indicator: `sum` adds, `weighted_mean(weight)` averages
with the newest value of the weight, `none` refuses. A figure is made only where every member has
one, and never where a source publishes the area's own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from re import fullmatch

from jsna.areas import Areas
from jsna.catalogue import Catalogue
from jsna.errors import DataError
from jsna.records import Area, AreaType, Indicator, Observation, Status
from jsna.sources.rows import per_cent, rounded, wilson_limits
from jsna.sources.spread import PLACE_TYPE

MADE_OF_MEMBERS = (
    AreaType.EARLY_HELP_HUB,
    AreaType.SUB_HUB,
    AreaType.PARTNERSHIP,
    AreaType.ICB,
)
ROUGHEST_LAST = (
    Status.OFFICIAL,
    Status.COMPUTED,
    Status.APPORTIONED,
    Status.APPROXIMATE,
    Status.MODELLED,
)
Stratum = tuple[str, str, str, str, str, str]
"""Indicator, period, sex, age, kind of category, category."""


@dataclass(frozen=True)
class Figures:
    """All rows by stratum and area, and the newest value of each weight."""

    by_stratum: Mapping[Stratum, Mapping[str, Observation]]
    weights: Mapping[tuple[str, str], float]


def weight_of(indicator: Indicator) -> str | None:
    """Return the id of the weight of an average, `""` for a sum, None where none is allowed."""
    if indicator.aggregation == "sum":
        return ""
    match = fullmatch(r"weighted_mean\((\w+)\)", indicator.aggregation)
    return match[1] if match else None


def figures(rows: Iterable[Observation], catalogue: Catalogue) -> Figures:
    """Return rows by stratum and area; places among wards are no values and stay out."""
    by_stratum: dict[Stratum, dict[str, Observation]] = defaultdict(dict)
    wanted = {weight_of(item) for item in catalogue.indicators.values()}
    newest: dict[tuple[str, str], tuple[str, float]] = {}
    for row in rows:
        if row.category_type == PLACE_TYPE or row.value is None:
            continue
        by_stratum[stratum(row)][row.area_code] = row
        key = (row.indicator_id, row.area_code)
        if row.indicator_id in wanted and row.period_end > newest.get(key, ("", 0.0))[0]:
            newest[key] = (row.period_end, row.value)
    return Figures(by_stratum, {key: value for key, (_, value) in newest.items()})


def stratum(row: Observation) -> Stratum:
    """Return what a row is about, without its area."""
    return (row.indicator_id, row.period, row.sex, row.age, row.category_type, row.category)


def of_members(
    rows: Sequence[Observation], catalogue: Catalogue, areas: Areas
) -> Iterator[Observation]:
    """Yield the figures of every area that is made of members, for all strata that allow it."""
    held = figures(rows, catalogue)
    made = [area for area in areas if area.area_type in MADE_OF_MEMBERS and area.is_current]
    for area in made:
        members = areas.members(area.area_code)
        for key, found in held.by_stratum.items():
            indicator = catalogue.indicators.get(key[0])
            weight = weight_of(indicator) if indicator else None
            if indicator is None or weight is None or not members or area.area_code in found:
                continue
            parts = [found[code] for code in members if code in found]
            if len(parts) == len(members):
                bases = _weights(held, weight, members)
                if weight == "" or bases or _has_counts(parts, indicator):
                    yield joined(area, indicator, parts, bases)


def _weights(held: Figures, weight: str, members: Sequence[str]) -> list[float]:
    """Return the members' weights, or nothing where one is not held."""
    found = [held.weights.get((weight, code)) for code in members]
    return [value for value in found if value is not None] if None not in found else []


def joined(
    area: Area, indicator: Indicator, parts: Sequence[Observation], weights: Sequence[float]
) -> Observation:
    """Return the figure of an area out of its members' figures.

    A share with counts is the sum of counts over the sum of denominators, with Wilson limits
    where every member has limits; any other average is weighted.

    Raises:
        DataError: for an indicator that may not be aggregated.
    """
    weight = weight_of(indicator)
    if weight is None:
        raise DataError(
            f"The indicator {indicator.indicator_id!r} may not be summed or averaged over areas. "
            "See its aggregation in data/catalogue/."
        )
    count, denominator = _sum(parts, "count"), _sum(parts, "denominator")
    limits: tuple[float | None, ...] = (None,) * 4
    if weight == "":
        value = sum(part.value or 0.0 for part in parts)
    elif _has_counts(parts, indicator) and count is not None and denominator:
        value = per_cent(count, denominator)
        if all(part.lower_ci is not None for part in parts):
            limits = wilson_limits(count, denominator)
    else:
        total = sum(weights)
        value = sum((part.value or 0.0) * base for part, base in zip(parts, weights, strict=True))
        value, denominator = value / total, None
    return replace(
        parts[0],
        area_code=area.area_code,
        value=rounded(value),
        lower_ci=limits[0],
        upper_ci=limits[1],
        lower_998=limits[2],
        upper_998=limits[3],
        count=None if count is None else round(count, 3),
        denominator=None if denominator is None else round(denominator, 3),
        status=roughest(parts),
        value_note=note_of(area, indicator, parts),
        published_comparison="",
    )


def _has_counts(parts: Sequence[Observation], indicator: Indicator) -> bool:
    held = all(part.count is not None and part.denominator for part in parts)
    return held and indicator.value_type == "proportion"


def _sum(parts: Sequence[Observation], name: str) -> float | None:
    numbers = [getattr(part, name) for part in parts]
    return None if any(number is None for number in numbers) else float(sum(numbers))


def roughest(parts: Sequence[Observation]) -> Status:
    """Return the status of the least certain part; a sum of published figures is computed."""
    place = max(ROUGHEST_LAST.index(part.status) for part in parts)
    return ROUGHEST_LAST[max(place, 1)]


def note_of(area: Area, indicator: Indicator, parts: Sequence[Observation]) -> str:
    """Return words for how the figure was made, and that a membership is inferred."""
    kinds = {AreaType.SUB_HUB: "GP practices", AreaType.EARLY_HELP_HUB: "wards"}
    members = f"{len(parts)} {kinds.get(area.area_type, 'councils')}"
    if not weight_of(indicator):
        words = f"Added up from {members}"
    elif _has_counts(parts, indicator):
        words = f"Worked out from the counts of {members}, added up"
    else:
        words = f"Average of {members}; larger ones count for more"
    words += "; which wards belong to it is inferred" if area.status == "inferred" else ""
    modelled = "; their figures come from a model" if roughest(parts) is Status.MODELLED else ""
    return words + modelled
