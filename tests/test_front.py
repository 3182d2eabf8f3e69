"""The pages that the build writes itself, and what stands around every page."""

import csv
import io
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt
from tiny.place import HOSTILE, PAGES, as_of_practices, copy_to

from jsna.areas import load_areas
from jsna.build.book import load_book
from jsna.build.chrome import chrome
from jsna.build.front import front_pages
from jsna.build.pages_areas import areas_without_profile
from jsna.build.pages_coverage import CSV as COVERAGE_CSV
from jsna.build.pages_coverage import coverage_csv
from jsna.build.pages_sources import anchor, used_sources
from jsna.build.summary import lead, leads, summary_page
from jsna.build.toc import ABOUT
from jsna.page import Block, Page

PAGE_ONE = frozenset({"page-one"})


@pytest.fixture(scope="module")
def book(project, tmp_path_factory):
    folder = tmp_path_factory.mktemp("front") / "exampleton"
    return load_book(copy_to(folder, project.root / "_config.yml"))


@pytest.fixture(scope="module")
def pages(book):
    return front_pages(book, lambda html: f"SLOT {html}")


def page_of(*blocks):
    """Return a page of these blocks."""
    words = ("summary/x", "x", "X", "X06000001", "Exampleton", "Exampleton")
    return Page(*words, "2026.11", "2026-11-21", "draft", blocks)


def links(text):
    """Return label -> address of every link that Markdown finds."""
    found = {}
    for token in MarkdownIt("commonmark").parse(text):
        parts = token.children or []
        for number, part in enumerate(parts):
            if part.type == "link_open":
                label = "".join(each.content for each in parts[number + 1 : -1])
                found[label] = part.attrs["href"]
    return found


def test_there_is_a_page_for_each_place_a_reader_may_be_sent_to(pages):
    assert set(pages) == {
        "index",
        "summary/index",
        "areas/index",
        "chapters/index",
        "about/about",
        *(f"about/{name}" for name in ABOUT),
        "areas/exampleton/index",
    }
    assert all(text.startswith("# ") for text in pages.values())


def test_home_lists_wards_and_chapters_and_no_marker_is_left(pages):
    found = links(pages["index"])

    assert found["Northfold"] == "/areas/northfold/index.md"
    assert found["People of the place"] == "/chapters/people.md"
    assert "jsna:" not in pages["index"]


def test_the_summary_lists_its_sections_with_the_sentence_each_begins_with(book):
    address = "summary/our-people-and-place"
    page = page_of(Block("markdown", "Some people live here.", tags=PAGE_ONE))
    text = front_pages(book, str, {address: page})["summary/index"]

    assert text.startswith("# Summary: Exampleton\n")
    assert f"## [Our people and place](/{address}.md)\n\nSome people live here." in text


def test_a_book_without_a_summary_says_so(book):
    jobs = tuple(job for job in book.plan.jobs if job.authored.kind != "summary")
    text = summary_page(replace(book, plan=replace(book.plan, jobs=jobs)), {})

    assert "No section of the summary has been written yet." in text


def test_a_page_leads_with_its_first_sentences_for_page_one():
    def lead_of(*blocks):
        return lead(page_of(*blocks))

    one = Block("markdown", "## In brief\n\nMany people\nlive here.\n\n- A point.", tags=PAGE_ONE)

    assert lead_of(Block("markdown", "# Title"), one) == "Many people live here."
    assert lead_of(Block("markdown", "Not for page one.")) == ""
    assert leads({"a": page_of(one), "b": page_of()}) == {"a": "Many people live here."}


def test_areas_are_found_by_name_kind_and_former_name(pages):
    text = pages["areas/index"]

    assert text.startswith("# Find my area\n")
    assert "(wards-n)=\n### N\n\n- [Northfold](/areas/northfold/index.md)" in text
    assert '<a href="#wards-n">N</a>' in text
    assert "(unitary-authority)=\n## Council area\n" in text
    assert "## I know an old ward name (until 2023)\n" in text
    assert "- Northfold: [Northfold](/areas/northfold/index.md)" in text


def test_coverage_lists_every_indicator_with_its_areas_years_and_source(book, pages):
    text = pages["about/coverage"]
    rows = list(csv.DictReader(io.StringIO(coverage_csv(book))))

    assert {row["indicator_id"] for row in rows} == set(book.catalogue.indicators)
    row = next(row for row in rows if row["indicator_id"] == "children")
    assert row["held_for"] == "wards, Exampleton and Exampleland"
    assert (row["first"], row["last"], row["periods"]) == ("2022", "2022", "1")
    assert text.count("<caption>") == len({row["theme"] for row in rows})
    assert "/about/not-known.md" in text
    assert f'href="{{{{root}}}}{COVERAGE_CSV}"' in text


