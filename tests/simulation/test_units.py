"""Units multiply, divide and refuse what they do not know."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.simulation.expressions import ExpressionError, parse
from jsna.simulation.infer import unit_of
from jsna.simulation.units import BASES, NUMBER, Unit, UnitError, parse_unit

UNITS = st.lists(st.tuples(st.sampled_from(BASES), st.sampled_from("*/")), max_size=5).map(
    lambda parts: parse_unit("1" + "".join(f"{sign}{base}" for base, sign in parts))
)


@pytest.mark.parametrize(
    "text", ["person/year", "1/day", "pound/day/person", "hour^2", "1/day^2", "1"]
)
def test_a_unit_prints_as_it_was_read(text):
    assert str(parse_unit(text)) == text


@given(UNITS, UNITS)
def test_dividing_undoes_multiplying(one, other):
    assert one * other / other == one
    assert one / one == NUMBER
    assert parse_unit(str(one)) == one


@pytest.mark.parametrize("text", ["persons", "person per year", "", "person^", "person//year"])
def test_an_unknown_unit_is_refused(text):
    with pytest.raises(UnitError, match="is not known; units are made of person"):
        parse_unit(text)


KNOWN = {"people": Unit((("person", 1),)), "stay": Unit((("day", 1),)), "share": NUMBER}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("people / stay", "person/day"),
        ("people * share * 2", "person"),
        ("max(0, people)", "person"),
        ("if(share > 0.5, people, 0)", "person"),
        ("exp(ln(share) * stay / stay)", "1"),
        ("people * people / stay / stay", "person^2/day^2"),
    ],
)
def test_a_unit_follows_from_the_parts(text, unit):
    assert unit_of(parse(text), KNOWN) == parse_unit(unit)


@pytest.mark.parametrize(
    "text",
    ["people + stay", "people - 1", "min(people, stay)", "if(people < stay, 1, 2)", "exp(stay)"],
)
def test_parts_that_do_not_fit_are_refused(text):
    with pytest.raises(ExpressionError, match=r"unit|pure number"):
        unit_of(parse(text), KNOWN)
