"""How a value stands among those of an area's siblings: one question with a small answer.

A page that prints a place depends on the place, not on every value behind it: where another ward's
figure moves and the order stays, the answer is the same and the page need not be made again.
"""

from dataclasses import dataclass

from jsna.areas import Areas
from jsna.observations import Observations, Selection
from jsna.reads import ABSENT, digest, note, untracked
from jsna.records import PRACTICES_SITED, Observation, Status

KIND = "standing"
"""What the log of reads calls this question."""
_MARK, _AREA = "|", 4


@dataclass(frozen=True, slots=True)
class Standing:
    """How many siblings, the area itself included, hold a higher, a lower and the same value."""

    above: int
    below: int
    same: int
    codes: tuple[str, ...]
    """Codes of the areas whose values are compared."""

    @property
    def of(self) -> int:
        """Return how many values are compared."""
        return self.above + self.below + self.same

    @property
    def as_high(self) -> int:
        """Return how many are at least as high, the value itself included."""
        return self.of - self.below

    @property
    def as_low(self) -> int:
        return self.of - self.above


def standing(areas: Areas, observations: Observations, own: Observation) -> Standing:
    """Return how an area's value stands among its siblings', in its own period and stratum.

    Args:
        areas: say who the siblings are.
        observations: the long table.
        own: the area's observation, with a value.
    """
    stratum = (own.indicator_id, own.sex, own.age, own.category_type)
    name = _MARK.join([*stratum, own.area_code, own.period, repr(own.value), own.category])
    found = _answer(areas, observations, name)
    note(KIND, name, lambda: digest(repr(found)))
    return found


def standing_digest(areas: Areas, observations: Observations, name: str) -> str:
    """Return the hash of today's answer to a question that was logged, ABSENT for an area gone."""
    if name.split(_MARK)[_AREA] not in untracked(areas.by_code):
        return ABSENT
    return digest(repr(_answer(areas, observations, name)))


def indicator_of(name: str) -> str:
    """Return the indicator that a logged question is about."""
    return name.split(_MARK, 1)[0]


def _answer(areas: Areas, observations: Observations, name: str) -> Standing:
    indicator_id, sex, age, category_type, code, period, value, category = name.split(_MARK, 7)
    own = float(value)
    siblings = tuple(area.area_code for area in areas.siblings(areas[code]))
    selection = Selection(indicator_id, siblings, sex, age, category_type, category)
    alike = [
        item
        for item in observations.unlogged(selection)
        if item.period == period and may_be_ranked(item)
    ]
    values = [item.value for item in alike if item.value is not None]
    above, below = sum(value > own for value in values), sum(value < own for value in values)
    return Standing(
        above, below, len(values) - above - below, tuple(item.area_code for item in alike)
    )


def may_be_ranked(observation: Observation) -> bool:
    """Return whether a value tells something about the area itself, and was not modelled."""
    of_the_area = observation.category_type != PRACTICES_SITED
    return (
        observation.value is not None and observation.status is not Status.MODELLED and of_the_area
    )
