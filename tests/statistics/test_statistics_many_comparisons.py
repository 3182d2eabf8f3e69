"""Tests that agree with the intervals, chance flags, and control of false discoveries."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from jsna.statistics.intervals import Z_95, Z_998, exact_poisson, wilson
from jsna.statistics.multiplicity import benjamini_hochberg, chance_flags, discoveries
from jsna.statistics.significance import exact_poisson_test, score_test

LEVELS = [(Z_95, 0.05), (Z_998, 0.002)]
CASES = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=30)
# The example of Benjamini and Hochberg (1995): 15 comparisons, 4 rejected at 0.05.
EXAMPLE = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
EXAMPLE += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]


@given(CASES, st.floats(0.01, 0.99))
def test_the_score_test_turns_with_wilsons_limits(case, benchmark):
    probability = score_test(*case, benchmark)
    for z, level in LEVELS:
        lower, upper = wilson(*case, z=z)
        assume(min(abs(lower - benchmark), abs(upper - benchmark)) > 1e-9)
        assert (probability < level) == (not lower <= benchmark <= upper)


@given(st.integers(0, 2000), st.floats(0.1, 2000))
def test_the_exact_test_turns_with_the_exact_limits(observed, expected):
    probability = exact_poisson_test(observed, expected)
    for z, level in LEVELS:
        lower, upper = exact_poisson(observed, z=z)
        assume(min(abs(lower - expected), abs(upper - expected)) > 1e-6)
        assert (probability < level) == (not lower <= expected <= upper)


def test_the_exact_test_doubles_the_smaller_tail():
    observed = np.array([0, 3, 9, 30])
    tails = np.minimum(stats.poisson.cdf(observed, 10), stats.poisson.sf(observed - 1, 10))
    np.testing.assert_allclose(
        exact_poisson_test(observed, 10), np.minimum(2 * tails, 1), rtol=1e-9
    )


def test_nothing_measured_has_no_probability():
    assert np.isnan(score_test([0, np.nan], [0, 5], 0.4)).all()
    assert np.isnan(exact_poisson_test(np.nan, 3))


def test_the_published_example_rejects_four():
    assert discoveries(EXAMPLE).sum() == 4
    assert discoveries(EXAMPLE).tolist() == [True] * 4 + [False] * 11


@given(VALUES)
def test_adjusted_values_match_the_independent_ones_and_keep_the_order(values):
    adjusted = benjamini_hochberg(values)
    np.testing.assert_allclose(adjusted, stats.false_discovery_control(values), rtol=1e-12)
    order = np.argsort(values)
    assert np.all(np.diff(adjusted[order]) >= 0)
    assert np.all((adjusted >= np.array(values) * (1 - 1e-12)) & (adjusted <= 1))


@given(VALUES, st.floats(0.001, 0.5), st.floats(0.001, 0.5))
def test_a_stricter_rate_never_picks_more(values, one, other):
    strict, loose = (discoveries(values, rate=rate) for rate in sorted((one, other)))
    assert np.all(loose[strict])


def test_what_was_not_tested_does_not_count():
    with_gaps = benjamini_hochberg([0.01, np.nan, 0.04, np.nan])
    np.testing.assert_array_equal(np.isnan(with_gaps), [False, True, False, True])
    np.testing.assert_array_equal(with_gaps[[0, 2]], benjamini_hochberg([0.01, 0.04]))
    assert not discoveries([np.nan]).any()
    assert benjamini_hochberg([]).size == 0


def test_chance_flags_of_a_whole_profile():
    """150 indicators in 24 wards."""
    assert chance_flags(3600, z=Z_95, both_sides=True) == pytest.approx(180, rel=1e-12)
    assert chance_flags(3600, both_sides=True) == pytest.approx(7.2, rel=1e-12)
    assert chance_flags(3600) == pytest.approx(3.6, rel=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: score_test(6, 5, 0.5), "its denominator"),
        (lambda: score_test(1, 5, 1), "benchmark"),
        (lambda: exact_poisson_test(-1, 5), "count"),
        (lambda: exact_poisson_test(1, 0), "above 0"),
        (lambda: benjamini_hochberg([1.2]), "between 0 and 1"),
        (lambda: chance_flags(-1), "0 or more"),
    ],
)
def test_what_cannot_be_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
