"""The audit: attacks with a known answer, and a made-up place of the size of a council."""

import numpy as np
import pytest
from disclosure_place import (
    CAREFUL,
    EXACT,
    HOSPITAL,
    UNDER_FIVE,
    found,
    large_place,
    protected,
    raw,
    shares,
)

from jsna.disclosure.audit import bounds, leaks, targets
from jsna.disclosure.examine import audit_cells, refuse_leaks
from jsna.disclosure.regions import band, published
from jsna.errors import DisclosureError

FOUR_WARDS = {"W1": 12, "W2": 9, "W3": 3, "W4": 15}
NESTED = shares({"W1": "a", "W2": "b", "W3": "c", "W4": "d", "hub": "abcd"})


def nested():
    rows = [raw(code, count) for code, count in FOUR_WARDS.items()]
    return [*rows, raw("hub", 39, area_type="early_help_hub")]


def what_is_known(cells, composition, area):
    facts = published(cells, composition)
    place = next(n for n, name in enumerate(facts.names) if f"@{area}@" in name)
    return bounds(facts, facts.holds[place])


def needed(finding):
    return [cell.shown.area_code for cell in finding.cells]


def test_a1_one_withheld_ward_of_a_hub_is_found_exactly():
    (finding,) = found(nested(), UNDER_FIVE, NESTED)

    assert (finding.leak.low, finding.leak.high) == (3, 3)
    assert needed(finding) == ["W1", "W2", "W4", "hub"]


def test_a2_a_second_ward_withheld_leaves_it_open():
    cells = protected(nested(), CAREFUL, NESTED)

    assert [cell.shown.area_code for cell in cells if not cell.is_shown] == ["W2", "W3"]
    assert what_is_known(cells, NESTED, "W3") == (1, 4)
    assert what_is_known(cells, NESTED, "W2") == (8, 11)
    assert audit_cells(cells, NESTED, CAREFUL) == []


def test_a3_the_hospital_rule_leaves_it_open():
    cells = protected(nested(), HOSPITAL, NESTED)

    assert [cell.shown.value for cell in cells] == [10, 10, None, 15, 40]
    assert what_is_known(cells, NESTED, "W3") == (1, 7)
    assert audit_cells(cells, NESTED, HOSPITAL) == []


WITH_AND_WITHOUT = shares({"ward": "ab", "sub_hub": "a"})


def ward_and_sub_hub():
    return [raw("ward", 14), raw("sub_hub", 12, area_type="sub_hub")]


def test_b1_two_large_counts_give_away_a_small_area():
    (finding,) = found(ward_and_sub_hub(), UNDER_FIVE, WITH_AND_WITHOUT)

    assert (finding.leak.low, finding.leak.high) == (2, 2)
    assert needed(finding) == ["ward", "sub_hub"]


def test_b2_rounded_they_do_not():
    cells = protected(ward_and_sub_hub(), HOSPITAL, WITH_AND_WITHOUT)
    facts = published(cells, WITH_AND_WITHOUT)

    assert [cell.shown.value for cell in cells] == [15, 10]
    assert bounds(facts, facts.holds[0] & ~facts.holds[1]) == (1, 9)
    assert audit_cells(cells, WITH_AND_WITHOUT, HOSPITAL) == []


def test_b3_a_small_area_that_lies_in_the_other_hub_is_found():
    composition = shares({"A": "ab", "B": "cd", "hub 1": "abc", "hub 2": "d"})
    rows = [raw("A", 20), raw("B", 11), raw("hub 1", 29), raw("hub 2", 2)]
    findings = found(rows, UNDER_FIVE, composition)

    assert [(item.leak.low, item.leak.high) for item in findings] == [(2, 2)]
    assert needed(findings[0]) == ["A", "B", "hub 1"]


def test_d_rolling_years_give_away_single_ones():
    spans = {("2019", "2021"): 11, ("2020", "2022"): 13, ("2019", "2022"): 14}
    rows = [raw("W1", count, years=years) for years, count in spans.items()]
    cells = [
        protected([row], UNDER_FIVE)[0] for row in rows
    ]  # the rule of periods does not see them
    findings = audit_cells(cells, shares({"W1": "a"}), UNDER_FIVE)

    assert {(item.leak.low, item.leak.high) for item in findings} >= {(1, 1), (3, 3)}


def test_e_one_sex_and_everybody_give_away_the_other():
    composition = shares({"W1": "a"})
    rows = [raw("W1", 10), raw("W1", 8, sex="Female"), raw("W1", 2, sex="Male")]
    cells = [protected([row], UNDER_FIVE)[0] for row in rows]  # the rule of pairs does not see them
    (finding,) = audit_cells(cells, composition, UNDER_FIVE)

    assert (finding.leak.what, finding.leak.low) == ("made_up_visits@W1@2022@Male@All ages@All", 2)
    assert found(rows, UNDER_FIVE, composition) == []


