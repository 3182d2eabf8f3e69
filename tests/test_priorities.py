"""The open priority score: every part and step, what is missing, the gate, and how stable it is."""

from dataclasses import replace

import pytest
from charts_place import indicator, observation
from hypothesis import given
from hypothesis import strategies as st

from jsna.judgement import BY_FAR_LIMITS, BY_LIMITS, BY_SOURCE, UNTOLD, Gap, Judgement
from jsna.priorities import (
    BURDENS,
    DRAWS,
    WEIGHTS,
    Evidence,
    Signal,
    may_be_scored,
    scored,
    signals,
    stability,
)
from jsna.records import Polarity, Status
from jsna.statistics.inequality import Inequality
from jsna.statistics.intervals import ValueWithLimits
from jsna.trends import RecentTrend

LOW = indicator(polarity=Polarity.LOW_IS_GOOD, burden="deaths", counted="deaths")
HIGH = replace(LOW, polarity=Polarity.HIGH_IS_GOOD)
UNKNOWN = RecentTrend("not_calculated", "fewer than five years are held")
FAR = Judgement("worse", BY_LIMITS, sure=True, distance=6.0)
NEAR = Judgement("worse", BY_LIMITS, sure=False, distance=2.2)
SIMILAR = Judgement("similar", BY_LIMITS, distance=0.4)
BETTER = Judgement("better", BY_LIMITS, sure=True, distance=5.0)


def trend(direction):
    return RecentTrend(direction, "")


def evidence(judgement=FAR, moving=UNKNOWN, item=LOW, name="made_up", **more):
    own = observation("T1", 20.0, indicator_id=name)
    return Evidence(replace(item, indicator_id=name), "Persons", own, judgement, moving, **more)


def only(**more):
    (found,) = signals([evidence(**more)])
    return found


def gradient(lower, upper, ratio):
    middle = (lower + upper) / 2
    return Inequality(
        ValueWithLimits(middle, lower, upper), ValueWithLimits(ratio, ratio, ratio), 0.0
    )


@pytest.mark.parametrize(
    ("judgement", "points"),
    [
        (FAR, 2),
        (NEAR, 1),
        (Judgement("worse", BY_SOURCE), 1),
        (Judgement("possibly_worse", BY_LIMITS), 1),
        (Judgement("worse", BY_FAR_LIMITS, sure=True), 2),
    ],
)
def test_part_a_tells_how_far_worse_a_place_is(judgement, points):
    assert only(judgement=judgement).parts["A"] == points


@pytest.mark.parametrize(
    ("judgement", "points"),
    [
        (SIMILAR, 0),
        (Judgement("not_compared", UNTOLD), None),
        (Judgement("not_enough_events", BY_LIMITS), None),
    ],
)
def test_part_a_is_nought_or_missing(judgement, points):
    """A worsening trend carries these past the gate, so that the part can be seen."""
    found = only(judgement=judgement, moving=trend("increasing_worse"))
    assert found.parts["A"] == points


@pytest.mark.parametrize(
    ("direction", "points"),
    [
        ("increasing_worse", 2),
        ("decreasing_worse", 2),
        ("no_change", 1),
        ("decreasing_better", 0),
        ("not_calculated", None),
    ],
)
def test_part_b_is_the_recent_trend(direction, points):
    assert only(moving=trend(direction)).parts["B"] == points


@pytest.mark.parametrize("burden", BURDENS)
def test_part_c_has_steps_for_each_kind_of_thing_counted(burden):
    one, two = BURDENS[burden]
    item = replace(LOW, burden=burden)
    for excess, points in ((one * 0.99, 0), (one, 1), (two * 0.99, 1), (two, 2)):
        found = only(item=item, gap=Gap(excess, excess / 2, excess * 2), residents=100_000)
        assert found.parts["C"] == points, (burden, excess)


def test_part_c_is_for_the_number_of_residents():
    gap = Gap(10, 8, 12)
    assert only(gap=gap, residents=1_000_000).parts["C"] == 1
    assert only(gap=gap, residents=100_000).parts["C"] == 2


