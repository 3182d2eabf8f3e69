"""Nothing to do is said only while every file is as the last whole build left it."""

import os

import pytest

from jsna.build import unchanged
from jsna.build.options import BuildOptions, BuildResult
from jsna.build.unchanged import as_before, forget, inputs_state, remember
from jsna.paths import Project

WHOLE = BuildOptions()
FILES = (
    "_config.yml",
    "_toc.yml",
    "requirements.txt",
    "data/figures/a.csv",
    "data/place/place.yml",
    "book/index.md",
    "notebooks/chapters/falls.ipynb",
    "package/words.py",
    "_build/notebooks/chapters/falls.ipynb",
    "_build/pages/chapters/falls.json",
    "_build/html/index.html",
)


@pytest.fixture
def project(tmp_path, monkeypatch):
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    monkeypatch.setattr(unchanged, "_PACKAGE", tmp_path / "package")
    for name in [name for name in os.environ if name.startswith("JSNA_")]:
        monkeypatch.delenv(name)
    return Project(tmp_path)


def built(project, options=WHOLE):
    result = BuildResult(3, 2, 5, 1, seconds=9.0, index=project.html / "index.html")
    remember(project, options, result, inputs_state(project))


def test_without_a_note_there_may_be_something_to_do(project):
    assert as_before(project, WHOLE) is None


def test_a_second_build_says_what_the_first_left(project):
    built(project)
    found = as_before(project, WHOLE)

    assert (found.built, found.up_to_date, found.pages, found.pdfs) == (0, 5, 5, 1)
    assert found.index == project.html / "index.html"


@pytest.mark.parametrize("name", FILES[:-1])
def test_any_changed_file_is_seen(project, name):
    built(project)
    (project.root / name).write_text("changed")

    assert as_before(project, WHOLE) is None


@pytest.mark.parametrize("name", FILES[:-1])
def test_a_file_of_the_same_length_is_seen_by_its_time(project, name):
    built(project)
    before = (project.root / name).stat()
    os.utime(project.root / name, ns=(before.st_atime_ns, before.st_mtime_ns + 1))

    assert as_before(project, WHOLE) is None


@pytest.mark.parametrize("name", FILES)
def test_any_lost_file_is_seen(project, name):
    built(project)
    (project.root / name).unlink()

    assert as_before(project, WHOLE) is None


def test_a_new_file_is_seen_and_what_python_keeps_is_not(project):
    built(project)
    kept = project.root / "package" / "__pycache__" / "words.pyc"
    kept.parent.mkdir()
    kept.write_text("x")
    assert as_before(project, WHOLE) is not None

    (project.data / "figures" / "b.csv").write_text("x")
    assert as_before(project, WHOLE) is None


def test_a_file_that_changed_while_the_build_ran_is_seen(project):
    before = inputs_state(project)
    (project.book / "index.md").write_text("changed while it ran")
    remember(project, WHOLE, BuildResult(1, 0, 1, 0, 1.0, project.html), before)

    assert as_before(project, WHOLE) is None


@pytest.mark.parametrize(
    "options",
    [
        BuildOptions(only=("falls",)),
        BuildOptions(areas=("luton",)),
        BuildOptions(force=True),
        BuildOptions(dry_run=True),
        BuildOptions(pdf=False),
    ],
)
def test_only_the_same_whole_build_is_answered(project, options):
    built(project)
    assert as_before(project, options) is None


def test_a_part_of_the_book_leaves_no_note(project):
    built(project, BuildOptions(only=("falls",)))
    assert as_before(project, WHOLE) is None


def test_a_build_that_begins_takes_the_note_away(project):
    built(project)
    forget(project)
    forget(project)

    assert as_before(project, WHOLE) is None


def test_a_variable_of_ours_may_change_everything(project, monkeypatch):
    built(project)
    monkeypatch.setenv("JSNA_DEBUG", "1")
    assert as_before(project, WHOLE) is not None
    monkeypatch.setenv("JSNA_RESTRICTED", "/somewhere")
    assert as_before(project, WHOLE) is None


@pytest.mark.parametrize("spoilt", ["", "{", "[]", '{"state": 1}', '{"pdf": true}'])
def test_a_note_that_cannot_be_read_is_no_note(project, spoilt):
    (project.build / "unchanged.json").write_text(spoilt)
    assert as_before(project, WHOLE) is None
