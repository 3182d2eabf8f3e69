"""One row of a restricted source: what may be shown of it, and why the rest may not.

The rules are numbered as in docs/contracts.md, "The one door".
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf

from jsna.disclosure.policy import Policy
from jsna.disclosure.rounding import is_small, possible, to_figures, to_nearest
from jsna.records import PLACE_AMONG_WARDS, Observation, Status
from jsna.statistics.intervals import Z_95, Z_998, poisson, wilson

UNRELIABLE_BELOW = 20
"""A standardised rate of fewer events carries a warning (OHID)."""


class Why(StrEnum):
    """Why a row is withheld, as the reader is told."""

    SMALL = "Not shown, to protect people: the number is small."
    GROUP = "Not shown, to protect people: all or none of a small group."
    FEW_PEOPLE = "Not shown: too few people for a rate."
    FEW_EVENTS = "Not shown: too few events for a rate that can be relied on."
    DOMINANCE = (
        "Not shown: one or two providers make up most of it, or it is not known how many do."
    )
    NO_COUNT = "Not shown: without its count it cannot be judged."
    OVERLAP = "Not shown: it overlaps a period that is shown."
    REST = "Not shown, to protect people: a small number could be worked out from it."
    AT_SOURCE = "Hidden by the source, to protect people."
    MISSING = "No figure is held."


@dataclass(frozen=True, slots=True)
class Raw:
    """One restricted row as supplied. It never leaves the process that protects it."""

    observation: Observation
    value_type: str
    """As in the catalogue: count, crude_rate, proportion, standardised_rate …"""
    area_type: str
    contributors: int | None = None
    """How many providers, practices or firms a mean or sum is made of."""
    largest_two: float | None = None
    """The share of the two largest of them, 0 to 1."""

    @property
    def count(self) -> float | None:
        """Return the true count of people or events behind the row, if there is one."""
        item = self.observation
        return item.value if item.count is None and self.value_type == "count" else item.count

    @property
    def is_rank(self) -> bool:
        return self.observation.category_type == PLACE_AMONG_WARDS


@dataclass(frozen=True, slots=True)
class Cell:
    """What is published of one row, and which counts a reader must think possible."""

    raw: Raw
    shown: Observation
    low: float
    high: float
    """Counts from `low` to `high` fit what is published; `high` may be infinite."""
    why: Why | None = None

    @property
    def is_shown(self) -> bool:
        return self.why is None


def protect_row(raw: Raw, policy: Policy, round_to: int) -> Cell:
    """Return what a policy lets through of one row by itself (rules 4 to 7 and 11 to 14).

    Args:
        raw: the row, with its true count.
        policy: a restricted policy.
        round_to: what counts are rounded to here; usually the policy's own.
    """
    why = first_reason(raw, policy)
    if why is not None:
        return withhold(raw, why, policy)
    if raw.is_rank:
        return Cell(raw, replace(raw.observation, value_note=""), 0, inf)
    count = raw.count
    assert count is not None
    rounded = to_nearest(count, round_to)
    low, high = possible(rounded, round_to, policy)
    return Cell(raw, _shown(raw, policy, count, rounded, round_to), low, high)


def withhold(raw: Raw, why: Why, policy: Policy) -> Cell:
    """Return the row without any number, with the reason in words (rules 5 and 12)."""
    small = why is Why.SMALL
    status = raw.observation.status if why in (Why.AT_SOURCE, Why.MISSING) else Status.WITHHELD
    shown = replace(
        raw.observation,
        value=None,
        lower_ci=None,
        upper_ci=None,
        lower_998=None,
        upper_998=None,
        count=None,
        denominator=None,
        status=status,
        value_note=str(why),
        published_comparison="",
    )
    return Cell(raw, shown, 1 if small else 0, policy.withhold_up_to if small else inf, why)


def first_reason(raw: Raw, policy: Policy) -> Why | None:
    """Return the first reason for which the row must be withheld by itself, or None."""
    item, count = raw.observation, raw.count
    if not item.status.has_value:
        return Why.MISSING if item.status is Status.MISSING else Why.AT_SOURCE
    if raw.is_rank:
        return None
    if count is None:
        return Why.NO_COUNT
    if _is_whole_group(count, item.denominator, policy):
        return Why.GROUP
    if is_small(count, policy):
        return Why.SMALL
    if _is_dominated(raw, policy):
        return Why.DOMINANCE
    return _RATE_RULES.get(raw.value_type, _of_standardised)(count, item.denominator, policy)


def _is_whole_group(count: float, denominator: float | None, policy: Policy) -> bool:
    """Rule 14: all or none of a small group."""
    small = denominator is not None and denominator < policy.small_group
    return small and count in (0, denominator)


def _is_dominated(raw: Raw, policy: Policy) -> bool:
    """Rule 13: few contributors, or two that make up nearly all of it."""
    if not policy.contributors:
        return False
    if raw.contributors is None or raw.largest_two is None:
        return True
    return raw.contributors < policy.contributors or raw.largest_two >= policy.largest_two


_Rule = Callable[[float, float | None, Policy], Why | None]


def _of_count(count: float, denominator: float | None, policy: Policy) -> Why | None:
    return None


def _of_crude(count: float, denominator: float | None, policy: Policy) -> Why | None:
    """Rule 6: rates of few people, and rates of few events."""
    if denominator is None or denominator < policy.minimum_denominator:
        return Why.FEW_PEOPLE
    return Why.FEW_EVENTS if 0 < count < policy.minimum_events else None


def _of_mean(count: float, denominator: float | None, policy: Policy) -> Why | None:
    return Why.FEW_EVENTS if count < policy.minimum_events else None


def _of_years(count: float, denominator: float | None, policy: Policy) -> Why | None:
    """Rule 7: more than 5,000 person-years and enough deaths for a life table."""
    if denominator is None or denominator <= policy.minimum_person_years:
        return Why.FEW_PEOPLE
    return _of_standardised(count, denominator, policy)


def _of_standardised(count: float, denominator: float | None, policy: Policy) -> Why | None:
    """Rule 7: ten events."""
    return Why.FEW_EVENTS if count < policy.minimum_events_standardised else None


_RATE_RULES: dict[str, _Rule] = {
    "count": _of_count,
    "crude_rate": _of_crude,
    "proportion": _of_crude,
    "mean": _of_mean,
    "median": _of_mean,
    "years": _of_years,
}
"""What else a kind of value needs; kinds that are not named rest on ten events."""


def _shown(raw: Raw, policy: Policy, count: float, rounded: int, round_to: int) -> Observation:
    """Return the row with its rounded count, and everything else made of that.

    Nothing is left that the true count went into: a crude rate and its limits are worked out
    again from the rounded count, for a rate and a known population give the count back.
    """
    item = raw.observation
    numbers: dict[str, float | None] = dict.fromkeys(_LIMITS, None)
    if raw.value_type == "count":
        numbers["value"] = rounded
    elif raw.value_type in ("crude_rate", "proportion"):
        numbers |= _crude(raw, count, rounded)
    else:
        numbers |= {name: getattr(item, name) for name in ("value", *_LIMITS)}
    if raw.value_type != "count":
        numbers = {name: _figures(number, policy) for name, number in numbers.items()}
    return replace(
        item,
        value=numbers["value"],
        lower_ci=numbers["lower_ci"],
        upper_ci=numbers["upper_ci"],
        lower_998=numbers["lower_998"],
        upper_998=numbers["upper_998"],
        count=float(rounded),
        denominator=None,
        status=_status(item.status, count, round_to),
        value_note=_note(raw, count, round_to),
    )


def _status(status: Status, count: float, round_to: int) -> Status:
    """Return the status of a shown row: what we rounded is no longer the source's own figure."""
    changed = count and round_to > 1
    return Status.COMPUTED if changed and status is Status.OFFICIAL else status


