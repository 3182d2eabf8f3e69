"""Making rows of the long table: periods, rounding of computed values, limits."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from re import fullmatch

from jsna.errors import SourceError
from jsna.records import ALL, ALL_AGES, ALL_PERSONS, Observation, Source, Status
from jsna.statistics.intervals import Z_95, Z_998, wilson
from jsna.statistics.rates import crude_rate

OWN_LIMITS = "Limits are worked out here from its counts"
"""Note of a published value whose source prints counts and no limits."""
DECIMALS = 6
"""Computed values keep six decimals, so that every machine writes the same digits."""


class PeriodError(SourceError):
    """A raw file prints a period in a form that is not known; `tabulate` adds where."""


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time: its name in print, first and last day as YYYY-MM-DD."""

    name: str
    start: str
    end: str


def mid_year(year: int) -> Period:
    """Return 30 June, the day that mid-year estimates describe."""
    return Period(f"mid-{year}", f"{year}-06-30", f"{year}-06-30")


def calendar_years(first: int, last: int) -> Period:
    """Return whole years: `2023`, or `2022-24` for more than one."""
    name = str(first) if first == last else f"{first}-{last % 100:02d}"
    return Period(name, f"{first}-01-01", f"{last}-12-31")


def printed_period(text: str) -> Period:
    """Read a period as the outcomes framework prints it.

    `2024` and `2022 - 24` are calendar years, `2024/25` and `2020/21 - 24/25` run from April.

    Raises:
        SourceError: for any other form.
    """
    if match := fullmatch(r"(\d{4})(?:\s*-\s*(?:\d{2})?(\d{2}))?", text):
        first = int(match[1])
        return calendar_years(first, _later(first, match[2]))
    if match := fullmatch(r"(\d{4})/(\d{2})(?:\s*-\s*(?:\d{2})?\d{2}/(\d{2}))?", text):
        first, last = int(match[1]), _later(int(match[1]), match[3] or match[2])
        name = f"{first}/{match[2]}" + (f" to {last - 1}/{last % 100:02d}" if match[3] else "")
        return Period(name, f"{first}-04-01", f"{last}-03-31")
    raise PeriodError(f"The period {text!r} is not readable. Add its form to jsna/sources/rows.py.")


def _later(first: int, two_digits: str | None) -> int:
    if two_digits is None:
        return first
    year = first - first % 100 + int(two_digits)
    return year if year >= first else year + 100


def iso_period(text: str) -> Period:
    """Read an ISO interval of whole years, `2022-01-01/P3Y`, or a single day.

    Raises:
        SourceError: for any other form.
    """
    match = fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:/P(\d)Y)?", text)
    if not match:
        raise PeriodError(
            f"The period {text!r} is not readable. Add its form to jsna/sources/rows.py."
        )
    year, month, day, years = int(match[1]), int(match[2]), int(match[3]), int(match[4] or 0)
    if not years:
        return Period(str(year), text, text)
    last = year + years
    day = min(day, monthrange(last, month)[1])
    end = date(last, month, day) - timedelta(days=1)
    if (month, match[3]) == (1, "01"):
        return calendar_years(year, last - 1)
    return Period(f"{year}/{last % 100:02d}", f"{year}-{month:02d}-{match[3]}", end.isoformat())


def observation(
    indicator_id: str,
    area_code: str,
    period: Period,
    value: float | None,
    *,
    source: Source,
    status: Status = Status.OFFICIAL,
    sex: str = ALL_PERSONS,
    age: str = ALL_AGES,
    category_type: str = ALL,
    category: str = ALL,
    count: float | None = None,
    denominator: float | None = None,
    limits: tuple[float | None, float | None, float | None, float | None] = (None,) * 4,
    note: str = "",
    published_comparison: str = "",
) -> Observation:
    """Return one row of the long table; what is not given means "not split" or "not held".

    `limits` are lower and upper 95%, then lower and upper 99.8%, in the unit of the value.
    """
    return Observation(
        indicator_id=indicator_id,
        area_code=area_code,
        period=period.name,
        period_start=period.start,
        period_end=period.end,
        sex=sex,
        age=age,
        category_type=category_type,
        category=category,
        value=value,
        lower_ci=limits[0],
        upper_ci=limits[1],
        lower_998=limits[2],
        upper_998=limits[3],
        count=count,
        denominator=denominator,
        status=status,
        value_note=note,
        published_comparison=published_comparison,
        source_id=source.source_id,
        released_on=source.released_on,
    )


def per_cent(count: float, denominator: float) -> float:
    """Return a share of 100, rounded as every computed value is."""
    return rounded(100 * count / denominator)


def rounded(value: float) -> float:
    """Return a computed value with the decimals that the long table keeps."""
    return round(float(value), DECIMALS)


def rate_limits(count: float, denominator: float, per: float) -> tuple[float, float, float, float]:
    """Return 95% and 99.8% limits of a crude rate: exact below 10 events, Byar's from 10."""
    near = crude_rate([count], [denominator], multiplier=per)
    far = crude_rate([count], [denominator], multiplier=per, z=Z_998)
    ends = (near.lower, near.upper, far.lower, far.upper)
    lower, upper, lower_998, upper_998 = (rounded(end[0]) for end in ends)
    return lower, upper, lower_998, upper_998


def wilson_limits(count: float, denominator: float) -> tuple[float, float, float, float]:
    """Return Wilson 95% and 99.8% limits of a share, as percentages."""
    near = wilson([count], [denominator], z=Z_95)
    far = wilson([count], [denominator], z=Z_998)
    lower, upper, lower_998, upper_998 = (rounded(100 * end[0]) for end in (*near, *far))
    return lower, upper, lower_998, upper_998
