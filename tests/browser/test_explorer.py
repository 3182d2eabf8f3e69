"""The explorer in a browser: a made-up model, the real page, script and theme, opened from a folder."""

import json
import re
from itertools import pairwise

import numpy as np
import pytest
from explorer_site import AREAS, INPUTS, build_site, made_up_model

from jsna.explorer.facts import scenarios
from jsna.simulation.draws import draws, draws_of_area
from jsna.simulation.whole import compile_model

from .test_pages import CONTROLS, open_details, violations

pytestmark = pytest.mark.browser

PAGE = "model/index.html"
SETTLED = "#explorer[data-settled=yes]"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return build_site(tmp_path_factory.mktemp("explorer"))


@pytest.fixture(scope="module")
def whole():
    return compile_model(made_up_model())


@pytest.fixture
def at(running, folder):
    """Open the explorer from its folder; closed again after the test."""
    contexts = []

    def open_page(hash="", *, width=1280, query="", name=PAGE, wait=True, **options):
        context = running.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.heard, page.asked = [], []
        page.on("console", lambda message: page.heard.append(message.text))
        page.on("pageerror", lambda error: page.heard.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto((folder / name).as_uri() + query + hash, wait_until="load")
        if wait:
            page.wait_for_selector(SETTLED)
        return page

    yield open_page
    for context in contexts:
        context.close()


def move(page, lever, value):
    """Move a lever as a reader does, and wait until everything that follows is there."""
    page.locator(f"#lever-{lever}").evaluate(
        "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input', {bubbles: true})); }",
        value,
    )
    settle(page)


def settle(page):
    page.wait_for_timeout(150)
    page.wait_for_selector(SETTLED)


def status(page):
    return page.locator("#x-status").inner_text()


def tile(page, output, part):
    return page.locator(f"[data-output={output}] .x-{part}").inner_text()


def test_the_browser_gives_the_numbers_of_python_for_every_preset_and_area(at, whole):
    page = at()
    for area in AREAS:
        page.select_option("#x-area", area.slug)
        settle(page)
        for item in scenarios(whole.model):
            wanted = whole.run(INPUTS[area.slug], item["settings"])
            got = page.evaluate(
                """([slug, settings]) => { const results = jsnaModel.run(jsnaModel.areas[slug], settings, {});
                    for (const module of Object.values(results)) for (const id in module.outputs)
                        module.outputs[id] = Array.from(module.outputs[id]);
                    return results; }""",
                [area.slug, item["settings"]],
            )
            assert set(got) == set(wanted)
            for module, results in wanted.items():
                for output in results.outputs:
                    np.testing.assert_allclose(
                        got[module]["outputs"][output], results[output][:, 0], rtol=1e-9
                    )


def test_a_preset_shows_the_numbers_of_python(at, whole):
    page = at()
    page.get_by_role("button", name="Prevent more illness").click()
    settle(page)
    wanted = whole.run(INPUTS["exampleton"], whole.model.scenarios["prevention"].settings)
    base = whole.run(INPUTS["exampleton"])
    value = wanted["population"]["healthy"][-1, 0]
    change = value - base["population"]["healthy"][-1, 0]

    assert tile(page, "healthy", "value") == f"{float(f'{value:.2e}'):,.0f} people"
    assert tile(page, "healthy", "change") == f"\u25b2 {float(f'{change:.1e}'):,.0f} more people"


def test_the_bands_are_the_quantiles_of_the_same_draws(at, whole):
    page = at("#v=1.0&area=northfold&smoking=0.3")
    drawn = draws_of_area(whole.model, draws(whole.model, 200, 1), INPUTS["northfold"].values)
    many = whole.run(INPUTS["northfold"], {"smoking": 0.3}, drawn, lanes=200)
    low, high = np.quantile(many["population"]["healthy"][-1], [0.1, 0.9])
    page.locator("#x-h-numbers ~ details > summary").click()
    cells = page.locator("#x-numbers tr").last.locator("td").all_inner_texts()

    assert cells[2] == f"{float(f'{low:.2e}'):,.0f} to {float(f'{high:.2e}'):,.0f}"
    assert "of 200 runs" in page.locator("#x-sure").inner_text()


HELD = """([settings, output]) => new Promise(done => {
    const number = document.querySelector(`[data-output=${output}] .x-value`), before = number.textContent;
    (function again() {
        for (const [id, value] of Object.entries(settings)) {
            const slider = document.getElementById("lever-" + id);
            slider.value = value;
            slider.dispatchEvent(new Event("input"));
        }
        requestAnimationFrame(() => number.textContent === before ? again()
            : done([document.getElementById("explorer").dataset.exact, number.textContent]));
    })();
})"""
"""Levers that do not come to rest, a move with each frame, until the number of a result has followed."""


def test_while_a_lever_is_dragged_lines_lie_close_and_at_rest_they_are_exact(at, whole):
    page = at()
    page.locator("[data-output=healthy]").scroll_into_view_if_needed()
    page.wait_for_timeout(100)
    exact, rough = page.evaluate(HELD, [{"smoking": 0.35}, "healthy"])
    assert exact == "no"
    settle(page)
    value = whole.run(INPUTS["exampleton"], {"smoking": 0.35})["population"]["healthy"][-1, 0]
    exact = float(f"{value:.2e}")

    assert tile(page, "healthy", "value") == f"{exact:,.0f} people"
    assert float(rough.split()[0].replace(",", "")) == pytest.approx(exact, rel=0.01)


LINE = "#x-chart path.x-plan"
SMALL = "#x-mini path.x-plan"


@pytest.mark.parametrize(("width", "height", "line"), [(1280, 1600, LINE), (360, 800, SMALL)])
def test_the_line_follows_each_move_in_its_frame_and_numbers_on_the_beat(at, width, height, line):
    page = at(width=width)
    page.set_viewport_size({"width": width, "height": height})
    page.locator("#lever-smoking").scroll_into_view_if_needed()
    page.wait_for_timeout(150)
    frames, followed, numbers = page.evaluate(
        """line => new Promise(done => {
            const slider = document.getElementById("lever-smoking"), drawn = document.querySelector(line);
            const number = document.querySelector("#x-mini.x-seen .x-mini-value, [data-output=healthy] .x-value");
            let frames = 0, followed = 0, numbers = 0;
            (function again() {
                const before = drawn.getAttribute("d"), words = number.textContent;
                slider.value = 0.05 + 0.05 * (frames % 9);
                slider.dispatchEvent(new Event("input"));
                requestAnimationFrame(() => {
                    frames += 1;
                    if (drawn.getAttribute("d") !== before) followed += 1;
                    if (number.textContent !== words) numbers += 1;
                    if (frames < 60) again(); else done([frames, followed, numbers]);
                });
            })();
        })""",
        line,
    )

    assert followed == frames
    assert 0 < numbers < frames / 2


def test_a_beat_is_never_late_and_never_hurried(at):
    page = at(wait=False)
    page.clock.install()
    beats = page.evaluate(
        """() => { window.beats = [];
            window.beat = jsnaExplorer.beat(() => beats.push(performance.now()));
            window.ticking = setInterval(beat.ask, 10); }"""
    )
    page.clock.run_for(2000)
    beats = page.evaluate("clearInterval(ticking) ?? beats")
    gaps = [two - one for one, two in pairwise(beats)]

    assert len(gaps) > 10
    assert min(gaps) >= 100
    assert max(gaps) <= 150
    done = page.evaluate("beat.ask() ?? beat.stop() ?? beats.length")
    page.clock.run_for(2000)
    assert page.evaluate("beats.length") == done


def test_a_line_that_follows_is_the_line_of_the_whole_picture(at):
    page = at(wait=False)
    followed, whole, far, small, small_whole = page.evaluate(
        """() => { const host = document.createElement("div");
            host.style.width = "600px";
            document.getElementById("explorer").append(host);
            const chart = jsnaExplorer.draw.chart(host), time = [0, 1, 2];
            const show = (value) => chart.show({lines: [{kind: "plan", name: "Plan", time, value}], bands: [],
                at: 2, unit: "u", isMoving: true, ticks: String, year: String, label: ""});
            const drawn = () => ["path.x-plan", "circle.x-dot-plan"].map(each => host.querySelector(each).outerHTML);
            show([0, 50, 100]);
            const found = [[chart.follow(time, [0, 30, 60]), drawn()]];
            show([0, 30, 60]);
            found.push([true, drawn()], chart.follow(time, [0, 30, 160]));
            const tile = document.createElement("div"), spark = jsnaExplorer.draw.spark(tile);
            const base = {time, value: [0, 50, 100]}, plan = {time, value: [0, 20, 90]};
            spark.show(base, base, "u");
            found.push([spark.follow(plan), tile.innerHTML]);
            spark.show(base, plan, "u");
            return found.concat([[true, tile.innerHTML]]); }"""
    )

    assert followed == whole
    assert far is False
    assert small == small_whole


def test_a_line_is_read_off_the_curve_of_all_results_or_the_model_is_run(at):
    page = at()
    whole, line, refused, unready, others = page.evaluate(
        """() => { const facts = JSON.parse(document.getElementById("x-facts").textContent);
            const model = jsnaExplorer.engine(jsnaModel, facts, ""), ahead = jsnaExplorer.ahead(model);
            const plan = {area: "exampleton", settings: model.neutral, values: {}};
            const levers = [model.lever.smoking, model.lever.beds];
            ahead.begin(plan, model.run(plan.area, plan.settings, plan.values), levers);
            const unready = ahead.read("smoking", 0.35, ["healthy"]), others = ahead.step([model.lever.falls]);
            while (ahead.step([model.lever.smoking]));
            const driven = model.outputs.find(each => facts.modules[each.module].isDriven).id;
            return [ahead.at("smoking", 0.35).results.healthy, ahead.read("smoking", 0.35, ["healthy"]).healthy,
                [["smoking", 0.35, driven], ["smoking", 0.5, "healthy"], ["beds", 5, "healthy"]]
                    .map(([lever, setting, output]) => ahead.read(lever, setting, ["healthy", output])),
                unready, others].map(each => JSON.stringify(each)); }"""
    )

    assert line == whole
    assert refused == "[null,null,null]"
    assert unready == "null"
    assert others == "false"


def test_a_drag_leaves_exactly_what_a_fresh_page_shows(at):
    page = at()
    slider = page.locator("#lever-smoking")
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 13, y)
    page.mouse.down()
    for step in range(1, 41):
        page.mouse.move(box["x"] + 13 + (box["width"] - 26) * step / 57, y)
    page.wait_for_timeout(700)
    value = slider.input_value()
    words = """() => [document.querySelector("[data-lever=smoking] input[type=number]").value,
        document.getElementById("lever-smoking").getAttribute("aria-valuetext"),
        document.getElementById("lever-smoking").style.getPropertyValue("--at"),
        document.querySelector("[data-lever=smoking] output").textContent]"""
    held = page.evaluate(words)
    page.mouse.up()
    settle(page)
    fresh = at(f"#v=1.0&area=exampleton&smoking={value}")
    shown = """() => ["#x-chart svg", ".x-tiles", "#x-mini", "#x-status"].map(each => document.querySelector(each).textContent
        + Array.from(document.querySelectorAll(each + " path"), path => path.getAttribute("d")).join())"""

    assert 0.2 < float(value) < 0.5
    assert held == page.evaluate(words) == fresh.evaluate(words)
    assert page.evaluate(shown) == fresh.evaluate(shown)


