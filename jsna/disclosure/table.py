"""A restricted source as a whole table: the rules that look at several rows together.

The order matters: first periods that overlap, then each row by itself, then what a reader could
take from the rows around a withheld one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from jsna.disclosure.cells import Cell, Raw, Why, protect_row, withhold
from jsna.disclosure.policy import Policy
from jsna.disclosure.rounding import OTHERS_ROUND_TO
from jsna.records import ALL, ALL_AGES, ALL_PERSONS, Observation

SEXES = ("Female", "Male")
Find = Callable[[Sequence[Cell]], Sequence[Cell]]
"""Returns the cells that a leak was worked out from; none if nothing leaks."""


def protect_table(rows: Sequence[Raw], policy: Policy, find_leak: Find | None = None) -> list[Cell]:
    """Return every row of a source as it may be published, in the order given.

    Args:
        rows: all rows of one restricted source, of all areas, periods, sexes and ages: a rule
            that does not see a row cannot protect it.
        policy: the source's policy.
        find_leak: the audit; needed by a policy with secondary withholding.
    """
    overlapping = _overlapping(rows)
    cells = [
        withhold(raw, Why.OVERLAP, policy)
        if place in overlapping and raw.observation.status.has_value
        else protect_row(raw, policy, _base(raw, policy))
        for place, raw in enumerate(rows)
    ]
    cells = _one_of_a_pair(cells, policy)
    if policy.secondary and find_leak is not None:
        cells = _secondary(cells, policy, find_leak)
    return _ranks(cells, policy)


def _base(raw: Raw, policy: Policy) -> int:
    """Rule 10: one kind of area shows exact counts, kinds that overlap it round."""
    if policy.exact_counts_for and raw.area_type not in policy.exact_counts_for:
        return max(policy.round_to, OTHERS_ROUND_TO)
    return policy.round_to


def _overlapping(rows: Sequence[Raw]) -> set[int]:
    """Rule 8: return the places of rows whose period overlaps one that is kept.

    Newer periods are kept before older ones, and of two that end together the longer, so that
    pooled years win over the single years inside them.
    """
    spans: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for raw in rows:
        item = raw.observation
        spans[item.indicator_id].add((item.period_start, item.period_end))
    kept = {indicator: _apart(found) for indicator, found in spans.items()}
    return {
        place
        for place, raw in enumerate(rows)
        if (raw.observation.period_start, raw.observation.period_end)
        not in kept[raw.observation.indicator_id]
    }


def _apart(spans: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return spans of (first, last) day of which no two share a day."""
    kept: list[tuple[str, str]] = []
    longest_first = sorted(spans)
    for start, end in sorted(longest_first, key=lambda span: span[1], reverse=True):
        if all(end < other_start or start > other_end for other_start, other_end in kept):
            kept.append((start, end))
    return set(kept)


def _one_of_a_pair(cells: Sequence[Cell], policy: Policy) -> list[Cell]:
    """Rule 9: where a total is shown and one part of it alone is withheld, withhold a second.

    Parts are the two sexes, the bands of age, and the categories of one type.
    """
    found = list(cells)
    splits = list(_splits(found))
    while lone := [split for split in splits if _is_lone(found, *split)]:
        for total, parts in lone:
            if _is_lone(found, total, parts):
                smallest = min(
                    (place for place in parts if found[place].is_shown),
                    key=lambda place: (_true(found[place]) == 0, _true(found[place])),
                )
                found[smallest] = withhold(found[smallest].raw, Why.REST, policy)
    return found


def _is_lone(cells: Sequence[Cell], total: int, parts: Sequence[int]) -> bool:
    """Return whether the total is shown and all but one of several parts."""
    hidden = sum(not cells[place].is_shown for place in parts)
    return cells[total].is_shown and hidden == 1 and len(parts) > 1


def _true(cell: Cell) -> float:
    return cell.raw.count or 0


def _splits(cells: Sequence[Cell]) -> Iterable[tuple[int, list[int]]]:
    """Yield each total's place with the places of its parts, for every way it is split."""
    places = {_key(cell.raw.observation): place for place, cell in enumerate(cells)}
    parts: dict[tuple[int, str], list[int]] = defaultdict(list)
    for place, cell in enumerate(cells):
        for way, total in _totals(cell.raw):
            if (whole := places.get(_key(total))) is not None and whole != place:
                parts[whole, way].append(place)
    for (whole, _), found in parts.items():
        yield whole, found


def _totals(raw: Raw) -> Iterable[tuple[str, Observation]]:
    """Yield (way of splitting, the row that this one would be a part of)."""
    item = raw.observation
    if raw.is_rank:
        return
    if item.sex in SEXES:
        yield "sex", replace(item, sex=ALL_PERSONS)
    if item.age != ALL_AGES:
        yield "age", replace(item, age=ALL_AGES)
    if item.category_type != ALL:
        yield item.category_type, replace(item, category_type=ALL, category=ALL)


def _key(item: Observation) -> tuple[str, ...]:
    return (*_stratum(item), item.category_type, item.category)


def _stratum(item: Observation) -> tuple[str, ...]:
    return item.indicator_id, item.area_code, item.period, item.sex, item.age


def _secondary(cells: Sequence[Cell], policy: Policy, find_leak: Find) -> list[Cell]:
    """Withhold the smallest count that a leak needs, until the audit finds none."""
    found = list(cells)
    while needed := [cell for cell in find_leak(found) if cell.is_shown]:
        victim = min(needed, key=lambda cell: (_true(cell) == 0, _true(cell)))
        place = next(n for n, cell in enumerate(found) if cell is victim)
        found[place] = withhold(victim.raw, Why.REST, policy)
        found = _one_of_a_pair(found, policy)
    return found


def _ranks(cells: Sequence[Cell], policy: Policy) -> list[Cell]:
    """Rule 5: a rank goes with the figure it ranks."""
    hidden: Mapping[tuple[str, ...], bool] = {
        _stratum(cell.raw.observation): not cell.is_shown
        for cell in cells
        if cell.raw.observation.category_type == ALL
    }
    return [
        withhold(cell.raw, Why.REST, policy)
        if cell.raw.is_rank and cell.is_shown and hidden.get(_stratum(cell.raw.observation), True)
        else cell
        for cell in cells
    ]
