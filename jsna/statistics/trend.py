"""Recent trend: do the latest five yearly figures rise or fall, beyond chance and one outlier?

Periods are the last axis, oldest first. Directions are numbers: 1 rising, -1 falling, 0 no
significant change, nan cannot be calculated.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jsna.lazy import special
from jsna.records import Polarity
from jsna.statistics.intervals import Z_998, Floats

POINTS = 5
"""A recent trend rests on the latest five points, no more and no fewer."""
CRITICAL = Z_998**2
"""Chi-square with one degree of freedom at 99.8%: 9.54953570608324."""
WIDTH_95 = 3.92
"""Standard errors between 95% limits, as Fingertips rounds it."""
NO_CHANGE, NOT_CALCULATED = "no_change", "not_calculated"
_TIME = np.arange(POINTS) - (POINTS - 1) / 2


class Trend(NamedTuple):
    """Direction, the slope per period it rests on, and its test statistic."""

    direction: Floats
    slope: Floats
    chi_square: Floats


def recent_trend(
    values: ArrayLike, lower: ArrayLike, upper: ArrayLike, periods: ArrayLike
) -> Trend:
    """Recent trend of values with 95% limits: weighted least squares.

    Args:
        values: rates, ratios, life expectancies, ... by period, shape (..., t), oldest first.
        lower: 95% lower limits, same shape and unit.
        upper: 95% upper limits, same shape and unit.
        periods: the year each period starts in, shape (t,). Periods must be single years that
            do not overlap; modelled and smoothed values must not be passed.

    Returns:
        Directions, slopes (unit per year) and chi-squares, shape (...). The direction is 0
        where leaving out any one point turns the slope; as in Fingertips a flat one counts as
        rising. All are nan where there are fewer than five periods, a year is skipped, or one
        of the five has no value or no width.

    Raises:
        ValueError: for shapes that do not fit, or limits the wrong way round.

    Source:
        Fingertips technical guidance, trend markers: general method.

    Checked:
        Two golden vectors (a national prevalence and a ward's, five years): as printed.

    Differs:
        An unreleased branch of PHEindicatormethods divides values by the multiplier and not
        their limits; here both are in one unit. It and Fingertips part where years are skipped;
        here a gap cannot be calculated.
    """
    v, low, high = np.broadcast_arrays(*(np.asarray(a, float) for a in (values, lower, upper)))
    _check_years(v, periods)
    if np.any(high < low):
        raise ValueError("each upper limit must not be below its lower limit")
    if not _unbroken(periods):
        return _not_calculated(v.shape[:-1])
    v, low, high = (a[..., -POINTS:] for a in (v, low, high))
    with np.errstate(invalid="ignore", divide="ignore"):
        weights = (WIDTH_95 / (high - low)) ** 2
    valid = np.all(np.isfinite(v) & np.isfinite(weights), axis=-1)
    v, weights = np.where(valid[..., None], v, np.nan), np.where(valid[..., None], weights, np.nan)
    slope, information = _line(v, weights)
    return _judged(slope, slope**2 * information, v, weights)


def recent_trend_proportion(
    numerator: ArrayLike, denominator: ArrayLike, periods: ArrayLike
) -> Trend:
    """Recent trend of a proportion: the chi-square test for linear trend.

    Args:
        numerator: people with the outcome by period, shape (..., t), oldest first.
        denominator: people at risk, same shape.
        periods: the year each period starts in, shape (t,); single years.

    Returns:
        Directions, slopes (of the logit, per year, unweighted) and chi-squares, shape (...).
        The direction is 0 where leaving out any one point turns the slope. All are nan where
        there are fewer than five periods, a year is skipped, a number is missing, or in one of
        the five nobody or everybody has the outcome.

    Raises:
        ValueError: for shapes that do not fit, or a numerator outside 0 and its denominator.

    Source:
        Armitage P (1955), Biometrics 11:375-386; Fingertips technical guidance, trend markers:
        method for proportions.

    Checked:
        Two golden vectors (a national prevalence and a ward's, five years): as printed.

    Differs:
        The Fingertips code of 2020 tests a slope that its branch for proportions never sets,
        so a rise reads as a fall; here the slope of the logit gives the direction.
    """
    x, n = np.broadcast_arrays(np.asarray(numerator, float), np.asarray(denominator, float))
    _check_years(x, periods)
    if np.any(x < 0) or np.any(x > n):
        raise ValueError("each numerator must lie between 0 and its denominator")
    if not _unbroken(periods):
        return _not_calculated(x.shape[:-1])
    x, n = x[..., -POINTS:], n[..., -POINTS:]
    valid = np.all((x > 0) & (x < n), axis=-1)
    x, n = np.where(valid[..., None], x, np.nan), np.where(valid[..., None], n, np.nan)
    cases, people = x.sum(axis=-1), n.sum(axis=-1)
    pull = people * (x * _TIME).sum(axis=-1) - cases * (n * _TIME).sum(axis=-1)
    spread = people * (n * _TIME**2).sum(axis=-1) - (n * _TIME).sum(axis=-1) ** 2
    chi_square = people * pull**2 / (cases * (people - cases) * spread)
    logit = np.asarray(special.logit(x / n))
    slope, _ = _line(logit, np.ones_like(logit))
    return _judged(slope, chi_square, logit, np.ones_like(logit))


def trend_words(direction: ArrayLike, polarity: Polarity) -> NDArray[np.str_]:
    """Put directions into words, by which way is better for residents.

    Args:
        direction: 1, 0, -1 or nan, any shape.
        polarity: which direction is better.

    Returns:
        `increasing_better`, `increasing_worse`, `decreasing_better`, `decreasing_worse`,
        `increasing`, `decreasing`, `no_change` or `not_calculated`.

    Source:
        Fingertips technical guidance, trend markers.

    Checked:
        Every direction and polarity: exact.
    """
    d = np.asarray(direction, float)
    up, down = "increasing", "decreasing"
    if polarity is not Polarity.NOT_JUDGED:
        good, bad = ("_better", "_worse")
        if polarity is Polarity.LOW_IS_GOOD:
            good, bad = bad, good
        up, down = up + good, down + bad
    return np.select([d > 0, d < 0, d == 0], [up, down, NO_CHANGE], NOT_CALCULATED)


def _check_years(series: Floats, periods: ArrayLike) -> None:
    if series.shape[-1:] != np.shape(periods):
        raise ValueError("there must be one period for each value of a series")


def _unbroken(periods: ArrayLike) -> bool:
    years = np.asarray(periods, float)[-POINTS:]
    return years.size == POINTS and bool(np.all(np.diff(years) == 1))


def _not_calculated(shape: tuple[int, ...]) -> Trend:
    return Trend(*(np.full(shape, np.nan) for _ in range(3)))


def _line(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return slopes of weighted lines through the points, and their inverse variance."""
    total = weights.sum(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore"):
        centred = _TIME - (weights * _TIME).sum(axis=-1, keepdims=True) / total
        information = (weights * centred**2).sum(axis=-1)
        slope = (weights * centred * (values - values[..., :1])).sum(axis=-1) / information
        # A slope within rounding of flat is flat, in whatever unit the values are.
        flat = np.abs(slope) <= 1e-12 * np.abs(values).max(axis=-1)
    return np.where(flat, 0.0, slope), np.asarray(information)


def _judged(slope: Floats, chi_square: Floats, values: Floats, weights: Floats) -> Trend:
    kept = 1 - np.eye(POINTS)
    without_one, _ = _line(values[..., None, :], weights[..., None, :] * kept)
    rising = slope >= 0
    steady = np.all((without_one >= 0) == rising[..., None], axis=-1)
    direction = np.where((chi_square > CRITICAL) & steady, np.where(rising, 1.0, -1.0), 0.0)
    return Trend(np.where(np.isfinite(chi_square), direction, np.nan), slope, chi_square)
