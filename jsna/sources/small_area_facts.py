"""Facts published for small areas (LSOAs): fuel poverty, floods, loneliness, rural places."""

import numpy as np

from jsna.records import Observation, Status
from jsna.small_areas import weighted_mean
from jsna.sources.geography import LOOKUPS, Cover, Geography, whole_cover
from jsna.sources.neighbourhoods import MEAN_NOTE, OLDER_NOTE, older_cover, share_rows, ward_cover
from jsna.sources.rows import Period, calendar_years, observation, rounded
from jsna.sources.spread import Share
from jsna.sources.spread import share_rows as spread_shares

FUEL, FLOOD, LONELY, RURAL = (
    "desnz_fuel_poverty",
    "brc_resilience_index",
    "dcms_loneliness",
    "ons_rural_urban_2021",
)
POPULATION_2020 = "ons_ward_populations_2020"
LONELY_COLUMN = "percent_lonely_often_or_some_of_the_time"


def fuel_poverty(geography: Geography) -> list[Observation]:
    """Return households in fuel poverty: councils as published, wards out of small areas."""
    table = geography.raw.read(
        FUEL,
        "small_area/lsoa11_fuel_poverty_*.csv",
        ("area_code", "area_type", "households", "fuel_poor_households", "percent"),
    )
    source, period = geography.raw.source(FUEL), calendar_years(2020, 2020)
    small = [row for row in table if row["area_type"].startswith("LSOA")]
    cover = older_cover(geography, tuple(row["area_code"] for row in small), households=True)
    counts, totals = (
        np.array([float(row[name]) for row in small])
        for name in ("fuel_poor_households", "households")
    )
    modelled = Status.MODELLED
    rows = list(
        share_rows(
            cover, "fuel_poverty", counts, totals, period, source, status=modelled, note=OLDER_NOTE
        )
    )
    rows += [
        observation(
            "fuel_poverty",
            row["area_code"],
            period,
            float(row["percent"]),
            source=source,
            status=modelled,
            count=float(row["fuel_poor_households"]),
            denominator=float(row["households"]),
        )
        for row in table
        if row["area_code"] in geography.areas.by_code
    ]
    return rows


def floods(geography: Geography) -> list[Observation]:
    """Return people in flood risk areas; a small area that is not listed counts as nobody."""
    table = geography.raw.read(
        FLOOD,
        "small_area/lsoa11_people_in_flood_*.csv",
        ("LSOA11CD", "No. people in flood risk areas"),
    )
    people = {
        row["lsoa11_code"]: float(row["total_population"])
        for row in geography.raw.read(
            POPULATION_2020,
            "population/mye2020_syoa_lsoa11_*.csv",
            ("lsoa11_code", "total_population"),
        )
    }
    codes = tuple(row["LSOA11CD"] for row in table)
    counts = np.array([float(row["No. people in flood risk areas"] or 0) for row in table])
    totals = np.array([people[code] for code in codes])
    authority = {
        row["lsoa11_code"]: row["ltla22_code"]
        for row in geography.raw.read(
            LOOKUPS, "lookups/lsoa11_lsoa21_*.csv", ("lsoa11_code", "ltla22_code")
        )
    }
    councils = whole_cover(codes, [authority], geography.areas)
    period, source = Period("about 2020", "2020-01-01", "2020-12-31"), geography.raw.source(FLOOD)
    rows: list[Observation] = []
    for cover in (older_cover(geography, codes), councils):
        rows += share_rows(
            cover,
            "people_in_flood_risk_areas",
            np.minimum(counts, totals),
            totals,
            period,
            source,
            note=OLDER_NOTE,
        )
    return rows


def loneliness(geography: Geography) -> list[Observation]:
    """Return modelled loneliness, averaged over residents."""
    table = geography.raw.read(
        LONELY, "small_area/lsoa21_loneliness_*.csv", ("lsoa21_code", LONELY_COLUMN)
    )
    period = Period("2020/21", "2020-10-01", "2021-03-31")
    held = {row["lsoa21_code"].split()[0]: float(row[LONELY_COLUMN]) for row in table}
    values = geography.vector(held)
    known = np.where(np.isnan(values), 0.0, geography.residents)
    rows = []
    for cover in (ward_cover(geography), _councils(geography)):
        means = weighted_mean(np.nan_to_num(values), known, cover.weights)
        whole = weighted_mean(
            np.where(np.isnan(values), 0.0, 1.0), geography.residents, cover.weights
        )
        rows += [
            _modelled(
                code,
                mean,
                period,
                geography,
                MEAN_NOTE.replace("neighbourhoods (MSOAs)", "small areas (LSOAs)"),
            )
            for code, mean, part in zip(cover.area_codes, means, whole, strict=True)
            if part > 1 - 1e-9
        ]
    rows += [
        _modelled(code, value, period, geography, "Average of all small areas (LSOAs)")
        for code, value in held.items()
        if code in geography.areas.by_code
    ]
    return rows


def _councils(geography: Geography) -> Cover:
    wards = {code for code in ward_cover(geography).area_codes}
    kept = [number for number, code in enumerate(geography.exact.area_codes) if code not in wards]
    codes = tuple(geography.exact.area_codes[number] for number in kept)
    return Cover(codes, geography.exact.weights[:, kept])


def _modelled(
    code: str, value: float, period: Period, geography: Geography, note: str
) -> Observation:
    return observation(
        "loneliness",
        code,
        period,
        rounded(value),
        source=geography.raw.source(LONELY),
        status=Status.MODELLED,
        note=note,
    )


def rural(geography: Geography) -> list[Observation]:
    """Return residents of small areas that are called rural."""
    table = geography.raw.read(RURAL, "lookups/ruc21_lsoa21_*.csv", ("lsoa21_code", "ruc"))
    is_rural = geography.vector(
        {row["lsoa21_code"]: float(row["ruc"] == "Rural") for row in table}, complete=True
    )
    share = Share(
        "residents_rural", is_rural * geography.residents, geography.residents, sampled=False
    )
    period = Period("2021", "2021-03-21", "2021-03-21")
    return spread_shares(geography, share, period, geography.raw.source(RURAL), places=False)


def all_rows(geography: Geography) -> list[Observation]:
    """Return everything that this module knows."""
    parts = (fuel_poverty, floods, loneliness, rural)
    return [row for part in parts for row in part(geography)]
