"""Where an area stands among others, in words: computed, never typed."""

from collections.abc import Mapping, Sequence

from jsna.charts import chosen
from jsna.charts.request import Request
from jsna.records import Area, AreaType, Observation
from jsna.words import listed, ordinal, shown

Held = Mapping[str, Observation]
_MOST_NAMES = 3
_CLAUSES = ("%", "people", "households")
"""Units whose numbers read on into the indicator's phrase."""
_COUNCILS = {AreaType.DISTRICT.word, AreaType.UNITARY_AUTHORITY.word}
_ALL_COUNCILS = _COUNCILS | {AreaType.SIMILAR_COUNCIL.word, AreaType.COUNTY.word}


def group_name(request: Request, among: Sequence[Area], *, bare: bool = False) -> str:
    """Return "X's 24 wards", "24 wards" where the parents differ, or bare "wards"."""
    words = {area.area_type.word for area in among}
    noun = words.pop() if len(words) == 1 else _noun(words)
    noun = noun if len(among) == 1 else f"{noun}s"
    if bare:
        return noun
    parents = {area.parent_code for area in among}
    parent = parents.pop() if len(parents) == 1 else ""
    if not parent:
        return f"{len(among)} {noun}"
    name = request.areas[parent].name
    return f"{name}\u2019{'' if name.endswith('s') else 's'} {len(among)} {noun}"


def _noun(kinds: set[str]) -> str:
    """Return the word for areas of several kinds."""
    if kinds <= _COUNCILS:
        return "council area"
    return "council" if kinds <= _ALL_COUNCILS else "area"


def standing(request: Request, among: Sequence[Area], held: Held) -> str:
    """Return the finding: the focus area's value and its place, or the range of them all."""
    values = _values(among, held)
    own = values.get(request.focus.area_code)
    group = group_name(request, among)
    limited = chosen.split_words(list(held.values()))
    if own is None:
        return _range(request, among, values, group, limited)
    said = _own_value(request, own, limited, held[request.focus.area_code].period)
    if len(values) == 1:
        return said
    if len(set(values.values())) == 1:
        return f"{said}, the same as in all of {_of(among, values, group)}"
    return f"{said}, the {_place(own, list(values.values()))} of {_of(among, values, group)}"


def _own_value(request: Request, own: float, limited: Sequence[str], period: str) -> str:
    """Return "In X, 19.3% of residents are disabled" or "Median age in X: 36.6 years"."""
    who = f" ({', '.join(limited)})" if limited else ""
    name = f"{request.focus.name}{who}"
    if request.indicator.unit in _CLAUSES:
        return f"In {name}, {_said(request, own)} {request.indicator.phrase}"
    title = request.indicator.title.removesuffix(f", {period}")
    return f"{title} in {name}: {_said(request, own)}"


def spread_words(request: Request, among: Sequence[Area], held: Held) -> str:
    """Return "Highest: X, 24.1%. Lowest: Y, 12.0%."; "" for a single value."""
    values = _values(among, held)
    if len(set(values.values())) < 2:
        return ""
    top, bottom = max(values.values()), min(values.values())
    return (
        f"Highest: {_holders(among, values, top)}, {_said(request, top)}. "
        f"Lowest: {_holders(among, values, bottom)}, {_said(request, bottom)}."
    )


def _values(among: Sequence[Area], held: Held) -> dict[str, float]:
    return {
        area.area_code: value
        for area in among
        if (value := chosen.known(held.get(area.area_code))) is not None
    }


def _said(request: Request, value: float) -> str:
    return shown(value, request.indicator.unit, request.indicator.decimals)


def _place(own: float, values: list[float]) -> str:
    """Return "3rd highest", "joint 2nd lowest", "highest"; equal values share a place."""
    above = sum(value > own for value in values)
    below = sum(value < own for value in values)
    from_top = above <= below
    rank = (above if from_top else below) + 1
    joint = "joint " if values.count(own) > 1 else ""
    end = "highest" if from_top else "lowest"
    return f"{joint}{'' if rank == 1 else ordinal(rank) + ' '}{end}"


def _of(among: Sequence[Area], values: Mapping[str, float], group: str) -> str:
    if len(values) == len(among):
        return group
    return f"the {len(values)} with a figure among {group}"


def _lack(request: Request) -> str:
    """Return that the focus area has no figure, or that it has one which is not shown."""
    focus = request.focus
    own = [row for row in request.figures.observations if row.area_code == focus.area_code]
    if any(row.status.is_hidden for row in own):
        return f"The figure for {focus.name} is withheld"
    return f"No figure is held for {focus.name}"


def _range(
    request: Request,
    among: Sequence[Area],
    values: Mapping[str, float],
    group: str,
    limited: Sequence[str],
) -> str:
    """Return the finding where the focus area has no figure of its own among these."""
    title, focus = ", ".join([request.indicator.title, *limited]), request.focus
    start = f"{_lack(request)}. {title}" if focus in among else title
    where = _of(among, values, group)
    if not values:
        return f"No figure is held for any of {group}"
    top, bottom = max(values.values()), min(values.values())
    if top == bottom:
        return f"{start}: {_said(request, top)} in all of {where}"
    return (
        f"{start}: from {_said(request, bottom)} in {_holders(among, values, bottom)} to "
        f"{_said(request, top)} in {_holders(among, values, top)}, across {where}"
    )


def _holders(among: Sequence[Area], values: Mapping[str, float], wanted: float) -> str:
    names = [area.name for area in among if values.get(area.area_code) == wanted]
    if len(names) > _MOST_NAMES:
        return f"{len(names)} areas"
    return listed(names)
