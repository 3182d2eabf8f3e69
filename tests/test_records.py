"""What is remembered of a page: what it read stays, what was compared last may change."""

import pytest

from jsna.build.records import (
    executed_path,
    load_record,
    record_digest,
    refresh_record,
    save_record,
)
from jsna.files import write_text
from jsna.paths import Project

PAGE = "areas/northfold/index"
READ = {"kind": "file", "name": 'a, "whole": {', "digest": "x"}
RECORD = {"made_with": {"the notebook": "a"}, "reads": [READ], "whole": {"figures": "old"}}


@pytest.fixture
def project(tmp_path):
    made = Project(tmp_path)
    write_text(executed_path(made, PAGE), "{}")
    save_record(made, PAGE, RECORD)
    return made


def test_a_page_found_up_to_date_keeps_what_it_read(project):
    before = record_digest(project, PAGE)
    refresh_record(project, PAGE, {"figures": "new", "code": "c"})

    assert load_record(project, PAGE) == {**RECORD, "whole": {"figures": "new", "code": "c"}}
    assert record_digest(project, PAGE) == before
    refresh_record(project, PAGE, RECORD["whole"])
    assert load_record(project, PAGE) == RECORD


def test_nothing_is_written_where_nothing_changed_or_nothing_is_remembered(project):
    path = project.build / "pages" / f"{PAGE}.json"
    seen = path.stat().st_ino
    refresh_record(project, PAGE, {"figures": "old"})
    refresh_record(project, "areas/other/index", {"figures": "new"})

    assert path.stat().st_ino == seen
    assert [each.name for each in path.parent.iterdir()] == ["index.json"]
