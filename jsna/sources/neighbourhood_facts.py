"""Facts published for neighbourhoods (MSOAs): health expectancies, deaths, income, gardens."""

from collections import defaultdict

import numpy as np

from jsna.records import Area, AreaType, Observation, Status
from jsna.small_areas import Floats, apportion
from jsna.sources.geography import CENSUS, Geography
from jsna.sources.neighbourhoods import SUM_NOTE, mean_rows, neighbourhoods, share_rows
from jsna.sources.rows import Period, calendar_years, observation, per_cent, rounded

EXPECTANCY, DEATHS, INCOME, GARDENS, VULNERABILITY = (
    "ons_small_area_health_expectancy",
    "ons_small_area_deaths",
    "ons_small_area_income",
    "ons_gardens",
    "brc_vulnerability_2020",
)
HEALTH_EXPECTANCY: dict[str, str] = {
    "life_expectancy": "life_expectancy_2009_13",
    "healthy_life_expectancy": "healthy_life_expectancy_2009_13",
    "disability_free_life_expectancy": "disability_free_life_expectancy_2009_13",
    "share_of_life_in_good_health": "share_of_life_healthy_2009_13",
    "share_of_life_disability_free": "share_of_life_disability_free_2009_13",
}
"""Measure in the file -> indicator."""
DISTANCES: dict[str, str] = {
    "longest_distance_to_supermarket": "Longest distance to supermarket (km)",
    "longest_distance_to_food_bank": "Longest distance to food bank (km)",
    "longest_distance_to_post_office": "Longest distance to Post Office (km)",
}
"""Indicator -> column."""
PIP = "Working age (16-64) people claiming Personal Independence Payments"
ADDRESSES, WITH_GARDEN, GARDEN_SIZE = (
    "Address count",
    "Address with private outdoor space count",
    "Private outdoor space total area (m2)",
)


def expectancies(geography: Geography) -> list[Observation]:
    """Return health expectancies of 2009-13: as published above wards, averages for wards."""
    table = geography.raw.read(
        EXPECTANCY,
        "small_area/msoa_life_expectancy_*.csv",
        ("area_code", "period", "sex", "measure", "value", "lower_95", "upper_95"),
    )
    source, period = geography.raw.source(EXPECTANCY), calendar_years(2009, 2013)
    small: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    rows: list[Observation] = []
    for row in table:
        indicator_id, sex = HEALTH_EXPECTANCY[row["measure"]], row["sex"].removesuffix("s")
        if row["area_code"] not in geography.areas.by_code:
            small[indicator_id, sex][row["area_code"]] = float(row["value"])
            continue
        limits = [float(row[name]) if row[name] else None for name in ("lower_95", "upper_95")]
        rows.append(
            observation(
                indicator_id,
                row["area_code"],
                period,
                float(row["value"]),
                source=source,
                sex=sex,
                limits=(limits[0], limits[1], None, None),
            )
        )
    for (indicator_id, sex), values in small.items():
        rows += mean_rows(geography, indicator_id, values, period, source, sex=sex)
    return rows


def deaths(geography: Geography) -> list[Observation]:
    """Return deaths of three years: neighbourhoods shared out, and their sum for the council."""
    table = geography.raw.read(
        DEATHS, "small_area/msoa_deaths_2013_15_*.csv", ("area_code", "period", "deaths")
    )
    counts = {
        row["area_code"]: float(row["deaths"])
        for row in table
        if row["period"] == "2013 - 15" and row["cause"] == "all causes"
    }
    period, source = calendar_years(2013, 2015), geography.raw.source(DEATHS)
    areas = neighbourhoods(geography)
    array = areas.vector(counts)
    inside = ~np.isnan(array)
    cover = areas.cover
    sums = apportion(np.nan_to_num(array), cover.weights)
    rows = [
        observation(
            "deaths_2013_15",
            code,
            period,
            round(float(number), 3),
            source=source,
            status=Status.APPROXIMATE,
            count=round(float(number), 3),
            note=SUM_NOTE,
        )
        for code, number in zip(cover.area_codes, sums, strict=True)
        if number > 0
    ]
    whole = [(area.area_code, float(array[inside].sum())) for area in _councils(geography)]
    whole += [(code, count) for code, count in counts.items() if code in geography.areas.by_code]
    rows += [
        observation(
            "deaths_2013_15",
            code,
            period,
            count,
            source=source,
            status=Status.COMPUTED,
            count=count,
            note="Added up from neighbourhoods (MSOAs)",
        )
        for code, count in whole
    ]
    return rows


def _councils(geography: Geography) -> list[Area]:
    return geography.areas.of_type(AreaType.UNITARY_AUTHORITY)


