"""What published counts have in common: every area, period, sex and age cut into atoms.

An atom is a set of people that every published count takes as a whole or leaves out: its number
is one unknown. A count is then a sum of atoms, known exactly or between two limits.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

import numpy as np
from numpy.typing import NDArray

from jsna.disclosure.cells import Cell
from jsna.records import ALL, ALL_AGES, ALL_PERSONS, Observation

Bools = NDArray[np.bool_]
NOT_STATED = "not stated"
OLDEST = 200
_BAND = re.compile(r"(\d+)(?:\s*(?:-|to)\s*(\d+)|\s*(\+|and over))?")


@dataclass(frozen=True)
class Published:
    """Counts as a reader sees them."""

    names: tuple[str, ...]
    """One for each count, as a message shows it."""
    holds: Bools
    """Shape (counts, atoms): whether an atom is part of a count."""
    low: NDArray[np.float64]
    """Shape (counts,): the smallest number that fits what is published."""
    high: NDArray[np.float64]
    """Shape (counts,): the largest, infinite where nothing is told."""


def published(
    cells: Sequence[Cell],
    composition: Mapping[str, Collection[str]],
    *,
    with_not_stated: bool = False,
) -> Published:
    """Cut the cells of one indicator into atoms.

    Args:
        cells: every published row of one indicator; ranks are left out.
        composition: area code -> the small areas it is made of.
        with_not_stated: whether a total may hold people whose sex, age or category is not known.
    """
    counted = [cell for cell in cells if not cell.raw.is_rank]
    items = [cell.raw.observation for cell in counted]
    parts = [
        _areas(items, composition),
        _periods(items),
        _sexes(items, with_not_stated),
        _ages(items, with_not_stated),
        _categories(items, with_not_stated),
    ]
    return Published(
        names=tuple(item.key for item in items),
        holds=crossed(parts),
        low=np.array([cell.low for cell in counted], float),
        high=np.array([cell.high for cell in counted], float),
    )


def crossed(parts: Iterable[Bools]) -> Bools:
    """Return which combinations of parts each row holds, those that always go together as one.

    Args:
        parts: for each way of cutting, shape (rows, pieces).
    """
    whole: Bools | None = None
    for part in parts:
        pieces = distinct(part)
        if whole is None:
            whole = pieces
        else:
            both = whole[:, :, None] & pieces[:, None, :]
            whole = distinct(both.reshape(len(pieces), -1))
    assert whole is not None
    return whole


def distinct(columns: Bools) -> Bools:
    """Return the columns that hold anything, each pattern once, in order of first appearance."""
    packed = np.packbits(columns, axis=0).T
    places: dict[bytes, int] = {}
    for place, pattern in enumerate(packed):
        places.setdefault(pattern.tobytes(), place)
    kept = [place for place in places.values() if columns[:, place].any()]
    return columns[:, kept]


def _matrix(rows: Sequence[Collection[object]]) -> Bools:
    """Return shape (rows, pieces) from the pieces that each row is made of."""
    pieces = {piece: place for place, piece in enumerate(dict.fromkeys(p for r in rows for p in r))}
    found = np.zeros((len(rows), len(pieces)), bool)
    for place, row in enumerate(rows):
        found[place, [pieces[piece] for piece in row]] = True
    return found


def _areas(items: Sequence[Observation], composition: Mapping[str, Collection[str]]) -> Bools:
    return _matrix([sorted(composition[item.area_code]) for item in items])


def _periods(items: Sequence[Observation]) -> Bools:
    """Cut time where any period begins or ends."""
    spans = [(_day(item.period_start), _day(item.period_end) + timedelta(1)) for item in items]
    cuts = sorted({day for span in spans for day in span})
    return _matrix([[day for day in cuts if start <= day < end] for start, end in spans])


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _sexes(items: Sequence[Observation], with_not_stated: bool) -> Bools:
    known = sorted({"Female", "Male", *(item.sex for item in items)} - {ALL_PERSONS})
    everybody = [*known, NOT_STATED] if with_not_stated else known
    return _matrix([everybody if item.sex == ALL_PERSONS else [item.sex] for item in items])


def _ages(items: Sequence[Observation], with_not_stated: bool) -> Bools:
    """Cut ages where any band begins or ends; a label that is no band is a piece of its own."""
    bands = {item.age: band(item.age) for item in items if item.age != ALL_AGES}
    cuts = sorted({0, *(edge for found in bands.values() if found for edge in found)} - {OLDEST})
    labels = sorted(age for age, found in bands.items() if found is None)
    everybody: list[object] = [*cuts, *labels, *([NOT_STATED] if with_not_stated else [])]

    def pieces(age: str) -> list[object]:
        if age == ALL_AGES:
            return everybody
        found = bands[age]
        return [age] if found is None else [cut for cut in cuts if found[0] <= cut < found[1]]

    return _matrix([pieces(item.age) for item in items])


def band(age: str) -> tuple[int, int] | None:
    """Return (first age, first age beyond) of "5-9", "90+" or "7", or None for other words."""
    match = _BAND.fullmatch(age.strip())
    if match is None:
        return None
    first, last, open_end = match.groups()
    if open_end:
        return int(first), OLDEST
    return int(first), int(last or first) + 1


def _categories(items: Sequence[Observation], with_not_stated: bool) -> Bools:
    """Cut by every type of category at once; a row of one type holds all of the others."""
    types: dict[str, list[str]] = {}
    for item in items:
        if item.category_type != ALL and item.category not in types.setdefault(
            item.category_type, []
        ):
            types[item.category_type].append(item.category)
    ways = [[*found, NOT_STATED] if with_not_stated else found for found in types.values()]
    everything = list(product(*ways))
    place = {name: number for number, name in enumerate(types)}

    def pieces(item: Observation) -> list[tuple[str, ...]]:
        if item.category_type == ALL:
            return everything
        return [one for one in everything if one[place[item.category_type]] == item.category]

    return _matrix([pieces(item) for item in items])
