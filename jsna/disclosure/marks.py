"""What the scan looks for: everything of the restricted rows that is not published."""

import re
from collections.abc import Iterable, Sequence

from jsna.disclosure.cells import Cell
from jsna.disclosure.scan import Marks, number_mark
from jsna.records import NUMBER_COLUMNS, Observation

SHORTEST_TEXT = 8
"""A shorter word is too common to say where it comes from."""
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def marks_of(cells: Sequence[Cell], extra: Iterable[str], public: str) -> tuple[Marks, int]:
    """Return the marks that no published byte may hold, and how many are too common to tell.

    Args:
        cells: every restricted row, as it came and as it is published.
        extra: names and content of columns that the long table does not have.
        public: the text of everything that is published or committed anyway; what stands there
            gives nothing away.
    """
    words = {*extra, *(cell.raw.observation.value_note for cell in cells)}
    numbers = {text for cell in cells for text in _hidden_numbers(cell)}
    numbers |= {word for word in words if number_mark(word) is not None}
    texts = {word for word in words if word and number_mark(word) is None}
    known = {number_mark(token) for token in set(_NUMBER.findall(public))}
    folded = public.lower()
    looked = Marks(
        texts=frozenset(
            word for word in texts if len(word) >= SHORTEST_TEXT and word.lower() not in folded
        ),
        numbers=frozenset(
            mark
            for text in numbers
            if (mark := number_mark(text)) is not None and mark not in known
        ),
    )
    return looked, len(texts) + len(numbers) - len(looked)


def _hidden_numbers(cell: Cell) -> list[str]:
    """Return the numbers of a row that are not published with it."""
    shown = _numbers(cell.shown)
    return [f"{abs(number):.15g}" for number in _numbers(cell.raw.observation) - shown]


def _numbers(item: Observation) -> set[float]:
    return {n for name in NUMBER_COLUMNS if (n := getattr(item, name)) is not None}
