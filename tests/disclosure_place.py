"""Made-up restricted rows, and a made-up place of the size of a council, for the disclosure tests."""

import numpy as np

from jsna.disclosure import Policy
from jsna.disclosure.cells import Raw
from jsna.disclosure.examine import audit_cells, leak_finder
from jsna.disclosure.table import protect_table
from jsna.records import Observation, Status

HOSPITAL = Policy("hospital", "restricted", "Made up.", withhold_up_to=7, round_to=5)
EXACT = Policy("exact", "restricted", "No protection at all.")
UNDER_FIVE = Policy("under_five", "restricted", "Made up.", withhold_up_to=4)
"""Counts under five are withheld, and nothing else is done."""
CAREFUL = Policy("careful", "restricted", "Made up.", withhold_up_to=4, secondary=True)
COUNTS = ("value", "lower_ci", "upper_ci", "lower_998", "upper_998", "count", "denominator")


def raw(area, count, *, value_type="count", value=None, area_type="ward", **more):
    """Return one restricted row; a count is its own value."""
    extra = {name: more.pop(name) for name in ("contributors", "largest_two") if name in more}
    start, end = more.pop("years", ("2022", "2022"))
    cells = {
        "indicator_id": "made_up_visits",
        "area_code": area,
        "period": start if start == end else f"{start}-{end[2:]}",
        "period_start": f"{start}-01-01",
        "period_end": f"{end}-12-31",
        "sex": "Persons",
        "age": "All ages",
        "category_type": "All",
        "category": "All",
        **dict.fromkeys(COUNTS),
        "status": Status.COMPUTED,
        "value_note": "",
        "published_comparison": "",
        "source_id": "made_up_hospital",
        "released_on": "",
    }
    numbers = {"count": count, "value": count if value is None else value}
    return Raw(Observation(**{**cells, **numbers, **more}), value_type, area_type, **extra)


def shares(areas):
    """Return what areas are made of, from one letter for each small area: {"W1": "ab"}."""
    return {code: frozenset(letters) for code, letters in areas.items()}


def protected(rows, policy, composition=None):
    """Return the cells of a table, with the audit where the policy asks for it."""
    finder = leak_finder(composition, policy) if composition else None
    return protect_table(rows, policy, finder)


def found(rows, policy, composition):
    """Return what the audit finds in a table that went through a policy."""
    return audit_cells(protected(rows, policy, composition), composition, policy)


def large_place(seed=2026):
    """Return (rows, composition, events of each small area) of a place of the size of a council.

    164 small areas make 24 wards, 8 sub-hubs and 4 hubs. 12 small areas lie in another sub-hub
    than the rest of their ward, and 8 in another hub.
    """
    rng = np.random.default_rng(seed)
    small = [f"L{number:03}" for number in range(164)]
    events = dict(zip(small, rng.poisson(1.3, size=164).tolist(), strict=True))
    ward = {name: number * 24 // 164 for number, name in enumerate(small)}
    sub_hub = {name: ward[name] // 3 for name in small}
    hub = {name: sub_hub[name] // 2 for name in small}
    for name in rng.choice(small, 12, replace=False):
        sub_hub[name] = (sub_hub[name] + 1) % 8
    for name in rng.choice(small, 8, replace=False):
        hub[name] = (hub[name] + 1) % 4
    composition = {"council": frozenset(small)}
    for kind, of in (("ward", ward), ("sub_hub", sub_hub), ("hub", hub)):
        for name, number in of.items():
            composition.setdefault(f"{kind}-{number}", set()).add(name)
    rows = [
        raw(code, sum(events[name] for name in of), area_type=code.rsplit("-", 1)[0])
        for code, of in composition.items()
    ]
    return rows, composition, events
