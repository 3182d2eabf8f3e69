"""Charts: records in, one complete figure bundle out.

`figure()` is the only door. Each kind is a pure module with one public function of the same
name; nothing here reads a file except `orientation.load_orientation()`.
"""

from collections.abc import Callable

from jsna.bundles import Bundle, check_bundle
from jsna.charts.deprivation import deprivation
from jsna.charts.pyramid import pyramid
from jsna.charts.ranked import ranked
from jsna.charts.request import Request
from jsna.charts.tiles import tiles
from jsna.charts.trend import trend
from jsna.errors import NotebookError
from jsna.reads import ABSENT, note

KINDS: dict[str, Callable[[Request], Bundle]] = {
    "pyramid": pyramid,
    "ranked": ranked,
    "deprivation": deprivation,
    "tiles": tiles,
    "trend": trend,
}
"""Every kind of chart, by the word a notebook uses."""


def figure(kind: str, request: Request) -> Bundle:
    """Return the figure as a bundle that satisfies `jsna/schemas/bundle-figure.json`.

    Raises:
        NotebookError: if there is no such kind of chart.
        DataError: if the figures do not hold what this kind needs.
        DisclosureError: if the figures did not come from `protect()`.
    """
    if kind not in KINDS:
        raise NotebookError(
            f"There is no chart kind {kind!r} (page {request.page!r}, indicator "
            f"{request.indicator.indicator_id!r}). Use one of: {', '.join(KINDS)}."
        )
    note("chart", KINDS[kind].__module__, lambda: ABSENT)
    return check_bundle("figure", KINDS[kind](request))


__all__ = ["KINDS", "Request", "figure"]
