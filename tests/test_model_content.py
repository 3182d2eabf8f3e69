"""The numbers of the whole-system model: each has a source, and the baseline is what was published."""

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from jsna.areas import load_areas
from jsna.model_inputs import NATIONAL, SHARES, all_inputs, newest_of
from jsna.observations import ANY, Selection, load_observations
from jsna.paths import Project
from jsna.records import AreaType
from jsna.schedules import load_schedules
from jsna.simulation.draws import parameters_of
from jsna.simulation.load import load_model
from jsna.simulation.whole import compile_model

PROJECT = Project(Path(__file__).resolve().parents[1])
NEED = (
    "need_healthy",
    "need_at_risk",
    "need_condition",
    "need_disability",
    "need_mild",
    "need_moderate",
    "need_severe",
    "need_end_of_life",
)
READY = (
    "ready_unexplained",
    "ready_process",
    "ready_hub",
    "ready_home_care",
    "ready_intermediate",
    "ready_care_home",
    "ready_equipment",
    "ready_other",
)


@pytest.fixture(scope="module")
def model():
    return load_model(PROJECT)


@pytest.fixture(scope="module")
def areas():
    return load_areas(PROJECT)


@pytest.fixture(scope="module")
def schedules():
    return load_schedules(PROJECT)


@pytest.fixture(scope="module")
def inputs(model, areas, schedules):
    newest = newest_of(load_observations(PROJECT))
    return all_inputs(model.modules["population"], schedules, newest, areas)


@pytest.fixture(scope="module")
def whole(model):
    return compile_model(model)


@pytest.fixture(scope="module")
def baseline(inputs, whole):
    return {code: whole.run(item.inputs)["population"] for code, item in inputs.items()}


@pytest.fixture(scope="module")
def partnership(areas):
    (area,) = areas.of_type(AreaType.PARTNERSHIP)
    return area.area_code


def at(results, output, moment=0):
    return float(results[output][moment, 0])


def test_enough_levers_and_each_says_what_it_costs_or_that_it_is_not_known(model):
    assert len(model.levers) >= 16
    for lever in model.levers.values():
        assert lever.help, lever.id
        assert lever.evidence.source, lever.id
        assert lever.cost is not None or "not known" in lever.pays, lever.id


def test_every_number_has_a_source_and_assumptions_say_so(model):
    for module in model.modules:
        for item in model.parameters_of(module).values():
            weak = item.evidence.grade == "D"
            named = "ssumption" in item.evidence.source or "this model" in item.evidence.source
            assert item.evidence.assumption or not (weak and named), item.id


VERDICTS = {"confirmed", "confirmed in part", "mended", "not found", "assumption"}


