"""What must hold of the raw files before a figure is made of them; data/README.md lists all checks."""

import csv
import json
import os
from pathlib import Path

import pytest

from jsna.areas import load_areas
from jsna.paths import Project
from jsna.records import AreaType

ROOT = Path(__file__).resolve().parents[2]
RAW = Path(os.environ.get("JSNA_RAW", ROOT / ".." / "shared" / "data"))
pytestmark = pytest.mark.raw


def rows(pattern):
    """Return the rows of the one raw file that the pattern names."""
    if not RAW.is_dir():
        pytest.skip("The raw files are not here, so they cannot be checked.")
    (path,) = RAW.glob(pattern)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def areas():
    return load_areas(Project(ROOT))


@pytest.fixture(scope="module")
def council(areas):
    return areas.of_type(AreaType.UNITARY_AUTHORITY)[0].area_code


def test_look_up_boundaries_and_our_areas_name_the_same_wards(areas, council):
    look_up = {
        row["ward24_code"]: row["ward24_name"]
        for row in rows("lookups/lsoa21_ward24_*.csv")
        if row["ltla24_code"] == council
    }
    files = sorted(RAW.glob("geo/*_wards_2025.geojson"))
    features = [
        item for file in files for item in json.loads(file.read_text(encoding="utf-8"))["features"]
    ]
    drawn = {item["properties"]["WD25CD"]: item["properties"]["WD25NM"] for item in features}
    ours = {area.area_code: area.name for area in areas.of_type(AreaType.WARD)}

    assert len(ours) == 24
    assert look_up == ours
    assert {code: drawn[code] for code in ours} == ours


def test_each_ward_population_is_the_sum_of_its_ages():
    table = rows("population/mye2022_syoa_sex_ward*.csv")
    for row in table:
        ages = sum(float(count) for name, count in row.items() if name.rstrip("+").isdigit())
        assert ages == float(row["total"]), (row["WD23NM"], row["sex"])
    assert len(table) == 48
    assert sum(float(row["total"]) for row in table) == 282_702


def test_general_health_adds_up_in_every_small_area_and_agrees_with_ethnic_group(council):
    health = {row["lsoa21_code"]: row for row in rows("census2021/general_health21_lsoa21_*.csv")}
    small = {
        row["lsoa21_code"]
        for row in rows("lookups/lsoa21_ward24_*.csv")
        if row["ltla24_code"] == council
    }
    assert set(health) == small
    assert len(small) == 169
    answers = ("very_good", "good", "fair", "bad", "very_bad")
    residents = {
        row["lsoa21_code"]: float(row["total_residents"])
        for row in rows("census2021/ethnicity21_lsoa21_*.csv")
    }
    for code, row in health.items():
        assert sum(int(row[name]) for name in answers) == int(row["total"]), code
        assert abs(int(row["total"]) - residents[code]) <= 7, code


@pytest.mark.parametrize("table", ["religion21", "disability21"])
def test_census_tables_agree_to_a_hundredth_of_a_per_cent(council, table):
    small = {
        row["lsoa21_code"]
        for row in rows("lookups/lsoa21_ward24_*.csv")
        if row["ltla24_code"] == council
    }

    def residents(name):
        held = {
            row["lsoa21_code"]: float(row["total_residents"])
            for row in rows(f"census2021/{name}_lsoa21_*.csv")
        }
        return sum(held[code] for code in small)

    assert residents(table) == pytest.approx(residents("ethnicity21"), rel=1e-4)


def test_months_without_beds_or_that_repeat_have_no_figure():
    with (ROOT / "data" / "figures" / "services.csv").open(encoding="utf-8", newline="") as stream:
        held = {
            row["period"]
            for row in csv.DictReader(stream)
            if row["indicator_id"] == "hospital_beds_available" and row["value"]
        }
    repeated = {f"{month} 2024" for month in ("January", "March", "May", "August")}
    assert not held & ({"October 2023"} | repeated)
    assert {"December 2023", "September 2024"} <= held
