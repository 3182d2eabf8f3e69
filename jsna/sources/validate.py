"""The promises that every row of the long table keeps, checked before anything is written."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from math import isfinite

from jsna.areas import Areas
from jsna.catalogue import Catalogue
from jsna.errors import DataError
from jsna.records import Indicator, Observation
from jsna.sources.spread import PLACE_TYPE

LICENCES = ("OGL-3.0", "CC-BY-4.0")
"""Licences under which a figure may be published."""
_SLACK = 1e-6


def theme_file(theme: str) -> str:
    """Return the path of a theme's long table as messages print it."""
    return f"data/figures/{theme}.csv"


def validate(theme: str, rows: Sequence[Observation], catalogue: Catalogue, areas: Areas) -> None:
    """Check every row of one theme, in the order in which they will be written.

    Raises:
        DataError: the first broken rule, with file, row and key. Nothing is changed.
    """
    seen: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(rows, start=2):
        problem = _known(row, catalogue, areas)
        if problem is None:
            indicator = catalogue.indicators[row.indicator_id]
            checks: Iterable[Callable[[Observation, Indicator], str | None]] = (
                _strata,
                _period,
                _value,
                _share,
                _limits,
            )
            problem = next((text for check in checks if (text := check(row, indicator))), None)
        if problem is None and key(row) in seen:
            problem = f"the key stands already in row {seen[key(row)]}"
        if problem:
            raise DataError(f"{theme_file(theme)}, row {number} ({row.key}): {problem}.")
        seen[key(row)] = number


def key(row: Observation) -> tuple[str, ...]:
    """Return the seven columns that no two rows share, in the order of sorting."""
    return (
        row.indicator_id,
        row.area_code,
        row.period,
        row.sex,
        row.age,
        row.category_type,
        row.category,
    )


def _known(row: Observation, catalogue: Catalogue, areas: Areas) -> str | None:
    if row.indicator_id not in catalogue.indicators:
        return f"the indicator {row.indicator_id!r} is not in data/catalogue/"
    if row.area_code not in areas.by_code:
        return f"the area {row.area_code!r} is not in data/areas/areas.csv"
    if row.source_id not in catalogue.sources:
        return f"the source {row.source_id!r} is not in data/sources.yml"
    licence = catalogue.sources[row.source_id].licence
    if licence not in LICENCES:
        return f"the licence {licence} of its source does not allow publishing"
    return None


def _strata(row: Observation, indicator: Indicator) -> str | None:
    if all(key(row)):
        return None
    return "a column of the key is blank; write Persons, All ages or All"


def _period(row: Observation, indicator: Indicator) -> str | None:
    try:
        start, end = date.fromisoformat(row.period_start), date.fromisoformat(row.period_end)
    except ValueError:
        return f"the period {row.period_start!r} to {row.period_end!r} is not readable as dates"
    return None if start <= end else "the period ends before it starts"


def _value(row: Observation, indicator: Indicator) -> str | None:
    if not row.status.has_value:
        return None if row.value is None else f"the status is {row.status} but there is a value"
    if row.value is None:
        return f"the status is {row.status} but there is no value"
    numbers = (row.value, row.count, row.denominator)
    if any(number is not None and not isfinite(number) for number in numbers):
        return "a number is not finite"
    lowest, highest = _span(row, indicator)
    if not lowest <= row.value <= highest:
        return f"the value {row.value} lies outside {lowest} to {highest}"
    return None


def _span(row: Observation, indicator: Indicator) -> tuple[float, float]:
    """Return the lowest and highest value that make sense."""
    if row.category_type == PLACE_TYPE or indicator.unit == "rank":
        return 1, row.denominator or 1
    if indicator.value_type == "proportion":
        return 0, 100
    if indicator.unit == "years":
        return 0, 120
    if indicator.value_type in ("score", "ratio", "index"):
        return -1e9, 1e9
    return 0, 1e9


def _share(row: Observation, indicator: Indicator) -> str | None:
    if indicator.value_type != "proportion" or row.count is None or row.denominator is None:
        return None
    if row.count > row.denominator + _SLACK:
        return f"the count {row.count} is above the denominator {row.denominator}"
    return None


def _limits(row: Observation, indicator: Indicator) -> str | None:
    if row.value is None:
        return None
    order = (row.lower_998, row.lower_ci, row.value, row.upper_ci, row.upper_998)
    known = [number for number in order if number is not None]
    if any(low > high + _SLACK for low, high in itertools.pairwise(known)):
        return f"the limits do not bracket the value {row.value}"
    return None
