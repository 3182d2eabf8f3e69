"""Facts published for councils and districts: index series, homes, doctors, care homes, change."""

from collections import defaultdict

from jsna.records import Observation, Status
from jsna.sources.geography import Geography
from jsna.sources.rows import (
    Period,
    calendar_years,
    observation,
    printed_period,
    rate_limits,
    rounded,
)

INDEX, HOMELESS, DOCTORS, CARE_HOMES, RESIDENTS, COMPONENTS_SOURCE = (
    "ons_health_index",
    "dluhc_homelessness",
    "nhs_gp_workforce",
    "brc_care_homes",
    "hocl_qof_residents",
    "ons_components_of_change",
)
HEALTH_INDEX: dict[str, str] = {
    "Self-harm": "self_harm_admissions",
    "Feelings of anxiety": "anxiety_health_index",
}
"""Title in the index -> indicator. The file prints no units: only what another published series
confirms is taken."""
QOF_RESIDENTS: dict[str, str] = {
    "DM": "residents_estimated_diabetes",
    "HYP": "residents_estimated_high_blood_pressure",
    "CHD": "residents_estimated_coronary_heart_disease",
    "COPD": "residents_estimated_copd",
    "DEM": "residents_estimated_dementia",
    "DEP": "residents_estimated_depression",
    "AST": "residents_estimated_asthma",
    "CAN": "residents_estimated_cancer",
    "STIA": "residents_estimated_stroke",
    "OB": "residents_estimated_obesity",
    "LD": "residents_estimated_learning_disability",
    "MH": "residents_estimated_severe_mental_illness",
}
"""Group of the Quality and Outcomes Framework -> indicator."""
HOMELESS_COLUMNS = {
    "households_homeless": "Households assessed as homeless per (000s)",
    "temporary_accommodation": "Households in temporary accommodation per 1,000",
}
BED_COLUMNS = {
    "care_home_beds": "beds_per_1000_over_65",
    "nursing_home_beds": "nursing_beds_per_1000_over_65",
}
NO_DATE = "The copy held here prints no date: {} is that of its districts"


def health_index(geography: Geography) -> list[Observation]:
    """Return series of the index; a year that only repeats the year before is left out."""
    table = geography.raw.read(
        INDEX,
        "indicators/health_index_indicators_*.csv",
        ("ltla21_code", "year", "indicator", "value"),
    )
    series: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    for row in table:
        indicator_id = HEALTH_INDEX.get(row["indicator"])
        if indicator_id and row["ltla21_code"] in geography.areas.by_code and row["value"]:
            series[indicator_id, row["ltla21_code"]][int(row["year"])] = float(row["value"])
    return [
        observation(
            indicator_id,
            code,
            calendar_years(year, year),
            round(value, 6),
            source=geography.raw.source(INDEX),
        )
        for (indicator_id, code), values in series.items()
        for year, value in sorted(values.items())
        if values.get(year - 1) != value
    ]


def homelessness(geography: Geography) -> list[Observation]:
    """Return homeless households and those in temporary accommodation."""
    table = geography.raw.read(
        HOMELESS, "indicators/homelessness_*.csv", ("ltla23_code", *HOMELESS_COLUMNS.values())
    )
    return [
        observation(
            indicator_id,
            row["ltla23_code"],
            calendar_years(2023, 2023),
            round(float(row[column]), 6),
            source=geography.raw.source(HOMELESS),
            status=Status.APPROXIMATE,
            note=NO_DATE.format(2023),
        )
        for row in table
        for indicator_id, column in HOMELESS_COLUMNS.items()
        if row["ltla23_code"] in geography.areas.by_code and row[column]
    ]


def doctors(geography: Geography) -> list[Observation]:
    """Return registered patients for each fully qualified general practitioner."""
    table = geography.raw.read(
        DOCTORS,
        "indicators/underdoctored_areas_*.csv",
        ("ltla24_code", "total_patients", "total_gp_fte", "patients_per_gp"),
    )
    return [
        observation(
            "patients_per_gp",
            row["ltla24_code"],
            calendar_years(2024, 2024),
            round(float(row["patients_per_gp"]), 6),
            source=geography.raw.source(DOCTORS),
            status=Status.APPROXIMATE,
            note=NO_DATE.format(2024),
        )
        for row in table
        if row["ltla24_code"] in geography.areas.by_code
    ]


def care_homes(geography: Geography) -> list[Observation]:
    """Return beds for 1,000 people aged 65 and over."""
    table = geography.raw.read(
        CARE_HOMES, "demography/care_home_beds_*.csv", ("lad_code", *BED_COLUMNS.values())
    )
    return [
        observation(
            indicator_id,
            row["lad_code"],
            Period("June 2021", "2021-06-01", "2021-06-30"),
            float(row[column]),
            source=geography.raw.source(CARE_HOMES),
        )
        for row in table
        for indicator_id, column in BED_COLUMNS.items()
        if row["lad_code"] in geography.areas.by_code
    ]


def residents_with_conditions(geography: Geography) -> list[Observation]:
    """Return modelled shares of residents whom practices record with a condition."""
    table = geography.raw.read(
        RESIDENTS,
        "small_area/qof_resident_estimates_*.csv",
        ("lad_code", "group_code", "register", "list", "prevalence_percent", "period"),
    )
    rows = []
    for row in table:
        code, indicator_id = row["lad_code"].split()[0], QOF_RESIDENTS.get(row["group_code"])
        if indicator_id and code in geography.areas.by_code:
            rows.append(
                observation(
                    indicator_id,
                    code,
                    printed_period(row["period"]),
                    float(row["prevalence_percent"]),
                    source=geography.raw.source(RESIDENTS),
                    status=Status.MODELLED,
                    count=float(row["register"]),
                    denominator=float(row["list"]),
                    note="An estimate: practice records shared out by where patients live",
                )
            )
    return rows


def components(geography: Geography) -> list[Observation]:
    """Return births, deaths and net migration for 1,000 residents, years to mid-year."""
    table = geography.raw.read(
        COMPONENTS_SOURCE,
        "demography/components_of_change_*.csv",
        ("area_code", "year_to_mid", "population", "births", "deaths"),
    )
    rows = []
    for row in table:
        if row["area_code"] not in geography.areas.by_code or not row["births"]:
            continue
        year, residents = int(row["year_to_mid"]), float(row["population"])
        moved = float(row["internal_net"]) + float(row["international_net"])
        counts = {
            "births_per_1000": float(row["births"]),
            "deaths_per_1000": float(row["deaths"]),
            "net_migration_per_1000": moved,
        }
        period = Period(f"year to mid-{year}", f"{year - 1}-07-01", f"{year}-06-30")
        note = "" if row["basis"].startswith("published") else "Added up from its councils"
        rows += [
            observation(
                indicator_id,
                row["area_code"],
                period,
                rounded(1000 * count / residents),
                source=geography.raw.source(COMPONENTS_SOURCE),
                status=Status.COMPUTED,
                count=count,
                denominator=residents,
                limits=(
                    (None,) * 4
                    if indicator_id == "net_migration_per_1000"
                    else rate_limits(count, residents, 1000)
                ),
                note=note,
            )
            for indicator_id, count in counts.items()
        ]
    return rows


def all_rows(geography: Geography) -> list[Observation]:
    """Return everything that this module knows."""
    parts = (health_index, homelessness, doctors, care_homes, residents_with_conditions, components)
    return [row for part in parts for row in part(geography)]