def test_an_axis_only_widens_while_a_lever_moves(at):
    page = at(wait=False)
    small, large, again, rest = page.evaluate(
        """() => { const host = document.createElement("div");
            host.style.width = "600px";
            document.getElementById("explorer").append(host);
            const chart = jsnaExplorer.draw.chart(host);
            return [[10, true], [100, true], [10, true], [10, false]].map(([high, isMoving]) => {
                const line = {kind: "plan", name: "Plan", time: [0, 1, 2], value: [0, high / 2, high]};
                chart.show({lines: [line], bands: [], at: 2, unit: "u", isMoving, ticks: String, year: String, label: ""});
                return Array.from(host.querySelectorAll(".x-grid text"), each => each.textContent).at(-1);
            }); }"""
    )

    assert [small, large, again, rest] == ["10", "100", "100", "10"]


def test_after_a_drag_every_number_is_that_of_the_whole_model_to_the_last_bit(at, tmp_path):
    page = at()
    for lever, values in (("smoking", (0.05, 0.2, 0.35, 0.45)), ("beds", (-10, 5, 20))):
        page.evaluate(
            """([id, values]) => { const slider = document.getElementById("lever-" + id);
                for (const value of values) { slider.value = value; slider.dispatchEvent(new Event("input")); } }""",
            [lever, values],
        )
        page.wait_for_timeout(30)
    settle(page)
    with page.expect_download() as download:
        page.click("#x-csv")
    path = tmp_path / "model.csv"
    download.value.save_as(path)
    lines = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    shown: dict[str, list[float]] = {}
    for row in (dict(zip(lines[0], line, strict=True)) for line in lines[1:]):
        shown.setdefault(row["output_id"], []).append(float(row["plan"]))
    run = page.evaluate(
        """() => { const found = {}, area = jsnaModel.areas.exampleton;
            jsnaModel.run(area, {smoking: 0.1, beds: 0}, {});
            for (const part of Object.values(jsnaModel.run(area, {smoking: 0.45, beds: 20}, {})))
                for (const id in part.outputs) found[id] = Array.from(part.outputs[id]);
            return found; }"""
    )

    assert shown == {key: run[key] for key in shown}
    assert len(shown) > 5


