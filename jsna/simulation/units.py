"""Units as products of powers, so that a machine can tell whether an equation makes sense.

`person/year` is {person: 1, year: -1}. A day and a year are different units: nothing converts
them silently, and a parameter such as `days_per_year` in `day/year` does it openly.
"""

import re
from dataclasses import dataclass

BASES = ("person", "bed", "contact", "hour", "package", "place", "pound", "year", "day")


class UnitError(ValueError):
    """What is wrong with a unit, in words; the caller adds the place."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Powers of base units, sorted by name; the empty tuple is a pure number."""

    powers: tuple[tuple[str, int], ...] = ()

    def __mul__(self, other: "Unit") -> "Unit":
        return _unit([*self.powers, *other.powers])

    def __truediv__(self, other: "Unit") -> "Unit":
        return _unit([*self.powers, *((name, -power) for name, power in other.powers)])

    def __str__(self) -> str:
        above = [_power(name, power) for name, power in self.powers if power > 0]
        below = [_power(name, -power) for name, power in self.powers if power < 0]
        return "*".join(above or ["1"]) + "".join(f"/{part}" for part in below)


NUMBER = Unit()


def parse_unit(text: str) -> Unit:
    """Parse `person/year`, `pound/person/day`, `hour^2` or `1`.

    Raises:
        UnitError: for a word that is not a base unit.
    """
    parts = re.split(r"([*/])", str(text).replace(" ", ""))
    powers: list[tuple[str, int]] = []
    for sign, part in zip(["*", *parts[1::2]], parts[::2], strict=True):
        if part == "1":
            continue
        match = re.fullmatch(r"([a-z]+)(?:\^(\d))?", part)
        if not match or match[1] not in BASES:
            raise UnitError(
                f"{part!r} in the unit {text!r} is not known; units are made of "
                f"{', '.join(BASES)} and 1 with * / and ^"
            )
        powers.append((match[1], int(match[2] or 1) * (1 if sign == "*" else -1)))
    return _unit(powers)


def _unit(powers: list[tuple[str, int]]) -> Unit:
    total: dict[str, int] = {}
    for name, power in powers:
        total[name] = total.get(name, 0) + power
    return Unit(tuple(sorted((name, power) for name, power in total.items() if power)))


def _power(name: str, power: int) -> str:
    return name if power == 1 else f"{name}^{power}"
