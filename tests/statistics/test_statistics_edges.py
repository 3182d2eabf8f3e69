"""Every method meets the rows that real tables hold: noughts, gaps, one row, and very many rows."""

import numpy as np
import pytest

from jsna.records import Polarity
from jsna.statistics import (
    compare,
    funnel,
    inequality,
    intervals,
    life_table,
    multiplicity,
    quantiles,
    rates,
    red_red,
    shrinkage,
    significance,
    spine,
    standardise,
    trend,
)
from jsna.statistics.methods import methods

LOW = Polarity.LOW_IS_GOOD
ESP = standardise.european_standard_population()
YEARS = [2018, 2019, 2020, 2021, 2022]


def column(n, low=1.0, high=50.0, first=None):
    """Return n numbers, the same each time; the first may be given."""
    values = np.random.default_rng(7).uniform(low, high, n).round(3)
    if first is not None:
        values[0] = first
    return values


def table(n, width, low=1.0, high=50.0):
    return np.random.default_rng(8).uniform(low, high, (n, width)).round(3)


def limits(x):
    return x - 1.0, x + 1.5


def years(x, step=0.7):
    return x[:, None] + step * np.arange(5)


# Method -> what it gives for a column of rows: each row by itself.
ROW_BY_ROW = {
    "intervals.wilson": lambda x: intervals.wilson(x, 100.0)[1],
    "intervals.byar": lambda x: intervals.byar(x)[1],
    "intervals.exact_poisson": lambda x: intervals.exact_poisson(x)[1],
    "intervals.poisson": lambda x: intervals.poisson(x)[1],
    "intervals.student_t": lambda x: intervals.student_t(years(x)).upper,
    "intervals.widened": lambda x: intervals.widened(x, *limits(x)).upper,
    "rates.crude_rate": lambda x: rates.crude_rate(x, 20.0).value,
    "rates.proportion": lambda x: rates.proportion(x, 100.0).upper,
    "standardise.directly_standardised": lambda x: (
        standardise.directly_standardised(x[:, None] + np.arange(19), np.full(19, 500.0), ESP).upper
    ),
    "standardise.directly_standardised_repeats": lambda x: (
        standardise.directly_standardised_repeats(
            x[:, None, None] + np.ones((2, 19)), [1, 2], np.full(19, 500.0), ESP
        ).upper
    ),
    "standardise.expected_events": lambda x: standardise.expected_events(
        np.tile(x[:, None], 19), np.full(19, 5.0), np.full(19, 500.0)
    ),
    "standardise.standardised_ratio": lambda x: standardise.standardised_ratio(x, 20.0).upper,
    "funnel.proportion_limits": lambda x: funnel.proportion_limits(x + 1, 0.2)[1],
    "funnel.derived_denominator": lambda x: funnel.derived_denominator(x + 10, 25.0),
    "funnel.ratio_side": lambda x: funnel.ratio_side(x, 20.0),
    "compare.against_benchmark": lambda x: compare.against_benchmark(*limits(x), 20.0),
    "compare.spc_limits_proportion": lambda x: compare.spc_limits_proportion(x + 1, 0.2)[1],
    "compare.spc_limits_events": lambda x: compare.spc_limits_events(x)[1],
    "compare.against_control_limits": lambda x: compare.against_control_limits(
        x, (np.full(x.shape, 10.0), np.full(x.shape, 30.0)), (np.zeros(x.shape), x * 0 + 40.0)
    ),
    "compare.two_intervals": lambda x: compare.two_intervals(*limits(x), 20.0, 25.0),
    "compare.against_goal": lambda x: compare.against_goal(*limits(x), 20.0),
    "compare.value_against_goal": lambda x: compare.value_against_goal(x, 20.0, LOW),
    "significance.score_test": lambda x: significance.score_test(x, 100.0, 0.2),
    "significance.exact_poisson_test": lambda x: significance.exact_poisson_test(x, 20.0),
    "trend.recent_trend": lambda x: (
        trend.recent_trend(years(x), years(x) - 1.0, years(x) + 1.0, YEARS).direction
    ),
    "trend.recent_trend_proportion": lambda x: (
        trend.recent_trend_proportion(years(x) + 1, np.full((x.size, 5), 99.0), YEARS).direction
    ),
    "inequality.standard_error": lambda x: inequality.standard_error(*limits(x)),
    "inequality.slope_index": lambda x: (
        inequality.slope_index(
            x[:, None] + np.arange(10), np.full(10, 100.0), np.ones(10)
        ).slope.value
    ),
    "spine.spine_position": lambda x: spine.spine_position(x, 20.0, 40.0, 1.0),
}
# Methods that look at all rows together, or at none; tested with their own edges below.
TOGETHER = {
    "standardise.european_standard_population",
    "quantiles.rank_quantiles",
    "quantiles.percentile",
    "quantiles.percentile_classes",
    "funnel.proportion_side",
    "funnel.ratio_lines",
    "funnel.positions",
    "compare.quintiles",
    "compare.outcome_words",
    "multiplicity.benjamini_hochberg",
    "multiplicity.discoveries",
    "multiplicity.chance_flags",
    "trend.trend_words",
    "spine.spine",
    "red_red.red_red",
    "life_table.life_expectancy",
    "life_table.healthy_life_expectancy",
    "shrinkage.shrink_rates",
    "shrinkage.shrink_values",
    "neighbours.published_neighbours",
    "neighbours.open_distance",
}


