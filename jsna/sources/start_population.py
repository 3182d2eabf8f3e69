"""Who lives in each area when the model starts: people by single year of age and sex, mid-2023.

Councils, counties and boards are published. Wards are their mid-2022 estimates, fitted to their
council of mid-2023; hubs likewise, from the wards of mid-2020. Networks of practices have no such
estimate: they get their council's ages within the age groups of their own lists.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise

import numpy as np

from jsna.areas import Areas
from jsna.records import Area, AreaType
from jsna.schedules import LAST_AGE, Floats, Schedule
from jsna.small_areas import rake
from jsna.sources import general_practice
from jsna.sources.geography import WARDS, Geography
from jsna.sources.populations import (
    AGES,
    ESTIMATES,
    OLD_WARDS,
    SEXES,
    People,
    series_people,
    ward_people,
)

NATIONAL = "ons_national_projections_2020"
LISTS_BY_AGE = "nhs_gp_list_by_age"
YEAR = 2023
PERIOD = f"mid-{YEAR}"
SCHEDULE_ID = "start_population"
LIST_BOUNDS = (0, 16, 50, 65, 91)
"""First ages of the groups that a practice's list is printed in, and the end."""


def rows(geography: Geography) -> Iterator[Schedule]:
    """Yield people by age of every area that has pages, and of the country."""
    oldest = oldest_shares(geography)
    for area_code, (people, status, source_id, note) in people_of_areas(geography).items():
        for place, sex in enumerate(SEXES):
            yield Schedule(
                SCHEDULE_ID,
                area_code,
                sex,
                PERIOD,
                status,
                source_id,
                note,
                with_oldest(people[place], oldest[sex]),
            )


def oldest_shares(geography: Geography) -> dict[str, Floats]:
    """Return the country's people of 90 to 100 and over as shares of all over 90, by sex."""
    table = geography.raw.read(
        NATIONAL, "demography/npp2020_*.csv", ("table", "sex", "age", str(YEAR))
    )
    counts = {sex: np.zeros(LAST_AGE - 89) for sex in SEXES}
    for row in table:
        if row["table"] == "population mid-year" and (age := first_age(row["age"])) >= 90:
            counts[row["sex"]][min(age, LAST_AGE) - 90] += float(row[str(YEAR)])
    return {sex: found / found.sum() for sex, found in counts.items()}


def first_age(text: str) -> int:
    """Return 105 of `105-109` or `105+`, 110 of `110 and over`; -1 of `Birth`."""
    digits = text.split("-")[0].split("+")[0].split(" ")[0]
    return int(digits) if digits.isdigit() else -1


def with_oldest(by_age: Floats, shares: Floats) -> Floats:
    """Return ages 0 to 100 out of ages 0 to 90 and over, the last shared out."""
    return np.concatenate([by_age[:90], by_age[90] * shares])


Made = tuple[People, str, str, str]
"""People, status, source and note."""


def people_of_areas(geography: Geography) -> dict[str, Made]:
    """Return people of every area by its best source."""
    table = geography.raw.read(ESTIMATES, "demography/mye_syoa_sex_*_lad.csv", ("area_code",))
    series = series_people(table, [YEAR])
    made: dict[str, Made] = {
        code: (people, "official", ESTIMATES, "Ages 90 and over shared out as in the country")
        for (code, _), people in series.items()
        if code in geography.areas.by_code and has_start(geography.areas[code])
    }
    for council in geography.areas.of_type(AreaType.UNITARY_AUTHORITY):
        whole = made[council.area_code][0]
        made |= _wards(geography, whole)
        made |= _hubs(geography, whole)
        made |= _networks(geography, whole, council.area_code)
    for area in geography.areas.of_type(AreaType.PARTNERSHIP):
        members = geography.areas.members(area.area_code)
        total = np.sum([made[code][0] for code in members], axis=0)
        made[area.area_code] = (
            total,
            "computed",
            ESTIMATES,
            f"Sum of {len(members)} authorities",
        )
    return made


def has_start(area: Area) -> bool:
    """Return whether the model runs for an area: the country and every area with pages."""
    return area.has_pages or area.area_type is AreaType.COUNTRY


