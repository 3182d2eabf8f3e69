"""Wilson limits agree with the published table and behave at the edges."""

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.statistics.intervals import Z_95, Z_998, wilson

CASES = st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("numerator", "denominator", "lower", "upper"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_matches_newcombe_1998_table_1(numerator, denominator, lower, upper):
    assert wilson(numerator, denominator) == pytest.approx((lower, upper), abs=5e-5)


@pytest.mark.parametrize("case", [(81, 263), (15, 148), (0, 20), (1, 29)])
@pytest.mark.parametrize("z", [Z_95, Z_998])
def test_limits_solve_the_score_equation(case, z):
    """A limit p is where the score test of the observed share against p gives exactly z."""
    numerator, n = case
    for limit in wilson(numerator, n, z=z):
        if limit > 1e-9:
            spread = (limit * (1 - limit) / n) ** 0.5
            assert abs(numerator / n - limit) / spread == pytest.approx(z, rel=1e-9)


def test_the_constants_are_the_normal_quantiles():
    assert pytest.approx(NormalDist().inv_cdf(0.975), abs=1e-12) == Z_95
    assert pytest.approx(NormalDist().inv_cdf(0.999), abs=1e-12) == Z_998


@given(CASES)
def test_wilson_brackets_the_proportion_and_stays_in_range(case):
    numerator, denominator = case
    lower, upper = wilson(numerator, denominator)

    tolerance = 1e-12
    assert -tolerance <= lower <= numerator / denominator + tolerance
    assert numerator / denominator - tolerance <= upper <= 1 + tolerance


@given(CASES)
def test_wider_limits_hold_the_narrower_ones(case):
    narrow, wide = wilson(*case), wilson(*case, z=Z_998)

    tolerance = 1e-12
    assert wide[0] <= narrow[0] + tolerance
    assert wide[1] >= narrow[1] - tolerance


@given(CASES)
def test_counting_the_others_mirrors_the_limits(case):
    numerator, denominator = case
    limits = np.array(wilson(numerator, denominator))
    others = np.array(wilson(denominator - numerator, denominator))

    assert 1 - limits[::-1] == pytest.approx(others, abs=1e-12)


def test_many_at_once_are_the_same_as_one_by_one():
    lower, upper = wilson([81, 0], [263, 20])

    assert (lower[0], upper[0]) == wilson(81, 263)
    assert (lower[1], upper[1]) == wilson(0, 20)


def test_wilson_is_nan_where_nobody_was_measured():
    for limit in wilson([0, np.nan, 3], [0, 10, np.nan]):
        assert np.isnan(limit).all()


@pytest.mark.parametrize("numerator", [11, -1])
def test_wilson_refuses_what_cannot_be(numerator):
    with pytest.raises(ValueError, match="between 0 and its denominator"):
        wilson([numerator], [10])
