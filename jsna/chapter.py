"""The only thing a notebook imports: `open_page(area_code)`, and what the page can say and show.

Every call emits one MIME bundle (`jsna.bundles`) with complete content. Nothing is drawn, judged
or rounded here: this module joins the figures to the modules that do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from IPython.display import display

from jsna import charts, earlier, signals, standouts, tables, words
from jsna.areas import Areas, load_areas
from jsna.bundles import Bundle, Kind, check_bundle, mime_type
from jsna.catalogue import Catalogue, load_catalogue, load_place
from jsna.charts.request import Request
from jsna.context import load_context
from jsna.disclosure import protect
from jsna.model_page import (
    FIGURES,
    PHRASES,
    emitted,
    entries,
    hospital,
    listed,
    phrase_of,
    tells,
    told,
)
from jsna.observations import ANY, Observations, load_observations
from jsna.orientation import load_orientation
from jsna.paths import Project, find_project
from jsna.projection import load_projection
from jsna.quality import error_note, load_ward_errors
from jsna.reads import Tracked, note_code_at_exit, tracked, watch
from jsna.records import ALL_PERSONS, Area, AreaType, Context, Indicator, Observation, Status
from jsna.registers import Register, empty_text, load_register
from jsna.series import STRATA, Series
from jsna.words import Phrase

__all__ = ["open_page"]

_RESIDENTS = "population_total"
"""The indicator that says how many people an area has."""
FEWEST_RANKED = 3
"""A ranking of fewer areas tells nothing that their values do not."""

_EMPTY = {
    "model": (
        "The whole-system model says nothing here: it has not been run for this area. A build of "
        "the book runs it."
    ),
    "sources": "This page shows no figures yet, so there are no sources to list.",
    "missing": "Every figure that this page asks for is held.",
}
"""What a page says while a list that it computes itself holds nothing."""


def open_page(area_code: str) -> "Page":
    """Open the page that this notebook makes for one area.

    Args:
        area_code: an area of data/areas/areas.csv, as the parameters cell names it.

    Returns:
        The page: `.series .earlier .strengths .needs .figure .table .value .say .evidence
        .views .services .recommendations .signals .priorities .model
        .sources`.

    Raises:
        UnknownAreaError: if there is no such area.
    """
    project = find_project()
    watch(project)
    note_code_at_exit()
    with tracked():
        place = Tracked("place", load_place(project))
    areas = load_areas(project)
    page = Page(
        area=areas[area_code],
        _project=project,
        _place=place,
        _areas=areas,
        _catalogue=load_catalogue(project),
        _observations=load_observations(project),
        _context=load_context(project, place),
    )
    page._name_the_area()
    return page


@dataclass
class Page:
    """One notebook's page for one area. Each method emits a bundle, or returns a `Series`."""

    area: Area
    _project: Project = field(repr=False)
    _place: Mapping[str, Any] = field(repr=False)
    _areas: Areas = field(repr=False)
    _catalogue: Catalogue = field(repr=False)
    _observations: Observations = field(repr=False)
    _context: Context = field(repr=False)
    _shown: list[Observation] = field(default_factory=list, repr=False)
    _missing: list[str] = field(default_factory=list, repr=False)
    _modelled: list[dict[str, Any]] = field(default_factory=list, repr=False)
    """Sources of what the whole-system model showed."""

    def series(self, indicator_id: str, **strata: str) -> Series:
        """Return one indicator seen from this area.

        Args:
            indicator_id: an id of data/catalogue/.
            **strata: `sex`, `age`, `category_type`, `category`; left out, everybody.
        """
        indicator = self._catalogue.indicator(indicator_id)
        chosen = {**STRATA, **strata}
        if "category_type" in strata and "category" not in strata:
            chosen["category"] = ANY
        return self._seen_from_here(indicator, **chosen)

    def earlier(self, indicator_id: str, **strata: str) -> Series:
        """Return an indicator of the earlier ward that covers most of this one, under its name."""
        found = earlier.overlaps(self._observations, self._areas, self.area)
        return earlier.before(self.series(indicator_id, **strata), found)

    def strengths(self, count: int) -> standouts.Chosen:
        """Return up to `count` series for which this area stands at the good end (standouts)."""
        return self._named(standouts.strengths(self._judged(), count, self._context.as_at))

    def needs(self, count: int) -> standouts.Chosen:
        """Return up to `count` series for which this area stands at the other end (standouts)."""
        return self._named(standouts.needs(self._judged(), count, self._context.as_at))

    def _named(self, chosen: standouts.Chosen) -> standouts.Chosen:
        """Return the series with everything that the catalogue says of their indicators."""
        named = (
            replace(one, indicator=self._catalogue.indicator(one.indicator.indicator_id))
            for one in chosen
        )
        return standouts.Chosen(named, chosen.note)

    def _judged(self) -> list[Series]:
        """Return what strengths and needs are chosen from: everybody, else each sex alone."""
        found: list[Series] = []
        for indicator in self._catalogue.judged():
            own = self._seen_from_here(indicator, sex=ANY).select((self.area.area_code,))
            held = {item.sex for item in own}
            sexes = [ALL_PERSONS] if ALL_PERSONS in held else sorted(held)
            found += [self._seen_from_here(indicator, sex=sex) for sex in sexes]
        return found

    def _seen_from_here(self, indicator: Indicator, **strata: str) -> Series:
        sex, age, kind, category = ({**STRATA, **strata}[name] for name in STRATA)
        held = self._observations
        return Series(indicator, self.area, self._areas, sex, age, kind, category, held)

    def value(self, name: str, series: Series, of: str | None = None) -> None:
        """Emit one number for the role `{v}` to print: the area's newest, or another area's.

        Args:
            name: what the role calls it, lower_snake.
            series: where it comes from.
            of: "parent", "country" or an area code; left out, this page's area.
        """
        observation = series.of(of) if of else series.latest or series.hidden
        if series.latest is None and not of:
            self._miss(series)
        if observation is not None:
            protect([observation], self._catalogue.policies)
            self._shown.append(observation)
        self._emit("value", tables.value_bundle(name, observation, series, self._catalogue))

    def say(self, name: str, phrase: Phrase) -> None:
        """Emit a generated phrase for the role `{say}` to print."""
        bundle = {
            "name": name,
            "text": phrase.text,
            "direction": phrase.direction,
            "basis": phrase.basis,
            "keys": list(phrase.keys),
        }
        self._emit("sentence", bundle)

    def place(self, series: Series) -> Phrase:
        """Return the area's rank among the many wards that tabulate compared."""
        return series.place(self._place["ranked_among"])

    def figure(
        self, kind: str, series: Series, *, tags: Sequence[str] = (), **options: Any
    ) -> None:
        """Emit one chart: `pyramid`, `ranked`, `deprivation`, `tiles` or `trend`.

        An area without figures gets no chart; `sources()` says which are missing. A tile map is
        drawn only where every area has a tile, a ranking only of three areas or more, and a
        trend only of two periods or more.
        """
        if kind == "tiles":
            options = {"orientation": load_orientation(self._project), **options}
        request = self._request(kind, series, tuple(tags), options)
        if kind == "tiles" and any(area.tile_x is None for area in request.among):
            return
        if kind == "ranked" and len(request.among) < FEWEST_RANKED:
            return
        if not request.figures.observations:
            if series.latest is None:
                self._miss(series)
            return
        self._shown.extend(request.figures.observations)
        self._emit("figure", charts.figure(kind, request))

    def table(
        self,
        table_id: str,
        title: str,
        rows: Sequence[Series],
        *,
        tags: Sequence[str] = (),
        beside: str = "",
        limits: bool = True,
        similar: bool = False,
    ) -> None:
        """Emit a table of several indicators for this area and what it is compared with.

        Args:
            table_id: lower_snake; becomes part of the anchor.
            title: the caption.
            rows: the indicators; those without a figure are listed as missing.
            tags: cell tags that printing and page one look at.
            beside: code of one more area to stand beside.
            limits: whether to show 95% limits, how each value stands beside the country, the gap in
                people and the recent trend; a card of page one never does.
            similar: whether to show the range of the councils that a published list calls similar.
        """
        held = (
            rows
            if isinstance(rows, standouts.Chosen)
            else [series for series in rows if series.latest is not None]
        )
        for series in rows:
            if series.latest is None:
                self._miss(series)
        if not held:
            return
        observations = [item for series in held if (item := series.latest) is not None]
        self._shown.extend(protect(observations, self._catalogue.policies).observations)
        bundle = tables.facts_table(
            table_id,
            title,
            held,
            self._context,
            self._catalogue,
            tuple(tags),
            beside=beside,
            limits=limits,
            similar=similar,
            error_note=self._error_note(observations),
        )
        self._emit("table", bundle)

    def _miss(self, series: Series) -> None:
        """Note that this area has no figure to show, and why if it is hidden."""
        title, hidden = series.indicator.title, series.hidden
        reason = f" ({words.HIDDEN}). {hidden.value_note}" if hidden else ""
        self._missing.append(f"{title}{reason}")

    def _error_note(self, shown: Sequence[Observation]) -> str:
        """Return the measured error of apportioned shares, where any are shown."""
        if not any(item.status is Status.APPORTIONED for item in shown):
            return ""
        return error_note(load_ward_errors(self._project), self.area.area_code)

    def evidence(self) -> None:
        """Emit the chapter's evidence of what works."""
        self._register("evidence")

    def views(self) -> None:
        """Emit what local people have said."""
        self._register("views")

    def services(self) -> None:
        """Emit the services that meet this need today."""
        self._register("services")

    def recommendations(self) -> None:
        """Emit the recommendations for commissioners, with their state."""
        self._register("recommendations")

    def signals(self, count: int) -> None:
        """Emit up to `count` computed signals for priorities; none where nothing calls for action.

        They are no priorities: people set those, and `priorities()` shows what they recorded.
        """
        candidates, as_at = (
            list(self._named(standouts.Chosen(self._judged(), ""))),
            self._context.as_at,
        )
        is_known = _RESIDENTS in self._catalogue.indicators
        residents = self.series(_RESIDENTS).latest if is_known else None
        held = signals.found(candidates, residents, as_at)
        if not held:
            return
        own = [item.evidence.own for item in held[:count]]
        self._shown.extend(protect(own, self._catalogue.policies).observations)
        tested = signals.tested(candidates, as_at)
        bundle = signals.signals_table(
            held, tested, candidates, self._context, self._catalogue, count
        )
        self._emit("table", bundle)

    def priorities(self) -> None:
        """Emit the recorded human step of setting priorities."""
        self._register("priorities")

    def model(self, what: str = "", *names: str, tags: Sequence[str] = ()) -> Phrase:
        """Emit or return what the whole-system model says about this area.

        Wards, hubs and networks have a pyramid of need of their own ("need"); all else is told for
        the council around them.

        Args:
            what: left out, the page's list of what the model says. "need" and "band" emit charts,
                "scenarios" and "calibration" tables. "whose", "now", "later", "growth" and
                "change" return a phrase for `page.say`.
            *names: "band", "now", "later" take one output; "growth" one or more; "change" a
                scenario and an output; "scenarios" the outputs to show.
            tags: cell tags that printing and page one look at.

        Returns:
            The phrase asked for; "not known" where there is no model or nothing to say.

        Raises:
            NotebookError: for a word or name that the model does not have.
        """
        whose = told(self._areas, self.area, what)
        projection = load_projection(self._project, whose.area_code)
        if projection and any(projection.is_elsewhere(name) for name in names):
            whose = hospital(self._areas, whose)
            projection = load_projection(self._project, whose.area_code)
        if what in PHRASES:
            return phrase_of(projection, whose, what, names)
        if not what:
            found = entries(projection, whose, self.area) if projection else []
            self._emit("register", _register("model", found))
        elif projection is not None and tells(projection, what, names):
            kind: Kind = "figure" if what in FIGURES else "table"
            sources = self._catalogue.sources
            page = self._context.page
            bundle = emitted(projection, whose, what, names, page, sources, tags)
            self._modelled.extend(listed(bundle, sources))
            self._emit(kind, bundle)
        return Phrase(words.NOT_KNOWN, "not_compared", "nothing was asked", ())

    def sources(self) -> None:
        """Emit the sources of everything this page showed, and what is not known."""
        entries = tables.source_entries(self._shown, self._catalogue)
        held = {entry["id"] for entry in entries}
        used = {entry["id"]: entry for entry in self._modelled if entry["id"] not in held}
        entries += used.values()
        self._emit("register", _register("sources", entries))
        missing = [{"title": title} for title in dict.fromkeys(self._missing)]
        if missing:
            self._emit("register", _register("missing", missing))

    def _register(self, name: Register) -> None:
        entries = [
            {**entry, "because": [self._catalogue.indicator(i).title for i in entry["because"]]}
            if "because" in entry
            else entry
            for entry in load_register(self._project, name, self._context.page)
        ]
        empty = empty_text(self._project, name, self._context.page)
        self._emit("register", {"register": name, "entries": entries, "empty": empty})

    def _request(
        self, kind: str, series: Series, tags: tuple[str, ...], options: dict[str, Any]
    ) -> Request:
        focus, among = series.area, self._drawn(kind, series)
        beside = (*series.companions, *self._areas.comparators(focus))
        rows = self._rows(kind, series, among, beside)
        own = {focus.area_code, *(area.area_code for area in among)}
        held = any(item.area_code in own and item.status.has_value for item in rows)
        return Request(
            page=self._context.page,
            indicator=series.indicator,
            source=self._catalogue.sources[series.indicator.source_id],
            figures=protect(rows if held else [], self._catalogue.policies),
            focus=focus,
            areas=self._areas,
            among=tuple(among),
            beside=beside,
            tags=tags,
            options=options,
            sources=self._catalogue.sources,
        )

    def _rows(
        self, kind: str, series: Series, among: Sequence[Area], beside: Sequence[Area]
    ) -> list[Observation]:
        """Return what a chart draws: one period, or all of them for a trend of two or more."""
        rows = series.select([area.area_code for area in (series.area, *among, *beside)])
        if kind != "trend":
            period = series.newest(among)
            return [item for item in rows if item.period == period]
        own = [item for item in rows if item.area_code == series.area.area_code]
        return rows if sum(item.status.has_value for item in own) > 1 else []

    def _drawn(self, kind: str, series: Series) -> list[Area]:
        """Return the areas a chart draws: a council's own parts, or else an area's peers."""
        if kind in ("pyramid", "deprivation", "trend"):
            return [series.area]
        if series.companions:
            return [series.area, *series.companions]
        return series.parts() or self._areas.peers(series.area)

    def _name_the_area(self) -> None:
        """Emit the names that every page may use: area, area_full, parent and country."""
        comparators = self._areas.comparators(self.area)
        parent = [area for area in comparators if area.area_type is not AreaType.COUNTRY]
        country = [area for area in comparators if area.area_type is AreaType.COUNTRY]
        names = {
            "area": self.area.name,
            "area_full": self.area.full_name,
            "area_kind": self.area.area_type.word,
            "parent": parent[0].name if parent else words.NOT_KNOWN,
            "country": country[0].name if country else words.NOT_KNOWN,
        }
        for name, text in names.items():
            direction = "not_compared"
            self.say(name, Phrase(text, direction, "name", ()))

    def _emit(self, kind: Kind, bundle: Bundle) -> None:
        checked = check_bundle(kind, bundle)
        data = {mime_type(kind): checked, "text/plain": tables.plain(kind, checked)}
        if kind == "figure":
            data["application/vnd.vegalite.v6+json"] = {
                **checked["spec"]["wide"],
                "datasets": {"rows": checked["rows"]},
            }
        display(data, raw=True)


def _register(name: str, entries: list[dict[str, Any]]) -> Bundle:
    return {"register": name, "entries": entries, "empty": _EMPTY[name]}