def fitted(parts: Mapping[str, People], whole: People) -> dict[str, People]:
    """Fit the parts of an area to its people by sex and age; each part keeps its share of all."""
    codes = sorted(parts)
    table = np.stack([parts[code].ravel() for code in codes], axis=1) + 1e-9
    shares = table.sum(axis=0) / table.sum()
    people = rake(table, whole.ravel(), shares * whole.sum())
    return {code: people[:, place].reshape(whole.shape) for place, code in enumerate(codes)}


def _wards(geography: Geography, whole: People) -> dict[str, Made]:
    table = geography.raw.read(
        WARDS, "population/mye2022_syoa_sex_ward*.csv", ("WD23CD", "sex", *AGES)
    )
    note = "Ward estimates of mid-2022, fitted to the council's people of mid-2023"
    parts = fitted(ward_people(table, "WD23CD"), whole)
    return {code: (people, "approximate", WARDS, note) for code, people in parts.items()}


def _hubs(geography: Geography, whole: People) -> dict[str, Made]:
    table = geography.raw.read(
        OLD_WARDS, "population/mye2020_syoa_sex_ward*.csv", ("WD22CD", "sex", *AGES)
    )
    parts = fitted(ward_people(table, "WD22CD"), whole)
    note = "Earlier wards of mid-2020, fitted to the council's people of mid-2023"
    return {
        hub.area_code: (
            np.sum([parts[code] for code in geography.areas.members(hub.area_code)], axis=0),
            "approximate",
            OLD_WARDS,
            note + "; which wards belong is inferred",
        )
        for hub in geography.areas.of_type(AreaType.EARLY_HELP_HUB)
    }


def _networks(geography: Geography, whole: People, council: str) -> dict[str, Made]:
    lists = list_groups(geography)
    sizes = network_sizes(geography)
    note = (
        "Registered patients, not residents: the list of 2022/23, by the age groups of April "
        "2020, with the council's ages inside each group"
    )
    made = {}
    for network in geography.areas.of_type(AreaType.SUB_HUB):
        if network.parent_code != council or network.area_code not in sizes:
            continue
        members = geography.areas.members(network.area_code)
        groups = np.sum([lists[code] for code in members if code in lists], axis=0)
        if np.size(groups) > 1:
            people = spread_over_ages(groups / groups.sum() * sizes[network.area_code], whole)
            made[network.area_code] = (people, "modelled", LISTS_BY_AGE, note)
    return made


def network_sizes(geography: Geography) -> dict[str, float]:
    """Return patients registered with each network, newest year."""
    newest = {}
    for row in general_practice.recorded(geography):
        if row.indicator_id == "registered_patients" and row.value is not None:
            areas: Areas = geography.areas
            practice = areas.by_code.get(row.area_code)
            if practice is not None and practice.area_type is AreaType.PRACTICE:
                newest[row.area_code, row.period] = row.value
    last = max((period for _, period in newest), default="")
    sizes: dict[str, float] = {}
    for network in geography.areas.of_type(AreaType.SUB_HUB):
        found = [newest.get((code, last)) for code in geography.areas.members(network.area_code)]
        held = [value for value in found if value is not None]
        if held:
            sizes[network.area_code] = sum(held)
    return sizes


def list_groups(geography: Geography) -> dict[str, Floats]:
    """Return registered patients by practice in four age groups: 0-15, 16-49, 50-64, 65+."""
    columns = ("PRACTICE_CODE", "TOTAL", "16OV", "50OV", "65OV")
    table = geography.raw.read(LISTS_BY_AGE, "small_area/gp_list_by_age_*.csv", columns)
    groups = {}
    for row in table:
        above = [float(row[name]) for name in columns[1:]]
        groups[row["PRACTICE_CODE"]] = np.array(
            [first - second for first, second in zip(above, [*above[1:], 0.0], strict=True)]
        )
    return groups


def spread_over_ages(groups: Floats, whole: People) -> People:
    """Return people by sex and age: each group's people spread as the whole's of those ages."""
    people = np.zeros(whole.shape)
    for place, (first, end) in enumerate(pairwise(LIST_BOUNDS)):
        inside = whole[:, first:end]
        people[:, first:end] = inside * groups[place] / inside.sum()
    return people
