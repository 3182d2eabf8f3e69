"""What the whole-system model starts from in each area.

Series by age come from data/model/schedules.csv, an area's own rates from the long table, and
what nobody publishes is worked back by jsna/simulation/calibrate.py. Everything is computed for all
areas at once, so that it is quick.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jsna.areas import Areas
from jsna.observations import Observations, Selection, newest_first
from jsna.records import ALL, ALL_PERSONS, Area, AreaType
from jsna.schedules import Schedule, Schedules
from jsna.simulation.calibrate import (
    NETS,
    BackCalculated,
    Curves,
    back_calculate,
    smoothed,
    target_shares,
)
from jsna.simulation.inputs import Inputs
from jsna.simulation.life import multiplier_for, scaled
from jsna.simulation.structure import Module

Floats = NDArray[np.float64]
Newest = Callable[..., float | None]
"""Indicator, area code and (unless all persons) sex -> the newest value; None if none is held."""

SEXES = ("Female", "Male")
ILLNESS, AVERAGE_ILLNESS = "illness_ratio", 100.0
"""The comparative illness and disability ratio of 2025; the country's is 100."""
SHARES = (
    "share_healthy",
    "share_at_risk",
    "share_condition",
    "share_disability",
    "share_mild",
    "share_moderate",
    "share_severe",
    "share_end_of_life",
)
RISKS = ("smoking_share", "obesity_share", "inactive_share")


NATIONAL = ("mortality", "mortality_at_start", "fertility")
"""Tables that are the same in every area: a page needs them once."""
OWN_SERIES = ("start_population", "net_migration", "life_expectancy_target")
"""Series by age that each area has of its own, or borrows with a note."""
FLOW_TYPE = AreaType.PARTNERSHIP
"""The kind of area whose trust the flow module stands for."""
DIGITS = 6


@dataclass(frozen=True)
class AreaInputs:
    """What replaces the model's own numbers in one area, and in words what is borrowed."""

    area_code: str
    inputs: Inputs
    notes: tuple[str, ...]
    targets: Mapping[str, float]
    """Life expectancy at birth that deaths are fitted to, by sex."""
    sources: tuple[str, ...] = ()
    """Ids of the sources of people, deaths, moves and life expectancy, as used here."""


def newest_of(observations: Observations) -> Newest:
    """Return a look-up of the newest value of an indicator in an area, for everybody."""

    def newest(indicator_id: str, area_code: str, sex: str = ALL_PERSONS) -> float | None:
        selection = Selection(indicator_id, (area_code,), sex=sex, category=ALL)
        rows = [row for row in observations.select(selection) if row.value is not None]
        return newest_first(rows)[0].value if rows else None

    return newest


def areas_with_inputs(areas: Areas) -> list[Area]:
    """Return the areas that the population module runs for: those with pages, and the country."""
    return [area for area in areas if area.has_pages or area.area_type is AreaType.COUNTRY]


def all_inputs(
    module: Module, schedules: Schedules, newest: Newest, areas: Areas
) -> dict[str, AreaInputs]:
    """Return the inputs of every area.

    Raises:
        DataError: if a series that an area needs is not held.
    """
    wanted = areas_with_inputs(areas)
    country = areas.of_type(AreaType.COUNTRY)[0].area_code
    national = _national(module, schedules, country)
    values = {key: item.value for key, item in module.parameters.items()}
    locals_ = [_local(area, areas, schedules, newest, module) for area in wanted]
    multipliers = np.array([_multipliers(item, national) for item in locals_])
    made = _back_calculated(module, national, values, locals_, multipliers)
    return {
        item.area.area_code: _inputs(item, made, place, multipliers[place], national)
        for place, item in enumerate(locals_)
    }


@dataclass(frozen=True)
class _Local:
    """An area with what it has of its own."""

    area: Area
    people: Floats
    moves: Floats
    shares: Mapping[str, float]
    illness: float
    targets: Mapping[str, float]
    notes: tuple[str, ...]
    sources: tuple[str, ...]


def _national(module: Module, schedules: Schedules, country: str) -> dict[str, Floats]:
    """Return the country's tables by year: mortality and fertility, [years, sexes, classes]."""
    years = range(module.clock.start_year, module.clock.start_year + module.clock.years)
    found = {
        (item.schedule_id, item.sex, item.period): item
        for name in ("mortality", "mortality_newborn", "fertility")
        for item in schedules.find(name, country)
    }
    mortality = np.array(
        [
            [
                _classes(
                    found["mortality", sex, str(year)],
                    found["mortality_newborn", sex, str(year)].values[0],
                )
                for sex in SEXES
            ]
            for year in years
        ]
    )
    women = [_classes(found["fertility", "Female", str(year)], 0.0) for year in years]
    fertility = np.stack([np.array(women), np.zeros((len(women), mortality.shape[2]))], axis=1)
    return {"mortality": mortality, "mortality_at_start": mortality[:1], "fertility": fertility}


def _classes(item: Schedule, newborn: float) -> Floats:
    return np.concatenate([[newborn], item.values])


