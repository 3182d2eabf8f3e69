"""`status` counts indicators, areas, pages and chapters, planned and built, in aligned lines."""

import json

import pytest
from tiny.place import as_of_practices, copy_to

from jsna.build.records import executed_path, save_record
from jsna.status import status_lines


@pytest.fixture
def tiny(project, tmp_path):
    return copy_to(tmp_path / "exampleton", project.root / "_config.yml")


def numbers(lines, label):
    (line,) = [line for line in lines if line.strip().startswith(f"{label} ")]
    return line.split()[len(label.split()) :]


def test_everything_is_counted_before_anything_is_built(tiny):
    lines = status_lines(tiny)

    assert numbers(lines, "catalogued") == ["8"]
    assert numbers(lines, "for wards until 2023") == ["1"]
    assert numbers(lines, "for Exampleton") == ["7"]
    assert numbers(lines, "profile pages") == ["4", "0"]
    assert numbers(lines, "chapter pages") == ["2", "0"]
    assert numbers(lines, "PDFs") == ["8", "0"]
    assert numbers(lines, "People of the place") == ["2"]
    assert lines[-1].strip() == "1 of 2 written, 1 planned"


def test_figures_of_patients_by_practice_are_none_of_a_wards_own(tiny):
    before = status_lines(tiny)
    as_of_practices(tiny, "children")
    after = status_lines(tiny)
    of_practices = "of patients, by where their practices are"

    for label in ("for Exampleton", "for Exampleland"):
        (count,) = numbers(before, label)
        assert numbers(after, label) == [str(int(count) - 1)], label
    assert "  for wards                  7" in before
    assert "  for wards" in [line.rstrip("6").rstrip() for line in after]
    assert numbers(after, "with figures") == numbers(before, "with figures")
    assert numbers(after, of_practices) == ["1"]
    assert not [line for line in before if of_practices in line]


def test_what_is_built_is_counted_by_kind(tiny):
    for address in ("areas/northfold/index", "chapters/people"):
        path = executed_path(tiny, address)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({}))
        save_record(tiny, address, {"made_with": {}, "reads": [], "whole": {}})
    (tiny.html / "pdf").mkdir(parents=True)
    (tiny.html / "pdf" / "northfold-full.pdf").write_bytes(b"%PDF")
    (tiny.html / "index.html").write_text("<h1>x</h1>")
    lines = status_lines(tiny)

    assert numbers(lines, "profile pages") == ["4", "1"]
    assert numbers(lines, "chapter pages") == ["2", "1"]
    assert numbers(lines, "PDFs") == ["8", "1"]
    assert numbers(lines, "all pages of the site") == ["1"]


def test_numbers_end_in_the_same_column_under_their_head(tiny):
    lines = status_lines(tiny)
    pages = lines[lines.index(next(line for line in lines if line.startswith("Pages"))) :]
    ends = {len(line) for line in pages[: pages.index("")]}

    assert len(ends) == 1
    assert not any(line != line.rstrip() for line in lines)
