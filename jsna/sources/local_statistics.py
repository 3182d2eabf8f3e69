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
MODELLED = ("unemployment_modelled",)
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
    ("adult-obesity-prevalence", "Adult obesity prevalence"): ("obese_adults", PERSONS),
    ("average-travel-time", "Cycle to work"): ("cycle_time_to_work", PERSONS),
    ("average-travel-time", "Drive to work"): ("drive_time_to_work", PERSONS),
    ("average-travel-time", "Public transport or walk to work"): (
        "public_transport_time_to_work",
        PERSONS,
    ),
    ("cancer-diagnosis-at-stage-1-and-2", "Cancer diagnosis at stage 1 and 2"): (
        "cancer_found_early",
        PERSONS,
    ),
    ("children-in-relative-poverty", "Children in relative poverty before housing costs"): (
        "children_poverty_before_housing",
        PERSONS,
    ),
    ("domestic-electricity-consumption", "Electricity consumption"): ("electricity_use", PERSONS),
    ("domestic-gas-consumption", "Gas consumption"): ("gas_use", PERSONS),
    ("early-years", "Communication and language"): ("early_language", PERSONS),
    ("early-years", "Literacy"): ("early_literacy", PERSONS),
    ("early-years", "Mathematics"): ("early_mathematics", PERSONS),
    ("engagement-with-culture-and-heritage", "Engaged with the arts"): ("arts_engagement", PERSONS),
    ("engagement-with-culture-and-heritage", "Visited a heritage site"): (
        "heritage_visits",
        PERSONS,
    ),
    ("engagement-with-culture-and-heritage", "Visited a museum or gallery"): (
        "museum_visits",
        PERSONS,
    ),
    ("engagement-with-culture-and-heritage", "Visited a public library"): (
        "library_visits",
        PERSONS,
    ),
    ("food-outlets", "Food outlets"): ("food_outlets", PERSONS),
    (
        "further-education-and-skills-learner-achievements",
        "Further education and skills learner achievements",
    ): ("further_education_achievements", PERSONS),
    ("further-education-and-skills-participation", "Further education and skills participation"): (
        "further_education_learners",
        PERSONS,
    ),
    ("gcses-in-english-and-maths", "GCSEs in English and Maths"): (
        "gcse_english_maths_by_19",
        PERSONS,
    ),
    ("gigabit-capable-broadband", "Gigabit capable broadband"): ("gigabit_broadband", PERSONS),
    ("greenhouse-gas-emissions", "Greenhouse gas emissions"): ("greenhouse_gas_emissions", PERSONS),
    ("gross-disposable-household-income-per-head", "Gross disposable household income"): (
        "disposable_income_per_head",
        PERSONS,
    ),
    ("library-walk", "Residents within a 30 minute walk of their nearest library"): (
        "near_a_library",
        PERSONS,
    ),
    ("modelled-unemployment", "Modelled unemployment rate"): ("unemployment_modelled", PERSONS),
    ("personal-wellbeing-estimates", "Happiness"): ("happiness", PERSONS),
    ("personal-wellbeing-estimates", "Worthwhile"): ("worthwhile", PERSONS),
    ("premises-below-30", "Premises below 30Mbps"): ("slow_broadband", PERSONS),
    ("public-electric-vehicle-chargers", "Public electric vehicle chargers"): (
        "electric_car_chargers",
        PERSONS,
    ),
    (
        "pupils-at-expected-standards-by-end-of-primary-school",
        "Pupils meeting the expected standard in reading, writing and maths",
    ): ("primary_school_standard", PERSONS),
    ("qualifications-level-3-or-above", "Level 3 or above qualifications (Great Britain)"): (
        "level_3_qualifications",
        PERSONS,
    ),
    (
        "railway-station-walk",
        "Residents within a 30 minute walk of their nearest railway station",
    ): ("near_a_station", PERSONS),
    ("sports-facilities", "Sports facilities"): ("sports_facilities", PERSONS),
    ("supermarkets", "Supermarkets"): ("supermarkets", PERSONS),
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
    """Return the published values, limits and marks of the selected indicators.

    Of two days in one year the later stands for the year.
    """
    table = geography.raw.read(SOURCE, "indicators/ons_explore_local_statistics_*.csv", COLUMNS)
    rows: dict[tuple[str, ...], Observation] = {}
    for row in table:
        chosen = selection.get((row["dataset"], row["indicator"]))
        if not chosen or row["areacd"] not in geography.areas.by_code:
            continue
        indicator_id, sex = chosen
        value = _number(row["observation"])
        made = observation(
            indicator_id,
            row["areacd"],
            iso_period(row["period"]),
            value,
            source=geography.raw.source(SOURCE),
            status=_status(indicator_id, value),
            sex=sex,
            limits=(_number(row["lci_95"]), _number(row["uci_95"]), None, None),
            note=NOT_GIVEN.get(row["status"], "") if value is None else "",
        )
        key = (made.indicator_id, made.area_code, made.period, made.sex)
        if key not in rows or rows[key].period_end < made.period_end:
            rows[key] = made
    return list(rows.values())


def _status(indicator_id: str, value: float | None) -> Status:
    if value is None:
        return Status.MISSING
    return Status.MODELLED if indicator_id in MODELLED else Status.OFFICIAL


def _number(text: str) -> float | None:
    """Return a published number without the noise of binary fractions, None where blank."""
    return round(float(text), 10) if text else None
