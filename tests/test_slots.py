import re

import lxml.html
import pytest

from jsna.bundles import check_bundle
from jsna.theme.markup import kilobytes, text
from jsna.theme.slots import (
    LEVEL,
    ROOT,
    Download,
    Image,
    figure_slot,
    register_slot,
    slot_comment,
    slot_name,
    table_slot,
)

HOSTILE = "</script><img src=x onerror=alert(1)>\"'{{root}}{{level}}&"
IMAGES = {
    "wide": Image("assets/figures/w.svg", 680, 400),
    "phone": Image("assets/figures/p.svg", 328, 500),
}
LIVE = {
    "wide": Image("charts/w.svg", 680, 400, "charts/w.js"),
    "phone": Image("charts/p.svg", 328, 500, "charts/p.js"),
}
CSV = Download("data/pages/sample/one.csv", "Disabled people by ward", 1234)


def figure(**changes):
    bundle = {
        "id": "population-disabled-ranked",
        "chart": "ranked",
        "headline": "Sampleward has the largest share of two wards",
        "subtitle": "Residents who are disabled, % of residents, 2021",
        "alt": "Bar chart of two wards: Sampleward 20.5%, Otherward not known.",
        "columns": [
            {"name": "area", "title": "Ward", "type": "text", "header": True},
            {
                "name": "value",
                "title": "Disabled",
                "type": "number",
                "unit": "%",
                "decimals": 1,
            },
            {"name": "focus", "title": "Focus", "type": "text", "hidden": True},
        ],
        "rows": [
            {"area": "Sampleward", "value": 20.54, "focus": True},
            {"area": "Otherward", "value": None, "focus": False},
        ],
        "spec": {"wide": {}, "phone": {}},
        "notes": ["Shared out from small areas."],
        "statuses": ["official", "apportioned"],
        "sources": [
            {
                "id": "census",
                "label": "A made-up census",
                "period": "2021",
                "released_on": None,
                "licence": "OGL-3.0",
            }
        ],
        "keys": ["disabled@T05000001@2021"],
    }
    return check_bundle("figure", bundle | changes)


def table(*, tags=(), rows=None):
    columns = [
        {"name": "measure", "title": "Measure", "type": "text", "header": True},
        {"name": "own", "title": "Sampleward", "type": "text"},
        {"name": "country", "title": "Testland", "type": "text"},
        {"name": "place", "title": "Place", "type": "text"},
        {"name": "period", "title": "Period", "type": "text"},
        {"name": "status", "title": "Status", "type": "text"},
    ]
    plain = figure()
    bundle = {name: plain[name] for name in ("notes", "statuses", "sources", "keys")}
    bundle |= {
        "id": "ward-facts-table",
        "headline": "Sampleward in one fact",
        "subtitle": "Newest figures held",
        "columns": columns,
        "rows": rows
        or [
            {
                "measure": "Aged under 16",
                "own": "24.1%",
                "country": "18.5%",
                "place": "the 2nd highest of 3 wards",
                "period": "2022",
                "status": "apportioned",
            }
        ],
        "tags": list(tags),
    }
    return check_bundle("table", bundle)


def placed(slot):
    return lxml.html.fromstring(slot.replace(ROOT, "../").replace(LEVEL, "3"))


def words(part):
    return " ".join(part.text_content().split())


def test_a_figure_holds_its_parts_in_the_order_of_the_contract():
    tree = placed(figure_slot(figure(), LIVE, CSV))
    parts = [
        tree.xpath(f"count(.//{path}/preceding::*) + count(.//{path}/ancestor::*)")
        for path in (
            "h3[@class='headline']",
            "p[@class='subtitle']",
            "picture",
            "p[@class='tools']",
            "details[div]",
            "p[@class='source']",
        )
    ]

    assert parts == sorted(parts)
    assert tree.get("id") == "population-disabled-ranked"
    assert tree.xpath("string(.//*[@id=//figure/@aria-labelledby])") == figure()["headline"]


def test_the_picture_has_both_layouts_sizes_and_the_alternative_text():
    tree = placed(figure_slot(figure(), IMAGES, CSV))
    source, picture = tree.xpath(".//source")[0], tree.xpath(".//img")[0]

    assert (source.get("media"), source.get("srcset")) == (
        "(max-width: 600px)",
        "../assets/figures/p.svg",
    )
    assert (picture.get("src"), picture.get("width"), picture.get("height")) == (
        "../assets/figures/w.svg",
        "680",
        "400",
    )
    assert picture.get("alt") == figure()["alt"]
    assert (picture.get("loading"), picture.get("decoding")) == ("lazy", "async")


def test_the_table_twin_has_scopes_units_and_words_for_what_is_missing():
    tree = placed(figure_slot(figure(), IMAGES, CSV))
    rows = [[words(cell) for cell in row] for row in tree.xpath(".//tr")]

    assert rows == [["Ward", "Disabled"], ["Sampleward", "20.5%"], ["Otherward", "not known"]]
    assert tree.xpath(".//thead/tr/th/@scope") == ["col", "col"]
    assert tree.xpath(".//tbody//th/@scope") == ["row", "row"]
    region = tree.xpath(".//details/div[@role]")[0]
    assert (region.get("role"), region.get("tabindex")) == ("region", "0")
    assert region.get("aria-label") == f"Figures of this bar chart: {figure()['headline']}"


