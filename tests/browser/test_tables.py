"""What a phone shows of a wide table before anybody scrolls it sideways."""

import pytest

pytestmark = pytest.mark.browser

ENDS = """heads => heads
    .filter(head => head.textContent.startsWith("Beside "))
    .map(head => [head.textContent, head.getBoundingClientRect().right])"""


@pytest.mark.parametrize("kind", ["chapter", "profile"])
def test_a_phone_shows_measure_value_and_what_the_value_says(opened, kind):
    page = opened(kind, width=360)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    ends = page.locator("figure thead th").evaluate_all(ENDS)

    assert ends
    assert [name for name, right in ends if right > 360] == []
