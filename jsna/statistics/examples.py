"""Worked examples: published tables worked out here again, with the largest deviation.

Each example stands for one method and is computed anew each time, so that a page and a test say
the same. Numbers are those that were printed, in the unit in which they were printed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jsna.statistics.compare import spc_limits_proportion
from jsna.statistics.inequality import slope_index, standard_error
from jsna.statistics.intervals import Z_95, Z_998, byar, wilson
from jsna.statistics.life_table import life_expectancy
from jsna.statistics.multiplicity import discoveries
from jsna.statistics.spine import spine_position
from jsna.statistics.standardise import directly_standardised, european_standard_population
from jsna.statistics.trend import recent_trend, recent_trend_proportion

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """One published table, and what the method gives for it."""

    method: str
    """Module and function, `intervals.wilson`."""
    table: str
    """Which table it is, in words."""
    decimals: int
    """Decimals with which the table is printed."""
    published: tuple[float, ...]
    compute: Callable[[], Sequence[float] | Numbers]

    @property
    def computed(self) -> tuple[float, ...]:
        return tuple(float(number) for number in self.compute())

    @property
    def deviation(self) -> float:
        """Return the largest difference between what is printed and what we get."""
        pairs = zip(self.computed, self.published, strict=True)
        return max(abs(own - printed) for own, printed in pairs)

    @property
    def holds(self) -> bool:
        """Return whether all numbers agree as far as they are printed."""
        return bool(self.deviation <= 0.5000001 * 10.0**-self.decimals)


_NEWCOMBE = ((81, 263), (15, 148), (0, 20), (1, 29))
_DEATHS = (
    17,
    9,
    4,
    8,
    20,
    15,
    24,
    33,
    50,
    71,
    100,
    163,
    263,
    304,
    536,
    872,
    1390,
    1605,
    1936,
    1937,
)
_PEOPLE = (
    *(7060, 35059, 46974, 48489, 43219, 38561, 46009, 57208, 61435, 55601),
    *(50209, 56416, 46411, 39820, 37978, 37039, 33288, 23306, 11936, 11936),
)
_GROUPS = (7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534)
_YEARS = (75.9, 78.3, 83.8, 83.6, 80.5, 81.1, 81.7, 84.2, 80.6, 86.3)
_LOW = (72.7, 75.3, 80.9, 80.2, 77.1, 78.0, 79.0, 81.4, 75.8, 83.2)
_HIGH = (79.1, 81.4, 86.8, 87.1, 83.8, 84.2, 84.4, 86.9, 85.4, 89.4)
_COUNT = (0, 1, 0, 1, 2, 1, 2, 3, 2, 4, 3, 5, 6, 8, 9, 12, 15, 11, 7)
_PLACE = (
    *(410, 430, 455, 440, 400, 420, 460, 480, 450, 430),
    *(440, 460, 400, 350, 300, 240, 170, 90, 45),
)
_WARD_CASES, _WARD_PEOPLE = (120, 131, 140, 155, 171), (800, 805, 812, 815, 820)
_WARD_LOW = (12.6932, 13.8846, 14.7990, 16.4718, 18.2121)
_WARD_HIGH = (17.6413, 18.9823, 19.9922, 21.8557, 23.7671)
_FALSE_DISCOVERY = (
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459),
    *(0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
)


def _wilson(z: float) -> list[float]:
    return [float(limit) for case in _NEWCOMBE for limit in wilson(*case, z=z)]


def _byar() -> list[float]:
    return [float(limit) for z in (Z_95, Z_998) for limit in byar(25, z=z)]


def _life() -> list[float]:
    found = life_expectancy(_DEATHS, _PEOPLE, z=1.96).expectancy
    return [float(part[band]) for band in (0, 14, 19) for part in found]


def _slope() -> list[float]:
    index = slope_index(_YEARS, _GROUPS, standard_error(_LOW, _HIGH))
    return [float(index.slope.value), float(index.start), float(index.relative.value)]


def _slope_limits() -> list[float]:
    index = slope_index(_YEARS, _GROUPS, standard_error(_LOW, _HIGH))
    return [float(index.slope.lower), float(index.slope.upper)]


def _standardised() -> list[float]:
    rate = directly_standardised(_COUNT, _PLACE, european_standard_population())
    return [float(part) for part in rate]


def _control() -> list[float]:
    return [float(x) for z in (Z_95, Z_998) for x in spc_limits_proportion(800, 0.15, z=z)]


def _spine() -> list[float]:
    half, direction = 12.0, -1.0
    return [float(spine_position(v, 10.0, half, direction)) for v in (4, 8, 13, 22, 15)]


def _trend() -> list[float]:
    values = 100 * np.array(_WARD_CASES) / np.array(_WARD_PEOPLE)
    found = recent_trend(values, _WARD_LOW, _WARD_HIGH, range(2018, 2023))
    return [float(found.chi_square), float(found.direction)]


def _trend_of_counts() -> list[float]:
    found = recent_trend_proportion(_WARD_CASES, _WARD_PEOPLE, range(2018, 2023))
    return [float(found.chi_square), float(found.direction)]


EXAMPLES = (
    Example(
        "intervals.wilson",
        "Newcombe (1998), Table I: four proportions at 95%",
        4,
        (0.2553, 0.3662, 0.0624, 0.1605, 0.0000, 0.1611, 0.0061, 0.1718),
        lambda: _wilson(Z_95),
    ),
    Example(
        "intervals.wilson",
        "The same four proportions at 99.8%",
        6,
        (0.228036, 0.401389, 0.047384, 0.203646, 0, 0.323170, 0.003016, 0.296586),
        lambda: _wilson(Z_998),
    ),
    Example(
        "intervals.byar",
        "25 events at 95% and 99.8%",
        6,
        (16.174266, 36.906451, 12.304459, 44.674780),
        _byar,
    ),
    Example(
        "standardise.directly_standardised",
        "A place of 19 age bands, worked out with the official Python package",
        6,
        (1481.385528, 1191.926519, 1819.431399),
        _standardised,
    ),
    Example(
        "life_table.life_expectancy",
        "The table that the official R package is tested with: at birth, at 65 and at 90",
        6,
        (
            *(80.169608, 79.882685, 80.456531),
            *(18.768569, 18.575704, 18.961434),
            *(6.162106, 5.887683, 6.436529),
        ),
        _life,
    ),
    Example(
        "inequality.slope_index",
        "The example of the official R package: slope, start of the line, ratio",
        6,
        (7.000235, 78.032079, 1.089710),
        _slope,
    ),
    Example(
        "inequality.slope_index",
        "Limits of the same slope, in closed form",
        4,
        (3.1517, 10.8488),
        _slope_limits,
    ),
    Example(
        "compare.spc_limits_proportion",
        "800 people around 15%, at 95% and 99.8%",
        6,
        (0.126932, 0.176413, 0.115128, 0.193129),
        _control,
    ),
    Example(
        "spine.spine_position",
        "One row, low is good: lowest, quarters, highest, value",
        4,
        (0.5000, 0.1667, -0.2500, -1.0000, -0.4167),
        _spine,
    ),
    Example(
        "trend.recent_trend",
        "Five years of a ward by limits: chi-square and direction",
        3,
        (11.490, 1),
        _trend,
    ),
    Example(
        "trend.recent_trend_proportion",
        "The same five years by counts: chi-square and direction",
        6,
        (11.635236, 1),
        _trend_of_counts,
    ),
    Example(
        "multiplicity.discoveries",
        "Benjamini and Hochberg (1995): 15 comparisons, 4 of them rejected",
        0,
        (4,),
        lambda: [float(discoveries(_FALSE_DISCOVERY).sum())],
    ),
)