def test_part_c_counts_the_adverse_side_only():
    assert only(item=HIGH, gap=Gap(-10, -12, -8), residents=100_000).parts["C"] == 2
    assert only(item=HIGH, gap=Gap(10, 8, 12), residents=100_000).parts["C"] == 0
    assert only(gap=Gap(10, -1, 21), residents=100_000).parts["C"] == 0, "it may be nought"


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"gap": Gap(10, 8, 12)},
        {"gap": Gap(10, 8, 12), "residents": 1e5, "item": replace(LOW, burden="")},
    ],
)
def test_part_c_is_missing_where_it_cannot_be_told(more):
    assert only(**more).parts["C"] is None


@pytest.mark.parametrize(
    ("item", "inequality", "points"),
    [
        (LOW, gradient(-8, -4, 0.5), 2),
        (LOW, gradient(-8, -4, 0.9), 1),
        (LOW, gradient(-8, 1, 0.5), 0),
        (LOW, gradient(4, 8, 2.0), 0),
        (HIGH, gradient(4, 8, 2.0), 2),
        (HIGH, gradient(4, 8, 1.2), 1),
        (HIGH, gradient(-8, -4, 0.5), 0),
        (LOW, None, None),
    ],
)
def test_part_d_is_the_slope_against_the_most_deprived(item, inequality, points):
    assert only(item=item, inequality=inequality).parts["D"] == points


@pytest.mark.parametrize(
    ("item", "similar", "points"),
    [
        (LOW, tuple(range(15)), 2),
        (LOW, (*range(10), *range(21, 26)), 1),
        (LOW, (*range(7), *range(21, 29)), 0),
        (HIGH, tuple(range(21, 36)), 2),
        (HIGH, tuple(range(15)), 0),
        (LOW, (1.0, 2.0), None),
        (LOW, (), None),
    ],
)
def test_part_e_is_the_place_among_similar_councils(item, similar, points):
    """Among sixteen: places 1 to 8 give none, 9 to 12 one, 13 to 16 two."""
    assert only(item=item, similar=tuple(map(float, similar))).parts["E"] == points


def test_missing_parts_do_not_count_as_nought():
    assert scored({"A": 2}, WEIGHTS) == 100
    assert scored({"A": 2, "B": 0}, WEIGHTS) == pytest.approx(60)
    assert scored({}, WEIGHTS) == 0


@given(st.dictionaries(st.sampled_from("ABCDE"), st.integers(0, 2)))
def test_a_score_lies_between_0_and_100_and_grows_with_points(held):
    score = scored(held, WEIGHTS)
    assert 0 <= score <= 100
    for name, points in held.items():
        if points < 2:
            assert scored({**held, name: points + 1}, WEIGHTS) > score


@pytest.mark.parametrize(
    ("judgement", "moving", "calls"),
    [
        (FAR, UNKNOWN, True),
        (NEAR, trend("decreasing_better"), True),
        (SIMILAR, trend("increasing_worse"), True),
        (BETTER, trend("increasing_worse"), False),
        (Judgement("possibly_better", BY_LIMITS), trend("increasing_worse"), False),
        (SIMILAR, trend("no_change"), False),
        (SIMILAR, UNKNOWN, False),
    ],
)
def test_the_gate(judgement, moving, calls):
    assert bool(signals([evidence(judgement, moving)])) == calls


def test_three_parts_make_a_headline_and_fewer_a_signal():
    two = only(moving=trend("no_change"))
    three = only(moving=trend("no_change"), gap=Gap(10, 8, 12), residents=1e5)

    assert not two.is_headline
    assert three.is_headline


@pytest.mark.parametrize(
    ("judgement", "moving", "label"),
    [
        (FAR, trend("increasing_worse"), "worse, getting worse"),
        (FAR, trend("decreasing_better"), "worse, getting better"),
        (NEAR, trend("no_change"), "worse, no clear change"),
        (SIMILAR, trend("increasing_worse"), "not worse, getting worse"),
        (FAR, UNKNOWN, "worse"),
    ],
)
def test_a_label_is_position_and_direction(judgement, moving, label):
    assert only(judgement=judgement, moving=moving).label == label


