"""One indicator seen from one area: periods that match, ranks, ties, and gaps that stay gaps."""

import pytest
from charts_place import area, indicator

from jsna.areas import Areas
from jsna.observations import Observations
from jsna.records import FIGURE_COLUMNS, PLACE_AMONG_WARDS, AreaType
from jsna.series import STRATA, Series

COUNTRY = area("X92000001", "Land", AreaType.COUNTRY, "")
COUNCIL = area("X06000001", "Town", AreaType.UNITARY_AUTHORITY, "X92000001")
WARDS = [area(f"X0500000{n}", name, parent="X06000001") for n, name in enumerate("ABCD", start=1)]
AREAS = Areas({each.area_code: each for each in (COUNTRY, COUNCIL, *WARDS)}, ())


def row(code, value, year="2021", **cells):
    given = dict.fromkeys(FIGURE_COLUMNS, "")
    given |= {"sex": "Persons", "age": "All ages", "category_type": "All", "category": "All"}
    given |= {"indicator_id": "made_up_share", "area_code": code, "period": year}
    given |= {"period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
    given |= {"value": "" if value is None else str(value), "status": "official", **cells}
    if value is None:
        given["status"] = "suppressed"
    return tuple(given.values())


def series(*rows, of=WARDS[0], **strata):
    figures = Observations({"made_up_share": list(rows)})
    return Series(indicator(), of, AREAS, **{**STRATA, **strata}, _observations=figures)


def wards(*values):
    return [row(each.area_code, value) for each, value in zip(WARDS, values, strict=True)]


def test_the_newest_value_is_the_newest_that_holds_one():
    made = series(row("X05000001", 1, "2019"), row("X05000001", 2, "2020"), row("X05000001", None))

    assert made.latest.value == 2
    assert made.period == "2020"


def test_an_area_without_figures_takes_the_period_of_the_others():
    made = series(row("X06000001", 5, "2019"), row("X06000001", 6, "2020"))

    assert made.latest is None
    assert made.period == "2020"
    assert made.of("parent").value == 6
    assert made.beside("parent").text == "not known"
    assert series().period is None


def test_comparisons_stay_within_the_areas_own_period():
    made = series(
        row("X05000001", 10, "2020"),
        row("X06000001", 12, "2020"),
        row("X06000001", 99, "2021"),
        row("X92000001", 99, "2021"),
    )

    assert made.beside("parent").text == "2.0 points below Town (12.0%)"
    assert made.beside("X06000001").text == made.beside("parent").text
    assert made.beside("country").text == "not known"


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ((9, 3, 2, 1), "the highest of 4 wards"),
        ((2, 3, 9, 1), "the 2nd lowest of 4 wards"),
        ((9, 9, 2, 1), "the highest of 4 wards"),
        ((1, 9, 2, 1), "the lowest of 4 wards"),
        ((1, 1, 1, 5), "the lowest of 4 wards"),
        ((5, 9, None, 1), "the 2nd highest of 3 wards"),
        ((5, 5, 5, 5), "not known"),
        ((None, 9, 5, 1), "not known"),
        ((5, 9, None, None), "not known"),
    ],
)
def test_rank_among_siblings(values, text):
    assert series(*wards(*values)).rank().text == text


def test_a_rank_names_every_number_it_rests_on():
    phrase = series(*wards(9, 3, 2, 1)).rank()

    assert (phrase.basis, len(phrase.keys)) == ("rank", 4)


def test_figures_of_another_period_do_not_rank():
    rows = [*wards(9, 3, 2, 1), *[row(each.area_code, 50, "2015") for each in WARDS[1:]]]

    assert series(*rows).rank().text == "the highest of 4 wards"


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ((9, 3, 2, 1), "highest in A (9.0%) and lowest in D (1.0%)"),
        ((0, 3, 0, 1), "highest in B (3.0%) and lowest in 2 wards (0.0%)"),
        ((9.01, 9.04, 2, 1), "highest in 2 wards (9.0%) and lowest in D (1.0%)"),
        ((9, None, 2, 1), "highest in A (9.0%) and lowest in D (1.0%)"),
        ((9, None, None, 1), "not known"),
    ],
)
def test_spread_over_a_councils_parts(values, text):
    assert series(*wards(*values), of=COUNCIL).spread().text == text


