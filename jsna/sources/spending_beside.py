"""What councils spent for each resident of all ages: ours and those a published list calls similar.

Residents of the similar councils are not held by age. All residents are implied by the indices of
deprivation: people with low income, divided by their share of residents. For the councils whose
population is held this comes within half a per cent of the estimate of mid-2022.
"""

from collections.abc import Iterator

from jsna.areas import Areas
from jsna.records import AreaType, Observation, Status
from jsna.series import BESIDE_SIMILAR, FOR_EACH_RESIDENT
from jsna.sources.deprivation import IOD_2025
from jsna.sources.geography import Geography
from jsna.sources.rows import observation, rounded
from jsna.sources.spending import MARKS, NET, PERIOD, RO3, SOURCE

LINES = (
    "spend_public_health",
    "spend_children_social_care",
    "spend_children_in_care",
    "spend_safeguarding",
    "spend_family_support",
    "spend_adult_social_care",
    "spend_physical_support_65_plus",
    "spend_memory_support_65_plus",
    "spend_learning_disability",
    "spend_mental_health_support",
    "spend_children_0_5",
    "spend_children_5_19",
    "spend_drug_treatment",
    "spend_alcohol_treatment",
    "spend_sexual_health_testing",
    "spend_stop_smoking",
    "spend_adult_obesity",
    "spend_nhs_health_checks",
)
"""Lines that every one of these councils fills in; a line left out of the return is no nought."""
NOTE = (
    "Divided by residents of all ages in mid-2022, as the indices of deprivation imply them. "
    "Similar councils: the Department for Education's list for children's services, May 2025"
)


def for_each_resident(geography: Geography) -> list[Observation]:
    """Return pounds for each resident of all ages, for a council and its similar councils.

    A line that the return does not fill in for one of them gives no figure for that council.
    """
    table = geography.raw.read(
        SOURCE, "finance/ro3_*.csv", ("ons_code", "line", "value_thousand_gbp")
    )
    people = implied_residents(geography)
    wanted = set(compared(geography.areas))
    rows = []
    for row in table:
        line = RO3.get(row["line"].removesuffix(NET)) if row["line"].endswith(NET) else None
        held = row["value_thousand_gbp"] not in MARKS and row["ons_code"] in wanted & set(people)
        if line and line[0] in LINES and held:
            pounds = 1000 * float(row["value_thousand_gbp"])
            rows.append(_row(line[0], row["ons_code"], pounds, people[row["ons_code"]], geography))
    return rows


def compared(areas: Areas) -> Iterator[str]:
    """Yield the codes of every council that has a list of similar ones, and of those."""
    for area in areas.of_type(AreaType.UNITARY_AUTHORITY):
        if found := areas.similar(area):
            yield from (area.area_code, *(other.area_code for other in found))


def implied_residents(geography: Geography) -> dict[str, float]:
    """Return residents of mid-2022 by council: people with low income over their share."""
    columns = ("ltla24_code", "income_scale", "income_average_score")
    table = geography.raw.read(IOD_2025, "deprivation/imd2025_lad24_*.csv", columns)
    people = {
        row["ltla24_code"]: float(row["income_scale"]) / float(row["income_average_score"])
        for row in table
    }
    counties = {
        area.area_code: tuple(geography.areas.members(area.area_code))
        for area in geography.areas.of_type(AreaType.COUNTY)
    }
    for county, districts in {**counties, **geography.districts_elsewhere}.items():
        if districts and all(code in people for code in districts):
            people[county] = sum(people[code] for code in districts)
    return people


def _row(
    indicator_id: str, code: str, pounds: float, residents: float, geography: Geography
) -> Observation:
    return observation(
        indicator_id,
        code,
        PERIOD,
        rounded(pounds / residents),
        source=geography.raw.source(SOURCE),
        status=Status.APPROXIMATE,
        category_type=BESIDE_SIMILAR,
        category=FOR_EACH_RESIDENT,
        denominator=round(residents),
        note=NOTE,
    )
