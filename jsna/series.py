"""One indicator seen from one area: its newest value, and how that stands beside others."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from jsna import trends, words
from jsna.areas import Areas
from jsna.judgement import NO_FIGURE, Gap, Judgement, gap, judge
from jsna.observations import Observations, Selection, newest_first
from jsna.records import (
    ALL,
    ALL_AGES,
    ALL_PERSONS,
    PLACE_AMONG_WARDS,
    Area,
    AreaType,
    Indicator,
    Observation,
    Use,
)
from jsna.standing import Standing, may_be_ranked, standing
from jsna.statistics.compare import NOT_COMPARED
from jsna.words import Phrase

BESIDE_SIMILAR, FOR_EACH_RESIDENT = "Beside similar councils", "for each resident of all ages"
"""Stratum of figures that are divided alike for a council and for those beside which it stands."""
_FEWEST = 3
"""Areas needed before any is called highest or lowest."""


@dataclass(frozen=True)
class Series:
    """What notebooks get from `page.series("…")`. Nothing here is published by itself.

    "parent" means the council or county the area lies in, "country" the country; any area code
    works too. Every comparison is made within one period: the area's newest.
    """

    indicator: Indicator
    area: Area
    areas: Areas
    sex: str
    age: str
    category_type: str
    category: str
    _observations: Observations = field(repr=False)
    companions: tuple[Area, ...] = ()
    """Areas that a ranking draws with this one, and a trend beside it before its comparators."""

    @property
    def latest(self) -> Observation | None:
        """Return the area's newest observation that holds a value, or None."""
        own = newest_first(self.select((self.area.area_code,)))
        return next((item for item in own if item.status.has_value), None)

    @property
    def hidden(self) -> Observation | None:
        """Return the area's newest observation where it is hidden to protect people, or None."""
        own = newest_first(self.select((self.area.area_code,)))
        return own[0] if own and own[0].status.is_hidden else None

    @property
    def period(self) -> str | None:
        """Return the period of the newest value held for the area or, failing that, for others."""
        if self.latest is not None:
            return self.latest.period
        held = [item for item in newest_first(self.select(None)) if item.status.has_value]
        return held[0].period if held else None

    def select(self, area_codes: Sequence[str] | None) -> list[Observation]:
        """Return this stratum's observations for some areas (None: for all of them)."""
        codes = None if area_codes is None else tuple(area_codes)
        return self._observations.select(
            Selection(
                self.indicator.indicator_id,
                codes,
                self.sex,
                self.age,
                self.category_type,
                self.category,
            )
        )

    def of(self, where: str) -> Observation | None:
        """Return the value of "parent", "country" or an area code, for the same period."""
        area = self.find(where)
        if area is None:
            return None
        found = self.select((area.area_code,))
        return next((item for item in found if item.period == self.period), None)

    def beside(self, where: str) -> Phrase:
        """Return how the area stands beside "parent", "country" or an area code."""
        area = self.find(where)
        name = area.name if area else where
        if not self._may(Use.COMPARE):
            return Phrase(words.NOT_KNOWN, NOT_COMPARED, self._trap(Use.COMPARE), ())
        return words.compared(
            self.latest,
            self.of(where),
            self.indicator,
            name,
            is_published=area is not None and area.area_type is AreaType.COUNTRY,
            is_small=self.area.area_type.is_small,
        )

    def judgement(self) -> Judgement:
        """Return how the newest value stands beside the country's, by the one rule."""
        if self.find("country") is None or not self._may(Use.COMPARE):
            return Judgement(NOT_COMPARED, NO_FIGURE)
        return judge(
            self.latest,
            self.of("country"),
            self.indicator,
            is_published=True,
            is_small=self.area.area_type.is_small,
        )

    def gap(self) -> Gap | None:
        """Return by how many a year the area differs from the country's level, or None."""
        if self.find("country") is None or not self._may(Use.COMPARE):
            return None
        return gap(self.latest, self.of("country"), self.indicator)

    def people(self) -> Phrase:
        """Return the gap to the country in words: "about 34 fewer deaths a year if equal …"."""
        country, own = self.find("country"), self.latest
        short = words.in_people(self.gap(), self.indicator)
        if not short or not self.indicator.counted or own is None or country is None:
            return Phrase(words.NOT_KNOWN, NOT_COMPARED, "no gap can be told", ())
        size, limits = short.removesuffix(")").split(" (")
        number, word, *a_year = size.split(" ", 2)
        counted = " ".join([self.indicator.counted, *a_year])
        text = f"about {number} {word} {counted} if equal to {country.name}"
        other = self.of("country")
        keys = tuple(item.key for item in (own, other) if item is not None)
        return Phrase(
            f"{text} (95% limits {limits})", self.judgement().direction, "95% limits", keys
        )

    def recent(self) -> trends.RecentTrend:
        """Return the recent trend of the area's own series, or why it cannot be calculated."""
        own = self.select((self.area.area_code,))
        return trends.recent(own, self.indicator, self.area.area_type)

    def trend(self) -> Phrase:
        """Return the recent trend in words, with the years it rests on."""
        return words.trended(self.recent())

    def _may(self, use: Use) -> bool:
        return self.indicator.may(use, self.area.area_type)

    def _trap(self, use: Use) -> str:
        """Return the title of the trap that forbids a use."""
        return next(trap.title for trap in self.indicator.traps if use in trap.forbids)

    def position(self) -> tuple[int, int] | None:
        """Return (place counted from the highest, of how many) among the area's siblings.

        Areas that share a value share the place nearer to an end, so two that tie for last are
        both lowest. None where fewer than three are held, where all hold the same value, and for
        modelled figures, which expect rather than observe.
        """
        found = self.standing() if self._may(Use.RANK) else None
        if found is None or found.of < _FEWEST or not (found.above or found.below):
            return None
        above, below = found.above, found.below
        return (above + 1 if above <= below else found.of - below), found.of

    def standing(self) -> Standing | None:
        """Return how the newest value stands among the siblings', or None without a value."""
        own = self.latest
        if own is None or own.value is None:
            return None
        return standing(self.areas, self._observations, own)

    def rank(self) -> Phrase:
        """Return the area's position among its siblings: "the 3rd highest of 24 wards"."""
        position, found, own = self.position(), self.standing(), self.latest
        if position is None or found is None or own is None:
            return Phrase(words.NOT_KNOWN, NOT_COMPARED, "too few areas to rank", ())
        text = words.place(*position, f"{self.area.area_type.word}s")
        keys = tuple(replace(own, area_code=code).key for code in found.codes)
        return Phrase(text, NOT_COMPARED, "rank", keys)

    def with_similar(self) -> "Series":
        """Return the series to be drawn with the councils that a published list calls similar."""
        return replace(self, companions=tuple(self.areas.similar(self.area)))

    def parts(self) -> list[Area]:
        """Return the area's parts by the first cut that holds at least three values, or []."""
        for cut in self.areas.cuts(self.area):
            held = self.select([part.area_code for part in cut])
            known = {item.area_code for item in held if item.status.has_value}
            if len(known) >= _FEWEST:
                return cut
        return []

    def spread(self) -> Phrase:
        """Return where the value is highest and lowest among the area's own parts."""
        parts = self.parts()
        period = self.newest(parts)
        values = [
            item
            for item in self.select([part.area_code for part in parts])
            if item.period == period and may_be_ranked(item)
        ]
        kinds = {part.area_type for part in parts}
        if not all(self.indicator.may(Use.RANK, kind) for kind in kinds):
            return Phrase(words.NOT_KNOWN, NOT_COMPARED, self._trap(Use.RANK), ())
        if len(values) < _FEWEST:
            return Phrase(words.NOT_KNOWN, NOT_COMPARED, "too few areas to compare", ())
        shown = [(item.value or 0.0, words.said(item, self.indicator), item) for item in values]
        shown.sort(key=lambda entry: (entry[0], entry[2].area_code))
        highest = [entry[2] for entry in shown if entry[1] == shown[-1][1]]
        lowest = [entry[2] for entry in shown if entry[1] == shown[0][1]]
        text = f"highest in {self._where(highest)} and lowest in {self._where(lowest)}"
        keys = tuple(item.key for item in (*highest, *lowest))
        return Phrase(text, NOT_COMPARED, "rank", keys)

    def _where(self, alike: Sequence[Observation]) -> str:
        """Return "Easton (44.8)" or, where several share a value, "5 wards (0.0%)"."""
        area = self.areas[alike[0].area_code]
        name = area.name if len(alike) == 1 else f"{len(alike)} {area.area_type.word}s"
        return f"{name} ({words.said(alike[0], self.indicator)})"

    def newest(self, areas: Sequence[Area]) -> str | None:
        """Return the newest period for which any of these areas holds a value."""
        held = newest_first(self.select([area.area_code for area in areas]))
        return next((item.period for item in held if item.status.has_value), None)

    def place(self, among: str) -> Phrase:
        """Return the rank that tabulate found among many wards; `among` names where they lie."""
        found = newest_first(
            self._observations.select(
                Selection(
                    self.indicator.indicator_id,
                    (self.area.area_code,),
                    self.sex,
                    self.age,
                    PLACE_AMONG_WARDS,
                )
            )
        )
        if not found or found[0].value is None or found[0].denominator is None:
            return Phrase(words.NOT_KNOWN, NOT_COMPARED, "no rank held", ())
        text = words.place(int(found[0].value), int(found[0].denominator), f"wards in {among}")
        return Phrase(text, NOT_COMPARED, "rank", (found[0].key,))

    def since(self, years: int) -> Phrase:
        """Return how the value moved over about `years` years: "up by 7.9% since mid-2013 …"."""
        last = self.latest
        if last is None:
            return Phrase(words.NOT_KNOWN, NOT_COMPARED, "no figure", ())
        wanted = int(last.period_end[:4]) - years
        earlier = [
            item
            for item in newest_first(self.select((self.area.area_code,)))
            if int(item.period_end[:4]) <= wanted and item.value is not None
        ]
        return words.changed(earlier[0] if earlier else None, last, self.indicator)

    def mix(self) -> Phrase:
        """Return the newest shares by category, largest first: "61.9% A, 35.9% B and 2.2% C".

        Shares that round to nothing are left out.
        """
        rows = [
            item
            for item in self.select((self.area.area_code,))
            if item.period == self.period and item.value is not None
        ]
        rows.sort(key=lambda item: (-(item.value or 0.0), item.category))
        nothing = words.shown(0.0, self.indicator.unit, self.indicator.decimals)
        said = [(words.said(item, self.indicator), item) for item in rows]
        kept = [(text, item) for text, item in said if text != nothing]
        if not kept:
            return Phrase(words.NOT_KNOWN, "not_compared", "no figure", ())
        text = words.listed([f"{text} {item.category}" for text, item in kept])
        return Phrase(text, "not_compared", "name", tuple(item.key for _, item in kept))

    def when(self, where: str | None = None) -> Phrase:
        """Return the period of the newest value, as its source prints it: "mid-2022".

        Args:
            where: "parent", "country" or an area code; left out, this area.
        """
        own = self.of(where) if where else self.latest
        if own is None:
            return Phrase(words.NOT_KNOWN, NOT_COMPARED, "no figure", ())
        return Phrase(own.period, NOT_COMPARED, "name", (own.key,))

    def find(self, where: str) -> Area | None:
        """Return the area that "parent", "country" or a code means here, or None."""
        comparators = self.areas.comparators(self.area)
        if where == "country":
            return next((a for a in comparators if a.area_type is AreaType.COUNTRY), None)
        if where == "parent":
            return next((a for a in comparators if a.area_type is not AreaType.COUNTRY), None)
        return self.areas[where]


STRATA = {"sex": ALL_PERSONS, "age": ALL_AGES, "category_type": ALL, "category": ALL}
"""What a series means when a notebook names no stratum: everybody."""
