"""The home page says what the pages say: their first sentences, first facts and first map."""

import html
import re

import pytest
from tiny.place import HOSTILE, copy_to

from jsna.build.book import load_book
from jsna.build.pages_home import home_page, minute, ward_map
from jsna.orientation import Orientation
from jsna.page import Block, Page
from jsna.theme.home import Tile, facts_row, map_of_links

SECTION = "summary/our-people-and-place"
SOURCES = [{"period": "2021"}]


@pytest.fixture(scope="module")
def book(project, tmp_path_factory):
    folder = tmp_path_factory.mktemp("home") / "exampleton"
    return load_book(copy_to(folder, project.root / "_config.yml"))


def column(name, **facts):
    return {"name": name, "title": name.capitalize(), "type": "text", **facts}


def facts(*rows, statuses=(), columns=("own", "country", "period", "status")):
    named = [column("measure", header=True), *map(column, columns)]
    return {
        "columns": named,
        "rows": [dict(zip([c["name"] for c in named], row, strict=True)) for row in rows],
        "statuses": list(statuses),
        "sources": SOURCES,
    }


def tile_map(*names):
    rows = [
        {"area": name, "tile_x": float(n), "tile_y": 0.0, "band": n + 1, "label": f"{n}.5"}
        for n, name in enumerate(names)
    ]
    columns = [{"name": "value", "title": "Deprivation score", "type": "number"}]
    return {"chart": "tiles", "columns": columns, "rows": rows, "sources": SOURCES}


def page(*blocks):
    words = (SECTION, "our_people_and_place", "Title", "X", "Exampleton", "Exampleton")
    return Page(*words, "2026.11", "2026-11-21", "draft", blocks)


def test_each_section_gives_its_first_sentence_and_its_first_facts(book):
    table = facts(("Residents", "10", "20", "2023", "official"))
    blocks = [
        Block("markdown", "## In brief\n\nTen people live here.", tags=frozenset({"page-one"})),
        Block("table", bundle=table, tags=frozenset({"page-one"})),
    ]

    text = minute(book, {SECTION: page(*blocks)}, lambda piece: f"SLOT {piece}")

    assert f"### [Our people and place](/{SECTION}.md)\n\nTen people live here.\n\nSLOT" in text
    assert "<dt>Residents</dt><dd><b>10</b> <small>Country 20, 2023</small>" in text


def test_a_section_that_is_not_built_is_only_named(book):
    assert minute(book, {}, str) == f"### [Our people and place](/{SECTION}.md)"


def test_facts_say_that_they_are_estimates_and_the_unknown_are_passed_over():
    table = facts(
        ("Unknown", "not known", "1", "2020", "official"),
        ("Shared out", "5", None, "2021", "apportioned"),
        ("Third", "6", "7", "2022", "computed"),
    )

    row = facts_row(table, 1)

    assert re.findall(r"<small>(.*?)</small>", row) == ["2021, apportioned"]
    assert facts_row(facts(("Unknown", "not known", None, "2020", None)), 3) == ""


def test_what_a_table_says_once_for_all_its_rows_is_said_of_each_fact():
    table = facts(("Heat", "5"), statuses=["modelled"], columns=("own",))

    assert "<small>2021, modelled</small>" in facts_row(table, 3)


def test_the_map_links_each_ward_of_the_book_and_no_other(book):
    wards = [area.name for area in book.plan.areas if area.area_type == "ward"]
    made = ward_map(
        book, {SECTION: page(Block("figure", bundle=tile_map(*wards, "Elsewhere")))}, str
    )

    assert re.findall(r'href="\{\{root\}\}(areas/[^"]+)"', made) == [
        f"areas/{area.area_slug}/index.html" for area in book.plan.areas if area.area_type == "ward"
    ]
    assert "Deprivation score, 2021: the darker a square" in made
    assert "<b>" not in made
    assert html.escape(HOSTILE) in made


def test_without_a_tile_map_there_is_no_map(book):
    assert ward_map(book, {SECTION: page()}, str) == ""


def test_the_river_is_decoration_and_lies_in_the_map():
    river = Orientation(river=((1.0, 2.0), (3.0, 1.0)))
    made = map_of_links([Tile("A", "a.html", 1, 1, 3, "5")], river, "Map", "Key")

    assert '<svg viewBox="0 0 1.12 1.12" aria-hidden="true"' in made
    assert 'points="0.06,1.06 2.06,0.06"' in made
    assert "<svg" not in map_of_links([Tile("A", "a.html", 1, 1, 3, "5")], Orientation(), "M", "K")


def test_every_marker_is_filled(book):
    text = "<!-- jsna:minute -->|<!-- jsna:map -->|<!-- jsna:areas -->|<!-- jsna:chapters -->"

    assert "jsna:" not in home_page(book, text, {}, str)
