"""The open priority score: how far computed signals call for action, with every part shown.

Five parts of nought to two points, in the adverse direction only; missing parts stay missing. It
is this project's own proposal and no published standard. People set priorities: their step is
recorded apart (data/priorities/), may move an item, and never changes a score.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from jsna.judgement import Gap, Judgement
from jsna.records import Indicator, Observation, Polarity, Status
from jsna.statistics.inequality import Inequality
from jsna.statistics.multiplicity import discoveries
from jsna.statistics.red_red import red_red
from jsna.trends import RecentTrend

WEIGHTS = {"A": 3, "B": 2, "C": 2, "D": 2, "E": 1}
"""Part -> weight: beside the country, recent trend, burden, inequality, similar councils."""
MOST = 2
"""Points that each part can give."""
BURDENS = {"deaths": (1, 5), "events": (10, 50), "people": (100, 1000)}
"""Kind of thing counted -> excess a year per 100,000 residents for one point and for two."""
ENOUGH_PARTS = 3
"""A headline rests on at least so many parts; with fewer it is a signal."""
OLDEST = 5
"""Calendar years before the edition's after which a figure is no longer scored."""
STEEP = 1.5
"""Relative index from which inequality gives two points."""
DRAWS, SEED, SWING = 2000, 2026, 0.5
"""Rank stability: so many draws of the weights, each multiplied by 1 - SWING to 1 + SWING."""
TOP = 5
TIE = 0.8
"""An item that is among the top in a smaller share of the draws shares its place."""
_SCORED = (Status.OFFICIAL, Status.COMPUTED)
_FEWEST_SIMILAR = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that is known of one indicator in one area, before it is scored."""

    indicator: Indicator
    sex: str
    own: Observation
    judgement: Judgement
    trend: RecentTrend
    gap: Gap | None = None
    residents: float | None = None
    inequality: Inequality | None = None
    similar: tuple[float, ...] = ()
    """Values of similar councils for the same period."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One indicator with its parts, its score and how stable its place is."""

    evidence: Evidence
    parts: dict[str, int | None]
    excess: float
    """Adverse excess a year; 0 where none is told."""
    in_top: float = 0.0
    """Share of the draws in which it is among the top."""
    survives: bool = False
    """Whether it survives control of false discoveries over all that was tested."""

    @property
    def held(self) -> dict[str, int]:
        """Return the parts that exist."""
        return {name: points for name, points in self.parts.items() if points is not None}

    @property
    def score(self) -> float:
        """Return 0 to 100 over the parts that exist; 0 where there is none."""
        return scored(self.held, WEIGHTS)

    @property
    def is_headline(self) -> bool:
        """Return whether enough parts are held for a headline."""
        return len(self.held) >= ENOUGH_PARTS

    @property
    def calls(self) -> bool:
        """Return whether it passes the gate: worse, or getting worse and not already better."""
        worse = (self.parts["A"] or 0) >= 1
        return worse or (self.evidence.trend.is_worse and not _is_better(self.evidence))

    @property
    def label(self) -> str:
        """Return position and direction: "worse, getting worse"."""
        position = "worse" if (self.parts["A"] or 0) >= 1 else "not worse"
        trend = self.evidence.trend
        if not trend.is_known:
            return position
        way = "worse" if trend.is_worse else "better" if trend.is_better else ""
        return f"{position}, getting {way}" if way else f"{position}, no clear change"

    @property
    def is_red_red(self) -> bool:
        """Return whether it is worse beyond 99.8% limits and getting worse."""
        item = self.evidence.indicator
        bad = 1 if item.polarity is Polarity.LOW_IS_GOOD else -1
        side = bad * {0: 0, 1: 1, 2: 2}[self.parts["A"] or 0]
        direction = bad if self.evidence.trend.is_worse else 0
        return bool(red_red(side, direction, item.polarity))


def may_be_scored(own: Observation | None, indicator: Indicator, as_at: str) -> bool:
    """Return whether a figure is observed, judged and recent enough to be scored."""
    if own is None or own.status not in _SCORED or indicator.polarity is Polarity.NOT_JUDGED:
        return False
    return int(own.period_end[:4]) >= int(as_at[:4]) - OLDEST


def signals(evidence: Iterable[Evidence]) -> list[Signal]:
    """Return every indicator that calls for action, in order: score, excess, id.

    Everything tested counts for the control of false discoveries, whether it calls or not.
    """
    everything = [_signal(item) for item in evidence]
    tested = [item.evidence.judgement.probability for item in everything]
    chances = np.array([np.nan if p is None else p for p in tested], dtype=float)
    survive = discoveries(chances) if everything else np.zeros(0, dtype=bool)
    marked = [
        _replace(item, survives=bool(kept)) for item, kept in zip(everything, survive, strict=True)
    ]
    calling = sorted((item for item in marked if item.calls), key=_order)
    shares = stability(calling)
    return [_replace(item, in_top=share) for item, share in zip(calling, shares, strict=True)]


