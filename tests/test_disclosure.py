"""The one door: nothing is published that protect() did not return."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from charts_place import observation, request
from disclosure_place import HOSPITAL, protected, raw
from hypothesis import given
from hypothesis import strategies as st
from tiny.place import copy_to

import jsna
from jsna.catalogue import load_catalogue
from jsna.charts import Request
from jsna.disclosure import (
    ALREADY_PROTECTED,
    Protected,
    load_policies,
    policies_of,
    protect,
    require_protected,
)
from jsna.errors import DataError, DisclosureError
from jsna.records import Status

WITHOUT = (Status.SUPPRESSED, Status.WITHHELD, Status.MISSING)
NUMBERS = ("value", "lower_ci", "upper_ci", "lower_998", "upper_998", "count")
OPEN = {"made_up": ALREADY_PROTECTED}
RESTRICTED = {"made_up_hospital": HOSPITAL}


def test_official_figures_pass_as_they_are():
    rows = [observation("T05000001", 1.5), observation("T05000002", None, value_note="Few.")]

    assert protect(rows, OPEN).observations == tuple(rows)


@pytest.mark.parametrize("seal", [None, object(), True])
def test_only_protect_makes_protected(seal):
    with pytest.raises(DisclosureError, match=r"Only jsna\.disclosure\.protect\(\)"):
        Protected((observation("T05000001", 1.5),), seal)


@given(st.sampled_from(WITHOUT), st.sampled_from(NUMBERS), st.floats(-1e6, 1e6))
def test_a_withheld_row_that_holds_any_number_is_refused(status, name, number):
    row = replace(observation("T05000001", None, status=status), **{name: number})

    with pytest.raises(DisclosureError, match="must have an empty value, count and limits"):
        protect([row], OPEN)


def test_a_source_without_a_policy_is_refused():
    with pytest.raises(DisclosureError, match="the source 'made_up' has no policy"):
        protect([observation("T05000001", 1.5)], {})


@pytest.mark.parametrize("figures", [[], (observation("T1", 1.0),), None, {"observations": ()}])
def test_writers_take_nothing_else(figures):
    with pytest.raises(DisclosureError, match="takes only what protect"):
        require_protected(figures, "A test")


def test_a_chart_cannot_be_asked_for_with_bare_rows():
    asked = request([observation("T05000001", 1.5)])

    with pytest.raises(DisclosureError, match="A figure takes only what protect"):
        Request(
            **{
                **{name: getattr(asked, name) for name in asked.__dataclass_fields__},
                "figures": [1],
            }
        )


# Rows of a restricted source.


def test_what_its_policy_made_passes():
    rows = [raw("W1", 3), raw("W1", 0, sex="Male"), raw("W2", 41)]
    shown = [cell.shown for cell in protected(rows, HOSPITAL)]

    assert protect(shown, RESTRICTED).observations == tuple(shown)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (raw("W1", 3), "its count would not be shown"),
        (raw("W1", 42), "its count would not be shown"),
        (raw("W1", None, value=1.5), "its count would not be shown"),
        (raw("W1", 40, denominator=8123), "it holds an exact denominator"),
        (raw("W1", 40, value=4.9243), "a number has more than 3 significant figures"),
        (raw("W1", None, status=Status.WITHHELD), "it is withheld and gives no reason"),
    ],
)
def test_what_its_policy_cannot_have_made_is_refused(row, problem):
    with pytest.raises(DisclosureError) as caught:
        protect([row.observation], RESTRICTED)
    assert f"restricted source 'made_up_hospital', and {problem}: the policy" in str(caught.value)


@given(st.integers(0, 400), st.sampled_from(["count", "crude_rate", "proportion", "ratio"]))
def test_whatever_the_policy_makes_passes_the_door(count, value_type):
    people = 7430
    row = raw("W1", count, value_type=value_type, value=count / people * 1000, denominator=people)
    row = row if value_type != "count" else raw("W1", count, denominator=people)

    protect([cell.shown for cell in protected([row], HOSPITAL)], RESTRICTED)


# Policies as data.


def test_each_source_of_the_project_has_a_policy(project):
    catalogue = load_catalogue(project)

    assert set(catalogue.policies) == set(catalogue.sources)
    assert all(policy.is_open for policy in catalogue.policies.values())


def test_the_policies_of_the_file_are_read(project):
    policies = load_policies(project)
    hospital = policies["hospital"]

    assert policies["already_protected"].is_open
    assert (hospital.withhold_up_to, hospital.round_to, hospital.release) == (7, 5, "restricted")
    assert policies["ward_counts"].exact_counts_for == ("ward",)
    assert (policies["costs"].contributors, policies["costs"].largest_two) == (10, 0.9)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("withhold_up_to: 7", "withold_up_to: 7", "data/disclosure.yml, hospital: "),
        ("withhold_up_to: 7", "withhold_up_to: 0", "hospital > withhold_up_to: 0 is less than"),
        ("class: open", "class: closed", "already_protected > class: 'closed' is not one of"),
        ("class: open", "class: open\n  round_to: 5", "data/disclosure.yml, already_protected: "),
    ],
)
def test_a_spoiled_policy_is_refused(project, tmp_path, old, new, message):
    tiny = copy_to(tmp_path / "tiny", project.root / "_config.yml")
    path = tiny.data / "disclosure.yml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    with pytest.raises(DataError, match=message):
        load_policies(tiny)


@pytest.mark.parametrize(
    ("name", "said"),
    [("", "the source has no policy"), ("none", "names the policy 'none', which does not exist")],
)
def test_a_source_that_names_no_known_policy_is_refused(project, name, said):
    with pytest.raises(DisclosureError, match=said):
        policies_of({"made_up": name}, load_policies(project))


def test_everything_in_the_package_asks_with_the_policies():
    """A call without them would be a door of its own."""
    calls = [
        (path.name, len(node.args))
        for path in Path(jsna.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "protect"
    ]

    assert calls
    assert [name for name, count in calls if count != 2] == []