def _local(
    area: Area, areas: Areas, schedules: Schedules, newest: Newest, module: Module
) -> _Local:
    code = area.area_code
    series = {
        name: np.array([_classes(schedules.one(name, code, sex), 0.0) for sex in SEXES])
        for name in ("start_population", "net_migration")
    }
    notes = [
        f"{words}: {item.note}"
        for name, words in (
            ("start_population", "People"),
            ("life_expectancy_target", "Life expectancy"),
            ("net_migration", "Moves"),
        )
        if (item := schedules.one(name, code, SEXES[0])).note
    ]
    shares = {}
    for name, parameter in module.parameters.items():
        if not parameter.by_area:
            continue
        value, holder = _own_or_parent(parameter.by_area, area, areas, newest)
        shares[name] = parameter.value if value is None else value / 100
        if holder is not None and holder.area_code != code:
            notes.append(f"{parameter.title}: as in {holder.name}")
    illness, holder = _own_or_parent(ILLNESS, area, areas, newest)
    if holder is not None and holder.area_code != code:
        notes.append(f"Illness ratio: as in {holder.name}")
    return _Local(
        area,
        series["start_population"],
        series["net_migration"],
        shares,
        AVERAGE_ILLNESS if illness is None else illness,
        {sex: float(schedules.one("life_expectancy_target", code, sex).values[0]) for sex in SEXES},
        tuple(notes),
        tuple(schedules.one(name, code, SEXES[0]).source_id for name in OWN_SERIES),
    )


def _own_or_parent(
    indicator_id: str, area: Area, areas: Areas, newest: Newest
) -> tuple[float | None, Area | None]:
    """Return the figure of an area, or of the nearest area around it below the region."""
    near: Area | None = area
    while near is not None and near.area_type is not AreaType.REGION:
        value = newest(indicator_id, near.area_code)
        if value is not None:
            return value, near
        near = areas.by_code.get(near.parent_code or "")
    return None, None


def _multipliers(item: _Local, national: Mapping[str, Floats]) -> list[float]:
    """Return the multiplier of each sex that meets the area's life expectancy."""
    return [
        multiplier_for(
            item.targets[sex],
            float(national["mortality"][0, place, 0]),
            national["mortality"][0, place, 1:],
        )
        for place, sex in enumerate(SEXES)
    ]


def _back_calculated(
    module: Module,
    national: Mapping[str, Floats],
    values: Mapping[str, float],
    locals_: Sequence[_Local],
    multipliers: Floats,
) -> BackCalculated:
    """Return shares and rates with one lane for each area and sex, sexes innermost."""
    each = np.repeat(np.arange(len(locals_)), len(SEXES))
    odds = np.array([item.illness / AVERAGE_ILLNESS for item in locals_])
    odds = odds ** values["illness_elasticity"]
    at_risk = np.array([1 - np.prod([1 - item.shares[name] for name in RISKS]) for item in locals_])
    chance = np.stack(
        [
            scaled(national["mortality"][0, sex], multipliers[area, sex])
            for area in range(len(locals_))
            for sex in range(len(SEXES))
        ]
    )
    targets = target_shares(_curves(module), odds[each], at_risk[each])
    return back_calculate(targets, chance, values, module.clock.step)


def _curves(module: Module) -> Curves:
    def curve(name: str) -> Floats:
        table = module.tables[name].values
        assert table is not None, name
        return smoothed(table[0, 0])

    return Curves(
        condition=curve("with_condition"),
        disability=curve("with_disability"),
        frailty=curve("with_frailty"),
        frail_and_disabled=curve("frail_and_disabled"),
        moderate=curve("frailty_moderate_share"),
        severe=curve("frailty_severe_share"),
        risk=curve("risk_by_age"),
    )


def _inputs(
    item: _Local,
    made: BackCalculated,
    place: int,
    multipliers: Floats,
    national: Mapping[str, Floats],
) -> AreaInputs:
    lanes = slice(len(SEXES) * place, len(SEXES) * (place + 1))
    tables: dict[str, Floats] = {
        **national,
        "start_population": item.people[None],
        "net_migration": item.moves[None],
        "mortality_multiplier": multipliers[None, :, None],
        "fatal_at_start": made.fatal[None, lanes],
    }
    for number, name in enumerate(SHARES):
        tables[name] = made.shares[None, lanes, :, number]
    for number, name in enumerate(NETS):
        tables[f"net_{name}"] = made.nets[None, lanes, :, number]
    births = float(np.sum(item.people[0] * national["fertility"][0, 0]))
    values = {**item.shares, "fertility_multiplier": float(item.people[:, 1].sum()) / births}
    modules = ("population", "flow") if item.area.area_type is FLOW_TYPE else ("population",)
    rounded = {name: _significant(table) for name, table in tables.items()}
    inputs = Inputs(modules, rounded, values)
    return AreaInputs(item.area.area_code, inputs, item.notes, item.targets, item.sources)


def _significant(values: Floats) -> Floats:
    """Return numbers with six significant digits, so that pages stay small."""
    with np.errstate(divide="ignore"):
        size = np.floor(np.log10(np.abs(values)))
    scale = 10.0 ** (DIGITS - 1 - np.where(np.isfinite(size), size, 0))
    return np.asarray(np.round(values * scale) / scale)
