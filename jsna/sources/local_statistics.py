"""ONS Explore Local Statistics: one table for many indicators, with limits where published."""

from collections.abc import Mapping

from jsna.records import Observation, Status
from jsna.sources.geography import Geography
from jsna.sources.rows import iso_period, observation

SOURCE = "ons_explore_local_statistics"
COLUMNS = (
    "dataset",
    "indicator",
    "areacd",
    "period",
    "observation",
    "lci_95",
    "uci_95",
    "status",
)
NOT_GIVEN = {
    "x": "The publisher does not give this value",
    "u": "The publisher does not give this value: too uncertain",
}
"""What the publisher's marks on an empty cell mean."""
Selection = Mapping[tuple[str, str], tuple[str, str]]
"""(dataset, indicator as published) -> (our indicator, sex)."""

PERSONS = "Persons"
SELECTED: Selection = {
    ("employment-rate", "Employment rate"): ("employment_rate", PERSONS),
    ("employment-rate", "Economically inactive"): ("economically_inactive", PERSONS),
    ("gross-median-weekly-pay", "Gross median weekly pay"): ("median_weekly_pay", PERSONS),
    ("claimant-count", "Claimant Count"): ("claimants", PERSONS),
    ("housing-affordability-ratio", "Housing affordability ratio (residence-based)"): (
        "house_price_to_earnings",
        PERSONS,
    ),
    ("qualifications-none-gb", "No qualifications"): ("no_qualifications", PERSONS),
    (
        "children-in-relative-poverty",
        "Children in relative poverty after housing costs",
    ): ("children_poverty_after_housing", PERSONS),
    (
        "preventable-cardiovascular-mortality-england",
        "Preventable cardiovascular mortality (England)",
    ): ("preventable_heart_deaths", PERSONS),
    ("personal-wellbeing-estimates", "Satisfaction"): ("life_satisfaction", PERSONS),
    ("personal-wellbeing-estimates", "Anxiety"): ("anxiety_yesterday", PERSONS),
}
HEALTHY_LIFE: Selection = {
    ("healthy-life-expectancy", "Male healthy life expectancy"): (
        "healthy_life_expectancy",
        "Male",
    ),
    ("healthy-life-expectancy", "Female healthy life expectancy"): (
        "healthy_life_expectancy",
        "Female",
    ),
}


def observations(geography: Geography, selection: Selection = SELECTED) -> list[Observation]:
    """Return the published values, limits and marks of the selected indicators."""
    table = geography.raw.read(SOURCE, "indicators/ons_explore_local_statistics_*.csv", COLUMNS)
    rows = []
    for row in table:
        chosen = selection.get((row["dataset"], row["indicator"]))
        if not chosen or row["areacd"] not in geography.areas.by_code:
            continue
        indicator_id, sex = chosen
        value = _number(row["observation"])
        rows.append(
            observation(
                indicator_id,
                row["areacd"],
                iso_period(row["period"]),
                value,
                source=geography.raw.source(SOURCE),
                status=Status.MISSING if value is None else Status.OFFICIAL,
                sex=sex,
                limits=(_number(row["lci_95"]), _number(row["uci_95"]), None, None),
                note=NOT_GIVEN.get(row["status"], "") if value is None else "",
            )
        )
    return rows


def _number(text: str) -> float | None:
    """Return a published number without the noise of binary fractions, None where blank."""
    return round(float(text), 10) if text else None