def test_a_lever_moved_right_after_another_shows_the_plan_with_both(at, whole):
    page = at("#v=1.0&area=exampleton&taxis=0.1&assumed=1")
    page.locator("[data-output=healthy]").scroll_into_view_if_needed()
    page.wait_for_timeout(100)
    _, got = page.evaluate(HELD, [{"smoking": 0.3, "falls": 0.25}, "healthy"])
    settings = {"smoking": 0.3, "falls": 0.25, "taxis": 0.1}
    value = whole.run(INPUTS["exampleton"], settings)["population"]["healthy"][-1, 0]

    assert got == f"{float(f'{value:.2e}'):,.0f} people"


def test_a_link_gives_the_same_plan_in_a_fresh_page(at):
    page = at()
    page.select_option("#x-area", "northfold")
    settle(page)
    move(page, "smoking", 0.25)
    page.locator(".x-assume > details > summary").click()
    page.locator("[data-assumption=recovery] input[type=number]").fill("0.03")
    settle(page)
    page.wait_for_timeout(450)
    link = page.locator("#x-link").input_value()
    again = at(link[link.index("#") :])

    assert page.url == link
    assert again.locator("#x-area").input_value() == "northfold"
    assert again.locator("#lever-smoking").input_value() == "0.25"
    assert again.locator("#value-recovery").input_value() == "0.03"
    assert status(again) == status(page)


