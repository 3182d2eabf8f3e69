"""Limits of counts and means agree with published formulas and behave at the edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from jsna.statistics.intervals import (
    Z_95,
    Z_998,
    byar,
    exact_poisson,
    poisson,
    student_t,
    widened,
    wilson,
)

LEVELS = [(Z_95, 0.025), (Z_998, 0.001)]
COUNTS = st.floats(0, 1e6)


@pytest.mark.parametrize(
    ("case", "limits", "limits_998"),
    [
        ((81, 263), (0.255289, 0.366210), (0.228036, 0.401389)),
        ((15, 148), (0.062386, 0.160487), (0.047384, 0.203646)),
        ((0, 20), (0, 0.161125), (0, 0.323170)),
        ((1, 29), (0.006113, 0.171755), (0.003016, 0.296586)),
    ],
)
def test_wilson_at_both_levels(case, limits, limits_998):
    assert wilson(*case) == pytest.approx(limits, abs=5e-7)
    assert wilson(*case, z=Z_998) == pytest.approx(limits_998, abs=5e-7)


def test_byar_matches_the_golden_vector():
    assert byar(25) == pytest.approx((16.174266, 36.906451), abs=5e-7)
    assert byar(25, z=Z_998) == pytest.approx((12.304459, 44.674780), abs=5e-7)


@pytest.mark.parametrize(("z", "tail"), LEVELS)
def test_exact_limits_are_chi_square_quantiles(z, tail):
    count = np.array([0.4, 1, 2, 5, 9, 10, 26.6, 150])
    lower, upper = exact_poisson(count, z=z)

    np.testing.assert_allclose(lower, stats.chi2.ppf(tail, 2 * count) / 2, rtol=1e-12)
    np.testing.assert_allclose(upper, stats.chi2.isf(tail, 2 * count + 2) / 2, rtol=1e-12)


@pytest.mark.parametrize(("z", "tail"), LEVELS)
def test_no_events_have_a_lower_limit_of_0_and_the_closed_upper_one(z, tail):
    lower, upper = exact_poisson(0, z=z)

    assert lower == 0
    assert upper == pytest.approx(-np.log(tail), rel=1e-12)
    assert byar(0, z=z)[0] == 0


def test_byar_never_falls_below_0():
    assert byar([0.2, 1], z=Z_998)[0] == pytest.approx([0, 0])


def test_the_rule_changes_method_at_ten_events():
    for count, method in ((0, exact_poisson), (9, exact_poisson), (10, byar), (11, byar)):
        assert poisson(count) == method(count)


@pytest.mark.parametrize(
    ("count", "shortfall"), [(10, 0.0017), (65, 0.00005)], ids=["ten", "sixty-five"]
)
def test_byar_is_as_near_to_exact_as_is_known(count, shortfall):
    apart = 1 - byar(count)[0] / exact_poisson(count)[0]
    assert apart == pytest.approx(shortfall, abs=shortfall / 10)


@pytest.mark.parametrize(
    ("expected", "at_95", "at_998"),
    [(2, 6, 9), (5, 11, 14), (10, 18, 22), (20, 30, 36), (50, 65, 74)],
)
def test_smallest_count_that_is_flagged_high(expected, at_95, at_998):
    observed = np.arange(1, 120)
    for z, smallest in ((Z_95, at_95), (Z_998, at_998)):
        assert observed[poisson(observed, z=z)[0] > expected][0] == smallest


@pytest.mark.parametrize("method", [byar, exact_poisson, poisson])
@given(count=COUNTS)
def test_limits_bracket_the_count_and_wider_ones_hold_narrower(method, count):
    narrow, wide = method(count), method(count, z=Z_998)

    assert 0 <= wide[0] <= narrow[0] <= count * (1 + 1e-12)
    assert count <= narrow[1] <= wide[1]


@given(st.floats(0.5, 1e5), st.floats(1.01, 100))
def test_relative_limits_tighten_as_events_grow(count, times):
    for method in (byar, exact_poisson):
        few, many = np.diff(method(count), axis=0), np.diff(method(count * times), axis=0)
        assert many / (count * times) < few / count


def test_shapes_are_kept_and_a_missing_count_stays_missing():
    lower, upper = poisson([[3, np.nan], [12, 0]])

    assert lower.shape == upper.shape == (2, 2)
    assert np.isnan([lower[0, 1], upper[0, 1]]).all()
    assert np.isfinite([lower[1], upper[1]]).all()


@pytest.mark.parametrize("method", [byar, exact_poisson, poisson])
def test_a_negative_count_is_refused(method):
    with pytest.raises(ValueError, match="0 or more"):
        method([3, -1])


SIX = [61.2, 58.9, 64.0, 70.3, 55.5, 62.8]


@pytest.mark.parametrize(
    ("z", "limits"),
    [
        (Z_95, (56.849621780501636, 67.3837115528317)),
        (Z_998, (50.041206766974796, 74.19212656635854)),
    ],
)
def test_mean_matches_the_official_port(z, limits):
    mean = student_t(SIX, z=z)

    assert mean.value == pytest.approx(62.11666666666667, rel=1e-12)
    assert (mean.lower, mean.upper) == pytest.approx(limits, rel=1e-9)


def test_mean_uses_the_t_distribution():
    expected = stats.t.interval(0.95, 5, np.mean(SIX), stats.sem(SIX))
    mean = student_t(SIX)
    assert (mean.lower, mean.upper) == pytest.approx(expected, rel=1e-12)


def test_means_of_one_of_none_and_of_a_gap():
    one = student_t([[4.0]])

    assert one.value == [4]
    assert np.isnan([one.lower, one.upper]).all()
    assert np.isnan(student_t([1, np.nan, 3])).all()
    for nothing in ([], 3):
        with pytest.raises(ValueError, match="at least one"):
            student_t(nothing)


def test_widened_limits_of_a_mean_are_those_of_the_wider_level():
    error, value = 0.7, 12.0
    found = widened(value, value - Z_95 * error, value + Z_95 * error)

    assert found.lower == pytest.approx(value - Z_998 * error, abs=1e-12)
    assert found.upper == pytest.approx(value + Z_998 * error, abs=1e-12)


@pytest.mark.parametrize("events", [100, 500, 10_000])
def test_widened_limits_of_a_count_are_close_to_byars(events):
    low, high = byar(events)
    far_low, far_high = byar(events, z=Z_998)
    found = widened(events, low, high)

    tolerance = (far_high - far_low) / 20
    assert found.lower == pytest.approx(far_low, abs=tolerance)
    assert found.upper == pytest.approx(far_high, abs=tolerance)


def test_widened_limits_keep_missing_values_and_stay_above_nought():
    found = widened([1.0, np.nan, -1.0], [0.2, 0.0, -3.0], [3.0, 1.0, 1.0])

    assert found.lower[0] == 0
    assert np.isnan([found.lower[1], found.upper[1]]).all()
    assert found.lower[2] < -3
    with pytest.raises(ValueError, match="bracket"):
        widened(5, 6, 7)
