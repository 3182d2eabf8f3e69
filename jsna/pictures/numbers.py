"""Ticks and number formats as Vega has them (d3-array's `ticks`, d3-format; both ISC licence)."""

import math
import re

from jsna.pictures.errors import NotDrawn

_FORMAT = re.compile(r"(?P<comma>,?)(?:\.(?P<digits>\d+))?(?P<type>f?)(?P<trim>~?)")
_STEPS = ((math.sqrt(50), 10), (math.sqrt(10), 5), (math.sqrt(2), 2))
_SIGNIFICANT = 12
"""Digits of a number that is formatted without a type."""
MINUS = "\u2212"


def ticks(start: float, stop: float, count: int) -> list[float]:
    """Return about `count` round numbers from `start` to `stop`, both included where round."""
    if not start < stop:
        raise NotDrawn(f"a scale from {start} to {stop}")
    power, factor = _step(start, stop, count)
    step = 10.0 ** abs(power) / factor if power < 0 else 10.0**power * factor
    first = _half_up(start * step if power < 0 else start / step)
    last = _half_up(stop * step if power < 0 else stop / step)
    numbers = range(first - 1, last + 2)
    values = [number / step if power < 0 else number * step for number in numbers]
    return [value for value in values if start <= value <= stop]


def tick_decimals(start: float, stop: float, count: int) -> int:
    """Return how many decimals tell neighbouring ticks apart."""
    power, factor = _step(start, stop, count)
    return max(0, -power - (factor == 10))


def _step(start: float, stop: float, count: int) -> tuple[int, int]:
    """Return (power of ten, factor) of the step between ticks."""
    rough = (stop - start) / count
    power = math.floor(math.log10(rough))
    error = rough / 10.0**power
    return power, next((factor for limit, factor in _STEPS if error >= limit), 1)


def _half_up(value: float) -> int:
    return math.floor(value + 0.5)


def formatted(value: float, form: str) -> str:
    """Return a number in one of the forms ",.0f", ".1f" and "~" (as it is).

    Raises:
        NotDrawn: for any other form.
    """
    match = _FORMAT.fullmatch(form)
    if (
        match is None
        or (match["type"] and match["trim"])
        or (match["digits"] and not match["type"])
    ):
        raise NotDrawn(f"the number format {form!r}")
    if match["type"]:
        text = f"{abs(value):{match['comma']}.{match['digits'] or 6}f}"
    else:
        text = f"{abs(value):{match['comma']}.{_SIGNIFICANT}g}"
        if "e" in text:
            raise NotDrawn(f"the number {value} in the format {form!r}")
    negative = value < 0 and any(digit in text for digit in "123456789")
    return MINUS + text if negative else text


def plain(value: float) -> str:
    """Return a number as JavaScript writes it."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    text = repr(value)
    if "e" in text:
        raise NotDrawn(f"the number {value}")
    return text