def test_modelled_figures_are_never_ranked():
    modelled = [(*cells[:-5], "modelled", *cells[-4:]) for cells in wards(9, 3, 2, 1)]
    assert [cells[FIGURE_COLUMNS.index("status")] for cells in modelled] == ["modelled"] * 4

    assert series(*modelled).rank().text == "not known"
    assert series(*modelled, of=COUNCIL).spread().text == "not known"


def test_the_period_is_that_of_the_area_asked_for():
    made = series(
        row("X05000001", 5, "2021"), row("X06000001", 6, "2021"), row("X05000002", 6, "2020")
    )

    assert made.when().text == made.when("parent").text == "2021"
    assert made.when("X05000002").text == "not known"


def test_a_neighbours_period_is_known_where_the_area_itself_holds_nothing():
    assert series(row("X05000002", 6, "2020")).when("X05000002").text == "2020"


def test_overlapping_cuts_of_a_council_are_never_mixed():
    hubs = [area(f"J-HUB-{n}", f"Hub {n}", AreaType.EARLY_HELP_HUB, "X06000001") for n in range(3)]
    areas = Areas({**AREAS.by_code, **{hub.area_code: hub for hub in hubs}}, ())
    of_hubs = [row(hub.area_code, value) for hub, value in zip(hubs, (4, 5, 6), strict=True)]

    def cut(*rows):
        figures = Observations({"made_up_share": list(rows)})
        return Series(indicator(), COUNCIL, areas, **STRATA, _observations=figures).parts()

    assert cut(*wards(9, 3, 2, 1), *of_hubs) == WARDS
    assert cut(*wards(9, 3, None, None), *of_hubs) == hubs
    assert cut(*wards(9, 3, None, None)) == []


def test_place_among_many_wards_is_the_one_that_tabulate_found():
    ranked = {"category_type": PLACE_AMONG_WARDS, "category": "Rank, highest first"}
    made = series(
        row("X05000001", 7, "2019", denominator="279", **ranked),
        row("X05000001", 268, "2025", denominator="279", **ranked),
    )

    assert made.place("Land").text == "the 12th lowest of 279 wards in Land"
    assert series(row("X05000001", 5)).place("Land").text == "not known"


def test_change_is_counted_from_the_newest_year_that_is_old_enough():
    made = series(
        row("X05000001", 10, "2009"),
        row("X05000001", 12, "2011"),
        row("X05000001", 15, "2015"),
        row("X05000001", 20, "2021"),
    )

    assert made.since(10).text == "up by 8.0 points since 2011, when it was 12.0%"
    assert made.since(20).text == "not known"
    assert made.when().text == "2021"


def test_strata_are_chosen_by_name():
    rows = [row("X05000001", 4, sex="Male"), row("X05000001", 6)]

    assert series(*rows, sex="Male").latest.value == 4
    assert series(*rows).latest.value == 6


def test_a_country_has_nothing_above_it():
    made = series(row("X92000001", 5), of=COUNTRY)

    assert made.find("parent") is None
    assert made.find("country") is None
    assert made.of("parent") is None


def test_a_mix_is_told_by_size_without_what_rounds_to_nothing():
    rows = [
        row("X05000001", value, category_type="Earlier ward", category=name)
        for name, value in (("East", "30"), ("North", "0.01"), ("West", "69.99"))
    ]
    told = series(*rows, category_type="Earlier ward", category="*").mix()
    assert told.text == "70.0% West and 30.0% East"
    assert len(told.keys) == 2
    assert series(*rows).mix().text == "not known"
