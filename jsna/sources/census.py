"""Census 2021 tables by small area: shares of residents and of households."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from jsna.records import Observation, Source, Status
from jsna.small_areas import apportion
from jsna.sources.geography import CENSUS, Geography
from jsna.sources.raw import Table
from jsna.sources.rows import Period, observation, per_cent, wilson_limits
from jsna.sources.spread import (
    HOUSEHOLD_NOTE,
    PEOPLE_NOTE,
    SUM_NOTE,
    Share,
    share_rows,
)

CENSUS_DAY = Period("2021", "2021-03-21", "2021-03-21")
NATIONAL_NOTE = "Added up from the census tables for small areas (LSOAs)"


@dataclass(frozen=True, slots=True)
class LongTable:
    """One Census table with a row per small area and category."""

    name: str
    column: str
    total: str
    of_people: bool
    indicators: dict[str, tuple[str, ...]]
    """Indicator -> the categories that it adds up."""


TABLES = (
    LongTable(
        "ethnicity21_lsoa21",
        "ethnic_group",
        "total_residents",
        True,
        {
            "ethnic_group_white": ("White",),
            "ethnic_group_asian": ("Asian, Asian British or Asian Welsh",),
            "ethnic_group_black": ("Black, Black British, Black Welsh, Caribbean or African",),
            "ethnic_group_mixed": ("Mixed or Multiple ethnic groups",),
            "ethnic_group_other": ("Other ethnic group",),
        },
    ),
    LongTable(
        "religion21_lsoa21",
        "religion",
        "total_residents",
        True,
        {
            "religion_none": ("No religion",),
            "religion_christian": ("Christian",),
            "religion_muslim": ("Muslim",),
            "religion_hindu": ("Hindu",),
            "religion_sikh": ("Sikh",),
            "religion_other": ("Buddhist", "Jewish", "Other religion"),
        },
    ),
    LongTable(
        "disability21_lsoa21_ew",
        "disability",
        "total_residents",
        True,
        {"census_disabled": ("Disabled under the Equality Act",)},
    ),
    LongTable(
        "household_tenure21_lsoa21",
        "tenure",
        "total_households",
        False,
        {
            "homes_owned": ("Owned: Owns outright", "Owned: Owns with a mortgage or loan"),
            "homes_social_rented": (
                "Social rented: Rents from council or Local Authority",
                "Social rented: Other social rented",
            ),
            "homes_private_rented": (
                "Private rented: Private landlord or letting agency",
                "Private rented: Other private rented",
            ),
        },
    ),
    LongTable(
        "household_overcrowding21_lsoa21",
        "occupancy_rating",
        "total_households",
        False,
        {"homes_overcrowded": ("-1 (overcrowded)", "-2 or less (overcrowded)")},
    ),
    LongTable(
        "household_type21_lsoa21",
        "type",
        "total_households",
        False,
        {
            "homes_detached": ("Detached",),
            "homes_semi_detached": ("Semi-detached",),
            "homes_terraced": ("Terraced",),
            "homes_flats": (
                "In a purpose-built block of flats or tenement",
                "Part of a converted or shared house, including bedsits",
                "Part of another converted building, for example, former school, church or "
                "warehouse",
                "In a commercial building, for example, in an office building, hotel or over a "
                "shop",
            ),
        },
    ),
    LongTable(
        "household_deprivation21_lsoa21",
        "deprivation_dimensions",
        "total_households",
        False,
        {
            "households_not_deprived": ("Household is not deprived in any dimension",),
            "households_deprived_three_or_four": (
                "Household is deprived in three dimensions",
                "Household is deprived in four dimensions",
            ),
        },
    ),
)


def table_rows(geography: Geography, table: LongTable) -> list[Observation]:
    """Return every indicator of one table for every area, the country included."""
    raw = geography.raw
    source = raw.source(CENSUS)
    small = raw.read(
        CENSUS, f"census2021/{table.name}_*.csv", ("lsoa21_code", table.column, "n", table.total)
    )
    national = raw.read(
        CENSUS,
        "census2021/lsoa_tables_totals_*.csv",
        ("area_code", "category", "n", "denominator", "table"),
    )
    totals = {row["lsoa21_code"]: float(row[table.total]) for row in small}
    rows: list[Observation] = []
    for indicator_id, categories in table.indicators.items():
        counts = added_up(small, table.column, categories)
        share = Share(
            indicator_id,
            geography.vector(counts, complete=True),
            geography.vector(totals, complete=True),
            of_people=table.of_people,
        )
        rows += share_rows(geography, share, CENSUS_DAY, source)
        wanted = [row for row in national if row["table"] == table.name]
        rows += national_rows(geography, indicator_id, categories, wanted, source)
    return rows


def added_up(table: Table, column: str, categories: tuple[str, ...]) -> dict[str, float]:
    """Return the sum of some categories for each small area, code -> count."""
    counts: dict[str, float] = defaultdict(float)
    for row in table:
        counts[row["lsoa21_code"]] += float(row["n"]) if row[column] in categories else 0.0
    return dict(counts)


def national_rows(
    geography: Geography,
    indicator_id: str,
    categories: tuple[str, ...],
    totals: Table,
    source: Source,
) -> Iterator[Observation]:
    """Return the areas that the small areas held do not cover, out of the table of totals."""
    counts: dict[str, float] = defaultdict(float)
    denominators: dict[str, float] = {}
    for row in totals:
        denominators[row["area_code"]] = float(row["denominator"])
        counts[row["area_code"]] += float(row["n"]) if row["category"] in categories else 0.0
    for code, denominator in denominators.items():
        if code in geography.areas.by_code and code not in geography.exact.area_codes:
            yield observation(
                indicator_id,
                code,
                CENSUS_DAY,
                per_cent(counts[code], denominator),
                source=source,
                status=Status.COMPUTED,
                count=counts[code],
                denominator=denominator,
                limits=wilson_limits(counts[code], denominator),
                note=NATIONAL_NOTE,
            )


def all_tables(geography: Geography) -> list[Observation]:
    """Return the shares of residents and households that `TABLES` lists."""
    return [row for table in TABLES for row in table_rows(geography, table)]


def general_health(geography: Geography) -> list[Observation]:
    """Return good and bad general health; only one authority's small areas are held."""
    columns = ("lsoa21_code", "total", "very_good", "good", "bad", "very_bad")
    table = geography.raw.read(CENSUS, "census2021/general_health21_lsoa21_*.csv", columns)
    totals = {row["lsoa21_code"]: float(row["total"]) for row in table}
    rows: list[Observation] = []
    for indicator_id, names in (
        ("census_good_health", ("very_good", "good")),
        ("census_bad_health", ("bad", "very_bad")),
    ):
        counts = {row["lsoa21_code"]: sum(float(row[name]) for name in names) for row in table}
        share = Share(indicator_id, geography.vector(counts), geography.vector(totals))
        rows += share_rows(geography, share, CENSUS_DAY, geography.raw.source(CENSUS))
    return rows


def totals(geography: Geography) -> list[Observation]:
    """Return residents and households counted: the weights of averages over areas."""
    source = geography.raw.source(CENSUS)
    table = geography.raw.read(
        CENSUS, "census2021/household_tenure21_lsoa21_*.csv", ("lsoa21_code", "total_households")
    )
    households = geography.vector(
        {row["lsoa21_code"]: float(row["total_households"]) for row in table}, complete=True
    )
    rows = []
    for indicator_id, counts, fitted, note in (
        ("census_residents", geography.residents, geography.people, PEOPLE_NOTE),
        ("census_households", households, geography.households, HOUSEHOLD_NOTE),
    ):
        for cover, status, words in (
            (geography.exact, Status.COMPUTED, SUM_NOTE),
            (fitted, Status.APPORTIONED, note),
        ):
            sums = apportion(counts, cover.weights)
            for code, total in zip(cover.area_codes, np.round(sums, 3), strict=True):
                number = float(total)
                rows.append(
                    observation(
                        indicator_id,
                        code,
                        CENSUS_DAY,
                        number,
                        source=source,
                        status=status,
                        count=number,
                        note=words,
                    )
                )
    return rows
