"""Selections of public health outcomes that hold one council and the country alone."""

from re import fullmatch

from jsna.errors import SourceError
from jsna.records import Observation, Status
from jsna.sources.geography import Geography
from jsna.sources.outcomes import COMPARISONS
from jsna.sources.rows import Period, observation, printed_period

TO_2019, TO_2024, CHECKS = "ohid_outcomes_to_2019", "outcomes_to_2024", "ohid_health_checks"
CHECKS_TITLE = "People receiving an NHS Health Check"
OUTCOMES_2019: dict[str, str] = {
    "falls_admissions_65_plus": (
        "Emergency hospital admissions due to falls in people aged 65 and over"
    ),
    "self_harm_admissions_10_24": "Hospital admissions as a result of self-harm (10-24 years)",
    "alcohol_admissions_narrow_2019": "Alcohol related admissions (narrow measure)",
    "alcohol_related_deaths_2019": "Alcohol related mortality",
    "deaths_in_usual_home_65_plus": (
        "Percentage of deaths in usual place of residence among people aged 65 years and over"
    ),
    "dementia_diagnosis_rate": "Estimated dementia diagnosis rate (aged 65 and over)",
    "excess_deaths_severe_mental_illness": (
        "Excess under 75 mortality rate in adults with serious mental illness"
    ),
    "preventable_cancer_deaths": "Under 75 mortality rate from cancer considered preventable",
}
"""Indicator -> title in the file that ends in 2019."""
OUTCOMES_2024: dict[str, str] = {
    "household_waste_recycled": "Household waste sent for reuse, recycling or composting",
    "fuel_poverty_series": "Fuel poverty (low income, low energy efficiency methodology)",
    "real_living_wage": "Employees paid at or above the real living wage by work geography",
}
"""Indicator -> title in the file that ends in 2024; only percentages are read."""
MODELLED = ("fuel_poverty_series",)
_COLUMNS = ("area_code", "period", "indicator", "measure", "value", "compared_to_england")


def to_2019(geography: Geography) -> list[Observation]:
    """Return the series that end by 2019."""
    return _selected(geography, TO_2019, "fingertips/selected_*_2019.csv", OUTCOMES_2019)


def to_2024(geography: Geography) -> list[Observation]:
    """Return the series that end by 2024."""
    return _selected(
        geography, TO_2024, "fingertips/selected_*_2024.csv", OUTCOMES_2024, measure="Percentage"
    )


def _selected(
    geography: Geography,
    source_id: str,
    pattern: str,
    titles: dict[str, str],
    *,
    measure: str = "",
) -> list[Observation]:
    table = geography.raw.read(source_id, pattern, _COLUMNS)
    ids = {title: indicator_id for indicator_id, title in titles.items()}
    return [
        observation(
            ids[row["indicator"]],
            row["area_code"],
            printed_period(row["period"]),
            float(row["value"]),
            source=geography.raw.source(source_id),
            status=Status.MODELLED if ids[row["indicator"]] in MODELLED else Status.OFFICIAL,
            published_comparison=COMPARISONS.get(row["compared_to_england"], ""),
        )
        for row in table
        if row["indicator"] in ids
        and row["value"]
        and row["area_code"] in geography.areas.by_code
        and measure in ("", row["measure"])
    ]


def health_checks(geography: Geography) -> list[Observation]:
    """Return NHS Health Checks since April 2021, which add up quarter by quarter."""
    table = geography.raw.read(CHECKS, "fingertips/phof_selected_*.csv", _COLUMNS)
    return [
        observation(
            "nhs_health_checks",
            row["area_code"],
            quarters(row["period"]),
            float(row["value"]),
            source=geography.raw.source(CHECKS),
            published_comparison=COMPARISONS.get(row["compared_to_england"], ""),
        )
        for row in table
        if row["indicator"] == CHECKS_TITLE and row["area_code"] in geography.areas.by_code
    ]


def quarters(text: str) -> Period:
    """Return the span of `2021/22 Q1` or `2021/22 Q1 - 2025/26 Q3`; Q1 begins in April.

    Raises:
        SourceError: for any other form.
    """
    match = fullmatch(r"(\d{4})/\d{2} Q([1-4])(?: - (\d{4})/\d{2} Q([1-4]))?", text)
    if not match:
        raise SourceError(f"The period {text!r} is not readable. Add its form to {__name__}.")
    first, quarter = int(match[1]), int(match[2])
    last, end = int(match[3] or first), int(match[4] or quarter)
    month, day = {1: (6, 30), 2: (9, 30), 3: (12, 31), 4: (3, 31)}[end]
    begin = {1: 4, 2: 7, 3: 10, 4: 1}[quarter]
    return Period(
        text.replace(" - ", " to "),
        f"{first + (quarter == 4)}-{begin:02d}-01",
        f"{last + (end == 4)}-{month:02d}-{day}",
    )


def all_rows(geography: Geography) -> list[Observation]:
    """Return everything that this module knows."""
    return to_2019(geography) + to_2024(geography) + health_checks(geography)