_LIMITS = ("lower_ci", "upper_ci", "lower_998", "upper_998")


def _figures(number: float | None, policy: Policy) -> float | None:
    return None if number is None else to_figures(number, policy.significant_figures)


def _crude(raw: Raw, count: float, rounded: int) -> dict[str, float | None]:
    """Return a crude rate or share, and the limits it had, from the rounded count."""
    item, people = raw.observation, raw.observation.denominator
    assert people is not None
    if count == 0 or item.value is None:
        return {"value": item.value}
    if raw.value_type == "proportion":
        rounded = min(rounded, int(people))
    per = item.value * people / count
    found: dict[str, float | None] = {"value": per * rounded / people}
    for low, high, z in (("lower_ci", "upper_ci", Z_95), ("lower_998", "upper_998", Z_998)):
        if getattr(item, low) is not None and getattr(item, high) is not None:
            limits = _limits(raw.value_type, rounded, people, z)
            found[low], found[high] = (per * limit for limit in limits)
    return found


def _limits(value_type: str, count: float, people: float, z: float) -> tuple[float, float]:
    if value_type == "proportion":
        low, high = wilson([count], [people], z=z)
        return float(low[0]), float(high[0])
    low, high = poisson([count], z=z)
    return float(low[0]) / people, float(high[0]) / people


def _note(raw: Raw, count: float, round_to: int) -> str:
    """Return what a reader must know: rounding (rule 11), and few events (rule 7)."""
    if count == 0:
        return ""
    parts = []
    if round_to > 1 and raw.value_type == "count":
        parts.append(f"Rounded to the nearest {round_to}, so totals may not add up.")
    elif round_to > 1 and raw.value_type in ("crude_rate", "proportion"):
        parts.append(f"Worked out from a number rounded to the nearest {round_to}.")
    if raw.value_type == "standardised_rate" and count < UNRELIABLE_BELOW:
        parts.append("Few events: read with care.")
    return " ".join(parts)
