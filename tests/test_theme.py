import gc
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import lxml.html
import pytest
import yaml
from sphinx.search.en import SearchEnglish

from jsna.errors import PublishError
from jsna.theme.english import RememberedEnglish
from jsna.theme.extension import (
    _collect_again,
    css_string,
    date_words,
    full_title,
    page_toc,
    split_heading,
)
from jsna.theme.fill import fill_slots
from jsna.theme.pages import PageInfo, read_pages
from jsna.theme.slots import slot_comment, slot_name
from jsna.theme.versions import version

ROOT = Path(__file__).resolve().parent.parent
SLOT = '<figure id="one"><h{{level}}>One</h{{level}}><img src="{{root}}a.svg" alt="One"></figure>\n'
SITE = {
    "title": "Exampleton needs assessment",
    "board": "Exampleton Board",
    "edition": "2026.11",
    "as_at": "2026-11-21",
    "state": "draft",
    "home": {"name": "Exampleton", "address": "index"},
    "licence_lines": ["Made up for a test."],
}
WARD = {
    "kind": "profile",
    "full_name": "Sampleward, Exampleton",
    "area_name": "Sampleward",
    "area_type_word": "ward",
}


def content():
    both = [["Sampleward", "areas/sample/index"], ["Otherward", "areas/other/index"]]
    return {
        "site": SITE,
        "pages": {
            "index": {"kind": "home", "title": "Exampleton"},
            "areas/index": {"kind": "index", "title": "Find my area", "filter": "A name <here>"},
            "about/about": {"kind": "text", "title": "About"},
            "areas/sample/index": {**WARD, "title": "Sampleward", "areas": both},
            "areas/other/index": {**WARD, "title": "Otherward", "areas": both},
        },
    }


