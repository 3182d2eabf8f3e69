"""Back tests: what our own code works out beside what the source itself printed.

One function per check of `jsna.quality.CHECKS`. Only areas of data/areas/areas.csv take part, so
that no row of the table shows a place that has no figures of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from jsna.files import csv_text
from jsna.quality import BACK_TEST_COLUMNS, BackTest
from jsna.records import AreaType, Observation
from jsna.small_areas import apportion, weighted_mean
from jsna.sources import (
    census,
    council_facts,
    deprivation,
    fingertips,
    general_practice,
    low_income,
    outcomes,
    populations,
    small_area_facts,
)
from jsna.sources.geography import CENSUS, LOOKUPS, Geography, whole_cover
from jsna.sources.rows import OWN_LIMITS, rounded
from jsna.statistics.intervals import Z_95, Z_998, ValueWithLimits
from jsna.statistics.rates import crude_rate, proportion

GROUPS_OF_AGE = {"0-15": (0, 15), "16-64": (16, 64), "65+": (65, 90)}
_RECENT = "2022/23"
"""Year whose practices are compared: the newest file of registers."""
_HALF_DIGIT = 0.5
_SHARE_OF_SPREAD = 0.01
"""Scores may differ by so much of their spread over small areas: populations of other dates."""
_SLACK = 1e-9

_OTHER_BASE = {"employment_deprivation": 0.006}
"""Scores that the publisher averages over other people: those of working age."""


def all_tests(geography: Geography) -> list[BackTest]:
    """Return every back test, sorted by check, indicator, area and period."""
    found = [
        test
        for check in (
            deprivation_scores,
            deprived_small_areas,
            census_totals,
            county_from_districts,
            old_wards_by_age,
            components_of_change,
            practice_registers,
            limits,
            fuel_poverty,
            children_low_income,
        )
        for test in check(geography)
    ]
    return sorted(found, key=lambda test: tuple(getattr(test, name) for name in _ORDER))


_ORDER = BACK_TEST_COLUMNS[:6]


def text_of(tests: Iterable[BackTest]) -> str:
    """Return the table as CSV, computed numbers with the decimals that the long table keeps."""
    numbers = BACK_TEST_COLUMNS[6:]
    rows = (
        {
            name: _text(getattr(test, name)) if name in numbers else getattr(test, name)
            for name in BACK_TEST_COLUMNS
        }
        for test in tests
    )
    return csv_text(BACK_TEST_COLUMNS, rows)


def _text(number: float) -> str:
    short = rounded(number) if abs(number) > 1e-5 else number
    return str(int(short)) if float(short).is_integer() else repr(float(short))


def _test(
    check_id: str,
    indicator_id: str,
    area_code: str,
    period: str,
    pair: tuple[float, float],
    tolerance: float,
    *,
    stratum: str = "All",
    measure: str = "value",
) -> BackTest:
    computed, published = (float(number) for number in pair)
    return BackTest(
        check_id,
        indicator_id,
        area_code,
        period,
        stratum,
        measure,
        computed,
        published,
        tolerance,
    )


def deprivation_scores(geography: Geography) -> Iterator[BackTest]:
    """Yield average scores of districts and the council, eight domains."""
    columns = ("lsoa21_code", *(small for small, _, _ in deprivation.DOMAINS.values()))
    small = geography.raw.read(
        deprivation.IOD_2025, "deprivation/imd2025_lsoa21_[!is]*.csv", columns
    )
    authorities = _authorities(geography)
    for indicator_id, (column, domain, _) in deprivation.DOMAINS.items():
        values = geography.vector({row["lsoa21_code"]: float(row[column]) for row in small})
        means = weighted_mean(values, geography.residents, geography.exact.weights)
        for code, row in authorities.items():
            printed = row[f"{domain}_average_score"]
            published = float(printed)
            own = float(means[geography.exact.area_codes.index(code)])
            tolerance = _SHARE_OF_SPREAD * float(values.std()) + _half_digit(printed)
            tolerance = _OTHER_BASE.get(indicator_id, tolerance)
            yield _test(
                "deprivation_scores", indicator_id, code, "2025", (own, published), tolerance
            )


def _authorities(geography: Geography) -> dict[str, dict[str, str]]:
    table = geography.raw.read(deprivation.IOD_2025, "deprivation/imd2025_lad24_*.csv")
    held = {row["ltla24_code"]: row for row in table}
    return {code: row for code, row in held.items() if code in geography.exact.area_codes}


def _half_digit(printed: str) -> float:
    """Return half of the last digit that a number was printed with."""
    decimals = len(printed.partition(".")[2])
    return float(_HALF_DIGIT * 10.0**-decimals)


def deprived_small_areas(geography: Geography) -> Iterator[BackTest]:
    """Yield the share of small areas in the most deprived tenth."""
    small = geography.raw.read(
        deprivation.IOD_2025, "deprivation/imd2025_lsoa21_[!is]*.csv", ("lsoa21_code", "IMD_decile")
    )
    tenth = geography.vector({row["lsoa21_code"]: float(row["IMD_decile"]) for row in small})
    for code, row in _authorities(geography).items():
        inside = geography.exact.column(code)
        own = float(inside @ (tenth == 1) / inside.sum())
        published = float(row["imd_proportion_of_lso_as_in_most_deprived_10_percent_nationally"])
        yield _test(
            "deprived_small_areas",
            "residents_most_deprived_tenth",
            code,
            "2025",
            (own, published),
            _HALF_DIGIT * 1e-4,
        )


def census_totals(geography: Geography) -> Iterator[BackTest]:
    """Yield counts of the council and the county out of small areas."""
    totals: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for row in geography.raw.read(CENSUS, "census2021/lsoa_tables_totals_*.csv"):
        totals[row["table"], row["area_code"]][row["category"]] = float(row["n"])
    for table in census.TABLES:
        computed = {
            (row.indicator_id, row.area_code): row.count
            for row in census.table_rows(geography, table)
            if row.category_type == "All"
        }
        for (name, code), held in totals.items():
            for indicator_id, categories in table.indicators.items():
                own = computed.get((indicator_id, code))
                if name == table.name and own is not None and code in geography.exact.area_codes:
                    published = sum(held[category] for category in categories)
                    yield _test(
                        "census_totals", indicator_id, code, "2021", (own, published), _SLACK
                    )


def county_from_districts(geography: Geography) -> Iterator[BackTest]:
    """Yield the people of the county, year by year, as the sum of its districts."""
    people = {
        (row.area_code, row.period): row.value or 0.0
        for row in populations.larger_areas(geography)
        if row.indicator_id == "population_total"
    }
    for county in geography.areas.of_type(AreaType.COUNTY):
        members = geography.areas.members(county.area_code)
        for period in sorted({period for code, period in people if code == county.area_code}):
            own = sum(people[code, period] for code in members)
            published = people[county.area_code, period]
            yield _test(
                "county_from_districts",
                "population_total",
                county.area_code,
                period,
                (own, published),
                12,
            )


def old_wards_by_age(geography: Geography) -> Iterator[BackTest]:
    """Yield people of the wards until 2023 in three groups of age, out of small areas of 2011."""
    small = geography.raw.read(
        deprivation.POPULATION_2020, "population/mye2020_syoa_lsoa11_*.csv", ("lsoa11_code",)
    )
    wards = geography.raw.read(
        LOOKUPS, "derived/lsoa11_ward2003_*.csv", ("lsoa11_code", "ward03_code")
    )
    lookup = {row["lsoa11_code"]: row["ward03_code"] for row in wards}
    codes = tuple(row["lsoa11_code"] for row in small)
    cover = whole_cover(codes, [lookup], geography.areas)
    table = geography.raw.read(
        populations.OLD_WARDS, "population/mye2020_syoa_sex_ward2020_*.csv", ("WD22CD", "sex")
    )
    published = populations.ward_people(table, "WD22CD")
    for stratum, (first, last) in GROUPS_OF_AGE.items():
        ages = populations.AGES[first : last + 1]
        counts = np.array([sum(float(row[age]) for age in ages) for row in small])
        for code, own in zip(cover.area_codes, apportion(counts, cover.weights), strict=True):
            printed = float(published[code][:, first : last + 1].sum())
            yield _test(
                "old_wards_by_age",
                "population_by_age_sex",
                code,
                "mid-2020",
                (float(own), printed),
                _SLACK,
                stratum=stratum,
            )


def components_of_change(geography: Geography) -> Iterator[BackTest]:
    """Yield the people at the end of each year from those at its start and every change."""
    table = geography.raw.read(
        council_facts.COMPONENTS_SOURCE, "demography/components_of_change_*.csv"
    )
    people = {(row["area_code"], int(row["year_to_mid"])): row for row in table}
    changes = ("natchange", "internal_net", "international_net", "other_change")
    kinds = (AreaType.UNITARY_AUTHORITY, AreaType.DISTRICT)
    codes = [area.area_code for kind in kinds for area in geography.areas.of_type(kind)]
    for (code, year), row in people.items():
        before = people.get((code, year - 1))
        if code in codes and before is not None and all(row[name] for name in changes):
            own = float(before["population"]) + sum(float(row[name]) for name in changes)
            yield _test(
                "components_of_change",
                "population_total",
                code,
                f"mid-{year}",
                (own, float(row["population"])),
                _SLACK,
            )


def practice_registers(geography: Geography) -> Iterator[BackTest]:
    """Yield the prevalence of each condition in each practice of the newest year."""
    source = general_practice.QOF
    for path in general_practice.practice_files(geography):
        for row in geography.raw.read(source, path):
            code, group = row["practice_code"], row["qof_group"]
            known = code in geography.areas.by_code and group in general_practice.QOF_GROUPS
            if known and row["period"] == _RECENT and float(row["denominator"]):
                own = 100 * float(row["register_count"]) / float(row["denominator"])
                printed = row["prevalence_percent"]
                yield _test(
                    "practice_registers",
                    general_practice.QOF_GROUPS[group][0],
                    code,
                    row["period"],
                    (own, float(printed)),
                    _HALF_DIGIT * 1e-4,
                )


SMOKING = "smoking_recorded_by_gps"
LIMITED: Mapping[str, tuple[str, float, int, float]] = {
    SMOKING: ("smoking_limits", 1e-5, 100, 0),
    "child_injury_admissions": ("injury_limits", 1e-3, 10_000, 2.5),
    "campylobacter": ("infection_limits", 1e-3, 100_000, 0),
    "ae_attendances_under_5": ("emergency_limits", 1e-3, 1_000, 2.5),
}
"""Indicator whose counts, values and limits are all published -> check, tolerance, "per", and
by how many events the printed counts are rounded."""


def limits(geography: Geography) -> Iterator[BackTest]:
    """Yield values and limits out of published counts, beside the published ones."""
    rows = [*fingertips.all_rows(geography), *outcomes.smoking_recorded(geography)]
    for row in rows:
        if row.indicator_id in LIMITED and row.count is not None and row.denominator:
            yield from _limits_of(row)


def _limits_of(row: Observation) -> Iterator[BackTest]:
    check_id, slack, per, rounding = LIMITED[row.indicator_id]
    tolerance = slack + rounding * per / (row.denominator or 1.0)
    near, far = _with_limits(row, Z_95), _with_limits(row, Z_998)
    pairs = {
        "value": (float(near.value), row.value),
        "lower 95%": (float(near.lower), row.lower_ci),
        "upper 95%": (float(near.upper), row.upper_ci),
    }
    if row.indicator_id != SMOKING:  # the file of smoking prints 95% limits only
        pairs["lower 99.8%"] = (float(far.lower), row.lower_998)
        pairs["upper 99.8%"] = (float(far.upper), row.upper_998)
    for measure, (own, published) in pairs.items():
        printed = measure == "value" or OWN_LIMITS not in row.value_note
        if published is not None and printed:
            yield _test(
                check_id,
                row.indicator_id,
                row.area_code,
                row.period,
                (own, published),
                tolerance,
                stratum=row.sex,
                measure=measure,
            )


def _with_limits(row: Observation, z: float) -> ValueWithLimits:
    per = LIMITED[row.indicator_id][2]
    make = proportion if row.indicator_id == SMOKING else crude_rate
    return make(row.count or 0.0, row.denominator or 0.0, multiplier=per, z=z)


def fuel_poverty(geography: Geography) -> Iterator[BackTest]:
    """Yield households and fuel poor households of the council out of small areas."""
    table = geography.raw.read(small_area_facts.FUEL, "small_area/lsoa11_fuel_poverty_*.csv")
    small = [row for row in table if row["area_type"].startswith("LSOA")]
    printed = {row["area_code"]: row for row in table}
    for area in geography.areas.of_type(AreaType.UNITARY_AUTHORITY):
        for name in ("households", "fuel_poor_households"):
            own = sum(float(row[name]) for row in small)
            yield _test(
                "fuel_poverty",
                "fuel_poverty",
                area.area_code,
                "2020",
                (own, float(printed[area.area_code][name])),
                _SLACK,
                stratum=name.replace("_", " "),
            )


def children_low_income(geography: Geography) -> Iterator[BackTest]:
    """Yield children of the council as the sum of its wards until 2023."""
    rows = low_income.children(geography)
    wards = {area.area_code for area in geography.areas.of_type(AreaType.WARD, "wards-2003")}
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows:
        if row.area_code in wards:
            sums[row.indicator_id, row.period] += row.count or 0.0
    for area in geography.areas.of_type(AreaType.UNITARY_AUTHORITY):
        for row in rows:
            if row.area_code == area.area_code:
                own = sums[row.indicator_id, row.period]
                yield _test(
                    "children_low_income",
                    row.indicator_id,
                    row.area_code,
                    row.period,
                    (own, row.count or 0.0),
                    20,
                )
