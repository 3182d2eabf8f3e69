"""The fifteen rules of disclosure control, each with the number it has in docs/contracts.md."""

import numpy as np
import pytest
from disclosure_place import CAREFUL, HOSPITAL, UNDER_FIVE, found, protected, raw, shares
from hypothesis import given
from hypothesis import strategies as st
from tiny.place import copy_to

from jsna.catalogue import load_catalogue
from jsna.charts import figure
from jsna.disclosure import Policy, protect, require_protected
from jsna.disclosure.cells import Why
from jsna.disclosure.examine import audit_cells, refuse_leaks
from jsna.disclosure.rounding import is_small, possible, to_figures, to_nearest
from jsna.errors import DisclosureError
from jsna.records import PLACE_AMONG_WARDS, Status
from jsna.statistics.life_table import MINIMUM_POPULATION, life_expectancy
from jsna.statistics.standardise import MINIMUM_EVENTS, UNRELIABLE_BELOW

PEOPLE = 7430


def one(row, policy=HOSPITAL):
    (cell,) = protected([row], policy)
    return cell


def numbers_of(cell):
    item = cell.shown
    limits = (item.lower_ci, item.upper_ci, item.lower_998, item.upper_998)
    return (item.value, item.count, item.denominator, *limits)


def rate(count, people=PEOPLE, value_type="crude_rate", **more):
    per = 100 if value_type == "proportion" else 100_000
    limits = {"lower_ci": 0.5 * count / people * per, "upper_ci": 2 * count / people * per}
    given_row = {"value": count / people * per, "denominator": people, **limits, **more}
    return raw("W1", count, value_type=value_type, **given_row)


def test_rule_1_a_source_without_a_class_stops_the_build(project, tmp_path):
    tiny = copy_to(tmp_path / "tiny", project.root / "_config.yml")
    path = tiny.data / "sources.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  disclosure: already_protected\n", "", 1), encoding="utf-8")

    with pytest.raises(DisclosureError) as caught:
        load_catalogue(tiny)
    assert str(caught.value) == (
        "data/sources.yml, made_up_counts: the source has no policy. Write `disclosure:` and one "
        "of already_protected, hospital: data/disclosure.yml says what each means."
    )


def test_rule_3_a_frame_without_the_mark_cannot_be_charted():
    with pytest.raises(DisclosureError):
        require_protected([raw("W1", 30).observation], "A figure")
    with pytest.raises((DisclosureError, AttributeError)):
        figure("ranked", [raw("W1", 30).observation])


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, 0), (1, None), (7, None), (8, 10), (12, 10), (13, 15), (42, 40), (1003, 1005)],
)
def test_rule_4_nought_is_shown_1_to_7_withheld_others_to_the_nearest_5(count, shown):
    cell = one(raw("W1", count))

    assert cell.shown.value == shown
    assert (cell.shown.status is Status.WITHHELD) == (shown is None)


@given(st.integers(0, 500), st.sampled_from([1, 5, 10]), st.integers(1, 12))
def test_rule_4_what_a_reader_may_think_holds_the_truth(count, base, up_to):
    policy = Policy("any", "restricted", "", withhold_up_to=up_to, round_to=base)
    cell = one(raw("W1", count), policy)

    assert cell.low <= count <= cell.high
    if cell.is_shown:
        low, high = possible(to_nearest(count, base), base, policy)
        same = [
            n
            for n in range(600)
            if not is_small(n, policy) and to_nearest(n, base) == cell.shown.value
        ]
        assert (low, high) == (same[0], same[-1])


@pytest.mark.parametrize("value_type", ["crude_rate", "proportion", "standardised_rate", "ratio"])
def test_rule_5_a_rate_goes_with_its_count_limits_and_all(value_type):
    cell = one(rate(5, value_type=value_type, published_comparison="worse"))

    assert numbers_of(cell) == (None,) * 7
    assert cell.shown.published_comparison == ""


def test_rule_5_a_rank_goes_with_the_figure_it_ranks():
    def rank(area):
        place = {"category_type": PLACE_AMONG_WARDS, "category": "Rank, highest first"}
        return raw(area, None, value=2, denominator=24, **place)

    rows = [raw("W1", 5), rank("W1"), raw("W2", 50), rank("W2"), rank("W3")]
    shown = [cell.shown.value for cell in protected(rows, HOSPITAL)]

    assert shown == [None, None, 50, 2, None]


