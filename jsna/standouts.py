"""What stands out about an area: its strengths and needs, chosen from figures by one rule.

First the judgement that every sentence uses (jsna/judgement.py): a value beyond the 99.8% limits
of the country's, or one that its source printed as better or worse. Only where neither can be told
does an area's place among at least four of its kind count: the quarter at the good end of an
indicator is a strength, the quarter at the other end a need.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jsna.judgement import BY_SOURCE
from jsna.records import Indicator, Observation, Polarity, Status, Use
from jsna.series import Series
from jsna.statistics.intervals import Z_95, Z_998
from jsna.statistics.multiplicity import chance_flags

OLDEST = 10
"""Years before the edition's date after which a value no longer counts as today's."""
ENOUGH = 4
"""So many areas of one kind must hold a value before a quarter of them means anything."""
PER_THEME = 2
"""At most so many indicators of one theme, so that a list is not all about one thing."""
SURE = (Status.OFFICIAL, Status.COMPUTED, Status.APPORTIONED, Status.APPROXIMATE)
"""Modelled values say what a model expects of such a place, so they never make a strength."""
TESTED, PRINTED, PLACED = range(3)
"""Ways of standing out, the surest first."""


class Chosen(list[Series]):
    """Series that stand out, surest and furthest first, with what chance alone may have chosen."""

    note: str

    def __init__(self, chosen: Iterable[Series], note: str) -> None:
        super().__init__(chosen)
        self.note = note


@dataclass(frozen=True)
class _Candidate:
    """An indicator that can stand out: by which way, and whether and how far it does."""

    series: Series
    way: int
    extent: float | None
    """Smaller stands out further; None: it does not stand out."""
    period_end: str

    @property
    def indicator(self) -> Indicator:
        return self.series.indicator

    @property
    def topic(self) -> tuple[str, str]:
        """Return theme and first chapter: two indicators that share both say much the same."""
        return self.indicator.theme, next(iter(self.indicator.chapters), "")


def strengths(candidates: Iterable[Series], count: int, as_at: str) -> Chosen:
    """Return up to `count` series for which the area stands at the good end.

    Args:
        candidates: one series per indicator and stratum, all for the same area.
        count: how many at most.
        as_at: the edition's date, ISO; older values than `OLDEST` years are left out.
    """
    return _choose(candidates, count, as_at, at_good_end=True)


def needs(candidates: Iterable[Series], count: int, as_at: str) -> Chosen:
    """Return up to `count` series for which the area stands at the end that calls for action.

    Arguments as for `strengths`.
    """
    return _choose(candidates, count, as_at, at_good_end=False)


def newest_of_concept(candidates: Iterable[Series]) -> list[Series]:
    """Return one series per concept and sex: the newest, of two from one day the first by id.

    Two sources that disagree would otherwise make one thing a strength and a need.
    """
    held = [series for series in candidates if series.latest is not None]
    held.sort(key=lambda series: series.indicator.indicator_id)
    held.sort(key=_ends, reverse=True)
    chosen: dict[tuple[str, str], Series] = {}
    for series in held:
        concept = series.indicator.concept or series.indicator.indicator_id
        chosen.setdefault((concept, series.sex), series)
    return list(chosen.values())


def _ends(series: Series) -> str:
    """Return the day on which the newest period of a series ends, "" where none is held."""
    return series.latest.period_end if series.latest is not None else ""


def _choose(candidates: Iterable[Series], count: int, as_at: str, *, at_good_end: bool) -> Chosen:
    usable = [
        (series, own)
        for series in newest_of_concept(candidates)
        if (own := _usable(series, as_at)) is not None
    ]
    weighed = [_weigh(series, own, at_good_end=at_good_end) for series, own in usable]
    found = [item for item in weighed if item.extent is not None]
    found.sort(key=lambda item: (item.indicator.indicator_id, item.series.sex))
    found.sort(key=lambda item: item.period_end, reverse=True)
    found.sort(key=lambda item: (item.way, item.extent))
    chosen = _varied(found)[:count]
    return Chosen((item.series for item in chosen), _note(weighed, chosen))


def _usable(series: Series, as_at: str) -> Observation | None:
    """Return the area's newest value if it is sure, recent and free of traps, else None."""
    own, indicator = series.latest, series.indicator
    if own is None or own.status not in SURE or indicator.polarity is Polarity.NOT_JUDGED:
        return None
    if not indicator.may(Use.FLAG, series.area.area_type):
        return None
    oldest = f"{int(as_at[:4]) - OLDEST}{as_at[4:10]}"
    return own if own.period_end >= oldest else None


def _weigh(series: Series, own: Observation, *, at_good_end: bool) -> _Candidate:
    """Return by which way a series is weighed, and how far the area stands out, if it does."""
    found, wanted = series.judgement(), "better" if at_good_end else "worse"
    if found.is_tested:
        far = found.sure and found.direction == wanted
        return _Candidate(series, TESTED, -found.distance if far else None, own.period_end)
    if found.basis == BY_SOURCE:
        extent = 0.0 if found.direction == wanted else None
        return _Candidate(series, PRINTED, extent, own.period_end)
    return _Candidate(series, PLACED, _place(series, own, at_good_end=at_good_end), own.period_end)


def _place(series: Series, own: Observation, *, at_good_end: bool) -> float | None:
    """Return the share of siblings at least as far out, if it is a quarter of them or less.

    Areas that share a value count together: four that tie for first among eight are no quarter.
    """
    if not series.indicator.may(Use.RANK, series.area.area_type):
        return None
    found = series.standing()
    if found is None or found.of < ENOUGH:
        return None
    from_top = (series.indicator.polarity is Polarity.HIGH_IS_GOOD) == at_good_end
    share = (found.as_high if from_top else found.as_low) / found.of
    return share if share <= 0.25 else None


def _varied(found: Sequence[_Candidate]) -> list[_Candidate]:
    """Return the candidates in order, one per topic and at most `PER_THEME` per theme."""
    kept: list[_Candidate] = []
    for item in found:
        themes = [other.indicator.theme for other in kept]
        topics = [other.topic for other in kept]
        if item.topic not in topics and themes.count(item.indicator.theme) < PER_THEME:
            kept.append(item)
    return kept


def _note(weighed: Sequence[_Candidate], chosen: Sequence[_Candidate]) -> str:
    """Return how many entries chance alone would put on a list, in one or two sentences.

    A way that chose nothing is not told; of the others everything that was weighed counts.
    """
    ways = {item.way for item in chosen}
    held = {way: sum(item.way == way for item in weighed) for way in (TESTED, PRINTED, PLACED)}
    by_chance = [
        f"about {_few(chance_flags(held[way], z=z))} of {held[way]} comparisons {words}"
        for way, z, words in (
            (TESTED, Z_998, "tested at 99.8%"),
            (PRINTED, Z_95, "that sources printed"),
        )
        if way in ways
    ]
    said = [f"By chance alone this list would hold {' and '.join(by_chance)}"] if by_chance else []
    if PLACED in ways:
        by_rank = round(held[PLACED] / ENOUGH)
        said.append(
            f"A place is no test: by rank alone about {by_rank} of {held[PLACED]} stand here"
        )
    return ". ".join(said)


def _few(flags: float) -> str:
    """Return an expected number of flags: "0.04", "1.2", "5"."""
    return f"{flags:.1g}" if flags < 1 else f"{flags:.2g}"
