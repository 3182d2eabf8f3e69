"""Hospital activity by month: the trust of each partnership, and integrated care boards.

Months that repeat another month exactly, and months that lack more than a tenth of their days, are
left out: both are faults of the files, not of hospitals.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from jsna.records import Observation, Status
from jsna.sources.geography import Geography
from jsna.sources.raw import Table
from jsna.sources.rows import Period, observation, per_cent, rounded

SOURCE = "nhs_hospital_flow"
ENOUGH_DAYS = 0.9


def month_of(text: str) -> Period:
    """Return the month of `April 2022`; such text must never be sorted as it stands."""
    day = datetime.strptime(text, "%B %Y")
    return calendar_month(day.year, day.month)


def calendar_month(year: int, month: int) -> Period:
    """Return a month, named `April 2022`."""
    last = monthrange(year, month)[1]
    name = datetime(year, month, 1).strftime("%B %Y")
    return Period(name, f"{year}-{month:02d}-01", f"{year}-{month:02d}-{last}")


def without_repeats(
    rows: Iterable[tuple[str, Period, tuple[float, ...]]],
) -> list[tuple[str, Period, tuple[float, ...]]]:
    """Leave out each month whose numbers an earlier month of the same area has too."""
    seen: set[tuple[str, tuple[float, ...]]] = set()
    kept = []
    for code, period, numbers in sorted(rows, key=lambda row: (row[0], row[1].start)):
        if (code, numbers) not in seen:
            kept.append((code, period, numbers))
        seen.add((code, numbers))
    return kept


def _read(
    geography: Geography, pattern: str, key: str, columns: tuple[str, ...]
) -> Iterator[tuple[str, Period, tuple[float, ...]]]:
    table = geography.raw.read(SOURCE, pattern, (key, "date", *columns))
    for row in table:
        code = geography.nhs_codes.get(row[key], row[key])
        if code in geography.areas.by_code and all(row[name] for name in columns):
            yield code, month_of(row["date"]), tuple(float(row[name]) for name in columns)


def emergency(geography: Geography) -> list[Observation]:
    """Return attendances at accident and emergency, long waits and emergency admissions."""
    columns = ("total_attendances", "attendances_over_4hours", "total_emergency_admissions")
    found = [
        *_read(
            geography,
            "nhs_flow/trust_accidents_emergency_*.csv",
            "nhs_trust22_code",
            columns,
        ),
        *_read(geography, "nhs_flow/icb_accidents_emergency_*.csv", "icb22_code", columns),
    ]
    rows = []
    for code, period, (all_, late, admitted) in without_repeats(found):
        rows += [
            _row(geography, "hospital_ae_attendances", code, period, all_, count=all_),
            _row(
                geography,
                "hospital_ae_over_four_hours",
                code,
                period,
                per_cent(late, all_),
                count=late,
                denominator=all_,
            ),
            _row(
                geography,
                "hospital_emergency_admissions_via_ae",
                code,
                period,
                admitted,
                count=admitted,
            ),
        ]
    return rows


def beds(geography: Geography) -> list[Observation]:
    """Return general and acute beds, and the share in use."""
    columns = ("general_acute_beds_available", "general_acute_beds_occupied")
    found = _read(
        geography, "nhs_flow/critical_general_acute_beds_*.csv", "nhs_trust22_code", columns
    )
    rows = []
    for code, period, (available, occupied) in without_repeats(found):
        rows += [
            _row(geography, "hospital_beds_available", code, period, available, count=available),
            _row(
                geography,
                "hospital_bed_occupancy",
                code,
                period,
                per_cent(occupied, available),
                count=occupied,
                denominator=available,
            ),
        ]
    return rows


def daily(geography: Geography) -> list[Observation]:
    """Return averages of the days: patients ready to leave, and discharges."""
    rows = []
    for indicator_id, pattern, column in (
        (
            "hospital_patients_ready_to_leave",
            "nhs_flow/trust_criteria_to_reside_*.csv",
            "do_not_meet_criteria_to_reside",
        ),
        (
            "hospital_discharges_per_day",
            "nhs_flow/trust_discharged_patients_*.csv",
            "discharged_total",
        ),
    ):
        table = geography.raw.read(SOURCE, pattern, ("nhs_trust22_code", "date", column))
        for code, period, mean in monthly_means(table, column, geography.nhs_codes):
            note = "Average of the days of the month"
            rows.append(_row(geography, indicator_id, code, period, mean, note=note))
    return rows


def monthly_means(
    table: Table, column: str, codes: Mapping[str, str]
) -> Iterator[tuple[str, Period, float]]:
    """Yield area, month and mean of the days, for months with nine tenths of their days."""
    days: dict[tuple[str, int, int], list[float]] = defaultdict(list)
    for row in table:
        if row["nhs_trust22_code"] in codes and row[column]:
            year, month = int(row["date"][:4]), int(row["date"][5:7])
            days[codes[row["nhs_trust22_code"]], year, month].append(float(row[column]))
    for (code, year, month), values in sorted(days.items()):
        if len(values) >= ENOUGH_DAYS * monthrange(year, month)[1]:
            yield code, calendar_month(year, month), rounded(sum(values) / len(values))


REASON_GROUPS = (
    ("Hospital process", "Hospital process"),
    ("Care transfer hub", "Transfer hub"),
    ("Equipment", "Equipment or adaptations"),
    ("Housing adaptations", "Equipment or adaptations"),
    ("Awaiting restart", "Care at home"),
    ("Home-based", "Care at home"),
    ("Home based", "Care at home"),
    ("Other home-based", "Care at home"),
    ("Bed-based", "Bed for rehabilitation"),
    ("Residential/nursing", "Care home"),
)
"""Words in a reason, in the order they are looked for, and the group that it belongs to."""
OTHER_REASON = "Another reason"


def reason_group(reason: str) -> str:
    """Return the group of a reason for delay, as the model has them."""
    for words, group in REASON_GROUPS:
        if words.lower() in reason.lower():
            return group
    return OTHER_REASON


def delays(geography: Geography) -> list[Observation]:
    """Return patients delayed by reason, months with figures only."""
    table = geography.raw.read(
        SOURCE,
        "nhs_flow/delayed_discharge_reasons_*.csv",
        ("nhs_trust22_code", "date", "delay_reason", "delay_count"),
    )
    found: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in table:
        if row["nhs_trust22_code"] in geography.nhs_codes and row["delay_count"]:
            code = geography.nhs_codes[row["nhs_trust22_code"]]
            found[code, row["date"], reason_group(row["delay_reason"])] += float(row["delay_count"])
    return [
        observation(
            "hospital_patients_delayed",
            code,
            calendar_month(int(date[:4]), int(date[5:7])),
            patients,
            source=geography.raw.source(SOURCE),
            status=Status.COMPUTED,
            category_type="Reason for delay",
            category=group,
            count=patients,
            note="Sum of the reasons of the group; stays of seven days and more",
        )
        for (code, date, group), patients in sorted(found.items())
    ]


def waits(geography: Geography) -> list[Observation]:
    """Return patients who wait long for treatment, all specialties."""
    columns = ("waits_over_18_weeks", "waits_over_52_weeks")
    table = geography.raw.read(
        SOURCE, "nhs_flow/rtt_trust_*.csv", ("nhs_trust22_code", "date", "treatment", *columns)
    )
    found = {
        (geography.nhs_codes[row["nhs_trust22_code"]], row["date"]): row
        for row in table
        if row["treatment"] == "Total" and row["nhs_trust22_code"] in geography.nhs_codes
    }
    rows = []
    for (code, date), row in found.items():
        period = calendar_month(int(date[:4]), int(date[5:7]))
        for column in columns:
            if row[column]:
                number = float(row[column])
                indicator_id = f"hospital_{column}"
                rows.append(_row(geography, indicator_id, code, period, number, count=number))
    return rows


def _row(
    geography: Geography,
    indicator_id: str,
    code: str,
    period: Period,
    value: float,
    *,
    count: float | None = None,
    denominator: float | None = None,
    note: str = "",
) -> Observation:
    computed = note or denominator is not None
    return observation(
        indicator_id,
        code,
        period,
        value,
        source=geography.raw.source(SOURCE),
        status=Status.COMPUTED if computed else Status.OFFICIAL,
        count=count,
        denominator=denominator,
        note=note,
    )


def all_rows(geography: Geography) -> list[Observation]:
    """Return everything that this module knows."""
    parts = (emergency, beds, daily, delays, waits)
    return [row for part in parts for row in part(geography)]
