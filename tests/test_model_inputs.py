"""What the model starts from: people, deaths, births and moves by age, and the life aimed at."""

import csv
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from raw_fixtures.made_up import REAL, made_up_geography, made_up_project

from jsna.areas import load_areas
from jsna.records import AreaType, Status
from jsna.schedules import load_schedules, schedules_path
from jsna.simulation.life import life_expectancy, multiplier_for, scaled
from jsna.sources import local_rates, national_rates, start_population
from jsna.sources.model_inputs import write_schedules
from jsna.sources.rows import calendar_years, observation
from jsna.sources.start_population import (
    fitted,
    list_groups,
    network_sizes,
    oldest_shares,
    spread_over_ages,
    with_oldest,
)

RAW = Path(os.environ.get("JSNA_RAW", REAL.root / ".." / "shared" / "data"))
COUNCIL, OTHER, COUNTRY, WARD = "T06000001", "T07000001", "T92000001", "T05000001"


@pytest.fixture
def geography(tmp_path):
    return made_up_geography(*made_up_project(tmp_path))


def test_the_oldest_are_shared_out_as_in_the_country(geography):
    shares = oldest_shares(geography)["Male"]
    assert shares.sum() == pytest.approx(1)
    # 50 of 90, nine ages of 2 to 99, 5 of 100 and six of 2 or 1 above: 83 in all.
    assert shares[0] == pytest.approx(50 / 83)
    assert shares[10] == pytest.approx(15 / 83)
    people = with_oldest(np.full(91, 83.0), shares)
    assert people.shape == (101,)
    assert people.sum() == pytest.approx(91 * 83)


def test_parts_are_fitted_to_the_whole_and_keep_their_share():
    parts = {"a": np.full((2, 91), 10.0), "b": np.full((2, 91), 30.0)}
    whole = np.full((2, 91), 80.0)
    whole[0, 5] = 160
    found = fitted(parts, whole)
    assert np.allclose(found["a"] + found["b"], whole)
    assert found["a"].sum() / whole.sum() == pytest.approx(0.25)


def test_a_network_has_its_own_age_groups_and_the_councils_ages_inside(geography):
    groups = list_groups(geography)
    assert groups["T80001"].tolist() == [200, 400, 200, 200]
    people = spread_over_ages(groups["T80001"], np.ones((2, 91)))
    assert people.sum() == pytest.approx(1000)
    assert people[:, 65:].sum() == pytest.approx(200)
    assert people[0, 70] == people[1, 80]
    assert network_sizes(geography) == {"T00001": 4000}


def test_deaths_and_births_of_the_country(geography):
    rows = list(national_rates.rows(geography))
    held = {(row.schedule_id, row.sex, row.period): row for row in rows}
    assert len(rows) == 5 * national_rates.YEARS
    assert held["mortality", "Male", "2023"].values[60] == 0.05
    assert held["mortality_newborn", "Male", "2023"].values[0] == 0.003
    assert held["fertility", "Female", "2030"].values[20] == 0.1
    assert held["mortality", "Male", "2034"].note == ""
    assert "2034, the last year held" in held["mortality", "Male", "2040"].note


def test_moves_of_the_country_are_for_each_resident(geography):
    moves = national_rates.country_migration(geography)["Female"]
    assert moves[20] == pytest.approx(0.02)


def published(area_code, sex, value, *, year=2024, indicator_id=local_rates.PUBLISHED):
    source = replace(made_up_source(), source_id="made_up")
    return observation(
        indicator_id,
        area_code,
        calendar_years(year, year),
        value,
        source=source,
        status=Status.OFFICIAL,
        sex=sex,
    )


def made_up_source():
    from jsna.catalogue import load_catalogue

    return next(iter(load_catalogue(REAL).sources.values()))


def people(code, sex, number):
    values = np.full(101, np.nan)
    values[0] = number
    return start_population.Schedule(
        "start_population", code, sex, "mid-2023", "official", "s", "", values
    )


@pytest.fixture
def aimed(geography):
    rows = [
        published(code, sex, value, year=year)
        for sex in ("Female", "Male")
        for code, value, year in (
            (COUNCIL, 82.0, 2024),
            (COUNCIL, 70.0, 2010),
            (OTHER, 78.0, 2024),
            (COUNTRY, 80.0, 2024),
        )
    ]
    rows.append(published(WARD, "Male", 76.0, indicator_id=local_rates.NEIGHBOURHOOD))
    starts = [people(code, sex, 3 if code == COUNCIL else 1) for code, sex in pairs()]
    made = local_rates.targets(geography.areas, rows, starts)
    return {(row.area_code, row.sex): row for row in made}


