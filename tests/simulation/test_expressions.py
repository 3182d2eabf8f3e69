"""The grammar: what it reads, in which order it works, and how it refuses."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.simulation.evaluate import evaluate
from jsna.simulation.expressions import ExpressionError, names, parse
from jsna.simulation.simplify import folded, gathered


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("8 / 4 / 2", 1),
        ("5 - 2 - 1", 2),
        ("-2 * 3", -6),
        ("2 * -3", -6),
        ("-(2 + 3)", -5),
        ("1e-3 * 1.5E2", 0.15),
        (".5 + 1.", 1.5),
        ("min(3, max(1, 2))", 2),
        ("int(2.7)", 2),
        ("if(1 < 2, 10, 20)", 10),
        ("if(2 >= 3, 10, if(2 > 1, 30, 40))", 30),
        ("exp(ln(5))", 5),
    ],
)
def test_arithmetic_is_as_at_school(text, value):
    assert evaluate(parse(text), {}) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 +", "a number or a name.* is missing at the end"),
        ("a b", "'b' is not expected at character 3"),
        ("(a", r"'\)' is missing at the end"),
        ("sqrt(a)", r"there is no function sqrt\(\)"),
        ("min(a)", r"min\(\) takes 2 arguments, not 1"),
        ("a < b", "only as the condition"),
        ("1 + (a < b)", "only as the condition"),
        ("if(a, b, c)", "begins with a comparison"),
        ("min(a < b, c)", "only as the condition"),
        ("a < b < c", "only as the condition"),
        ("a $ b", r"'\$' is not understood at character"),
        ("a ** b", "stands where a number or a name should"),
        ("", "a number or a name.* is missing"),
    ],
)
def test_what_is_not_of_the_grammar_is_refused_in_words(text, message):
    with pytest.raises(ExpressionError, match=message):
        parse(text)


def test_names_come_once_in_order_of_appearance():
    assert names(parse("b * a + if(b > c, a, d)")) == ["b", "a", "c", "d"]


NUMBERS = st.floats(-100, 100).map(lambda value: f"({value!r})")
LEAVES = st.one_of(NUMBERS, st.sampled_from(["a", "b", "c"]))
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        st.tuples(inner, inner).map(lambda p: f"min({p[0]}, {p[1]})"),
        st.tuples(inner, inner, inner).map(lambda p: f"if({p[0]} < {p[1]}, {p[2]}, {p[0]})"),
    ),
    max_leaves=12,
)
KNOWN = {"a": 1.7, "b": -0.3, "c": 12.0}


@given(TREES)
def test_reading_agrees_with_python(text):
    plain = text.replace("if(", "choose(").replace(" < ", ", ")
    known = {**KNOWN, "choose": lambda a, b, c, d: c if a < b else d, "min": min}
    try:
        expected = eval(plain, known)
    except (ZeroDivisionError, OverflowError):
        return
    assert evaluate(parse(text), KNOWN) == expected


@given(TREES)
def test_gathering_what_stays_changes_no_value(text):
    node = parse(text)
    before = evaluate(node, KNOWN)

    after = evaluate(gathered(folded(node), lambda part: "a" not in names(part)), KNOWN)

    if math.isfinite(before) and math.isfinite(after) and abs(before) < 1e12:
        assert after == pytest.approx(before, rel=1e-6, abs=1e-6)
