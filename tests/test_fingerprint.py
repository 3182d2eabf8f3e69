"""Up to date or not: content decides, never place or time, and each kind of change is named."""

import pytest

from jsna.build.fingerprint import in_words, package_digest, read_log, reasons, unique_reads

MADE_WITH = {"the notebook": "a", "the plan": "b"}
ENTRY = {"kind": "indicator", "name": "residents", "digest": "old"}
FILE = {"kind": "file", "name": "data/evidence/people.yml", "digest": "old"}
FIGURES = {"indicator_id": "residents", "digest": "old"}


class Now:
    """Inputs in which everything reads alike."""

    def __init__(self, answer, **whole):
        self.whole = {"figures": "f", "reference files": "r", "code": "c", **whole}
        self._answer = answer
        self.changed = None

    def now(self, entry):
        return self._answer

    def changed_figures(self, whole):
        return self.changed


def record(*reads):
    return {"made_with": MADE_WITH, "reads": list(reads), "whole": Now("").whole}


def test_a_page_that_was_never_built_is_stale():
    assert reasons(None, MADE_WITH, Now("old")) == ["never built"]


@pytest.mark.parametrize("name", MADE_WITH)
def test_the_part_that_changed_is_named(name):
    assert reasons(record(), MADE_WITH, Now("old")) == []
    assert reasons(record(), {**MADE_WITH, name: "z"}, Now("old")) == [f"{name} changed"]
    assert reasons(record(), {**MADE_WITH, "new": "z"}, Now("old")) == ["new changed"]


def test_each_thing_read_is_compared_once_its_part_has_changed():
    kept = record(FIGURES, ENTRY)

    assert reasons(kept, MADE_WITH, Now("new")) == []
    assert reasons(kept, MADE_WITH, Now("old", figures="other")) == []
    assert reasons(kept, MADE_WITH, Now("new", figures="other")) == ["figures changed: residents"]
    assert reasons(kept, MADE_WITH, Now("new", **{"reference files": "other"})) == [
        "catalogue entry changed: residents"
    ]


def test_of_figures_only_indicators_that_changed_are_compared():
    place = {"kind": "standing", "name": "residents|persons|all|all|X05", "digest": "old"}
    kept, now = record(FIGURES, place, {**FIGURES, "indicator_id": "homes"}), Now("new", figures="")

    now.changed = frozenset({"homes"})
    assert reasons(kept, MADE_WITH, now) == ["figures changed: homes"]
    now.changed = frozenset({"residents"})
    assert reasons(kept, MADE_WITH, now) == ["figures changed: residents"]
    now.changed = frozenset()
    assert reasons(kept, MADE_WITH, now) == []
    listed = record({"kind": "rows", "name": "*", "digest": "old"})
    assert reasons(listed, MADE_WITH, now) == ["figures changed: the list of all"]


@pytest.mark.parametrize(
    ("entry", "now", "words"),
    [
        (ENTRY, "new", "catalogue entry changed: residents"),
        (ENTRY, "", "catalogue entry is gone: residents"),
        (FILE, "", "file is gone: data/evidence/people.yml"),
        ({**FILE, "digest": ""}, "new", "file is new: data/evidence/people.yml"),
        (FIGURES, "new", "figures changed: residents"),
        (
            {"kind": "indicator", "name": "*", "digest": "a"},
            "b",
            "catalogue entry changed: the list of all",
        ),
        (
            {"kind": "areas", "name": "siblings:X05", "digest": "a"},
            "b",
            "areas that belong together changed: siblings X05",
        ),
        ({"kind": "module", "name": "jsna.words", "digest": "a"}, "b", "code changed: jsna.words"),
        ({"kind": "place", "name": "board", "digest": "a"}, "b", "the place, its changed: board"),
    ],
)
def test_what_happened_is_said_in_words(entry, now, words):
    assert in_words(entry, now) == words


def test_only_modules_that_a_notebook_can_reach_count(tmp_path):
    package = tmp_path / "jsna"
    for name in ("words.py", "build/run.py", "theme/slots.py", "charts/ranked.py", "notes.txt"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text("x", encoding="utf-8")
    before = package_digest(package)

    for name in ("build/run.py", "theme/slots.py", "notes.txt"):
        (package / name).write_text("y", encoding="utf-8")
    assert package_digest(package) == before
    for name in ("words.py", "charts/ranked.py"):
        (package / name).write_text("y", encoding="utf-8")
        assert package_digest(package) != before
        before = package_digest(package)


def test_a_log_of_reads_is_sorted_and_says_each_thing_once(tmp_path):
    log = tmp_path / "reads"
    log.write_text('{"b": 1}\n{"a": 1}\n{"b": 1}\n\n', encoding="utf-8")

    assert read_log(log) == [{"a": 1}, {"b": 1}]
    assert unique_reads([{"b": 1}, {"a": 1}]) == [{"a": 1}, {"b": 1}]
    assert read_log(tmp_path / "absent") == []