def pairs():
    codes = (COUNCIL, OTHER, "T10000001")
    return [(code, sex) for code in codes for sex in ("Female", "Male")]


def test_the_newest_published_life_expectancy_is_aimed_at(aimed):
    assert aimed[COUNCIL, "Male"].values[0] == 82
    assert (aimed[WARD, "Male"].values[0], (WARD, "Female") in aimed) == (76, False)


def test_areas_of_areas_aim_at_the_mean_and_networks_at_their_council(aimed):
    partnership = aimed["J-PARTNERSHIP-T", "Male"]
    assert (partnership.values[0], partnership.status) == (81, "computed")
    network = aimed["T00001", "Male"]
    assert (network.values[0], network.status, network.note) == (82, "modelled", "As Exampleton")


def test_a_standing_population_has_as_many_newcomers_as_deaths(geography, aimed):
    national = list(national_rates.rows(geography))
    rows = local_rates.migration(geography, national, list(aimed.values()))
    held = {(row.area_code, row.sex): row for row in rows}
    deaths = next(row.values for row in national if row.schedule_id == "mortality")
    multiplier = multiplier_for(82, 0.003, deaths)
    assert held[COUNCIL, "Male"].values[30] == pytest.approx(1 - (1 - 0.001) ** multiplier)
    assert held[COUNCIL, "Male"].values[80] == 0
    assert held[WARD, "Male"].status == "modelled"
    assert np.array_equal(held[WARD, "Male"].values, held[COUNCIL, "Male"].values)


def test_a_multiplier_meets_its_life_expectancy():
    by_age = 0.0001 * np.exp(0.08 * np.arange(101))
    multiplier = multiplier_for(70.0, 0.003, by_age)
    found = life_expectancy(float(scaled(0.003, multiplier)), scaled(by_age, multiplier))
    assert found == pytest.approx(70.0, abs=1e-6)
    assert life_expectancy(0.0, np.full(101, 0.5)) == pytest.approx(0.25 + 0.75 + 1)
    with pytest.raises(ValueError, match="out of reach"):
        multiplier_for(300.0, 0.003, by_age)


def test_every_area_with_pages_has_what_the_model_needs():

    held = load_schedules(REAL)
    for area in load_areas(REAL):
        if start_population.has_start(area):
            for schedule_id in ("start_population", "life_expectancy_target", "net_migration"):
                assert len(held.find(schedule_id, area.area_code)) == 2, (schedule_id, area.name)


def test_wards_add_up_to_their_council():
    held, areas = load_schedules(REAL), load_areas(REAL)
    (council,) = areas.of_type(AreaType.UNITARY_AUTHORITY)
    wards = [a for a in areas if a.area_type is AreaType.WARD and a.is_current]
    for sex in ("Female", "Male"):
        parts = [held.one("start_population", ward.area_code, sex).values for ward in wards]
        whole = held.one("start_population", council.area_code, sex).values
        assert np.allclose(np.sum(parts, axis=0), whole, rtol=1e-4, atol=0.01)


@pytest.mark.raw
def test_our_life_tables_give_the_life_expectancy_that_the_publisher_prints():
    path = RAW / "demography" / "england_period_life_expectancy_by_age_1981_2045.csv"
    if not path.is_file():
        pytest.skip("The publisher's life expectancy is not here, so there is nothing to compare.")
    with path.open(encoding="utf-8", newline="") as file:
        printed = {row["sex"]: row for row in csv.DictReader(file) if row["age"] == "0"}
    held = load_schedules(REAL)
    country = next(area for area in load_areas(REAL) if area.area_type is AreaType.COUNTRY)
    newborn = {
        (item.sex, item.period): item.values[0]
        for item in held.find("mortality_newborn", country.area_code)
    }
    compared = 0
    for item in held.find("mortality", country.area_code):
        if item.period in printed[item.sex]:
            found = life_expectancy(newborn[item.sex, item.period], item.values)
            assert found == pytest.approx(float(printed[item.sex][item.period]), abs=0.1)
            compared += 1
    assert compared >= 40


@pytest.mark.raw
def test_the_committed_series_are_what_the_raw_files_give(tmp_path):
    if not RAW.is_dir():
        pytest.skip("The raw files are not here, so the committed series cannot be remade.")
    copy = made_up_project(tmp_path)[0]
    for name in ("areas/areas.csv", "areas/membership.csv", "sources.yml"):
        (copy.data / name).write_bytes((REAL.data / name).read_bytes())
    (copy.data / "figures").symlink_to(REAL.data / "figures")
    assert write_schedules(copy, RAW).read_bytes() == schedules_path(REAL).read_bytes()