def write_stage(folder):
    files = {
        "index.md": "# Exampleton\n\n(areas)=\n## Find your area\n\nWords.\n",
        "areas/index.md": "# Find my area\n\n## Wards\n\n- Sampleward\n- Otherward\n",
        "about/about.md": "# About\n\nWords.\n",
        "areas/sample/index.md": f"# Sampleward\n\n## People\n\n{slot_comment(SLOT)}\n\nMore.\n",
        "areas/other/index.md": "# Otherward\n\nWords.\n",
        f"_figs/{slot_name(SLOT)}.html": SLOT,
        "extra/a.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "pages.json": json.dumps(content()),
        "_config.yml": (ROOT / "_config.yml").read_text(encoding="utf-8"),
        "_toc.yml": "format: jb-book\nroot: index\nchapters:\n- file: areas/index\n"
        "- file: areas/sample/index\n"
        "- file: areas/other/index\n- file: about/about\n",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def tool(name):
    return Path(sys.executable).with_name(name)


def build(stage, out):
    done = subprocess.run(
        [tool("jupyter-book"), "build", stage, "--path-output", out, "-W", "--keep-going"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def html(out):
    return out / "_build" / "html"


def tree_of(folder):
    ignored = (".buildinfo", ".doctree", "environment.pickle")
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(ignored) and ".doctrees" not in path.parts
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    code, said = build(write_stage(folder / "stage"), folder)
    assert code == 0, said
    return folder


def page(built, name):
    return lxml.html.parse(html(built) / name).getroot()


def test_a_slot_lands_with_its_level_and_its_way_to_the_root(built):
    figure = page(built, "areas/sample/index.html").xpath("//figure")[0]

    assert figure.xpath("h3")
    assert figure.xpath("img/@src") == ["../../a.svg"]


def test_the_page_carries_its_surroundings(built):
    tree = page(built, "areas/sample/index.html")

    assert tree.xpath("//body/@data-kind") == ["profile"]
    assert tree.xpath("string(//title)") == ("Sampleward, Exampleton | Exampleton needs assessment")
    assert tree.xpath("//details[@class='switch']//a/@href") == ["#main", "../other/index.html"]
    assert tree.xpath("//nav[@aria-label='Site']//a/@href")[0] == "../index.html"
    assert "not approved by the Exampleton Board" in tree.xpath("string(//header)")
    assert tree.xpath("//nav[@class='side']//a/@href") == ["#people"]
    assert tree.xpath("//h1") == tree.xpath("//main//div[@class='hero']//h1")


def test_a_page_that_can_be_narrowed_down_says_so_to_the_script_alone(built):
    tree = page(built, "areas/index.html")

    assert tree.xpath("//body/@data-filter") == ["A name <here>"]
    assert tree.xpath("//main//input") == []
    assert page(built, "about/about.html").xpath("//body/@data-filter") == []


SHEETS = {"index.html": ["jsna.css", "jsna-home.css"]}
"""Page -> its style sheets, in order; every other page has jsna.css alone."""


def test_one_style_sheet_one_script_and_the_policy_on_every_page(built):
    for path in html(built).rglob("*.html"):
        tree = lxml.html.parse(path).getroot()
        sheets = [
            re.sub(r"^(\.\./)*_static/|\?v=\w+$", "", href)
            for href in tree.xpath("//link[@rel='stylesheet']/@href")
        ]
        name = path.relative_to(html(built)).as_posix()
        assert sheets == SHEETS.get(name, ["jsna.css"]), name
        assert tree.xpath("//head/*")[1].get("http-equiv") == "Content-Security-Policy"
        assert tree.xpath("//script[not(@src)]") == []
        if path.name != "search.html":
            narrowed = len(tree.xpath("//body/@data-filter"))
            assert len(tree.xpath("//script")) == 1 + narrowed


def test_every_style_sheet_and_script_of_ours_is_asked_for_by_its_content(built):
    """A browser that keeps an old copy asks again as soon as the file has changed."""
    seen = set()
    for path in html(built).rglob("*.html"):
        tree = lxml.html.parse(path).getroot()
        for href in tree.xpath("//link[@rel='stylesheet']/@href | //script/@src"):
            address, _, asked = href.partition("?")
            file = (path.parent / address).resolve()
            if file.name not in SPHINX_OWN:
                assert f"?{asked}" == version(file.read_bytes()), (path.name, href)
                seen.add(file.name)
    assert {"jsna.css", "jsna-home.css", "jsna-narrow.js", "jsna-search.js"} <= seen
    assert "search-words.js" in seen


def test_an_asset_that_changes_has_another_address_and_its_page_is_written_again(tmp_path):
    stage = write_stage(tmp_path / "stage")
    pages = json.loads((stage / "pages.json").read_text(encoding="utf-8"))
    pages["pages"]["areas/sample/index"]["assets"] = ["model/own.css", "model/own.js"]
    (stage / "pages.json").write_text(json.dumps(pages), encoding="utf-8")
    own = stage / "extra" / "model"
    own.mkdir(parents=True)
    asked = []
    for content in ("a {}", "b {}"):
        (own / "own.css").write_text(content, encoding="utf-8")
        (own / "own.js").write_text(f"/* {content} */", encoding="utf-8")
        code, said = build(stage, tmp_path)
        assert code == 0, said
        tree = page(tmp_path, "areas/sample/index.html")
        sheet = tree.xpath("//link[@rel='stylesheet']/@href")[-1]
        assert sheet == "../../model/own.css" + version(content.encode())
        asked.append((sheet, tree.xpath("//script/@src")[-1]))
    assert asked[0][0] != asked[1][0]
    assert asked[0][1] != asked[1][1]


SPHINX_OWN = (
    *("doctools.js", "documentation_options.js", "language_data.js", "searchindex.js"),
    *("searchtools.js", "sphinx_highlight.js"),
)
"""Scripts of the search page alone that Sphinx brings."""


def test_nothing_is_published_that_no_page_uses(built):
    assert sorted(path.name for path in (html(built) / "_static").iterdir()) == [
        "doctools.js",
        "documentation_options.js",
        "jsna-home.css",
        "jsna-narrow.js",
        "jsna-search.js",
        "jsna.css",
        "jsna.js",
        "language_data.js",
        "search-words.js",
        "searchtools.js",
        "sphinx_highlight.js",
    ]


def test_scripts_and_style_sheet_stay_small(built):
    sizes = {
        name: (html(built) / "_static" / name).stat().st_size for name in ("jsna.js", "jsna.css")
    }

    assert sizes["jsna.js"] <= 8_000
    assert sizes["jsna.css"] <= 25_000
    assert sum(sizes.values()) + (html(built) / "about/about.html").stat().st_size <= 40_000


def test_plain_sphinx_builds_the_same_files(built, tmp_path):
    stage = write_stage(tmp_path / "stage")
    commands = (
        [tool("jupyter-book"), "config", "sphinx", stage],
        [tool("sphinx-build"), "-W", "-q", "-d", tmp_path / "doctrees", stage, tmp_path / "html"],
    )
    for command in commands:
        subprocess.run(command, check=True, capture_output=True)

    assert tree_of(tmp_path / "html") == tree_of(html(built))


def test_a_warm_build_after_a_change_equals_a_cold_one(tmp_path):
    stage = write_stage(tmp_path / "stage")
    build(stage, tmp_path / "warm")
    (stage / "areas/other/index.md").write_text("# Newward\n\nWords.\n", encoding="utf-8")
    changed = content()
    changed["site"] = {**SITE, "edition": "2027.01"}
    changed["pages"]["areas/other/index"]["title"] = "Newward"
    (stage / "pages.json").write_text(json.dumps(changed), encoding="utf-8")
    warm, said = build(stage, tmp_path / "warm")
    cold, _ = build(stage, tmp_path / "cold")

    assert (warm, cold) == (0, 0), said
    assert tree_of(html(tmp_path / "warm")) == tree_of(html(tmp_path / "cold"))
    assert b"Newward" in (html(tmp_path / "warm") / "areas/sample/index.html").read_bytes()


def _lose_slot(stage):
    shutil.rmtree(stage / "_figs")


def _forget_page(stage):
    _change(stage, lambda pages: pages["pages"].pop("about/about"))


def _dead_link(stage):
    _change(stage, lambda pages: pages["pages"]["index"].update(areas=[["Gone", "areas/gone"]]))


def _lose_pages(stage):
    (stage / "pages.json").unlink()


def _change(stage, work):
    pages = content()
    work(pages)
    (stage / "pages.json").write_text(json.dumps(pages), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_lose_slot, f"has no file _figs/{slot_name(SLOT)}.html in the stage. Build it again."),
        (_forget_page, "pages.json says nothing about the page 'about/about'."),
        (_dead_link, "the link 'Gone' leads to 'areas/gone', which is not built."),
        (_lose_pages, "The stage has no pages.json; the build writes it."),
    ],
)
def test_a_spoiled_stage_stops_the_build_with_one_sentence(tmp_path, spoil, sentence):
    stage = write_stage(tmp_path / "stage")
    spoil(stage)
    code, said = build(stage, tmp_path)

    assert code != 0
    assert sentence in said


def test_levels_follow_the_headings_before_a_slot(tmp_path):
    (tmp_path / "12345678.html").write_text("<h{{level}}>", encoding="utf-8")
    mark = "<!-- fig 12345678 -->"
    body = f"<h1>A</h1>{mark}<h2 class='x'>B</h2>{mark}{mark}<h6>C</h6>{mark}"

    assert fill_slots(body, tmp_path, "") == (
        "<h1>A</h1><h2><h2 class='x'>B</h2><h3><h3><h6>C</h6><h6>"
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"site": {}}, "pages.json has no part 'pages'."),
        (
            {"site": SITE | {"colour": "red"}, "pages": {}},
            "pages.json, site: got an unexpected keyword argument 'colour'.",
        ),
        (
            {"site": SITE, "pages": {"index": {"kind": "leaflet", "title": "X"}}},
            "pages.json, index: the kind 'leaflet' is not one of "
            "home, text, summary, chapter, profile, index, model, search.",
        ),
        (
            {"site": SITE, "pages": {"index": {"kind": "home"}}},
            "pages.json, index: missing 1 required positional argument: 'title'.",
        ),
    ],
)
def test_pages_json_is_checked(change, sentence):
    with pytest.raises(PublishError) as refused:
        read_pages(change)

    assert str(refused.value) == sentence


