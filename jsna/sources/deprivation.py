"""English indices of deprivation: scores, ranks, and residents of deprived small areas."""

from collections.abc import Iterator

import numpy as np

from jsna.records import Observation, Status
from jsna.small_areas import Floats, apportion
from jsna.sources.geography import LOOKUPS, Cover, Geography, whole_cover
from jsna.sources.raw import RawFiles
from jsna.sources.rows import calendar_years, observation, per_cent, rounded
from jsna.sources.spread import Share, mean_rows, share_rows

IOD_2025, IOD_2019 = "mhclg_iod_2025", "mhclg_iod_2019"
POPULATION_2020 = "ons_ward_populations_2020"
PUBLISHED_NOTE = "The average score of the whole council area, as published"
DOMAINS = {
    "imd_score": ("IMD_score", "imd", 1),
    "income_deprivation": ("Income_score", "income", 100),
    "employment_deprivation": ("Employment_score", "employment", 100),
    "education_deprivation_score": ("Education_score", "education_skills_and_training", 1),
    "health_deprivation_score": ("Health_score", "health_deprivation_and_disability", 1),
    "crime_deprivation_score": ("Crime_score", "crime", 1),
    "housing_services_deprivation_score": (
        "Housing_and_Services_score",
        "barriers_to_housing_and_services",
        1,
    ),
    "living_environment_deprivation_score": ("Environment_score", "living_environment", 1),
}
"""Indicator -> column of the small areas, domain in the table of authorities, factor.

The income and employment scores are shares of people: shown as per cent.
"""
UNDERLYING = {
    "illness_ratio": "comparative_illness_and_disability_ratio_indicator",
    "years_of_life_lost": "years_of_potential_life_lost_indicator",
    "acute_illness": "acute_morbidity_indicator",
    "mood_and_anxiety_disorders": "mental_health_indicator",
    "burglary_rate": "burglary_rate_per_1_000_at_risk_properties",
    "violence_with_injury": "violence_with_injury_rate_per_1_000_at_risk_population",
    "theft_rate": "theft_rate_per_1_000_at_risk_population",
    "stalking_and_harassment": "stalking_and_harassment_rate_per_1_000_at_risk_population",
    "antisocial_behaviour": "anti_social_behaviour_rate_per_1_000_at_risk_population",
    "homelessness_core": "homelessness_indicator_rate_per_1_000_households",
    "adult_skills_low": "adult_skills_and_english_language_proficiency_indicator",
}
AS_PER_CENT = ("adult_skills_low",)
"""Shares that the table of small areas prints between 0 and 1."""
MOST_DEPRIVED = {"residents_most_deprived_tenth": 1, "residents_most_deprived_fifth": 2}


def scores(geography: Geography) -> list[Observation]:
    """Return the overall and domain scores; the authorities' own are as published."""
    period, source = calendar_years(2025, 2025), geography.raw.source(IOD_2025)
    columns = ("lsoa21_code", *(small for small, _, _ in DOMAINS.values()))
    small = geography.raw.read(IOD_2025, "deprivation/imd2025_lsoa21_[!is]*.csv", columns)
    averages = [f"{domain}_average_score" for _, domain, _ in DOMAINS.values()]
    authorities = geography.raw.read(
        IOD_2025, "deprivation/imd2025_lad24_*.csv", ("ltla24_code", *averages)
    )
    rows: list[Observation] = []
    for indicator_id, (column, domain, factor) in DOMAINS.items():
        published = {
            row["ltla24_code"]: rounded(factor * float(row[f"{domain}_average_score"]))
            for row in authorities
            if row["ltla24_code"] in geography.areas.by_code
        }
        values = geography.vector(
            {row["lsoa21_code"]: factor * float(row[column]) for row in small}, complete=True
        )
        computed = mean_rows(geography, indicator_id, values, period, source)
        rows += [row for row in computed if row.area_code not in published]
        rows += [
            observation(indicator_id, code, period, value, source=source, note=PUBLISHED_NOTE)
            for code, value in published.items()
        ]
    return rows


