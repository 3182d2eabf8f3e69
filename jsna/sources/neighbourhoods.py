"""Figures of larger small areas (MSOAs) and of 2011 small areas, as figures of wards.

An MSOA is about as large as a ward, so a ward made of parts of MSOAs is approximate: the value is
an average over residents that knows nothing of differences inside an MSOA. It never has limits.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from jsna.records import ALL_PERSONS, AreaType, Observation, Source, Status
from jsna.small_areas import Floats, apportion, weighted_mean
from jsna.sources.geography import LOOKUPS, Cover, Geography, whole_cover
from jsna.sources.rows import Period, observation, per_cent, rounded

MEAN_NOTE = (
    "An average of the neighbourhoods (MSOAs) that the area touches; "
    "those with more of its residents count for more"
)
SUM_NOTE = (
    "An estimate: neighbourhoods (MSOAs) that cross the area's line were shared out "
    "by where residents live"
)
OLDER_NOTE = (
    "An estimate: small areas (LSOAs of 2011) that cross the area's line were shared out "
    "by residents and postcodes"
)


@dataclass(frozen=True)
class Neighbourhoods:
    """MSOAs of the look-up: codes, residents (n,), and the wards as shares of them (n, m)."""

    codes: tuple[str, ...]
    residents: Floats
    cover: Cover

    def vector(self, values: Mapping[str, float]) -> Floats:
        """Return values by MSOA as an array in our order; nan where there is none."""
        return np.array([values.get(code, np.nan) for code in self.codes])


def neighbourhoods(geography: Geography) -> Neighbourhoods:
    """Return how the wards of both sets are made of MSOAs, by Census residents."""
    table = geography.raw.read(LOOKUPS, "lookups/lsoa21_msoa21_*.csv", ("lsoa21_code",))
    larger = {row["lsoa21_code"]: row["msoa21_code"] for row in table}
    msoa = whole_cover(geography.small_areas, [larger])
    wards = ward_cover(geography)
    residents = apportion(geography.residents, msoa.weights)
    shared = msoa.weights.T @ (geography.residents[:, None] * wards.weights)
    return Neighbourhoods(
        msoa.area_codes, residents, Cover(wards.area_codes, shared / residents[:, None])
    )


def ward_cover(geography: Geography, *, households: bool = False) -> Cover:
    """Return the wards of both sets as shares of 2021 small areas."""
    current = geography.households if households else geography.people
    kept = [
        number
        for number, code in enumerate(geography.exact.area_codes)
        if geography.areas[code].area_type is AreaType.WARD
    ]
    codes = tuple(geography.exact.area_codes[number] for number in kept)
    weights = np.hstack([current.weights, geography.exact.weights[:, kept]])
    return Cover((*current.area_codes, *codes), weights)


def older_cover(geography: Geography, codes: tuple[str, ...], *, households: bool = False) -> Cover:
    """Return the wards of both sets as shares of 2011 small areas.

    A small area of 2011 that was split is shared out by the residents of its parts.

    Raises:
        KeyError: for a 2011 code that the look-up does not hold.
    """
    columns = ("lsoa11_code", "lsoa21_code")
    parts: dict[str, list[str]] = {code: [] for code in codes}
    for row in geography.raw.read(LOOKUPS, "lookups/lsoa11_lsoa21_*.csv", columns):
        if row["lsoa11_code"] in parts:
            parts[row["lsoa11_code"]].append(row["lsoa21_code"])
    place = {code: number for number, code in enumerate(geography.small_areas)}
    split = np.zeros((len(codes), len(geography.small_areas)))
    for number, code in enumerate(codes):
        inside = [place[part] for part in parts[code]]
        if not inside:
            raise KeyError(code)
        people = geography.residents[inside]
        split[number, inside] = people / people.sum()
    wards = ward_cover(geography, households=households)
    return Cover(wards.area_codes, np.clip(split @ wards.weights, 0, 1))


def known(cover: Cover, missing: Floats) -> list[int]:
    """Return the columns of the areas that lie in the small areas and touch no missing one."""
    inside = cover.weights.sum(axis=0) > 0
    touched = (cover.weights[missing > 0] > 0).any(axis=0)
    return [int(number) for number in np.flatnonzero(inside & ~touched)]


def mean_rows(
    geography: Geography,
    indicator_id: str,
    values: Mapping[str, float],
    period: Period,
    source: Source,
    *,
    status: Status = Status.APPROXIMATE,
    sex: str = ALL_PERSONS,
) -> Iterator[Observation]:
    """Yield the average over residents for each ward whose MSOAs all have a value."""
    areas = neighbourhoods(geography)
    array = areas.vector(values)
    kept = known(areas.cover, np.isnan(array).astype(float))
    means = weighted_mean(np.nan_to_num(array), areas.residents, areas.cover.weights)
    for number in kept:
        yield observation(
            indicator_id,
            areas.cover.area_codes[number],
            period,
            rounded(means[number]),
            source=source,
            status=status,
            sex=sex,
            note=MEAN_NOTE,
        )


def share_rows(
    cover: Cover,
    indicator_id: str,
    counts: Floats,
    totals: Floats,
    period: Period,
    source: Source,
    *,
    status: Status = Status.APPROXIMATE,
    note: str = SUM_NOTE,
) -> Iterator[Observation]:
    """Yield a share of apportioned counts for each area whose small areas all have both."""
    missing = (np.isnan(counts) | np.isnan(totals)).astype(float)
    kept = known(cover, missing)
    counted = apportion(np.nan_to_num(counts), cover.weights)
    total = apportion(np.nan_to_num(totals), cover.weights)
    for number in kept:
        yield observation(
            indicator_id,
            cover.area_codes[number],
            period,
            per_cent(counted[number], total[number]),
            source=source,
            status=status,
            count=round(float(counted[number]), 3),
            denominator=round(float(total[number]), 3),
            note=note,
        )
