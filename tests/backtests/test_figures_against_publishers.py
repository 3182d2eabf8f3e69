"""Figures computed here against the same figures as their publishers print them."""

import os
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from jsna.areas import load_areas
from jsna.catalogue import load_catalogue
from jsna.paths import Project
from jsna.records import AreaType
from jsna.small_areas import weighted_mean
from jsna.sources import census, census_larger, deprivation, populations
from jsna.sources.geography import CENSUS, LOOKUPS, WARDS, Geography
from jsna.sources.raw import RawFiles
from jsna.statistics.intervals import wilson

ROOT = Path(__file__).resolve().parents[2]
RAW = Path(os.environ.get("JSNA_RAW", ROOT / ".." / "shared" / "data"))
pytestmark = pytest.mark.raw


@pytest.fixture(scope="module")
def geography():
    if not RAW.is_dir():
        pytest.skip("The raw files are not here, so nothing can be compared with publishers.")
    project = Project(ROOT)
    return Geography(RawFiles(RAW, load_catalogue(project).sources), load_areas(project))


@pytest.fixture(scope="module")
def council(geography):
    (area,) = geography.areas.of_type(AreaType.UNITARY_AUTHORITY)
    return area.area_code


def test_population_weighted_scores_agree_with_the_published_averages(geography, council):
    small = geography.raw.read(deprivation.IOD_2025, "deprivation/imd2025_lsoa21_[!is]*.csv")
    values = geography.vector({row["lsoa21_code"]: float(row["IMD_score"]) for row in small})
    cover = geography.exact
    means = dict(
        zip(
            cover.area_codes,
            weighted_mean(values, geography.residents, cover.weights),
            strict=True,
        )
    )
    published = {
        row["ltla24_code"]: float(row["imd_average_score"])
        for row in geography.raw.read(deprivation.IOD_2025, "deprivation/imd2025_lad24_*.csv")
    }
    assert means[council] == pytest.approx(24.357, abs=5e-4)
    assert published[council] == 24.354
    districts = geography.areas.of_type(AreaType.DISTRICT)
    assert len(districts) == 12
    for area in districts:
        assert means[area.area_code] == pytest.approx(published[area.area_code], abs=0.1)


def test_ward_sums_are_the_council(geography, council):
    shares = [row for table in census.TABLES for row in census.table_rows(geography, table)]
    sums = defaultdict(float)
    counts = {}
    for row in shares:
        if row.category_type == "All" and row.area_code in geography.people.area_codes:
            sums[row.indicator_id] += row.count
        if row.area_code == council:
            counts[row.indicator_id] = row.count
    assert len(counts) == 22
    for indicator_id, count in counts.items():
        # 24 rounded counts, and postcode weights that sum to 1 within a millionth.
        assert sums[indicator_id] == pytest.approx(count, abs=0.1), indicator_id


def test_raking_meets_the_ward_populations_as_nearly_as_small_areas_allow(geography):
    table = geography.raw.read(WARDS, "population/mye2022_syoa_sex_ward*.csv")
    published = defaultdict(float)
    for row in table:
        published[row["WD23CD"]] += float(row["total"])
    target = np.array([published[code] for code in geography.people.area_codes])
    inside = geography.people.weights.sum(axis=1) > 0
    residents = geography.residents[inside]
    target *= residents.sum() / target.sum()
    errors = np.abs(residents @ geography.people.weights[inside] / target - 1)
    before = np.abs(residents @ geography.households.weights[inside] / target - 1)
    assert errors.max() < 0.03
    assert (errors < 0.005).sum() == 21
    assert before.mean() == pytest.approx(0.039, abs=0.001)


def test_national_and_council_totals_are_the_sums_of_their_small_areas(geography, council):
    totals = geography.raw.read(CENSUS, "census2021/lsoa_tables_totals_*.csv")
    for table in census.TABLES:
        rows = {
            (row.indicator_id, row.area_code): row
            for row in census.table_rows(geography, table)
            if row.category_type == "All"
        }
        for indicator_id, categories in table.indicators.items():
            for area_code in (council, *_counties(geography)):
                expected = sum(
                    float(row["n"])
                    for row in totals
                    if (row["table"], row["area_code"]) == (table.name, area_code)
                    and row["category"] in categories
                )
                assert rows[indicator_id, area_code].count == expected


def _counties(geography):
    return [area.area_code for area in geography.areas.of_type(AreaType.COUNTY)]


def test_the_county_is_the_sum_of_its_districts(geography):
    (county,) = _counties(geography)
    districts = set(geography.areas.members(county))
    rows = [*census.totals(geography), *census_larger.all_tables(geography)]
    sums = defaultdict(float)
    for row in rows:
        sums[row.indicator_id] += row.count if row.area_code in districts else 0
    counties = [row for row in rows if row.area_code == county]
    assert len(counties) == 9
    for row in counties:
        assert row.count == sums[row.indicator_id]


def test_small_areas_of_2019_in_the_worst_fifth_and_tenth(geography, council):
    deciles = geography.raw.read(deprivation.IOD_2019, "deprivation/imd2019_lsoa11_[!is]*.csv")
    here = {
        row["lsoa11_code"]
        for row in geography.raw.read(LOOKUPS, "lookups/lsoa11_lsoa21_*.csv")
        if row["ltla22_code"] == council
    }
    tenths = [int(row["IMD_decile"]) for row in deciles if row["lsoa11_code"] in here]
    assert len(tenths) == 163
    assert sum(tenth <= 2 for tenth in tenths) == 37
    assert sum(tenth == 1 for tenth in tenths) == 14


def test_old_wards_are_sums_of_whole_small_areas_to_the_person(geography):
    rows = deprivation.residents_2019(geography)
    published = {
        row.area_code: row.value
        for row in populations.wards(geography)
        if row.indicator_id == "population_total" and row.period == "mid-2020"
    }
    summed = {
        row.area_code: row.denominator
        for row in rows
        if row.area_code in published and "fifth" in row.indicator_id
    }
    assert len(summed) == 22
    assert summed == published


def test_wilson_limits_are_those_that_are_published(geography):
    table = geography.raw.read("ohid_smoking_qof", "fingertips/fingertips_91547_*.csv")
    names = ("Count", "Denominator", "Lower CI 95.0 limit", "Upper CI 95.0 limit")
    held = [row for row in table if all(row[name] for name in names)]
    assert len(held) > 400
    counts, totals, lower, upper = (np.array([float(row[name]) for row in held]) for name in names)
    ours = wilson(counts, totals)
    # Printed with five to eight decimals.
    np.testing.assert_allclose(100 * ours[0], lower, rtol=0, atol=6e-6)
    np.testing.assert_allclose(100 * ours[1], upper, rtol=0, atol=6e-6)