@given(
    st.integers(8, 3000), st.integers(1000, 300_000), st.sampled_from(["crude_rate", "proportion"])
)
def test_rule_5_a_rate_and_its_limits_give_back_no_more_than_the_rounded_count(count, people, kind):
    """Every count that rounds alike gives the same row, so the row cannot tell them apart."""
    count = min(count, people)
    alike = [
        n for n in range(max(8, count - 4), count + 5) if to_nearest(n, 5) == to_nearest(count, 5)
    ]
    rows = [one(rate(n, people, kind)).shown for n in alike if n <= people]

    assert len({(row.value, row.lower_ci, row.upper_ci, row.count) for row in rows}) == 1


def test_rule_5_the_limits_of_a_rate_are_those_of_the_rounded_count():
    shown = one(rate(13)).shown

    assert shown.value == to_figures(15 / PEOPLE * 100_000, 3)
    assert shown.lower_ci < shown.value < shown.upper_ci
    assert (shown.lower_ci, shown.upper_ci) == (113, 333)  # Byar's for 15 events
    assert shown.lower_998 is None


@pytest.mark.parametrize(("people", "held"), [(999, False), (1000, True)])
@pytest.mark.parametrize("value_type", ["crude_rate", "proportion"])
def test_rule_6_no_rate_of_fewer_than_1000_people(people, held, value_type):
    cell = one(rate(60, people, value_type))

    assert cell.is_shown == held
    assert cell.why is (None if held else Why.FEW_PEOPLE)


def test_rule_6_a_rate_has_three_figures_and_no_denominator():
    shown = one(rate(843)).shown

    assert shown.value == 11_400
    assert shown.denominator is None


def test_rule_7_a_standardised_rate_needs_ten_events_and_warns_under_twenty():
    assert one(rate(9, value_type="standardised_rate")).why is Why.FEW_EVENTS
    assert one(rate(10, value_type="standardised_rate")).shown.value == to_figures(134.59, 3)
    assert "Few events" in one(rate(19, value_type="standardised_rate")).shown.value_note
    assert "Few events" not in one(rate(20, value_type="standardised_rate")).shown.value_note
    assert (MINIMUM_EVENTS, UNRELIABLE_BELOW) == (10, 20)


def test_rule_7_life_expectancy_needs_more_than_5000_person_years_and_a_death_in_the_top_band():
    years = {"value_type": "years", "value": 79.3}

    assert one(raw("W1", 60, denominator=5000, **years)).why is Why.FEW_PEOPLE
    assert one(raw("W1", 60, denominator=5001, **years)).shown.value == 79.3
    deaths, people = np.full(20, 3.0), np.full(20, 400.0)
    deaths[-1] = 0
    assert MINIMUM_POPULATION == 5000
    assert np.isnan(life_expectancy(deaths, people).expectancy.value).all()


def test_rule_8_periods_that_overlap_are_not_published_together():
    spans = [
        ("2016", "2018"),
        ("2017", "2019"),
        ("2019", "2021"),
        ("2020", "2022"),
        ("2022", "2022"),
    ]
    cells = protected([raw("W1", 60, years=span) for span in spans], HOSPITAL)

    assert [cell.is_shown for cell in cells] == [False, True, False, True, False]
    assert {cell.why for cell in cells if not cell.is_shown} == {Why.OVERLAP}


def test_rule_8_the_same_periods_are_kept_for_every_area():
    rows = [raw("W1", 60, years=("2020", "2022")), raw("W2", 60, years=("2019", "2021"))]

    assert [cell.is_shown for cell in protected(rows, HOSPITAL)] == [True, False]


@pytest.mark.parametrize("policy", [HOSPITAL, UNDER_FIVE])
def test_rule_9_persons_and_one_sex_are_never_shown_with_the_other_withheld(policy):
    rows = [raw("W1", 40), raw("W1", 37, sex="Female"), raw("W1", 3, sex="Male")]
    cells = protected(rows, policy)

    assert [cell.is_shown for cell in cells] == [True, False, False]
    assert [cell.why for cell in cells] == [None, Why.REST, Why.SMALL]


def test_rule_9_holds_for_ages_and_categories():
    bands = {"0-64": 3, "65-84": 12, "85+": 50}
    rows = [raw("W1", 65), *(raw("W1", count, age=age) for age, count in bands.items())]
    kinds = {"a": 2, "b": 20, "c": 43}
    rows += [raw("W1", n, category_type="Cause", category=name) for name, n in kinds.items()]
    shown = {(c.shown.age, c.shown.category): c.is_shown for c in protected(rows, HOSPITAL)}

    assert [name for name, is_shown in shown.items() if not is_shown] == [
        ("0-64", "All"),
        ("65-84", "All"),
        ("All ages", "a"),
        ("All ages", "b"),
    ]


