"""The reading grade against a text whose grade is published, and the ways Markdown can mislead it."""

import pytest

from jsna.reading import grade, longest_sentence


def test_a_sentence_with_a_published_grade():
    text = "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature."

    assert grade(text) == pytest.approx(11.3, abs=0.05)


def test_short_words_in_short_sentences_are_easy():
    assert grade("The cat sat on the mat. The dog ran.") < 1
    assert grade("Commissioners should prioritise multidisciplinary rehabilitation.") > 15


def test_addresses_and_markup_do_not_count():
    plain = "We use figures from the census. They are old."
    marked = "We use [figures](/about/a-very-long-address.md) from the **census**. They are old."

    assert grade(marked) == pytest.approx(grade(plain))


def test_each_list_item_is_a_sentence():
    assert longest_sentence("We show:\n\n- one thing\n- another small thing\n") == 3


def test_a_decimal_point_ends_no_sentence():
    assert longest_sentence("Here 17.4% of people rent. They pay.") == 5


def test_no_words_have_no_grade():
    assert grade("") == 0.0
    assert longest_sentence("") == 0
