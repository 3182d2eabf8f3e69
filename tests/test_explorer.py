"""The pages about the model, written from a small made-up model that the real loader reads."""

import json
from dataclasses import replace
from pathlib import Path

import lxml.html
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.explorer.diagram import BOX_HEIGHT, BOX_WIDTH, diagram, layers, numbered, placed
from jsna.explorer.equations import written
from jsna.explorer.facts import (
    AreaChoice,
    assumption_step,
    facts,
    gap,
    ordered_modules,
    scenarios,
    starts,
    uncertain,
    with_costs,
)
from jsna.explorer.glance import Glance, Series, glance_html, significant
from jsna.explorer.how import how_page
from jsna.explorer.page import explorer_html
from jsna.explorer.runs import as_json, from_json, preset_results
from jsna.explorer.scripts import SCRIPTS, explorer_script
from jsna.explorer.words import origin, shown
from jsna.simulation.expressions import parse
from jsna.simulation.inputs import Inputs
from jsna.simulation.load import read_model
from jsna.simulation.structure import Evidence
from jsna.simulation.units import parse_unit
from jsna.simulation.whole import compile_model

FOLDER = Path(__file__).parent / "explorer_model"
HOSTILE = '</script><img src=x onerror=alert(1)>{{root}}"'
AREAS = (
    AreaChoice("exampleton", "Exampleton", "Council area", ("population", "flow")),
    AreaChoice("northfold", "Northfold", "Wards", ("population",), 42.0),
    AreaChoice("southfold", "Southfold", "Wards", ("population",), 12.0),
)


@pytest.fixture(scope="module")
def model():
    return read_model(FOLDER, shown="tests/explorer_model")


def page_of(model, areas=AREAS):
    return lxml.html.fromstring(explorer_html(model, areas, areas[0].slug, ""))


@pytest.mark.parametrize(
    ("unit", "largest", "words", "apart", "scale", "is_money"),
    [
        ("person", None, "people", "people", 1, False),
        ("person/year", None, "people a year", "people a year", 1, False),
        ("pound/year", None, "a year", "a year", 1, True),
        ("pound/person/year", None, "a person a year", "a person a year", 1, True),
        ("pound", None, "", "", 1, True),
        ("year", None, "years", "years", 1, False),
        ("1/year", None, "a year", "a year", 1, False),
        ("1", 0.5, "%", "percentage points", 100, False),
        ("1", 3.0, "", "", 1, False),
        ("bed", 30, "beds", "beds", 1, False),
    ],
)
def test_units_are_said_in_words(unit, largest, words, apart, scale, is_money):
    said = shown(parse_unit(unit), largest)

    assert (said.words, said.apart, said.scale, said.is_money) == (words, apart, scale, is_money)


@pytest.mark.parametrize(
    ("grade", "assumption", "from_area", "word"),
    [
        ("A", False, False, "data"),
        ("B", False, True, "data"),
        ("B", False, False, "literature"),
        ("C", True, True, "assumption"),
        ("D", False, False, "assumption"),
    ],
)
def test_a_number_is_data_literature_or_assumption(grade, assumption, from_area, word):
    evidence = Evidence(source="x", date="2024", grade=grade, assumption=assumption)

    assert origin(evidence, from_area=from_area) == word


def test_the_scripts_are_told_all_that_the_model_declares(model):
    told = facts(model, AREAS, "exampleton")

    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert [lever["id"] for lever in told["levers"]] == list(model.levers)
    assert [output["id"] for output in told["outputs"]] == list(model.outputs)
    assert set(told["assumptions"]) == {"recovery", "leaving"}
    assert told["levers"][0]["scale"] == 100
    assert told["modules"]["flow"]["areas"] == ["exampleton"]
    assert "Exampleton only" in told["modules"]["flow"]["elsewhere"]
    assert told["modules"]["population"]["elsewhere"] == ""


def test_the_preset_of_no_change_stands_first_and_once(model):
    assert [item["title"] for item in scenarios(model)] == [
        "No change",
        "Prevent more illness",
        "More beds",
    ]
    own = replace(next(iter(model.scenarios.values())), id="none", title="As now", settings={})
    named = scenarios(replace(model, scenarios={**model.scenarios, "none": own}))

    assert named[0]["title"] == "As now"
    assert len(named) == 3


