"""The small languages inside a specification: expressions, ticks, number formats, text widths."""

import pytest

from jsna.pictures import fonts
from jsna.pictures.errors import NotDrawn
from jsna.pictures.expressions import compiled
from jsna.pictures.fonts import cut, text_width
from jsna.pictures.numbers import formatted, tick_decimals, ticks
from jsna.pictures.shapes import escaped, pixels

ROW = {"a": 3, "b": None, "name": "It's 'so' \\ <b>", "share": 12.5, "yes": True}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("datum.a * 2 + 1", 7),
        ("1 + datum.a * 2", 7),
        ("(1 + datum.a) * 2", 8),
        ("-datum.a - -1", -2),
        ("-1 * datum.b", 0),
        ("datum.b + 4", 4),
        ("datum.b === null", True),
        ("datum.b >= 4", False),
        ("isValid(datum.b) || datum.a > 2 && !datum.b", True),
        ("datum.a >= 3 && datum.share - datum.a < 9 ? 'near' : 'far'", "far"),
        ("datum.name === 'It\\'s \\'so\\' \\\\ <b>'", True),
        ("datum.name + ' ' + datum.a", "It's 'so' \\ <b> 3"),
        ("'x' + datum.b + datum.yes + datum.share", "xnulltrue12.5"),
        ("['a', 'b'][indexof([3, 4], datum.a)]", "a"),
        ("indexof(datum.name, 'zz') < 0", True),
        ("replace('a%b%', '%', '')", "ab%"),
        ("length(split('a|b|c', '|')) - 1", 2),
        ("format(abs(-12.50), '~') + '%'", "12.5%"),
        ("height + 38 - width", 48),
    ],
)
def test_expressions_mean_what_they_mean_in_vega(text, expected):
    assert compiled(text)(ROW, {"width": 90, "height": 100}) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "datum",
        "datum.a +",
        "f(1)",
        "1 2",
        "(1",
        "datum.a = 3",
        "[1",
        "'open",
        "a => 1",
        "1 ** 2",
    ],
)
def test_an_expression_that_is_not_understood_is_refused(text):
    with pytest.raises(NotDrawn):
        compiled(text)


@pytest.mark.parametrize(
    ("start", "stop", "count", "expected"),
    [
        (0, 181.4, 4, [0, 50, 100, 150]),
        (0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (0, 0.03, 4, [0, 0.01, 0.02, 0.03]),
        (-7.3, 4, 4, [-6, -4, -2, 0, 2, 4]),
        (98.7, 101.2, 5, [99, 99.5, 100, 100.5, 101]),
        (0, 149_000, 5, [0, 20_000, 40_000, 60_000, 80_000, 100_000, 120_000, 140_000]),
    ],
)
def test_ticks_are_round_numbers_inside_the_scale(start, stop, count, expected):
    assert ticks(start, stop, count) == expected


def test_a_scale_without_length_has_no_ticks():
    with pytest.raises(NotDrawn):
        ticks(1, 1, 5)


@pytest.mark.parametrize(("stop", "expected"), [(1000, 0), (10, 0), (2.4, 1), (0.9, 1), (0.03, 2)])
def test_labels_have_as_many_decimals_as_tell_them_apart(stop, expected):
    assert tick_decimals(0, stop, 4) == expected


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (1234567.5, ",.0f", "1,234,568"),
        (-3.25, ".1f", "\u22123.2"),
        (-0.04, ".1f", "0.0"),
        (12.0, "~", "12"),
        (12.5, "~", "12.5"),
    ],
)
def test_numbers_are_formatted_as_vega_does(value, form, expected):
    assert formatted(value, form) == expected


@pytest.mark.parametrize("form", ["e", "s", ".3", "+.1f", "$,.2f"])
def test_other_forms_are_refused(form):
    with pytest.raises(NotDrawn):
        formatted(1.0, form)


def test_widths_are_those_of_the_shipped_font():
    # Advance widths of Liberation Sans in units of 2048 to the em: A 1366, V 1366, i 455; AV -152.
    assert text_width("A", 2048) == 1366
    assert text_width("iii", 2048) == 3 * 455
    assert text_width("AV", 2048) == 2 * 1366 - 152
    assert text_width("A", 2048, bold=True) == 1479
    assert text_width("\U0001f600", 2048) == fonts.font(False).advances[0]


def test_a_text_is_cut_to_its_room_with_an_ellipsis():
    short = cut("Cuxton, Halling and Riverside", 14, 100)

    assert short.endswith("…")
    assert not short.endswith(" …")
    assert text_width(short, 14) < 100
    assert cut("Luton", 14, 100) == cut("Luton", 14, 0) == "Luton"
    assert cut("W", 14, 1) == "…"


def test_numbers_and_words_of_a_picture_are_short_and_harmless():
    assert [pixels(number) for number in (12.0, -0.001, 0.126, 431.999)] == [
        "12",
        "0",
        "0.13",
        "432",
    ]
    assert escaped("<b>&\"'") == "&lt;b&gt;&amp;&quot;'"