def test_the_pressed_preset_is_recovered_from_the_link(at):
    page = at("#v=1.0&area=exampleton&smoking=0.3&falls=0.2")

    assert page.locator("[data-preset][aria-pressed=true]").all_inner_texts() == [
        "Prevent more illness"
    ]
    move(page, "smoking", 0.25)
    assert page.locator("[data-preset][aria-pressed=true]").count() == 0


def test_a_profile_leads_to_its_area(at):
    page = at(name="areas/northfold/index.html", wait=False)
    page.get_by_role("link", name="Explore a decision for Northfold").click()
    page.wait_for_selector(SETTLED)

    assert page.locator("#x-area").input_value() == "northfold"


HOSTILE = (
    "#v=1.0&area=<img src=x onerror=document.title='hit'>&smoking=9e9&falls=-5&beds=NaN"
    "&taxis=<script>document.title='hit'</script>&__proto__=1&constructor=2&a.recovery=1e400&a.x=1"
    "&a.leaving=99"
)


def test_a_hostile_link_is_clamped_and_injects_nothing(at):
    before = at()
    page = at(HOSTILE)
    count = "document.querySelectorAll('#explorer *').length"

    assert page.locator("#lever-smoking").input_value() == "0.5"
    assert page.locator("#lever-falls").input_value() == "0"
    assert page.locator("#lever-beds").input_value() == "0"
    assert page.locator("#value-leaving").input_value() == "15"
    assert page.locator("#value-recovery").input_value() == "0.02"
    assert page.locator("#x-area").input_value() == "exampleton"
    assert "not known here" in page.locator("#x-told").inner_text()
    assert (
        page.locator("#x-told")
        .locator("*")
        .evaluate_all("all => all.every(e => e.tagName === 'P')")
    )
    assert page.title() != "hit"
    assert page.locator("#explorer img, #explorer script[src]").count() == 0
    assert abs(page.evaluate(count) - before.evaluate(count)) < 60
    assert page.heard == []


@pytest.mark.parametrize(
    ("version", "smoking", "words"),
    [
        ("0.9", "0.3", "made with version 0.9"),
        ("7", "0", "does not know"),
        ("<b>", "0", "does not know"),
    ],
)
def test_a_link_of_another_version_is_kept_with_a_message_or_refused(at, version, smoking, words):
    page = at(f"#v={version}&area=exampleton&smoking=0.3")

    assert words in page.locator("#x-told").inner_text()
    assert page.locator("#lever-smoking").input_value() == smoking


def test_the_skip_link_does_not_disturb_the_plan(at):
    page = at("#v=1.0&area=northfold&smoking=0.3")
    page.evaluate("location.hash = '#main'")
    page.wait_for_timeout(100)

    assert page.locator("#lever-smoking").input_value() == "0.3"


def test_arrow_keys_move_a_lever_and_it_says_its_value_with_unit(at):
    page = at()
    slider = page.locator("#lever-smoking")
    slider.focus()
    assert slider.get_attribute("aria-valuetext") == "0%, no change"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    settle(page)

    assert slider.get_attribute("aria-valuetext") == "10%"
    assert page.locator("[data-lever=smoking] input[type=number]").input_value() == "10"
    page.locator(".x-group > summary", has_text="Hospital").click()
    page.locator("#lever-beds").focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator("#lever-beds").get_attribute("aria-valuetext") == "\u22125 beds"


def test_a_number_typed_beyond_the_limits_is_brought_back(at):
    page = at()
    box = page.locator("[data-lever=smoking] input[type=number]")
    box.fill("400")
    box.blur()
    settle(page)

    assert box.input_value() == "50"
    assert page.locator("#lever-smoking").input_value() == "0.5"


@pytest.mark.parametrize("width", [1280, 360])
def test_the_keyboard_reaches_every_control(at, width):
    page = at("#v=1.0&area=exampleton&smoking=0.1", width=width)
    open_details(page)
    expected = page.evaluate(
        """selector => Array.from(document.querySelectorAll(selector))
            .filter(part => part.checkVisibility({visibilityProperty: true}) && part.tabIndex >= 0)
            .map((part, index) => { part.dataset.control = index; return part.outerHTML.slice(0, 90); })""",
        CONTROLS,
    )
    reached, unseen = set(), []
    for _ in range(len(expected) + 5):
        page.keyboard.press("Tab")
        control, outline = page.evaluate(
            """() => { const part = document.activeElement;
               const style = getComputedStyle(part.type === "file" ? part.parentElement : part);
               return [part.dataset.control, style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth)]; }"""
        )
        if control is not None:
            reached.add(int(control))
            if outline < 3:
                unseen.append(expected[int(control)])

    assert [expected[index] for index in range(len(expected)) if index not in reached] == []
    assert unseen == []


