"""Neighbours: a published list keeps its order; the open distance is plain geometry."""

import numpy as np
import pytest

from jsna.statistics.neighbours import open_distance, published_neighbours

# ONS statistical nearest neighbours (global) of Medway, and those of upper tier.
LISTED = [
    "Harlow",
    "Stockport",
    "Charnwood",
    "Broxtowe",
    "Blaby",
    "Colchester",
    "Southend-on-Sea",
    "Thurrock",
    "West Northamptonshire",
    "Bexley",
    "Barnsley",
    "Bedford",
    "Wakefield",
    "Havering",
    "Swale",
    "Gateshead",
    "Ashford",
    "Renfrewshire",
    "North Somerset",
    "Warrington",
]
UPPER_TIER = [
    "Stockport",
    "Southend-on-Sea",
    "Thurrock",
    "West Northamptonshire",
    "Bexley",
    "Barnsley",
    "Bedford",
    "Wakefield",
    "Havering",
    "Gateshead",
    "North Somerset",
    "Warrington",
]
# Two features of four areas; both have mean 0 and spread 1 once standardised.
SQUARE = np.array([[0, 10], [0, 30], [4, 10], [4, 30]])


def test_a_published_list_is_cut_to_whom_it_can_be_compared_with():
    assert published_neighbours(LISTED, set(UPPER_TIER)) == tuple(UPPER_TIER)
    assert published_neighbours(LISTED, set(LISTED)) == tuple(LISTED[:15])


def test_a_list_that_names_an_area_twice_is_refused():
    with pytest.raises(ValueError, match="once"):
        published_neighbours(["a", "b", "a"], {"a"})


def test_distance_by_hand():
    near = open_distance(SQUARE, most=3)

    assert near.place[0].tolist() == [1, 2, 3]
    assert near.distance[0].tolist() == pytest.approx([2, 2, 8**0.5], rel=1e-12)


def test_weights_decide_and_units_do_not():
    weighted = open_distance(SQUARE, weights=[1, 0.25], most=3)
    assert weighted.place[3].tolist() == [2, 1, 0]
    assert weighted.distance[3].tolist() == pytest.approx([1, 2, 5**0.5], rel=1e-12)

    rescaled = open_distance(SQUARE * [1000, 0.01] + 7, weights=[1, 0.25], most=3)
    np.testing.assert_array_equal(rescaled.place, weighted.place)


def test_a_feature_alike_everywhere_adds_nothing():
    flat = np.column_stack([SQUARE, np.full(4, 0.3)])
    np.testing.assert_allclose(
        open_distance(flat, most=3).distance, open_distance(SQUARE, most=3).distance
    )


def test_an_area_with_a_gap_has_no_neighbours_and_is_nobodys():
    table = np.vstack([SQUARE, [np.nan, 20]])
    near = open_distance(table, most=4)

    assert near.place[4].tolist() == [-1] * 4
    assert 4 not in near.place[:4]
    assert near.place[:4, 3].tolist() == [-1] * 4
    assert np.isnan(near.distance[:4, 3]).all()


def test_distances_are_the_same_both_ways():
    table = np.random.default_rng(7).normal(size=(30, 6))
    near = open_distance(table, most=29)
    apart = np.zeros((30, 30))
    np.put_along_axis(apart, near.place, near.distance, axis=1)

    np.testing.assert_allclose(apart, apart.T, rtol=1e-12)
    assert np.all(np.diff(near.distance, axis=1) >= 0)


@pytest.mark.parametrize(
    ("features", "options", "message"),
    [
        ([1, 2], {}, "table"),
        (SQUARE, {"most": 4}, "more areas"),
        (SQUARE, {"most": 0}, "more areas"),
        (SQUARE, {"weights": [1], "most": 1}, "one weight"),
        (SQUARE, {"weights": [1, -1], "most": 1}, "0 or more"),
    ],
)
def test_what_cannot_be_is_refused(features, options, message):
    with pytest.raises(ValueError, match=message):
        open_distance(features, **options)
