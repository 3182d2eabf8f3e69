"""Write the figures of Exampleton: made up by arithmetic, the same each time."""

from pathlib import Path

from jsna.files import csv_text, write_text
from jsna.records import FIGURE_COLUMNS, KEY_COLUMNS

WARDS = ("X05000001", "X05000002", "X05000003", "X05000004")
COUNCIL, COUNTRY, OLD = "X06000001", "X92000001", "X05000009"
AGES = [f"{start}-{start + 4}" for start in range(0, 90, 5)] + ["90+"]


def row(indicator_id, area_code, year, value, **more):
    """Return one row; `year` is the period and the calendar year it covers."""
    everybody = {"sex": "Persons", "age": "All ages", "category_type": "All", "category": "All"}
    cells = dict.fromkeys(FIGURE_COLUMNS, "") | everybody
    cells |= {"indicator_id": indicator_id, "area_code": area_code, "value": value}
    cells |= {"period": year, "period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
    cells |= {"status": "official", "source_id": "made_up_counts", **more}
    return {name: "" if cell is None else cell for name, cell in cells.items()}


def residents():
    """A series over time; the earliest year is held for the former ward too."""
    people = {WARDS[0]: 8000, WARDS[1]: 9000, WARDS[2]: 9000, WARDS[3]: 7001}
    people |= {COUNCIL: 33001, COUNTRY: 5000000}
    for code, count in people.items():
        for year, growth in (("2012", 0.9), ("2017", 0.95), ("2022", 1.0)):
            yield row("residents", code, year, round(count * growth))
    yield row("residents", OLD, "2012", 6100)


def ages():
    """Held for one ward only, so that the others have a gap to own up to."""
    for code, scale in ((WARDS[0], 1), (COUNCIL, 4), (COUNTRY, 600)):
        for sex in ("Male", "Female"):
            for place, age in enumerate(AGES):
                count = (300 - 14 * place + (5 if sex == "Female" else 0)) * scale
                yield row("residents_by_age_sex", code, "2022", count, sex=sex, age=age)


def shares():
    """Children with limits, worked out from counts; disabled people apportioned, without."""
    values = {WARDS[0]: 18.2, WARDS[1]: 21.4, WARDS[2]: 21.4, WARDS[3]: 24.6, COUNCIL: 20.4}
    for code, value in {**values, COUNTRY: 18.0}.items():
        limits = {"lower_ci": round(value - 0.9, 1), "upper_ci": round(value + 0.9, 1)}
        yield row("children", code, "2022", value, status="computed", **limits)
    note = "Apportioned from small areas of a made-up place"
    for place, code in enumerate(WARDS):
        yield row("disabled", code, "2021", 15.5 + place, status="apportioned", value_note=note)
        yield row(
            "disabled",
            code,
            "2021",
            9 - place,
            denominator=12,
            category_type="Place among wards",
            category="Rank, highest first",
            status="computed",
        )
    yield row("disabled", COUNCIL, "2021", 17.0)
    yield row("disabled", COUNTRY, "2021", 17.3)


def deprivation():
    """A score for each ward, and residents by decile for two wards and the council."""
    for place, code in enumerate(WARDS):
        yield row("deprivation_score", code, "2025", round(12.5 + 9.3 * place, 1))
    for code, top in ((WARDS[0], 1), (WARDS[3], 9), (COUNCIL, 4)):
        for decile in range(1, 11):
            share = 10 + (top - 4.5) * (5.5 - decile) / 2.5
            yield row(
                "residents_by_decile",
                code,
                "2025",
                round(share, 2),
                category_type="Deprivation decile",
                category=str(decile),
                status="apportioned",
            )


def health():
    """Visits are suppressed in one ward; life expectancy is held for nothing below a council."""
    own = {"source_id": "made_up_health", "released_on": "2024-05-06"}
    values = {WARDS[0]: 51.2, WARDS[1]: 40.3, WARDS[2]: 62.5, COUNCIL: 50.0, COUNTRY: 48.9}
    for code, value in values.items():
        limits = {"lower_ci": round(value - 2.5, 1), "upper_ci": round(value + 2.5, 1)}
        yield row("visits", code, "2023", value, **limits, **own)
    note = "Fewer than five visits"
    yield row("visits", WARDS[3], "2023", None, status="suppressed", value_note=note, **own)
    yield row("life_expectancy", COUNCIL, "2023", 79.9, lower_ci=79.5, upper_ci=80.3, **own)
    yield row("life_expectancy", COUNTRY, "2023", 81.2, lower_ci=81.1, upper_ci=81.3, **own)


def text():
    """Return the whole table, sorted by key."""
    rows = [*residents(), *ages(), *shares(), *deprivation(), *health()]
    rows.sort(key=lambda cells: tuple(cells[name] for name in KEY_COLUMNS))
    return csv_text(FIGURE_COLUMNS, rows)


if __name__ == "__main__":
    write_text(Path(__file__).parent / "data" / "figures" / "exampleton.csv", text())