HELD = """
import sys
from sphinx.application import Sphinx
from jsna.theme import extension

extension._HELD = 2
stage, out = sys.argv[1:]
app = Sphinx(stage, stage, out, out + "/doctrees", "html", confoverrides={}, status=None)
most = []
app.connect("doctree-read", lambda app, _: most.append(len(app.env._write_doc_doctree_cache)))
app.build()
print(len(most), max(most))
"""


def test_few_pages_are_held_in_memory_and_all_are_written(built, tmp_path):
    stage, out = tmp_path / "stage", tmp_path / "html"
    write_stage(stage)
    subprocess.run([tool("jupyter-book"), "config", "sphinx", stage], check=True)
    command = [sys.executable, "-c", HELD, stage, out]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    read, held = (int(word) for word in done.stdout.split())
    assert (read > 4, held) == (True, 1)
    pages = {path.relative_to(html(built)) for path in html(built).rglob("*.html")}
    assert {path.relative_to(out) for path in out.rglob("*.html")} == pages


def test_what_was_kept_is_set_apart_once_and_later_garbage_is_collected():
    try:
        gc.disable()
        _collect_again(None, None, [])
        kept = gc.get_freeze_count()
        later = [[] for _ in range(1000)]
        _collect_again(None, None, [])

        assert gc.isenabled()
        assert 0 < gc.get_freeze_count() <= kept < kept + len(later)
    finally:
        gc.unfreeze()
        gc.enable()


def test_words_of_the_search_are_stemmed_once_and_as_sphinx_does(project):
    config = yaml.safe_load((project.root / "_config.yml").read_text(encoding="utf-8"))
    assert config["sphinx"]["config"]["language"] == RememberedEnglish.lang

    ours, theirs = RememberedEnglish({}), SearchEnglish({})
    words = ["Populations", "smoking", "deprived", "GPs", "carers", "75", "smoking"]
    assert [ours.stem(word) for word in words] == [theirs.stem(word) for word in words]
    assert ours.stem.cache_info().hits == 1


def test_words_of_the_head():
    assert full_title(PageInfo("chapter", "Age")) == "Age"
    assert full_title(PageInfo("chapter", "Age", full_name="A ward")) == "Age: A ward"
    assert full_title(PageInfo("chapter", "Age in A ward", full_name="A ward")) == "Age in A ward"
    assert full_title(PageInfo("profile", "A", full_name="A ward")) == "A ward"
    assert date_words("2026-11-01") == "1 November 2026"
    assert date_words("autumn 2026") == "autumn 2026"
    assert split_heading("<section><h1>A</h1><p>", "B") == ("<h1>A</h1>", "<section><p>")
    assert split_heading("<p>", "A & B") == ("<h1>A &amp; B</h1>", "<p>")
    assert page_toc("<ul><li><a>T</a><ul><li>x</li></ul></li></ul>") == "<ul><li>x</li></ul>"
    assert page_toc("<ul><li><a>T</a></li></ul>") == ""
    assert css_string('A "b" <c>\n') == "A \\22 b\\22  \\3c c\\3e \\a "
