"""First rung of the ladder: cases whose answer is known without a model."""

from functools import cache

import numpy as np
import pytest
from models import FOLDER
from scipy.linalg import expm

from jsna.simulation.load import read_model
from jsna.simulation.run import compile_numpy
from jsna.simulation.variants import with_step


@cache
def model():
    return read_model(FOLDER / "closed_forms", shown="tests/models/closed_forms")


@cache
def results(module):
    return compile_numpy(model(), module).run()


def value(module, name):
    return model().modules[module].parameters[name].value


def frailty_rates():
    """Return the matrix whose column j says where people in state j go, per year."""
    onset, worse, well, dies, dies_frail = (
        value("frailty", name)
        for name in ("onset", "worsening", "recovery", "death_of_fit", "death_of_severe")
    )
    return np.array(
        [
            [-(onset + dies), well, 0, 0],
            [onset, -(well + worse), 0, 0],
            [0, worse, -dies_frail, 0],
            [dies, 0, dies_frail, 0],
        ]
    )


def test_a_frail_cohort_is_the_power_of_its_step():
    step = model().modules["frailty"].clock.step
    one_year = np.linalg.matrix_power(np.eye(4) + step * frailty_rates(), 64)
    start = np.array([1000.0, 0, 0, 0])

    expected = np.array([np.linalg.matrix_power(one_year, year) @ start for year in range(11)]).T

    np.testing.assert_allclose(results("frailty").values[:, :, 0], expected, rtol=1e-12, atol=1e-9)


def test_a_frail_cohort_comes_near_the_continuous_answer_as_steps_shrink():
    start = np.array([1000.0, 0, 0, 0])
    exact = expm(10 * frailty_rates()) @ start
    errors = []
    for step in (1 / 16, 1 / 64, 1 / 256):
        found = compile_numpy(with_step(model(), "frailty", step), "frailty").run()
        errors.append(np.abs(found.values[:, -1, 0] - exact).max())

    assert errors[0] > 3.5 * errors[1] > 3.5 * 3.5 * errors[2]
    assert errors[1] < 1.0


def life_table():
    """Return births and the people of each age class in a stationary population, by sex."""
    tables = model().modules["lives"].tables
    dying, births = tables["dying"].values[0], tables["born_by_sex"].values[0]
    step = 1 / 8
    share = (1 - dying[:, :1]) ** step
    rate = (1 - share) / step
    newborn = np.zeros_like(births)
    for _ in range(8):
        newborn = newborn * (1 - rate * step) + births * step
    reach = [newborn[:, 0]]
    for age in range(101):
        reach.append(reach[-1] * (1 - dying[:, age + 1]))
    open_end = reach[100] / dying[:, 101]
    return np.array([*reach[:100], open_end]).T


def test_a_stationary_population_is_its_life_table():
    """Right after a birthday nobody is newborn, and each age holds those who reached it."""
    assert results("lives")["living_now"][-1, 0] == pytest.approx(life_table().sum(), rel=1e-6)


def test_in_a_stationary_population_deaths_equal_births_over_a_year():
    lives = compile_numpy(model(), "lives")
    system = lives.program.system
    from audit import audited, by_step

    audit = audited(by_step(model(), "lives"))
    assert system.clock.birthday_steps == 8
    assert audit.held[-1, 0] == pytest.approx(audit.held[-9, 0], rel=1e-4)
    assert abs(audit.residual[0]) < 1e-12


def test_two_stages_of_discharge_settle_where_arithmetic_says():
    """20 a day x 5 days = 100 in beds; 20 x 5% x 730 days = 730 with a package."""
    found = results("discharge")

    assert found["in_bed_now"][-1, 0] == pytest.approx(100, rel=1e-9)
    assert found["at_home_now"][-1, 0] == pytest.approx(730, rel=0.005)
    assert found["waiting_now"][-1, 0] == 0
    assert found["fit_but_waiting"][-1, 0] == pytest.approx(0, abs=1e-9)


def test_too_few_beds_let_the_queue_grow_by_what_they_cannot_take():
    """80 beds of 5 days take 16 a day, so the queue grows by 4 a day."""
    runner = compile_numpy(model(), "discharge")
    waiting = runner.run(values={"beds": 80.0, "needs_care": 0.01})["waiting_now"][:, 0]

    assert waiting[2000] - waiting[1000] == pytest.approx(4000, rel=0.01)


@pytest.mark.parametrize("values", [{}, {"stay": 8.0}, {"referrals": 30.0, "needs_care": 0.1}])
def test_littles_law_holds_in_steady_state(values):
    """People in a stage = arrivals a day x days in the stage, for beds and for packages."""
    known = {
        name: values.get(name, value("discharge", name))
        for name in ("referrals", "stay", "needs_care", "care_lasts")
    }
    found = compile_numpy(model(), "discharge").run(values=values)

    assert found["in_bed_now"][-1, 0] == pytest.approx(known["referrals"] * known["stay"], rel=1e-6)
    cared = known["referrals"] * known["needs_care"] * known["care_lasts"]
    assert found["at_home_now"][-1, 0] == pytest.approx(cared, rel=0.01)
    assert found["admitted_now"][-1, 0] == pytest.approx(known["referrals"], rel=1e-9)
    assert found["discharged_now"][-1, 0] == pytest.approx(known["referrals"], rel=1e-9)
