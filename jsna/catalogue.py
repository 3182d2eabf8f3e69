"""Reference tables that people keep: indicators, sources, chapters, the place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from jsna.disclosure import Policy, load_policies, policies_of
from jsna.errors import DataError, UnknownIndicatorError
from jsna.files import check_schema, read_csv, read_yaml
from jsna.paths import Project
from jsna.reads import Tracked, digest, note, tracked, untracked
from jsna.records import (
    CHAPTER_COLUMNS,
    AreaType,
    Break,
    Chapter,
    Indicator,
    Polarity,
    Source,
    Trap,
    Use,
)


@dataclass(frozen=True)
class Catalogue:
    """Every indicator and source, by id, and how each source's figures are protected.

    Each entry that a page looks at is logged (`jsna.reads`).
    """

    indicators: Mapping[str, Indicator]
    sources: Mapping[str, Source]
    traps: Mapping[str, Trap] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)

    def indicator(self, indicator_id: str) -> Indicator:
        """Return one indicator, or say which ids come near.

        Raises:
            UnknownIndicatorError: if data/catalogue/ has no such id.
        """
        try:
            return self.indicators[indicator_id]
        except KeyError:
            raise UnknownIndicatorError(indicator_id, self.indicators) from None

    def of_concept(self, indicator: Indicator) -> list[Indicator]:
        """Return the indicators that measure the same as this one, itself included."""
        if not indicator.concept:
            return [indicator]
        return [item for item in self.indicators.values() if item.concept == indicator.concept]

    def of_chapter(self, chapter_id: str) -> list[Indicator]:
        """Return the indicators that a chapter is built on, in the order of the catalogue."""
        return [item for item in self.indicators.values() if chapter_id in item.chapters]

    def judged(self) -> list[Indicator]:
        """Return the indicators for which one direction is better for residents.

        Only what decides about strengths and needs is logged of them, not their texts: who shows
        one asks for it by `indicator`.
        """
        note("catalogue", "judged", self.judged_digest)
        return list(self._judged())

    def judged_digest(self) -> str:
        """Return the hash of what decides about strengths and needs, without logging."""
        return digest([_rules(item) for item in self._judged()])

    def _judged(self) -> Iterator[Indicator]:
        everything = untracked(self.indicators).values()
        return (item for item in everything if item.polarity is not Polarity.NOT_JUDGED)


def _rules(item: Indicator) -> Indicator:
    """Return an indicator without its words for readers."""
    return replace(
        item,
        title="",
        short="",
        definition="",
        phrase="",
        denominator="",
        polarity_reason="",
        caveats=(),
        search_words=(),
    )


def load_catalogue(project: Project) -> Catalogue:
    """Read and check data/catalogue/*.yml and data/sources.yml, once for the same files.

    Raises:
        DataError: for a field that is missing, misspelled or of the wrong kind, an id that
            stands in two files, or a source that data/sources.yml does not have.
        DisclosureError: for a source without a policy of data/disclosure.yml.
    """
    paths = [project.data / f"{name}.yml" for name in ("sources", "traps", "disclosure")]
    paths += sorted((project.data / "catalogue").glob("*.yml"))
    found = [path for path in paths if path.exists()]
    stamps = [(path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in found]
    with tracked():
        return _load(project, tuple(stamps))


@lru_cache(maxsize=4)
def _load(project: Project, _: tuple[tuple[str, int, int], ...]) -> Catalogue:
    sources = _load_sources(project)
    classes = {source_id: source.disclosure for source_id, source in sources.items()}
    policies = policies_of(classes, load_policies(project))
    traps = load_traps(project)
    indicators: dict[str, Indicator] = {}
    for path in sorted((project.data / "catalogue").glob("*.yml")):
        shown = project.relative(path)
        entries = read_yaml(path, shown=shown) or {}
        check_schema(entries, "catalogue", shown=shown)
        for indicator_id, entry in entries.items():
            if indicator_id in indicators:
                raise DataError(f"{shown}: the indicator {indicator_id!r} stands in two files.")
            if entry["source"] not in sources:
                raise DataError(
                    f"{shown}, {indicator_id}: there is no source {entry['source']!r} "
                    "in data/sources.yml."
                )
            for trap_id in entry.get("traps", ()):
                if trap_id not in traps:
                    raise DataError(
                        f"{shown}, {indicator_id}: there is no trap {trap_id!r} in {_TRAPS}. "
                        f"Known ones: {', '.join(traps)}."
                    )
            indicators[indicator_id] = _indicator(indicator_id, path.stem, entry, traps)
    return Catalogue(
        Tracked("indicator", indicators),
        Tracked("source", sources),
        Tracked("trap", traps),
        Tracked("policy", policies),
    )


_TRAPS = "data/traps.yml"


def load_traps(project: Project) -> dict[str, Trap]:
    """Read data/traps.yml: in which ways figures mislead, and what must then not be done.

    Raises:
        DataError: if the file breaks its schema or names a kind of area that there is not.
    """
    path = project.data / "traps.yml"
    entries = (read_yaml(path, shown=_TRAPS) or {}) if path.exists() else {}
    check_schema(entries, "traps", shown=_TRAPS)
    traps = {}
    for trap_id, entry in entries.items():
        kinds = entry.get("area_types", ())
        if unknown := [kind for kind in kinds if kind not in list(AreaType)]:
            raise DataError(
                f"{_TRAPS}, {trap_id}: there is no area type {unknown[0]!r}. "
                f"Known ones: {', '.join(AreaType)}."
            )
        traps[trap_id] = Trap(
            trap_id=trap_id,
            title=entry["title"],
            rule=entry["rule"],
            forbids=frozenset(Use(use) for use in entry["forbids"]),
            area_types=frozenset(AreaType(kind) for kind in kinds),
        )
    return traps


def _indicator(
    indicator_id: str, theme: str, entry: dict[str, Any], traps: dict[str, Trap]
) -> Indicator:
    lists: dict[str, Any] = {
        name: tuple(entry.get(name, ())) for name in ("chapters", "caveats", "search_words")
    }
    texts = {
        name: entry[name]
        for name in (
            "title",
            "short",
            "definition",
            "phrase",
            "unit",
            "value_type",
            "denominator",
            "polarity_reason",
            "decimals",
            "aggregation",
        )
    }
    return Indicator(
        indicator_id=indicator_id,
        theme=theme,
        polarity=Polarity(entry["polarity"]),
        source_id=entry["source"],
        traps=tuple(traps[trap_id] for trap_id in entry.get("traps", ())),
        breaks=tuple(Break(**each) for each in entry.get("breaks", ())),
        **{name: entry.get(name, "") for name in ("concept", "counted", "burden", "no_limits")},
        **texts,
        **lists,
    )


def _load_sources(project: Project) -> dict[str, Source]:
    shown = "data/sources.yml"
    entries = read_yaml(project.data / "sources.yml", shown=shown) or {}
    check_schema(entries, "sources", shown=shown)
    fields = (
        "publisher",
        "title",
        "label",
        "address",
        "licence",
        "attribution",
        "rhythm",
        "obtained",
        "released_on",
        "next_due",
        "disclosure",
    )
    return {
        source_id: Source(
            source_id=source_id,
            files=tuple(entry.get("files", ())),
            **{name: entry.get(name, "") for name in fields},
        )
        for source_id, entry in entries.items()
    }


def load_chapters(project: Project) -> dict[str, Chapter]:
    """Read data/chapters.csv: every topic, written or not, in the report's order.

    Raises:
        DataError: for a chapter id that stands twice.
    """
    shown = "data/chapters.csv"
    chapters: dict[str, Chapter] = {}
    for number, row in enumerate(
        read_csv(project.data / "chapters.csv", CHAPTER_COLUMNS, shown=shown), start=2
    ):
        words = tuple(word.strip() for word in row["search_words"].split(";") if word.strip())
        if row["chapter_id"] in chapters:
            raise DataError(f"{shown}, line {number}: {row['chapter_id']!r} stands twice.")
        chapters[row["chapter_id"]] = Chapter(**{**row, "search_words": words})  # type: ignore[arg-type]
    return chapters


def load_place(project: Project) -> dict[str, Any]:
    """Read data/place/place.yml: everything that names the place.

    Raises:
        DataError: if the file breaks its schema.
    """
    shown = "data/place/place.yml"
    place = read_yaml(project.data / "place" / "place.yml", shown=shown)
    check_schema(place, "place", shown=shown)
    return dict(place)
