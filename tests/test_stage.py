"""The stage writes what changed, removes what is no more, and keeps analysts' cells out."""

import pytest
from pdf_page import easton

from jsna.build.drawing import Drawings
from jsna.build.making import page_markdown
from jsna.build.publish import remove_left_overs
from jsna.build.stage import Stage
from jsna.page import Block
from jsna.theme.slots import slot_name

REGISTER = {"register": "views", "entries": [], "empty": "No views are held yet."}


@pytest.fixture
def stage(tmp_path):
    return Stage(tmp_path / "stage")


def staged(stage, page):
    """Stage a page that has no charts."""
    return page_markdown(stage, page, Drawings())


def test_only_changed_files_are_written(stage):
    for text in ("one", "one", "two"):
        stage.put("a/b.md", text)
    for content in (b"x", b"x", b"y"):
        stage.put_bytes("a/c.pdf", content)

    assert stage.changed == 4
    assert (stage.folder / "a" / "b.md").read_text(encoding="utf-8") == "two"


def test_what_is_not_written_again_goes_with_its_folder(stage):
    stage.put("gone/old.md", "x")
    stage.put("kept.md", "x")
    again = Stage(stage.folder)
    again.put("kept.md", "x")
    again.close()

    assert [path.name for path in stage.folder.rglob("*")] == ["kept.md"]
    assert again.changed == 1


def test_a_slot_is_named_by_its_content(stage):
    line = stage.slot("<p>x</p>")

    assert line == f"<!-- fig {slot_name('<p>x</p>')} -->"
    assert (stage.folder / "_figs" / f"{slot_name('<p>x</p>')}.html").read_text() == "<p>x</p>"


def test_a_page_is_its_text_with_slots_between(stage):
    page = easton(
        Block("markdown", text="# Easton\n\nHello."),
        Block("register", bundle=REGISTER),
        Block("markdown", text="Bye."),
    )
    lines = staged(stage, page).split("\n\n")

    assert lines[:2] == ["# Easton", "Hello."]
    assert lines[2].startswith("<!-- fig ")
    assert lines[3] == "Bye.\n"
    (slot,) = (stage.folder / "_figs").iterdir()
    assert "No views are held yet." in slot.read_text(encoding="utf-8")


def test_what_is_for_analysts_only_is_not_staged(stage):
    only = frozenset({"analyst-only"})
    page = easton(
        Block("markdown", text="# Easton"),
        Block("markdown", text="ZEBRA", tags=only),
        Block("register", bundle={**REGISTER, "empty": "ZEBRA is the word."}, tags=only),
    )

    assert staged(stage, page) == "# Easton\n"
    assert not (stage.folder / "_figs").exists()


def test_the_same_page_twice_changes_nothing(stage):
    page = easton(Block("markdown", text="# Easton"), Block("register", bundle=REGISTER))
    first = staged(stage, page)
    changed = stage.changed

    assert staged(stage, page) == first
    assert stage.changed == changed


def test_a_site_keeps_what_the_stage_holds_and_nothing_of_an_earlier_one(tmp_path):
    site, stage = tmp_path / "site", tmp_path / "stage"
    kept = ["index.html", "search.html", "searchindex.js", "_static/jsna.css", "about/us.html"]
    for name in [
        *kept,
        "about/gone.html",
        "charts/new.svg",
        "areas/gone/index.html",
        "pdf/old.pdf",
    ]:
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text("x")
    for name in ("index.md", "about/us.md", "extra/charts/new.svg"):
        (stage / name).parent.mkdir(parents=True, exist_ok=True)
        (stage / name).write_text("x")

    remove_left_overs(site, stage)

    left = [path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()]
    assert sorted(left) == sorted(kept)
    assert not (site / "areas").exists()
