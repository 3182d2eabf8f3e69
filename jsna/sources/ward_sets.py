"""How the residents of today's wards are spread over the wards of before the lines changed.

Both sets are made of small areas. The earlier wards hold whole ones; today's hold shares of them,
fitted to the published ward populations. Only shares of wards in wards leave this package.
"""

import numpy as np

from jsna.earlier import CATEGORY_TYPE, INDICATOR
from jsna.records import AreaType, Observation, Status
from jsna.sources.census import CENSUS_DAY
from jsna.sources.geography import CENSUS, Geography
from jsna.sources.rows import observation, per_cent
from jsna.sources.spread import PEOPLE_NOTE


def earlier_wards(geography: Geography) -> list[Observation]:
    """Return, for each of today's wards, the share of residents in each earlier ward it touches."""
    old, exact = _earlier(geography), geography.exact
    before = np.column_stack([exact.column(code) for code in old])
    people = (geography.people.weights * geography.residents[:, None]).T @ before
    rows = []
    for code, counts in zip(geography.people.area_codes, people, strict=True):
        rows += [
            observation(
                INDICATOR,
                code,
                CENSUS_DAY,
                per_cent(count, counts.sum()),
                source=geography.raw.source(CENSUS),
                status=Status.APPORTIONED,
                category_type=CATEGORY_TYPE,
                category=geography.areas[earlier].name,
                count=round(float(count), 3),
                denominator=round(float(counts.sum()), 3),
                note=PEOPLE_NOTE,
            )
            for earlier, count in zip(old, counts, strict=True)
            if count > 0
        ]
    return rows


def _earlier(geography: Geography) -> list[str]:
    """Return the codes of the wards that ended and are made of whole small areas."""
    areas = geography.areas
    return [
        code
        for code in geography.exact.area_codes
        if areas[code].area_type is AreaType.WARD and not areas[code].is_current
    ]
