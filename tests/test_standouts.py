"""Which indicators become strengths and needs: the rule, and what keeps an indicator out."""

import dataclasses

import pytest
from charts_place import COUNCIL, COUNTRY, area, indicator, observation

from jsna import standouts
from jsna.areas import Areas
from jsna.observations import Observations
from jsna.records import FIGURE_COLUMNS, AreaType, Polarity, Status, Trap, Use
from jsna.series import STRATA, Series

TODAY = "2026-11-21"
WARDS = [area(f"T0500000{number}", f"Ward {number}") for number in range(1, 9)]
FIRST = WARDS[0]
CHANGES = {
    "polarity": Polarity.LOW_IS_GOOD,
    "chapters": ("one",),
    "theme": "one",
    "concept": "",
    "traps": (),
}


def series(values, focus=FIRST, indicator_id="made_up_share", more=(), **changes):
    """Return a series over wards that hold these values, in order; others hold nothing."""
    about = {name: changes.pop(name, default) for name, default in CHANGES.items()}
    rows = [
        observation(
            ward.area_code, value, indicator_id=indicator_id, **{"period": "2025"} | dates()
        )
        for ward, value in zip(WARDS, values, strict=False)
    ]
    rows = [dataclasses.replace(row, **changes) for row in rows] + list(more)
    cells = [
        tuple("" if (cell := getattr(row, name)) is None else str(cell) for name in FIGURE_COLUMNS)
        for row in rows
    ]
    areas = Areas({each.area_code: each for each in (COUNTRY, COUNCIL, *WARDS)}, ())
    return Series(
        indicator(indicator_id=indicator_id, **about),
        focus,
        areas,
        **STRATA,
        _observations=Observations({indicator_id: cells}),
    )


def dates(year=2025):
    return {"period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}


def of_council(value, country, **limits):
    rows = [
        observation(code, each, **dates(), **(limits if code == COUNCIL.area_code else {}))
        for code, each in ((COUNCIL.area_code, value), (COUNTRY.area_code, country))
    ]
    return series((), focus=COUNCIL, more=rows)


def found(*candidates, count=5):
    """Return how many strengths and how many needs there are."""
    return tuple(
        len(choose(candidates, count, TODAY)) for choose in (standouts.strengths, standouts.needs)
    )


@pytest.mark.parametrize(
    ("values", "polarity", "expected"),
    [
        ((9, 8, 7, 6, 5, 4, 3, 2), Polarity.LOW_IS_GOOD, (0, 1)),
        ((9, 8, 7, 6, 5, 4, 3, 2), Polarity.HIGH_IS_GOOD, (1, 0)),
        ((7, 9, 8, 6, 5, 4, 3, 2), Polarity.LOW_IS_GOOD, (0, 0)),
        ((8, 9, 7, 6, 5, 4, 3, 2), Polarity.LOW_IS_GOOD, (0, 1)),
        ((1, 9, 7, 6, 5, 4, 3, 2), Polarity.LOW_IS_GOOD, (1, 0)),
        ((9, 9, 9, 6, 5, 4, 3, 2), Polarity.LOW_IS_GOOD, (0, 0)),
        ((9, 8, 7, 6, 5, 4, 3, 2), Polarity.NOT_JUDGED, (0, 0)),
    ],
)
def test_the_outer_quarter_stands_out_and_a_wide_tie_does_not(values, polarity, expected):
    assert found(series(values, polarity=polarity)) == expected


def test_fewer_than_four_values_are_no_ranking():
    assert found(series((9, 8, 7))) == (0, 0)
    assert found(series((9, 8, 7, 6))) == (0, 1)


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        (Status.OFFICIAL, 1),
        (Status.COMPUTED, 1),
        (Status.APPORTIONED, 1),
        (Status.APPROXIMATE, 1),
        (Status.MODELLED, 0),
    ],
)
def test_modelled_values_make_no_needs(status, counts):
    assert found(series((9, 8, 7, 6, 5, 4, 3, 2), status=status)) == (0, counts)


def test_values_older_than_ten_years_make_no_needs():
    values = (9, 8, 7, 6, 5, 4, 3, 2)

    assert found(series(values, **dates(2016))) == (0, 1)
    assert found(series(values, **dates(2015))) == (0, 0)


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"lower_ci": 16.0, "upper_ci": 18.0}, (0, 1)),
        ({"lower_ci": 14.0, "upper_ci": 20.0}, (0, 0)),
        ({"lower_ci": 15.5, "upper_ci": 18.5}, (0, 0)),
        ({"lower_ci": 15.5, "upper_ci": 18.5, "published_comparison": "worse"}, (0, 0)),
        ({}, (0, 0)),
        ({"published_comparison": "worse"}, (0, 1)),
        ({"published_comparison": "better"}, (1, 0)),
        ({"published_comparison": "higher"}, (0, 0)),
    ],
)
def test_a_council_alone_is_held_against_the_country_by_limits(limits, expected):
    assert found(of_council(17, 15, **limits)) == expected


