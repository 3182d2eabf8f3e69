"""Series by age: read and written alike, and refused with their line."""

import numpy as np
import pytest

from jsna.errors import DataError
from jsna.paths import Project
from jsna.schedules import (
    AGE_COLUMNS,
    SCHEDULE_COLUMNS,
    Schedule,
    load_schedules,
    number_text,
    schedule_text,
    schedules_path,
)


def series(values=None, **changes):
    given = {
        "schedule_id": "start_population",
        "area_code": "T06000001",
        "sex": "Female",
        "period": "mid-2023",
        "status": "official",
        "source_id": "made_up",
        "note": "",
    }
    numbers = np.full(len(AGE_COLUMNS), np.nan)
    numbers[: len(values or [1.0])] = values or [1.0]
    return Schedule(**(given | changes), values=numbers)


def written(tmp_path, text):
    project = Project(tmp_path)
    schedules_path(project).parent.mkdir(parents=True)
    schedules_path(project).write_text(text, encoding="utf-8")
    return project


def test_what_is_written_is_read(tmp_path):
    made = [series([12, 0.5]), series([7], sex="Male"), series([3], period="mid-2024")]
    held = load_schedules(written(tmp_path, schedule_text(made)))
    assert [item.key for item in held.find("start_population", "T06000001")] == sorted(
        item.key for item in made
    )
    newest = held.one("start_population", "T06000001", "Female")
    assert (newest.period, newest.values[0]) == ("mid-2024", 3)
    assert np.isnan(newest.values[1])
    assert held.find("start_population", "T07000001") == ()


def test_order_of_making_does_not_matter():
    made = [series(), series(sex="Male")]
    assert schedule_text(made) == schedule_text(made[::-1])


def test_numbers_keep_six_digits():
    assert number_text(1 / 3) == "0.333333"
    assert number_text(1619.0) == "1619"
    assert number_text(float("nan")) == ""


def test_a_series_made_twice_is_refused():
    with pytest.raises(DataError, match="made twice"):
        schedule_text([series(), series()])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",official,", ",guessed,", "line 2: status is 'guessed'"),
        (",Female,", ",Women,", "line 2: sex is 'Women'"),
        (",made_up,,1,", ",made_up,,one,", "line 2: every age must hold a number"),
        ("schedule_id,", "schedule,", "line 1: the columns must be schedule_id"),
    ],
)
def test_a_bad_file_is_named(tmp_path, old, new, said):
    text = schedule_text([series()])
    assert old in text
    with pytest.raises(DataError, match=said):
        load_schedules(written(tmp_path, text.replace(old, new, 1)))


def test_a_row_that_stands_twice_is_named(tmp_path):
    header, row = schedule_text([series()]).splitlines()
    with pytest.raises(DataError, match=r"line 3: .* stands twice"):
        load_schedules(written(tmp_path, f"{header}\n{row}\n{row}\n"))


def test_what_is_not_held_is_named(tmp_path):
    held = load_schedules(written(tmp_path, ",".join(SCHEDULE_COLUMNS) + "\n"))
    with pytest.raises(DataError, match="no 'mortality' for T92000001, Male"):
        held.one("mortality", "T92000001", "Male")
