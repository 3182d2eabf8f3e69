"""The country's deaths, births and migration by age, year by year, from the national projections.

Probabilities and rates are kept as they are published; only units change (per person, per woman).
"""

from collections.abc import Iterator

import numpy as np

from jsna.records import AreaType
from jsna.schedules import LAST_AGE, Floats, Schedule
from jsna.sources.geography import Geography
from jsna.sources.populations import SEXES
from jsna.sources.raw import Table
from jsna.sources.start_population import NATIONAL, first_age

FIRST_YEAR, YEARS = 2023, 25
MORTALITY = "mortality rate per 100,000 (mid-year to mid-year)"
FERTILITY = "fertility rate per 1,000 women"
MIGRATION = "total migration"
MEAN_OF = range(2024, 2034)
"""Years whose mean is the country's rate of net migration."""


def rows(geography: Geography) -> Iterator[Schedule]:
    """Yield probabilities of dying, fertility and the country's net migration."""
    columns = ("table", "flow", "sex", "age")
    table = geography.raw.read(NATIONAL, "demography/npp2020_*.csv", columns)
    held = max(int(name) for name in table[0] if name.isdigit())
    (country,) = geography.areas.of_type(AreaType.COUNTRY)
    for year in range(FIRST_YEAR, FIRST_YEAR + YEARS):
        taken = min(year, held)
        note = "" if taken == year else f"As published for {taken}, the last year held"
        made = (*_deaths(table, str(taken)), _fertility(table, str(taken)))
        for schedule_id, sex, values in made:
            yield Schedule(
                schedule_id,
                country.area_code,
                sex,
                str(year),
                "official",
                NATIONAL,
                note,
                values,
            )


def _deaths(table: Table, year: str) -> Iterator[tuple[str, str, Floats]]:
    for sex in SEXES:
        found = {
            first_age(row["age"]): float(row[year]) / 100_000
            for row in table
            if row["table"] == MORTALITY and row["sex"] == sex
        }
        yield "mortality", sex, np.array([found[age] for age in range(LAST_AGE + 1)])
        newborn = np.full(LAST_AGE + 1, np.nan)
        newborn[0] = found[-1]
        yield "mortality_newborn", sex, newborn


def _fertility(table: Table, year: str) -> tuple[str, str, Floats]:
    values = np.zeros(LAST_AGE + 1)
    for row in table:
        if row["table"] == FERTILITY:
            values[first_age(row["age"])] = float(row[year]) / 1000
    return "fertility", "Female", values


def country_migration(geography: Geography) -> dict[str, Floats]:
    """Return the country's net migration for each resident, by sex: ages 0 to 100, mean of years.

    International and cross-border moves together, as the projection gives them.
    """
    table = geography.raw.read(NATIONAL, "demography/npp2020_*.csv", ("table", "flow", "sex"))
    moves = {sex: np.zeros(LAST_AGE + 1) for sex in SEXES}
    people = {sex: np.zeros(LAST_AGE + 1) for sex in SEXES}
    for row in table:
        into = {MIGRATION: moves, "population mid-year": people}.get(row["table"])
        age = first_age(row["age"])
        if into is None or row["flow"] not in ("Net", "") or age < 0:
            continue
        total = sum(float(row[str(year)]) for year in MEAN_OF)
        into[row["sex"]][min(age, LAST_AGE)] += total
    return {sex: moves[sex] / np.maximum(people[sex], 1.0) for sex in SEXES}
