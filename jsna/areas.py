"""Areas as data: which places there are, what they belong to, what they are compared with."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from jsna.errors import DataError, UnknownAreaError
from jsna.files import read_csv
from jsna.paths import Project
from jsna.reads import ABSENT, Tracked, TrackedRows, digest, note, tracked, untracked
from jsna.records import AREA_COLUMNS, MEMBERSHIP_COLUMNS, Area, AreaType

_FILE = "data/areas/areas.csv"
Answer = TypeVar("Answer")
SIMILAR = "similar"
"""Basis of a membership that is none: the member stands beside the area in a published list."""
STATUSES = ("official", "inferred", "illustrative", "to_be_confirmed")
"""How an area came to be; anything but the first is said on its pages."""


@dataclass(frozen=True)
class Areas:
    """Every area of data/areas/areas.csv, and who is a member of whom.

    What a page asks of it is logged with a hash of the answer (`jsna.reads`), so that a page is
    built again when the answer changes and not when any area does.
    """

    by_code: Mapping[str, Area]
    membership: tuple[dict[str, str], ...]

    def __iter__(self) -> Iterator[Area]:
        return iter(self.by_code.values())

    def __getitem__(self, area_code: str) -> Area:
        """Return one area.

        Raises:
            UnknownAreaError: with the nearest known codes and slugs.
        """
        try:
            return self.by_code[area_code]
        except KeyError:
            known = [*self.by_code, *self._by_slug]
            raise UnknownAreaError(area_code, known) from None

    @cached_property
    def _by_slug(self) -> dict[str, Area]:
        return {area.area_slug: area for area in self}

    def named(self, code_or_slug: str) -> Area:
        """Return the area with this code or this address word (`luton`)."""
        return self._by_slug.get(code_or_slug) or self[code_or_slug]

    def of_type(self, area_type: AreaType, area_set: str | None = None) -> list[Area]:
        """Return the areas of one kind, by default those in force today, in order of name."""
        return self._logged(f"of_type:{area_type}:{area_set or ''}", self._of(area_type, area_set))

    def _of(self, area_type: AreaType, area_set: str | None) -> list[Area]:
        chosen = [
            area
            for area in self._all
            if area.area_type is area_type
            and (area.area_set == area_set if area_set else area.is_current)
        ]
        return sorted(chosen, key=lambda area: area.name)

    def siblings(self, area: Area) -> list[Area]:
        """Return the areas of the same kind, set and parent, itself included, by name."""
        alike = self._of(area.area_type, area.area_set)
        found = [other for other in alike if other.parent_code == area.parent_code]
        return self._logged(f"siblings:{area.area_code}", found)

    def peers(self, area: Area) -> list[Area]:
        """Return the areas that an area is drawn among, by name: its siblings.

        A council that is alone in the files stands among the districts: they are cut to the same
        purpose, and together they make up the wider area.
        """
        alike = self.siblings(area)
        if len(alike) > 1 or area.area_type is not AreaType.UNITARY_AUTHORITY:
            return alike
        return sorted([area, *self.of_type(AreaType.DISTRICT)], key=lambda item: item.name)

    def cuts(self, area: Area) -> list[list[Area]]:
        """Return the ways an area is cut into parts that have pages: one list for each kind.

        A council is cut into wards and, again, into hubs and into networks. The cuts overlap, so
        they are never mixed. In the order of `AreaType`; the parts by name.
        """
        inside = [o for o in self._all if o.parent_code == area.area_code and o.has_pages]
        kinds = [kind for kind in AreaType if any(o.area_type is kind for o in inside)]
        found = [
            sorted((o for o in inside if o.area_type is kind), key=lambda o: o.name)
            for kind in kinds
        ]
        return self._logged(f"cuts:{area.area_code}", found)

    def ancestors(self, area: Area) -> list[Area]:
        """Return parent, grandparent and so on, nearest first."""
        chain: list[Area] = []
        while area.parent_code:
            area = self[area.parent_code]
            chain.append(area)
        return chain

    def comparators(self, area: Area) -> list[Area]:
        """Return what an area is read beside: its council or county, and the country."""
        kinds = (AreaType.UNITARY_AUTHORITY, AreaType.COUNTY, AreaType.COUNTRY)
        return [other for other in self.ancestors(area) if other.area_type in kinds]

    def members(self, area_code: str) -> list[str]:
        """Return the codes of the areas that make up this one, in the order of the file."""
        rows = tuple.__iter__(self.membership)
        found = [
            row["member_code"]
            for row in rows
            if row["area_code"] == area_code and row["basis"] != SIMILAR
        ]
        return self._logged(f"members:{area_code}", found)

    def similar(self, area: Area) -> list[Area]:
        """Return the councils that a published list calls similar to this one, nearest first."""
        rows = tuple.__iter__(self.membership)
        found = [
            untracked(self.by_code)[row["member_code"]]
            for row in rows
            if row["area_code"] == area.area_code and row["basis"] == SIMILAR
        ]
        return self._logged(f"similar:{area.area_code}", found)

    def earlier(self, today: Area, name: str) -> Area | None:
        """Return the area of before, of the same kind and parent, that had this name, or None."""
        kin = (today.area_type, today.parent_code)
        found = (
            area
            for area in self._all
            if area.name == name
            and (area.area_type, area.parent_code) == kin
            and not area.is_current
        )
        return self._logged(f"earlier:{today.area_code}:{name}", next(found, None))

    @property
    def _all(self) -> Iterable[Area]:
        """Return every area for a question that is logged as one."""
        return untracked(self.by_code).values()

    def _logged(self, question: str, answer: Answer) -> Answer:
        note("areas", question, lambda: digest(answer))
        return answer

    def answer_digest(self, question: str) -> str:
        """Return the hash of today's answer to a question that was logged.

        Args:
            question: `of_type:<kind>:<set>`, `siblings:<code>`, `cuts:<code>`, `members:<code>`,
                `similar:<code>` or `earlier:<code>:<name>`.
        """
        name, first, *rest = question.split(":")
        if name == "of_type":
            return digest(self.of_type(AreaType(first), rest[0] or None))
        if name == "members":
            return digest(self.members(first))
        area = untracked(self.by_code).get(first)
        if area is None:
            return ABSENT
        if name == "earlier":
            return digest(self.earlier(area, ":".join(rest)))
        answers = {"siblings": self.siblings, "cuts": self.cuts, "similar": self.similar}
        return digest(answers[name](area))


def load_areas(project: Project) -> Areas:
    """Read and check data/areas/.

    Raises:
        DataError: for a code or slug that stands twice, an unknown kind, parent or member.
    """
    with tracked():
        rows = read_csv(project.data / "areas" / "areas.csv", AREA_COLUMNS, shown=_FILE)
    by_code: dict[str, Area] = {}
    slugs: dict[str, str] = {}
    for number, row in enumerate(rows, start=2):
        area = _area(row, number)
        for name, seen in ((area.area_code, by_code), (area.area_slug, slugs)):
            if name in seen:
                raise DataError(f"{_FILE}, line {number}: {name!r} stands twice.")
        by_code[area.area_code] = area
        slugs[area.area_slug] = area.area_code
    for number, area in enumerate(by_code.values(), start=2):
        _check_parents(area, by_code, number)
    with tracked():
        members = TrackedRows(_members(project, by_code))
    return Areas(Tracked("area", by_code), members)


def _check_parents(area: Area, by_code: dict[str, Area], number: int) -> None:
    seen = {area.area_code}
    while area.parent_code:
        if area.parent_code not in by_code:
            raise DataError(f"{_FILE}, line {number}: there is no parent {area.parent_code!r}.")
        if area.parent_code in seen:
            raise DataError(
                f"{_FILE}, line {number}: {area.parent_code!r} lies inside itself. "
                "Correct parent_code."
            )
        seen.add(area.parent_code)
        area = by_code[area.parent_code]


def _area(row: dict[str, str], number: int) -> Area:
    try:
        area_type = AreaType(row["area_type"])
    except ValueError:
        raise DataError(
            f"{_FILE}, line {number}: there is no area type {row['area_type']!r}. "
            f"Known ones: {', '.join(AreaType)}."
        ) from None
    if row["status"] not in STATUSES:
        raise DataError(
            f"{_FILE}, line {number}: there is no status {row['status']!r}. "
            f"Known ones: {', '.join(STATUSES)}."
        )
    tile_x, tile_y = (_tile(row[name], name, number) for name in ("tile_x", "tile_y"))
    texts = {name: row[name] for name in AREA_COLUMNS if not name.startswith("tile_")}
    return Area(**{**texts, "area_type": area_type, "tile_x": tile_x, "tile_y": tile_y})  # type: ignore[arg-type]


def _tile(text: str, name: str, number: int) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        raise DataError(f"{_FILE}, line {number}: {name} is {text!r}, not a number.") from None


def _members(project: Project, by_code: dict[str, Area]) -> Iterator[dict[str, str]]:
    shown = "data/areas/membership.csv"
    path = project.data / "areas" / "membership.csv"
    for number, row in enumerate(read_csv(path, MEMBERSHIP_COLUMNS, shown=shown), start=2):
        for name in ("area_code", "member_code"):
            if row[name] not in by_code:
                raise DataError(f"{shown}, line {number}: there is no area {row[name]!r}.")
        yield row
