"""Strangers' words lead to the right page: names, earlier names, practices; on the real tables."""

import pytest

from jsna.build import finding
from jsna.build.book import load_book
from jsna.build.chrome import chrome
from jsna.build.front import front_pages
from jsna.build.pages_areas import areas_page
from jsna.records import AreaType


@pytest.fixture(scope="module")
def book(project):
    return load_book(project)


@pytest.fixture(scope="module")
def wards(book):
    return book.areas.of_type(AreaType.WARD)


@pytest.fixture(scope="module")
def around(book):
    names = [*front_pages(book, lambda html: ""), *(job.address for job in book.plan.jobs)]
    return chrome(book, {name: name for name in names}, {})["pages"]


@pytest.mark.parametrize(
    ("old", "today"),
    [
        ("Chatham Central", ["Chatham Central & Brompton"]),
        ("Cuxton and Halling", ["Cuxton, Halling & Riverside"]),
        ("Luton and Wayfield", ["Luton", "Wayfield & Weeds Wood"]),
        ("Rainham South", ["Rainham South East", "Rainham South West"]),
        ("Rainham Central", ["Rainham North", "Rainham South East", "Rainham South West"]),
        ("Princes Park", ["Princes Park"]),
        ("River", []),
        ("Peninsula", []),
    ],
)
def test_an_earlier_name_leads_to_the_wards_that_share_it_and_to_no_other(wards, old, today):
    assert [area.name for area in finding.sharing_a_name(old, wards)] == today


def test_an_apostrophe_and_a_joining_word_make_no_other_name():
    assert finding.name_words("St Mary's & the Isle") == finding.name_words("St Marys and the isle")


def test_a_practice_is_filed_without_its_article_and_stands_in_one_network(book):
    everyone = finding.practices(book)
    networks = [area for area in book.plan.areas if area.area_type is AreaType.SUB_HUB]
    shared = [practice for network in networks for practice in finding.practices(book, network)]

    assert sorted(shared, key=finding.filed_under) == everyone
    assert [area.name[:5] for area in everyone if area.name.startswith("The E")] == ["The E"]
    names = [finding.filed_under(area) for area in everyone]
    assert names == sorted(names)


def test_every_area_every_earlier_ward_and_every_practice_is_on_the_page(book):
    page = areas_page(book, lambda html: html)

    for area in book.plan.areas:
        assert f"(/areas/{area.area_slug}/index.md)" in page, area.area_slug
    for area in (*finding.earlier_wards(book), *finding.practices(book)):
        assert f"\n- {area.name.replace('&', chr(92) + '&')}: " in page, area.name


def test_a_ward_name_of_the_past_leads_to_where_its_people_live_today(book):
    page = areas_page(book, lambda html: html)
    (river,) = [line for line in page.splitlines() if line.startswith("- River: ")]
    (rural,) = [line for line in page.splitlines() if line.startswith("- Strood Rural: ")]

    assert [word for word in ("brompton", "st-marys-island", "borstal") if word in river] == [
        "brompton",
        "st-marys-island",
        "borstal",
    ]
    assert "(/areas/strood-rural/index.md) (83%)" in rural
    assert "hoo-st-werburgh" in rural


def test_without_shares_a_name_that_none_bears_leads_to_what_counts_it(book, monkeypatch):
    monkeypatch.setattr(finding, "taken_over", lambda book, old: [])
    page = areas_page(book, lambda html: html)
    (line,) = [line for line in page.splitlines() if line.startswith("- River: ")]

    assert line.startswith("- River: no ward of today shares this name. It is counted in [")
    assert "hub-inferred/index.md" in line


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("areas/luton/index", {"Luton and Wayfield"}),
        ("areas/st-marys-island/index", {"River"}),
        ("areas/all-saints/index", {"Peninsula"}),
        ("areas/hoo-st-werburgh-and-high-halstow/index", {"Hoo peninsula"}),
        ("areas/strood-primary-care-network/index", {"City Way Surgery", "doctors surgeries"}),
        ("areas/rochester-east-chatham-and-walderslade-hub-inferred/index", {"River"}),
        ("areas/medway-and-swale-partnership/index", {"Swale"}),
        ("areas/index", {"postcode", "Peninsula ward"}),
        ("about/coverage", {"datasets"}),
    ],
)
def test_a_page_knows_what_strangers_call_it(around, name, words):
    assert words <= set(around[name]["search_words"])


def test_words_of_a_place_stand_on_its_first_page_alone(around):
    assert "Luton and Wayfield" not in around["areas/luton/population-and-place"]["search_words"]


def test_what_waits_for_the_owner_says_so_in_the_head_of_its_page(around):
    network = around["areas/strood-primary-care-network/index"]
    hub = around["areas/gillingham-and-twydall-hub-inferred/index"]

    assert "A primary care network stands in the place of a sub-hub." in network["notices"]
    assert "Its membership is inferred, not official." in hub["notices"]
