"""Our own drawing against Vega's, mark by mark: places, sizes, colours, dashes and words.

vl-convert draws each specification too; both pictures must show the same to 0.02 pixels.
"""

import dataclasses

import pytest
from charts_place import (
    AGES,
    COUNCIL,
    COUNTRY,
    HOSTILE,
    deciles,
    indicator,
    people,
    request,
    requests,
    shares,
    wards,
    years,
)
from svg_marks import differences, marks

from jsna.charts import figure
from jsna.charts.style import text_width
from jsna.pictures.drawing import draw
from jsna.pictures.errors import NotDrawn
from jsna.pictures.render import svg, vega_svg
from jsna.records import Status

LONG = tuple(f"A ward with a long name that has number {number}, & more" for number in range(7))

HUBS = (
    "Upper Sampleton, Ashby and Birch & Beck early help hub (membership inferred)",
    "Moor and Cold Ash Vale together, an early help hub of which the wards that belong are inferred",
    "Gorse End",
    "Fenwick early help hub (membership inferred)",
)


def replaced(row):
    """Return an observation that exists and is not shown."""
    empty = dict.fromkeys(("value", "lower_ci", "upper_ci"))
    return dataclasses.replace(row, **empty, status=Status.WITHHELD)


def cases():
    """Return a figure for each way in which a chart can look; name -> (kind, request)."""
    ages = indicator(title="Residents by age and sex", unit="people", decimals=0)
    score = indicator(unit="index", value_type="index")
    pounds = indicator(unit="£", value_type="mean", decimals=0)
    big = [dataclasses.replace(row, value=row.value and row.value * 1e4) for row in shares()]
    plain = [dataclasses.replace(row, lower_ci=None, upper_ci=None) for row in shares()]
    odd = people()
    odd[0] = dataclasses.replace(odd[0], value=9000)
    hostile = (HOSTILE, *LONG[:6])
    return {
        **{f"ordinary {kind}": (kind, asked) for kind, asked in requests().items()},
        "pyramid alone": ("pyramid", request(people(), beside=(), of=ages)),
        "pyramid with one broad band": ("pyramid", request(odd, of=ages)),
        "dots": ("ranked", request(plain, of=score)),
        "dots with limits": ("ranked", request(shares(), of=score)),
        "bars without limits": ("ranked", request(plain)),
        "one bar": ("ranked", request(shares(), among=wards()[1:2], focus=wards()[1], beside=())),
        "no reference": ("ranked", request(shares(), beside=())),
        "a focus outside": ("ranked", request(shares(), focus=COUNCIL, beside=(COUNTRY,))),
        "pounds": ("ranked", request(big, of=pounds)),
        "below zero": ("ranked", request(shares((3, -4, None, 2.5, 0, 1, -7.25)))),
        "long names": ("ranked", request(shares(), among=wards(LONG))),
        "names of one, two and three lines": ("ranked", request(shares(), among=wards(HUBS))),
        "hostile names": (
            "ranked",
            request(shares(), among=wards(hostile), focus=wards(hostile)[0]),
        ),
        "hostile tiles": (
            "tiles",
            request(shares(), among=wards(hostile), focus=wards(hostile)[0]),
        ),
        "tiles, one of them withheld": (
            "tiles",
            request([*shares()[:-3], replaced(shares()[-3]), *shares()[-2:]]),
        ),
        "tiles of people": ("tiles", request(big, of=indicator(unit="people", decimals=0))),
        "deprivation alone": ("deprivation", request(deciles(), beside=())),
        "deprivation of two": (
            "deprivation",
            request(
                [*deciles(), *deciles("T06000001", (10,) * 10), *deciles("T92000001", range(5, 15))]
            ),
        ),
        "an unknown tenth": (
            "deprivation",
            request(deciles(values=(None, 5, 20, 20, 20, 10, 10, 10, 2, 3))),
        ),
        "trend alone": ("trend", request(years(), beside=())),
        "trend from zero": ("trend", request(years(values=(18, 19, 20)), zero=True)),
        "a long trend": (
            "trend",
            request(years(values=[10 + n % 7 for n in range(19)], first=1999)),
        ),
        "a trend of pounds": ("trend", request(years(values=(1800, 35000, 27000)), of=pounds)),
    }


