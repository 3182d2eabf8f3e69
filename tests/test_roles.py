"""Roles become words; a sentence with a hole in it is left out whole; data prints literally."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from jsna.errors import NotebookError
from jsna.roles import Said, escape, fill, unescape

SAID = {
    "people": Said("8,000", is_known=True),
    "place": Said("the highest of 4 wards", is_known=True),
    "gone": Said("not known", is_known=False),
    "name": Said("*x* <b>&amp;</b> [a](b) $1", is_known=True),
}


def filled(text):
    return fill(text, SAID, shown="ward for Easton, cell 3")


def printed(text):
    """Return the words that Markdown prints as one paragraph, without marks."""
    tokens = MarkdownIt("commonmark").parse(text)
    return "".join(part.content for part in tokens[1].children)


def test_roles_become_words_wherever_they_stand():
    assert filled("## {v}`people` people\n\nIt is {say}`place`.") == (
        "## 8,000 people\n\nIt is the highest of 4 wards."
    )


def test_text_without_roles_is_left_as_it_is():
    text = "One.\nTwo.\n\n- a\n- b\n\n```\nx = 1\n```"

    assert filled(text) == text


def test_a_paragraph_that_would_have_a_hole_is_left_out_whole():
    text = "First {v}`people`.\n\nThen {v}`gone` and\nmore of it.\n\nLast."

    assert filled(text) == "First 8,000.\n\nLast."


def test_a_list_item_is_left_out_and_its_neighbours_stay():
    text = "Here:\n\n- {v}`gone`\n- {v}`people`\n  on two lines\n- {v}`gone`\n\nAfter."

    assert filled(text) == "Here:\n\n- 8,000\n  on two lines\n\nAfter."


def test_a_line_that_leads_into_nothing_goes_with_its_list():
    text = "Kept.\n\nWhat stands out:\n\n- {v}`gone`\n- {v}`gone`\n\nAfter."

    assert filled(text) == "Kept.\n\nAfter."


def test_a_line_with_a_colon_that_never_led_into_a_list_stays():
    assert filled("The chart shows this:") == "The chart shows this:"
    assert filled("One thing:\n\n{v}`gone` is out.\n\nAfter.") == "One thing:\n\nAfter."


@pytest.mark.parametrize("text", ["", "\n", "{v}`gone`", "- {v}`gone`\n- {v}`gone`"])
def test_nothing_is_left_of_a_cell_that_says_nothing(text):
    assert filled(text) == ""


def test_a_name_that_no_cell_emits_is_refused_with_the_place_and_the_remedy():
    with pytest.raises(NotebookError) as caught:
        filled("{v}`peple`")

    assert str(caught.value) == (
        "ward for Easton, cell 3: the role 'peple' names nothing that a cell of this notebook "
        'emits. Add page.value("peple", …) or page.say("peple", …).'
    )


def test_data_cannot_become_markup():
    text = filled("It is {say}`name`.")

    assert printed(text) == "It is *x* <b>&amp;</b> [a](b) $1."
    assert "<b>" not in text


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"]), min_size=1))
def test_whatever_a_name_holds_it_prints_as_it_is(name):
    assert printed("It is " + escape(name)) == "It is " + name
    assert unescape(escape(name)) == name