@pytest.mark.parametrize("width", [1280, 360])
def test_no_accessibility_violation_at_rest_and_in_use(at, width):
    page = at(width=width, bypass_csp=True)
    assert violations(page) == []
    page.fill("#x-keep-name", "One")
    page.click("#x-keep")
    page.locator("#x-gap-go").click()
    page.locator("#x-assumed").check()
    open_details(page)
    move(page, "smoking", 0.3)
    page.locator("[data-assumption=recovery] input[type=number]").fill("0.03")
    settle(page)

    assert violations(page) == []


def test_the_page_on_how_it_works_has_no_accessibility_violation(at):
    for width in (1280, 360, 320):
        page = at(name="model/how-it-works.html", width=width, wait=False, bypass_csp=True)
        open_details(page)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_narrow_window_never_scrolls_sideways(at):
    page = at(width=320)
    page.fill("#x-keep-name", "Averyverylongnamewithoutanyspaceatallwhichcannotbebrokenup")
    page.click("#x-keep")
    page.locator("#x-gap-go").click()
    open_details(page)
    move(page, "smoking", 0.3)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_every_target_is_large_enough(at):
    page = at(width=360)
    open_details(page)
    small = page.evaluate(
        """() => Array.from(document.querySelectorAll(
              "#explorer button, #explorer select, #explorer input, #explorer summary"))
            .filter(part => part.checkVisibility() && part.type !== "file")
            .map(part => [part.outerHTML.slice(0, 80), part.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24).map(([html]) => html)"""
    )

    assert small == []


def test_nothing_is_said_in_the_console_and_nothing_asked_outside_the_folder(at, folder):
    page = at()
    page.select_option("#x-area", "southfold")
    settle(page)
    move(page, "smoking", 0.3)

    assert page.heard == []
    assert [url for url in page.asked if not url.startswith((folder.as_uri(), "data:"))] == []


def test_assumed_effects_rest_until_the_reader_lets_them_move(at):
    page = at()
    page.locator(".x-group > summary", has_text="Hospital").click()
    slider = page.locator("#lever-taxis")

    assert slider.is_disabled()
    assert "only assumed (grade D)" in page.locator("[data-lever=taxis] .x-idle").inner_text()
    page.locator("#x-assumed").check()
    settle(page)
    assert slider.is_enabled()
    move(page, "taxis", 0.1)
    assert "grade D (Rides home)" in status(page)
    page.locator("#x-assumed").uncheck()
    settle(page)
    assert "grade D" not in status(page)


def focused(page):
    return page.evaluate("document.activeElement.outerHTML.slice(0, 120)")


def test_a_button_that_has_become_useless_keeps_the_focus_and_says_why(at):
    page = at("#v=1.0&area=exampleton&smoking=0.3")
    button = page.locator("[data-reset=settings]")
    assert button.get_attribute("aria-disabled") is None
    button.focus()
    page.keyboard.press("Enter")
    settle(page)

    assert page.locator("#lever-smoking").input_value() == "0"
    assert 'data-reset="settings"' in focused(page)
    assert button.get_attribute("aria-disabled") == "true"
    assert "nothing to undo" in (button.get_attribute("title") or "")
    page.keyboard.press("Enter")
    assert "nothing to undo" in page.locator("#x-told").inner_text()


def test_a_resting_lever_is_found_by_keyboard_and_does_not_move(at):
    page = at()
    page.locator(".x-group > summary", has_text="Hospital").click()
    page.locator("#lever-taxis").focus()
    before = page.url
    page.keyboard.press("ArrowRight")
    page.locator("[data-lever=taxis] input[type=number]").focus()
    page.keyboard.type("20")
    settle(page)

    assert page.locator("#lever-taxis").input_value() == "0"
    assert page.locator("[data-lever=taxis] input[type=number]").input_value() == "0"
    assert page.url == before


def test_focus_is_never_lost_when_what_had_it_goes(at):
    page = at("#v=1.0&area=northfold")
    page.get_by_role("button", name="Show Exampleton").focus()
    page.keyboard.press("Enter")
    settle(page)
    assert 'id="x-area"' in focused(page)
    page.fill("#x-keep-name", "One")
    page.click("#x-keep")
    page.get_by_role("button", name="Show the plan One").focus()
    page.keyboard.press("Enter")
    settle(page)
    assert "Show the plan One" in focused(page)
    page.locator("#x-gap-go").focus()
    page.keyboard.press("Enter")
    page.locator("#x-gap tr").first.wait_for()
    assert "most against least" in focused(page)


