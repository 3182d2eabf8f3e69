"""What must hold in every HTML file of the built site, read without a browser."""

import re
from itertools import pairwise
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest

pytestmark = pytest.mark.browser

CSP = re.compile(
    r'<meta charset="utf-8">\s*<meta http-equiv="Content-Security-Policy" '
    r"content=\"default-src 'none'; script-src 'self'; "
)


@pytest.fixture(scope="module")
def pages(site):
    """Path -> (text, tree) of every page of ours."""
    found = {}
    for path in sorted(site.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        found[path] = (text, lxml.html.fromstring(text))
    return found


def test_the_policy_stands_right_after_the_charset(pages):
    assert [path for path, (text, _) in pages.items() if not CSP.search(text)] == []


SHEETS = {
    "index.html": ["_static/jsna.css", "_static/jsna-home.css"],
    "model/index.html": ["_static/jsna.css", "model/explorer.css"],
    "model/how-it-works.html": ["_static/jsna.css", "model/explorer.css", "model/how.css"],
}
"""Page -> its style sheets, in order; every other page has jsna.css alone."""


def test_one_style_sheet_no_inline_script_and_nothing_from_outside(pages, site):
    wrong = []
    for path, (_, tree) in pages.items():
        name = path.relative_to(site).as_posix()
        sheets = [
            (path.parent / href.partition("?")[0]).resolve().relative_to(site.resolve()).as_posix()
            for href in tree.xpath("//link[@rel='stylesheet']/@href")
        ]
        inline = tree.xpath("//script[not(@src) and not(@type='application/json')]")
        loaded = tree.xpath("//script/@src | //link[@rel='stylesheet']/@href | //img/@src")
        handlers = tree.xpath("//@*[starts-with(name(), 'on')]")
        outside = [each for each in loaded if urlsplit(each).scheme not in ("", "data")]
        is_right = sheets == SHEETS.get(name, ["_static/jsna.css"])
        if not is_right or inline or outside or handlers:
            wrong.append((name, sheets, len(inline), outside, handlers))

    assert wrong == []


def test_only_search_the_explorer_and_pages_to_narrow_down_load_more_than_our_one_script(pages):
    for path, (_, tree) in pages.items():
        scripts = [src.partition("?")[0].split("/")[-1] for src in tree.xpath("//script/@src")]
        narrowed = ["jsna-narrow.js"] if tree.xpath("//body/@data-filter") else []
        own = ["model.js", "explorer.js"] if tree.xpath("//body/@data-kind") == ["model"] else []
        if tree.xpath("//body/@data-kind") != ["search"]:
            assert scripts == ["jsna.js", *narrowed, *own], path


def test_language_title_one_heading_and_unique_ids(pages):
    wrong = []
    for path, (_, tree) in pages.items():
        ids = tree.xpath("//@id")
        titles = tree.xpath("//title/text()")
        if (
            tree.get("lang") != "en-GB"
            or len(tree.xpath("//h1")) != 1
            or len(ids) != len(set(ids))
            or not titles
        ):
            wrong.append((path.name, sorted({each for each in ids if ids.count(each) > 1})))

    assert wrong == []


def test_headings_never_skip_a_level(pages):
    for path, (_, tree) in pages.items():
        headings = tree.xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5]")
        levels = [int(heading.tag[1]) for heading in headings]
        skips = [(one, two) for one, two in pairwise(levels) if two > one + 1]
        assert skips == [], path


def test_every_figure_has_its_table_data_source_and_anchor(pages, site):
    for path, (_, tree) in pages.items():
        for figure in tree.xpath("//figure"):
            name = figure.get("id")
            assert figure.xpath(".//table[caption] | .//dl[@class='cards']"), (path, name)
            assert figure.xpath(".//p[@class='source']"), (path, name)
            assert figure.xpath(f".//a[@href='#{name}']"), (path, name)
            csv = figure.xpath(".//a[@download]/@href")
            assert len(csv) == 1, (path, name)
            assert (path.parent / csv[0]).exists(), (path, csv)
            for picture in figure.xpath(".//img"):
                assert len(picture.get("alt")) >= 20
                assert picture.get("width")
                assert picture.get("height")
            for cell in figure.xpath(".//th"):
                assert cell.get("scope") in ("col", "row")


def test_every_link_inside_the_site_leads_somewhere(pages):
    ids = {path.resolve(): set(tree.xpath("//@id")) for path, (_, tree) in pages.items()}
    dead = set()
    for path, (_, tree) in pages.items():
        for href in tree.xpath("//a/@href"):
            parts = urlsplit(href)
            if parts.scheme:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
            anchors = ids.get(target, {parts.fragment})
            if not target.exists() or (parts.fragment and unquote(parts.fragment) not in anchors):
                dead.add((path.name, href))

    assert sorted(dead) == []


def test_link_texts_within_the_content_are_unique(pages):
    for path, (_, tree) in pages.items():
        seen = {}
        for link in tree.xpath("//figure//a"):
            words = " ".join(link.text_content().split())
            assert seen.setdefault(words, link.get("href")) == link.get("href"), (path, words)


def test_a_page_weighs_little_beside_its_own_content(pages, site):
    shared = sum((site / "_static" / name).stat().st_size for name in ("jsna.css", "jsna.js"))
    for path, (text, tree) in pages.items():
        content = tree.xpath("//div[@class='content']")[0]
        around = len(text.encode("utf-8")) - len(lxml.html.tostring(content, encoding="utf-8"))
        assert shared + around <= 40_000, path
