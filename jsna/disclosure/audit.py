"""The audit: what is the most that an attacker can work out from everything published together?

The attacker knows every published count of one indicator, exactly or between two limits, and how
areas, periods, sexes and ages overlap. An integer programme (SciPy's HiGHS) then gives the smallest
and largest number that any group of people can have. A number from 1 to `unsafe_up_to` that a
reader can be certain of is a leak.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from jsna.disclosure.regions import Bools, Published
from jsna.disclosure.solver import MOST, Floats, fitting, near

_FIRST_GUESSES = 16


@dataclass(frozen=True, slots=True)
class Leak:
    """A small number that a reader can be certain of, and what gives it away."""

    what: str
    low: int
    high: int
    needs: tuple[int, ...]
    """Places of the fewest published counts that together give it away."""

    @property
    def number(self) -> str:
        return str(self.low) if self.low == self.high else f"between {self.low} and {self.high}"


@dataclass(frozen=True, slots=True)
class Target:
    """A group of people that an attacker asks about."""

    what: str
    atoms: Bools
    told: bool
    """Whether it is itself shown as a small number that is not told exactly."""


def bounds(facts: Published, atoms: Bools) -> tuple[float, float]:
    """Return the smallest and largest number that a group can have, `inf` where nothing bounds it.

    Args:
        facts: what is published.
        atoms: shape (atoms,): the group.

    Raises:
        ContradictionError: if no numbers fit what is published.
    """
    low, high = (fitting(facts, sign * atoms.astype(float))[atoms].sum() for sign in (1, -1))
    return float(low), float(high) if high < MOST else float("inf")


def leaks(facts: Published, unsafe_up_to: int, *, most: int = 5) -> list[Leak]:
    """Return the small numbers that can be worked out, at most so many.

    Args:
        facts: every published count of one indicator.
        unsafe_up_to: numbers from 1 to this are unsafe to know.
        most: stop after so many leaks.

    Raises:
        ContradictionError: if no numbers fit what is published.
    """
    found: list[Leak] = []
    for places in _components(facts.holds):
        part = _only(facts, places)
        for target, low, high in _certain(part, unsafe_up_to):
            needs = _needed(part, target, unsafe_up_to)
            found.append(Leak(target.what, low, high, tuple(int(places[n]) for n in needs)))
            if len(found) == most:
                return found
    return found


def _components(holds: Bools) -> Iterator[NDArray[np.int64]]:
    """Yield the places of counts that share atoms with each other, and with no others."""
    sparse = csr_array(holds.astype(float))
    _, labels = connected_components(sparse @ sparse.T, directed=False)
    for label in range(labels.max() + 1 if len(labels) else 0):
        yield np.flatnonzero(labels == label)


def _only(facts: Published, places: NDArray[np.int64]) -> Published:
    """Return the facts of some counts, with the atoms that they hold."""
    holds = facts.holds[places]
    return Published(
        names=tuple(facts.names[place] for place in places),
        holds=holds[:, holds.any(axis=0)],
        low=facts.low[places],
        high=facts.high[places],
    )


def _certain(facts: Published, unsafe_up_to: int) -> Iterator[tuple[Target, int, int]]:
    """Yield each target that is certain to be small, with its bounds.

    Numbers that fit are kept: a target that is 0 or large in any of them is not certain to be
    small, so that few have to be asked about one by one.
    """
    waiting = list(targets(facts, unsafe_up_to))
    costs = np.random.default_rng(0).normal(size=(_FIRST_GUESSES, facts.holds.shape[1]))
    waiting = _still_open(waiting, [n for cost in costs for n in near(facts, cost)], unsafe_up_to)
    while waiting:
        target = waiting[0]
        cost = target.atoms.astype(float)
        waiting = _still_open(waiting, [*near(facts, -cost), *near(facts, cost)], unsafe_up_to)
        if not waiting or waiting[0] is not target:
            continue
        lowest, highest = fitting(facts, cost), fitting(facts, -cost)
        low, high = (int(each[target.atoms].sum()) for each in (lowest, highest))
        if low >= 1 and high <= unsafe_up_to and (low == high or not target.told):
            yield target, low, high
        waiting = _still_open(waiting[1:], [highest, lowest], unsafe_up_to)


def _still_open(
    targets: Sequence[Target], found: Sequence[Floats], unsafe_up_to: int
) -> list[Target]:
    """Return the targets that these fitting numbers do not already show to be safe."""
    if not targets or not found:
        return list(targets)
    told = np.array([target.told for target in targets])
    numbers = np.stack([target.atoms for target in targets]).astype(float) @ np.stack(found).T
    safe = ((numbers < 1) | (numbers > unsafe_up_to)).any(axis=1)
    vague = told & (numbers.max(axis=1) > numbers.min(axis=1))
    return [t for t, is_safe in zip(targets, safe | vague, strict=True) if not is_safe]


def targets(facts: Published, unsafe_up_to: int) -> Iterator[Target]:
    """Yield counts, differences and overlaps of two counts, and single atoms, each group once."""
    seen: set[bytes] = set()
    for target in _every_target(facts, unsafe_up_to):
        name = np.packbits(target.atoms).tobytes()
        if target.atoms.any() and name not in seen:
            seen.add(name)
            yield target


def _every_target(facts: Published, unsafe_up_to: int) -> Iterator[Target]:
    holds, names = facts.holds, facts.names
    told = (facts.low >= 1) & (facts.high <= unsafe_up_to) & (facts.low < facts.high)
    for place, name in enumerate(names):
        yield Target(name, holds[place], bool(told[place]))
    shared = holds.astype(np.int32) @ holds.T.astype(np.int32)
    for one, other in zip(*np.nonzero(np.triu(shared, 1)), strict=True):
        a, b = holds[one], holds[other]
        yield Target(f"{names[one]} without {names[other]}", a & ~b, False)
        yield Target(f"{names[other]} without {names[one]}", b & ~a, False)
        yield Target(f"what {names[one]} and {names[other]} share", a & b, False)
    for atom in range(holds.shape[1]):
        whole = min(np.flatnonzero(holds[:, atom]), key=lambda place: holds[place].sum())
        yield Target(f"a part of {names[whole]}", np.eye(1, holds.shape[1], atom)[0] > 0, False)


def _needed(facts: Published, target: Target, unsafe_up_to: int) -> list[int]:
    """Return the fewest counts (places) that still give a target away: none can be left out."""
    kept = list(range(len(facts.names)))
    step = len(kept)
    while step:
        start = 0
        while start < len(kept):
            fewer = kept[:start] + kept[start + step :]
            if fewer and _gives_away(facts, fewer, target, unsafe_up_to):
                kept = fewer
            else:
                start += step
        step //= 2
    return kept


def _gives_away(facts: Published, places: Sequence[int], target: Target, unsafe_up_to: int) -> bool:
    chosen = np.array(places)
    part = Published(
        tuple(facts.names[n] for n in places),
        facts.holds[chosen],
        facts.low[chosen],
        facts.high[chosen],
    )
    low, high = bounds(part, target.atoms)
    return low >= 1 and high <= unsafe_up_to and (low == high or not target.told)
