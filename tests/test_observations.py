"""The long table: what is refused, what a selection gives, what the log of reads remembers."""

import json

import pytest
from charts_place import observation
from hypothesis import given
from hypothesis import strategies as st
from tiny import figures

from jsna.errors import DataError
from jsna.observations import (
    ANY,
    Observations,
    Selection,
    check_keys,
    load_observations,
    newest_first,
    selection_as_dict,
    selection_from_dict,
)
from jsna.paths import Project
from jsna.reads import READS_VARIABLE
from jsna.records import FIGURE_COLUMNS, Status


def row(area_code="T05000001", value="1.5", **cells):
    everybody = {"sex": "Persons", "age": "All ages", "category_type": "All", "category": "All"}
    given_cells = dict.fromkeys(FIGURE_COLUMNS, "") | everybody
    given_cells |= {"indicator_id": "people", "area_code": area_code, "period": "2021"}
    given_cells |= {"value": value, "status": "official", "source_id": "made_up", **cells}
    return tuple(given_cells.values())


def table(*rows):
    return Observations({"people": list(rows)})


@pytest.fixture
def written(tmp_path):
    """Write data/figures/people.csv and return its project."""

    def write(*lines):
        folder = tmp_path / "data" / "figures"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "people.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return Project(tmp_path)

    return write


HEADER = ",".join(FIGURE_COLUMNS)


def test_a_table_is_read_with_its_types(written):
    project = written(HEADER, ",".join(row(value="3", lower_ci="2.5")))
    (read,) = load_observations(project).select(Selection("people"))

    assert (read.value, read.lower_ci, read.upper_ci) == (3.0, 2.5, None)
    assert read.status is Status.OFFICIAL
    assert read.key == "people@T05000001@2021"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["a,b", "1,2"], "data/figures/people.csv, line 1: the columns must be indicator_id,"),
        (
            [HEADER, ",".join(row()[:-1])],
            "data/figures/people.csv, line 2: 20 values, 21 are needed.",
        ),
        (
            [HEADER, ",".join(row()), ",".join(row(status="guessed"))],
            "data/figures/people.csv, line 3: there is no status 'guessed'. Known ones: official,",
        ),
    ],
)
def test_a_broken_table_is_refused_with_its_line(written, lines, message):
    with pytest.raises(DataError) as caught:
        load_observations(written(*lines))

    assert str(caught.value).startswith(message)


def test_a_changed_file_is_read_again(written):
    before = load_observations(written(HEADER, ",".join(row(value="1"))))
    after = load_observations(written(HEADER, ",".join(row(value="22"))))

    assert [item.rows_of["people"][0][9] for item in (before, after)] == ["1", "22"]


def test_a_key_that_stands_twice_is_refused():
    with pytest.raises(DataError, match="people@T05000001@2021@Persons@All ages@All@All stands"):
        check_keys(table(row(value="1"), row(value="2")))
    check_keys(table(row(), row(sex="Male"), row(category="1"), row(period="2022")))


def test_a_selection_takes_everybody_unless_told_otherwise():
    figures = table(row(), row("T05000002"), row(sex="Male"), row(age="0-4", sex="Male"))

    assert len(figures.select(Selection("people"))) == 2
    assert len(figures.select(Selection("people", ("T05000002",)))) == 1
    assert len(figures.select(Selection("people", sex="Male"))) == 1
    assert len(figures.select(Selection("people", sex=ANY, age=ANY))) == 4
    assert figures.select(Selection("nobody_knows")) == []


def test_what_is_read_is_logged_with_what_it_gave(monkeypatch, tmp_path):
    log = tmp_path / "reads"
    monkeypatch.setenv(READS_VARIABLE, str(log))
    figures = table(row(), row("T05000002"))
    chosen = Selection("people", ("T05000002", "T05000001"))
    figures.select(chosen)

    (entry,) = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert entry == {**selection_as_dict(chosen), "digest": figures.digest(chosen)}
    assert entry["area_codes"] == ["T05000001", "T05000002"]


def test_a_digest_changes_with_each_selected_cell_and_with_nothing_else():
    chosen = Selection("people", ("T05000001",))
    digest = table(row(), row("T05000002")).digest(chosen)

    assert table(row(), row("T05000002", value="9")).digest(chosen) == digest
    assert table(row("T05000002"), row()).digest(chosen) == digest
    for name in ("value", "lower_ci", "status", "value_note", "released_on"):
        assert table(row(**{name: "7"})).digest(chosen) != digest
    assert table().digest(chosen) != digest


@given(
    st.none() | st.lists(st.sampled_from(["T1", "T2", "T3"]), min_size=1),
    st.sampled_from(["Persons", "Male", ANY]),
)
def test_a_selection_survives_the_receipt(codes, sex):
    chosen = Selection("people", None if codes is None else tuple(codes), sex=sex)
    figures = table(row("T1"), row("T2", sex="Male"), row("T3"))
    again = selection_from_dict({**selection_as_dict(chosen), "digest": "ignored"})

    assert figures.digest(again) == figures.digest(chosen)


def test_areas_with_a_value_are_those_that_hold_a_number():
    figures = table(row(), row("T05000002", value="", status="suppressed"))

    assert figures.areas_with("people") == {"T05000001"}
    assert figures.areas_with("nobody_knows") == set()


def test_the_newest_period_wins_and_then_the_later_release():
    made = [
        observation("T1", number, period_end=end, released_on=released)
        for number, (end, released) in enumerate(
            [("2020-12-31", ""), ("2021-12-31", "2022-01-01"), ("2021-12-31", "2023-01-01")]
        )
    ]

    assert [item.value for item in newest_first(made)] == [2, 1, 0]


def test_the_figures_of_the_tiny_place_are_those_that_its_script_writes():
    committed = figures.Path(figures.__file__).parent / "data" / "figures" / "exampleton.csv"

    assert committed.read_text(encoding="utf-8") == figures.text()
