"""A council beside similar councils: range, middle and place; the list is the one that is named."""

import csv
import os
from pathlib import Path

import pytest
from charts_place import area, indicator

from jsna.areas import SIMILAR, Areas, load_areas
from jsna.build.book import load_book
from jsna.build.pages_areas import areas_page
from jsna.observations import Observations
from jsna.records import FIGURE_COLUMNS, AreaType
from jsna.series import BESIDE_SIMILAR, STRATA, Series
from jsna.similar import beside_similar, similar_cells, similar_titles
from jsna.sources.codes import districts_elsewhere
from jsna.sources.geography import Geography
from jsna.sources.raw import RawFiles
from jsna.sources.spending_beside import implied_residents

LAND = area("X92000001", "Land", AreaType.COUNTRY, "")
TOWN = area("X06000001", "Town", AreaType.UNITARY_AUTHORITY, "X92000001")
OTHERS = [
    area(f"X0600000{n}", name, AreaType.SIMILAR_COUNCIL, "X92000001")
    for n, name in enumerate(("Ash", "Beech", "Cedar"), start=2)
]
LIST = tuple(
    {"area_code": TOWN.area_code, "member_code": other.area_code, "basis": SIMILAR}
    for other in OTHERS
)
AREAS = Areas({each.area_code: each for each in (LAND, TOWN, *OTHERS)}, LIST)


def row(code, value, year="2024"):
    given = dict.fromkeys(FIGURE_COLUMNS, "")
    given |= {"sex": "Persons", "age": "All ages", "category_type": "All", "category": "All"}
    given |= {"indicator_id": "made_up_share", "area_code": code, "period": year}
    given |= {"period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
    return tuple((given | {"value": str(value), "status": "approximate"}).values())


def series(*values, own=20.0):
    rows = [
        row(TOWN.area_code, own),
        *(row(o.area_code, v) for o, v in zip(OTHERS, values, strict=False)),
    ]
    figures = Observations({"made_up_share": rows})
    return Series(indicator(), TOWN, AREAS, **STRATA, _observations=figures)


@pytest.fixture(scope="module")
def book(project):
    return load_book(project)


def test_lowest_and_highest_are_named_and_the_middle_is_theirs_alone():
    cells = similar_cells(series(30.0, 10.0, 15.0))

    assert cells == {
        "lowest": "10.0% (Beech)",
        "middle": "15.0%",
        "highest": "30.0% (Ash)",
        "among": "2nd highest of 4",
    }
    assert similar_titles(series())["lowest"] == "Lowest of 3"


def test_values_of_another_year_are_not_set_beside():
    rows = [row(TOWN.area_code, 20), *(row(other.area_code, 9, "2020") for other in OTHERS)]
    figures = Observations({"made_up_share": rows})
    old = Series(indicator(), TOWN, AREAS, **STRATA, _observations=figures)
    assert beside_similar(old) is None


def test_two_councils_are_too_few_for_a_range():
    assert similar_cells(series(30.0, 10.0))["lowest"] is None


def test_a_ranking_draws_the_council_with_its_similar_ones():
    assert [other.name for other in series().with_similar().companions] == ["Ash", "Beech", "Cedar"]


def test_similar_councils_have_figures_and_no_way_to_a_page(book):
    home = book.home
    page = areas_page(book, lambda html: html)
    for other in book.areas.of_type(AreaType.SIMILAR_COUNCIL):
        assert other not in book.plan.areas
        assert f"/areas/{other.area_slug}/" not in page
    spend = Series(
        book.catalogue.indicator("spend_public_health"),
        home,
        book.areas,
        **{**STRATA, "category_type": BESIDE_SIMILAR, "category": "*"},
        _observations=book.observations,
    )
    found = beside_similar(spend)
    assert found is not None
    assert len(found.held) == len(book.areas.similar(home)) == 10


@pytest.mark.raw
def test_the_list_is_the_one_of_the_department_for_education(project):
    folder = Path(os.environ.get("JSNA_RAW", project.root / ".." / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("The raw files are not here, so the list cannot be compared.")
    areas, book = load_areas(project), load_book(project)
    table = RawFiles(folder, book.catalogue.sources).read(
        "dfe_similar_councils", "lookups/childrens_services_*.csv", ("area", "rank", "neighbour")
    )
    names = [row["neighbour"] for row in table if row["area"] == book.home.name]
    assert [area.name for area in areas.similar(book.home)] == names


@pytest.mark.raw
def test_implied_residents_come_within_half_a_per_cent_of_the_estimates(project):
    folder = Path(os.environ.get("JSNA_RAW", project.root / ".." / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("The raw files are not here, so residents cannot be compared.")
    book = load_book(project)
    raw = RawFiles(folder, book.catalogue.sources)
    elsewhere = districts_elsewhere(project, book.areas)
    geography = Geography(raw, book.areas, districts_elsewhere=elsewhere)
    implied = implied_residents(geography)
    with (project.data / "figures" / "population.csv").open(encoding="utf-8", newline="") as stream:
        known = {
            row["area_code"]: float(row["value"])
            for row in csv.DictReader(stream)
            if row["indicator_id"] == "population_total" and row["period"] == "mid-2022"
        }
    councils = (AreaType.DISTRICT, AreaType.UNITARY_AUTHORITY, AreaType.COUNTY)
    codes = [a.area_code for a in book.areas if a.area_type in councils and a.area_code in known]
    assert len(codes) >= 13
    for code in codes:
        assert implied[code] == pytest.approx(known[code], rel=0.005), code
