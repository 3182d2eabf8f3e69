"""Runs of a compiled module: lanes are independent, and levers at rest change nothing."""

import numpy as np
import pytest
from models import demand, runner, two_states

from jsna.errors import ModelError
from jsna.simulation.run import compile_numpy

MODULES = ["population", "queue"]


def run(module, **more):
    series = demand() if module == "queue" else None
    return runner(module).run(series=series, **more)


@pytest.mark.parametrize("module", MODULES)
def test_neutral_levers_give_the_model_without_levers_bit_for_bit(module):
    series = demand() if module == "queue" else None
    without = compile_numpy(two_states(), module, with_levers=False).run(series=series)

    assert np.array_equal(run(module).values, without.values)


@pytest.mark.parametrize("module", MODULES)
def test_a_lane_does_not_hang_on_its_neighbours(module):
    """Run alone, in a pair, or in the second block of lanes: the same bits."""
    lanes = 70
    settings = {"prevention": np.linspace(0, 1, lanes), "more_packages": np.linspace(0, 300, lanes)}
    together = run(module, settings=settings, lanes=lanes)

    for lane in (0, 63, 64, 69):
        alone = run(module, settings={name: value[lane] for name, value in settings.items()})
        assert np.array_equal(together.values[:, :, lane], alone.values[:, :, 0])


def test_threads_change_no_bit():
    settings = {"prevention": np.linspace(0, 1, 200)}
    one, two = (run("population", settings=settings, lanes=200, threads=n) for n in (1, 2))

    assert np.array_equal(one.values, two.values)


def test_a_lever_moves_what_it_acts_on():
    base, moved = run("population"), run("population", settings={"prevention": 1.0})

    assert np.array_equal(base["ill_people"][:2], moved["ill_people"][:2])
    assert (moved["ill_people"][2:] < base["ill_people"][2:]).all()


def test_what_levers_cost_follows_start_and_setting():
    cost = run("queue", settings={"more_packages": 100.0})["cost"][:, 0]

    assert cost[182] == 0
    assert cost[183] == pytest.approx(100 * 50)


def test_a_table_without_numbers_is_named(tmp_path):
    from models import changed

    from jsna.simulation.load import read_model

    folder = changed(
        tmp_path,
        "population.yml",
        "values: {Female: {0: 120, 60: 80, 90: 10}, Male: {0: 125, 60: 70, 90: 5}}",
        "indicator: population_by_age, area: own",
    )
    runner = compile_numpy(read_model(folder, shown="data/model"), "population")

    with pytest.raises(ModelError, match="no numbers were given for the table 'people'"):
        runner.run()


def test_a_result_that_is_no_number_is_refused():
    with pytest.raises(ModelError, match=r"decisions.yml, line \d+: the output .* is not a number"):
        run("queue", values={"referrals": np.nan})


@pytest.mark.parametrize("stay", [0.45, 0.0])
def test_a_stay_under_two_steps_is_refused_before_it_runs(stay):
    stays = np.array([5.0, stay, 6.0])

    with pytest.raises(ModelError, match=r"queue.yml, line \d+: people may stay in 'in_bed' for"):
        run("queue", values={"stay": stays}, lanes=3)


def test_extremes_that_never_meet_in_one_lane_are_not_refused():
    """A short stay and a high share who need care are too fast together, and never come so."""
    stay, needs_care = np.array([0.7, 5.0]), np.array([0.03, 0.99])

    assert run("queue", values={"stay": stay, "needs_care": needs_care}, lanes=2).values.size