def test_a_lever_says_in_years_when_it_acts(model):
    assert starts(model, model.levers["smoking"]) == "from 2025, in full by 2028"
    assert starts(model, model.levers["beds"]) == "from 2024"


def test_what_counts_everybody_is_found_from_the_equations(model):
    told = {each["id"]: each for each in facts(model, AREAS, "exampleton")["outputs"]}

    assert told["frail"]["of"] == "everybody"
    assert "of" not in told["care_cost"]
    assert "of" not in told["waiting"]


def test_what_a_lever_costs_is_one_more_output_in_pounds(model):
    more = with_costs(model)

    assert set(more.outputs) - set(model.outputs) == {
        "cost_of__smoking",
        "cost_of__falls",
        "cost_of__beds",
    }
    results = compile_model(more).run(Inputs(("population", "flow")), {"beds": 10})
    assert results["flow"]["cost_of__beds"][-1, 0] == pytest.approx(10 * 270)
    assert results["population"]["cost_of__smoking"].max() == 0


def test_the_gap_lies_between_the_areas_with_most_and_least_deprivation():
    assert gap(AREAS) == {"most": "northfold", "least": "southfold"}
    assert gap(AREAS[:2]) is None


@given(
    st.floats(1e-6, 1e6),
    st.floats(1e-6, 1e6),
)
def test_a_step_of_an_assumption_is_round_and_makes_at_most_about_a_hundred(low, span):
    (any_parameter,) = [
        each for each in uncertain(read_model(FOLDER, shown="x")) if each.id == "recovery"
    ]
    step = assumption_step(replace(any_parameter, low=low, high=low + span))

    assert 40 <= span / step <= 101
    assert f"{step:e}"[0] in "125"


def test_modules_stand_in_the_order_of_the_outputs(model):
    assert ordered_modules(model) == ["population", "flow"]


def test_every_control_is_labelled_and_every_id_stands_once(model):
    tree = page_of(model)
    ids = tree.xpath("//@id")
    labels = set(tree.xpath("//label/@for"))

    assert len(ids) == len(set(ids))
    assert labels <= set(ids)
    for control in tree.xpath("//input | //select"):
        assert control.get("id") in labels or control.get("aria-label"), control.attrib
    for name in tree.xpath("//@aria-labelledby"):
        assert name in ids


def test_a_slider_and_its_box_show_the_same_limits(model):
    lever = page_of(model).xpath("//*[@data-lever='smoking']")[0]
    (slider,), (box,) = (
        lever.xpath(".//input[@type='range']"),
        lever.xpath(".//input[@type='number']"),
    )

    assert [slider.get(name) for name in ("min", "max", "step", "value")] == [
        "0",
        "0.5",
        "0.05",
        "0",
    ]
    assert [box.get(name) for name in ("min", "max", "step", "value")] == ["0", "50", "5", "0"]
    assert box.get("aria-label") == "Stop smoking service, per cent"


def test_levers_and_assumptions_stand_apart(model):
    tree = page_of(model)
    decide, assume = (
        tree.xpath(f"//section[@aria-labelledby='x-h-{n}']")[0] for n in ("levers", "assume")
    )

    assert len(decide.xpath(".//*[@data-lever]")) == len(model.levers)
    assert not decide.xpath(".//*[@data-assumption]")
    assert {each.get("data-assumption") for each in assume.xpath(".//*[@data-assumption]")} == {
        "recovery",
        "leaving",
    }
    assert not assume.xpath(".//*[@data-lever]")


def test_a_lever_says_who_pays_who_gains_when_and_on_what_evidence(model):
    words = " ".join(page_of(model).xpath("//*[@data-lever='falls']")[0].text_content().split())

    for said in ("PaysThe council", "GainsThe NHS", "from 2025", "Made up trial (2018), grade C"):
        assert said in words


