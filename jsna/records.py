"""The nouns of this project, as plain immutable records.

Nothing here reads a file or computes a statistic; every other module may import from here.
"""

from dataclasses import dataclass, field
from enum import StrEnum

FIGURE_COLUMNS = (
    "indicator_id",
    "area_code",
    "period",
    "period_start",
    "period_end",
    "sex",
    "age",
    "category_type",
    "category",
    "value",
    "lower_ci",
    "upper_ci",
    "lower_998",
    "upper_998",
    "count",
    "denominator",
    "status",
    "value_note",
    "published_comparison",
    "source_id",
    "released_on",
)
"""Columns of the one long table `data/figures/<theme>.csv`, version 1."""

KEY_COLUMNS = ("indicator_id", "area_code", "period", "sex", "age", "category_type", "category")
NUMBER_COLUMNS = (
    "value",
    "lower_ci",
    "upper_ci",
    "lower_998",
    "upper_998",
    "count",
    "denominator",
)

AREA_COLUMNS = (
    "area_code",
    "area_slug",
    "name",
    "full_name",
    "area_type",
    "area_set",
    "parent_code",
    "valid_from",
    "valid_to",
    "status",
    "fit",
    "fit_note",
    "tile_x",
    "tile_y",
)
MEMBERSHIP_COLUMNS = ("area_code", "member_code", "basis", "valid_from", "valid_to", "status")
CHAPTER_COLUMNS = (
    "chapter_id",
    "title",
    "group",
    "theme",
    "status",
    "owner",
    "review_due",
    "search_words",
)

ALL_PERSONS, ALL_AGES, ALL = "Persons", "All ages", "All"
"""Strata are never blank: these words stand where nothing is split."""

PRACTICES_SITED = "Practices sited in the area"
"""Category type of what practices of an area record: about their patients, not its residents."""
PLACE_AMONG_WARDS = "Place among wards"
"""Category type of the rows in which tabulate stored an area's rank among many others."""


class Polarity(StrEnum):
    """Which direction is better for residents. Decides every 'better' and 'worse' on the site."""

    HIGH_IS_GOOD = "high"
    LOW_IS_GOOD = "low"
    NOT_JUDGED = "none"


class Status(StrEnum):
    """How a value came to be. Anything but the first two is said wherever the value appears."""

    OFFICIAL = "official"
    COMPUTED = "computed"
    APPORTIONED = "apportioned"
    APPROXIMATE = "approximate"
    MODELLED = "modelled"
    SUPPRESSED = "suppressed"
    WITHHELD = "withheld"
    MISSING = "missing"

    @property
    def has_value(self) -> bool:
        return self not in (Status.SUPPRESSED, Status.WITHHELD, Status.MISSING)

    @property
    def is_hidden(self) -> bool:
        """True where the figure exists and is not shown, to protect people."""
        return self in (Status.SUPPRESSED, Status.WITHHELD)


class AreaType(StrEnum):
    """Kinds of area. A new kind is a new word here; a new area is a row in areas.csv."""

    WARD = "ward"
    EARLY_HELP_HUB = "early_help_hub"
    SUB_HUB = "sub_hub"
    PRACTICE = "practice"
    SIMILAR_COUNCIL = "similar_council"
    DISTRICT = "district"
    UNITARY_AUTHORITY = "unitary_authority"
    COUNTY = "county"
    ICB = "icb"
    PARTNERSHIP = "partnership"
    REGION = "region"
    COUNTRY = "country"

    @property
    def word(self) -> str:
        """Return the word a reader knows: "early help hub", "NHS area"."""
        return _AREA_TYPE_WORDS.get(self, self.value.replace("_", " "))

    @property
    def is_only_compared(self) -> bool:
        """True for kinds that stand beside others and have no pages of their own."""
        return self in _ONLY_COMPARED

    @property
    def is_small(self) -> bool:
        """True for the many small areas, where only differences beyond 99.8% limits are told."""
        return self in _SMALL


_ONLY_COMPARED = (
    AreaType.REGION,
    AreaType.COUNTRY,
    AreaType.PRACTICE,
    AreaType.SIMILAR_COUNCIL,
)
_SMALL = (AreaType.WARD, AreaType.EARLY_HELP_HUB, AreaType.SUB_HUB, AreaType.PRACTICE)
_AREA_TYPE_WORDS = {
    AreaType.ICB: "integrated care board area",
    AreaType.SUB_HUB: "primary care network",
    AreaType.UNITARY_AUTHORITY: "council area",
    AreaType.PRACTICE: "GP practice",
}