CASES = cases()


@pytest.mark.parametrize("layout", ["wide", "phone"])
@pytest.mark.parametrize("name", CASES)
def test_the_picture_is_the_one_that_vega_draws(name, layout):
    kind, asked = CASES[name]
    bundle = figure(kind, asked)
    spec, rows = bundle["spec"][layout], bundle["rows"]

    assert differences(draw(spec, rows), vega_svg(spec, rows)) == []


@pytest.mark.parametrize("layout", ["wide", "phone"])
def test_a_long_name_is_printed_whole_on_lines_that_fit(layout):
    bundle = figure("ranked", CASES["names of one, two and three lines"][1])
    spec, rows = bundle["spec"][layout], bundle["rows"]
    (width, _), found = marks(draw(spec, rows))
    printed = {words[:-3]: float(words[-3]) for kind, _, _, words in found if kind == "text"}

    for name in HUBS:
        (lines,) = [lines for lines in printed if " ".join(lines) == name]
        size = printed[lines]
        assert max(text_width(line, size, bold=True) for line in lines) <= width - 12
    assert (
        sum(len(lines) for lines in printed if " ".join(lines) in HUBS)
        == {
            "wide": 5,
            "phone": 8,
        }[layout]
    )


def test_a_difference_would_be_seen():
    bundle = figure("ranked", CASES["ordinary ranked"][1])
    spec, rows = bundle["spec"]["wide"], bundle["rows"]
    own, theirs = draw(spec, rows), vega_svg(spec, rows)

    for part, other in (
        ('fill="#12436D"', 'fill="#12436E"'),
        (">19.3%<", ">19.4%<"),
        ('stroke-dasharray="5,3"', 'stroke-dasharray="5,2"'),
        ('height="14"', 'height="15"'),
        (' font-weight="bold"', ""),
    ):
        assert part in own
        assert differences(own.replace(part, other, 1), theirs) != []


def test_every_mark_is_compared():
    bundle = figure("pyramid", CASES["ordinary pyramid"][1])
    _, found = marks(draw(bundle["spec"]["wide"], bundle["rows"]))
    boxes = [mark for mark in found if mark[0] == "box"]

    assert len(boxes) == 2 * len(AGES) + 1  # the paper is a box too
    assert {mark[0] for mark in found} == {"box", "path", "text"}


@pytest.mark.parametrize(
    "change",
    [
        {"encoding": {"opacity": {"value": 0.3}}},
        {"mark": {"type": "bar", "color": "red", "cornerRadius": 3}},
        {"mark": {"type": "arc", "color": "red"}},
        {"transform": [{"fold": ["value"]}]},
        {"transform": [{"calculate": "sqrt(datum.value)", "as": "value"}]},
        {"params": []},
    ],
)
def test_what_is_not_known_is_left_to_vega(change, monkeypatch):
    bundle = figure("ranked", CASES["ordinary ranked"][1])
    spec = bundle["spec"]["wide"]
    first = spec["layer"][0]
    encoding = {**first["encoding"], **change.get("encoding", {})}
    changed = {**spec, "layer": [{**first, **change, "encoding": encoding}, *spec["layer"][1:]]}

    with pytest.raises(NotDrawn):
        draw(changed, bundle["rows"])
    monkeypatch.setattr("jsna.pictures.render.vega_svg", lambda spec, rows: "drawn by Vega")
    assert svg(changed, bundle["rows"]) == "drawn by Vega"


def test_a_setting_of_the_whole_chart_that_is_not_known_is_left_to_vega():
    bundle = figure("ranked", CASES["ordinary ranked"][1])

    for change in ({"title": "X"}, {"height": {"step": 20}}, {"autosize": "none"}):
        with pytest.raises(NotDrawn):
            draw({**bundle["spec"]["wide"], **change}, bundle["rows"])
