"""Files are written whole or not at all, and a mistake in one is named."""

import os
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.errors import DataError
from jsna.files import (
    check_schema,
    csv_text,
    read_csv,
    read_yaml,
    strict_json,
    write_bytes,
    write_if_changed,
    write_text,
)


def test_a_file_is_written_with_its_folders_and_plain_line_ends(tmp_path):
    write_text(tmp_path / "a" / "b.txt", "ü\nx\n")

    assert (tmp_path / "a" / "b.txt").read_bytes() == "ü\nx\n".encode()
    assert (tmp_path / "a" / "b.txt").stat().st_mode & 0o777 == 0o644


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "a.txt"
    write_text(path, "old")

    with pytest.raises(TypeError):
        write_bytes(path, "not bytes")
    assert path.read_text(encoding="utf-8") == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


def test_only_a_changed_text_is_written_again(tmp_path):
    path = tmp_path / "a.txt"

    assert write_if_changed(path, "one") is True
    os.utime(path, (1, 1))
    assert write_if_changed(path, "one") is False
    assert path.stat().st_mtime == 1
    assert write_if_changed(path, "two") is True


def test_json_is_sorted_and_refuses_what_is_no_number():
    assert strict_json({"b": None, "a": "ü"}) == '{"a": "ü", "b": null}'
    for number in (float("nan"), float("inf")):
        with pytest.raises(DataError, match="must be null, not NaN"):
            strict_json({"a": [number]})


@given(st.lists(st.tuples(st.text(), st.text())))
def test_a_table_is_read_as_it_was_written(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("csv") / "table.csv"
    wanted = [{"a": first, "b": second} for first, second in rows]
    path.write_bytes(csv_text(("a", "b"), wanted).encode("utf-8", "surrogatepass"))

    try:
        read = read_csv(path, ("a", "b"), shown="table.csv")
    except UnicodeDecodeError:
        assert any("\ud800" <= sign <= "\udfff" for row in rows for cell in row for sign in cell)
    else:
        assert read == wanted


def test_missing_values_are_empty_cells():
    assert csv_text(("a", "b"), [{"a": None}, {"a": 0, "b": "x"}]) == "a,b\n,\n0,x\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a,c\n",
            "areas.csv, line 1: the columns must be a,b (missing: b; not known: c).",
        ),
        ("a,b\n1,2\n3\n", "areas.csv, line 3: 1 values where the header has 2."),
        ("", "areas.csv, line 1: the columns must be a,b (missing: a, b; not known: none)."),
    ],
)
def test_a_broken_table_names_its_line(tmp_path, text, message):
    path = tmp_path / "areas.csv"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(DataError) as caught:
        read_csv(path, ("a", "b"), shown="areas.csv")
    assert str(caught.value) == message


def test_a_missing_file_says_what_it_should_hold(tmp_path):
    with pytest.raises(DataError, match=r"x\.csv is missing\. It must have the columns a, b\."):
        read_csv(tmp_path / "x.csv", ("a", "b"), shown="x.csv")
    with pytest.raises(DataError, match=r"x\.yml is missing\."):
        read_yaml(tmp_path / "x.yml", shown="x.yml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\na: 2\n", "x.yml, line 2: the key 'a' stands twice."),
        ("a:\n  b: 1\n  b: 1\n", "x.yml, line 3: the key 'b' stands twice."),
        ("a: [1\nb: 2\n", r"x.yml, line 2: (did not find )?expected ',' or '\]'"),
        ("a: !!python/object:os.system x\n", "x.yml, line 1: could not determine a constructor"),
    ],
)
def test_broken_yaml_names_its_line(tmp_path, text, message):
    path = tmp_path / "x.yml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(DataError) as caught:
        read_yaml(path, shown="x.yml")
    assert re.match(message, str(caught.value))


def test_dates_stay_the_text_they_are(tmp_path):
    path = tmp_path / "x.yml"
    path.write_text("day: 2026-11-21\nchecked: yes\n", encoding="utf-8")

    assert read_yaml(path, shown="x.yml") == {"day": "2026-11-21", "checked": True}


def test_a_schema_names_the_place_inside_and_cuts_long_values():
    with pytest.raises(DataError) as caught:
        check_schema(
            {"register": "x" * 900, "entries": [], "empty": "y" * 20}, "bundle-register", shown="It"
        )

    assert str(caught.value).startswith("It, register: 'xxx")
    assert len(str(caught.value)) < 300
