"""Messages say what is wrong, guess what was meant, and say where to look."""

import re

from jsna import errors
from jsna.errors import JsnaError, UnknownAreaError, UnknownIndicatorError


def every_error(kind=JsnaError):
    yield kind
    for below in kind.__subclasses__():
        yield from every_error(below)


def ours():
    return [kind for kind in every_error() if kind.__module__ == errors.__name__]


def test_unknown_indicator_suggests_the_nearest_id():
    message = str(UnknownIndicatorError("smoking_adult", ["smoking_adults", "obesity_adults"]))

    assert message == (
        "There is no indicator 'smoking_adult'. Did you mean 'smoking_adults'? "
        "Known ones are in data/catalogue/."
    )


def test_unknown_area_without_a_near_match_makes_no_guess():
    assert "Did you mean" not in str(UnknownAreaError("XYZ", ["T05000001"]))


def test_the_tree_in_the_docstring_is_the_tree():
    drawn = re.findall(r"^[│├└─ ]*(\w+Error)\b", errors.__doc__, re.MULTILINE)

    assert sorted(drawn) == sorted(kind.__name__ for kind in ours())


def test_each_exit_code_in_the_docstring_is_true():
    codes = dict(re.findall(r"(\w+Error)\s+(?:exit code )?(\d+)", errors.__doc__))

    for name, code in codes.items():
        assert getattr(errors, name).exit_code == int(code)
    assert all(kind.exit_code > 0 for kind in ours())


def test_different_kinds_of_mistake_have_different_codes():
    kinds = [kind for kind in ours() if kind.__base__ is JsnaError]

    assert len({kind.exit_code for kind in kinds}) == len(kinds)
