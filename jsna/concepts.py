"""Sources that measure the same: which figure counts, and where two of them seem to disagree.

Indicators with one `concept` in the catalogue measure one thing. For each area the newest figure
counts. Where an older one says the opposite, both are told, with what sets them apart.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from jsna.areas import Areas
from jsna.catalogue import Catalogue
from jsna.observations import ANY, Observations
from jsna.records import ALL, ALL_AGES, ALL_PERSONS, AreaType, Indicator, Observation, Polarity, Use
from jsna.series import Series

KINDS = (AreaType.UNITARY_AUTHORITY, AreaType.COUNTY, AreaType.DISTRICT, AreaType.WARD)
"""Kinds of area whose sources are reconciled."""
GOOD, BAD = "good", "bad"
_ENOUGH = 4


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says of an area: its newest value and which end it stands at."""

    series: Series
    observation: Observation
    end: str
    """`good`, `bad` or, where it tells neither, empty."""
    by_place: bool
    """Whether the end rests on the place among areas of a kind, and on no test."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two or more sources of one concept that put an area at opposite ends, newest first."""

    concept: str
    said: tuple[Said, ...]

    @property
    def newest(self) -> Said:
        return self.said[0]

    @property
    def older(self) -> tuple[Said, ...]:
        """Return the older ones that say the opposite of the newest."""
        return tuple(item for item in self.said[1:] if item.end not in ("", self.newest.end))


def shared(catalogue: Catalogue) -> dict[str, list[Indicator]]:
    """Return the concepts that more than one indicator measures, with those indicators."""
    found: dict[str, list[Indicator]] = {}
    for item in catalogue.indicators.values():
        if item.concept:
            found.setdefault(item.concept, []).append(item)
    return {concept: items for concept, items in sorted(found.items()) if len(items) > 1}


def disagreements(
    catalogue: Catalogue, areas: Areas, observations: Observations
) -> list[Disagreement]:
    """Return every area and concept for which an older source says the opposite of the newest."""
    codes = [area.area_code for kind in KINDS for area in areas.of_type(kind)]
    found = []
    for concept, items in shared(catalogue).items():
        for code in codes:
            for sex in _sexes(items, code, areas, observations):
                series = [_series(item, code, sex, areas, observations) for item in items]
                told = Disagreement(concept, tuple(newest_first(_said(series))))
                if told.said and told.newest.end and told.older:
                    found.append(told)
    return found


def _sexes(
    items: Sequence[Indicator], code: str, areas: Areas, observations: Observations
) -> list[str]:
    """Return everybody or, where a concept is held for one sex at a time, each sex."""
    sexes = set()
    for item in items:
        both = _series(item, code, ANY, areas, observations)
        sexes |= {row.sex for row in both.select((code,))}
    return [ALL_PERSONS] if ALL_PERSONS in sexes else sorted(sexes)


def _series(
    item: Indicator, code: str, sex: str, areas: Areas, observations: Observations
) -> Series:
    return Series(item, areas[code], areas, sex, ALL_AGES, ALL, ALL, observations)


def newest_first(said: Iterable[Said]) -> list[Said]:
    """Return the newest first; of two with one end, the one that begins later."""
    order = sorted(said, key=lambda item: item.series.indicator.indicator_id)
    return sorted(
        order,
        key=lambda item: (item.observation.period_end, item.observation.period_start),
        reverse=True,
    )


def _said(series: Iterable[Series]) -> Iterator[Said]:
    for each in series:
        own = each.latest
        if own is not None and each.indicator.polarity is not Polarity.NOT_JUDGED:
            found = each.judgement()
            if found.direction in ("better", "worse"):
                yield Said(each, own, GOOD if found.direction == "better" else BAD, False)
            elif found.is_tested or found.direction == "similar":
                yield Said(each, own, "", False)
            else:
                yield Said(each, own, _end_by_place(each, own), True)


def _end_by_place(series: Series, own: Observation) -> str:
    """Return the end at which an area stands alone or in the outer quarter of its kind."""
    if not series.indicator.may(Use.RANK, series.area.area_type):
        return ""
    found = series.standing()
    if found is None or found.of < _ENOUGH:
        return ""
    high_is_good = series.indicator.polarity is Polarity.HIGH_IS_GOOD
    top = found.as_high / found.of <= 1 / _ENOUGH
    bottom = found.as_low / found.of <= 1 / _ENOUGH
    if top == bottom:
        return ""
    return GOOD if top == high_is_good else BAD
