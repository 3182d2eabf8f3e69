"""Small models that others published, written in our format, give the outputs they printed.

Figures: SDXorg/test-models (MIT licence): teacup/output.csv, benchmarks/SIR/output.csv, and
tests builtin_max, if_stmt and stocks_with_expressions. They print six figures.
"""

from functools import cache

import numpy as np
import pytest
from models import FOLDER

from jsna.simulation.load import read_model
from jsna.simulation.run import compile_numpy
from jsna.simulation.xmile import to_xmile

TEACUP = {
    0: (180, 11), 0.125: (178.625, 10.8625), 0.5: (174.602, 10.4602), 1: (169.469, 9.94694),
    2: (159.947, 8.99469), 5: (136.508, 6.65085), 10: (110.212, 4.02125), 15: (94.3134, 2.43134),
    20: (84.7004, 1.47004), 25: (78.8882, 0.888821), 30: (75.374, 0.537402),
}  # fmt: skip
"""Time: temperature, heat lost."""
SIR = {
    0: (1000, 5, 0, 1.5, 1), 0.03125: (999.953, 5.01562, 0.03125, 1.50462, 1.00312),
    1: (998.426, 5.52376, 1.04991, 1.65452, 1.10475), 5: (990.358, 8.18311, 6.45919, 2.43126, 1.63662),
    7: (985.017, 9.91918, 10.0641, 2.93117, 1.98384), 40: (664.627, 68.0812, 272.292, 13.5746, 13.6162),
    45: (601.154, 64.6586, 339.188, 11.6609, 12.9317), 100: (412.158, 2.07135, 590.771, 0.256117, 0.41427),
}  # fmt: skip
"""Time: susceptible, infectious, recovered, succumbing, recovering."""


@cache
def published():
    return read_model(FOLDER / "published", shown="tests/models/published")


@cache
def results(module):
    return compile_numpy(published(), module).run()


def at(module, time):
    found = results(module)
    moment = int(np.flatnonzero(found.times == time)[0])
    return found.values[:, moment, 0]


@pytest.mark.parametrize("time", TEACUP)
def test_teacup(time):
    assert at("teacup", time) == pytest.approx(TEACUP[time], rel=1e-5)


@pytest.mark.parametrize("time", SIR)
def test_sir(time):
    assert at("sir", time) == pytest.approx(SIR[time], rel=1e-5)


def test_builtin_max():
    assert list(results("functions")["larger_now"][::4, 0]) == [5, 5, 5, 5, 5, 5, 6, 7, 8, 9, 10]


def test_if_stmt():
    assert list(results("functions")["later_now"][:, 0]) == [0] * 21 + [1] * 20


def test_stocks_with_expressions():
    expected = [0] * 27 + [5 * month for month in range(1, 75)]

    assert list(results("months")["stock_now"][:, 0]) == expected


@pytest.mark.parametrize("module", ["teacup", "sir", "functions", "months"])
def test_their_exports_run_elsewhere_too(module, tmp_path):
    simlin = pytest.importorskip("simlin", reason="pysimlin is in requirements-dev.txt")
    path = tmp_path / "module.xmile"
    path.write_text(to_xmile(compile_numpy(published(), module)), encoding="utf-8")

    theirs = simlin.load(str(path)).run(analyze_loops=False).results

    for output in results(module).outputs:
        np.testing.assert_allclose(
            theirs[f"out_{output}"].to_numpy(), results(module)[output][:, 0], rtol=1e-9, atol=1e-9
        )