def test_links_are_told_apart_and_the_data_names_its_size():
    tree = placed(figure_slot(figure(), IMAGES, CSV))
    data, anchor = tree.xpath(".//p[@class='tools']/a")

    assert words(data) == "Download the data of this bar chart: Disabled people by ward (CSV, 1 kB)"
    assert data.get("href") == "../data/pages/sample/one.csv"
    assert words(anchor) == f"Link to this bar chart: {figure()['headline']}"
    assert anchor.get("href") == "#population-disabled-ranked"


@pytest.mark.parametrize(
    ("released", "expected"),
    [
        (None, "Source: A made-up census, 2021, Open Government Licence v3.0."),
        (
            "2022-11-29",
            "Source: A made-up census, 2021, released 2022-11-29, Open Government Licence v3.0.",
        ),
    ],
)
def test_a_release_date_is_said_only_where_it_is_known(released, expected):
    source = figure()["sources"][0] | {"released_on": released}
    tree = placed(figure_slot(figure(sources=[source]), IMAGES, CSV))

    assert words(tree.xpath(".//p[@class='source']")[0]) == expected


def test_estimates_are_marked_in_words_and_official_figures_are_not():
    marked = placed(figure_slot(figure(), IMAGES, CSV))
    plain = placed(figure_slot(figure(statuses=["official", "computed"]), IMAGES, CSV))

    assert [words(each) for each in marked.xpath(".//ul[@class='badges']/li")] == [
        "Apportioned estimate"
    ]
    assert plain.xpath(".//ul[@class='badges']") == []


def test_many_notes_wait_behind_a_summary_and_few_do_not():
    few = placed(figure_slot(figure(notes=["One.", "Two."]), IMAGES, CSV))
    many = placed(figure_slot(figure(notes=["One.", "Two.", "Three."]), IMAGES, CSV))

    assert few.xpath(".//details[@class='about']") == []
    assert len(few.xpath("./ul[@class='notes']/li")) == 2
    assert len(many.xpath("./details[@class='about']/ul/li")) == 3
    assert "3 notes" in words(many.xpath("./details[@class='about']/summary")[0])


def test_a_figure_without_a_live_version_offers_no_button():
    slot = figure_slot(figure(), IMAGES, CSV)

    assert "explore" not in slot
    assert "data-wide" not in slot


def test_a_live_figure_names_its_scripts_and_holds_none():
    tree = placed(figure_slot(figure(), LIVE, CSV))
    (host,) = tree.xpath(".//div[@class='chart']")

    assert host.get("data-wide").endswith("charts/w.js")
    assert host.get("data-phone").endswith("charts/p.js")
    assert tree.xpath(".//button[@class='explore']")
    assert tree.xpath("//script") == []


def test_hostile_words_stay_words_everywhere():
    bundle = figure(
        headline=HOSTILE,
        subtitle=HOSTILE,
        alt=HOSTILE,
        notes=[HOSTILE],
        rows=[{"area": HOSTILE, "value": 1.0, "focus": True}],
    )
    slot = figure_slot(bundle, LIVE, Download("data/x.csv", HOSTILE, 1))
    tree = placed(slot)

    assert tree.xpath("//@onerror") == []
    assert len(tree.xpath("//img")) == 1
    assert tree.xpath("//script") == []
    assert words(tree.xpath(".//h3")[0]) == HOSTILE


def test_data_can_never_hold_a_marker():
    slot = figure_slot(figure(headline="{{root}} {{level}} {{{root}}"), IMAGES, CSV)

    assert len(re.findall(re.escape(ROOT), slot)) == 3  # two pictures and the CSV
    assert len(re.findall(re.escape(LEVEL), slot)) == 2  # the heading's two tags


def test_page_one_facts_become_cards():
    tree = placed(table_slot(table(tags=["page-one"]), CSV))
    card = tree.xpath(".//dl[@class='cards']/div")[0]

    assert [words(part) for part in card] == [
        "Aged under 16",
        "24.1%",
        "Testland 18.5%",
        "The 2nd highest of 3 wards",
        "2022, apportioned",
    ]
    assert tree.xpath(".//table") == []


def test_other_tables_stay_tables_with_source_and_data():
    tree = placed(table_slot(table(), CSV))

    assert len(tree.xpath(".//table")) == 1
    assert tree.xpath(".//details") == []
    assert len(tree.xpath(".//a[@download]")) == 1
    assert len(tree.xpath(".//p[@class='source']")) == 1