def test_a_link_cannot_move_a_resting_lever_unseen(at):
    page = at("#v=1.0&area=exampleton&taxis=0.2")

    assert "if nothing changes" in status(page)


def test_changed_assumptions_have_a_line_of_their_own(at):
    page = at()
    page.locator(".x-assume > details > summary").click()
    page.locator("[data-assumption=recovery] input[type=number]").fill("0.03")
    settle(page)

    assert page.locator("#x-chart path.x-assumed").is_visible()
    assert "Your changed assumptions alone: " in status(page)
    assert "grade D (Ill people who get well)" in status(page)
    page.locator("[data-reset=values]").click()
    settle(page)
    assert not page.locator("#x-chart path.x-assumed").is_visible()
    assert "assumptions" not in status(page)


def test_a_range_that_includes_no_difference_says_so(at):
    page = at()
    page.select_option("#x-show", "frail")
    move(page, "falls", 0.3)

    found = re.search(r"80% of runs: (.*?)\)\. (The range.*?) includes no difference", status(page))
    shown, wide = found.groups()
    # Of a range whose ends point the same way only the wider one can include nothing.
    is_both_ways = " to " in shown and {"more", "fewer"} <= set(shown.split())
    assert wide == ("The range" if is_both_ways else "The range of 95% of runs")
    move(page, "falls", 0)
    move(page, "smoking", 0.3)
    assert "either way" not in status(page)


def test_a_lever_that_can_do_nothing_here_says_why(at):
    page = at("?area=northfold", query="")
    page.select_option("#x-area", "northfold")
    settle(page)
    beds = page.locator("[data-lever=beds] .x-idle")

    assert "modelled for Exampleton only" in (beds.text_content() or "")
    page.get_by_role("button", name="Show Exampleton").click()
    settle(page)
    assert (beds.text_content() or "") == ""
    assert page.locator("#x-area").input_value() == "exampleton"


def test_the_sentence_is_said_once_after_a_pause(at):
    page = at()
    page.evaluate(
        """() => { window.said = [];
            new MutationObserver(() => said.push(document.getElementById("x-status").textContent))
                .observe(document.getElementById("x-status"), {childList: true, subtree: true}); }"""
    )
    at_once = page.evaluate(
        """() => { const slider = document.getElementById("lever-smoking");
            for (let step = 1; step < 7; step += 1) {
                slider.value = step * 0.05;
                slider.dispatchEvent(new Event("input"));
            }
            return said.length; }"""
    )
    assert at_once == 0
    settle(page)
    page.wait_for_timeout(300)

    assert 1 <= page.evaluate("new Set(said).size") <= 3
    assert page.evaluate("said.every(words => words === said[0] || words.includes('80% of runs'))")


def test_differences_have_at_most_two_significant_figures(at):
    page = at()
    for value in (0.05, 0.2, 0.5):
        move(page, "smoking", value)
        for words in page.locator(".x-change").all_inner_texts():
            digits = re.sub(r"[^\d.]", "", words).replace(".", "").strip("0")
            assert len(digits) <= 2, words


def test_on_a_phone_the_result_stays_in_sight_while_a_lever_is_moved(at):
    page = at(width=360)
    page.locator("#lever-falls").scroll_into_view_if_needed()
    page.wait_for_timeout(150)
    mini = page.locator("#x-mini")
    before = mini.inner_text()
    page.locator("#lever-falls").focus()
    page.keyboard.press("ArrowRight")
    settle(page)

    assert mini.is_visible()
    assert mini.bounding_box()["y"] == 0
    assert mini.inner_text() != before
    box = page.locator("#lever-falls").bounding_box()
    assert box["y"] > mini.bounding_box()["height"]


def test_three_plans_are_kept_named_and_compared(at):
    page = at()
    for name, value in (("<b>One</b>", 0.1), ("", 0.2), ("Three", 0.3)):
        move(page, "smoking", value)
        page.fill("#x-keep-name", name)
        page.click("#x-keep")

    assert page.locator(".x-kept-name").all_inner_texts() == ["<b>One</b>", "Plan 2", "Three"]
    assert page.locator("#x-keep").is_disabled()
    heads = page.locator("#x-compare thead th").all_inner_texts()
    assert heads == ["Result", "No change", "Your plan", "<b>One</b>", "Plan 2", "Three"]
    assert page.locator("#explorer b").count() == 0
    assert page.locator("#x-chart [class^='x-kept-']:visible").count() == 3
    page.get_by_role("button", name="Show the plan Plan 2").click()
    settle(page)
    assert page.locator("#lever-smoking").input_value() == "0.2"
    page.get_by_role("button", name="Remove the plan Plan 2").click()
    assert page.locator(".x-kept-name").all_inner_texts() == ["<b>One</b>", "Three"]
    assert page.locator("#x-keep").is_enabled()


