"""Original downloads of Fingertips: columns by name, repeated rows read once, marks kept.

The layouts differ by age of the download: one column in the middle changes its name, and rows are
repeated under several parents. Only what the same name finds in all of them is read.
"""

from dataclasses import dataclass

from jsna.errors import DataError
from jsna.records import ALL_AGES, Observation, Status
from jsna.sources.geography import Geography
from jsna.sources.outcomes import COMPARISONS
from jsna.sources.rows import OWN_LIMITS, observation, printed_period, rate_limits

COLUMNS = (
    "Indicator ID",
    "Area Code",
    "Sex",
    "Age",
    "Category",
    "Time period",
    "Value",
    "Lower CI 95.0 limit",
    "Upper CI 95.0 limit",
    "Lower CI 99.8 limit",
    "Upper CI 99.8 limit",
    "Count",
    "Denominator",
    "Value note",
    "Compared to England value or percentiles",
)
LIMITS = COLUMNS[7:11]


@dataclass(frozen=True, slots=True)
class Download:
    """One indicator of one downloaded file."""

    source_id: str
    pattern: str
    fingertips_id: str
    indicator_id: str
    age: str
    """The age as the file prints it: other ages in the file are left out."""
    modelled: bool = False
    per: float = 0
    """Of a crude rate: so many people does its unit stand for."""


def _modelled(fingertips_id: str, indicator_id: str, age: str) -> Download:
    return Download(
        "ohid_modelled_prevalence_2015",
        "small_area/fingertips_modelled_prevalence_*.csv",
        fingertips_id,
        indicator_id,
        age,
        modelled=True,
    )


_CONTACT = ("ohid_social_contact", "small_area/fingertips_social_isolation_*.csv")
DOWNLOADS = (
    Download(
        "ohid_fingertips_90284",
        "fingertips/fingertips_90284_*.csv",
        "90284",
        "child_injury_admissions",
        "<15 yrs",
    ),
    Download(
        "ohid_fingertips_91380",
        "small_area/fingertips_91380_*.csv",
        "91380",
        "alcohol_specific_deaths",
        "All ages",
    ),
    Download(*_CONTACT, "90280", "care_users_social_contact", "18+ yrs"),
    Download(*_CONTACT, "90638", "carers_social_contact", "18+ yrs"),
    Download(
        "ohid_fingertips_93356",
        "small_area/fingertips_93356_*.csv",
        "93356",
        "campylobacter",
        "All ages",
        per=100_000,
    ),
    Download(
        "ohid_ae_under_5",
        "fingertips/fingertips_93930_*.csv",
        "93930",
        "ae_attendances_under_5",
        "0-4 yrs",
    ),
    _modelled("92659", "modelled_diagnosed_hypertension", "16+ yrs"),
    _modelled("92660", "modelled_undiagnosed_hypertension", "16+ yrs"),
    _modelled("92661", "modelled_depression", "All ages"),
    _modelled("92662", "modelled_heart_disease", "55-79 yrs"),
    _modelled("92663", "modelled_stroke", "55-79 yrs"),
    _modelled("92664", "modelled_peripheral_arterial_disease", "55-79 yrs"),
    _modelled("92783", "modelled_heart_failure", "16+ yrs"),
    _modelled("92658", "modelled_copd", "All ages"),
)


def number(text: str) -> float | None:
    """Return a printed number without the noise of binary fractions, None where blank."""
    return round(float(text), 10) if text else None


def rows_of(geography: Geography, download: Download) -> list[Observation]:
    """Return one indicator: every area of ours, period and sex, each key once.

    Raises:
        DataError: if a repeated row differs from the first.
    """
    table = geography.raw.read(download.source_id, download.pattern, COLUMNS)
    found: dict[tuple[str, ...], Observation] = {}
    for row in table:
        wanted = row["Indicator ID"].removesuffix(".0") == download.fingertips_id
        if not wanted or row["Category"] or row["Age"] != download.age:
            continue
        if row["Area Code"] not in geography.areas.by_code:
            continue
        made = _row(geography, download, row)
        key = (made.area_code, made.period, made.sex)
        if found.setdefault(key, made).value != made.value:
            raise DataError(
                f"{download.pattern}: two values stand for {made.key}. Fetch the file again."
            )
    return list(found.values())


def _row(geography: Geography, download: Download, row: dict[str, str]) -> Observation:
    value = number(row["Value"])
    status = Status.MODELLED if download.modelled else Status.OFFICIAL
    note = row["Value note"]
    if value is None:
        status = Status.SUPPRESSED if "suppressed" in note.lower() else Status.MISSING
        note = note or "The publisher does not give this value"
    limits = tuple(number(row[name]) for name in LIMITS)
    count, people = number(row["Count"]), number(row["Denominator"])
    if limits[0] is None and count is not None and people and download.per:
        limits = rate_limits(count, people, download.per)
        note = "; ".join(part for part in (note, OWN_LIMITS) if part)
    return observation(
        download.indicator_id,
        row["Area Code"],
        printed_period(row["Time period"]),
        value,
        source=geography.raw.source(download.source_id),
        status=status,
        sex=row["Sex"],
        age=ALL_AGES,
        count=count,
        denominator=people,
        limits=limits,  # type: ignore[arg-type]
        note=note,
        published_comparison=COMPARISONS.get(row["Compared to England value or percentiles"], ""),
    )


def all_rows(geography: Geography) -> list[Observation]:
    """Return every indicator that `DOWNLOADS` lists."""
    return [row for download in DOWNLOADS for row in rows_of(geography, download)]