def test_a_long_table_is_folded_with_all_that_belongs_to_it():
    row = table()["rows"][0]
    short = placed(table_slot(table(rows=[row] * 6), CSV))
    long = placed(table_slot(table(rows=[row] * 7), CSV))

    assert short.xpath(".//details[@class='rows']") == []
    (folded,) = long.xpath(".//details[@class='rows']")
    assert words(folded[0]).startswith("Show all 7 rows of the table: ")
    assert len(folded.xpath(".//tbody/tr")) == 7
    assert len(folded.xpath(".//a[@download]")) == len(folded.xpath(".//p[@class='source']")) == 1
    assert long.xpath("./figcaption//*[contains(@class, 'headline')]")


def test_cards_are_never_folded():
    row = table()["rows"][0]
    tree = placed(table_slot(table(tags=["page-one"], rows=[row] * 8), CSV))
    assert tree.xpath(".//details[@class='rows']") == []


def register(name, *entries):
    return check_bundle(
        "register",
        {"register": name, "entries": list(entries), "empty": "Nothing has been entered yet."},
    )


@pytest.mark.parametrize(
    "name",
    ["evidence", "views", "services", "recommendations", "priorities", "model", "sources"],
)
def test_an_empty_register_says_so_in_its_own_words(name):
    tree = placed(register_slot(register(name)))

    assert (tree.get("class"), words(tree)) == ("empty", "Nothing has been entered yet.")


EVIDENCE = {
    "id": "a-paper",
    "publisher": "A publisher",
    "title": "A paper",
    "year": 2021,
    "address": "https://example.org/paper",
    "says": "Advice near to home is used more.",
    "checked": False,
}


def test_evidence_that_nobody_has_checked_is_marked():
    unread = words(placed(register_slot(register("evidence", EVIDENCE))))
    read = words(placed(register_slot(register("evidence", EVIDENCE | {"checked": True}))))

    assert "A publisher, 2021 Not yet checked against the publication" in unread
    assert "checked" not in read


def test_an_address_that_is_not_of_the_web_is_no_link():
    entry = EVIDENCE | {"address": "javascript:alert(1)"}

    assert "href" not in register_slot(register("evidence", entry))


def test_a_recommendation_says_its_state_and_whom_it_is_for():
    entry = {
        "id": "r",
        "text": "Ask for the figures that are missing.",
        "to": "The council",
        "because": ["disabled people"],
        "state": "under way",
        "date": "2026-11-21",
        "role": "Public health intelligence",
    }
    said = words(placed(register_slot(register("recommendations", entry))))

    assert said == (
        "Ask for the figures that are missing. Under way For The council. "
        "Shown by disabled people. Public health intelligence, 2026-11-21"
    )


@pytest.mark.parametrize(
    ("name", "entry", "expected"),
    [
        (
            "views",
            {
                "said": "Buses are too few.",
                "method": "Survey",
                "asked": "40 residents",
                "date": "2026",
                "source": {"label": "A report", "address": "https://example.org"},
            },
            "Buses are too few. Survey, 40 residents, 2026. Source: A report",
        ),
        (
            "services",
            {
                "name": "A clinic",
                "kind": "Advice",
                "commissioner": "The council",
                "date": "2026-01-01",
                "source": {"label": "A list", "address": "https://example.org"},
                "note": "Closed on Sundays.",
            },
            "A clinic Advice, commissioned by The council. Source: A list, as at 2026-01-01 "
            "Closed on Sundays.",
        ),
        (
            "priorities",
            {
                "text": "Warm homes first.",
                "reason": "Cold homes make people ill.",
                "role": "The board",
                "date": "2026-01-01",
            },
            "Warm homes first. Cold homes make people ill. Decided by The board, 2026-01-01",
        ),
        ("missing", {"title": "Pay"}, "Not known for this area: Pay"),
    ],
)
def test_every_register_says_what_its_entries_hold(name, entry, expected):
    slot = register_slot(register(name, entry)).replace("</p>", "</p> ")

    assert words(placed(slot)) == expected


def test_sources_are_a_table_that_admits_an_unknown_release_date():
    entry = {"label": "A census", "period": "2021", "released_on": None, "licence": "OGL-3.0"}
    tree = placed(register_slot(register("sources", entry)))
    rows = [[words(cell) for cell in row] for row in tree.xpath(".//tr")]

    assert rows == [
        ["Source", "Period", "Released", "Licence"],
        ["A census", "2021", "not stated", "Open Government Licence v3.0"],
    ]


def test_a_slot_is_named_by_its_content():
    assert slot_name("a") != slot_name("b")
    assert slot_comment("a") == f"<!-- fig {slot_name('a')} -->"
    assert re.fullmatch(r"[0-9a-f]{8,64}", slot_name("a"))


@pytest.mark.parametrize(
    ("size", "expected"), [(1, "1 kB"), (68_400, "68 kB"), (1_240_000, "1.2 MB")]
)
def test_sizes_are_said_as_readers_know_them(size, expected):
    assert kilobytes(size) == expected


def test_markup_refuses_what_no_page_may_hold():
    assert text("{{{x") == "&#123;&#123;&#123;x"