def test_every_method_has_its_edges_tested():
    """A new method must be named here, so that nobody forgets its edges."""
    assert set(ROW_BY_ROW) | TOGETHER == {f"{m.module}.{m.name}" for m in methods()}
    assert not set(ROW_BY_ROW) & TOGETHER


@pytest.mark.parametrize("name", ROW_BY_ROW)
def test_one_row_is_what_it_is_among_many(name):
    many = column(50)
    alone = ROW_BY_ROW[name](many[7:8])

    assert alone.shape == (1,)
    np.testing.assert_allclose(alone[0], ROW_BY_ROW[name](many)[7], rtol=1e-12)


@pytest.mark.parametrize("name", ROW_BY_ROW)
def test_a_gap_stays_a_gap_and_touches_no_other_row(name):
    whole, gappy = column(20), column(20)
    gappy[4] = np.nan
    found, wanted = ROW_BY_ROW[name](gappy), ROW_BY_ROW[name](whole)

    assert np.isnan(found[4]), "a missing number gives a missing result"
    assert np.isfinite(wanted).all()
    rest = np.arange(20) != 4
    np.testing.assert_array_equal(found[rest], wanted[rest])


@pytest.mark.parametrize("name", ROW_BY_ROW)
def test_nought_is_a_number(name):
    """A count of nought is no gap and no error: real tables of wards are full of them."""
    found = ROW_BY_ROW[name](column(20, first=0.0))

    assert found.shape == (20,)
    assert np.isfinite(found[1:]).all()
    assert np.isfinite(found[0])


@pytest.mark.parametrize("name", ROW_BY_ROW)
def test_no_rows_give_no_rows(name):
    assert ROW_BY_ROW[name](np.zeros(0)).shape == (0,)


@pytest.mark.parametrize(
    "name",
    ["intervals.wilson", "intervals.byar", "rates.proportion", "compare.against_benchmark"],
)
def test_ten_million_rows_behave(name):
    """As many rows as anybody may bring: the right shape, and each row by itself."""
    some = column(1000)
    many = np.tile(some, 10_000)
    found = ROW_BY_ROW[name](many)

    assert found.shape == (10_000_000,)
    wanted = ROW_BY_ROW[name](some)
    for start in (0, 4_999_000, 9_999_000):
        np.testing.assert_array_equal(found[start : start + 1000], wanted)


