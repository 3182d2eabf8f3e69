"""The log of what was read: each question once, with a hash that is the same in every process."""

import json
import subprocess
import sys

import pytest

from jsna.areas import Areas
from jsna.paths import Project
from jsna.reads import (
    ABSENT,
    READS_VARIABLE,
    Tracked,
    TrackedRows,
    digest,
    note_file,
    tracked,
    untracked,
    watch,
)
from jsna.records import AreaType


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Start a log; the function returns what stands in it as (kind, name) -> digest."""
    log = tmp_path / "log.reads"
    monkeypatch.setenv(READS_VARIABLE, str(log))

    def entries():
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        found = [json.loads(line) for line in lines]
        assert len({(each["kind"], each["name"]) for each in found}) == len(found)
        return {(each["kind"], each["name"]): each["digest"] for each in found}

    return entries


def test_an_entry_that_is_looked_at_is_logged_once(read):
    table = Tracked("indicator", {"a": 1, "b": 2})
    assert (table["a"], table["a"], table.get("c"), "d" in table) == (1, 1, None, False)

    assert read() == {
        ("indicator", "a"): digest(1),
        ("indicator", "c"): ABSENT,
        ("indicator", "d"): ABSENT,
    }


def test_whoever_goes_through_a_table_depends_on_all_of_it(read):
    table = Tracked("indicator", {"a": 1, "b": 2})
    assert list(table.values()) == [1, 2]

    assert set(read()) == {("indicator", "*"), ("indicator", "a"), ("indicator", "b")}
    assert read()["indicator", "*"] == table.digest("*") == digest(["a", "b"])


@pytest.mark.parametrize("way", [dict, lambda table: {**table}, sorted, len, bool, list])
def test_no_way_of_copying_a_table_goes_past_the_log(read, way):
    way(Tracked("place", {"a": 1}))

    assert ("place", "*") in read()


def test_rows_are_logged_by_whoever_goes_through_them(read):
    rows = TrackedRows([{"a": "1"}])
    assert next(tuple.__iter__(rows)) == {"a": "1"}
    assert read() == {}
    assert [row["a"] for row in rows] == ["1"]
    assert read() == {("membership", "*"): rows.digest()}


def test_without_a_log_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.delenv(READS_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    assert Tracked("place", {"a": 1})["a"] == 1

    assert list(tmp_path.iterdir()) == []


def test_a_file_of_the_project_counts_whoever_opens_it(read, tmp_path):
    project = Project(tmp_path)
    for name in ("seen", "by value", "outside"):
        path = tmp_path / ("data" if name != "outside" else "other") / f"{name}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(name, encoding="utf-8")
    watch(project)
    (project.data / "seen.csv").read_bytes()
    (tmp_path / "other" / "outside.csv").read_bytes()
    with tracked():
        (project.data / "by value.csv").read_bytes()
    note_file(project, project.data / "absent.yml")

    found = read()
    assert set(found) == {("file", "data/seen.csv"), ("file", "data/absent.yml")}
    assert found["file", "data/absent.yml"] == ABSENT


def test_what_was_opened_before_the_log_began_counts_too(tmp_path, monkeypatch):
    """As in a warm process, which reads for notebooks that come later."""
    project = Project(tmp_path)
    project.data.mkdir()
    (project.data / "early.csv").write_text("a", encoding="utf-8")
    monkeypatch.delenv(READS_VARIABLE, raising=False)
    watch(project)
    (project.data / "early.csv").read_bytes()
    log = tmp_path / "log.reads"
    monkeypatch.setenv(READS_VARIABLE, str(log))
    watch(project)

    assert '"data/early.csv"' in log.read_text(encoding="utf-8")


def test_a_question_about_areas_is_logged_as_one_and_can_be_asked_again(read, areas):
    areas = Areas(Tracked("area", untracked(areas.by_code)), ())
    ward = areas["T05000001"]
    asked = [
        areas.siblings(ward),
        areas.of_type(AreaType.COUNTRY),
        areas.cuts(areas["T06000001"]),
        areas.members("T06000001"),
        areas.earlier(ward, "Old: ward"),
    ]
    questions = {name: value for (kind, name), value in read().items() if kind == "areas"}

    assert list(questions.values()) == [digest(answer) for answer in asked]
    assert {name: areas.answer_digest(name) for name in questions} == questions
    assert areas.answer_digest("siblings:gone") == ABSENT
    assert ("area", "*") not in read()


def test_a_hash_is_the_same_in_every_process(project):
    """Sets and texts are ordered by chance in a process that is not told otherwise."""
    code = (
        "from jsna.records import Trap, Use, AreaType; from jsna.reads import digest\n"
        "print(digest(Trap('a', 'b', 'c', frozenset(Use), frozenset(AreaType))))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=project.root,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(found) == 1
    assert found != {""}
