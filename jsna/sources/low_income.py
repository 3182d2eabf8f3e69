"""Children in low income families, old wards and authorities, as published by DWP and HMRC."""

from jsna.records import Observation, Status
from jsna.sources.geography import Geography
from jsna.sources.rows import Period, observation, wilson_limits

SOURCE = "dwp_children_low_income"
MEASURES = {
    "relative low income": "children_relative_low_income",
    "absolute low income": "children_absolute_low_income",
}
COLUMNS = (
    "area_code",
    "measure",
    "period_start",
    "period_end",
    "children_under_16",
    "percent",
    "provisional",
    "denominator_implied",
)


def children(geography: Geography) -> list[Observation]:
    """Return the published shares; limits rest on the denominator that the share implies."""
    table = geography.raw.read(SOURCE, "small_area/ward_children_low_income_*.csv", COLUMNS)
    rows = []
    for row in table:
        if row["area_code"] not in geography.areas.by_code:
            continue
        count, total = float(row["children_under_16"]), float(row["denominator_implied"])
        note = "Limits use the number of children that the published share implies"
        rows.append(
            observation(
                MEASURES[row["measure"]],
                row["area_code"],
                financial_year(row["period_start"], row["period_end"]),
                float(row["percent"]),
                source=geography.raw.source(SOURCE),
                status=Status.OFFICIAL,
                count=count,
                limits=wilson_limits(count, total),
                note=f"Provisional. {note}" if row["provisional"] else note,
            )
        )
    return rows


def financial_year(start: str, end: str) -> Period:
    """Return April to March, named `2020/21`."""
    return Period(f"{start[:4]}/{end[2:4]}", start, end)
