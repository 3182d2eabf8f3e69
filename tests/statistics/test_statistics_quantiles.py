"""Groups by rank and classes between percentiles keep the published rules."""

from fractions import Fraction
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.statistics.quantiles import percentile, percentile_classes, rank_quantiles

VALUES = st.lists(st.integers(-50, 50), min_size=1, max_size=60)


@given(VALUES, st.sampled_from([4, 5, 10]))
def test_groups_by_rank_follow_the_published_rule(values, k):
    """The rule in exact fractions, ranks from the highest value, ties sharing the best rank."""
    groups = rank_quantiles(values, quantiles=k)
    m = len(values)
    if m < k:
        assert np.isnan(groups).all()
        return
    for value, group in zip(values, groups, strict=True):
        rank = 1 + sum(other > value for other in values)
        by_rule = floor((k + 1) - ceil(((m + 1) - rank) / Fraction(m, k)))
        assert group == max(by_rule, 1)


def test_ten_areas_fall_into_ten_groups_highest_first():
    assert rank_quantiles(np.arange(10)).tolist() == list(range(10, 0, -1))
    assert rank_quantiles(np.arange(10), highest_first=False).tolist() == list(range(1, 11))


def test_an_area_on_a_boundary_is_not_moved_by_rounding():
    for m in range(10, 400):
        groups = rank_quantiles(np.arange(m), quantiles=10)
        by_rule = [11 - ceil(Fraction((v + 1) * 10, m)) for v in range(m)]
        assert groups.tolist() == by_rule


def test_missing_areas_are_left_out_and_ties_share_a_group():
    groups = rank_quantiles([5, np.nan, 5, 1, 2, 3], quantiles=5)
    assert groups[0] == groups[2]
    assert np.isnan(groups[1])


@given(VALUES)
def test_percentiles_are_the_linear_ones(values):
    share = [0, 0.1, 0.25, 0.5, 0.75, 1]
    np.testing.assert_allclose(percentile(values, share), np.quantile(values, share), atol=1e-9)


def test_percentiles_of_rows_with_gaps():
    table = np.array([[1, np.nan, 3, 2], [np.nan, np.nan, np.nan, np.nan], [7, np.nan, np.nan, 7]])
    low, middle = percentile(table, [0, 0.5])

    assert low[[0, 2]].tolist() == [1, 7]
    assert middle[[0, 2]].tolist() == [2, 7]
    assert np.isnan([low[1], middle[1]]).all()


def test_fifths_of_ten_values_with_ties():
    # Cuts at 1.8, 3.6, 4.4 and 6.4; a value on a cut belongs to the lower class.
    values = [0, 1, 2, 3, 4, 4, 5, 6, 8, 9]
    assert percentile(values, [0.2, 0.4, 0.6, 0.8]).tolist() == [1.8, 3.6, 4.4, 6.4]
    assert percentile_classes(values).tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert percentile_classes([1, 2, 3, 4, 5, 6], classes=5)[1] == 1  # 2 lies on the cut


@given(st.lists(st.integers(0, 9), min_size=5, max_size=40))
def test_equal_values_share_a_class_and_higher_ones_never_a_lower(values):
    classes = percentile_classes(values)
    order = np.argsort(values, kind="stable")
    assert np.all(np.diff(classes[order]) >= 0)
    for value in set(values):
        assert len({c for v, c in zip(values, classes, strict=True) if v == value}) == 1


def test_fewer_than_five_areas_have_no_fifths():
    assert np.isnan(percentile_classes([1, 2, 3, 4, np.nan])).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: rank_quantiles([[1]]), "one row"),
        (lambda: rank_quantiles([1], quantiles=1), "2 groups or more"),
        (lambda: percentile([1], [1.5]), "between 0 and 1"),
        (lambda: percentile_classes([[1]]), "one row"),
    ],
)
def test_what_cannot_be_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