@pytest.mark.parametrize("name", ROW_BY_ROW)
def test_many_rows_are_what_they_are_one_by_one(name):
    some = column(500)
    many = ROW_BY_ROW[name](np.tile(some, 20))

    np.testing.assert_array_equal(many, np.tile(ROW_BY_ROW[name](some), 20))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: intervals.wilson(101, 100), "between 0 and its denominator"),
        (lambda: rates.proportion(101, 100), "between 0 and its denominator"),
        (lambda: intervals.byar(-1), "0 or more"),
        (lambda: rates.crude_rate(1, -1), "0 or more"),
        (lambda: trend.recent_trend_proportion([6] * 5, [5] * 5, YEARS), "between 0 and"),
    ],
)
def test_a_count_above_its_people_or_below_nought_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_events_may_exceed_people_in_a_crude_rate():
    """One person can be admitted twice."""
    assert rates.crude_rate(30, 20, multiplier=1).value == 1.5


def test_an_empty_stratum_has_no_rate_and_spoils_no_standardised_one():
    count, people = np.ones(19), np.full(19, 500.0)
    people[3] = 0
    assert np.isnan(rates.crude_rate(0, 0).value)
    assert np.isnan(standardise.directly_standardised(count, people, ESP).value)
    assert np.isnan(intervals.wilson(0, 0)).all()


def test_all_rows_missing_give_all_missing():
    gone = np.full(6, np.nan)
    assert np.isnan(quantiles.rank_quantiles(gone, quantiles=5)).all()
    assert np.isnan(quantiles.percentile_classes(gone)).all()
    assert np.isnan(quantiles.percentile(gone, 0.5)).all()
    assert np.isnan(compare.quintiles(gone, LOW)).all()
    assert np.isnan(multiplicity.benjamini_hochberg(gone)).all()
    assert not multiplicity.discoveries(gone).any()
    assert not red_red.red_red(gone, gone, LOW).any()
    assert set(trend.trend_words(gone, LOW)) == {"not_calculated"}
    assert set(compare.outcome_words(gone, LOW)) == {"not_compared"}


def test_a_gap_in_a_list_leaves_the_others_in_their_order():
    values = np.array([5.0, np.nan, 1.0, 3.0, 2.0, 4.0])
    kept = ~np.isnan(values)
    for method in (
        lambda v: quantiles.rank_quantiles(v, quantiles=5),
        quantiles.percentile_classes,
        lambda v: compare.quintiles(v, LOW),
    ):
        found = method(values)
        assert np.isnan(found[1])
        np.testing.assert_array_equal(found[kept], method(values[kept]))


def test_areas_without_people_or_events_shrink_to_the_mean_or_stay_missing():
    found = shrinkage.shrink_rates([0, 5, 9, 30], [0, 1000, 2000, 4000])
    assert np.isnan(found.raw[0])
    assert np.isfinite(found.raw[1:]).all()
    none = shrinkage.shrink_rates([0, 0, 0], [1000, 2000, 3000])
    assert np.nan_to_num(none.raw).tolist() == [0, 0, 0]


def test_a_life_table_without_deaths_or_people_says_that_it_cannot_be():
    empty = life_table.life_expectancy(np.zeros(20), np.full(20, 10_000.0))
    assert np.isnan(empty.expectancy.value[0])
    nobody = life_table.life_expectancy(np.ones(20), np.zeros(20))
    assert np.isnan(nobody.expectancy.value).all()


def test_a_gap_among_proportions_leaves_the_funnel_of_the_others():
    found = funnel.proportion_side([50, np.nan, 10, 11, 9, 0], [100] * 6)
    assert np.isnan(found[1])
    np.testing.assert_array_equal(
        np.delete(found, 1), funnel.proportion_side([50, 10, 11, 9, 0], [100] * 5)
    )


def test_a_spine_of_equal_values_has_no_width():
    found = spine.spine(np.full((1, 5), 3.0), [3.0], [LOW])
    for part in found:
        assert np.all(
            ~np.isfinite(np.asarray(part, float)) | (np.abs(np.asarray(part, float)) <= 3)
        )


def test_chance_flags_of_no_comparison_are_none():
    assert multiplicity.chance_flags(0) == 0
