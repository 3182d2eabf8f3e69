"""Raking, apportioning, averages and places keep what they promise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from jsna.small_areas import (
    apportion,
    area_rates,
    best_fit,
    places_highest_first,
    rake,
    shares_of_rows,
    split_share,
    weighted_mean,
)
from jsna.statistics.rates import crude_rate

TABLES = arrays(
    float, array_shapes(min_dims=2, max_dims=2, max_side=6), elements=st.floats(0.1, 100)
)


@settings(deadline=None)
@given(TABLES, TABLES)
def test_raking_meets_both_margins_where_a_table_exists(seed, target):
    if seed.shape != target.shape:
        target = np.resize(target, seed.shape)
    fitted = rake(seed, target.sum(axis=1), target.sum(axis=0))
    np.testing.assert_allclose(fitted.sum(axis=1), target.sum(axis=1), rtol=1e-9)
    np.testing.assert_allclose(fitted.sum(axis=0), target.sum(axis=0), rtol=1e-6)


@settings(deadline=None)
@given(TABLES)
def test_shares_of_a_raked_table_sum_to_one_and_keep_the_total(table):
    shares = shares_of_rows(rake(table, table.sum(axis=1), table.sum(axis=0)))
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-12)
    counts = table.sum(axis=1)
    assert apportion(counts, shares).sum() == pytest.approx(counts.sum())


def test_raking_a_fitting_table_changes_nothing():
    table = np.array([[10.0, 0.0], [5.0, 15.0]])
    np.testing.assert_allclose(rake(table, [10, 20], [15, 15]), table)


def test_zeros_stay_and_rows_are_kept_where_no_table_fits():
    # The first small area lies wholly in the first area: 10 people cannot leave it.
    fitted = rake([[10.0, 0.0], [0.0, 10.0]], [10, 10], [5, 15])
    np.testing.assert_allclose(fitted, [[10, 0], [0, 10]])


@pytest.mark.parametrize(
    ("seed", "rows", "columns", "message"),
    [
        ([[1.0, 1.0]], [1, 1], [1, 1], "the margins ask for"),
        ([[1.0, np.nan]], [2], [1, 1], "known and 0 or more"),
        ([[1.0, -1.0]], [2], [1, 1], "known and 0 or more"),
        ([[1.0, 0.0]], [1], [1, 1], "hold something above 0"),
        ([[1.0, 1.0]], [3], [1, 1], "the same sum"),
        ([[1.0, 1.0]], [0], [0, 0], "every total must be above 0"),
    ],
)
def test_raking_refuses_margins_that_cannot_be(seed, rows, columns, message):
    with pytest.raises(ValueError, match=message):
        rake(seed, rows, columns)


def test_apportioning_shares_a_small_area_out():
    counts = apportion([100, 40], [[1.0, 0.0], [0.25, 0.75]])
    np.testing.assert_allclose(counts, [110, 30])


@pytest.mark.parametrize(
    ("counts", "weights", "message"),
    [
        ([1, 2, 3], [[1.0], [1.0]], "do not fit"),
        ([1, np.nan], [[1.0], [1.0]], "known"),
        ([1, 2], [[1.0], [1.5]], "between 0 and 1"),
    ],
)
def test_apportioning_refuses_what_does_not_fit(counts, weights, message):
    with pytest.raises(ValueError, match=message):
        apportion(counts, weights)


def test_a_mean_is_weighted_by_people_and_unknown_without_them():
    means = weighted_mean([10, 20], [300, 100], [[1.0, 0.0], [1.0, 0.0]])
    assert means[0] == 12.5
    assert np.isnan(means[1])


@given(arrays(float, st.integers(1, 20), elements=st.floats(0, 100)))
def test_a_mean_lies_between_the_lowest_and_the_highest(values):
    mean = weighted_mean(values, np.ones(values.size), np.ones((values.size, 1)))[0]
    assert values.min() - 1e-9 <= mean <= values.max() + 1e-9


def test_the_highest_is_first_and_equals_share_the_better_place():
    assert places_highest_first([5, 9, 5, 1]).tolist() == [2, 1, 2, 4]


def test_a_difference_in_the_last_digit_is_no_difference():
    assert places_highest_first([0.1 + 0.2, 0.3]).tolist() == [1, 1]


def test_places_need_every_value():
    with pytest.raises(ValueError, match="known"):
        places_highest_first([1, np.nan])


# Four small areas, the third and fourth shared with a neighbour: the worked example of the design.
EVENTS, PEOPLE = [11, 6, 10, 9], [1580, 1490, 1620, 1510]
WEIGHTS = [[1.0, 0.0], [1.0, 0.0], [0.6, 0.4], [0.4, 0.6]]


def test_fractional_counts_get_conservative_limits():
    own, rest = zip(*area_rates(EVENTS, PEOPLE, WEIGHTS), strict=True)

    assert own == pytest.approx((572.5, 375.9, 835.4), abs=0.05)
    assert rest[0] == pytest.approx(604.9, abs=0.05)


def test_best_fit_of_the_worked_example():
    found = area_rates(EVENTS, PEOPLE, best_fit(WEIGHTS))

    assert best_fit(WEIGHTS).tolist() == [[1, 0], [1, 0], [1, 0], [0, 1]]
    assert found.value == pytest.approx([575.7, 596.0], abs=0.05)


def test_whole_small_areas_are_a_plain_rate():
    whole = [[1.0], [1.0], [0.0], [0.0]]
    found, plain = area_rates(EVENTS, PEOPLE, whole), crude_rate(17, 3070)

    assert [float(part[0]) for part in found] == pytest.approx([float(part) for part in plain])
    assert split_share(PEOPLE, whole) == pytest.approx([0])


def test_the_share_of_people_in_split_small_areas():
    found = split_share(PEOPLE, WEIGHTS)
    assert found == pytest.approx([(0.6 * 1620 + 0.4 * 1510) / 4646, 1])
    assert np.isnan(split_share([0, 0, 0, 0], WEIGHTS)).all()


@settings(deadline=None)
@given(TABLES, st.floats(0, 1))
def test_splitting_an_area_and_merging_it_again_returns_the_total(table, part):
    shares = shares_of_rows(table)
    counts = table.sum(axis=1)
    split = np.column_stack([shares[:, :1] * part, shares[:, :1] * (1 - part), shares[:, 1:]])
    merged = apportion(counts, split)

    np.testing.assert_allclose(split.sum(axis=1), 1, rtol=1e-12)
    assert merged[:2].sum() == pytest.approx(apportion(counts, shares)[0])
    assert merged.sum() == pytest.approx(counts.sum())


@settings(deadline=None)
@given(TABLES, st.floats(0.01, 0.99))
def test_splitting_a_small_area_changes_no_area(table, part):
    shares, counts = shares_of_rows(table), table.sum(axis=1)
    more = np.concatenate([[counts[0] * part, counts[0] * (1 - part)], counts[1:]])
    rows = np.vstack([shares[:1], shares[:1], shares[1:]])

    np.testing.assert_allclose(apportion(more, rows), apportion(counts, shares), rtol=1e-9)


@settings(deadline=None)
@given(TABLES)
def test_best_fit_keeps_the_total_too(table):
    fitted = best_fit(shares_of_rows(table))
    assert np.all(fitted.sum(axis=1) == 1)
    assert apportion(table.sum(axis=1), fitted).sum() == pytest.approx(table.sum())


@settings(deadline=None)
@given(st.lists(st.integers(0, 50), min_size=2, max_size=8), st.floats(0.05, 0.95))
def test_limits_of_fractional_counts_bracket_and_tighten(counts, part):
    people = [1000] * len(counts)
    one = area_rates(counts, people, [[part]] * len(counts))
    ten = area_rates([10 * n for n in counts], [10_000] * len(counts), [[part]] * len(counts))

    assert one.lower[0] <= one.value[0] <= one.upper[0]
    assert ten.value[0] == pytest.approx(one.value[0])
    assert ten.upper[0] - ten.lower[0] <= one.upper[0] - one.lower[0] + 1e-9


def test_a_small_area_in_no_area_stays_out():
    assert best_fit([[0.0, 0.0], [0.2, 0.8]]).tolist() == [[0, 0], [0, 1]]
    for wrong in ([[np.nan]], [[1.5]], [[-0.1]], [1.0]):
        with pytest.raises(ValueError, match="weight"):
            best_fit(wrong)
