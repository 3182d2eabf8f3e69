"""Scales: from a value to pixels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Linear:
    """Numbers, evenly spread; `pixels` may run backwards."""

    domain: tuple[float, float]
    pixels: tuple[float, float]

    def at(self, value: float) -> float:
        """Return the pixel of a value."""
        (low, high), (start, end) = self.domain, self.pixels
        return start + (value - low) / (high - low) * (end - start)


@dataclass(frozen=True, slots=True)
class Band:
    """Names or whole numbers, each with a band of its own."""

    places: dict[Any, float]
    """Value -> where its band begins."""
    width: float
    """Pixels of one band, without the gap."""

    def at(self, value: Any, position: float = 0.5) -> float:
        """Return the pixel of a place in a value's band: 0 its start, 1 its end."""
        return self.places[value] + position * self.width


def band(values: Sequence[Any], pixels: float, inner: float, outer: float) -> Band:
    """Return bands over the length `pixels`; the gaps are shares of a step."""
    step = pixels / max(1.0, len(values) - inner + 2 * outer)
    start = (pixels - step * (len(values) - inner)) / 2
    places = {value: start + step * number for number, value in enumerate(values)}
    return Band(places, step * (1 - inner))


Scale = Linear | Band
