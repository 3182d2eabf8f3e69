"""Public health outcomes as OHID prints them, and life expectancy before they begin."""

from dataclasses import dataclass, replace

from jsna.records import ALL_PERSONS, Observation
from jsna.sources.geography import Geography
from jsna.sources.local_statistics import HEALTHY_LIFE
from jsna.sources.local_statistics import observations as local_observations
from jsna.sources.raw import Table
from jsna.sources.rows import OWN_LIMITS, observation, printed_period, wilson_limits

OUTCOMES, LIFE, SMOKING = "ohid_public_health_outcomes", "ons_life_expectancy", "ohid_smoking_qof"
COLUMNS = (
    "area_code",
    "period",
    "indicator",
    "unit",
    "value",
    "compared_to_England",
    "inequality",
)
COMPARISONS = {
    "Better": "better",
    "Worse": "worse",
    "Similar": "similar",
    "Higher": "higher",
    "Lower": "lower",
    "Higher 99.8": "higher",
    "Lower 99.8": "lower",
}


@dataclass(frozen=True, slots=True)
class Printed:
    """How the outcomes framework titles an indicator, and which column holds the sex."""

    indicator_id: str
    title: str
    sex_column: str = ""


INDICATORS = (
    Printed("life_expectancy_at_birth", "Life expectancy at birth", "inequality"),
    Printed(
        "inequality_in_life_expectancy", "Inequality in life expectancy at birth", "inequality"
    ),
    Printed(
        "preventable_deaths_under_75",
        "Under 75 mortality rate from causes considered preventable (per 100,000 population)",
        "unit",
    ),
    Printed(
        "smoking_adults",
        "Smoking Prevalence in adults (aged 18 and over) - current smokers (APS)",
    ),
    Printed("obesity_reception", "Reception prevalence of obesity (including severe obesity)"),
    Printed("obesity_year_6", "Year 6 prevalence of obesity (including severe obesity)"),
    Printed("active_children", "Percentage of physically active children and young people"),
    Printed("active_adults", "Percentage of physically active adults"),
    Printed("inactive_adults", "Percentage of physically inactive adults"),
    Printed(
        "overweight_adults",
        "Overweight (including obesity) prevalence in adults, "
        "(using adjusted self-reported height and weight)",
    ),
    Printed("depression_recorded", "Depression: QOF prevalence"),
    Printed(
        "smoking_routine_manual",
        "Smoking prevalence in adults in routine and manual "
        "occupations (aged 18 to 64) - current smokers (APS)",
    ),
    Printed("long_acting_contraception", "Total prescribed LARC excluding injections rate / 1,000"),
    Printed(
        "tooth_decay_age_5",
        "Percentage of 5 year olds with experience of visually obvious dental decay",
    ),
)
LIMIT_COLUMNS = ("Count", "Denominator", "Lower CI 95.0 limit", "Upper CI 95.0 limit")
HEALTHY_TITLE = "Healthy life expectancy at birth"


def _number(text: str) -> float | None:
    return float(text) if text else None


def _table(geography: Geography) -> Table:
    return geography.raw.read(OUTCOMES, "small_area/phof_series_*.csv", COLUMNS)


def framework(geography: Geography) -> list[Observation]:
    """Return the indicators that `INDICATORS` lists, every period held."""
    source = geography.raw.source(OUTCOMES)
    rows = []
    for printed in INDICATORS:
        for row in _table(geography):
            wanted = row["indicator"] == printed.title and row["value"]
            if wanted and row["area_code"] in geography.areas.by_code:
                rows.append(
                    observation(
                        printed.indicator_id,
                        row["area_code"],
                        printed_period(row["period"]),
                        float(row["value"]),
                        source=source,
                        sex=row[printed.sex_column] if printed.sex_column else ALL_PERSONS,
                        published_comparison=COMPARISONS.get(row["compared_to_England"], ""),
                    )
                )
    return rows


def earlier_life_expectancy(geography: Geography) -> list[Observation]:
    """Return life expectancy at birth where the outcomes framework holds none."""
    newer = {(row.area_code, row.period, row.sex) for row in framework(geography)}
    table = geography.raw.read(
        LIFE,
        "small_area/la_life_expectancy_*.csv",
        ("area_code", "sex", "age", "period", "life_expectancy_years"),
    )
    rows = []
    for row in table:
        period, sex = printed_period(row["period"]), row["sex"].removesuffix("s")
        known = (row["area_code"], period.name, sex) in newer
        if row["age"] == "At birth" and row["area_code"] in geography.areas.by_code and not known:
            rows.append(
                observation(
                    "life_expectancy_at_birth",
                    row["area_code"],
                    period,
                    float(row["life_expectancy_years"]),
                    source=geography.raw.source(LIFE),
                    sex=sex,
                )
            )
    return rows


def healthy_life(geography: Geography) -> list[Observation]:
    """Return healthy life expectancy with its limits and the comparison that OHID printed."""
    printed = {
        (row["area_code"], printed_period(row["period"]).name, row["inequality"]): row[
            "compared_to_England"
        ]
        for row in _table(geography)
        if row["indicator"] == HEALTHY_TITLE
    }
    rows = local_observations(geography, HEALTHY_LIFE)
    return [
        replace(
            row,
            published_comparison=COMPARISONS.get(
                printed.get((row.area_code, row.period, row.sex), ""), ""
            ),
        )
        for row in rows
    ]


def smoking_recorded(geography: Geography) -> list[Observation]:
    """Return smoking as general practices record it, with the published 95% limits.

    The file is an original Fingertips download: it repeats rows under several parents, and its
    23rd column changes its name, so columns are found by name and repeats are dropped.
    """
    table = geography.raw.read(
        SMOKING,
        "fingertips/fingertips_91547_*.csv",
        (
            "Area Code",
            "Sex",
            "Category",
            "Time period",
            "Value",
            "Lower CI 95.0 limit",
            "Upper CI 95.0 limit",
            "Count",
            "Denominator",
            "Compared to England value or percentiles",
        ),
    )
    rows: dict[tuple[str, str], Observation] = {}
    for row in table:
        if row["Area Code"] not in geography.areas.by_code or not row["Value"] or row["Category"]:
            continue
        period = printed_period(row["Time period"])
        count, total, lower, upper = (_number(row[name]) for name in LIMIT_COLUMNS)
        own = wilson_limits(count, total) if count is not None and total else (None,) * 4
        near = (lower, upper) if lower is not None else own[:2]
        rows[row["Area Code"], period.name] = observation(
            "smoking_recorded_by_gps",
            row["Area Code"],
            period,
            float(row["Value"]),
            source=geography.raw.source(SMOKING),
            count=count,
            denominator=total,
            limits=(*near, *own[2:]),
            note="" if lower is not None else OWN_LIMITS,
            published_comparison=COMPARISONS.get(
                row["Compared to England value or percentiles"], ""
            ),
        )
    return list(rows.values())