def rank(geography: Geography) -> list[Observation]:
    """Return each authority's published rank on the average score, 1 = most deprived."""
    column = "imd_rank_of_average_score"
    table = geography.raw.read(IOD_2025, "deprivation/imd2025_lad24_*.csv", ("ltla24_code", column))
    return [
        observation(
            "imd_rank",
            row["ltla24_code"],
            calendar_years(2025, 2025),
            float(row[column]),
            source=geography.raw.source(IOD_2025),
            denominator=len(table),
            note=f"Place among {len(table)} councils of England; 1 is the most deprived",
        )
        for row in table
        if row["ltla24_code"] in geography.areas.by_code
    ]


def residents_by_decile(geography: Geography) -> list[Observation]:
    """Return residents by tenth of deprivation, and those in the most deprived tenth and fifth."""
    period, source = calendar_years(2025, 2025), geography.raw.source(IOD_2025)
    table = geography.raw.read(
        IOD_2025, "deprivation/imd2025_lsoa21_[!is]*.csv", ("lsoa21_code", "IMD_decile")
    )
    decile = geography.vector(
        {row["lsoa21_code"]: float(row["IMD_decile"]) for row in table}, complete=True
    )
    rows: list[Observation] = []
    for indicator_id, last in MOST_DEPRIVED.items():
        counts = np.where(decile <= last, geography.residents, 0.0)
        share = Share(indicator_id, counts, geography.residents, sampled=False)
        rows += share_rows(geography, share, period, source)
    for number in range(1, 11):
        share = Share(
            "residents_by_deprivation_decile",
            np.where(decile == number, geography.residents, 0.0),
            geography.residents,
            sampled=False,
            category=("Deprivation decile", str(number)),
        )
        rows += share_rows(geography, share, period, source, places=False)
    return rows


def underlying(geography: Geography) -> list[Observation]:
    """Return measures that stand behind the domains, as averages over residents."""
    period, source = calendar_years(2025, 2025), geography.raw.source(IOD_2025)
    table = geography.raw.read(
        IOD_2025,
        "deprivation/imd2025_lsoa21_indicators_*.csv",
        ("lsoa21_code", *UNDERLYING.values()),
    )
    rows: list[Observation] = []
    for indicator_id, column in UNDERLYING.items():
        factor = 100 if indicator_id in AS_PER_CENT else 1
        values = {row["lsoa21_code"]: factor * float(row[column]) for row in table}
        rows += mean_rows(
            geography, indicator_id, geography.vector(values, complete=True), period, source
        )
    return rows


def residents_2019(geography: Geography) -> list[Observation]:
    """Return residents of the most deprived tenth and fifth in 2019, areas of whole LSOAs only."""
    raw = geography.raw
    deciles = _column(raw, IOD_2019, "deprivation/imd2019_lsoa11_[!is]*.csv", "IMD_decile")
    people = _column(
        raw, POPULATION_2020, "population/mye2020_syoa_lsoa11_*.csv", "total_population"
    )
    authority = _column(raw, LOOKUPS, "lookups/lsoa11_lsoa21_*.csv", "ltla22_code")
    old_ward = _column(raw, LOOKUPS, "derived/lsoa11_ward2003_*.csv", "ward03_code")
    memberships = [authority, *geography.to_counties(authority), old_ward]
    cover = whole_cover(tuple(deciles), memberships, geography.areas)
    residents = np.array([float(people[code]) for code in deciles])
    decile = np.array([float(text) for text in deciles.values()])
    rows: list[Observation] = []
    for indicator_id, last in MOST_DEPRIVED.items():
        counts = np.where(decile <= last, residents, 0.0)
        rows += _rows_2019(f"{indicator_id}_2019", cover, counts, residents, raw)
    return rows


def _column(raw: RawFiles, source_id: str, pattern: str, column: str) -> dict[str, str]:
    """Return one column of a table of 2011 small areas, code -> text."""
    table = raw.read(source_id, pattern, ("lsoa11_code", column))
    return {row["lsoa11_code"]: row[column] for row in table}


def _rows_2019(
    indicator_id: str, cover: Cover, counts: Floats, residents: Floats, raw: RawFiles
) -> Iterator[Observation]:
    sums = zip(
        cover.area_codes,
        apportion(counts, cover.weights),
        apportion(residents, cover.weights),
        strict=True,
    )
    for code, count, total in sums:
        yield observation(
            indicator_id,
            code,
            calendar_years(2019, 2019),
            per_cent(count, total),
            source=raw.source(IOD_2019),
            status=Status.COMPUTED,
            count=float(count),
            denominator=float(total),
            note="Added up from small areas (LSOAs of 2011) by their residents of mid-2020",
        )
