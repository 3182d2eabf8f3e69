"""What the whole-system model says about an area, in words and numbers that a page can use.

The build makes the results (`jsna.build.model_results`) before notebooks run; here they are only
read. Everything said from them is called modelled: an exploration, not a forecast.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsna.edition_changes import Moved
from jsna.files import strict_json
from jsna.model_numbers import ABOUT_SAME, MINUS, is_nothing, limits, significant
from jsna.paths import Project
from jsna.reads import ABSENT, digest, note, tracked
from jsna.words import NOT_KNOWN, Phrase, number

LABEL = "modelled: exploration, not forecast"
NEED = (
    "need_end_of_life",
    "need_severe",
    "need_moderate",
    "need_mild",
    "need_disability",
    "need_condition",
    "need_at_risk",
    "need_healthy",
)
"""Groups of need from the tip of the pyramid to its base."""
NEED_OF_SMALL = (
    "need_end_of_life",
    "need_frail",
    "need_disability",
    "need_condition",
    "need_at_risk",
    "need_healthy",
)
"""The same for a ward, hub or network, with frailty as one group."""
SAME = 0.005
"""A change smaller than this share is told as "about the same"."""
SOURCES = ("ons_national_projections_2020", "ohid_public_health_outcomes")
"""Behind every area: deaths and births by age, and the shares at risk."""
FLOW_SOURCES = ("nhs_hospital_flow",)
MODELLED = "modelled"
_NOT_COMPARED = "not_compared"


@dataclass(frozen=True)
class Range:
    """One output over time: the middle, and the ends of the 80% range where it was worked out."""

    id: str
    title: str
    unit: str
    decimals: int
    note: str
    years: tuple[float, ...]
    base: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    def place(self, years: float) -> int:
        """Return the moment nearest to so many years from the start."""
        wanted = self.years[0] + years
        return min(range(len(self.years)), key=lambda n: abs(self.years[n] - wanted))


@dataclass(frozen=True)
class Change:
    """What a scenario changes in one output at the end: middle and ends of the 80% range."""

    output: str
    title: str
    unit: str
    decimals: int
    end: float
    change: float
    low: float
    high: float
    has_range: bool

    @property
    def is_unclear(self) -> bool:
        """Return whether the range reaches from less to more."""
        return self.low < 0 < self.high


@dataclass(frozen=True)
class Since:
    """How an area's results stand beside those of the last edition kept."""

    edition: str
    as_at: str
    same_rules: bool
    """Whether the model's rules are those of then; only its numbers may have changed."""
    years: Mapping[str, tuple[int, int]]
    """Module -> first and last year of then."""
    changes: tuple[Mapping[str, Any], ...]
    """`jsna.edition_changes.changes`."""
    moved: tuple[Moved, ...]


@dataclass(frozen=True)
class Projection:
    """The model's results for one area."""

    area_code: str
    version: str
    draws: int
    outputs: Mapping[str, Range]
    scenarios: Mapping[str, tuple[str, str, Mapping[str, Change]]]
    """Scenario -> title, note, and what it changes."""
    notes: tuple[str, ...]
    known: frozenset[str]
    """Every output of the model, also those of modules that do not run here."""
    calibration: tuple[Mapping[str, str], ...]
    disability: tuple[float, float] | None = None
    """Share of residents with a disability in per cent: as the census found, and here."""
    own_sources: tuple[str, ...] = ()
    """Ids of the sources of people, moves and life expectancy, as used for this area."""
    since: Since | None = None
    """None where no edition is kept, or nothing of this area."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the ids of the area's own sources and of those that all areas share."""
        return tuple(dict.fromkeys((*self.own_sources, *SOURCES)))

    @property
    def first_year(self) -> int:
        return int(self.outputs["population_total"].years[0])

    @property
    def last_year(self) -> int:
        return int(self.outputs["population_total"].years[-1])

    def is_elsewhere(self, output: str) -> bool:
        """Return whether the model has an output that is not worked out for this area."""
        return output in self.known and output not in self.outputs

    @property
    def has_range(self) -> bool:
        return bool(self.outputs["population_total"].low)


def results_path(project: Project) -> Path:
    """Return where the build keeps the results."""
    return project.build / "model" / "results.json"


def load_projection(project: Project, area_code: str) -> Projection | None:
    """Return an area's results, or None where the model was not run or not for this area."""
    held = _held(project)
    note("projection", area_code, lambda: projection_digest(project, area_code))
    area = held.get("areas", {}).get(area_code) if held else None
    return None if held is None or area is None else _projection(area_code, held, area)


def projection_digest(project: Project, area_code: str) -> str:
    """Return a hash of an area's results as they are now."""
    state = _state(project)
    return _digests(*state).get(area_code, ABSENT) if state else ABSENT


def _held(project: Project) -> Mapping[str, Any] | None:
    state = _state(project)
    return _read(*state) if state else None


def _state(project: Project) -> tuple[str, int, int] | None:
    """Return the file of results with its time and size, None if there is none."""
    path = results_path(project)
    if not path.exists():
        return None
    stamp = path.stat()
    return str(path), stamp.st_mtime_ns, stamp.st_size


@lru_cache(maxsize=2)
def _read(path: str, _changed: int, _size: int) -> Mapping[str, Any]:
    with tracked():
        found: Mapping[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=2)
