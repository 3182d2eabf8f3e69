"""What a notebook asks of a chart: one indicator, one focus area, and what stands beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jsna.areas import Areas
from jsna.disclosure import Protected, require_protected
from jsna.records import Area, Indicator, Source, slug


@dataclass(frozen=True)
class Request:
    """Everything one figure is made from; `jsna.charts.figure()` is its only reader.

    `options` understood by every kind: `period`, `sex`, `age`, `category_type`, `category` (which
    rows to draw, where the indicator holds several). By one kind: `mark` ("bar" or "dot",
    ranked), `orientation` (a `jsna.orientation.Orientation`, tiles), `years` (how many
    years back) and `zero` (False: the scale need not start at zero), both trend.
    """

    page: str
    """Page id, e.g. `population_and_place` or `ward`."""
    indicator: Indicator
    source: Source
    """The indicator's source."""
    figures: Protected
    """What `protect()` returned for the areas in `focus`, `among` and `beside`."""
    focus: Area
    """The area that the figure is about: the page's own, or an earlier one."""
    areas: Areas
    among: tuple[Area, ...] = ()
    """Areas drawn side by side (ranked, tiles)."""
    beside: tuple[Area, ...] = ()
    """Comparators, nearest first; may be empty."""
    tags: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    """Further sources by id, for observations that do not come from `source`."""

    def __post_init__(self) -> None:
        require_protected(self.figures, "A figure")

    def figure_id(self, kind: str) -> str:
        """Return `<page>-<indicator>-<kind>`: address and anchor, the same for all areas."""
        return f"{slug(self.page)}-{slug(self.indicator.indicator_id)}-{kind}"
