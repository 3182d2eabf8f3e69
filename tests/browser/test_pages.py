"""What a reader meets in a browser, on one page of each kind."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import KINDS

pytestmark = pytest.mark.browser

AXE = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "preload": False,
    "resultTypes": ["violations"],  # every rule is checked; what passes is not listed node by node
}
CONTROLS = "a[href], button, select, input, summary, [tabindex='0']"
every_kind = pytest.mark.parametrize("kind", KINDS)


def violations(page):
    found = Axe().run(page, options=AXE).response["violations"]
    return [
        (rule["id"], node["target"], node["failureSummary"][:200])
        for rule in found
        for node in rule["nodes"]
    ]


def open_details(page):
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")


@every_kind
@pytest.mark.parametrize("width", [1280, 360])
def test_no_accessibility_violation_with_details_shut_and_open(opened, kind, width):
    page = opened(kind, width=width, bypass_csp=True)
    shut = violations(page)
    open_details(page)

    assert shut == []
    assert violations(page) == []


@every_kind
def test_no_accessibility_violation_without_javascript(opened, kind):
    page = opened(kind, width=360, bypass_csp=True)
    page.evaluate("document.documentElement.classList.remove('js')")

    assert violations(page) == []


def test_search_results_have_no_accessibility_violation(opened):
    page = opened("search", query="?q=people", bypass_csp=True)
    page.wait_for_selector("#search-results li")

    assert violations(page) == []


@every_kind
def test_nothing_is_said_in_the_console_and_nothing_asked_of_others(opened, address, kind):
    page = opened(kind)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")

    assert page.heard == []
    assert [url for url in page.asked if not url.startswith((address, "data:"))] == []
    assert not any("/charts/" in url and url.endswith(".js") for url in page.asked)
    assert not any(url.endswith("vega.js") for url in page.asked)


@every_kind
def test_a_narrow_window_never_scrolls_sideways(opened, kind):
    page = opened(kind, width=320)
    open_details(page)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@every_kind
@pytest.mark.parametrize("width", [1280, 360])
def test_the_keyboard_reaches_every_control_and_shows_where_it_is(opened, kind, width):
    page = opened(kind, width=width)
    expected = page.evaluate(
        """selector => Array.from(document.querySelectorAll(selector))
            .filter(part => part.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})
                && part.tabIndex >= 0)
            .map((part, index) => { part.dataset.control = index; return part.outerHTML.slice(0, 90); })""",
        CONTROLS,
    )
    reached, unseen = set(), []
    for _ in range(len(expected) + 5):
        page.keyboard.press("Tab")
        control, outline = page.evaluate(
            """() => { const part = document.activeElement, style = getComputedStyle(part);
               return [part.dataset.control, style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth)]; }"""
        )
        if control is not None:
            reached.add(int(control))
            if outline < 3:
                unseen.append(expected[int(control)])

    assert [expected[index] for index in range(len(expected)) if index not in reached] == []
    assert unseen == []


def test_the_skip_link_leads_to_the_content(opened):
    page = opened("profile")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("kind", ["chapter", "profile"])
def test_without_javascript_charts_and_links_are_there(opened, kind):
    page = opened(kind, java_script_enabled=False)
    picture = page.locator("figure.fig .chart img").first
    picture.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")

    assert picture.bounding_box()["height"] > 100
    assert not page.locator(".explore").first.is_visible()
    assert page.locator("details.switch a").count() > 1
    page.locator("details.switch summary").first.click()
    assert page.locator("details.switch a").first.is_visible()


@every_kind
def test_every_page_works_from_a_folder(chromium, site, page_of_kind, kind):
    page = chromium.new_page()
    heard = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.goto((site / page_of_kind[kind]).as_uri())
    page.evaluate(
        """Promise.allSettled(Array.from(document.images).map(
            picture => { picture.loading = 'eager'; return picture.decode(); }))"""
    )

    assert page.evaluate("Array.from(document.images).every(picture => picture.naturalWidth > 0)")
    assert heard == []
    page.close()


def test_search_works_from_a_folder_by_typing_and_pressing_enter(chromium, site):
    page = chromium.new_page()
    page.goto((site / "search.html").as_uri())
    page.fill("#q", "people")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results li a")

    assert page.locator("#search-results li a").count() > 0
    page.close()


def test_search_finds_an_area_although_a_letter_is_wrong(opened, page_of_kind):
    name = opened("profile").locator("h1").inner_text().split()[0].rstrip("#")
    slip = name[:2] + ("x" if name[2] != "x" else "y") + name[3:]
    page = opened("search", query=f"?q={slip}")

    assert name in page.locator("#named").inner_text()


@pytest.mark.parametrize("width", [1280, 360])
def test_exploring_draws_the_chart_in_place(opened, width):
    page = opened("profile", width=width)
    figure = page.locator("figure.fig", has=page.locator(".explore")).first
    figure.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    host = figure.locator(".chart")
    before, name = host.bounding_box(), figure.locator("img").get_attribute("alt")
    figure.locator(".explore").click()
    page.wait_for_selector("figure[data-live]")

    assert figure.get_attribute("data-live") == "yes", page.heard
    live = figure.locator(".live")
    assert (live.get_attribute("role"), live.get_attribute("aria-label")) == ("img", name)
    assert live.locator("svg").is_visible()
    assert page.evaluate("document.activeElement.className").startswith("live")
    assert abs(host.bounding_box()["height"] - before["height"]) <= 2
    assert page.heard == []


@pytest.mark.parametrize("kind", ["chapter", "profile"])
def test_every_chart_of_a_page_can_go_live(opened, kind):
    page = opened(kind)
    figures = page.locator("figure.fig", has=page.locator(".explore"))
    for index in range(figures.count()):
        figure = figures.nth(index)
        figure.locator(".explore").click()
        page.wait_for_selector(f"#{figure.get_attribute('id')}[data-live]")
        assert figure.get_attribute("data-live") == "yes", (figure.get_attribute("id"), page.heard)
    assert figures.count() > 0
    assert page.heard == []


def test_a_live_chart_has_no_accessibility_violation(opened):
    page = opened("profile", bypass_csp=True)
    page.locator(".explore").first.click()
    page.wait_for_selector("figure[data-live=yes]")

    assert violations(page) == []


def test_arrow_keys_say_what_the_marks_of_a_live_chart_show(opened):
    page = opened("profile")
    figure = page.locator("figure.fig", has=page.locator(".explore")).first
    figure.locator(".explore").click()
    page.wait_for_selector("figure[data-live=yes]")
    page.keyboard.press("ArrowRight")
    first = figure.locator("[role=status]").inner_text()
    page.keyboard.press("ArrowRight")

    assert first
    assert figure.locator("[role=status]").inner_text() != first
    assert page.locator(".tip").is_visible()


def test_a_chart_that_cannot_go_live_keeps_its_picture(opened):
    page = opened("profile")
    page.route("**/assets/vega.js", lambda route: route.abort())
    figure = page.locator("figure.fig", has=page.locator(".explore")).first
    figure.locator(".explore").click()
    page.wait_for_selector("figure[data-live=failed]")

    assert figure.locator("img").is_visible()


def test_the_area_switcher_goes_to_the_same_section_of_another_area(opened):
    page = opened("profile")
    anchor = page.evaluate("document.querySelector('.content section section[id]').id")
    page.goto(f"{page.url}#{anchor}")
    select = page.locator("form.switch select").first
    target = select.locator("option").nth(1).get_attribute("value")
    select.select_option(target)
    page.locator("form.switch button").first.click()
    page.wait_for_url(f"**#{anchor}")

    assert page.url.endswith(f"{target.removeprefix('../')}#{anchor}")


@pytest.mark.parametrize("kind", ["chapter", "profile"])
def test_paper_names_area_edition_and_state_and_leaves_navigation_out(opened, kind):
    page = opened(kind)
    area = page.locator(".print-only").text_content().split(".")[0]
    page.emulate_media(media="print")
    printed = page.locator("body").inner_text()

    assert area
    assert area in printed
    assert "edition" in printed
    assert not page.locator(".mast nav").is_visible()
    assert not page.locator(".switches").is_visible()
    assert page.locator(".address").inner_text() == page.url
    ribbon = page.locator(".ribbon")
    assert ribbon.count() == 0 or ribbon.is_visible()


def test_forced_colours_and_less_motion_are_respected(opened):
    page = opened("profile", forced_colors="active", reduced_motion="reduce")

    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.locator("h1").is_visible()
