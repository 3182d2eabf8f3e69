"""Putting statements in an order in which few loops do much work.

Statements alternate between rounds of single numbers (with totals and survivors) and rounds of
arrays. An array is computed as late as it can be, so that it shares a loop with its readers.
"""

from collections.abc import Sequence

from jsna.simulation.expressions import names
from jsna.simulation.infer import Dims
from jsna.simulation.program import Assign, Scan, Total

ARRAYS: list[Dims] = [("sex",), ("age",), ("sex", "age")]
Equation = Assign | Total | Scan


def scheduled(equations: Sequence[Equation]) -> list[list[Equation]]:
    """Return the equations as rounds: numbers, arrays, numbers, arrays, ... and arrays at the end.

    `equations` come in an order in which they can be computed. Arrays that no equation reads
    stand in the last round.
    """
    found = {item.name: item for item in equations}
    rounds = _earliest(equations, found)
    end = max(rounds.values(), default=0)
    _delay(equations, found, rounds, end)
    groups: list[list[Equation]] = []
    for number in range(end + 1):
        here = [item for item in equations if rounds[item.name] == number]
        groups.append([item for item in here if not _is_array(item)])
        arrays = [item for item in here if _is_array(item)]
        groups.append(sorted(arrays, key=lambda item: ARRAYS.index(item.dims)))
    return groups


def _is_array(item: Equation) -> bool:
    return isinstance(item, Assign) and bool(item.dims)


def _earliest(equations: Sequence[Equation], found: dict[str, Equation]) -> dict[str, int]:
    rounds: dict[str, int] = {}
    for item in equations:
        number = 0
        for name in names(item.node):
            if name in found:
                after_arrays = _is_array(found[name]) and not _is_array(item)
                number = max(number, rounds[name] + after_arrays)
        rounds[item.name] = number
    return rounds


def _delay(
    equations: Sequence[Equation],
    found: dict[str, Equation],
    rounds: dict[str, int],
    end: int,
) -> None:
    """Move each array to the round of its first reader."""
    latest = {item.name: end for item in equations}
    for item in reversed(equations):
        if _is_array(item):
            rounds[item.name] = max(rounds[item.name], latest[item.name])
        before = rounds[item.name] - (not _is_array(item))
        for name in names(item.node):
            if name in found:
                latest[name] = min(latest[name], before)
