"""How the explorer names units, grades and kinds of number for a reader. Pure."""

from dataclasses import dataclass

from jsna.simulation.structure import Evidence
from jsna.simulation.units import Unit

GRADES = {
    "A": "Strong: measured here, or shown by many good studies",
    "B": "Fair: measured elsewhere in the country, or shown by one good study",
    "C": "Weak: taken from another place or time, or from small studies",
    "D": "Assumed: nobody has measured it; we chose a value",
}
"""What each grade of evidence means."""

_PLURALS = {
    "person": "people",
    "bed": "beds",
    "contact": "contacts",
    "hour": "hours",
    "package": "packages",
    "place": "places",
    "year": "years",
    "day": "days",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """How a number of one unit is said: "people a year", a share as "%", pounds as money."""

    words: str
    apart: str
    """The words for a difference: "percentage points" where the number itself is in "%"."""
    scale: float
    is_money: bool


def shown(unit: Unit, largest: float | None = None) -> Shown:
    """Return how numbers of a unit are said.

    Args:
        unit: as declared.
        largest: the largest number that is shown, if known. A pure number that never passes 1
            is a share and said in per cent.
    """
    above = [(name, power) for name, power in unit.powers if power > 0]
    below = [(name, -power) for name, power in unit.powers if power < 0]
    if not unit.powers:
        if largest is not None and abs(largest) <= 1:
            return Shown("%", "percentage points", 100.0, False)
        return Shown("", "", 1.0, False)
    if unit.powers == (("pound", 1),):
        return Shown("", "", 1.0, True)
    per = " ".join(f"a {name}" for name, _ in below)
    if above == [("pound", 1)]:
        return Shown(per, per, 1.0, True)
    if not above:
        return Shown(per, per, 1.0, False)
    words = " ".join(_PLURALS.get(name, name) for name, _ in above)
    words = f"{words} {per}".strip()
    return Shown(words, words, 1.0, False)


def origin(evidence: Evidence, *, from_area: bool = False) -> str:
    """Return where a number is from, in one word: data, literature or assumption."""
    if evidence.assumption or evidence.grade == "D":
        return "assumption"
    return "data" if from_area or evidence.grade == "A" else "literature"
