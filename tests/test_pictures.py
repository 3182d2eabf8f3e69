"""From a figure to SVG and to the reader's browser: the same bytes, nothing hostile, no eval."""

import json
import re
import xml.etree.ElementTree as ET

import pytest
from charts_place import HOSTILE, request, requests, shares, wards

from jsna.charts import KINDS, figure
from jsna.files import write_text
from jsna.pictures import live, render

CASES = [(kind, layout) for kind in sorted(KINDS) for layout in ("wide", "phone")]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def bundles():
    return {kind: figure(kind, asked) for kind, asked in requests().items()}


def drawn(bundle, layout):
    return render.svg(bundle["spec"][layout], bundle["rows"])


@pytest.mark.parametrize(("kind", "layout"), CASES)
def test_svg_is_the_same_each_time_and_loads_nothing(kind, layout, bundles):
    text = drawn(bundles[kind], layout)

    assert text == drawn(bundles[kind], layout)
    addresses = set(re.findall(r"https?://[^\"' ]+", text))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert not re.search(r"<script|<foreignObject|<image|@import|\brole=|\baria-", text)


@pytest.mark.parametrize(("kind", "layout"), CASES)
def test_svg_has_the_width_of_its_layout_and_white_paper(kind, layout, bundles):
    root = ET.fromstring(drawn(bundles[kind], layout))

    assert float(root.get("width")) == pytest.approx({"wide": 680, "phone": 328}[layout], abs=1)
    assert root.find(f"{SVG}rect").get("fill") in ("#FFFFFF", "white")
    sizes = [float(each.get("font-size")) for each in root.iter() if each.get("font-size")]
    assert min(sizes) >= {"wide": 14, "phone": 13}[layout]


def test_ids_do_not_collide_in_one_document(bundles):
    ids = []
    for kind, layout in CASES:
        spec, rows = bundles[kind]["spec"][layout], bundles[kind]["rows"]
        assert not re.search(r"\sid=", render.svg(spec, rows))
        found = re.findall(r'\sid="([^"]+)"', render.vega_svg(spec, rows))
        ids += dict.fromkeys(found)

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("kind", ["ranked", "tiles"])
@pytest.mark.parametrize("layout", ["wide", "phone"])
def test_hostile_names_come_out_as_words(kind, layout):
    names = (HOSTILE, "Birch", "Cold", "Dunmere", "Elm", "Fen", "Gorse")
    bundle = figure(kind, request(shares(), among=wards(names), focus=wards(names)[0]))
    text = drawn(bundle, layout)

    assert "</script>" not in text
    assert "<b>" not in text
    assert ET.fromstring(text).tag == f"{SVG}svg"
    if kind == "ranked":
        assert HOSTILE in [each.text for each in ET.fromstring(text).iter(f"{SVG}text")]


def test_rows_carry_only_the_columns_that_are_drawn(bundles):
    bundle = bundles["deprivation"]
    spec = render.with_rows(bundle["spec"]["wide"], bundle["rows"])

    assert "people" in bundle["rows"][0]
    assert "people" not in spec["datasets"]["rows"][0]
    assert {"share", "decile", "beside_1", "label"} <= set(spec["datasets"]["rows"][0])


def test_a_live_chart_is_one_assignment_without_an_address(bundles):
    for kind, layout in CASES:
        script = live.live_script(bundles[kind]["spec"][layout], bundles[kind]["rows"])
        start, _, content = script.partition(" = ")

        assert start == "window.jsnaChart"
        assert "http" not in script
        assert json.loads(content.removesuffix(";\n"))["width"] == "container"


def test_a_live_chart_of_a_hostile_name_stays_data():
    names = (HOSTILE + "\u2028", "Birch", "Cold", "Dunmere", "Elm", "Fen", "Gorse")
    bundle = figure("ranked", request(shares(), among=wards(names), focus=wards(names)[0]))
    script = live.live_script(bundle["spec"]["wide"], bundle["rows"])

    assert "<" not in script
    assert "\u2028" not in script
    rows = json.loads(script.partition(" = ")[2].removesuffix(";\n"))["datasets"]["rows"]
    assert names[0] in {row["area"] for row in rows}


def test_bundle_adds_one_name_and_is_kept(tmp_path):
    script = live.vega_bundle(tmp_path)
    kept = list(tmp_path.iterdir())

    assert script.startswith("(function () {")
    assert script.count("window.jsnaVega") == 1
    assert "</script" not in script
    write_text(kept[0], "// kept")
    assert live.vega_bundle(tmp_path) == "// kept"


@pytest.fixture
def browser(running):
    return running


OUTSIDE = """() => {
  const svg = document.querySelector('svg'), box = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(text => {
    const words = text.getBoundingClientRect();
    return words.width && (words.left < box.left - 0.5 || words.right > box.right + 0.5 ||
      words.top < box.top - 0.5 || words.bottom > box.bottom + 0.5);
  }).map(text => text.textContent);
}"""


@pytest.mark.browser
@pytest.mark.parametrize(("kind", "layout"), CASES)
def test_all_words_stand_inside_the_picture(kind, layout, bundles, browser):
    page = browser.new_page()
    page.set_content(drawn(bundles[kind], layout))

    assert page.evaluate(OUTSIDE) == []
    page.close()


PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self';
 style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'">
<title>Trial</title></head><body><div id="chart" style="width:500px"></div>
<script src="vega.js"></script><script src="chart.js"></script><script src="draw.js"></script>
</body></html>"""
DRAW = """window.jsnaVega.embed('#chart', window.jsnaChart,
  {mode: 'vega-lite', ast: true, renderer: 'svg', actions: false}).then(
  () => { document.body.dataset.state = 'drawn'; },
  error => { document.body.dataset.state = 'failed: ' + error; });"""


@pytest.mark.browser
@pytest.mark.parametrize(("kind", "layout"), CASES)
def test_live_chart_draws_from_disk_without_eval(kind, layout, bundles, browser, tmp_path):
    script = live.live_script(bundles[kind]["spec"][layout], bundles[kind]["rows"])
    write_text(tmp_path / "index.html", PAGE)
    write_text(tmp_path / "vega.js", live.vega_bundle())
    write_text(tmp_path / "chart.js", script)
    write_text(tmp_path / "draw.js", DRAW)
    page = browser.new_page()
    errors, asked = [], []
    page.on(
        "console", lambda message: errors.append(message.text) if message.type == "error" else None
    )
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda sent: asked.append(sent.url))

    page.goto((tmp_path / "index.html").as_uri())
    page.wait_for_function("document.body.dataset.state")

    assert page.evaluate("document.body.dataset.state") == "drawn"
    assert errors == []
    assert all(address.startswith("file:") for address in asked)
    assert page.locator("#chart svg text").count() > 5
    assert (
        page.evaluate("document.querySelector('#chart svg').getBoundingClientRect().width") <= 501
    )
    assert (
        page.evaluate("['vega', 'vegaEmbed', 'vegaLite', '_'].filter(name => name in window)") == []
    )
    page.close()
