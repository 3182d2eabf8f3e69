"""Rows for all areas out of one column of small-area figures: sums, apportioned shares, places."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from jsna.records import Observation, Source, Status
from jsna.small_areas import Floats, apportion, places_highest_first, weighted_mean
from jsna.sources.geography import Cover, Geography
from jsna.sources.rows import Period, observation, per_cent, rounded, wilson_limits

PLACE_TYPE, PLACE = "Place among wards", "Rank, highest first"
SUM_NOTE = "Added up from small areas (LSOAs, about 1,700 people each)"
MEAN_NOTE = "Average of small areas (LSOAs); those with more residents count for more"
PEOPLE_NOTE = (
    "An estimate: small areas (LSOAs) that cross the ward's line were shared out by postcodes, "
    "to match the ward populations of mid-2022"
)
HOUSEHOLD_NOTE = (
    "An estimate: small areas (LSOAs) that cross the ward's line were shared out by postcodes"
)


@dataclass(frozen=True, slots=True)
class Share:
    """One share of residents or households: counts and totals by small area, nan = not held."""

    indicator_id: str
    counts: Floats
    totals: Floats
    of_people: bool = True
    """False for households, which are apportioned by postcodes alone."""
    sampled: bool = True
    """True where limits are given to exact counts; False for shares of a whole population."""
    category: tuple[str, str] | None = None
    """Kind of category and category, where the indicator is split."""


def share_rows(
    geography: Geography, share: Share, period: Period, source: Source, *, places: bool = True
) -> list[Observation]:
    """Return a share for every area that the small areas cover, and the places of the wards."""
    fitted = geography.people if share.of_people else geography.households
    note = PEOPLE_NOTE if share.of_people else HOUSEHOLD_NOTE
    rows = [
        *_shares(geography.exact, share, period, source, Status.COMPUTED, SUM_NOTE),
        *_shares(fitted, share, period, source, Status.APPORTIONED, note),
    ]
    if places and not np.isnan(share.totals).any():
        cover = geography.best_fit
        values = apportion(share.counts, cover.weights) / apportion(share.totals, cover.weights)
        rows += place_rows(geography, share.indicator_id, values, period, source)
    return rows


def _shares(
    cover: Cover, share: Share, period: Period, source: Source, status: Status, note: str
) -> Iterator[Observation]:
    cover = held(cover, share.totals)
    counts = apportion(np.nan_to_num(share.counts), cover.weights)
    totals = apportion(np.nan_to_num(share.totals), cover.weights)
    kind, category = share.category or ("All", "All")
    exact = share.sampled and status is Status.COMPUTED
    for area_code, count, total in zip(cover.area_codes, counts, totals, strict=True):
        yield observation(
            share.indicator_id,
            area_code,
            period,
            per_cent(count, total),
            source=source,
            status=status,
            category_type=kind,
            category=category,
            count=round(float(count), 3),
            denominator=round(float(total), 3),
            limits=wilson_limits(count, total) if exact else (None,) * 4,
            note=note,
        )


def mean_rows(
    geography: Geography, indicator_id: str, values: Floats, period: Period, source: Source
) -> list[Observation]:
    """Return a score averaged over residents for every area covered, and the wards' places."""
    rows = []
    for cover, status, note in (
        (geography.exact, Status.COMPUTED, MEAN_NOTE),
        (geography.people, Status.APPORTIONED, PEOPLE_NOTE),
    ):
        means = weighted_mean(values, geography.residents, cover.weights)
        rows += [
            observation(
                indicator_id, code, period, rounded(mean), source=source, status=status, note=note
            )
            for code, mean in zip(cover.area_codes, means, strict=True)
        ]
    best = weighted_mean(values, geography.residents, geography.best_fit.weights)
    return rows + place_rows(geography, indicator_id, best, period, source)


def place_rows(
    geography: Geography, indicator_id: str, values: Floats, period: Period, source: Source
) -> list[Observation]:
    """Return the place of each ward of ours among all wards of the look-up, 1 = highest."""
    codes = geography.best_fit.area_codes
    places = places_highest_first(values)
    rows = []
    for code, place in zip(codes, places, strict=True):
        if code not in geography.households.area_codes:
            continue
        sharing = int((places == place).sum())
        tie = f"; {sharing} wards share this place" if sharing > 1 else ""
        rows.append(
            observation(
                indicator_id,
                code,
                period,
                int(place),
                source=source,
                status=Status.COMPUTED,
                category_type=PLACE_TYPE,
                category=PLACE,
                denominator=len(codes),
                note=f"Place among all {len(codes)} wards of {geography.ranked_among}, each taken "
                f"as the small areas (LSOAs) that fit it best{tie}",
            )
        )
    return rows


def held(cover: Cover, values: Floats) -> Cover:
    """Return the areas for which every small area they touch has a value."""
    missing = np.isnan(values)
    kept = [
        number
        for number in range(len(cover.area_codes))
        if not (cover.weights[missing, number] > 0).any()
    ]
    return Cover(tuple(cover.area_codes[number] for number in kept), cover.weights[:, kept])
