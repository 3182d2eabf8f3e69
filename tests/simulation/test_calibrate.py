"""Rates worked back from shares by age give these shares again, and deaths as published."""

import numpy as np
import pytest

from jsna.simulation.calibrate import (
    Curves,
    back_calculate,
    one_year,
    smoothed,
    target_shares,
    tilted,
)

VALUES = {
    "leaving_risk": 0.05,
    "risk_ratio_condition": 1.6,
    "mild_recovery": 0.1,
    "moderate_recovery": 0.1,
    "severe_recovery": 0.04,
    "deaths_at_risk": 1.5,
    "deaths_condition": 1.6,
    "deaths_disability": 1.5,
    "deaths_mild": 1.92,
    "deaths_moderate": 3.1,
    "deaths_severe": 4.52,
    "expected_deaths": 0.75,
    "last_year": 1.0,
}
AGES = np.arange(-1, 91).clip(0)
CURVES = Curves(
    condition=0.1 + 0.008 * AGES,
    disability=0.05 + 0.003 * AGES,
    frailty=np.maximum(0.0, 0.012 * (AGES - 40)),
    frail_and_disabled=np.full(AGES.size, 0.5),
    moderate=np.full(AGES.size, 0.2),
    severe=np.full(AGES.size, 0.05),
    risk=np.minimum(1.0, AGES / 20),
)
CHANCE = np.tile(0.0002 * np.exp(0.085 * AGES), (2, 1))
STEP = 0.25


@pytest.fixture(scope="module")
def targets():
    return target_shares(CURVES, np.array([1.0, 1.4]), np.array([0.5, 0.6]))


@pytest.fixture(scope="module")
def made(targets):
    return back_calculate(targets, CHANCE, VALUES, STEP)


def test_everybody_counts_once(targets):
    assert np.allclose(targets.sum(axis=-1), 1)
    assert (targets >= 0).all()


def test_an_ill_area_has_more_of_every_group_of_need_and_fewer_healthy(targets):
    assert (targets[1, 70, 4:] > targets[0, 70, 4:]).all()
    assert targets[1, 70, 0] < targets[0, 70, 0]
    assert tilted(np.array([0.5]), np.array([3.0]))[0, 0] == pytest.approx(0.75)


def test_the_shares_carry_on_from_age_to_age(made, targets):
    ages = slice(10, -5)
    alive = made.shares[:, ages, :7]
    alive = alive / alive.sum(axis=2, keepdims=True)
    assert np.allclose(alive, targets[:, ages], atol=0.005)


def test_as_many_die_as_was_published(made):
    for place in (5, 40, 70, 90):
        after = one_year(
            made.shares[:, place], made.nets[:, place], made.fatal[:, place], VALUES, STEP
        )
        assert 1 - after.sum(axis=1) == pytest.approx(CHANCE[:, place], rel=1e-3)


def test_a_year_without_deaths_keeps_everybody(made):
    after = one_year(made.shares[:, 60], made.nets[:, 60], np.zeros(2), VALUES, STEP)
    left = after.sum(axis=1) + made.shares[:, 60, 7] * (1 - (1 - STEP) ** 4)
    assert left == pytest.approx([1.0, 1.0])


def test_steps_become_lines_through_their_middles():
    steps = np.array([0.0, *[0.0] * 10, *[1.0] * 10, *[2.0] * 5])
    line = smoothed(steps)
    assert line.size == steps.size
    assert line[1 + 15] == pytest.approx(1.05, abs=0.1)
    assert np.all(np.diff(line) >= 0)
    assert line[-1] == 2