def test_plans_survive_a_file(at, tmp_path):
    page = at()
    move(page, "smoking", 0.1)
    page.fill("#x-keep-name", "One")
    page.click("#x-keep")
    move(page, "smoking", 0.4)
    page.fill("#x-keep-name", "Two")
    page.click("#x-keep")
    with page.expect_download() as download:
        page.click("#x-save")
    path = tmp_path / "plans.json"
    download.value.save_as(path)
    content = json.loads(path.read_text(encoding="utf-8"))
    again = at()
    again.set_input_files("#x-open", path)
    again.wait_for_selector(".x-kept-name")
    settle(again)

    assert content["version"] == "1.0"
    assert again.locator(".x-kept-name").all_inner_texts() == ["One", "Two"]
    assert again.locator("#lever-smoking").input_value() == "0.1"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not json", "holds no plans"),
        ('{"kind": "jsna-plans", "version": "99", "plans": []}', "does not know"),
        (
            '{"kind": "jsna-plans", "version": "1.0", "plans": [null, {"name": "<img src=x>",'
            ' "area": "atlantis", "settings": {"smoking": 1e99, "x": 1, "__proto__": 2}, "values": []}]}',
            "not known here",
        ),
    ],
)
def test_a_strangers_file_is_checked(at, tmp_path, text, words):
    page = at()
    path = tmp_path / "plans.json"
    path.write_text(text, encoding="utf-8")
    page.set_input_files("#x-open", path)
    page.wait_for_selector("#x-told p")

    assert words in page.locator("#x-told").inner_text()
    assert page.locator("#explorer img").count() == 0
    assert page.heard == []


def test_the_numbers_leave_as_csv_with_ranges(at, whole, tmp_path):
    page = at("#v=1.0&area=exampleton&smoking=0.3")
    with page.expect_download() as download:
        page.click("#x-csv")
    path = tmp_path / "model.csv"
    download.value.save_as(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [dict(zip(lines[0].split(","), line.split(","), strict=True)) for line in lines[1:]]
    last = [row for row in rows if row["output_id"] == "healthy"][-1]
    wanted = whole.run(INPUTS["exampleton"], {"smoking": 0.3})["population"]["healthy"][-1, 0]

    assert float(last["plan"]) == pytest.approx(wanted, rel=1e-12)
    assert float(last["plan_lower_95"]) < float(last["plan"]) < float(last["plan_upper_95"])
    assert {row["status"] for row in rows} == {"modelled"}
    assert {row["output_id"] for row in rows} == set(whole.model.outputs)


def test_the_same_million_is_held_against_no_change(at, whole):
    page = at()
    rows = page.locator("#x-million tr")
    smoking = rows.filter(has_text="Stop smoking service").inner_text()
    cost = (
        30 * whole.run(INPUTS["exampleton"], {"smoking": 0.5})["population"]["healthy"][-1, 0] * 0.5
    )

    assert cost < 1e6
    assert f"\u00a3{float(f'{cost:.1e}'):,.0f}" in smoking
    assert "as far as it goes" in smoking
    assert "more people" in smoking


def test_who_pays_is_said_for_each_decision_that_was_moved(at):
    page = at()
    assert page.locator("#x-pays-none").is_visible()
    move(page, "smoking", 0.3)
    words = page.locator("#x-pays").inner_text()

    assert "Stop smoking service" in words
    assert "Pays: The council. Gains: The NHS and the council." in words
    assert "in 2049" in words
    assert "Cost of care for frail people: by 2049" in page.locator("#x-money").inner_text()


def test_the_gap_between_two_areas_is_in_shares_of_people(at):
    page = at("#v=1.0&area=exampleton&smoking=0.3")
    page.locator("#x-gap-go").click()
    page.locator("#x-gap tr").first.wait_for()
    words = page.locator("#x-gap").inner_text()

    assert "in 1,000" in words
    assert "smaller by" in words or "wider by" in words


def test_what_drives_the_result_names_inputs_by_strength(at):
    page = at()
    first = page.locator("#x-drives th").first.inner_text()

    assert first in {"Healthy people who fall ill", "Ill people who get well"}


def test_without_javascript_presets_stand_in_a_table_and_a_picture(at, whole):
    page = at(wait=False, java_script_enabled=False)
    value = whole.run(INPUTS["exampleton"])["population"]["healthy"][-1, 0]

    assert not page.locator("#lever-smoking").is_visible()
    assert page.locator(".x-glance table").is_visible()
    assert page.locator(".x-glance svg").is_visible()
    assert f"{float(f'{value:.2e}'):,.0f} people" in page.locator(".x-glance tbody").inner_text()


def test_paper_holds_the_plan_and_leaves_the_controls_out(at):
    page = at("#v=1.0&area=exampleton&smoking=0.3")
    page.emulate_media(media="print")

    assert page.locator("#x-status").is_visible()
    assert page.locator("#x-chart svg").is_visible()
    assert not page.locator("#x-keep").is_visible()
    assert not page.locator("#lever-smoking").is_visible()
    assert page.locator("[data-lever=smoking] label").is_visible()
    assert not page.locator("[data-lever=falls]").is_visible()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("amount(1234567, {unit:'person', words:'people', scale:1})", "1,230,000 people"),
        ("amount(0.1234, {unit:'1', words:'%', scale:100})", "12.3%"),
        (
            "amount(-2.5e6, {unit:'pound/year', words:'a year', scale:1, money:true})",
            "\u2212\u00a32.5 million a year",
        ),
        ("difference(-412, {unit:'person', apart:'people', scale:1}, 5000)", "410 fewer people"),
        ("difference(0.034, {unit:'year', apart:'years', scale:1}, 80)", "0.034 years more"),
        (
            "difference(-0.0213, {unit:'1', apart:'percentage points', scale:100}, 1)",
            "2.1 percentage points less",
        ),
        ("difference(1e-12, {unit:'person', apart:'people', scale:1}, 5000)", "no difference"),
        ("range(-620, -203, {unit:'person', apart:'people', scale:1})", "200 to 620 fewer people"),
        ("range(-10, 25, {unit:'bed', apart:'beds', scale:1})", "10 fewer beds to 25 more beds"),
        (
            "range(1e6, 2.34e6, {unit:'pound', apart:'', scale:1, money:true})",
            "\u00a31 million to \u00a32.3 million more",
        ),
        ("judged(-3, {better:'down'}, 100)", "better"),
        ("judged(-3, {better:'none'}, 100)", ""),
        ("listed(['a', 'b', 'c'])", "a, b and c"),
    ],
)
def test_numbers_are_said_in_words(at, call, words):
    page = at(wait=False)

    assert page.evaluate(f"jsnaExplorer.words.{call}") == words


