"""Draws of the parameters from their priors, the same in Python and in the browser."""

from collections.abc import Mapping

import numpy as np

from jsna.lazy import special
from jsna.simulation.chance import normal_quantile, uniform
from jsna.simulation.structure import Floats, Model, Parameter

_Z_95 = 1.959963984540054
KNOTS = (0.001, *(place / 32 for place in range(1, 32)), 0.999)
"""Shares at which a beta prior is tabulated; straight lines between, level outside."""


def parameters_of(model: Model) -> dict[str, Parameter]:
    """Return every parameter of the model."""
    found = dict(model.parameters)
    for module in model.modules.values():
        found |= module.parameters
    return found


def draws(model: Model, count: int, seed: int) -> dict[str, Floats]:
    """Return `count` draws of every uncertain parameter, shape [count].

    The same seed gives the same draws, and the first of many are the same as of few.
    """
    index = np.arange(count)
    return {
        name: quantile(item, uniform(seed, name, index))
        for name, item in parameters_of(model).items()
        if item.low < item.high
    }


def draws_of_area(
    model: Model, drawn: Mapping[str, Floats], values: Mapping[str, float]
) -> dict[str, Floats]:
    """Return draws moved to an area's own figures: the same spread in proportion.

    Shares stay below 1 where their prior does.
    """
    found = dict(drawn)
    for name, value in values.items():
        if name in found:
            item = parameters_of(model)[name]
            moved = found[name] * (value / item.value) if item.value else found[name] * 0 + value
            found[name] = np.minimum(moved, 1.0) if item.high <= 1 else moved
    return found


def quantile(parameter: Parameter, share: Floats) -> Floats:
    """Return the value below which a share of the prior lies, shape of `share`.

    Low and high are the ends for uniform and triangular (whose mode is the value), else the 2.5 %
    and 97.5 % points: of a lognormal or logitnormal whose median is the value, or of a beta
    whose mean is the value and whose standard deviation is a quarter of the distance.
    """
    low, value, high = parameter.low, parameter.value, parameter.high
    if low == high:
        return np.full_like(share, value)
    match parameter.shape:
        case "uniform":
            return np.asarray(low + share * (high - low))
        case "triangular":
            return _triangular(low, value, high, share)
        case "lognormal":
            spread = (np.log(high) - np.log(low)) / (2 * _Z_95)
            return np.asarray(np.exp(np.log(value) + spread * normal_quantile(share)))
        case "logitnormal":
            spread = (_logit(high) - _logit(low)) / (2 * _Z_95)
            return np.asarray(1 / (1 + np.exp(-(_logit(value) + spread * normal_quantile(share)))))
    return np.interp(share, KNOTS, beta_knots(parameter))


def beta_knots(parameter: Parameter) -> Floats:
    """Return the quantiles of a beta prior at KNOTS, to six figures."""
    mean = parameter.value
    deviation = (parameter.high - parameter.low) / (2 * _Z_95)
    size = mean * (1 - mean) / deviation**2 - 1
    points = special.betaincinv(mean * size, (1 - mean) * size, KNOTS)
    return np.asarray([float(f"{point:.6g}") for point in points])


def _triangular(low: float, mode: float, high: float, share: Floats) -> Floats:
    turn = (mode - low) / (high - low)
    rising = low + np.sqrt(share * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - share) * (high - low) * (high - mode))
    return np.asarray(np.where(share < turn, rising, falling))


def _logit(share: float) -> float:
    return float(np.log(share / (1 - share)))
