"""What strangers type leads to the right page: the search's own script on the book's own words.

No built site is needed: the words come from the plan, and the script runs in a page of its own.
"""

import shutil
from pathlib import Path
from urllib.parse import quote

import pytest

from jsna.build.book import load_book
from jsna.build.chrome import chrome
from jsna.build.front import front_pages
from jsna.build.pages_model import EXPLORER, HOW
from jsna.theme.extension import search_words
from jsna.theme.pages import read_pages

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).resolve().parents[2] / "jsna/theme/html/static/jsna-search.js"
HARNESS = (
    '<!DOCTYPE html><html lang="en-GB"><title>Search</title><body data-root="">'
    '<div id="named"></div><script src="words.js"></script><script src="jsna-search.js"></script>'
)
MOST_OF_RIVER = "areas/chatham-central-and-brompton/index"
"""Where just over half of the people of River live today, a ward until 2023."""
FIRST = {
    "river": MOST_OF_RIVER,
    "river ward": "areas/index",
    "peninsula ward": "areas/index",
    "watling ward": "areas/watling/index",
    "my area": "areas/index",
    "medway": "areas/medway/index",
    "whole of medway": "areas/medway/index",
    "the whole area": "areas/medway/index",
    "whole system": "model/whole-system",
    "pyramid of need": "model/whole-system",
}
"""What is typed -> the page that must stand first: a ward that ended is told where its people
live today, and a name leads to the page that bears it and not to one that merely holds the word."""
QUERIES = {
    "luton": "areas/luton/index",
    "Luton ward": "areas/luton/index",
    "lutton": "areas/luton/index",
    "st marys island": "areas/st-marys-island/index",
    "St Mary's Island": "areas/st-marys-island/index",
    "hoo": "areas/hoo-st-werburgh-and-high-halstow/index",
    "hoo peninsula": "areas/hoo-st-werburgh-and-high-halstow/index",
    "chatham": "areas/chatham-central-and-brompton/index",
    "gillingham north": "areas/gillingham-north/index",
    "Cuxton and Halling": "areas/cuxton-halling-and-riverside/index",
    "luton and wayfield": "areas/wayfield-and-weeds-wood/index",
    "lordswood and capstone": "areas/lordswood-and-walderslade/index",
    "walderslade": "areas/lordswood-and-walderslade/index",
    "river": MOST_OF_RIVER,
    "river ward": MOST_OF_RIVER,
    "old river ward": "areas/index",
    "twydall": "areas/twydall/index",
    "ranham north": "areas/rainham-north/index",
    "whole of medway": "areas/medway/index",
    "swale": "areas/swale/index",
    "thanet district": "areas/thanet/index",
    "tunbridge wells": "areas/tunbridge-wells/index",
    "kent county council": "areas/kent/index",
    "ICB": "areas/kent-and-medway-icb/index",
    "city way surgery": "areas/strood-primary-care-network/index",
    "The Elms Medical Centre": "areas/medway-peninsula-primary-care-network/index",
    "my postcode": "areas/index",
    "find a GP practice": "areas/index",
    "whole system model": "model/whole-system",
    "the model": "model/index",
    "explore": "model/index",
    "explorer": "model/index",
    "scenario": "model/scenarios",
    "scenarios": "model/scenarios",
    "forecast": "model/index",
    "last edition": "model/scenarios",
    "poverty": "chapters/deprivation-and-inequalities",
    "life expectancy": "chapters/deprivation-and-inequalities",
    "how many people": "chapters/population-and-place",
    "where are the numbers from": "about/sources",
    "what data is missing": "about/not-known",
    "which figures": "about/coverage",
    "screen reader": "about/accessibility",
    "report a mistake": "about/about",
}
"""What is typed -> the page that must stand among the first three."""


@pytest.fixture(scope="module")
def harness(project, tmp_path_factory):
    """A folder with the search's script, the words of the whole book, and a page for both."""
    folder = tmp_path_factory.mktemp("search")
    book = load_book(project)
    texts = front_pages(book, lambda html: "")
    titles = {name: text.splitlines()[0].removeprefix("# ") for name, text in texts.items()}
    titles |= {EXPLORER: "Explore decisions", HOW: "How the model works"}
    titles |= {job.address: _title(job, book) for job in book.plan.jobs}
    words = search_words(read_pages(chrome(book, titles, {})))
    (folder / "words.js").write_text(words, encoding="utf-8")
    (folder / "index.html").write_text(HARNESS, encoding="utf-8")
    shutil.copy(SCRIPT, folder)
    return folder / "index.html"


def _title(job, book):
    """A profile is called after its area, a chapter as the list of chapters calls it."""
    if job.authored.kind == "profile":
        return job.area.full_name
    chapter = book.chapters.get(job.authored.page)
    return chapter.title if chapter else job.authored.title


@pytest.fixture(scope="module")
def page(running):
    opened = running.new_page()
    yield opened
    opened.close()


def found(page, harness, query):
    page.goto(f"{harness.as_uri()}?q={quote(query)}")
    links = page.locator("#named a").all()
    return [link.get_attribute("href").removesuffix(".html") for link in links]


@pytest.mark.parametrize(("query", "wanted"), QUERIES.items(), ids=list(QUERIES))
def test_a_lay_query_finds_its_page_among_the_first_three(page, harness, query, wanted):
    assert wanted in found(page, harness, query)[:3]


@pytest.mark.parametrize(("query", "wanted"), FIRST.items(), ids=list(FIRST))
def test_a_name_leads_to_its_own_page_first(page, harness, query, wanted):
    assert found(page, harness, query)[0] == wanted


def test_a_ward_that_ended_leads_to_all_who_took_it_over_before_names_like_it(page, harness):
    heirs = [MOST_OF_RIVER, "areas/rochester-west-and-borstal/index", "areas/st-marys-island/index"]
    shown = found(page, harness, "river ward")

    assert shown[:4] == ["areas/index", *heirs]
    assert shown[4] == "areas/cuxton-halling-and-riverside/index"