def test_numbers_from_studies_were_read_again_and_what_was_not_found_says_so(model):
    with (PROJECT.data / "model" / "evidence.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["parameter"]: row for row in csv.DictReader(file)}
    known = parameters_of(model)
    assert set(rows) <= set(known)
    for name, row in rows.items():
        assert row["verdict"] in VERDICTS, name
        assert date.fromisoformat(row["checked_on"]), name
        assert row["where"].startswith("https://") or row["verdict"] == "not found", name
        if row["verdict"] == "not found":
            assert "could be read" in known[name].note, name
            assert known[name].evidence.grade != "A", name
    studied = {item.id for item in model.parameters.values() if not item.evidence.assumption}
    assert studied <= set(rows)


def test_scenarios_leave_assumptions_alone(model):
    for scenario in model.scenarios.values():
        weak = [name for name in scenario.settings if model.levers[name].evidence.grade == "D"]
        assert weak == [], scenario.id


def test_shares_of_need_add_up_at_every_age(inputs):
    for item in inputs.values():
        total = sum(item.inputs.tables[name] for name in SHARES)
        assert np.allclose(total, 1, atol=1e-5), item.area_code


def test_the_baseline_has_the_published_life_expectancy(baseline, schedules):
    for code, results in baseline.items():
        for sex, output in (("Female", "life_women"), ("Male", "life_men")):
            wanted = schedules.one("life_expectancy_target", code, sex).values[0]
            assert at(results, output) == pytest.approx(wanted, abs=0.1), code


def test_deaths_of_the_first_year_are_the_countrys_rates_times_the_local_ratio(baseline, inputs):
    for code, results in baseline.items():
        tables = inputs[code].inputs.tables
        multiplier = tables["mortality_multiplier"][0]
        chance = 1 - (1 - tables["mortality"][0]) ** multiplier
        expected = float((tables["start_population"][0] * chance)[:, 1:].sum())
        mean = (at(results, "deaths_a_year", 0) + at(results, "deaths_a_year", 1)) / 2
        assert mean == pytest.approx(expected, rel=0.03), code


def test_births_of_the_first_year_are_the_last_observed(baseline, inputs):
    for code, results in baseline.items():
        observed = float(inputs[code].inputs.tables["start_population"][0, :, 1].sum())
        mean = (at(results, "births_a_year", 0) + at(results, "births_a_year", 1)) / 2
        assert mean == pytest.approx(observed, rel=0.02), code


def test_need_by_age_stands_still_in_the_first_year(whole, inputs, baseline, areas):
    (country,) = areas.of_type(AreaType.COUNTRY)
    results = baseline[country.area_code]
    people = at(results, "population_total", 1) / at(results, "population_total", 0)
    for output in ("need_healthy", "need_at_risk", "need_condition", "need_disability"):
        assert at(results, output, 1) / at(results, output) == pytest.approx(people, abs=0.01)


def test_groups_of_need_are_all_people(baseline):
    for results in baseline.values():
        total = sum(results[output] for output in NEED)
        assert np.allclose(total, results["population_total"], rtol=1e-9)


def test_major_illness_rises_in_the_country_as_the_health_foundation_projects(baseline, areas):
    (country,) = areas.of_type(AreaType.COUNTRY)
    results = baseline[country.area_code]
    major = sum(results[name][:, 0] for name in ("need_moderate", "need_severe"))
    # 6.7 to 9.1 million people from 2019 to 2040: 37% more. The same direction, and not twice.
    assert 1.1 < major[17] / major[0] < 1.75


def test_all_prevention_moves_need_as_kents_model_does(whole, inputs, model, areas):
    (county,) = areas.of_type(AreaType.COUNTY)
    item = inputs[county.area_code].inputs
    settings = {
        lever.id: lever.maximum
        for lever in model.levers.values()
        if lever.group == "Stay well" and lever.evidence.grade != "D"
    }
    before, after = (whole.run(item, chosen)["population"] for chosen in ({}, settings))
    assert at(after, "need_healthy", -1) > at(before, "need_healthy", -1)
    for output in NEED[1:]:
        assert at(after, output, -1) < at(before, output, -1), output
    gains = [
        at(after, name, -1) - at(before, name, -1) for name in ("life_women", "healthy_life_women")
    ]
    assert min(gains) > 0.05


def test_the_flow_module_starts_as_the_hospital_was_seen(whole, inputs, partnership):
    flow = whole.run(inputs[partnership].inputs)["flow"]
    for output, observed in (
        ("beds_used", 525),
        ("discharges", 57),
        ("ready_all", 176),
        ("ready_unexplained", 102.6),
    ):
        assert at(flow, output) == pytest.approx(observed, rel=0.005), output
        assert at(flow, output, 2) == pytest.approx(observed, rel=0.02), output
    assert sum(at(flow, name) for name in READY) == pytest.approx(at(flow, "ready_all"))


def test_care_outside_hospital_shortens_the_way_home(whole, inputs, partnership):
    item = inputs[partnership].inputs
    base, more = (whole.run(item, chosen)["flow"] for chosen in ({}, {"home_care": 20.0}))
    assert at(more, "ready_home_care", -1) < at(base, "ready_home_care", -1)
    assert at(more, "ready_all", -1) < at(base, "ready_all", -1)
    assert at(more, "flow_spend", -1) == pytest.approx(20 * 125)


def test_an_area_without_a_hospital_runs_need_alone(whole, inputs, areas):
    (council,) = areas.of_type(AreaType.UNITARY_AUTHORITY)
    assert list(whole.run(inputs[council.area_code].inputs)) == ["population"]


def test_areas_that_borrow_say_so(inputs, areas):
    networks = areas.of_type(AreaType.SUB_HUB)
    assert networks
    for network in networks:
        assert any("Registered patients" in note for note in inputs[network.area_code].notes)


def test_each_area_names_the_sources_of_its_own_people(inputs, areas):
    network = areas.of_type(AreaType.SUB_HUB)[0]
    residents = inputs[areas.of_type(AreaType.UNITARY_AUTHORITY)[0].area_code].sources[0]
    assert residents == "ons_mid_year_estimates"
    assert inputs[network.area_code].sources[0] != residents
    wards = [area for area in areas.of_type(AreaType.WARD) if area.area_code in inputs]
    assert len({inputs[area.area_code].sources for area in wards}) == 1
    assert all(len(inputs[area.area_code].sources) == 3 for area in (network, wards[0]))


def test_what_is_national_is_the_same_everywhere(inputs):
    first, *others = inputs.values()
    for name in NATIONAL:
        assert all(
            np.array_equal(item.inputs.tables[name], first.inputs.tables[name]) for item in others
        )


def test_the_reasons_for_delay_are_those_of_the_long_table(model, partnership):
    rows = load_observations(PROJECT).select(
        Selection("hospital_patients_delayed", (partnership,), category_type=ANY)
    )
    groups = {
        "process": "Hospital process",
        "hub": "Transfer hub",
        "home_care": "Care at home",
        "intermediate": "Bed for rehabilitation",
        "care_home": "Care home",
        "equipment": "Equipment or adaptations",
        "other": "Another reason",
    }
    for name, group in groups.items():
        held = [row.value for row in rows if row.category == group]
        parameter = model.modules["flow"].parameters[f"waiting_{name}_start"]
        assert parameter.value == pytest.approx(np.mean(held), abs=0.05), name


def test_the_hospital_is_that_of_the_long_table(model, partnership):
    observations = load_observations(PROJECT)
    flow = model.modules["flow"].parameters
    for name, indicator_id, first in (
        ("beds_open", "hospital_beds_available", "2025-04"),
        ("leaving_a_day", "hospital_discharges_per_day", "2025-04"),
        ("ready_at_start", "hospital_patients_ready_to_leave", "2025-04"),
    ):
        rows = observations.select(Selection(indicator_id, (partnership,)))
        held = [row.value for row in rows if row.period_start >= first]
        assert flow[name].value == pytest.approx(np.mean(held), rel=0.01), name
