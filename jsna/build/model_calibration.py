"""The model's baseline beside what was observed: one row for each measure, with its error."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from jsna.areas import Areas
from jsna.model_inputs import AreaInputs
from jsna.records import ALL_PERSONS, Area, AreaType
from jsna.simulation.calibrate import smoothed
from jsna.simulation.structure import Model
from jsna.words import number

Floats = NDArray[np.float64]
Newest = Callable[[str, str, str], float | None]
Run = Mapping[str, Mapping[str, Floats]]
"""Module -> output -> values over time."""
Row = dict[str, str]
FITTED, CHECKED = "fitted", "checked"
CLASSES = 102
"""Age classes: newborn, 0, 1, ... 100 and over."""


def calibration(
    model: Model,
    runs: Mapping[str, Run],
    inputs: Mapping[str, AreaInputs],
    areas: Areas,
    newest: Newest,
    home: str,
) -> list[Row]:
    """Return the rows of the calibration table.

    Args:
        model: its parameters hold the observed flow of the hospital.
        runs: the baseline of every area.
        inputs: what each area started from.
        areas: for the home area, the country and the area with a hospital.
        newest: the newest observed value of an indicator in an area, for one sex.
        home: code of the home area.
    """
    country = areas.of_type(AreaType.COUNTRY)[0]
    own = areas[home]
    rows: list[Row] = []
    for area in (own, country):
        rows += _life(area, runs[area.area_code]["population"], inputs[area.area_code], newest)
        rows += _vital(area, runs[area.area_code]["population"], inputs[area.area_code], newest)
    rows += _need(model, country, inputs[country.area_code])
    rows += _wards(model, areas, inputs, newest)
    for area in areas.of_type(AreaType.PARTNERSHIP):
        if "flow" in runs[area.area_code]:
            rows += _flow(model, runs[area.area_code]["flow"])
    return rows


def row(
    measure: str, observed: float, found: float, how: str, source: str, decimals: int = 1
) -> Row:
    """Return one row; the error is in per cent of what was observed."""
    error = 100 * (found / observed - 1) if observed else 0.0
    sign = "+" if error >= 0.05 else ""
    return {
        "measure": measure,
        "observed": number(observed, decimals),
        "model": number(found, decimals),
        "error": f"{sign}{number(error, 1)}%",
        "how": how,
        "source": source,
    }


def _life(area: Area, run: Mapping[str, Floats], item: AreaInputs, newest: Newest) -> list[Row]:
    """Return life expectancy (solved for) and healthy life expectancy (roughly chosen)."""
    rows = []
    for output, target, words in (
        ("life_women", "Female", "Life expectancy of women"),
        ("life_men", "Male", "Life expectancy of men"),
    ):
        found = float(run[output][0])
        label = f"{words}, {area.name}"
        rows.append(row(label, item.targets[target], found, FITTED, "Published, 2023 to 2025"))
    for output, sex, words in (
        ("healthy_life_women", "Female", "Healthy life expectancy of women"),
        ("healthy_life_men", "Male", "Healthy life expectancy of men"),
    ):
        observed = newest("healthy_life_expectancy", area.area_code, sex)
        if observed:
            found = float(run[output][0])
            rows.append(
                row(f"{words}, {area.name}", observed, found, FITTED, "Published, 2022 to 2024")
            )
    return rows


def _vital(area: Area, run: Mapping[str, Floats], item: AreaInputs, newest: Newest) -> list[Row]:
    """Return births and deaths of the first year beside rates that were not used."""
    people = float(run["population_total"][0])
    rows = []
    for output, indicator_id, words in (
        ("births_a_year", "births_per_1000", "Births for 1,000 people"),
        ("deaths_a_year", "deaths_per_1000", "Deaths for 1,000 people"),
    ):
        observed = newest(indicator_id, area.area_code, ALL_PERSONS)
        if observed:
            found = 1000 * float(run[output][:2].mean()) / people
            rows.append(
                row(
                    f"{words}, {area.name}",
                    observed,
                    found,
                    CHECKED,
                    "ONS, components of change, year to mid-2019",
                )
            )
    born = float(item.inputs.tables["start_population"][0, :, 1].sum())
    rows.append(
        row(
            f"Births in the first year, {area.name}",
            born,
            float(run["births_a_year"][:2].mean()),
            FITTED,
            "ONS, children aged 0 at mid-2023",
            0,
        )
    )
    return rows


DISABILITY = "census_disabled"


def disability(
    model: Model, area: Area, item: AreaInputs, newest: Newest
) -> tuple[float, float] | None:
    """Return the share of residents with a disability in per cent: as the census found, and here.

    The census of an area takes no part in the model, which tilts the country's shares by the area's
    ages and its ratio of illness: so this is a check. None where the census has no figure.
    """
    observed = newest(DISABILITY, area.area_code, ALL_PERSONS)
    both = model.modules["population"].tables["frail_and_disabled"].values
    if observed is None or both is None:
        return None
    tables = {name: table[0] for name, table in item.inputs.tables.items()}
    frail = tables["share_mild"] + tables["share_moderate"] + tables["share_severe"]
    share = tables["share_disability"] + frail * smoothed(both[0, 0])
    people = tables["start_population"]
    found = (people * share / (1 - tables["share_end_of_life"])).sum() / people.sum()
    return observed, 100 * float(found)


def _wards(
    model: Model, areas: Areas, inputs: Mapping[str, AreaInputs], newest: Newest
) -> list[Row]:
    """Return how far the start of wards is from the census: the middle error and the largest."""
    pairs = [
        (area, pair)
        for area in areas.of_type(AreaType.WARD)
        if area.area_code in inputs
        and (pair := disability(model, area, inputs[area.area_code], newest))
    ]
    if not pairs:
        return []
    ranked = sorted(pairs, key=lambda each: abs(each[1][1] / each[1][0] - 1))
    return [
        row(
            f"People with a disability, {words}: {area.name} (%)",
            *pair,
            CHECKED,
            "ONS, Census 2021",
        )
        for words, (area, pair) in (
            (f"middle error of {len(ranked)} wards", ranked[len(ranked) // 2]),
            ("largest error", ranked[-1]),
        )
    ]


def _need(model: Model, country: Area, item: AreaInputs) -> list[Row]:
    """Return shares of the country's people beside published shares."""
    people = item.inputs.tables["start_population"][0].sum(axis=0)
    tables = model.modules["population"].tables

    def share(name: str, first: int, last: int) -> float:
        values = tables[name].values
        assert values is not None, name
        ages = slice(first + 1, min(last + 2, CLASSES))
        return 100 * float(np.average(smoothed(values[0, 0])[ages], weights=people[ages]))

    return [
        row(
            f"{words}, {country.name} (%)",
            observed,
            share(name, first, last),
            FITTED,
            source,
        )
        for words, name, first, last, observed, source in (
            (
                "Adults with a long-term condition",
                "with_condition",
                16,
                100,
                41.0,
                "Health Survey for England 2022",
            ),
            (
                "People with a disability",
                "with_disability",
                0,
                100,
                17.7,
                "ONS, Census 2021, age-standardised",
            ),
            ("Frailty at ages 50 to 64", "with_frailty", 50, 64, 10.0, "Walsh 2021, 2006 to 2017"),
            (
                "Frailty at 65 and over",
                "with_frailty",
                65,
                100,
                43.7,
                "Walsh 2021, 2006 to 2017",
            ),
        )
    ]


