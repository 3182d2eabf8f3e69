"""The model's results: kept by content, made the same twice, and set beside what was observed."""

from pathlib import Path

import pytest

from jsna.areas import load_areas
from jsna.build.model_calibration import CHECKED, FITTED, calibration, disability, row
from jsna.build.model_directions import (
    AGREES,
    NOT_REPRODUCED,
    Gains,
    directions,
    equally,
    load_gains,
    prevention,
)
from jsna.build.model_results import FEWER, _changes, make_results, results_key
from jsna.build.model_runs import SUMS, middle, spread, together
from jsna.model_inputs import all_inputs, newest_of
from jsna.observations import load_observations
from jsna.paths import Project
from jsna.records import AreaType
from jsna.schedules import load_schedules
from jsna.simulation.draws import draws
from jsna.simulation.load import load_model
from jsna.simulation.whole import compile_model

PROJECT = Project(Path(__file__).resolve().parents[1])


@pytest.fixture(scope="module")
def areas():
    return load_areas(PROJECT)


@pytest.fixture(scope="module")
def made(areas):
    """Return model, inputs and baseline of the home council, the country and the partnership."""
    model, newest = load_model(PROJECT), newest_of(load_observations(PROJECT))
    inputs = all_inputs(model.modules["population"], load_schedules(PROJECT), newest, areas)
    kinds = (AreaType.UNITARY_AUTHORITY, AreaType.COUNTRY, AreaType.PARTNERSHIP)
    codes = [areas.of_type(kind)[0].area_code for kind in kinds]
    whole = compile_model(model)
    return model, inputs, whole, codes, together(whole, inputs, codes, {})


def test_a_project_without_a_model_has_no_results(tmp_path, areas):
    assert make_results(Project(tmp_path), areas, load_observations(PROJECT), "X") is None


def test_the_key_is_the_same_twice_and_names_the_home_area():
    observations = load_observations(PROJECT)
    first = results_key(PROJECT, observations, "E06000035")
    assert first == results_key(PROJECT, observations, "E06000035")
    assert first != results_key(PROJECT, observations, "E10000016")


def test_areas_as_lanes_give_what_each_gives_alone(made):
    _, inputs, whole, codes, runs = made
    alone = whole.run(inputs[codes[0]].inputs)["population"]["need_severe"][:, 0]
    assert runs[codes[0]]["population"]["need_severe"][:, 0] == pytest.approx(alone, rel=1e-12)


def test_a_scenario_that_does_nothing_changes_nothing(made):
    _, inputs, whole, codes, runs = made
    again = together(whole, inputs, codes[2:], {})
    changes = _changes(again[codes[2]], runs[codes[2]])
    assert {values[1] for module in changes.values() for values in module.values()} == {0.0}


def test_the_middle_lane_of_draws_is_the_run_without_draws(made):
    model, inputs, whole, codes, runs = made
    drawn = draws(model, FEWER, 2026)
    scenario = model.scenarios["prevention"]
    base, after = spread(whole, inputs[codes[0]], drawn, [None, scenario])
    alone = together(whole, inputs, codes[:1], scenario.settings)[codes[0]]["population"]
    for run, wanted in ((base, runs[codes[0]]["population"]), (after, alone)):
        for output in ("need_frail", "need_healthy", "life_women"):
            lanes = run["population"][output]
            assert lanes.shape[1] == FEWER + 1
            assert lanes[:, 0] == pytest.approx(wanted[output][:, 0], rel=1e-12)
    for name, parts in SUMS.items():
        assert base["population"][name] == pytest.approx(
            sum(base["population"][part] for part in parts)
        )


def test_what_was_fitted_agrees_and_what_was_checked_is_told_with_its_error(made, areas):
    model, inputs, whole, codes, runs = made
    newest = newest_of(load_observations(PROJECT))
    middles = {code: middle(run) for code, run in runs.items()}
    rows = calibration(model, middles, inputs, areas, newest, codes[0])
    rows += directions(whole, middles, inputs, areas, load_gains(PROJECT))
    fitted = [item for item in rows if item["how"] == FITTED]
    checked = [item for item in rows if item["how"] == CHECKED]
    assert len(fitted) >= 20
    assert len(checked) >= 8
    for item in fitted:
        error = float(item["error"].rstrip("%").replace("\u2212", "-"))
        assert abs(error) < 7, item["measure"]
    assert any("frailty a year" in item["measure"] for item in checked)


def test_groups_move_as_the_county_published_and_its_years_are_not_claimed(made, areas):
    _, inputs, whole, *_ = made
    (county,) = areas.of_type(AreaType.COUNTY)
    published = load_gains(PROJECT)
    rows = prevention(whole, county, inputs[county.area_code].inputs, published)
    assert [row["error"] for row in rows[:2]] == [AGREES, AGREES]
    life, healthy = (float(row["model"]) for row in rows[2:4])
    assert 0 < life < healthy
    assert rows[4]["error"].startswith(NOT_REPRODUCED)
    most = float(rows[5]["model"].split()[0])
    assert life < most < published.life


@pytest.mark.parametrize(
    ("life", "healthy", "agrees"), [(5.1, 5.0, True), (0.2, 0.4, False), (0.0, 0.1, False)]
)
def test_equal_gains_are_called_equal_and_no_others(life, healthy, agrees):
    assert (equally(Gains(5.1, 5.0, "S"), life, healthy)[3] == AGREES) == agrees


def test_wards_start_near_the_census_though_the_model_did_not_use_it(made, areas):
    model, inputs, *_ = made
    newest = newest_of(load_observations(PROJECT))
    wards = [area for area in areas.of_type(AreaType.WARD) if area.area_code in inputs]
    pairs = [disability(model, area, inputs[area.area_code], newest) for area in wards]
    errors = [abs(found / observed - 1) for observed, found in pairs]
    assert len(errors) == 24
    assert sorted(errors)[12] < 0.05
    assert max(errors) < 0.2


def test_an_error_is_in_per_cent_of_what_was_observed():
    assert row("M", 100.0, 94.0, FITTED, "S")["error"] == "\u22126.0%"
    assert row("M", 50.0, 55.0, CHECKED, "S")["error"] == "+10.0%"
