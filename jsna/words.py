"""Numbers to words: how values, differences, places and changes are said.

The only module that rounds. Every comparative word a reader meets is chosen here, from the
numbers, and comes with the rule it rests on.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from jsna.records import Indicator, Observation, Polarity, Status

NOT_KNOWN = "not known"
_MOST_PERIODS = 3
"""So many periods are named one by one."""
UNTESTED = (Status.APPORTIONED, Status.APPROXIMATE, Status.MODELLED)
"""Statuses whose error is not chance: they are compared in size, and never judged."""
_PRINTED = ("better", "similar", "worse", "higher", "lower")
"""Words of a source's own comparison that are taken over."""
_PREFIX = {"£": "£"}
_SUFFIX = {
    "%": "%",
    "years": " years",
    "per 1,000": " per 1,000",
    "per 10,000": " per 10,000",
    "per 100,000": " per 100,000",
    "people per hectare": " people per hectare",
    "per 100": " per 100",
    "km": " km",
    "m²": " m²",
    "kWh": " kWh",
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A generated phrase, its direction in one word, and the rule it rests on."""

    text: str
    direction: str
    basis: str
    keys: tuple[str, ...]


def number(value: float | None, decimals: int) -> str:
    """Return a number with thousands separators, halves rounded away from zero."""
    if value is None:
        return NOT_KNOWN
    scale = 10**decimals
    rounded = int(abs(value) * scale + 0.5 + 1e-9) / scale
    sign = "\u2212" if value < 0 and rounded else ""
    return f"{sign}{rounded:,.{decimals}f}"


def shown(value: float | None, unit: str, decimals: int) -> str:
    """Return a value as it stands alone in a sentence: "17.4%", "£35,800", "78.6 years"."""
    if value is None:
        return NOT_KNOWN
    return f"{_PREFIX.get(unit, '')}{number(value, decimals)}{_SUFFIX.get(unit, '')}"


def said(observation: Observation | None, indicator: Indicator) -> str:
    """Return an observation's value as a reader sees it, or why there is none."""
    if observation is None or not observation.status.has_value:
        return NOT_KNOWN
    return shown(observation.value, indicator.unit, indicator.decimals)


def ordinal(position: int) -> str:
    """Return "1st", "2nd", "3rd", "11th" or "22nd"."""
    ending = (
        "th"
        if position % 100 in (11, 12, 13)
        else {1: "st", 2: "nd", 3: "rd"}.get(position % 10, "th")
    )
    return f"{position}{ending}"


def rank(position: int, of: int) -> str:
    """Return "highest", "3rd highest" or "2nd lowest", counted from the nearer end."""
    from_bottom = of - position + 1
    nearest, end = (position, "highest") if position <= from_bottom else (from_bottom, "lowest")
    return end if nearest == 1 else f"{ordinal(nearest)} {end}"


def place(position: int, of: int, noun: str) -> str:
    """Return "the highest of 24 wards", "the 3rd highest …" or "the 2nd lowest …"."""
    return f"the {rank(position, of)} of {of} {noun}"


def listed(items: list[str]) -> str:
    """Return "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def periods(observations: Iterable[Observation]) -> str:
    """Return "2019, 2021", oldest first; "2011 to 2021" for more than three periods."""
    ordered = sorted(observations, key=lambda item: (item.period_end, item.period_start))
    names = list(dict.fromkeys(item.period for item in ordered))
    return ", ".join(names) if len(names) <= _MOST_PERIODS else f"{names[0]} to {names[-1]}"


def compared(
    own: Observation | None,
    other: Observation | None,
    indicator: Indicator,
    name: str,
    *,
    is_published: bool = False,
) -> Phrase:
    """Say where a value stands beside a comparator's value for the same period.

    With limits, OHID's rule is used: the comparator's value is taken as fixed, and only an area
    whose 95% limits lie wholly on one side of it is told apart. Without limits (apportioned
    shares, scores, whole-population counts) the source's own published comparison counts, marked
    so; where it printed none the difference is told and nothing is judged.

    Args:
        own: the area's value.
        other: the comparator's value.
        indicator: its unit, decimals and polarity.
        name: the comparator's name.
        is_published: whether `other` is what the source itself compares with (the country).
    """
    if own is None or other is None or own.value is None or other.value is None:
        keys = tuple(item.key for item in (own, other) if item is not None)
        return Phrase(NOT_KNOWN, "not_compared", "no figure for the same period", keys)
    beside = f"{name} ({said(other, indicator)})"
    keys = (own.key, other.key)
    untested = own.status in UNTESTED
    if own.lower_ci is None or own.upper_ci is None or untested:
        if is_published and own.published_comparison in _PRINTED and not untested:
            return _as_published(own.published_comparison, beside, keys)
        text, direction = _difference(own.value, other.value, indicator)
        return Phrase(f"{text} {beside}", direction, "difference, not tested", keys)
    direction = _tested(own, other.value, indicator.polarity)
    return Phrase(_than(direction, beside), direction, "95% limits", keys)


def _as_published(printed: str, beside: str, keys: tuple[str, ...]) -> Phrase:
    text = f"{_than(printed, beside)}, as published"
    return Phrase(text, printed, "the comparison that the source printed", keys)


def _than(direction: str, beside: str) -> str:
    return f"{direction} {'to' if direction == 'similar' else 'than'} {beside}"


def _tested(own: Observation, fixed: float, polarity: Polarity) -> str:
    assert own.lower_ci is not None
    assert own.upper_ci is not None
    if own.lower_ci <= fixed <= own.upper_ci:
        return "similar"
    higher = own.lower_ci > fixed
    if polarity is Polarity.NOT_JUDGED:
        return "higher" if higher else "lower"
    return "better" if higher == (polarity is Polarity.HIGH_IS_GOOD) else "worse"


def _difference(own: float, other: float, indicator: Indicator) -> tuple[str, str]:
    size = number(abs(own - other), indicator.decimals)
    if float(size.replace(",", "")) == 0:
        return "about the same as", "same"
    unit = {"%": " points", "years": " years"}.get(indicator.unit, "")
    money = "£" if indicator.unit == "£" else ""
    higher = own > other
    return (
        f"{money}{size}{unit} {'above' if higher else 'below'}",
        "higher" if higher else "lower",
    )


def changed(first: Observation | None, last: Observation | None, indicator: Indicator) -> Phrase:
    """Say how a value moved between two periods: a difference between two estimates, untested."""
    if first is None or last is None or first.value is None or last.value is None:
        return Phrase(NOT_KNOWN, "not_compared", "no earlier figure", ())
    keys = (first.key, last.key)
    since = f"{first.period}, when it was {said(first, indicator)}"
    size = _moved(first.value, last.value, indicator)
    if size is None or said(first, indicator) == said(last, indicator):
        return Phrase(f"about the same as in {since}", "no_change", "difference, not tested", keys)
    rising = last.value > first.value
    word = "up" if rising else "down"
    direction = "increasing" if rising else "decreasing"
    return Phrase(f"{word} by {size} since {since}", direction, "difference, not tested", keys)


def _moved(first: float, last: float, indicator: Indicator) -> str | None:
    """Return by how much a value moved, people in percent; None if it rounds to nothing."""
    if indicator.unit == "people" and first:
        size = shown(abs(last / first - 1) * 100, "%", 1)
        return None if size == "0.0%" else size
    text, direction = _difference(last, first, indicator)
    return None if direction == "same" else text.rsplit(" ", 1)[0]
