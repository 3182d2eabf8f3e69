"""How far ward figures made from small areas miss: measured where the true figure is published.

Today's wards: Census residents by age, put into wards by each method, beside the published ward
population of mid-2022. Wards until 2023: small areas of 2011 beside the ward people of mid-2020.
Part of the difference for today's wards is a year of real change.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from jsna.files import csv_text
from jsna.quality import APPORTIONED_BY, WARD_ERROR_COLUMNS, WardError
from jsna.small_areas import Floats, apportion
from jsna.sources import populations
from jsna.sources.back_tests import old_wards_by_age
from jsna.sources.geography import CENSUS, WARDS, Cover, Geography
from jsna.sources.rows import rounded

BEST_FIT, POSTCODES, RAKED, WHOLE = "best fit", "postcodes", APPORTIONED_BY, "whole small areas"
FAMILIES: dict[str, tuple[int, int]] = {
    "Children, aged 0 to 14": (0, 14),
    "Working age, 15 to 64": (15, 64),
    "Older people, 65 and over": (65, 90),
    "Very old people, 85 and over": (85, 90),
}
"""Family of indicators -> first and last age; the Census table prints bands of five years."""
RESIDENTS = "Residents"
_PERIOD, _OLD_PERIOD = "mid-2022", "mid-2020"


def all_errors(geography: Geography) -> list[WardError]:
    """Return every measured error, sorted as the table is."""
    found = [*_residents(geography), *_shares(geography), *_old_wards(geography)]
    return sorted(found, key=lambda item: (item.family, item.method, item.area_code))


def text_of(errors: Iterable[WardError]) -> str:
    """Return the table as CSV."""
    return csv_text(
        WARD_ERROR_COLUMNS,
        ({name: _cell(getattr(item, name)) for name in WARD_ERROR_COLUMNS} for item in errors),
    )


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        return value
    number = rounded(value)
    return str(int(number)) if number.is_integer() else repr(number)


def _methods(geography: Geography) -> dict[str, Cover]:
    """Return today's wards by each method, the columns in one order."""
    codes = geography.people.area_codes
    best = geography.best_fit
    columns = [best.area_codes.index(code) for code in codes]
    return {
        BEST_FIT: Cover(codes, best.weights[:, columns]),
        POSTCODES: geography.households,
        RAKED: geography.people,
    }


def _published(geography: Geography) -> dict[str, Floats]:
    """Return people by single year of age of today's wards, mid-2022."""
    table = geography.raw.read(WARDS, "population/mye2022_syoa_sex_ward*.csv", ("WD23CD", "sex"))
    return {
        code: people.sum(axis=0)
        for code, people in populations.ward_people(table, "WD23CD").items()
    }


def _by_band(geography: Geography) -> dict[int, Floats]:
    """Return Census residents by first age of a five-year band: one array over small areas each."""
    table = geography.raw.read(CENSUS, "small_area/census2021_ts007a_*.csv", ("area_code", "Total"))
    bands = {}
    for title in table[0]:
        if title.startswith("Aged "):
            digits = [word for word in title.split() if word.isdigit()]
            first = 0 if "under" in title else int(digits[0])
            held = {row["area_code"]: float(row[title]) for row in table}
            bands[first] = np.nan_to_num(geography.vector(held))
    return bands


def _residents(geography: Geography) -> Iterator[WardError]:
    """Yield ward totals, scaled to the published total of all wards so that growth is set apart."""
    published = _published(geography)
    codes = geography.people.area_codes
    true = np.array([published[code].sum() for code in codes])
    inside = np.where(geography.people.weights.sum(axis=1) > 0, geography.residents, 0.0)
    for method, cover in _methods(geography).items():
        estimate = apportion(inside, cover.weights)
        estimate = estimate * true.sum() / estimate.sum()
        for code, own, right in zip(codes, estimate, true, strict=True):
            yield WardError(code, RESIDENTS, method, _PERIOD, "people", float(own), float(right))


def _shares(geography: Geography) -> Iterator[WardError]:
    """Yield shares of residents by age: the kind of figure that ward pages show."""
    published, bands = _published(geography), _by_band(geography)
    for method, cover in _methods(geography).items():
        everybody = apportion(sum(bands.values(), np.zeros(len(cover.weights))), cover.weights)
        for family, (first, last) in FAMILIES.items():
            chosen = [counts for start, counts in bands.items() if first <= start <= last]
            counts = apportion(sum(chosen, np.zeros(len(cover.weights))), cover.weights)
            for number, code in enumerate(cover.area_codes):
                ages = published[code]
                true = 100 * float(ages[first : last + 1].sum() / ages.sum())
                own = 100 * float(counts[number] / everybody[number])
                yield WardError(code, family, method, _PERIOD, "points", own, true)


def _old_wards(geography: Geography) -> Iterator[WardError]:
    """Yield the wards until 2023, which whole small areas make up."""
    for test in old_wards_by_age(geography):
        yield WardError(
            test.area_code,
            f"People aged {test.stratum}",
            WHOLE,
            _OLD_PERIOD,
            "people",
            test.computed,
            test.published,
        )
