"""Numbers to words: how values, differences, places and changes are said.

The only module that rounds. Every comparative word a reader meets is chosen here, from the
numbers, and comes with the rule it rests on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jsna.judgement import BY_SOURCE, NO_FIGURE, UNTOLD, Gap, Judgement, judge
from jsna.records import Indicator, Observation, Status
from jsna.statistics.compare import NOT_COMPARED, NOT_ENOUGH
from jsna.statistics.trend import NO_CHANGE
from jsna.trends import RecentTrend, crosses_break

NOT_KNOWN = "not known"
NOT_HELD = "not held"
"""What stands for the limits of a value that is known without them."""
NOT_COMPARED_WORDS = "not compared"
HIDDEN = "withheld"
"""What stands for a figure that exists and is not shown; the reason follows in a note."""
WITHHELD = "withheld"
"""The column in which a row names those of its cells that are withheld, with spaces between."""
_LIMITS, _LIMITED = ("lower_ci", "upper_ci"), ("value", "own")
"""Columns of a chart's table with limits, and those with the values that they belong to."""
_MOST_PERIODS = 3
"""So many periods are named one by one."""
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


def in_cell(column: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    """Return a number of a bundle's row as its table prints it; where there is none, why."""
    value = row.get(column["name"])
    if value is None and column["name"] in str(row.get(WITHHELD) or "").split():
        return HIDDEN
    if value is None and column["name"] in _LIMITS and _is_known(row):
        return NOT_HELD
    number = None if value is None else float(value)
    return shown(number, column.get("unit") or "", column.get("decimals") or 0)


def _is_known(row: Mapping[str, Any]) -> bool:
    return any(row.get(name) is not None for name in _LIMITED)


def said(observation: Observation | None, indicator: Indicator) -> str:
    """Return an observation's value as a reader sees it, or why there is none."""
    if observation is not None and observation.status.is_hidden:
        return HIDDEN
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
    is_small: bool = False,
) -> Phrase:
    """Say where a value stands beside a comparator's value for the same period.

    `jsna.judgement.judge` decides. Where it does not judge (apportioned shares, scores, counts of
    a whole population), the size of the difference is told and nothing more.

    Args:
        own: the area's value.
        other: the comparator's value.
        indicator: its unit, decimals and polarity.
        name: the comparator's name.
        is_published: whether `other` is what the source itself compares with (the country).
        is_small: whether the area is one of many small ones.
    """
    keys = tuple(item.key for item in (own, other) if item is not None)
    found = judge(own, other, indicator, is_published=is_published, is_small=is_small)
    if found.basis == NO_FIGURE or own is None or other is None:
        return Phrase(NOT_KNOWN, NOT_COMPARED, NO_FIGURE, keys)
    beside = f"{name} ({said(other, indicator)})"
    if found.basis == UNTOLD:
        text, direction = _difference(own.value or 0.0, other.value or 0.0, indicator)
        return Phrase(f"{text} {beside}", direction, UNTOLD, keys)
    return Phrase(_than(found, beside), found.direction, found.basis, keys)


def judged(found: Judgement) -> str:
    """Return a judgement as it stands in a cell: "worse", "similar (as published)"."""
    if found.direction == NOT_COMPARED:
        return NOT_COMPARED_WORDS
    text = _JUDGED.get(found.direction, found.direction.replace("_", " "))
    return f"{text} (as published)" if found.basis == BY_SOURCE else text


_JUDGED = {NOT_ENOUGH: "not enough events to tell"}


def _than(found: Judgement, beside: str) -> str:
    word = judged(found).removesuffix(" (as published)")
    if found.direction == NOT_ENOUGH:
        return f"not told apart from {beside}: not enough events to tell"
    text = f"{word} {'to' if word == 'similar' else 'than'} {beside}"
    return f"{text}, as published" if found.basis == BY_SOURCE else text


def trended(found: RecentTrend) -> Phrase:
    """Say what the recent trend is: "rising and getting worse over 2019/20 to 2023/24"."""
    keys = tuple(item.key for item in found.observations)
    if not found.is_known:
        return Phrase(f"no trend can be told: {found.reason}", NOT_COMPARED, found.reason, ())
    span = f"{found.observations[0].period} to {found.observations[-1].period}"
    direction = found.direction.split("_")[0] if found.direction != NO_CHANGE else NO_CHANGE
    text = moving(found).replace(", getting", " and getting")
    return Phrase(f"{text} over {span}", direction, "five-year test at 99.8%", keys)


def moving(found: RecentTrend) -> str:
    """Return a trend in short: "rising, getting worse", "no clear change"; "" if it is unknown."""
    if not found.is_known:
        return ""
    if found.direction == NO_CHANGE:
        return "no clear change"
    way, _, judgement = found.direction.partition("_")
    text = {"increasing": "rising", "decreasing": "falling"}[way]
    return f"{text}, getting {judgement}" if judgement else text


def in_people(found: Gap | None, indicator: Indicator) -> str:
    """Return a gap in short: "34 fewer a year (12 to 56)"; "" where none is told.

    It says what would be different if the area were at the comparator's level, so an excess is
    told as "fewer". A gap whose limits lie on both sides of nought is not told.
    """
    if found is None or found.lower * found.upper <= 0 or not rounded_people(found.value):
        return ""
    ends = sorted(abs(end) for end in (found.lower, found.upper))
    low, high = (number(rounded_people(end), 0) for end in ends)
    size = number(rounded_people(abs(found.value)), 0)
    a_year = "" if indicator.value_type == "proportion" else " a year"
    return f"{size} {'fewer' if found.value > 0 else 'more'}{a_year} ({low} to {high})"


def rounded_people(value: float) -> float:
    """Return people rounded to what limits can bear: tens from 1,000, hundreds from 10,000."""
    step = 100 if abs(value) >= 10_000 else 10 if abs(value) >= 1_000 else 1
    return float(int(value / step + (0.5 if value >= 0 else -0.5)) * step)


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
    if crosses_break(first, last, indicator):
        return Phrase(NOT_KNOWN, NOT_COMPARED, "the series changed in between", keys)
    if Status.MODELLED in (first.status, last.status):
        return Phrase(NOT_KNOWN, NOT_COMPARED, "a model does not observe change", keys)
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
