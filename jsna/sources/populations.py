"""Mid-year population estimates by single year of age and sex, and what follows from them."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from jsna.records import AreaType, Observation, Source, Status
from jsna.small_areas import Floats
from jsna.sources.geography import LOOKUPS, WARDS, Geography
from jsna.sources.raw import Table
from jsna.sources.rows import Period, mid_year, observation, per_cent, rounded

OLD_WARDS, ESTIMATES = "ons_ward_populations_2020", "ons_mid_year_estimates"
AGES = (*(str(age) for age in range(90)), "90+")
SEXES = ("Female", "Male")
BANDS = (*((start, start + 4) for start in range(0, 90, 5)), (90, 90))
SHARES = {
    "share_aged_0_15": (0, 15),
    "share_aged_16_64": (16, 64),
    "share_aged_65_plus": (65, 90),
    "share_aged_85_plus": (85, 90),
    "share_aged_0_4": (0, 4),
    "share_aged_5_10": (5, 10),
    "share_aged_11_17": (11, 17),
    "share_aged_18_24": (18, 24),
    "share_aged_75_plus": (75, 90),
}
PYRAMID_YEARS = (2022, 2023)
People = Floats
"""People of one area and year: shape (2, 91), Female then Male, ages 0 to 89 and 90 or over."""


def ward_people(table: Table, code: str) -> dict[str, People]:
    """Return people by ward from a table with one row per ward and sex."""
    people: dict[str, People] = defaultdict(lambda: np.zeros((2, len(AGES))))
    for row in table:
        sex = SEXES.index(row["sex"].removesuffix("s"))
        people[row[code]][sex] = [float(row[age]) for age in AGES]
    return dict(people)


def series_people(table: Table, years: list[int]) -> dict[tuple[str, int], People]:
    """Return people by area and year from a table with one row per area, sex and age."""
    people: dict[tuple[str, int], People] = defaultdict(lambda: np.zeros((2, len(AGES))))
    for row in table:
        sex, age = SEXES.index(row["sex"]), AGES.index(row["age"])
        for year in years:
            people[row["area_code"], year][sex, age] = float(row[str(year)])
    return dict(people)


def median_age(people: People) -> float:
    """Return the age that half of the people have not reached, between birthdays by proportion."""
    by_age = people.sum(axis=0)
    reached = np.cumsum(by_age)
    half = reached[-1] / 2
    age = int(np.searchsorted(reached, half))
    before = reached[age - 1] if age else 0.0
    return float(age + (half - before) / by_age[age])


def total_and_shares(
    area_code: str, period: Period, people: People, source: Source, status: Status, note: str
) -> Iterator[Observation]:
    """Yield the total, the shares by age, the median age and the ratio of old to working age."""
    by_age, total = people.sum(axis=0), float(people.sum())
    yield observation(
        "population_total",
        area_code,
        period,
        total,
        source=source,
        status=status,
        count=total,
        note=note,
    )
    children = float(by_age[:16].sum())
    yield observation(
        "population_aged_0_15",
        area_code,
        period,
        children,
        source=source,
        status=status,
        count=children,
        note=note,
    )
    computed = {"source": source, "status": Status.COMPUTED, "note": note}
    for indicator_id, (first, last) in SHARES.items():
        count = float(by_age[first : last + 1].sum())
        yield observation(
            indicator_id,
            area_code,
            period,
            per_cent(count, total),
            count=count,
            denominator=total,
            **computed,  # type: ignore[arg-type]
        )
    old, working = float(by_age[65:].sum()), float(by_age[16:65].sum())
    yield observation(
        "older_people_per_1000_working_age",
        area_code,
        period,
        rounded(1000 * old / working),
        count=old,
        denominator=working,
        **computed,  # type: ignore[arg-type]
    )
    yield observation(
        "median_age",
        area_code,
        period,
        rounded(median_age(people)),
        **computed,  # type: ignore[arg-type]
    )


def by_age_and_sex(
    area_code: str, period: Period, people: People, source: Source, status: Status, note: str
) -> Iterator[Observation]:
    """Yield people by five-year band and sex: the rows of an age pyramid."""
    total = float(people.sum())
    for sex, ages in zip(SEXES, people, strict=True):
        for first, last in BANDS:
            count = float(ages[first : last + 1].sum())
            yield observation(
                "population_by_age_sex",
                area_code,
                period,
                count,
                source=source,
                status=status,
                sex=sex,
                age="90+" if first == 90 else f"{first}-{last}",
                count=count,
                denominator=total,
                note=note,
            )


def change_in_ten_years(
    area_code: str, totals: dict[int, float], source: Source, note: str
) -> Iterator[Observation]:
    """Yield the change in per cent over each span of ten years that is held."""
    for year, total in sorted(totals.items()):
        if before := totals.get(year - 10):
            yield observation(
                "population_change_ten_years",
                area_code,
                Period(f"mid-{year - 10} to mid-{year}", f"{year - 10}-06-30", f"{year}-06-30"),
                rounded(100 * (total - before) / before),
                source=source,
                status=Status.COMPUTED,
                count=total - before,
                denominator=before,
                note=note,
            )


def wards(geography: Geography) -> list[Observation]:
    """Return the wards in force (mid-2022) and the wards before them (mid-2020)."""
    rows: list[Observation] = []
    for source_id, pattern, code, year in (
        (WARDS, "population/mye2022_syoa_sex_ward*.csv", "WD23CD", 2022),
        (OLD_WARDS, "population/mye2020_syoa_sex_ward*.csv", "WD22CD", 2020),
    ):
        source = geography.raw.source(source_id)
        table = geography.raw.read(source_id, pattern, (code, "sex", *AGES))
        for area_code, people in ward_people(table, code).items():
            given = (area_code, mid_year(year), people, source, Status.OFFICIAL, "")
            rows += total_and_shares(*given)
            rows += by_age_and_sex(*given)
    return rows


def larger_areas(geography: Geography) -> list[Observation]:
    """Return councils, the county, the region and the country, every year held."""
    source = geography.raw.source(ESTIMATES)
    table = geography.raw.read(
        ESTIMATES, "demography/mye_syoa_sex_*_lad.csv", ("area_code", "area_name", "sex", "age")
    )
    years = [int(name) for name in table[0] if name.isdigit()]
    names = {row["area_code"]: row["area_name"] for row in table}
    totals: dict[str, dict[int, float]] = defaultdict(dict)
    rows: list[Observation] = []
    for (code, year), people in series_people(table, years).items():
        if code not in geography.areas.by_code:
            continue
        note = "Added up from its councils" if "(sum of" in names[code] else ""
        status = Status.COMPUTED if note else Status.OFFICIAL
        given = (code, mid_year(year), people, source, status, note)
        rows += total_and_shares(*given)
        if year in PYRAMID_YEARS:
            rows += by_age_and_sex(*given)
        totals[code][year] = float(people.sum())
    for code, by_year in totals.items():
        note = "Added up from its councils" if "(sum of" in names[code] else ""
        rows += change_in_ten_years(code, by_year, source, note)
    return rows


def density(geography: Geography) -> list[Observation]:
    """Return people per hectare of the wards in force and of their council."""
    hectares = {
        row["WDCD"]: 100 * float(row["area_km2_generalised"])
        for row in geography.raw.read(
            LOOKUPS, "derived/wards_from_*.csv", ("WDCD", "area_km2_generalised")
        )
    }
    table = geography.raw.read(
        WARDS, "population/mye2022_syoa_sex_ward*.csv", ("WD23CD", "sex", *AGES)
    )
    people = {code: float(by_age.sum()) for code, by_age in ward_people(table, "WD23CD").items()}
    for council in geography.areas.of_type(AreaType.UNITARY_AUTHORITY):
        people[council.area_code] = sum(people[code] for code in hectares)
        hectares[council.area_code] = sum(hectares.values())
    return [
        observation(
            "population_density",
            code,
            mid_year(2022),
            rounded(people[code] / land),
            source=geography.raw.source(WARDS),
            status=Status.APPROXIMATE,
            count=people[code],
            denominator=rounded(land),
            note="Land measured on simplified ward boundaries",
        )
        for code, land in hectares.items()
    ]