def test_coverage_tells_patients_of_practices_from_residents(project, tmp_path, pages):
    tiny = copy_to(tmp_path / "exampleton", project.root / "_config.yml")
    as_of_practices(tiny, "children")
    book = load_book(tiny)
    rows = {row["indicator_id"]: row for row in csv.DictReader(io.StringIO(coverage_csv(book)))}
    text = front_pages(book, str)["about/coverage"]

    told = "patients of the practices in wards, Exampleton and Exampleland"
    assert rows["children"]["held_for"] == told
    assert told in text
    assert "1 of them tell of the patients of GP practices" in text
    assert "patients of GP practices" not in pages["about/coverage"]
    assert all(
        "practices" not in row["held_for"] for row in rows.values() if row["held_for"] != told
    )


def test_every_link_between_pages_leads_to_one(pages):
    known = {f"/{name}.md" for name in {*pages, *PAGES}}

    for name, text in pages.items():
        assert set(links(text).values()) <= known | {
            address
            for address in links(text).values()
            if address.startswith(("https://", "#licence-"))
        }, name


def test_chapters_that_are_not_written_say_so_and_have_no_link(pages):
    text = pages["chapters/index"]

    assert "- [People of the place](/chapters/people.md)\n" in text
    assert "- Falls (not written yet, proposed)" in text


def test_sources_say_what_is_known_and_what_is_not(pages):
    text = pages["about/sources"]

    assert "- Released: 2024-02-01" in text
    assert "- Released: the release date is not recorded" in text
    assert "- Licence: [Creative Commons Attribution 4.0](#licence-cc-by-4-0)." in text
    assert "(licence-cc-by-4-0)=\n### Creative Commons Attribution 4.0\n" in text
    assert "https://creativecommons.org/licenses/by/4.0/" in text
    assert "Children aged 0 to 15" in text


def test_sources_stand_by_publisher_with_an_anchor_that_stays(book, pages):
    text = pages["about/sources"]
    used = used_sources(book)

    assert [source.publisher for source in used] == sorted(source.publisher for source in used)
    for source in used:
        assert f"({anchor(source)})=\n### {source.label}\n" in text
        assert text.index(f"## {source.publisher}\n") < text.index(f"({anchor(source)})=")


def test_an_area_without_a_profile_has_a_page_that_says_so(book, pages):
    assert [area.name for area in areas_without_profile(book)] == ["Exampleton"]
    assert (
        "There is no profile for a council area in this edition." in pages["areas/exampleton/index"]
    )


def test_hostile_names_are_plain_words_in_links(pages):
    text = pages["index"]

    assert links(text)[HOSTILE] == "/areas/hostile/index.md"
    assert "<b>" not in "".join(pages.values()).replace("\\<b\\>", "")


@pytest.fixture(scope="module")
def around(book, pages):
    titles = {name: name for name in {*pages, *PAGES}}
    return chrome(book, titles, {"chapters/people": [["A notebook", "chapters/people.ipynb"]]})


def test_a_section_of_the_summary_stands_below_the_summary(around):
    page = around["pages"]["summary/our-people-and-place"]

    assert (page["kind"], page["breadcrumb"]) == ("summary", [["Summary", "summary/index"]])
    assert ["Our people and place", "summary/our-people-and-place"] in page["chapters"]
    assert around["pages"]["summary/index"]["kind"] == "index"


def test_the_site_is_described_by_the_place(around):
    site = around["site"]

    assert site["title"] == "Exampleton Joint Strategic Needs Assessment"
    assert (site["state"], site["as_at"]) == ("draft", "2026-11-21")
    assert site["home"] == {"name": "Exampleton", "address": "index"}


def test_switchers_offer_the_same_page_elsewhere_and_other_pages_here(around):
    page = around["pages"]["areas/northfold/people"]

    assert page["breadcrumb"] == [["Areas", "areas/index"], ["Northfold", "areas/northfold/index"]]
    assert ["Exampleton", "chapters/people"] in page["areas"]
    assert page["chapters"] == [
        ["Profile", "areas/northfold/index"],
        ["People of the place", "areas/northfold/people"],
    ]
    assert "how many" in page["search_words"]


def test_home_area_reaches_its_overview_from_its_chapters(around):
    page = around["pages"]["chapters/people"]

    assert page["chapters"][0] == ["Overview", "areas/exampleton/index"]
    assert page["breadcrumb"] == [["Chapters", "chapters/index"]]
    assert page["downloads"] == [["A notebook", "chapters/people.ipynb"]]


def test_notices_say_what_is_not_official_or_does_not_fit(around):
    notices = {name: page.get("notices") for name, page in around["pages"].items()}

    assert notices["areas/eastfold/index"] == ["Its membership is inferred, not official."]
    assert notices["areas/southfold/index"] == ["The made-up method misses this ward by a tenth."]
    assert notices["areas/northfold/index"] == []


def test_each_kind_of_page_is_named(around, book):
    kinds = {name: page["kind"] for name, page in around["pages"].items()}

    assert kinds["index"] == "home"
    assert kinds["about/methods"] == "text"
    assert kinds["areas/exampleton/index"] == kinds["areas/index"] == "index"
    assert kinds["areas/northfold/index"] == "profile"
    assert kinds["chapters/people"] == "chapter"
    assert load_areas(book.project).named("hostile").name == HOSTILE