@pytest.mark.parametrize(
    ("judgement", "moving", "item", "expected"),
    [
        (FAR, trend("increasing_worse"), LOW, True),
        (FAR, trend("decreasing_worse"), HIGH, True),
        (NEAR, trend("increasing_worse"), LOW, False),
        (FAR, trend("no_change"), LOW, False),
    ],
)
def test_red_red_is_worse_beyond_far_limits_and_getting_worse(judgement, moving, item, expected):
    assert only(judgement=judgement, moving=moving, item=item).is_red_red == expected


def test_the_order_is_score_excess_id():
    rows = [
        evidence(NEAR, name="b"),
        evidence(NEAR, name="a"),
        evidence(FAR, name="z"),
        evidence(NEAR, name="c", gap=Gap(9, 8, 10)),
    ]
    assert [item.evidence.indicator.indicator_id for item in signals(rows)] == ["z", "c", "a", "b"]


def test_a_part_that_scores_lower_sinks_below_what_is_missing():
    """A missing trend neither helps nor harms; one that gets better lowers the score."""
    known, missing = evidence(NEAR, trend("decreasing_better"), name="a"), evidence(NEAR, name="b")
    assert [item.evidence.own.indicator_id for item in signals([known, missing])] == ["b", "a"]


def test_false_discoveries_are_controlled_over_everything_tested():
    """One p of 0.03 survives alone; among twenty comparisons that show nothing it does not."""
    worse = Judgement("worse", BY_LIMITS, distance=2.2)
    alone = signals([evidence(worse)])[0]
    quiet = [evidence(SIMILAR, name=f"q{number}") for number in range(20)]
    among = signals([evidence(worse), *quiet])[0]

    assert alone.survives
    assert not among.survives
    assert not signals([evidence(Judgement("worse", BY_SOURCE))])[0].survives


def test_stability_is_the_same_each_time_and_counts_the_top():
    rows = signals([evidence(FAR, name="a"), *(evidence(NEAR, name=n) for n in "bcdefg")])
    shares = [item.in_top for item in rows]

    assert shares == stability(rows)
    assert shares[0] == 1
    assert sum(shares) == pytest.approx(5)
    assert shares[1:] == pytest.approx([4 / 6] * 6), "those with one score share what is left"


def test_stability_depends_on_the_weights_where_parts_differ():
    """A alone against B alone: which comes first turns with the draws only if parts are shared."""
    high = evidence(NEAR, trend("no_change"), name="a", gap=Gap(9, 8, 10), residents=1e5)
    low = evidence(FAR, trend("decreasing_better"), name="b", gap=Gap(2, 1, 3), residents=1e5)
    first = stability(signals([high, low]), top=1)

    assert 0 < min(first) < max(first) < 1
    assert sum(first) == pytest.approx(1)
    assert all((share * DRAWS * 2) == pytest.approx(round(share * DRAWS * 2)) for share in first)
    assert stability([]) == []


@pytest.mark.parametrize(
    ("status", "end", "polarity", "expected"),
    [
        (Status.OFFICIAL, "2024-12-31", Polarity.LOW_IS_GOOD, True),
        (Status.COMPUTED, "2021-03-21", Polarity.LOW_IS_GOOD, True),
        (Status.OFFICIAL, "2020-12-31", Polarity.LOW_IS_GOOD, False),
        (Status.MODELLED, "2024-12-31", Polarity.LOW_IS_GOOD, False),
        (Status.APPORTIONED, "2024-12-31", Polarity.LOW_IS_GOOD, False),
        (Status.OFFICIAL, "2024-12-31", Polarity.NOT_JUDGED, False),
    ],
)
def test_what_may_be_scored(status, end, polarity, expected):
    own = observation("T1", 1.0, status=status, period_end=end)
    assert may_be_scored(own, indicator(polarity=polarity), "2026-11-21") == expected
    assert not may_be_scored(None, LOW, "2026-11-21")


def test_nothing_gives_no_signals():
    assert signals([]) == []
    assert isinstance(only(), Signal)