def income(geography: Geography) -> list[Observation]:
    """Return modelled household income: averages for wards, the published middle for England."""
    column = "net_annual_equivalised_household_income_after_housing_costs_gbp"
    table = geography.raw.read(
        INCOME, "small_area/msoa_household_income_*.csv", ("area_code", "year_ending", column)
    )
    source = geography.raw.source(INCOME)
    rows: list[Observation] = []
    for year in sorted({int(row["year_ending"]) for row in table}):
        period = Period(f"{year - 1}/{year % 100:02d}", f"{year - 1}-04-01", f"{year}-03-31")
        held = {
            row["area_code"]: float(row[column]) for row in table if int(row["year_ending"]) == year
        }
        rows += mean_rows(
            geography, "household_income", held, period, source, status=Status.MODELLED
        )
        rows += [
            observation(
                "household_income",
                code.split()[0],
                period,
                value,
                source=source,
                status=Status.MODELLED,
                note="The middle one of all neighbourhoods (MSOAs)",
            )
            for code, value in held.items()
            if code.split()[0] in geography.areas.by_code
        ]
    return rows


def gardens(geography: Geography) -> list[Observation]:
    """Return addresses with private outdoor space, and its average size."""
    columns = ("area_code", "area_type", ADDRESSES, WITH_GARDEN, GARDEN_SIZE)
    table = geography.raw.read(GARDENS, "small_area/msoa_private_outdoor_*.csv", columns)
    source, period = geography.raw.source(GARDENS), Period("April 2020", "2020-04-01", "2020-04-30")
    areas = neighbourhoods(geography)
    column = {
        name: areas.vector({row["area_code"]: float(row[name]) for row in table})
        for name in (ADDRESSES, WITH_GARDEN, GARDEN_SIZE)
    }
    rows = list(
        share_rows(
            areas.cover,
            "homes_with_garden",
            column[WITH_GARDEN],
            column[ADDRESSES],
            period,
            source,
        )
    )
    sizes = apportion(np.nan_to_num(column[GARDEN_SIZE]), areas.cover.weights)
    homes = apportion(np.nan_to_num(column[WITH_GARDEN]), areas.cover.weights)
    values = {
        code: float(size / home)
        for code, size, home in zip(areas.cover.area_codes, sizes, homes, strict=True)
        if home
    }
    rows += [
        observation(
            "garden_size",
            code,
            period,
            rounded(value),
            source=source,
            status=Status.APPROXIMATE,
            note=SUM_NOTE,
        )
        for code, value in values.items()
    ]
    for row in table:
        if row["area_code"] not in geography.areas.by_code:
            continue
        count, total, size = (float(row[name]) for name in (WITH_GARDEN, ADDRESSES, GARDEN_SIZE))
        computed = Status.COMPUTED
        rows.append(
            observation(
                "homes_with_garden",
                row["area_code"],
                period,
                per_cent(count, total),
                source=source,
                status=computed,
                count=count,
                denominator=total,
            )
        )
        rows.append(
            observation(
                "garden_size",
                row["area_code"],
                period,
                rounded(size / count),
                source=source,
                status=computed,
            )
        )
    return rows


def vulnerability(geography: Geography) -> list[Observation]:
    """Return claimants of Personal Independence Payment and the longest distances."""
    columns = ("msoa11_code", PIP, *DISTANCES.values())
    table = geography.raw.read(VULNERABILITY, "small_area/msoa_brc_*.csv", columns)
    source, period = geography.raw.source(VULNERABILITY), calendar_years(2020, 2020)
    rows: list[Observation] = []
    for indicator_id, column in DISTANCES.items():
        values = {row["msoa11_code"]: float(row[column]) for row in table}
        rows += mean_rows(geography, indicator_id, values, period, source)
        rows += [
            observation(
                indicator_id,
                row["msoa11_code"],
                period,
                float(row[column]),
                source=source,
                status=Status.COMPUTED,
                note="Average of all neighbourhoods (MSOAs)",
            )
            for row in table
            if row["msoa11_code"] in geography.areas.by_code
        ]
    areas = neighbourhoods(geography)
    claimants = areas.vector({row["msoa11_code"]: float(row[PIP]) for row in table})
    rows += share_rows(
        areas.cover, "pip_claimants", claimants, working_age(geography), period, source
    )
    return rows


def working_age(geography: Geography) -> Floats:
    """Return Census 2021 residents aged 16 to 64 of each MSOA, in the order of the look-up."""
    names = [f"Aged {age} years" for age in range(16, 65)]
    table = geography.raw.read(CENSUS, "census2021/age_syoa_msoa21_*.csv", ("msoa21cd", *names))
    people = {row["msoa21cd"]: sum(float(row[name]) for name in names) for row in table}
    return neighbourhoods(geography).vector(people)


def all_rows(geography: Geography) -> list[Observation]:
    """Return everything that this module knows."""
    parts = (expectancies, deaths, income, gardens, vulnerability)
    return [row for part in parts for row in part(geography)]
