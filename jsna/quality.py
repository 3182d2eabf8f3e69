"""How good our own figures are: what we computed beside what the source printed, kept as data.

Two small tables, made by `tabulate` and committed: back tests, and the error of ward figures.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from jsna.files import read_csv
from jsna.paths import Project

BACK_TEST_COLUMNS = (
    "check_id",
    "indicator_id",
    "area_code",
    "period",
    "stratum",
    "measure",
    "computed",
    "published",
    "tolerance",
)
WARD_ERROR_COLUMNS = ("area_code", "family", "method", "period", "unit", "estimate", "published")
APPORTIONED_BY = "postcodes, raked"
"""The method by which shares of residents are apportioned."""
BACK_TESTS, WARD_ERRORS = "back_tests.csv", "ward_errors.csv"
"""Names of the two files in data/quality/."""


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of back test: what is worked out, from what, and what it is compared with."""

    check_id: str
    title: str
    how: str
    tolerance: str
    """The tolerance and its reason, in words."""


CHECKS = (
    Check(
        "deprivation_scores",
        "Deprivation scores of districts",
        "Scores of small areas, averaged over Census residents, beside the average scores that the "
        "indices print",
        "a hundredth of their spread, as the publisher weights by people of a later date; for "
        "employment 0.006, as it is averaged there over people of working age",
    ),
    Check(
        "deprived_small_areas",
        "Small areas in the most deprived tenth",
        "Share of small areas, beside the share that the indices print",
        "half of the last printed digit",
    ),
    Check(
        "census_totals",
        "Census counts of the council and the county",
        "Sums of small areas, beside the totals of the Census table",
        "exact",
    ),
    Check(
        "county_from_districts",
        "Population of the county",
        "Sum of its districts, beside the county's own estimate",
        "12 people: the publisher's splitting of ages 90 and over is rounded",
    ),
    Check(
        "old_wards_by_age",
        "People of the wards until 2023, by age",
        "Sums of small areas in three groups of age, beside the ward estimates of mid-2020",
        "exact",
    ),
    Check(
        "components_of_change",
        "People at the end of a year",
        "People at its start, births, deaths and moves, beside the next estimate",
        "exact",
    ),
    Check(
        "practice_registers",
        "Conditions on record in general practices",
        "Patients on the register over patients on the list, beside the printed prevalence",
        "half of the last printed digit",
    ),
    Check(
        "smoking_limits",
        "Smoking recorded by practices, with Wilson limits",
        "Share and 95% limits from counts, beside those of Fingertips",
        "0.00001 points",
    ),
    Check(
        "injury_limits",
        "Admissions of children for injuries, with limits",
        "Rate, 95% and 99.8% limits from counts, beside those of Fingertips",
        "2.5 admissions: counts are printed to the nearest 5",
    ),
    Check(
        "infection_limits",
        "Campylobacter infections, with limits",
        "Rate and 95% limits from counts, beside those of Fingertips",
        "0.001 per 100,000: exact limits there, Byar's here from 10 events",
    ),
    Check(
        "emergency_limits",
        "Visits of children under 5 to accident and emergency, with limits",
        "Rate and 95% limits from counts, beside those of Fingertips",
        "2.5 visits: counts are printed to the nearest 5",
    ),
    Check(
        "fuel_poverty",
        "Fuel poor households of the council",
        "Sum of small areas, beside the council's own figure",
        "exact",
    ),
    Check(
        "children_low_income",
        "Children in families with a low income",
        "Sum of the wards until 2023, beside the council's own count",
        "20 children: each ward's count is rounded or changed a little by the publisher",
    ),
)


@dataclass(frozen=True, slots=True)
class BackTest:
    """One number worked out by us beside the same number as its source prints it."""

    check_id: str
    indicator_id: str
    area_code: str
    period: str
    stratum: str
    measure: str
    """`value`, or the limit compared: `lower 95%` and so on."""
    computed: float
    published: float
    tolerance: float

    @property
    def difference(self) -> float:
        return self.computed - self.published

    @property
    def holds(self) -> bool:
        return abs(self.difference) <= self.tolerance * (1 + 1e-9)


@dataclass(frozen=True, slots=True)
class WardError:
    """An estimate for a ward made from small areas, beside the ward's published figure."""

    area_code: str
    family: str
    method: str
    period: str
    unit: str
    estimate: float
    published: float

    @property
    def error(self) -> float:
        """Return the error: points for a share, per cent for a number of people."""
        if self.unit == "points":
            return self.estimate - self.published
        return 100 * (self.estimate / self.published - 1)


def load_back_tests(project: Project) -> list[BackTest]:
    """Read data/quality/back_tests.csv; empty where it has not been made."""
    rows = _rows(project, BACK_TESTS, BACK_TEST_COLUMNS)
    numbers = BACK_TEST_COLUMNS[6:]
    return [BackTest(**_cells(row, numbers)) for row in rows]


def load_ward_errors(project: Project) -> list[WardError]:
    """Read data/quality/ward_errors.csv; empty where it has not been made."""
    rows = _rows(project, WARD_ERRORS, WARD_ERROR_COLUMNS)
    return [WardError(**_cells(row, ("estimate", "published"))) for row in rows]


def error_note(errors: Iterable[WardError], area_code: str) -> str:
    """Return in words by how much apportioned shares miss in a ward; "" if it was not measured."""
    own = [
        item
        for item in errors
        if (item.area_code, item.method, item.unit) == (area_code, APPORTIONED_BY, "points")
    ]
    if not own:
        return ""
    largest = max(abs(item.error) for item in own)
    return (
        f"Shares by age, whose true figures are known, miss by {mean_error(own):.1f} points on "
        f"average in this ward, at most by {largest:.1f}; the error of other shares is not known"
    )


def mean_error(errors: Iterable[WardError]) -> float:
    """Return the mean size of errors.

    Raises:
        ValueError: if there are none.
    """
    sizes = [abs(item.error) for item in errors]
    if not sizes:
        raise ValueError("there are no errors to average")
    return fmean(sizes)


def _rows(project: Project, name: str, columns: Sequence[str]) -> list[dict[str, str]]:
    path = project.data / "quality" / name
    if not path.exists():
        return []
    return read_csv(path, columns, shown=f"data/quality/{name}")


def _cells(row: dict[str, str], numbers: Sequence[str]) -> dict[str, Any]:
    return {name: float(text) if name in numbers else text for name, text in row.items()}