def test_hostile_words_of_a_model_stay_words(model):
    lever = replace(model.levers["falls"], title=HOSTILE, help=HOSTILE, pays=HOSTILE, group=HOSTILE)
    output = replace(model.outputs["frail"], title=HOSTILE, group=HOSTILE)
    spoiled = replace(
        model,
        levers={**model.levers, "falls": lever},
        outputs={**model.outputs, "frail": output},
    )
    areas = (*AREAS, AreaChoice("bad", HOSTILE, HOSTILE, ("population",)))
    html = explorer_html(spoiled, areas, "exampleton", "")
    tree = lxml.html.fromstring(html)

    assert not tree.xpath("//img")
    assert len(tree.xpath("//script")) == 1
    assert html.count("{{root}}") == explorer_html(model, AREAS, "exampleton", "").count("{{root}}")
    assert json.loads(tree.xpath("//script")[0].text)["areas"][-1]["name"] == HOSTILE


def test_the_page_weighs_less_than_its_budget(model):
    assert len(explorer_html(model, AREAS, "exampleton", "").encode()) < 60_000


def test_the_script_is_all_parts_in_order_and_evaluates_nothing():
    script = explorer_script()

    assert [script.index(f"\n  x.{name} = ") for name in ("words", "plan", "engine")] == sorted(
        script.index(f"\n  x.{name} = ") for name in ("words", "plan", "engine")
    )
    assert script.count('"use strict";') == len(SCRIPTS)
    for forbidden in (
        "innerHTML",
        "eval(",
        "new Function",
        "document.write",
        "fetch(",
        "Worker(",
        "http",
    ):
        assert forbidden not in script.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a * (b + c) - d / e", "a \u00d7 (b + c) \u2212 d ÷ e"),
        ("a - (b - c)", "a \u2212 (b \u2212 c)"),
        ("a / (b * c)", "a ÷ (b \u00d7 c)"),
        ("(a * b) / c", "a \u00d7 b ÷ c"),
        ("-a * b", "(\u2212a) \u00d7 b"),
        ("-(a + b)", "\u2212(a + b)"),
        ("if(a < 2, b, -1.5)", "(if a < 2 then b otherwise \u22121.5)"),
        ("max(0, min(a, b))", "max(0, min(a, b))"),
    ],
)
def test_equations_are_written_as_people_write_them(text, words):
    assert written(parse(text)) == words


def _expressions():
    leaf = st.sampled_from(["a", "b", "2", "0.5"])

    def more(inner):
        pair = st.tuples(inner, st.sampled_from("+-*/"), inner)
        return pair.map(lambda it: f"({it[0]} {it[1]} {it[2]})") | inner.map(lambda it: f"-({it})")

    return st.recursive(leaf, more, max_leaves=12)


@given(_expressions())
def test_an_equation_as_written_means_the_same(text):
    plain = written(parse(text)).replace("\u00d7", "*").replace("÷", "/").replace("\u2212", "-")
    names = {"a": 3.0, "b": 7.0}

    def value(of):
        try:
            return eval(of, {}, names)
        except ZeroDivisionError:
            return None

    wanted, got = value(text), value(plain)
    assert got == wanted or got == pytest.approx(wanted, rel=1e-9)


def test_the_picture_draws_each_stock_once_and_each_flow_with_its_number(model):
    for module in model.modules.values():
        tree = lxml.html.fromstring(diagram(module))
        numbers = [int(each) for each in tree.xpath("//g[@class='m-number']/text/text()")]

        assert len(tree.xpath("//g[@class='m-box']")) == len(module.stocks)
        assert sorted(numbers) == sorted(numbered(module).values())
        assert len(tree.xpath("//path[@class='m-flow']")) == len(module.flows)


def test_boxes_stand_below_what_feeds_them_and_never_overlap(model):
    module = model.modules["population"]
    assert layers(module) == {"healthy": 0, "ill": 1, "frail": 2}
    boxes = list(placed(module).values())
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            apart = abs(one.x - other.x) >= BOX_WIDTH or abs(one.y - other.y) >= BOX_HEIGHT
            assert apart


def test_the_page_says_every_rule_and_number_of_the_model(model):
    slots = []
    text = how_page(model, lambda html: slots.append(html) or "SLOT")
    everything = text + "".join(slots)

    assert "Of its 20 parameters" in text or "Of its" in text
    for module in model.modules.values():
        for group in (
            module.stocks,
            module.flows,
            module.auxiliaries,
            module.parameters,
            module.links,
        ):
            for item in group.values():
                assert item.title in everything
        for flow in module.flows.values():
            assert written(flow.rate).replace("<", "&lt;") in everything
    for item in (*model.levers.values(), *model.outputs.values(), *model.parameters.values()):
        assert item.title in everything
    assert text.count("SLOT") == len(slots)


