"""Census 2021 tables held for larger small areas (MSOAs) only.

Councils and the county are exact sums. Wards are approximate: an MSOA is about as large as a ward.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jsna.records import Observation, Status
from jsna.sources.census import CENSUS_DAY
from jsna.sources.geography import CENSUS, LOOKUPS, Cover, Geography, whole_cover
from jsna.sources.neighbourhoods import neighbourhoods, share_rows
from jsna.sources.raw import Table
from jsna.sources.rows import observation, per_cent, wilson_limits

NOTE = "Added up from neighbourhoods (MSOAs)"
STRAIGHT_OR_NO_ANSWER = ("Straight or Heterosexual", "Not answered")


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
        "proficiency21",
        "msoa21_code",
        (
            "Main language is English (English or Welsh in Wales)",
            "Main language is not English (English or Welsh in Wales)",
            "Main language is not English (English or Welsh in Wales): Cannot speak English well",
            "Main language is not English (English or Welsh in Wales): Cannot speak English",
        ),
        {
            "english_not_well": (
                lambda english, other, badly, none: badly + none,
                lambda english, other, badly, none: english + other,
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
    rows = [row for table in TABLES for row in table_rows(geography, table)]
    return rows + sexual_orientation(geography)


def table_rows(geography: Geography, table: WideTable) -> list[Observation]:
    """Return every indicator of one table, read from its file."""
    raw_rows = geography.raw.read(
        CENSUS, f"census2021/{table.name}_msoa21_*.csv", (table.code, *table.columns)
    )
    return rows_of(geography, table, raw_rows)


def rows_of(geography: Geography, table: WideTable, raw_rows: Table) -> list[Observation]:
    """Return every indicator of one table that is read: councils, the county, wards."""
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
    return rows + ward_rows(geography, table, raw_rows)


def ward_rows(geography: Geography, table: WideTable, raw_rows: Table) -> list[Observation]:
    """Return every indicator of one table for the wards of both sets, approximately."""
    areas = neighbourhoods(geography)
    columns = {
        name: areas.vector({row[table.code]: float(row[name]) for row in raw_rows})
        for name in table.columns
    }
    rows: list[Observation] = []
    for indicator_id, (count_of, total_of) in table.indicators.items():
        rows += share_rows(
            areas.cover,
            indicator_id,
            np.asarray(count_of(*columns.values())),
            np.asarray(total_of(*columns.values())),
            CENSUS_DAY,
            geography.raw.source(CENSUS),
        )
    return rows


def sexual_orientation(geography: Geography) -> list[Observation]:
    """Return people of another orientation than straight, out of a table with a row per answer."""
    table = geography.raw.read(
        CENSUS,
        "census2021/sexualorientation21_msoa21_*.csv",
        ("msoa21_code", "sexual_orientation", "n", "total_residents"),
    )
    wide: dict[str, dict[str, str]] = {}
    for row in table:
        entry = wide.setdefault(
            row["msoa21_code"], {"msoa21_code": row["msoa21_code"], "other": "0"}
        )
        entry["total"] = row["total_residents"]
        if row["sexual_orientation"] not in STRAIGHT_OR_NO_ANSWER:
            entry["other"] = str(float(entry["other"]) + float(row["n"]))
    orientation = WideTable(
        "sexualorientation21",
        "msoa21_code",
        ("other", "total"),
        {
            "lesbian_gay_bisexual_other": (
                lambda other, total: other,
                lambda other, total: total,
            )
        },
    )
    return rows_of(geography, orientation, list(wide.values()))