def _digests(path: str, changed: int, size: int) -> Mapping[str, str]:
    """Return a hash of each area's results, with what all areas share."""
    held = _read(path, changed, size)
    shared = strict_json({name: held[name] for name in ("outputs", "scenarios", "calibration")})
    return {
        code: digest([shared, strict_json([area, _since_held(held, code)])])
        for code, area in held.get("areas", {}).items()
    }


def _projection(area_code: str, held: Mapping[str, Any], area: Mapping[str, Any]) -> Projection:
    outputs = {}
    for module, made in area["modules"].items():
        per_year = 1.0 if module == "population" else 365.25
        years = tuple(held["start"][module] + time / per_year for time in made["times"])
        for output, series in made["outputs"].items():
            outputs[output] = _range_of(output, held["outputs"][output], years, series)
    scenarios = {
        key: (
            held["scenarios"][key]["title"],
            held["scenarios"][key]["note"],
            {
                output: _change(output, held["outputs"][output], numbers)
                for changes in modules.values()
                for output, numbers in changes.items()
            },
        )
        for key, modules in area["scenarios"].items()
    }
    return Projection(
        area_code,
        held["version"],
        area["draws"],
        outputs,
        scenarios,
        tuple(area["notes"]),
        frozenset(held["outputs"]),
        tuple(held["calibration"]),
        (float(area["disability"][0]), float(area["disability"][1]))
        if area.get("disability")
        else None,
        tuple(area["sources"]),
        _since(held, area_code),
    )


def _since_held(held: Mapping[str, Any], area_code: str) -> Mapping[str, Any] | None:
    """Return what the results hold of the last edition and this area."""
    since = held.get("since")
    rows = since["areas"].get(area_code) if since else None
    return {**since, "areas": rows} if since and rows else None


def _since(held: Mapping[str, Any], area_code: str) -> Since | None:
    found = _since_held(held, area_code)
    if found is None:
        return None
    return Since(
        found["edition"],
        found["as_at"],
        found["same_rules"],
        {module: (first, last) for module, (first, last) in found["years"].items()},
        tuple(found["changes"]),
        tuple(Moved(**row) for row in found["areas"]),
    )


def _range_of(
    output: str, about: Mapping[str, Any], years: tuple[float, ...], series: Mapping[str, Any]
) -> Range:
    return Range(
        id=output,
        title=about["title"],
        unit=about["unit"],
        decimals=about["decimals"],
        note=about["note"],
        years=years,
        base=tuple(series["base"]),
        low=tuple(series.get("low", ())),
        high=tuple(series.get("high", ())),
    )


def _change(output: str, about: Mapping[str, Any], numbers: Sequence[float]) -> Change:
    end, change, *ends = numbers
    low, high = ends or (change, change)
    return Change(
        output, about["title"], about["unit"], about["decimals"], end, change, low, high, bool(ends)
    )


def said_now(projection: Projection, output: str) -> Phrase:
    """Return an output at the start: "27,200 (modelled)"."""
    found = projection.outputs[output]
    return _phrase(significant(found.base[0], found.decimals))


def said_later(projection: Projection, output: str, years: float) -> Phrase:
    """Return an output so many years on, with its range: "36,000 (34,000 to 39,000)"."""
    found = projection.outputs[output]
    at = found.place(years)
    text = significant(found.base[at], found.decimals)
    if found.low:
        ends = limits(found.base[at], found.low[at], found.high[at], found.decimals)
        text += f" ({ends[0]} to {ends[1]})"
    return _phrase(text)


def said_growth(projection: Projection, outputs: Sequence[str], years: float) -> Phrase:
    """Return how a sum of outputs changes: "33% more", "4% fewer", "about the same"."""
    parts = [projection.outputs[output] for output in outputs]
    first = sum(part.base[0] for part in parts)
    later = sum(part.base[part.place(years)] for part in parts)
    if not first:
        return Phrase(NOT_KNOWN, _NOT_COMPARED, "nothing at the start", ())
    share = later / first - 1
    basis = "the model's baseline against its start"
    if abs(share) < SAME:
        return Phrase(ABOUT_SAME, "same", basis, ())
    word = "more" if share > 0 else "fewer"
    text = f"{number(abs(100 * share), 0 if abs(share) >= 0.01 else 1)}% {word}"
    return Phrase(text, "higher" if share > 0 else "lower", basis, ())


def said_change(projection: Projection, scenario: str, output: str) -> Phrase:
    """Return what a scenario changes at the end: "27 fewer (18 to 35 fewer)".

    Where the range reaches from less to more, that is said instead of a direction.
    """
    change = projection.scenarios[scenario][2][output]
    basis = f"scenario against baseline, 80% of {projection.draws} draws"
    unit = " years" if change.unit == "year" else ""
    numbers = (change.change, change.low, change.high)
    middle, *nearest = [significant(each, change.decimals) for each in numbers]
    if all(map(is_nothing, (middle, *nearest))):
        return Phrase("no change", "same", basis, ())
    low, high = limits(*numbers, change.decimals)
    if change.is_unclear:
        return Phrase(f"no clear change ({low} to {high}{unit})", "no_change", basis, ())
    word = "more" if change.change > 0 else "less" if unit or change.decimals else "fewer"
    middle, *ends = [text.lstrip(MINUS) for text in (middle, low, high)]
    if change.change < 0:
        ends = ends[::-1]
    text = f"{middle}{unit} {word}"
    text += f" ({ends[0]} to {ends[1]})" if change.has_range else ""
    return Phrase(text, "higher" if change.change > 0 else "lower", basis, ())


def _phrase(text: str) -> Phrase:
    return Phrase(text, _NOT_COMPARED, MODELLED, ())
