"""Census 2021 tables held for larger small areas (MSOAs) only: sums for councils and the county.

Not for wards: an MSOA is as large as a ward, and a share of it would be a guess.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jsna.records import Observation, Status
from jsna.sources.census import CENSUS_DAY
from jsna.sources.geography import CENSUS, LOOKUPS, Cover, Geography, whole_cover
from jsna.sources.rows import observation, per_cent, wilson_limits

NOTE = "Sum of larger small areas (MSOAs)"


@dataclass(frozen=True, slots=True)
class WideTable:
    """One Census table with a row per MSOA: which columns make count and total."""

    name: str
    code: str
    columns: tuple[str, ...]
    indicators: dict[str, tuple[Callable[..., float], Callable[..., float]]]
    """Indicator -> (count, total), each out of the numbers of `columns`."""


TABLES = (
    WideTable(
        "unpaid_care",
        "msoa21cd",
        (
            "total",
            "provides_no_unpaid_care",
            "provides_50_or_more_hours_unpaid_care_a_week",
        ),
        {
            "unpaid_carers": (lambda total, none, most: total - none, lambda total, *_: total),
            "unpaid_carers_50_hours": (lambda total, none, most: most, lambda total, *_: total),
        },
    ),
    WideTable(
        "proficiency21",
        "msoa21_code",
        (
            "Main language is English (English or Welsh in Wales)",
            "Main language is not English (English or Welsh in Wales)",
        ),
        {
            "main_language_not_english": (
                lambda english, other: other,
                lambda english, other: english + other,
            )
        },
    ),
    WideTable(
        "migration21",
        "msoa21_code",
        ("all_usual_residents", "migrant_from_within_uk", "migrant_from_outside_uk"),
        {
            "moved_within_uk": (lambda everyone, within, abroad: within, lambda all_, *_: all_),
            "moved_from_abroad": (lambda everyone, within, abroad: abroad, lambda all_, *_: all_),
        },
    ),
)


def cover_of_larger(geography: Geography, codes: tuple[str, ...]) -> Cover:
    """Return councils and the county as sums of whole MSOAs."""
    table = geography.raw.read(
        LOOKUPS, "lookups/lsoa21_msoa21_*.csv", ("msoa21_code", "ltla24_code")
    )
    authorities = {row["msoa21_code"]: row["ltla24_code"] for row in table}
    return whole_cover(codes, [authorities, *geography.to_counties(authorities)], geography.areas)


def all_tables(geography: Geography) -> list[Observation]:
    """Return the shares of residents that `TABLES` lists."""
    return [row for table in TABLES for row in table_rows(geography, table)]


def table_rows(geography: Geography, table: WideTable) -> list[Observation]:
    """Return every indicator of one table for councils and the county."""
    raw_rows = geography.raw.read(
        CENSUS, f"census2021/{table.name}_msoa21_*.csv", (table.code, *table.columns)
    )
    cover = cover_of_larger(geography, tuple(row[table.code] for row in raw_rows))
    numbers = np.array([[float(row[name]) for name in table.columns] for row in raw_rows])
    rows = []
    for code, sums in zip(cover.area_codes, (numbers.T @ cover.weights).T, strict=True):
        for indicator_id, (count_of, total_of) in table.indicators.items():
            count, total = float(count_of(*sums)), float(total_of(*sums))
            rows.append(
                observation(
                    indicator_id,
                    code,
                    CENSUS_DAY,
                    per_cent(count, total),
                    source=geography.raw.source(CENSUS),
                    status=Status.COMPUTED,
                    count=count,
                    denominator=total,
                    limits=wilson_limits(count, total),
                    note=NOTE,
                )
            )
    return rows
