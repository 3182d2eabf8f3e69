"""The table of contents: made from the plan, committed, and compared line by line."""

import pytest
import yaml
from tiny.place import TINY, copy_to

from jsna.build.book import load_book
from jsna.build.toc import ABOUT, check_toc, toc_text, write_toc
from jsna.errors import PublishError


@pytest.fixture
def tiny(project, tmp_path):
    return copy_to(tmp_path / "exampleton", project.root / "_config.yml")


@pytest.fixture
def plan(tiny):
    return load_book(tiny).plan


def test_the_committed_file_of_the_tiny_place_is_the_plan(plan, tiny):
    assert toc_text(plan) == (TINY / "_toc.yml").read_text(encoding="utf-8")
    check_toc(tiny, plan)


def test_every_page_stands_in_it_once(plan):
    tree = yaml.safe_load(toc_text(plan))
    files = [tree["root"]]

    def below(entries):
        for entry in entries:
            files.append(entry["file"])
            below(entry.get("sections", []))

    below(tree["chapters"])
    assert len(files) == len(set(files))
    assert {job.address for job in plan.jobs} <= set(files)
    assert {f"about/{name}" for name in ABOUT} <= set(files)
    assert "areas/exampleton/index" in files


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("    - file: areas/northfold/people\n", "", "+    - file: areas/northfold/people"),
        ("- file: chapters/index\n", "- file: chapters/all\n", "-- file: chapters/all"),
        ("- file: chapters/index\n", "- file: chapters/all\n", "+- file: chapters/index"),
        ("root: index\n", "root: home\n", "-root: home"),
    ],
)
def test_a_committed_file_that_differs_is_refused_with_the_lines(tiny, plan, old, new, shown):
    path = tiny.root / "_toc.yml"
    path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")

    with pytest.raises(PublishError) as caught:
        check_toc(tiny, plan)
    lines = str(caught.value).splitlines()
    assert lines[0] == (
        "_toc.yml is not what the notebooks and areas give. Write it again with "
        "python3 run.py check --fix and commit it. First differences:"
    )
    assert f"  {shown}" in lines
    assert not any("@@" in line or "the plan" in line for line in lines)


def test_a_missing_file_is_refused_and_writing_it_puts_it_right(tiny, plan):
    (tiny.root / "_toc.yml").unlink()
    with pytest.raises(PublishError):
        check_toc(tiny, plan)

    assert write_toc(tiny, plan) is True
    assert write_toc(tiny, plan) is False
    check_toc(tiny, plan)
