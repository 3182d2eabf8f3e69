"""What may be trend-tested: the published rules of eligibility, and the traps that forbid it."""

import itertools
from dataclasses import replace

import pytest
from charts_place import indicator, observation

from jsna import words
from jsna.records import AreaType, Break, Polarity, Status, Trap, Use
from jsna.statistics.rates import proportion
from jsna.trends import crosses_break, recent

LOW = indicator(polarity=Polarity.LOW_IS_GOOD)
RISING = (120, 131, 140, 155, 171)
PEOPLE = (800, 805, 812, 815, 820)


def year(number, count, people, **changes):
    found = proportion(count, people, multiplier=100)
    entry = {
        "period": str(number),
        "period_start": f"{number}-01-01",
        "period_end": f"{number}-12-31",
        "count": count,
        "denominator": people,
        "lower_ci": float(found.lower),
        "upper_ci": float(found.upper),
    }
    return observation("T1", float(found.value), **(entry | changes))


def series(counts=RISING, first=2018, **changes):
    return [
        year(first + place, count, people, **changes)
        for place, (count, people) in enumerate(zip(counts, itertools.cycle(PEOPLE), strict=False))
    ]


def of(rows, item=LOW, kind=AreaType.DISTRICT):
    return recent(rows, item, kind)


def test_the_golden_ward_is_rising_and_getting_worse():
    """The ward of the golden vectors: chi-square 11.6 against 9.55."""
    found = of(series())

    assert found.direction == "increasing_worse"
    assert [item.period for item in found.observations] == ["2018", "2019", "2020", "2021", "2022"]
    phrase = words.trended(found)
    assert phrase.text == "rising and getting worse over 2018 to 2022"
    assert (phrase.direction, phrase.basis) == ("increasing", "five-year test at 99.8%")


def test_the_order_of_rows_does_not_matter():
    assert of(series()[::-1]) == of(series())


def test_without_counts_the_limits_carry_the_test():
    bare = [replace(row, count=None, denominator=None) for row in series()]
    assert of(bare).direction == "increasing_worse"
    assert of([replace(row, lower_ci=None, upper_ci=None) for row in bare]).reason == (
        "counts and limits are not held"
    )


def test_no_change_is_said_as_that():
    found = of(series((120, 121, 120, 122, 121)))
    assert words.trended(found).text == "no clear change over 2018 to 2022"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (series()[:4], "fewer than five years are held"),
        (series(status=Status.MODELLED), "its figures are estimates"),
        (series(status=Status.APPORTIONED), "its figures are estimates"),
        (series(status=Status.APPROXIMATE), "its figures are estimates"),
        (series()[:2] + series(RISING[2:], 2021), "a year is missing"),
        (
            [replace(row, period_start=f"{int(row.period) - 2}-01-01") for row in series()],
            "its periods overlap",
        ),
        (
            [replace(row, period_start=row.period_end) for row in series()],
            "its periods are not single years",
        ),
        (series((0, 1, 2, 3, 4)), "nobody or everybody is counted in a year"),
        ([], "fewer than five years are held"),
    ],
)
def test_what_cannot_be_tested_says_why(rows, reason):
    found = of(rows)

    assert (found.is_known, found.reason) == (False, reason)
    phrase = words.trended(found)
    assert phrase.direction == "not_compared"
    assert reason in phrase.text


def test_a_break_of_the_series_takes_away_what_lies_before():
    broken = replace(LOW, breaks=(Break("2020-01-01", "made up"),))

    assert of(series(), broken).reason == "fewer than five years are held since its series changed"
    assert of(series(RISING, first=2020), broken).is_known
    assert of(series(RISING, first=2010), broken).is_known, "a break that is still to come"


def test_change_is_not_told_across_a_break():
    first, *_, last = series()
    broken = replace(LOW, breaks=(Break("2020-01-01", "made up"),))

    assert crosses_break(first, last, broken)
    assert words.changed(first, last, broken).text == "not known"
    assert words.changed(first, last, LOW).text != "not known"


def test_change_is_not_told_of_modelled_figures():
    first, *_, last = series(status=Status.MODELLED)
    assert words.changed(first, last, LOW).basis == "a model does not observe change"


@pytest.mark.parametrize(("kinds", "known"), [((), False), ((AreaType.WARD,), True)])
def test_a_trap_forbids_the_test_for_its_kinds_of_area(kinds, known):
    trap = Trap("smoothed", "Smoothed", "Made up.", frozenset({Use.TREND}), frozenset(kinds))
    assert of(series(), replace(LOW, traps=(trap,))).is_known == known
