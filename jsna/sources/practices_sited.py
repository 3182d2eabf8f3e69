"""Practices by the ward they stand in: how many, and what they record of their patients.

A practice's patients live in many wards, so these figures stand in a stratum of their own. They
are never ranked and never called a ward's.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from jsna.records import PRACTICES_SITED, AreaType, Observation, Status
from jsna.sources.general_practice import PRACTICE_LIST, recorded
from jsna.sources.geography import Geography
from jsna.sources.rows import per_cent, printed_period, wilson_limits
from jsna.sources.service_sites import counted
from jsna.words import listed

LISTED_IN = printed_period("2023/24")
KIND, PATIENTS = PRACTICES_SITED, "their patients, wherever they live"


def sites(geography: Geography) -> dict[str, list[str]]:
    """Return ward -> codes of the practices that the published list places there, by name."""
    columns = ("PRACTICE_CODE", "ward25_code")
    table = geography.raw.read(PRACTICE_LIST, "primary_care/gp_practice_pcn_*.csv", columns)
    found: dict[str, list[str]] = {code: [] for code in geography.households.area_codes}
    for row in table:
        if row["ward25_code"] in found and row["PRACTICE_CODE"] in geography.areas.by_code:
            found[row["ward25_code"]].append(row["PRACTICE_CODE"])
    return {
        ward: sorted(codes, key=lambda code: geography.areas[code].name)
        for ward, codes in found.items()
    }


def counts(geography: Geography) -> list[Observation]:
    """Return how many practices the list places in each ward, and in their council."""
    return counted(
        geography,
        "gp_practices_sited",
        {ward: len(codes) for ward, codes in sites(geography).items()},
        period=LISTED_IN,
        source_id=PRACTICE_LIST,
        note="Counted by the one address that the list gives for each practice",
    )


def conditions(geography: Geography) -> list[Observation]:
    """Return registers over lists of the practices in each ward; beside them council and country.

    Council and country stand in the same stratum, so that like is compared with like.
    """
    rows = [row for row in recorded(geography) if row.indicator_id != "registered_patients"]
    larger = (AreaType.UNITARY_AUTHORITY, AreaType.COUNTRY)
    found = [
        replace(row, category_type=KIND, category=PATIENTS)
        for row in rows
        if geography.areas[row.area_code].area_type in larger
    ]
    for ward, codes in sites(geography).items():
        found += _together(geography, ward, codes, rows)
    return found


def _together(
    geography: Geography, ward: str, codes: list[str], rows: Iterable[Observation]
) -> Iterator[Observation]:
    """Yield the figures of one ward's practices, where each of them has one."""
    parts: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for row in rows:
        if row.area_code in codes:
            parts[row.indicator_id, row.period].append(row)
    names = listed([geography.areas[code].name for code in codes])
    for held in parts.values():
        count = sum(row.count or 0.0 for row in held)
        total = sum(row.denominator or 0.0 for row in held)
        if len(held) == len(codes) and total:
            lower, upper, lower_998, upper_998 = wilson_limits(count, total)
            yield replace(
                held[0],
                area_code=ward,
                category_type=KIND,
                category=PATIENTS,
                value=per_cent(count, total),
                count=count,
                denominator=total,
                lower_ci=lower,
                upper_ci=upper,
                lower_998=lower_998,
                upper_998=upper_998,
                status=Status.COMPUTED,
                value_note=f"Patients of {names}",
            )


def all_rows(geography: Geography) -> list[Observation]:
    """Return everything that this module knows."""
    return [*counts(geography), *conditions(geography)]