def test_a_leak_stops_the_build_and_names_the_pair_but_not_the_number():
    findings = found(ward_and_sub_hub(), UNDER_FIVE, WITH_AND_WITHOUT)

    with pytest.raises(DisclosureError) as caught:
        refuse_leaks("made_up_hospital", findings, UNDER_FIVE)
    assert caught.value.exit_code == 16
    assert str(caught.value) == (
        "Published together, figures of 'made_up_hospital' give away 1 small number:\n"
        "  made_up_visits@ward@2022 without made_up_visits@sub_hub@2022 is known exactly from "
        "made_up_visits@ward@2022 (14) and made_up_visits@sub_hub@2022 (12).\n"
        "Publish one of each pair and not the other, or give the source a policy that rounds or "
        "withholds more than 'under_five' (data/disclosure.yml)."
    )


def test_an_area_that_cannot_be_placed_is_refused():
    with pytest.raises(DisclosureError, match=r"cannot place the areas sub_hub\. Add what they"):
        found(ward_and_sub_hub(), UNDER_FIVE, shares({"ward": "ab"}))


def test_ages_are_cut_where_any_band_ends():
    rows = [
        raw("W1", 60),
        raw("W1", 40, age="0-64"),
        raw("W1", 57, age="5+"),
        raw("W1", 6, age="0-9"),
    ]
    facts = published([protected([row], EXACT)[0] for row in rows], shares({"W1": "a"}))

    assert facts.holds.tolist() == [
        [True, True, True, True],
        [True, True, True, False],
        [False, True, True, True],
        [True, True, False, False],
    ]
    assert bounds(facts, facts.holds[0] & ~facts.holds[2]) == (3, 3)


@pytest.mark.parametrize(
    ("age", "wanted"),
    [
        ("0-4", (0, 5)),
        ("90+", (90, 200)),
        ("65 and over", (65, 200)),
        ("7", (7, 8)),
        ("Adults", None),
    ],
)
def test_bands_are_read(age, wanted):
    assert band(age) == wanted


def test_categories_of_two_types_are_each_a_cut_of_everybody():
    rows = [raw("W1", 30)]
    rows += [raw("W1", n, category_type="Tenth", category=c) for c, n in (("1", 12), ("2", 18))]
    rows += [raw("W1", n, category_type="Origin", category=c) for c, n in (("a", 27), ("b", 3))]
    cells = [protected([row], EXACT)[0] for row in rows]
    facts = published(cells, shares({"W1": "a"}))

    assert facts.holds.shape == (5, 4)
    # 3 of origin b, anywhere from 0 to 3 of them in each tenth
    assert bounds(facts, facts.holds[1] & facts.holds[4]) == (0, 3)


def test_people_whose_sex_is_not_stated_are_no_contradiction():
    rows = [raw("W1", 100), raw("W1", 40, sex="Female"), raw("W1", 52, sex="Male")]

    assert found(rows, EXACT, shares({"W1": "a"})) == []


def test_figures_that_contradict_one_another_are_refused():
    rows = [raw("W1", 10), raw("W1", 40, sex="Female"), raw("W1", 52, sex="Male")]

    with pytest.raises(DisclosureError, match="contradict one another"):
        found(rows, EXACT, shares({"W1": "a"}))


@pytest.fixture(scope="module")
def place():
    return large_place()


def known_of_small(place, policy):
    """Return how many small groups are known exactly, to be 1 to 4, and to be 4 at most."""
    rows, composition, events = place
    cells = protected(rows, policy)
    facts = published(cells, composition)
    truth = true_numbers(facts, cells, composition, events)
    counts = [0, 0, 0]
    for target in targets(facts, 4):
        if 1 <= truth[target.atoms].sum() <= 4:
            low, high = bounds(facts, target.atoms)
            counts[0] += low == high
            counts[1] += low >= 1 and high <= 4
            counts[2] += high <= 4
    return tuple(counts), sum(cell.is_shown for cell in cells) / len(cells)


def true_numbers(facts, cells, composition, events):
    """Return the true number of each atom: the small areas that the same regions hold."""
    of = {tuple(atom): place for place, atom in enumerate(facts.holds.T.tolist())}
    truth = np.zeros(facts.holds.shape[1])
    for name, count in events.items():
        held = tuple(name in composition[cell.shown.area_code] for cell in cells)
        truth[of[held]] += count
    return truth


def test_exact_counts_of_overlapping_areas_give_small_numbers_away(place):
    """The control: without protection the same attack succeeds."""
    (exactly, small, at_most), shown = known_of_small(place, EXACT)

    assert shown == 1
    assert exactly >= 5
    assert small >= exactly
    assert at_most >= small


def test_the_hospital_rule_gives_nothing_away_and_shows_three_quarters(place):
    known, shown = known_of_small(place, HOSPITAL)

    assert known == (0, 0, 0)
    assert shown >= 0.75
    rows, composition, _ = place
    assert audit_cells(protected(rows, HOSPITAL), composition, HOSPITAL) == []


@pytest.mark.parametrize("seed", range(8))
def test_nothing_leaks_of_other_places_either(seed):
    rows, composition, _ = large_place(seed)

    assert found(rows, HOSPITAL, composition) == []


def test_withholding_more_until_nothing_leaks_ends_with_nothing_known(place):
    rows, composition, _ = place
    cells = protected(rows, CAREFUL, composition)

    assert audit_cells(protected(rows, UNDER_FIVE), composition, UNDER_FIVE) != []
    assert leaks(published(cells, composition), 4) == []
