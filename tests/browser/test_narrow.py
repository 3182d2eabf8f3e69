"""The box that narrows a page down: by keyboard, announced, without any barrier, and only extra."""

import pytest

from .test_pages import violations

pytestmark = pytest.mark.browser

PAGES = ("areas/index.html", "about/coverage.html")
ENTRIES = ".content section > ul > li, .content tbody tr"
narrowing = pytest.mark.parametrize("name", PAGES)


@pytest.fixture
def at(chromium, address):
    """Open a page by its address; closed again after the test."""
    contexts = []

    def open_page(name, *, width=360, **options):
        context = chromium.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(address + name, wait_until="load")
        return page

    yield open_page
    for context in contexts:
        context.close()


def shown(page):
    """Return the words of each entry that is visible."""
    return page.locator(ENTRIES).evaluate_all(
        """entries => entries
            .filter(entry => entry.checkVisibility({visibilityProperty: true})
                && entry.getBoundingClientRect().height > 0)
            .map(entry => entry.innerText)"""
    )


@narrowing
def test_typing_leaves_what_fits_and_says_how_much_that_is(at, name):
    page = at(name)
    everything = len(shown(page))
    word = shown(page)[0].split()[0]
    page.get_by_label("Type").fill(word)
    left = shown(page)

    assert 0 < len(left) < everything
    assert page.get_by_role("status").inner_text() == f"Found: {len(left)} of {everything}"
    assert not page.locator(".letters").first.is_visible()
    page.get_by_label("Type").fill("")
    assert len(shown(page)) == everything
    assert page.get_by_role("status").inner_text() == ""


@narrowing
def test_words_that_nothing_has_leave_no_empty_heading(at, name):
    page = at(name)
    page.get_by_label("Type").fill("qqqq")

    assert shown(page) == []
    assert page.get_by_role("status").inner_text().startswith("Found: 0 of ")
    assert not any(head.is_visible() for head in page.locator(".content h2").all())


@narrowing
@pytest.mark.parametrize("width", [1280, 360])
def test_the_box_in_use_has_no_accessibility_violation(at, name, width):
    page = at(name, width=width, bypass_csp=True)
    before = violations(page)
    page.get_by_label("Type").fill("a")

    assert before == []
    assert violations(page) == []


@narrowing
def test_without_javascript_every_entry_is_there_and_no_box(at, name):
    page = at(name, java_script_enabled=False)

    assert page.locator("main input").count() == 0
    assert page.locator(ENTRIES).first.is_visible()


@narrowing
def test_a_narrow_window_never_scrolls_sideways(at, name):
    page = at(name, width=320)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_page_of_coverage_stays_light(site):
    assert (site / "about" / "coverage.html").stat().st_size < 250_000