def test_a_list_is_varied_and_in_a_fixed_order():
    values = (9, 8, 7, 6, 5, 4, 3, 2)
    same_topic = [series(values, indicator_id=name) for name in ("b", "a")]
    same_theme = [series(values, indicator_id=name, chapters=(name,)) for name in ("c", "d")]
    other = series((8, 9, 7, 6, 5, 4, 3, 2), indicator_id="z", theme="two")
    chosen = standouts.needs([other, *same_theme, *same_topic], 9, TODAY)

    assert [item.indicator.indicator_id for item in chosen] == ["a", "c", "z"]
    assert standouts.needs([*same_topic, *same_theme, other], 2, TODAY) == [
        item for item in chosen if item is not other
    ]


def test_the_newer_of_two_comes_first():
    values = (9, 8, 7, 6, 5, 4, 3, 2)
    old = series(values, indicator_id="a", **dates(2019))
    new = series(values, indicator_id="b", chapters=("b",))
    chosen = standouts.needs([old, new], 5, TODAY)

    assert [item.indicator.indicator_id for item in chosen] == ["b", "a"]


def test_a_list_says_how_many_of_it_chance_may_have_put_there():
    tested = [
        series(
            (),
            focus=COUNCIL,
            indicator_id=f"x{number}",
            more=[
                observation(COUNCIL.area_code, 17, **dates(), lower_ci=16, upper_ci=18),
                observation(COUNTRY.area_code, fixed, **dates()),
            ],
        )
        for number, fixed in enumerate((15, 17, 17, 17))
    ]
    chosen = standouts.needs(tested, 5, TODAY)

    assert len(chosen) == 1
    assert chosen.note == (
        "By chance alone this list would hold about 0.004 of 4 comparisons tested at 99.8%"
    )
    placed = standouts.needs([series((9, 8, 7, 6, 5, 4, 3, 2))], 5, TODAY)
    assert placed.note == "A place is no test: by rank alone about 0 of 1 stand here"
    assert standouts.needs([], 5, TODAY).note == ""


def test_tests_come_before_what_sources_printed_and_places_last():
    limited = [
        observation(FIRST.area_code, 17, **dates(), lower_ci=16, upper_ci=18),
        observation(COUNTRY.area_code, 5, **dates()),
    ]
    tested = series((), indicator_id="t", chapters=("t",), more=limited)
    printed = series(
        (),
        indicator_id="p",
        chapters=("p",),
        theme="p",
        more=[
            observation(FIRST.area_code, 9, **dates(), published_comparison="worse"),
            observation(COUNTRY.area_code, 5, **dates()),
        ],
    )
    placed = series((9, 8, 7, 6, 5, 4, 3, 2), indicator_id="r", chapters=("r",))
    chosen = standouts.needs([placed, printed, tested], 5, TODAY)

    assert [item.indicator.indicator_id for item in chosen] == ["t", "p", "r"]


def test_of_one_concept_only_the_newest_stands_out():
    values = (9, 8, 7, 6, 5, 4, 3, 2)
    old = series(values, indicator_id="old", concept="fear", **dates(2021))
    new = series(values[::-1], indicator_id="new", concept="fear", **dates(2023))

    assert [item.indicator.indicator_id for item in standouts.needs([old], 5, TODAY)] == ["old"]
    assert standouts.needs([old, new], 5, TODAY) == []
    assert standouts.strengths([old, new], 5, TODAY) == [new]


@pytest.mark.parametrize(
    ("forbids", "kinds", "expected"),
    [
        (Use.FLAG, (), (0, 0)),
        (Use.RANK, (), (0, 0)),
        (Use.RANK, (AreaType.DISTRICT,), (0, 1)),
        (Use.TREND, (), (0, 1)),
    ],
)
def test_a_trap_keeps_an_indicator_out(forbids, kinds, expected):
    trap = Trap("made_up", "Made up", "Made up", frozenset({forbids}), frozenset(kinds))
    assert found(series((9, 8, 7, 6, 5, 4, 3, 2), traps=(trap,))) == expected