@dataclass(frozen=True, slots=True)
class Area:
    """One place, exactly as a row of data/areas/areas.csv describes it."""

    area_code: str
    area_slug: str
    name: str
    full_name: str
    area_type: AreaType
    area_set: str
    parent_code: str
    valid_from: str
    valid_to: str
    status: str
    fit: str
    fit_note: str
    tile_x: float | None
    tile_y: float | None

    @property
    def is_current(self) -> bool:
        return not self.valid_to

    @property
    def has_pages(self) -> bool:
        return self.is_current and not self.area_type.is_only_compared


class Use(StrEnum):
    """What a page may want to do with figures; a trap of the catalogue can forbid each."""

    COMPARE = "compare"
    RANK = "rank"
    TREND = "trend"
    FLAG = "flag"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Trap:
    """A way in which figures mislead, as data/traps.yml tells it: what must not be done, and why.

    `area_types` names the kinds of area for which it holds; empty means all.
    """

    trap_id: str
    title: str
    rule: str
    forbids: frozenset[Use]
    area_types: frozenset[AreaType] = frozenset()


@dataclass(frozen=True, slots=True)
class Break:
    """A day from which a series counts something else: nothing is compared across it."""

    date: str
    because: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One measured thing, exactly as the catalogue describes it.

    `denominator` is words ("residents aged 18 and over"), not a number: numbers live in
    observations. `phrase` continues a number into a clause: "17.4%" + "of residents are disabled".
    """

    indicator_id: str
    title: str
    short: str
    definition: str
    phrase: str
    theme: str
    chapters: tuple[str, ...]
    unit: str
    value_type: str
    denominator: str
    polarity: Polarity
    polarity_reason: str
    decimals: int
    source_id: str
    aggregation: str
    caveats: tuple[str, ...] = ()
    search_words: tuple[str, ...] = ()
    concept: str = ""
    """What is measured, where another source measures it too; the newest figure counts."""
    counted: str = ""
    """What is counted, in the plural, so that a gap can be told: "deaths", "people who smoke"."""
    burden: str = ""
    """Kind of thing counted, for the priority score: deaths, events or people."""
    no_limits: str = ""
    """Why no limits are worked out although counts are held."""
    traps: tuple[Trap, ...] = ()
    breaks: tuple[Break, ...] = ()

    def may(self, use: Use, area_type: AreaType) -> bool:
        """Return whether no trap forbids this use of figures for this kind of area."""
        return not any(
            use in trap.forbids and (not trap.area_types or area_type in trap.area_types)
            for trap in self.traps
        )


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from: publisher, data set, licence."""

    source_id: str
    publisher: str
    title: str
    label: str
    address: str
    licence: str
    attribution: str
    rhythm: str
    released_on: str
    next_due: str
    obtained: str
    files: tuple[dict[str, str], ...] = ()
    disclosure: str = ""
    """Name of its policy in data/disclosure.yml."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One topic of the report: a row of data/chapters.csv, whether written yet or not."""

    chapter_id: str
    title: str
    group: str
    theme: str
    status: str
    owner: str
    review_due: str
    search_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Observation:
    """One row of the long table: what was seen for an indicator in an area and period."""

    indicator_id: str
    area_code: str
    period: str
    period_start: str
    period_end: str
    sex: str
    age: str
    category_type: str
    category: str
    value: float | None
    lower_ci: float | None
    upper_ci: float | None
    lower_998: float | None
    upper_998: float | None
    count: float | None
    denominator: float | None
    status: Status
    value_note: str
    published_comparison: str
    source_id: str
    released_on: str

    @property
    def key(self) -> str:
        """Return `indicator@area@period[@sex@age@category]`, the name of this one number."""
        parts = [self.indicator_id, self.area_code, self.period]
        if (self.sex, self.age, self.category) != (ALL_PERSONS, ALL_AGES, ALL):
            parts += [self.sex, self.age, self.category]
        return "@".join(parts)


@dataclass(frozen=True, slots=True)
class Context:
    """What a build tells every notebook it runs; in JupyterLab it comes from data/place/."""

    page: str
    """Id of the notebook: a chapter or a kind of profile, e.g. `population_and_place`."""
    as_at: str
    edition: str
    state: str
    extra: dict[str, str] = field(default_factory=dict)


def slug(identifier: str) -> str:
    """Return an id as it stands in addresses and anchors: `age_mix` becomes `age-mix`."""
    return identifier.replace("_", "-").replace(".", "-").lower()
