"""How numbers of the whole-system model are printed: few digits, ranges rounded outwards. Pure.

A number is printed to a place: 2 where hundreds are its last digit, 0 for ones, -1 for tenths. Ends
of a range are printed to the place of their value or a coarser one, the lower end rounded down and
the upper end up, so that what is printed always holds what was worked out.
"""

import math
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from jsna.words import number

TENS = 1
"""The place to which people of a pyramid are rounded at least."""
ABOUT_SAME = "about the same"
"""Said of a difference that is smaller than its rounding."""
MINUS = "\u2212"
_LARGE = 10_000
_NO_PARTS_FROM = 1000


def significant(value: float, decimals: int = 0) -> str:
    """Return a modelled number with two significant digits, or three from 10,000 on.

    More digits would promise more than the model knows, and parts of a person or bed say nothing.
    """
    if decimals and abs(value) < _NO_PARTS_FROM:
        return number(value, decimals)
    return number(float(f"{value:.{_digits(value)}g}") if value else 0.0, 0)


def limits(value: float, low: float, high: float, decimals: int = 0) -> tuple[str, str]:
    """Return the ends of a value's range as they are printed beside what `significant` returns."""
    down, up = _outwards(value, low, high, lambda end: place(end, decimals))
    return _printed(down), _printed(up)


def people(value: float) -> float:
    """Return modelled people, rounded as `significant` does and never finer than ten."""
    step = 10 ** _place_of_people(value)
    return float(round(value / step) * step)


def people_limits(value: float, low: float, high: float) -> tuple[float, float]:
    """Return the ends of the range of modelled people, rounded outwards, never finer than ten."""
    ends = _outwards(value, low, high, _place_of_people)
    return float(ends[0]), float(ends[1])


def limits_to(low: float, high: float, decimals: int) -> tuple[float, float]:
    """Return the ends of a range rounded outwards to so many decimals, as a table prints them."""
    return float(_to(low, -decimals, ROUND_FLOOR)), float(_to(high, -decimals, ROUND_CEILING))


def difference(value: float, then: float, now: float, decimals: int = 0) -> str:
    """Return a difference, no finer than the coarser of the two values that it lies between."""
    coarser = max(place(then, decimals), place(now, decimals))
    return _printed(_to(value, coarser, ROUND_HALF_UP))


def is_nothing(printed: str) -> bool:
    """Return whether a printed number is 0: "0", "0.0"."""
    return not printed.lstrip(MINUS).strip("0.")


def place(value: float, decimals: int = 0) -> int:
    """Return where the last digit of `significant` stands: 2 for 1,384, which prints 1,400."""
    if decimals and abs(value) < _NO_PARTS_FROM:
        return -decimals
    return max(0, _size(value) + 1 - _digits(value))


def _place_of_people(value: float) -> int:
    return max(TENS, place(value))


def _digits(value: float) -> int:
    return 3 if abs(value) >= _LARGE else 2


def _size(value: float) -> int:
    return math.floor(math.log10(abs(value))) if value else 0


def _outwards(
    value: float, low: float, high: float, placed: Callable[[float], int]
) -> tuple[Decimal, Decimal]:
    least = placed(value)
    down = _to(low, max(least, placed(low)), ROUND_FLOOR)
    return down, _to(high, max(least, placed(high)), ROUND_CEILING)


def _to(value: float, at: int, how: str) -> Decimal:
    """Return the number at a place; what is held counts as it is written, so 0.3 is 0.3."""
    step = Decimal(1).scaleb(at)
    return (Decimal(repr(float(value))) / step).to_integral_value(how) * step


def _printed(value: Decimal) -> str:
    exponent = value.as_tuple().exponent
    return number(float(value), max(0, -int(exponent)))
