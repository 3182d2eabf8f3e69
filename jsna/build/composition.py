"""What each published area is made of, for the audit: from the areas' parents and members.

Wards make up a council and districts a county wholly; anything else may leave a rest. Where two
ways of cutting an area cross, only composition.csv can say how.
"""

from collections.abc import Collection, Iterator, Mapping

from jsna.areas import Areas
from jsna.errors import DisclosureError
from jsna.records import Area, AreaType

_WHOLE = (AreaType.WARD, AreaType.DISTRICT)
"""Kinds that together make up their parent without a rest."""
_COUNCILS = (AreaType.COUNTY, AreaType.UNITARY_AUTHORITY)
"""Kinds that never overlap one another: together they are one way of cutting a region."""


def composition_of(
    areas: Areas, codes: Collection[str], given: Mapping[str, Collection[str]] | None
) -> dict[str, frozenset[str]]:
    """Return the smallest known parts of each area.

    Args:
        areas: all areas.
        codes: the areas with restricted figures.
        given: what composition.csv says; it must then name every one of them.

    Raises:
        DisclosureError: for an area whose parts cross those of another in a way not known.
    """
    if given is not None:
        return {code: frozenset(given[code]) for code in codes if code in given}
    wanted = {code for code in codes} | {
        up.area_code for code in codes for up in areas.ancestors(areas[code])
    }
    parts = {code: _parts(areas, areas[code], wanted) for code in wanted}
    return {code: parts[code] for code in codes}


def _parts(areas: Areas, area: Area, wanted: Collection[str]) -> frozenset[str]:
    members = [
        row["member_code"]
        for row in areas.membership
        if row["area_code"] == area.area_code and row["basis"] == "resident" and not row["valid_to"]
    ]
    if members:
        return frozenset().union(*(_parts(areas, areas[code], wanted) for code in members))
    cuts = {cut: _union(areas, inside, wanted) for cut, inside in _cuts(areas, area, wanted)}
    if not cuts:
        return frozenset({area.area_code})
    first, *others = sorted(cuts, key=lambda cut: (cut[0] not in _WHOLE, -len(cuts[cut]), str(cut)))
    for other in others:
        if not cuts[other] <= cuts[first]:
            raise DisclosureError(
                f"Restricted figures are held for two kinds of part of {area.area_code} that cross "
                f"({first[0].word} and {other[0].word}). Add composition.csv, with the columns "
                "area_code and part, to the folder of restricted figures."
            )
    rest = set() if first[0] in _WHOLE else {f"rest of {area.area_code}"}
    return cuts[first] | rest


def _union(areas: Areas, inside: list[Area], wanted: Collection[str]) -> frozenset[str]:
    return frozenset().union(*(_parts(areas, area, wanted) for area in inside))


def _cuts(
    areas: Areas, area: Area, wanted: Collection[str]
) -> Iterator[tuple[tuple[AreaType, str], list[Area]]]:
    """Yield the kinds and sets of part of which any is wanted, each with all its areas."""
    inside = [other for other in areas if other.parent_code == area.area_code]
    for cut in dict.fromkeys(_cut(other) for other in inside):
        alike = [other for other in inside if _cut(other) == cut]
        if any(other.area_code in wanted for other in alike):
            yield cut, alike


def _cut(area: Area) -> tuple[AreaType, str]:
    """Return which way of cutting its parent an area belongs to: its kind and set."""
    is_council = area.area_type in _COUNCILS
    return (_COUNCILS[0] if is_council else area.area_type, area.area_set)
