"""The one door: nothing is published that protect() did not return."""

from dataclasses import replace

import pytest
from charts_place import observation, request
from hypothesis import given
from hypothesis import strategies as st

from jsna.charts import Request
from jsna.disclosure import Protected, protect, require_protected
from jsna.errors import DisclosureError
from jsna.records import Status

WITHOUT = (Status.SUPPRESSED, Status.WITHHELD, Status.MISSING)
NUMBERS = ("value", "lower_ci", "upper_ci", "lower_998", "upper_998", "count")


def test_official_figures_pass_as_they_are():
    rows = [observation("T05000001", 1.5), observation("T05000002", None, value_note="Few.")]

    assert protect(rows).observations == tuple(rows)


@pytest.mark.parametrize("seal", [None, object(), True])
def test_only_protect_makes_protected(seal):
    with pytest.raises(DisclosureError, match=r"Only jsna\.disclosure\.protect\(\)"):
        Protected((observation("T05000001", 1.5),), seal)


@given(st.sampled_from(WITHOUT), st.sampled_from(NUMBERS), st.floats(-1e6, 1e6))
def test_a_withheld_row_that_holds_any_number_is_refused(status, name, number):
    row = replace(observation("T05000001", None, status=status), **{name: number})

    with pytest.raises(DisclosureError, match="must have an empty value, count and limits"):
        protect([row])


def test_a_policy_that_does_not_exist_is_refused():
    with pytest.raises(DisclosureError, match="'made_up' names the policy 'none'"):
        protect([observation("T05000001", 1.5)], policy_of=lambda source: "none")


def test_each_source_goes_through_its_own_policy():
    asked = []
    protect(
        [observation("T05000001", 1.5)],
        policy_of=lambda source: asked.append(source) or "already_protected",
    )

    assert asked == ["made_up"]


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
