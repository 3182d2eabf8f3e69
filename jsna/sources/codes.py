"""Codes of others that stand for areas: bodies of the NHS, and districts of counties elsewhere."""

from jsna.areas import Areas
from jsna.errors import DataError
from jsna.files import read_csv
from jsna.paths import Project


def nhs_codes(project: Project, areas: Areas) -> dict[str, str]:
    """Return code of the NHS -> area, from data/areas/nhs_codes.csv; empty where there is none.

    Raises:
        DataError: for an area that data/areas/areas.csv does not have.
    """
    table = _table(project, areas, "nhs_codes.csv", ("nhs_code", "area_code", "kind"))
    return {row["nhs_code"]: row["area_code"] for row in table}


def districts_elsewhere(project: Project, areas: Areas) -> dict[str, tuple[str, ...]]:
    """Return county -> its districts that are no areas here; empty where the file is not there.

    Raises:
        DataError: for an area that data/areas/areas.csv does not have.
    """
    table = _table(project, areas, "districts_elsewhere.csv", ("district_code", "area_code"))
    counties = dict.fromkeys(row["area_code"] for row in table)
    return {
        county: tuple(row["district_code"] for row in table if row["area_code"] == county)
        for county in counties
    }


def _table(
    project: Project, areas: Areas, name: str, columns: tuple[str, ...]
) -> list[dict[str, str]]:
    path, shown = project.data / "areas" / name, f"data/areas/{name}"
    table = read_csv(path, columns, shown=shown) if path.exists() else []
    for number, row in enumerate(table, start=2):
        if row["area_code"] not in areas.by_code:
            raise DataError(f"{shown}, line {number}: there is no area {row['area_code']!r}.")
    return table