def test_the_numbers_of_parameters_by_kind_add_up(model):
    text = how_page(model, lambda html: "SLOT")
    (line,) = [line for line in text.splitlines() if line.startswith("Of its ")]
    total, *kinds = [int(word) for word in line.replace(",", "").split() if word.isdigit()]

    assert total == sum(kinds)
    assert total == sum(len(m.parameters) for m in model.modules.values()) + len(model.parameters)


def series(base, change=0.0):
    time = np.linspace(2024.0, 2049.0, 26)
    central = base + change * np.linspace(0, 1, 26)
    return Series(time, central, central * 0.9, central * 1.1, (change * 1.2, change, change * 0.8))


@pytest.fixture
def glance(model):
    plain = {name: series(1000.0) for name in model.outputs}
    better = {name: series(1000.0, -123.4) for name in model.outputs}
    results = {"": plain, "prevention": better, "hospital": plain}
    return Glance(model, "Exampleton", results, 100, {"flow": "Westfold"})


def test_the_presets_stand_in_a_table_with_ranges(glance):
    tree = lxml.html.fromstring(glance_html(glance))
    rows = tree.xpath("//tbody/tr")

    assert [each.text for each in tree.xpath("//thead//th")] == [
        "Result",
        "No change",
        "Prevent more illness",
        "More beds",
    ]
    assert rows[0].xpath("th/text()") == ["Healthy people, 2049"]
    cells = [" ".join(cell.text_content().split()) for cell in rows[0].xpath("td")]
    assert cells[0].startswith("1,000 people")
    assert cells[0].endswith("900 to 1,100")
    assert cells[1].startswith("877 people")
    assert cells[1].endswith("\u2212120 (\u2212150 to \u221299)")
    assert "Waiting for a bed, 2049 (Westfold)" in tree.xpath("//tbody//th/text()")
    assert tree.xpath("//svg/@role") == ["img"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (-0.0004, "0 (0 to 0)"),
        (0.0004, "0 (0 to 0)"),
        (0.11, "+0.11 (+0.13 to +0.09)"),
        (-0.11, "\u22120.11 (\u22120.13 to \u22120.09)"),
    ],
)
def test_a_change_has_its_sign_unless_it_reads_as_nothing(model, change, said):
    results = {name: series(1000.0) for name in model.outputs}
    moved = {name: series(1000.0, change) for name in model.outputs}
    runs = {"": results, "prevention": moved, "hospital": results}
    tree = lxml.html.fromstring(glance_html(Glance(model, "Exampleton", runs, 100, {})))
    cell = " ".join(tree.xpath("//tbody/tr[1]/td[2]")[0].text_content().split())

    assert cell.endswith(said)
    assert not cell.endswith(f"\u2212{said}")


def test_the_picture_at_a_glance_names_every_preset(glance):
    tree = lxml.html.fromstring(glance_html(glance))

    assert sorted(tree.xpath("//g[@class='x-names']/text/text()")) == [
        "More beds",
        "No change",
        "Prevent more illness",
    ]
    assert len(tree.xpath("//svg/path[not(@class='x-band80')]")) == 3


def test_kept_results_are_the_results(model):
    inputs = Inputs(("population", "flow"))
    results = preset_results(compile_model(model), inputs, 20)
    again = from_json(json.loads(json.dumps(as_json(results))))

    assert as_json(again) == as_json(results)
    healthy = results["prevention"]["healthy"]
    assert (healthy.low <= healthy.high).all()
    assert healthy.change[0] <= healthy.change[1] <= healthy.change[2]
    assert results[""]["healthy"].change == (0, 0, 0)
    assert healthy.time[[0, -1]].tolist() == [2024, 2049]


@pytest.mark.parametrize(
    ("value", "digits", "wanted"),
    [(123456, 3, 123000), (-0.04567, 2, -0.046), (0, 2, 0), (99.95, 3, 100)],
)
def test_numbers_are_rounded_to_significant_figures(value, digits, wanted):
    assert significant(value, digits) == wanted
