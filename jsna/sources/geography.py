"""Which small area lies in which area: look-ups and weights, as arrays over small areas.

Small areas are LSOAs (about 1,700 people). They never leave this package: the long table holds
sums and averages of them only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from jsna.areas import Areas
from jsna.errors import SourceError
from jsna.records import AreaType
from jsna.small_areas import Floats, rake, shares_of_rows
from jsna.sources.raw import RawFiles

LOOKUPS, POSTCODES, CENSUS, WARDS = (
    "ons_geography",
    "ons_postcode_weights",
    "ons_census_2021",
    "ons_ward_populations_2022",
)
_SUM_TOLERANCE = 1e-4
"""Weights of one small area may miss 1 by so much: they are printed with six decimals."""
_DERIVED = "derived/lookup_lsoa21_ward*.csv"


@dataclass(frozen=True)
class Cover:
    """Areas as shares of small areas: weights of shape (small areas, areas)."""

    area_codes: tuple[str, ...]
    weights: Floats

    def column(self, area_code: str) -> Floats:
        """Return one area's share of each small area, shape (small areas,)."""
        return np.asarray(self.weights[:, self.area_codes.index(area_code)])


@dataclass(frozen=True)
class Geography:
    """Look-ups between small areas and areas, read once from the raw files."""

    raw: RawFiles
    areas: Areas
    nhs_codes: Mapping[str, str] = field(default_factory=dict)
    """Code of a trust or former NHS body -> the area that its figures stand for."""
    districts_elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Code of a similar council that is a county -> its districts, which are no areas here."""

    @cached_property
    def _best_fit_table(self) -> dict[str, tuple[str, str]]:
        columns = ("lsoa21_code", "ward24_code", "ltla24_code")
        table = self.raw.read(LOOKUPS, "lookups/lsoa21_ward24_*.csv", columns)
        return {row["lsoa21_code"]: (row["ward24_code"], row["ltla24_code"]) for row in table}

    @cached_property
    def small_areas(self) -> tuple[str, ...]:
        """Codes of the 2021 small areas, in order; every array follows it."""
        return tuple(sorted(self._best_fit_table))

    @cached_property
    def residents(self) -> Floats:
        """Census residents of each small area: what averages are weighted by."""
        table = self.raw.read(
            CENSUS, "census2021/ethnicity21_lsoa21_*.csv", ("lsoa21_code", "total_residents")
        )
        totals = {row["lsoa21_code"]: float(row["total_residents"]) for row in table}
        return self.vector(totals, complete=True)

    def vector(self, values: Mapping[str, float], *, complete: bool = False) -> Floats:
        """Return values by small area as an array in our order; nan where there is none.

        Raises:
            SourceError: if `complete` and a small area has no value.
        """
        array = np.array([values.get(code, np.nan) for code in self.small_areas])
        if complete and np.isnan(array).any():
            raise SourceError(
                f"{int(np.isnan(array).sum())} small areas of the ward look-up have no value in "
                "a table that must cover them all. Compare the codes of both files."
            )
        return array

    @cached_property
    def exact(self) -> Cover:
        """Areas made up of whole small areas: old wards, districts, councils, the county."""
        pairs = {code: lad for code, (_, lad) in self._best_fit_table.items()}
        old = {
            row["lsoa21_code"]: row["ward03_code"]
            for row in self.raw.read(LOOKUPS, _DERIVED, ("lsoa21_code", "ward03_code"))
        }
        return whole_cover(self.small_areas, [pairs, *self.to_counties(pairs), old], self.areas)

    def to_counties(self, authorities: Mapping[str, str]) -> list[dict[str, str]]:
        """Return small area -> county, for every authority that is a member of one."""
        county = {
            member: area.area_code
            for area in self.areas.of_type(AreaType.COUNTY)
            for member in self.areas.members(area.area_code)
        }
        return [{code: county[lad] for code, lad in authorities.items() if lad in county}]

    @cached_property
    def best_fit(self) -> Cover:
        """All wards of the look-up, each small area wholly in one: only for places."""
        wards = {code: ward for code, (ward, _) in self._best_fit_table.items()}
        return whole_cover(self.small_areas, [wards])

    @cached_property
    def households(self) -> Cover:
        """Wards in force, by the share of each small area's postcodes."""
        columns = ("lsoa21_code", "ward25_code", "weight")
        table = self.raw.read(POSTCODES, "lookups/lsoa21_ward25_postcode_weights_*.csv", columns)
        codes = tuple(sorted({row["ward25_code"] for row in table}))
        place = {code: number for number, code in enumerate(self.small_areas)}
        weights = np.zeros((len(self.small_areas), len(codes)))
        for row in table:
            weights[place[row["lsoa21_code"]], codes.index(row["ward25_code"])] = float(
                row["weight"]
            )
        inside = weights.sum(axis=1) > 0
        self._check_sums(weights.sum(axis=1), inside)
        weights[inside] = shares_of_rows(weights[inside])
        return Cover(codes, weights)

    def _check_sums(self, sums: Floats, inside: NDArray[np.bool_]) -> None:
        """Refuse weights that give out more or less than a whole small area.

        Raises:
            SourceError: naming the file and the first small area.
        """
        wrong = np.flatnonzero(inside & (np.abs(sums - 1) > _SUM_TOLERANCE))
        if wrong.size:
            number = int(wrong[0])
            raise SourceError(
                "lookups/lsoa21_ward25_postcode_weights: the weights of "
                f"{self.small_areas[number]} sum to {sums[number]:.4g}, not to 1. "
                "Correct the file, or fetch it again."
            )

    @cached_property
    def people(self) -> Cover:
        """Wards in force, by postcodes raked to the published ward populations."""
        table = self.raw.read(
            WARDS, "population/mye2022_syoa_sex_ward*.csv", ("WD23CD", "sex", "total")
        )
        totals = dict.fromkeys(self.households.area_codes, 0.0)
        for row in table:
            totals[row["WD23CD"]] += float(row["total"])
        inside = self.households.weights.sum(axis=1) > 0
        seed = self.households.weights[inside] * self.residents[inside, None]
        target = np.array(list(totals.values()))
        rows = self.residents[inside]
        weights = np.zeros_like(self.households.weights)
        weights[inside] = shares_of_rows(rake(seed, rows, target * rows.sum() / target.sum()))
        return Cover(self.households.area_codes, weights)

    @cached_property
    def ranked_among(self) -> str:
        """Words for the area whose wards are ranked: the county and the council beside it."""
        kinds = (AreaType.COUNTY, AreaType.UNITARY_AUTHORITY)
        return " and ".join(area.name for kind in kinds for area in self.areas.of_type(kind))


def whole_cover(
    small_areas: tuple[str, ...],
    memberships: Iterable[Mapping[str, str]],
    areas: Areas | None = None,
) -> Cover:
    """Return the cover of areas that whole small areas make up.

    Args:
        small_areas: codes, in the order of every array.
        memberships: small area -> area, any number of kinds of area.
        areas: keep only areas of data/areas/areas.csv; by default all.
    """
    lists = list(memberships)
    codes = tuple(
        code
        for code in sorted({code for pairs in lists for code in pairs.values()})
        if areas is None or code in areas.by_code
    )
    column = {code: number for number, code in enumerate(codes)}
    weights = np.zeros((len(small_areas), len(codes)))
    for pairs in lists:
        for row, small in enumerate(small_areas):
            if pairs.get(small) in column:
                weights[row, column[pairs[small]]] = 1.0
    return Cover(codes, weights)
