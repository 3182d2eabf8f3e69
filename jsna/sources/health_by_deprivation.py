"""Health of residents by tenth of deprivation, for whole councils: what inequality rests on."""

from collections.abc import Iterator

import numpy as np

from jsna.records import AreaType, Observation, Status
from jsna.small_areas import Floats
from jsna.sources.census import CENSUS_DAY
from jsna.sources.deprivation import IOD_2025
from jsna.sources.geography import CENSUS, Geography
from jsna.sources.rows import observation, per_cent, wilson_limits

DECILE = "Deprivation decile"
NOTE = "Added up from small areas (LSOAs) by their tenth of deprivation in England, 2025"
_KINDS = (AreaType.UNITARY_AUTHORITY, AreaType.DISTRICT)
_HEALTH = {
    "census_good_health": ("very_good", "good"),
    "census_bad_health": ("bad", "very_bad"),
}
_FEWEST = 100
"""Residents below which a tenth is left out: a share of so few says nothing."""


def health_by_decile(geography: Geography) -> list[Observation]:
    """Return shares in good and bad health by tenth of deprivation, with Wilson limits.

    Only councils whose small areas are all held. A tenth in which a council has nobody is left out.
    """
    columns = ("lsoa21_code", "total", "very_good", "good", "bad", "very_bad")
    table = geography.raw.read(CENSUS, "census2021/general_health21_lsoa21_*.csv", columns)
    people = geography.vector({row["lsoa21_code"]: float(row["total"]) for row in table})
    deciles = geography.raw.read(
        IOD_2025, "deprivation/imd2025_lsoa21_[!is]*.csv", ("lsoa21_code", "IMD_decile")
    )
    tenth = geography.vector({row["lsoa21_code"]: float(row["IMD_decile"]) for row in deciles})
    rows = []
    for indicator_id, names in _HEALTH.items():
        counts = {row["lsoa21_code"]: sum(float(row[name]) for name in names) for row in table}
        rows += list(_rows(geography, indicator_id, geography.vector(counts), people, tenth))
    return rows


def _rows(
    geography: Geography, indicator_id: str, counts: Floats, people: Floats, tenth: Floats
) -> Iterator[Observation]:
    for kind in _KINDS:
        for area in geography.areas.of_type(kind):
            inside = geography.exact.column(area.area_code) > 0
            if np.isnan(people[inside]).any():
                continue
            for number in range(1, 11):
                chosen = inside & (tenth == number)
                total, count = float(people[chosen].sum()), float(counts[chosen].sum())
                if total < _FEWEST:
                    continue
                yield observation(
                    indicator_id,
                    area.area_code,
                    CENSUS_DAY,
                    per_cent(count, total),
                    source=geography.raw.source(CENSUS),
                    status=Status.COMPUTED,
                    category_type=DECILE,
                    category=str(number),
                    count=count,
                    denominator=total,
                    limits=wilson_limits(count, total),
                    note=NOTE,
                )
