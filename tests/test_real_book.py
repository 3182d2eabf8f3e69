"""The built book itself: every page, PDF, figure and number that this edition promises."""

import csv
import io
import json
import re
from dataclasses import replace

import pytest
import yaml
from pdf_gate import missing_numbers, problems

from jsna.assembly import read_page
from jsna.build.book import load_book
from jsna.build.records import executed_path
from jsna.build.toc import toc_text
from jsna.files import check_schema
from jsna.pdf.content import SHEET, draft_mark
from jsna.pdf.pages import page_count
from jsna.records import AreaType

pytestmark = pytest.mark.book
GOLDEN_PAGE = "areas/luton/index"


@pytest.fixture(scope="module")
def book(project):
    """Everything the build knew; skipped where nobody has built the book."""
    if not (project.html / "index.html").exists():
        pytest.skip("The book is not built; run `python3 run.py book` first.")
    return load_book(project)


@pytest.fixture(scope="module")
def pages(book):
    """Every assembled page by address."""
    made = {}
    for job in book.plan.jobs:
        path = executed_path(book.project, job.address)
        made[job.address] = read_page(json.loads(path.read_text(encoding="utf-8")))
    return made


@pytest.fixture(scope="module")
def profiles(book):
    return [job for job in book.plan.jobs if job.authored.kind == "profile"]


@pytest.fixture(scope="module")
def wards(book):
    return book.areas.of_type(AreaType.WARD)


def pdf_of(book, job, kind="full"):
    return (book.project.html / "pdf" / f"{job.area.area_slug}-{kind}.pdf").read_bytes()


def test_wards_networks_hubs_and_districts_have_a_profile_with_a_pdf(book, profiles, wards):
    assert len(wards) == 24
    assert {job.area.area_code for job in profiles} >= {ward.area_code for ward in wards}
    kinds = {job.area.area_type for job in profiles}
    assert {AreaType.SUB_HUB, AreaType.EARLY_HELP_HUB, AreaType.DISTRICT} <= kinds
    for job in profiles:
        assert (book.project.html / f"{job.address}.html").exists()
        assert page_count(pdf_of(book, job)) >= 2


def test_each_chapter_is_there_for_home_and_for_every_area_with_figures(book, wards):
    written = {job.authored.page for job in book.plan.jobs if job.authored.kind == "chapter"}
    assert {"population_and_place", "deprivation_and_inequalities"} <= written

    for page in written:
        address = page.replace("_", "-")
        assert (book.project.html / "chapters" / f"{address}.html").exists()
        too_thin = {item.area.area_code for item in book.plan.thin if item.page == page}
        for ward in wards:
            built = book.project.html / "areas" / ward.area_slug / f"{address}.html"
            assert built.exists() == (ward.area_code not in too_thin)
    for job in book.plan.jobs:
        assert (book.project.html / f"{job.address}.html").exists()


def test_no_page_is_left_over_from_an_earlier_book(book):
    tree = yaml.safe_load(toc_text(book.plan))
    promised = {tree["root"], "search"}

    def below(entries):
        for entry in entries:
            promised.add(entry["file"])
            below(entry.get("sections", []))

    below(tree["chapters"])
    site = book.project.html
    found = {path.relative_to(site).with_suffix("").as_posix() for path in site.rglob("*.html")}
    assert found == promised


def test_the_committed_table_of_contents_is_the_plan(book):
    assert (book.project.root / "_toc.yml").read_text(encoding="utf-8") == toc_text(book.plan)


def test_every_pdf_passes_the_gate_and_prints_every_number_of_its_page(book, profiles, pages):
    found = {}
    for job in profiles:
        page, pdf = pages[job.address], pdf_of(book, job)
        on_each = [page.full_name, page.edition, draft_mark(page.state, book.place["board"])]
        wrong = problems(pdf, on_each_sheet=on_each) + missing_numbers(page, pdf)
        if wrong:
            found[job.address] = wrong
    assert found == {}


def test_every_profile_has_a_sheet_of_two_pages_that_says_what_the_page_says(book, profiles, pages):
    found = {}
    for job in profiles:
        page, pdf = pages[job.address], pdf_of(book, job, "sheet")
        on_each = [page.full_name, page.edition, draft_mark(page.state, book.place["board"])]
        part = replace(page, blocks=tuple(each for each in page.blocks if SHEET in each.tags))
        wrong = problems(pdf, on_each_sheet=on_each) + missing_numbers(part, pdf)
        if page_count(pdf) > 2:
            wrong.append(f"has {page_count(pdf)} pages")
        if wrong:
            found[job.address] = wrong
    assert found == {}


def test_every_figure_stands_on_its_page_with_csv_and_pictures(book, pages):
    site = book.project.html
    for address, page in pages.items():
        html = (site / f"{address}.html").read_text(encoding="utf-8")
        bundles = [bundle for bundle in page.bundles if "columns" in bundle]
        assert bundles, address
        for bundle in bundles:
            assert f'id="{bundle["id"]}"' in html
            text = (site / f"data/pages/{address}/{bundle['id']}.csv").read_text(encoding="utf-8")
            assert len(list(csv.DictReader(io.StringIO(text)))) == len(bundle["rows"])
        pictures = set(re.findall(r"charts/[0-9a-f]{32}\.svg", html))
        drawn = [bundle for bundle in bundles if "spec" in bundle]
        assert bool(pictures) == bool(drawn)
        assert [name for name in pictures if not (site / name).exists()] == []


def test_no_page_prints_a_gap_or_a_role(pages):
    for address, page in pages.items():
        assert not re.search(r"\bnot known\b[.,]|\{(?:v|say)\}|\bnan\b|\bNone\b", page.text), (
            address
        )


def test_at_least_25_indicators_are_shown_and_every_one_has_a_source(book, pages):
    shown = {
        key.split("@")[0]
        for page in pages.values()
        for bundle in page.bundles
        for key in bundle.get("keys", [])
    }

    assert len(book.catalogue.indicators) >= 25
    assert len(shown) >= 25
    assert shown <= set(book.catalogue.indicators)


def test_the_receipt_names_every_page_and_what_it_read(book):
    receipt = json.loads((book.project.build / "receipt.json").read_text(encoding="utf-8"))
    check_schema(receipt, "receipt", shown="_build/receipt.json")

    assert [page["url"] for page in receipt["pages"]] == [
        f"{job.address}.html" for job in book.plan.jobs
    ]
    for job, page in zip(book.plan.jobs, receipt["pages"], strict=True):
        about_the_model = job.authored.kind == "model"  # such a page reads results, and no figures
        kinds = {item["kind"] for item in page["inputs"]}
        assert bool(page["reads"]) != about_the_model, page["url"]
        assert "projection" in kinds or not about_the_model, page["url"]


def test_one_page_reads_as_it_was_reviewed(book, pytestconfig):
    """The Markdown that the site is built from; charts stand in it as slots named by content."""
    staged = book.project.build / "stage" / f"{GOLDEN_PAGE}.md"
    actual = re.sub(r"<!-- fig [0-9a-f]+ -->", "<!-- fig -->", staged.read_text(encoding="utf-8"))
    golden = book.project.root / "tests" / "golden" / "pages" / "luton.md"
    if pytestconfig.getoption("--update-golden"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(actual, encoding="utf-8", newline="\n")

    assert golden.exists(), "tests/golden/pages/luton.md is missing; write it with --update-golden"
    assert actual == golden.read_text(encoding="utf-8"), "the page changed; read the difference"