def test_settings_are_clamped_to_their_steps(at):
    page = at(wait=False)
    got = page.evaluate(
        """() => [[0.07, 0, 0.5, 0.05], [9, 0, 0.5, 0.05], [-9, -30, 30, 5], [0.3, 0, 1, 0.1]]
            .map(([value, min, max, step]) => jsnaExplorer.plan.clamped(value, {min, max, step}))"""
    )

    assert got == [0.05, 0.5, -10, 0.3]


def test_names_at_line_ends_never_touch(at):
    page = at(wait=False)
    got = page.evaluate("jsnaExplorer.draw.apart([100, 101, 102, 295], 20, 300)")

    assert all(two - one >= 17 for one, two in pairwise(got))
    assert max(got) <= 300


def test_the_label_of_a_tick_gives_way_to_a_line(at):
    page = at(wait=False)
    got = page.evaluate(
        """[[], [[40, 48]], [[40, 48], [60, 61]], [[90, 99]]]
            .map(lines => jsnaExplorer.draw.beside(50, lines, 200))
            .concat(jsnaExplorer.draw.beside(190, [[180, 186]], 200))"""
    )

    assert got == [-5, 15, None, -5, None]


@pytest.mark.parametrize("width", [1280, 360])
def test_no_line_crosses_the_label_of_a_tick(at, width):
    page = at("#v=1.0&area=exampleton&smoking=0.3&beds=20&assumed=1", width=width)
    shown = page.locator("#x-show option:enabled").evaluate_all("all => all.map(e => e.value)")
    for output in shown:
        page.select_option("#x-show", output)
        settle(page)
        labels, crossed = page.evaluate(
            """() => { const lines = Array.from(document.querySelectorAll("#x-chart path.x-plan, #x-chart path.x-base"));
                const labels = Array.from(document.querySelectorAll("#x-chart text")).filter(e => e.getAttribute("x") === "0");
                return [labels.length, labels.filter(label => { const box = label.getBBox(); return lines.some(line => {
                    for (let at = 0; at < line.getTotalLength(); at += 1) { const p = line.getPointAtLength(at);
                        if (p.x <= box.x + box.width && p.y > box.y + 3 && p.y < box.y + box.height - 3) return true; }
                    return false; }); }).map(label => label.textContent)]; }"""
        )
        assert labels >= 2, output
        assert crossed == [], output


@pytest.mark.parametrize(
    ("low", "high"), [(0, 7), (91_200, 95_400), (-40, 3), (0.021, 0.0214), (5, 5)]
)
def test_an_axis_has_round_limits_around_what_it_shows(at, low, high):
    page = at(wait=False)
    axis = page.evaluate(f"jsnaExplorer.draw.niceScale({low}, {high}, 4)")

    assert axis["low"] <= low
    assert axis["high"] >= high
    assert 2 <= len(axis["ticks"]) <= 8
