"""Ratings of GP practices by the Care Quality Commission: how many are good or outstanding."""

from jsna.records import AreaType, Observation, Status
from jsna.sources.geography import Geography
from jsna.sources.rows import calendar_years, observation, per_cent

SOURCE = "cqc_practice_ratings"
GOOD = ("Good", "Outstanding")
COLUMNS = ("Practice.Code", "Year", "domain", "latest_rating")


def good_or_outstanding(geography: Geography) -> list[Observation]:
    """Return the share of rated practices that are good or outstanding: council and NHS board.

    The board's rows are all practices of the file; the council's are the practices of ours. A
    practice that is not rated does not count.
    """
    table = geography.raw.read(SOURCE, "small_area/gp_cqc_overall_rating_*.csv", COLUMNS)
    rated = [row for row in table if row["domain"] == "Overall" and row["latest_rating"]]
    ours = {area.area_code for area in geography.areas.of_type(AreaType.PRACTICE)}
    groups = {
        AreaType.UNITARY_AUTHORITY: [row for row in rated if row["Practice.Code"] in ours],
        AreaType.ICB: rated,
    }
    rows = []
    for kind, held in groups.items():
        years = [int(row["Year"]) for row in held]
        good = sum(row["latest_rating"] in GOOD for row in held)
        rows += [
            observation(
                "gp_practices_rated_good",
                area.area_code,
                calendar_years(min(years), max(years)),
                per_cent(good, len(held)),
                source=geography.raw.source(SOURCE),
                status=Status.COMPUTED,
                count=good,
                denominator=len(held),
                note="Each practice's latest rating; inspections of several years",
            )
            for area in geography.areas.of_type(kind)
            if held
        ]
    return rows
