"""What ends an area's page: chapters it lacks, and the list that it waits for."""

from dataclasses import replace

import pytest
from pdf_page import easton
from tiny.place import copy_to

from jsna.assembly import read_page
from jsna.build.book import load_book
from jsna.build.closing import chapters_wait, closing, lacking, waiting, waits
from jsna.build.naming import counted_word, heading, without_links
from jsna.build.run import _order, inputs_of, made_with
from jsna.owner_files import WARDS
from jsna.page import Block
from jsna.pdf.content import Imprint, content
from jsna.records import AreaType


@pytest.fixture
def book(project, tmp_path):
    return load_book(copy_to(tmp_path / "exampleton", project.root / "_config.yml"))


def job_at(book, address):
    (job,) = [job for job in book.plan.jobs if job.address == address]
    return job


def test_a_profile_ends_with_the_chapters_it_lacks_and_where_to_read_them(book):
    text = closing(book, job_at(book, "areas/southfold/index"))

    assert text.startswith("## Chapters without a page here\n\n- People of the place: figures of ")
    assert "which is too few for a page." in text
    assert text.endswith("Read [People of the place in Exampleton](/chapters/people.md).")


def test_nothing_is_said_where_nothing_is_lacking_and_on_chapters(book):
    assert closing(book, job_at(book, "areas/northfold/index")) == ""
    assert closing(book, job_at(book, "chapters/people")) == ""


def test_the_notebook_is_told_and_is_run_again_when_it_changes(book):
    job = job_at(book, "areas/southfold/index")
    before = made_with(book, job, inputs_of(book))
    order = _order(book, job)
    fewer = replace(book, plan=replace(book.plan, thin=()))

    assert order.metadata["closing"] == closing(book, job)
    assert made_with(fewer, job, inputs_of(fewer))["the plan"] != before["the plan"]


def test_the_end_of_the_page_is_printed_too():
    facts = {"page": "ward", "address": "areas/easton/index", "area_code": "T1"}
    facts |= {"area_name": "Easton", "full_name": "Easton ward, Testland", "edition": "1"}
    facts |= {"as_at": "2026-11-21", "state": "draft", "closing": "## Lacking\n\n- A chapter."}
    cell = {"cell_type": "markdown", "metadata": {}, "source": "# Easton"}
    page = read_page({"metadata": {"jsna": facts}, "cells": [cell]})
    printed = content(page, lambda bundle: b"", Imprint("T", "B", (), None), "full")

    assert page.blocks[-1] == Block("markdown", text="## Lacking\n\n- A chapter.")
    assert printed["blocks"][0]["t"] == "heading"
    assert easton().blocks != page.blocks


def test_a_hub_waits_until_the_list_of_wards_is_there(book):
    hub = replace(book.home, area_type=AreaType.EARLY_HELP_HUB)

    assert waits(book, hub) == "The wards of this hub are inferred from its name."
    assert "`data/owner/hub_wards.csv`" in waiting(book, hub)
    folder = book.project.data / "owner"
    folder.mkdir()
    (folder / WARDS).write_text("hub_id,hub_name,ward_code,valid_from,valid_to\n")
    assert waits(book, hub) == waiting(book, hub) == ""
    assert waits(book, book.home) == ""
    assert chapters_wait(book)


def test_a_chapter_that_this_site_lacks_is_named_without_a_link(book):
    alone = replace(book, plan=book.plan.built(["areas/southfold/index"]))

    said = lacking(alone, alone.plan.jobs[0].area)
    assert said.endswith("Read People of the place in Exampleton.")
    assert [area.name for area in alone.plan.areas] == ["Southfold"]


def test_links_to_pages_that_are_not_built_become_words():
    text = "Read [it](/chapters/a.md#need), [that \\[one\\]](/chapters/b.md) or [x](/about/x.md)."

    assert without_links(text, {"chapters/a", "chapters/b"}) == (
        "Read it, that \\[one\\] or [x](/about/x.md)."
    )


@pytest.mark.parametrize(
    ("kind", "one", "many"),
    [
        (AreaType.WARD, "Ward", "Wards"),
        (AreaType.COUNTY, "County", "Counties"),
        (AreaType.PRACTICE, "GP practice", "GP practices"),
    ],
)
def test_kinds_of_area_are_counted_in_words(kind, one, many):
    assert (heading(kind, 1), heading(kind, 2)) == (one, many)
    assert counted_word(AreaType.COUNTRY, 2) == "countries"
