"""What is local in the model's deaths and moves: life expectancy aimed at, and net migration."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from jsna.areas import Areas
from jsna.records import Area, AreaType, Observation
from jsna.schedules import LAST_AGE, Floats, Schedule
from jsna.simulation.life import multiplier_for, scaled
from jsna.sources import national_rates
from jsna.sources.geography import Geography
from jsna.sources.populations import SEXES, series_people
from jsna.sources.start_population import has_start

PROJECTION = "ons_subnational_projections_2018"
PROJECTED = "demography/snpp2018_principal_*.csv"
PUBLISHED, NEIGHBOURHOOD = "life_expectancy_at_birth", "neighbourhood_life_expectancy"
OF_MEMBERS = (AreaType.COUNTY, AreaType.PARTNERSHIP, AreaType.ICB)
NO_MOVES_FROM = 80
"""From this age on the projection's residual is mostly a difference in deaths; it is left out."""

Target = tuple[float, str, str, str, str]
"""Years, period, status, source, note."""


def targets(
    areas: Areas, observations: Sequence[Observation], people: Sequence[Schedule]
) -> list[Schedule]:
    """Return the life expectancy at birth that each area's deaths are fitted to, by sex."""
    newest = _newest(observations)
    made = []
    for sex in SEXES:
        weights = {
            item.area_code: float(np.nansum(item.values)) for item in people if item.sex == sex
        }
        found: dict[str, Target] = {}
        for area in sorted(areas, key=lambda item: _order(item)):
            if has_start(area) and (target := _target(area, sex, areas, newest, found, weights)):
                found[area.area_code] = target
        made += [_target_row(code, sex, target) for code, target in found.items()]
    return made


def _order(area: Area) -> int:
    return OF_MEMBERS.index(area.area_type) + 1 if area.area_type in OF_MEMBERS else 0


def _newest(observations: Sequence[Observation]) -> dict[tuple[str, str, str], Observation]:
    newest: dict[tuple[str, str, str], Observation] = {}
    for row in observations:
        plain = row.value is not None and row.age == "All ages" and row.category == "All"
        if row.indicator_id in (PUBLISHED, NEIGHBOURHOOD) and plain:
            key = (row.indicator_id, row.area_code, row.sex)
            if key not in newest or row.period_end > newest[key].period_end:
                newest[key] = row
    return newest


def _target(
    area: Area,
    sex: str,
    areas: Areas,
    newest: Mapping[tuple[str, str, str], Observation],
    found: Mapping[str, Target],
    weights: Mapping[str, float],
) -> Target | None:
    code = area.area_code
    if area.area_type in OF_MEMBERS:
        members = areas.members(code)
        if all(member in found for member in members):
            return _mean([found[member] for member in members], [weights[m] for m in members])
        return None
    for indicator_id in (PUBLISHED, NEIGHBOURHOOD):
        row = newest.get((indicator_id, code, sex))
        if row is not None and row.value is not None:
            note = row.value_note
            return row.value, row.period, row.status.value, row.source_id, note
    if area.area_type is AreaType.SUB_HUB and area.parent_code in found:
        name = areas[area.parent_code].name
        return (*found[area.parent_code][:2], "modelled", found[area.parent_code][3], f"As {name}")
    return None


def _mean(parts: Sequence[Target], weights: Sequence[float]) -> Target:
    years = float(np.average([part[0] for part in parts], weights=weights))
    note = f"Average of {len(parts)} authorities, weighted by residents"
    return years, min(part[1] for part in parts), "computed", parts[0][3], note


def _target_row(code: str, sex: str, target: Target) -> Schedule:
    values = np.full(LAST_AGE + 1, np.nan)
    values[0] = target[0]
    return Schedule("life_expectancy_target", code, sex, *target[1:], values)


def migration(
    geography: Geography, national: Sequence[Schedule], aimed: Sequence[Schedule]
) -> list[Schedule]:
    """Return net migration for each resident and year, by sex and age, of every area.

    The projection's change of a cohort in a year, less the share that survives under the country's
    death rates and the area's multiplier; mean of ten years. Below authorities the authority's.
    """
    held = _projected(geography)
    rows = [
        _row(code, sex, "computed", note, moves)
        for code, moves_by_sex, note in _own_migration(geography, held, national, aimed)
        for sex, moves in moves_by_sex.items()
    ]
    rows += [
        _row(
            country,
            sex,
            "computed",
            "Net migration of the national projection, mean of 2024 to 2033",
            moves,
        )
        for country in [geography.areas.of_type(AreaType.COUNTRY)[0].area_code]
        for sex, moves in national_rates.country_migration(geography).items()
    ]
    by_key = {(row.area_code, row.sex): row for row in rows}
    for area in geography.areas:
        parent = by_key.get((area.parent_code or "", SEXES[0]))
        if has_start(area) and (area.area_code, SEXES[0]) not in by_key and parent:
            rows += [_borrowed(area, geography.areas, by_key, sex) for sex in SEXES]
    return rows


def _borrowed(
    area: Area, areas: Areas, by_key: Mapping[tuple[str, str], Schedule], sex: str
) -> Schedule:
    parent = areas[area.parent_code or ""]
    row = by_key[parent.area_code, sex]
    note = f"Rates of {parent.name}: none are held for {area.area_type.word}s"
    return replace(row, area_code=area.area_code, status="modelled", note=note)


def _row(code: str, sex: str, status: str, note: str, values: Floats) -> Schedule:
    return Schedule("net_migration", code, sex, "2024-33", status, PROJECTION, note, values)


def _projected(geography: Geography) -> dict[tuple[str, int], Floats]:
    columns = ("area_code", "sex", "age")
    table = geography.raw.read(PROJECTION, PROJECTED, columns)
    years = list(range(2024, 2035))
    held: dict[tuple[str, int], Floats] = dict(series_people(table, years))
    for area in geography.areas.of_type(AreaType.PARTNERSHIP):
        members = geography.areas.members(area.area_code)
        for year in years:
            held[area.area_code, year] = np.sum([held[code, year] for code in members], axis=0)
    return held


def _own_migration(
    geography: Geography,
    held: Mapping[tuple[str, int], Floats],
    national: Sequence[Schedule],
    aimed: Sequence[Schedule],
) -> Iterator[tuple[str, dict[str, Floats], str]]:
    deaths = {(row.schedule_id, row.sex, row.period): row.values for row in national}
    aims = {(row.area_code, row.sex): float(row.values[0]) for row in aimed}
    note = "Projected change of each cohort less its survivors, mean of 2024 to 2033"
    for code in sorted({code for code, _ in held}):
        area = geography.areas.by_code.get(code)
        if area is None or not has_start(area) or area.area_type is AreaType.COUNTRY:
            continue
        moves = {}
        for place, sex in enumerate(SEXES):
            multiplier = multiplier_for(
                aims[code, sex],
                float(deaths["mortality_newborn", sex, "2023"][0]),
                deaths["mortality", sex, "2023"],
            )
            values = np.zeros(LAST_AGE + 1)
            by_year = [
                held[code, year + 1][place, 1:NO_MOVES_FROM]
                / held[code, year][place, : NO_MOVES_FROM - 1]
                - 1
                + scaled(deaths["mortality", sex, str(year)][: NO_MOVES_FROM - 1], multiplier)
                for year in range(2024, 2034)
            ]
            values[: NO_MOVES_FROM - 1] = np.mean(by_year, axis=0)
            moves[sex] = values
        yield code, moves, note
