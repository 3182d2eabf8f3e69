"""Rates between groups of need that nobody publishes, worked back from shares by age.

If the shares of need at each age stay as they are today, a cohort must move between them at certain
rates as it grows older. This module finds those rates, year of age by year of age, with the same
steps as the model takes. Deaths at each age equal the published chance of dying.

Groups of need, in order: healthy, at risk, condition, disability, mild, moderate and severe
frailty, last year of life. A lane is one area and sex. Age classes: newborn, 0, 1, ... last.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
GROUPS = ("healthy", "at_risk", "condition", "disability", "mild", "moderate", "severe", "end")
NETS = ("risk", "condition", "disability", "frailty", "moderate", "severe")
ROUNDS = 20
SMALL = 1e-6
FASTEST = 0.6
"""No step between groups is faster than this share of people a year; the model says the same."""


@dataclass(frozen=True, slots=True)
class Curves:
    """Shares of people of each age class, shape [classes], 0 to 1."""

    condition: Floats
    disability: Floats
    frailty: Floats
    frail_and_disabled: Floats
    moderate: Floats
    severe: Floats
    risk: Floats


@dataclass(frozen=True, slots=True)
class BackCalculated:
    """What keeps shares by age as they are.

    Shares of the eight groups [lanes, classes, 8], net steps for each person and year
    [lanes, classes, 6], and the rate at which people begin to die [lanes, classes].
    """

    shares: Floats
    nets: Floats
    fatal: Floats


def smoothed(steps: Floats) -> Floats:
    """Return steps by age class as straight lines between the middles of the steps.

    Args:
        steps: shape [classes], newborn first; bands of ages hold one value.
    """
    by_age = np.asarray(steps[1:], float)
    starts = np.flatnonzero(np.r_[True, np.diff(by_age) != 0])
    ends = np.r_[starts[1:], len(by_age)]
    middles = (starts + ends - 1) / 2
    middles[-1] = min(middles[-1], starts[-1] + 2.5)
    ages = np.arange(len(by_age))
    found = np.interp(ages, middles, by_age[starts])
    return np.concatenate([found[:1], found])


def tilted(share: Floats, odds: Floats) -> Floats:
    """Return shares whose odds are multiplied: [classes] and [lanes] give [lanes, classes]."""
    factor = np.asarray(odds, float)[:, None]
    return np.asarray(share * factor / (1 - share + share * factor))


def target_shares(curves: Curves, odds: Floats, at_risk: Floats) -> Floats:
    """Return shares of the seven groups of people not in their last year: [lanes, classes, 7].

    Each person counts once, in the highest need: frailty, then disability, then a condition.

    Args:
        curves: the country's shares by age class.
        odds: how much higher the odds of illness are in each lane's area, shape [lanes].
        at_risk: share of adults without a condition who are at risk, shape [lanes].
    """
    frail = tilted(curves.frailty, odds)
    disabled = tilted(curves.disability, odds)
    only_disabled = np.maximum(disabled - frail * curves.frail_and_disabled, 0.02 * disabled)
    ill = np.maximum(tilted(curves.condition, odds), 1.03 * (frail + only_disabled))
    ill = np.minimum(ill, 0.98)
    without = 1 - ill
    risk = without * np.asarray(at_risk, float)[:, None] * curves.risk
    moderate, severe = frail * curves.moderate, frail * curves.severe
    parts = (
        without - risk,
        risk,
        ill - frail - only_disabled,
        only_disabled,
        frail - moderate - severe,
        moderate,
        severe,
    )
    return np.stack(parts, axis=-1)


def back_calculate(
    targets: Floats, chance: Floats, values: Mapping[str, float], step: float
) -> BackCalculated:
    """Return the net steps and death rates under which the targets carry on from age to age.

    Args:
        targets: shares by age class of people not in their last year, [lanes, classes, 7].
        chance: chance of dying from one mid-year to the next, [lanes, classes]. People of the
            last, open age move as those a year younger.
        values: parameters of the population module.
        step: the model's time step in years.
    """
    lanes, classes, _ = targets.shape
    shares = np.zeros((lanes, classes, 8))
    nets = np.zeros((lanes, classes, len(NETS)))
    fatal = np.zeros((lanes, classes))
    shares[:, :2, 0] = 1.0
    fatal[:, 0] = _fatal_of_newborn(chance[:, 0], step)
    guess, rate = nets[:, 0].copy(), chance[:, 1].copy()
    for place in range(1, classes):
        here = shares[:, place]
        wanted = targets[:, min(place + 1, classes - 1)]
        for _ in range(ROUNDS):
            after = one_year(here, guess, rate, values, step)
            alive = after.sum(axis=1)
            got = after[:, :7] / after[:, :7].sum(axis=1, keepdims=True)
            if place + 1 < classes:
                guess = np.clip(guess + _corrections(wanted - got), -FASTEST, FASTEST)
            rate = np.maximum(SMALL, rate + (chance[:, place] - (1 - alive)) / _at_once(values))
        nets[:, place], fatal[:, place] = guess, rate
        after = one_year(here, guess, rate, values, step)
        if place + 1 < classes:
            shares[:, place + 1] = after / after.sum(axis=1, keepdims=True)
    return BackCalculated(shares, nets, fatal)


def _at_once(values: Mapping[str, float]) -> float:
    """Return about how many of those who begin to die in a year do die within it."""
    return 1.0 - 0.6 * values["expected_deaths"]


def _corrections(missing: Floats) -> Floats:
    """Return what to add to each net step when these shares are missing, [lanes, 6]."""
    above = np.cumsum(missing[:, ::-1], axis=1)[:, ::-1]
    return np.stack(
        [missing[:, 1], above[:, 2], missing[:, 3], above[:, 4], above[:, 5], above[:, 6]], axis=1
    )


def _fatal_of_newborn(chance: Floats, step: float) -> Floats:
    """Return the rate that takes this share of births in the year of birth.

    Births arrive at the end of each step, so those of the last step live through none.
    """
    steps = round(1 / step)
    rate = chance.copy()
    for _ in range(ROUNDS):
        lived = np.mean([(1 - rate * step) ** done for done in range(steps)], axis=0)
        rate = rate + (chance - (1 - lived)) / (0.5 - step / 2)
    return np.asarray(rate)


def one_year(
    start: Floats, nets: Floats, fatal: Floats, values: Mapping[str, float], step: float
) -> Floats:
    """Move people through one year of age, as the model does: [lanes, 8] to [lanes, 8]."""
    rates = gross_rates(start, nets, values)
    ratios = death_ratios(values)
    share = start[:, :7] / start[:, :7].sum(axis=1, keepdims=True)
    base = fatal / (share @ ratios)
    dying = base[:, None] * ratios
    now = start.copy()
    for _ in range(round(1 / step)):
        now = now + step * _change(now, rates, dying, values)
    return now


def death_ratios(values: Mapping[str, float]) -> Floats:
    """Return death rates of the first seven groups against healthy people."""
    ill = values["deaths_condition"]
    frail = [ill * values[f"deaths_{name}"] for name in ("mild", "moderate", "severe")]
    return np.array([1.0, values["deaths_at_risk"], ill, ill * values["deaths_disability"], *frail])


def gross_rates(start: Floats, nets: Floats, values: Mapping[str, float]) -> dict[str, Floats]:
    """Return yearly rates out of each group: net step and what goes back, over who can go."""
    share = dict(zip(GROUPS, start.T, strict=True))
    net = dict(zip(NETS, nets.T, strict=True))

    def rate(name: str, back: Floats | float, base: Floats) -> Floats:
        found = np.maximum(0.0, net[name] + back) / np.maximum(SMALL, base)
        return np.asarray(np.minimum(FASTEST, found))

    pool = share["healthy"] + values["risk_ratio_condition"] * share["at_risk"]
    ill = share["condition"] + share["disability"]
    return {
        "risk": rate("risk", values["leaving_risk"] * share["at_risk"], share["healthy"]),
        "condition": rate("condition", 0.0, pool),
        "disability": rate("disability", 0.0, share["condition"]),
        "frailty": rate("frailty", values["mild_recovery"] * share["mild"], ill),
        "moderate": rate(
            "moderate", values["moderate_recovery"] * share["moderate"], share["mild"]
        ),
        "severe": rate("severe", values["severe_recovery"] * share["severe"], share["moderate"]),
    }


def _change(
    now: Floats, rates: Mapping[str, Floats], dying: Floats, values: Mapping[str, float]
) -> Floats:
    """Return the change of each group for each year, [lanes, 8]."""
    change = np.zeros_like(now)

    def move(first: int, second: int, amount: Floats) -> None:
        change[:, first] -= amount
        change[:, second] += amount

    move(0, 1, now[:, 0] * rates["risk"])
    move(1, 0, now[:, 1] * values["leaving_risk"])
    move(0, 2, now[:, 0] * rates["condition"])
    move(1, 2, now[:, 1] * rates["condition"] * values["risk_ratio_condition"])
    move(2, 3, now[:, 2] * rates["disability"])
    move(2, 4, now[:, 2] * rates["frailty"])
    move(3, 4, now[:, 3] * rates["frailty"])
    move(4, 2, now[:, 4] * values["mild_recovery"])
    move(4, 5, now[:, 4] * rates["moderate"])
    move(5, 4, now[:, 5] * values["moderate_recovery"])
    move(5, 6, now[:, 5] * rates["severe"])
    move(6, 5, now[:, 6] * values["severe_recovery"])
    lost = now[:, :7] * dying
    change[:, :7] -= lost
    change[:, 7] += lost.sum(axis=1) * values["expected_deaths"] - now[:, 7] / values["last_year"]
    return change
