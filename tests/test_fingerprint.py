"""Up to date or not: content decides, never place or time, and each kind of change is named."""

import os
import shutil

import pytest
from tiny.place import change_figure, copy_to

from jsna.build import run
from jsna.build.book import load_book
from jsna.build.fingerprint import (
    Inputs,
    package_digest,
    read_log,
    reference_digest,
    reference_files,
    stale_because,
    unique_reads,
)
from jsna.observations import Selection, selection_as_dict

MADE_WITH = {"the notebook": "a", "the package": "b"}


@pytest.fixture
def tiny(project, tmp_path):
    return copy_to(tmp_path / "exampleton", project.root / "_config.yml")


def read(figures, indicator_id, *codes):
    """Return what a notebook that read this would leave in its record."""
    chosen = Selection(indicator_id, codes or None)
    return {**selection_as_dict(chosen), "digest": figures.digest(chosen)}


def test_a_page_that_was_never_built_is_stale(tiny):
    assert stale_because(None, MADE_WITH, load_book(tiny).observations) == "never built"


@pytest.mark.parametrize("name", MADE_WITH)
def test_the_part_that_changed_is_named(tiny, name):
    figures = load_book(tiny).observations
    record = {"made_with": MADE_WITH, "reads": []}

    assert stale_because(record, MADE_WITH, figures) is None
    assert stale_because(record, {**MADE_WITH, name: "z"}, figures) == f"{name} changed"
    assert stale_because(record, {**MADE_WITH, "new": "z"}, figures) == "new changed"


def test_a_changed_value_makes_stale_what_read_it_and_nothing_else(tiny):
    before = load_book(tiny).observations
    records = {
        "reads the ward": [read(before, "residents", "X05000001")],
        "reads all wards": [read(before, "children"), read(before, "residents")],
        "reads another ward": [read(before, "residents", "X05000002")],
        "reads another indicator": [read(before, "visits")],
    }
    change_figure(tiny, "residents", "X05000001", "8001")
    after = load_book(tiny).observations

    stale = {
        name: stale_because({"made_with": {}, "reads": reads}, {}, after)
        for name, reads in records.items()
    }
    assert stale == {
        "reads the ward": "figures changed: residents",
        "reads all wards": "figures changed: residents",
        "reads another ward": None,
        "reads another indicator": None,
    }


def digests(project):
    book = load_book(project)
    return {
        job.address: run._stale(book, job, Inputs(book.project, run.PACKAGE), force=False).made_with
        for job in book.plan.jobs
    }


def test_the_same_content_elsewhere_and_at_another_time_is_the_same(tiny, tmp_path):
    moved = tmp_path / "a" / "longer" / "way" / "down"
    shutil.copytree(tiny.root, moved)
    for path in moved.rglob("*"):
        os.utime(path, (1, 1))

    assert digests(type(tiny)(moved)) == digests(tiny)


@pytest.mark.parametrize(
    ("file", "part", "pages"),
    [
        ("notebooks/profiles/ward.ipynb", "the notebook", "ward"),
        ("data/place/tiles.yml", "a reference file", "all"),
        ("data/areas/areas.csv", "a reference file", "all"),
        ("data/catalogue/exampleton.yml", "a reference file", "all"),
        ("data/sources.yml", "a reference file", "all"),
        ("data/evidence/people.yml", "a reference file", "people"),
        ("book/index.md", "", "none"),
        ("data/figures/exampleton.csv", "", "none"),
    ],
)
def test_each_changed_file_changes_the_pages_it_can_reach(tiny, file, part, pages):
    before = digests(tiny)
    path = tiny.root / file
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    if file.endswith(".csv"):
        path.write_text(path.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    after = digests(tiny)

    changed = {address for address in before if before[address] != after[address]}
    wanted = {
        "all": set(before),
        "none": set(),
        "ward": {address for address in before if address.endswith("/index")},
        "people": {address for address in before if address.endswith("/people")},
    }
    assert changed == wanted[pages]
    for address in changed:
        differing = {
            name for name in before[address] if before[address][name] != after[address][name]
        }
        assert differing == {part}


def test_another_edition_is_another_parameter(tiny):
    before = digests(tiny)["chapters/people"]
    path = tiny.data / "place" / "place.yml"
    path.write_text(path.read_text("utf-8").replace("2026.11 draft", "2026.12 draft"), "utf-8")
    after = digests(tiny)["chapters/people"]

    assert before["a parameter"] != after["a parameter"]


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


def test_a_page_sees_its_own_registers_only(tiny):
    names = [tiny.relative(path) for path in reference_files(tiny, "people")]

    assert "data/evidence/people.yml" in names
    assert names == sorted(names)
    assert "data/evidence/people.yml" not in map(tiny.relative, reference_files(tiny, "ward"))
    assert reference_digest(tiny, "people") != reference_digest(tiny, "ward")


def test_a_log_of_reads_is_sorted_and_says_each_thing_once(tmp_path):
    log = tmp_path / "reads"
    log.write_text('{"b": 1}\n{"a": 1}\n{"b": 1}\n\n', encoding="utf-8")

    assert read_log(log) == [{"a": 1}, {"b": 1}]
    assert unique_reads([{"b": 1}, {"a": 1}]) == [{"a": 1}, {"b": 1}]
    assert read_log(tmp_path / "absent") == []
