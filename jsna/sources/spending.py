"""What councils spent on care and public health, for each resident of the ages concerned."""

from jsna.records import Observation, Status
from jsna.sources.geography import Geography
from jsna.sources.populations import AGES, ESTIMATES, series_people
from jsna.sources.rows import Period, observation, rounded

SOURCE = "mhclg_ro3"
NET = " - Net Current Expenditure (C7 = C3 - C6)"
PERIOD = Period("2024/25", "2024-04-01", "2025-03-31")
MARKS = ("[x]", "[z]", "")
RO3: dict[str, tuple[str, str]] = {
    "TOTAL PUBLIC HEALTH": ("spend_public_health", "all"),
    "TOTAL CHILDREN SOCIAL CARE": ("spend_children_social_care", "0-17"),
    "Children's social care - Children Looked After": ("spend_children_in_care", "0-17"),
    "Children's social care: Safeguarding children and young people\u2019s services": (
        "spend_safeguarding",
        "0-17",
    ),
    "Children's social care - Family Support Services": ("spend_family_support", "0-17"),
    "Children's social care - Youth Justice": ("spend_youth_justice", "10-17"),
    "TOTAL ADULT SOCIAL CARE [note 2]": ("spend_adult_social_care", "18+"),
    "Physical support - older people (65+)": ("spend_physical_support_65_plus", "65+"),
    "Support with memory and cognition - older people (65+)": (
        "spend_memory_support_65_plus",
        "65+",
    ),
    "Learning disability support - adults (18\u201364)": ("spend_learning_disability", "18-64"),
    "Mental health support - adults (18\u201364)": ("spend_mental_health_support", "18-64"),
    "Social support: Support for carer": ("spend_carers", "18+"),
    "Sexual health services - STI testing and treatment (prescribed functions)": (
        "spend_sexual_health_testing",
        "all",
    ),
    "Sexual health services - Contraception (prescribed functions)": ("spend_contraception", "all"),
    "NHS health check programme (prescribed functions)": ("spend_nhs_health_checks", "40-74"),
    "Obesity - adults": ("spend_adult_obesity", "18+"),
    "Obesity - children": ("spend_child_obesity", "0-17"),
    "Physical activity - adults": ("spend_physical_activity", "18+"),
    "Substance misuse - Treatment for drug misuse in adults": ("spend_drug_treatment", "18+"),
    "Substance misuse - Treatment for alcohol misuse in adults": ("spend_alcohol_treatment", "18+"),
    "Smoking and tobacco - Stop smoking services and interventions": ("spend_stop_smoking", "18+"),
    "Miscellaneous public health services - Children's 0\u20135 services (prescribed functions)": (
        "spend_children_0_5",
        "0-5",
    ),
    "Children 5\u201319 public health programmes": ("spend_children_5_19", "5-19"),
    "Public mental health": ("spend_public_mental_health", "all"),
}
"""Line of the return -> (indicator, ages of the residents it is divided by)."""


def per_resident(geography: Geography) -> list[Observation]:
    """Return pounds for each resident: net current expenditure over the latest estimate held."""
    table = geography.raw.read(
        SOURCE, "finance/ro3_*.csv", ("ons_code", "line", "value_thousand_gbp")
    )
    estimates = geography.raw.read(ESTIMATES, "demography/mye_syoa_sex_*_lad.csv", ("area_code",))
    year = max(int(name) for name in estimates[0] if name.isdigit())
    people = series_people(estimates, [year])
    rows = []
    for row in table:
        if not row["line"].endswith(NET) or row["value_thousand_gbp"] in MARKS:
            continue
        wanted = RO3.get(row["line"].removesuffix(NET))
        if not wanted or (row["ons_code"], year) not in people:
            continue
        indicator_id, ages = wanted
        first, last = ages_between(ages)
        pounds = 1000 * float(row["value_thousand_gbp"])
        residents = float(people[row["ons_code"], year].sum(axis=0)[first : last + 1].sum())
        rows.append(
            observation(
                indicator_id,
                row["ons_code"],
                PERIOD,
                rounded(pounds / residents),
                source=geography.raw.source(SOURCE),
                status=Status.COMPUTED,
                denominator=residents,
                note=f"£{pounds:,.0f} for {residents:,.0f} residents of mid-{year}",
            )
        )
    return rows


def ages_between(text: str) -> tuple[int, int]:
    """Return first and last age of `all`, `18+` or `40-74`, as places in the table of ages."""
    if text == "all":
        return 0, len(AGES) - 1
    if text.endswith("+"):
        return int(text[:-1]), len(AGES) - 1
    first, last = text.split("-")
    return int(first), int(last)
