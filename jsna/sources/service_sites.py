"""Sites of health services: how many each ward has, and how far the nearest one is."""

from collections import Counter
from collections.abc import Mapping

import numpy as np

from jsna.records import AreaType, Observation, Status
from jsna.small_areas import Floats
from jsna.sources.geography import POSTCODES, Geography
from jsna.sources.rows import Period, calendar_years, observation, rounded

SOURCE = "nhs_service_sites"
SITES = {
    "gp_surgery_sites": "GP",
    "pharmacy_sites": "pharmacy",
    "dentist_sites": "dentist",
    "nhs_trust_sites": "hospital",
}
DISTANCES = {
    "distance_to_gp": "GP",
    "distance_to_pharmacy": "pharmacy",
    "distance_to_dentist": "dentist",
}
PERIOD = calendar_years(2025, 2025)
EARTH_KM = 6371.0088
_COLUMNS = ("service", "latitude", "longitude", "ward25_code")


def counts(geography: Geography) -> list[Observation]:
    """Return the sites of each kind in each ward in force, and in their council."""
    table = geography.raw.read(SOURCE, "small_area/health_service_locations_*.csv", _COLUMNS)
    found = Counter((row["service"], row["ward25_code"]) for row in table)
    return [
        row
        for indicator_id, service in SITES.items()
        for row in counted(
            geography,
            indicator_id,
            {code: found[service, code] for code in geography.households.area_codes},
            period=PERIOD,
            source_id=SOURCE,
            note="Counted from the list of sites",
        )
    ]


def counted(
    geography: Geography,
    indicator_id: str,
    numbers: Mapping[str, int],
    *,
    period: Period,
    source_id: str,
    note: str,
) -> list[Observation]:
    """Return how many stand in each ward, and in their council all of them.

    Args:
        geography: names the council.
        indicator_id: what is counted.
        numbers: ward -> how many.
        period: of the list.
        source_id: of the list.
        note: how they were counted.
    """
    councils = geography.areas.of_type(AreaType.UNITARY_AUTHORITY)
    together = dict.fromkeys((area.area_code for area in councils), sum(numbers.values()))
    return [
        observation(
            indicator_id,
            code,
            period,
            number,
            source=geography.raw.source(source_id),
            status=Status.COMPUTED,
            count=number,
            note=note,
        )
        for code, number in {**numbers, **together}.items()
    ]


def kilometres(here: Floats, there: Floats) -> Floats:
    """Return great-circle distances, shape (n, m), of points in degrees (n, 2) and (m, 2)."""
    first, second = np.radians(here)[:, None, :], np.radians(there)[None, :, :]
    half = np.sin((second - first) / 2) ** 2
    chord = half[..., 0] + np.cos(first[..., 0]) * np.cos(second[..., 0]) * half[..., 1]
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(chord)))


def distances(geography: Geography) -> list[Observation]:
    """Return the average straight line from the postcodes of each ward to the nearest site."""
    columns = ("lat", "long", "ward25_code")
    postcodes = geography.raw.read(POSTCODES, "lookups/postcode_lsoa21_ward25_*.csv", columns)
    homes = [row for row in postcodes if row["ward25_code"]]
    sites = geography.raw.read(SOURCE, "small_area/health_service_locations_*.csv", _COLUMNS)
    points = np.array([(float(row["lat"]), float(row["long"])) for row in homes])
    wards = np.array([row["ward25_code"] for row in homes])
    rows = []
    for indicator_id, service in DISTANCES.items():
        places = np.array(
            [
                (float(row["latitude"]), float(row["longitude"]))
                for row in sites
                if row["service"] == service
            ]
        )
        nearest = kilometres(points, places).min(axis=1)
        values = {
            code: float(nearest[wards == code].mean()) for code in sorted(set(wards.tolist()))
        }
        for council in geography.areas.of_type(AreaType.UNITARY_AUTHORITY):
            values[council.area_code] = float(nearest.mean())
        rows += [
            observation(
                indicator_id,
                code,
                PERIOD,
                rounded(value),
                source=geography.raw.source(SOURCE),
                status=Status.APPROXIMATE,
                note="Straight line from the middle of each postcode to the nearest site "
                "in the same council area",
            )
            for code, value in values.items()
        ]
    return rows


def all_rows(geography: Geography) -> list[Observation]:
    """Return counts and distances."""
    return counts(geography) + distances(geography)
