"""Published directions and rates that the model was not fitted to, beside what the model does."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jsna.areas import Areas
from jsna.build.model_calibration import CHECKED, Row, Run, row
from jsna.model_inputs import AreaInputs
from jsna.paths import Project
from jsna.projection import NEED
from jsna.records import Area, AreaType
from jsna.simulation.inputs import Inputs
from jsna.simulation.life import life_expectancy
from jsna.simulation.whole import WholeModel
from jsna.words import number

Floats = NDArray[np.float64]
PUBLISHED = "published.csv"
"""Beside the model: years gained at birth by all prevention together, as published."""
AGREES, NOT_REPRODUCED = "same direction", "not reproduced"
ALIKE = 0.25
"""Gains count as about equal where one is within this share of the other."""
PREVENTION, ASSUMED = "Stay well", "D"
HEALTHY, LIFE = "need_healthy", ("life_women", "healthy_life_women")
Told = tuple[str, str, str, str]
"""Measure, as published, as modelled, and the verdict."""
WALSH = "Walsh 2023, England 2006 to 2017"


@dataclass(frozen=True)
class Gains:
    """Published years gained by women: at birth, and in good health."""

    life: float
    healthy: float
    source: str


def load_gains(project: Project) -> Gains | None:
    """Return the published gains; None where the model has none beside it."""
    path = project.data / "model" / PUBLISHED
    if not path.exists():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row["output"]: row for row in csv.DictReader(file)}
    life, healthy = (rows[name] for name in LIFE)
    return Gains(float(life["gain"]), float(healthy["gain"]), life["source"])


def directions(
    whole: WholeModel,
    runs: Mapping[str, Run],
    inputs: Mapping[str, AreaInputs],
    areas: Areas,
    gains: Gains | None,
) -> list[Row]:
    """Return rows of the calibration table: each a check, and none of them fitted."""
    country = areas.of_type(AreaType.COUNTRY)[0]
    item = inputs[country.area_code]
    rows = [*_projected(country, item), *_onset(whole, item)]
    rows.append(_growth(country, runs[country.area_code]["population"]))
    if gains:
        for county in areas.of_type(AreaType.COUNTY):
            rows += prevention(whole, county, inputs[county.area_code].inputs, gains)
    return rows


def prevention(whole: WholeModel, county: Area, inputs: Inputs, published: Gains) -> list[Row]:
    """Return published directions beside all prevention at its most, at the end of the run.

    Args:
        whole: the model.
        county: that the publication is about.
        inputs: of the county.
        published: what was published.
    """
    base = whole.run(inputs)["population"]
    after = whole.run(inputs, _all_prevention(whole))["population"]

    def change(output: str) -> float:
        return float(after[output][-1, 0] - base[output][-1, 0])

    fewer = [change(output) < 0 for output in NEED if output != HEALTHY]
    life, healthy = (change(output) for output in LIFE)
    rows = [
        _grows(change(HEALTHY)),
        (
            "all other groups of need",
            "fewer",
            f"fewer in {sum(fewer)} of {len(fewer)}",
            AGREES if all(fewer) else NOT_REPRODUCED,
        ),
        _gained("life expectancy of women", published.life, life),
        _gained("healthy life expectancy of women", published.healthy, healthy),
        equally(published, life, healthy),
        _ceiling(whole, inputs),
    ]
    return [
        {
            "measure": f"All prevention, {county.name}: {measure}",
            "observed": observed,
            "model": found,
            "error": verdict,
            "how": CHECKED,
            "source": published.source,
        }
        for measure, observed, found, verdict in rows
    ]


def _grows(healthy: float) -> Told:
    found, verdict = ("more", AGREES) if healthy > 0 else ("not more", NOT_REPRODUCED)
    return "healthy people", "more", found, verdict


def _gained(words: str, published: float, found: float) -> Told:
    verdict = f"{AGREES}, another size" if found > 0 else NOT_REPRODUCED
    return f"{words}, years gained", number(published, 1), number(found, 1), verdict


def _all_prevention(whole: WholeModel) -> dict[str, float]:
    """Return every way to stay well at its most, but for those that are assumptions alone."""
    return {
        lever.id: lever.maximum
        for lever in whole.model.levers.values()
        if lever.group == PREVENTION and lever.evidence.grade != ASSUMED
    }


def equally(published: Gains, life: float, healthy: float) -> Told:
    """Return whether healthy years are gained about as fast as years of life."""
    ratio = healthy / life if life else 0.0
    wanted = published.healthy / published.life
    because = ": a condition here costs more good years than years of life"
    verdict = AGREES if abs(ratio / wanted - 1) <= ALIKE else NOT_REPRODUCED + because
    what = "healthy years gained for each year of life gained"
    return what, number(wanted, 1), number(ratio, 1), verdict


def _ceiling(whole: WholeModel, inputs: Inputs) -> Told:
    """Return what no new condition at all would do: more than any prevention can."""
    values = whole.model.modules["population"].tables["new_conditions"].values
    assert values is not None, "new_conditions"
    stopped = replace(inputs, tables={**inputs.tables, "new_conditions": np.zeros_like(values)})
    base, after = (whole.run(each)["population"] for each in (inputs, stopped))
    life, healthy = (number(float(after[name][-1, 0] - base[name][-1, 0]), 1) for name in LIFE)
    what = "years and healthy years gained by women if no condition ever began again"
    return what, "not published", f"{life} and {healthy}", "the most that this model can give"


def _projected(country: Area, item: AreaInputs) -> list[Row]:
    """Return life expectancy by the projected deaths alone, before they are fitted to an area."""
    deaths = item.inputs.tables["mortality"][0]
    return [
        row(
            f"Life expectancy of {words} by the projected deaths of 2023, unfitted, {country.name}",
            item.targets[sex],
            life_expectancy(float(deaths[place, 0]), deaths[place, 1:]),
            CHECKED,
            "Published, 2023 to 2025; the projection of 2020 was too hopeful",
        )
        for place, (sex, words) in enumerate((("Female", "women"), ("Male", "men")))
    ]


def _growth(country: Area, run: Mapping[str, Floats]) -> Row:
    """Return the rise of serious illness in the country beside a published projection."""
    major = run["need_moderate"] + run["need_severe"]
    return row(
        f"Rise of moderate and severe frailty, {country.name}, 2023 to 2040 (%)",
        37.0,
        100 * float(major[17] / major[0] - 1),
        CHECKED,
        "Health Foundation, major illness 2019 to 2040; another definition",
        0,
    )


def _onset(whole: WholeModel, item: AreaInputs) -> list[Row]:
    """Return how often frailty begins beside a cohort study, for 1,000 people without it.

    And the recovery that the study's rate would need if shares at each age stood still, as they do
    here, beside the recovery that another study measured.
    """
    recovery = whole.model.modules["population"].parameters["mild_recovery"].value
    tables = item.inputs.tables
    people, net, mild = (
        tables[name][0] for name in ("start_population", "net_frailty", "share_mild")
    )
    fit = 1 - mild - tables["share_moderate"][0] - tables["share_severe"][0]
    begin = np.maximum(0, net + recovery * mild)

    def total(values: Floats, ages: slice) -> float:
        return float((values[:, ages] * people[:, ages]).sum())

    rows = []
    for first, last, observed in ((50, 64, 48), (65, 74, 130), (75, 84, 214), (85, 100, 380)):
        ages = slice(first + 1, last + 2)
        found = 1000 * total(begin, ages) / total(fit, ages)
        label = f"New frailty a year for 1,000 people without, ages {first} to {last}"
        rows.append(row(label, observed, found, CHECKED, WALSH, 0))
        if first == 50:
            needed = (observed / 1000 * total(fit, ages) - total(net, ages)) / total(mild, ages)
            rows.append(
                row(
                    "Recovery a year that the study's rate would need, ages 50 to 64 (%)",
                    100 * recovery,
                    100 * needed,
                    CHECKED,
                    "TILDA 2021, Ireland: 19% in two years",
                    0,
                )
            )
    return rows