def stability(ordered: Sequence[Signal], top: int = TOP) -> list[float]:
    """Return for each signal the share of draws in which it is among the top.

    Each draw multiplies every weight by a number between 0.5 and 1.5; the seed is fixed. Those
    with one score share the places that are left for them.
    """
    if not ordered:
        return []
    names = list(WEIGHTS)
    points = np.array([[item.held.get(name, 0) for name in names] for item in ordered], float)
    known = np.array([[name in item.held for name in names] for item in ordered], float)
    draws = np.random.default_rng(SEED).uniform(1 - SWING, 1 + SWING, (DRAWS, len(names)))
    weights = draws * np.array(list(WEIGHTS.values()), float)
    with np.errstate(invalid="ignore", divide="ignore"):
        scores = np.nan_to_num((weights @ points.T) / (weights @ known.T) / MOST)
    rounded = np.round(scores, 9)
    above = (rounded[:, None, :] > rounded[:, :, None]).sum(axis=2)
    alike = (rounded[:, None, :] == rounded[:, :, None]).sum(axis=2)
    return [float(share) for share in np.clip((top - above) / alike, 0, 1).mean(axis=0)]


def scored(held: dict[str, int], weights: dict[str, int]) -> float:
    """Return the weighted points as a percentage of the most that the held parts could give."""
    most = sum(weights[name] * MOST for name in held)
    return 100 * sum(weights[name] * points for name, points in held.items()) / most if most else 0


def _order(item: Signal) -> tuple[float, float, str, str]:
    evidence = item.evidence
    return -item.score, -item.excess, evidence.indicator.indicator_id, evidence.sex


def _replace(item: Signal, **changes: float | bool) -> Signal:
    cells = {name: getattr(item, name) for name in Signal.__dataclass_fields__}
    return Signal(**{**cells, **changes})


def _signal(item: Evidence) -> Signal:
    excess = _adverse(item)
    parts = {
        "A": _beside_country(item.judgement),
        "B": _trend(item.trend),
        "C": _burden(item, excess),
        "D": _inequality(item),
        "E": _similar(item),
    }
    return Signal(item, parts, max(excess or 0.0, 0.0))


def _beside_country(found: Judgement) -> int | None:
    if found.direction in ("not_compared", "not_enough_events"):
        return None
    if found.direction.removeprefix("possibly_") != "worse":
        return 0
    return 2 if found.sure else 1


def _is_better(item: Evidence) -> bool:
    return item.judgement.direction.removeprefix("possibly_") == "better"


def _trend(found: RecentTrend) -> int | None:
    if not found.is_known:
        return None
    return 2 if found.is_worse else 0 if found.is_better else 1


def _adverse(item: Evidence) -> float | None:
    """Return the excess on the bad side, 0 where it may be none; None where no gap is told."""
    if item.gap is None:
        return None
    turn = 1 if item.indicator.polarity is Polarity.LOW_IS_GOOD else -1
    may_be_none = item.gap.lower * item.gap.upper <= 0
    return 0.0 if may_be_none else turn * item.gap.value


def _burden(item: Evidence, excess: float | None) -> int | None:
    steps = BURDENS.get(item.indicator.burden)
    if excess is None or steps is None or not item.residents:
        return None
    rate = 100_000 * excess / item.residents
    return sum(rate >= step for step in steps)


def _inequality(item: Evidence) -> int | None:
    """Return points for a gradient that is adverse for the most deprived.

    A slope tells the least deprived end less the most deprived one.
    """
    if item.inequality is None:
        return None
    slope, ratio = item.inequality.slope, float(item.inequality.relative.value)
    high_is_good = item.indicator.polarity is Polarity.HIGH_IS_GOOD
    adverse = slope.lower > 0 if high_is_good else slope.upper < 0
    if not adverse:
        return 0
    return 2 if ratio >= STEEP or 0 < ratio <= 1 / STEEP else 1


def _similar(item: Evidence) -> int | None:
    """Return points for the place among similar councils: none in the better half."""
    if len(item.similar) < _FEWEST_SIMILAR or item.own.value is None:
        return None
    own, high_is_good = item.own.value, item.indicator.polarity is Polarity.HIGH_IS_GOOD
    better = sum(value > own if high_is_good else value < own for value in item.similar)
    place = (better + 1) / (len(item.similar) + 1)
    return 2 if place > 0.75 else 1 if place > 0.5 else 0