def _flow(model: Model, run: Mapping[str, Floats]) -> list[Row]:
    """Return the hospital after fifteen days beside what its returns say."""
    values = {key: item.value for key, item in model.modules["flow"].parameters.items()}
    source, reasons = (
        f"{found.evidence.source}, {found.evidence.date}"
        for found in (
            model.modules["flow"].parameters[name]
            for name in ("beds_in_use", "waiting_process_start")
        )
    )
    pairs: Sequence[tuple[str, str, str, str]] = (
        ("Beds in use", "beds_in_use", "beds_used", source),
        ("People who leave each day", "leaving_a_day", "discharges", source),
        ("Ready to leave and still in hospital", "ready_at_start", "ready_all", source),
        *(
            (f"Of these, waiting for {words}", f"waiting_{name}_start", f"ready_{name}", reasons)
            for name, words in (
                ("process", "a hospital process"),
                ("hub", "the transfer hub"),
                ("home_care", "care at home"),
                ("intermediate", "a bed for rehabilitation"),
                ("care_home", "a care home"),
                ("equipment", "equipment or adaptations"),
                ("other", "another reason"),
            )
        ),
    )
    rows = [
        row(words, values[parameter], float(run[output][1]), FITTED, where)
        for words, parameter, output, where in pairs
    ]
    stated = sum(values[f"waiting_{name}_start"] for name in _REASONS)
    left = values["ready_at_start"] - stated
    rows.append(
        row(
            "Of these, no reason stated",
            left,
            float(run["ready_unexplained"][1]),
            FITTED,
            "What the reasons do not explain",
        )
    )
    return rows


_REASONS = ("process", "hub", "home_care", "intermediate", "care_home", "equipment", "other")