def test_rule_9_holds_where_sexes_and_ages_cross():
    """Hiding a second part must not leave another row or column with one part hidden."""
    counts = {
        ("Female", "0-64"): 30,
        ("Female", "65+"): 40,
        ("Male", "0-64"): 3,
        ("Male", "65+"): 20,
    }
    rows = [raw("W1", count, sex=sex, age=age) for (sex, age), count in counts.items()]
    rows += [raw("W1", 70, sex="Female"), raw("W1", 23, sex="Male"), raw("W1", 93)]
    rows += [raw("W1", 33, age="0-64"), raw("W1", 60, age="65+")]
    cells = protected(rows, UNDER_FIVE)

    assert [cell.is_shown for cell in cells] == [False] * 4 + [True] * 5
    assert audit_cells(cells, shares({"W1": "a"}), UNDER_FIVE) == []


def test_rule_10_one_kind_of_area_shows_exact_counts_and_the_others_round():
    policy = Policy("w", "restricted", "", withhold_up_to=4, exact_counts_for=("ward",))
    rows = [raw("W1", 14), raw("W2", 23), raw("hub", 37, area_type="early_help_hub")]

    assert [cell.shown.value for cell in protected(rows, policy)] == [14, 23, 35]
    protect([cell.shown for cell in protected(rows, policy)], {"made_up_hospital": policy})


def test_rule_11_a_total_is_rounded_on_its_own_and_says_so():
    rows = [raw(f"W{n}", 12) for n in range(4)] + [raw("hub", 48, area_type="early_help_hub")]
    cells = protected(rows, HOSPITAL)

    assert [cell.shown.value for cell in cells] == [10, 10, 10, 10, 50]
    assert {cell.shown.status for cell in cells} == {Status.COMPUTED}
    assert cells[-1].shown.value_note == "Rounded to the nearest 5, so totals may not add up."


def test_rule_12_what_is_withheld_has_a_status_and_a_reason_and_is_never_nought():
    for row in (raw("W1", 3), rate(5), rate(60, 900), raw("W1", None, value=2.5)):
        shown = one(row).shown
        assert shown.status is Status.WITHHELD
        assert shown.value is None
        assert shown.value_note.startswith("Not shown")


@pytest.mark.parametrize(
    ("contributors", "largest_two", "held"),
    [(9, 0.5, False), (10, 0.9, False), (10, 0.89, True), (None, 0.5, False), (12, None, False)],
)
def test_rule_13_means_need_ten_contributors_of_whom_no_two_make_up_nine_tenths(
    contributors, largest_two, held
):
    policy = Policy("c", "restricted", "", withhold_up_to=7, round_to=5, contributors=10)
    cost = {"value_type": "mean", "value": 2310.0}
    row = raw("W1", 80, contributors=contributors, largest_two=largest_two, **cost)

    assert one(row, policy).why is (None if held else Why.DOMINANCE)
    assert one(row).is_shown  # the hospital policy does not ask


@pytest.mark.parametrize(("count", "of"), [(0, 7), (7, 7), (5, 5), (0, 1)])
def test_rule_14_all_or_none_of_a_small_group_is_withheld(count, of):
    assert one(raw("W1", count, denominator=of)).why is Why.GROUP
    assert one(raw("W1", 0, denominator=8)).is_shown


def test_rule_15_a_leak_stops_the_build_with_the_regions_that_leak():
    composition = shares({"ward": "ab", "sub_hub": "a"})
    findings = found([raw("ward", 14), raw("sub_hub", 12)], UNDER_FIVE, composition)

    with pytest.raises(DisclosureError, match=r"ward@2022 without .*sub_hub@2022 is known exactly"):
        refuse_leaks("made_up_hospital", findings, UNDER_FIVE)
    assert found([raw("ward", 14), raw("sub_hub", 12)], CAREFUL, composition) == []


def test_a_note_of_the_supplier_goes_no_further():
    assert "CANARY" not in one(raw("W1", 30, value_note="CANARY-7Q3")).shown.value_note


def test_what_the_source_itself_hides_stays_hidden():
    cell = one(raw("W1", None, status=Status.SUPPRESSED, value_note="CANARY-7Q3"))

    assert (cell.shown.status, cell.shown.value_note) == (Status.SUPPRESSED, str(Why.AT_SOURCE))
