"""The three files of the owner: chapters, practices of sub-hubs, wards of hubs.

While a file is missing the report uses what stands in data/ and labels it; when it arrives, areas
and memberships come from it with no change of code. Checking is pure: rows in, sentences out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from re import sub
from typing import Any

from jsna.areas import Areas
from jsna.catalogue import load_chapters
from jsna.errors import DataError
from jsna.files import csv_text, read_csv
from jsna.paths import Project
from jsna.records import AREA_COLUMNS, CHAPTER_COLUMNS, MEMBERSHIP_COLUMNS, Area, AreaType

CHAPTERS, PRACTICES, WARDS = "chapters.csv", "sub_hub_practices.csv", "hub_wards.csv"
COLUMNS = {
    CHAPTERS: ("chapter_id", "title", "group", "theme", "order", "owner", "status"),
    PRACTICES: ("sub_hub_id", "sub_hub_name", "practice_code", "valid_from", "valid_to"),
    WARDS: ("hub_id", "hub_name", "ward_code", "valid_from", "valid_to"),
}
CHAPTER_STATUSES = ("confirmed", "referenced", "proposed", "background")
Rows = Sequence[Mapping[str, str]]


def owner_rows(project: Project, name: str) -> list[dict[str, str]] | None:
    """Return the rows of one of the three files, or None while it is missing.

    Raises:
        DataError: if its columns are not those that `COLUMNS` lists.
    """
    path = project.data / "owner" / name
    if not path.exists():
        return None
    return read_csv(path, COLUMNS[name], shown=f"data/owner/{name}")


def check_chapters(rows: Rows) -> list[str]:
    """Return one sentence for each mistake in the list of chapters."""
    found = _blank(CHAPTERS, rows, ("chapter_id", "title", "order", "status"))
    found += _twice(CHAPTERS, rows, "chapter_id")
    found += _twice(CHAPTERS, rows, "title")
    for line, row in enumerate(rows, start=2):
        if row["order"] and not row["order"].isdigit():
            found.append(_sentence(CHAPTERS, line, f"the order {row['order']!r} is no number"))
        if row["status"] and row["status"] not in CHAPTER_STATUSES:
            known = ", ".join(CHAPTER_STATUSES)
            found.append(
                _sentence(
                    CHAPTERS, line, f"there is no status {row['status']!r}; write one of {known}"
                )
            )
    return found


def check_practices(rows: Rows, areas: Areas, listed: Iterable[str] | None = None) -> list[str]:
    """Return one sentence for each mistake in the practices of sub-hubs.

    Args:
        rows: the file.
        areas: every area; a practice needs a row there to have figures.
        listed: codes of the published list of practices, where it is at hand.
    """
    found = _membership(PRACTICES, rows, "sub_hub_id", "sub_hub_name", "practice_code")
    known = None if listed is None else set(listed)
    for line, row in enumerate(rows, start=2):
        code = row["practice_code"]
        if known is not None and code and code not in known:
            found.append(
                _sentence(
                    PRACTICES, line, f"the practice {code!r} is not in the published list; check it"
                )
            )
        elif code and not _is_kind(areas, code, AreaType.PRACTICE):
            found.append(
                _sentence(
                    PRACTICES,
                    line,
                    f"the practice {code!r} is not in data/areas/areas.csv; add its row there",
                )
            )
    return found


def check_wards(rows: Rows, areas: Areas) -> list[str]:
    """Return one sentence for each mistake in the wards of hubs: one set, each once, all of it."""
    found = _membership(WARDS, rows, "hub_id", "hub_name", "ward_code")
    sets: Counter[str] = Counter()
    for line, row in enumerate(rows, start=2):
        code = row["ward_code"]
        if code and not _is_kind(areas, code, AreaType.WARD):
            found.append(
                _sentence(
                    WARDS, line, f"the ward {code!r} is not in data/areas/areas.csv; check it"
                )
            )
        elif code:
            sets[areas[code].area_set] += 1
    if len(sets) > 1:
        names = " and ".join(sorted(sets))
        found.append(
            f"data/owner/{WARDS}: its wards come from two sets ({names}); use the wards of one."
        )
    if len(sets) == 1:
        given = {row["ward_code"] for row in rows}
        whole = areas.of_type(AreaType.WARD, next(iter(sets)))
        missing = [area.name for area in whole if area.area_code not in given]
        if missing:
            found.append(
                f"data/owner/{WARDS}: {len(missing)} wards lie in no hub ({', '.join(missing)}); "
                "add a row for each."
            )
    return found


def _membership(name: str, rows: Rows, group: str, title: str, member: str) -> list[str]:
    found = _blank(name, rows, (group, title, member))
    found += _twice(name, rows, member)
    titles: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        titles[row[group]].add(row[title])
    for key, names in sorted(titles.items()):
        if key and len(names) > 1:
            found.append(
                f"data/owner/{name}: {key!r} has two names ({' and '.join(sorted(names))}); "
                "keep one."
            )
    for line, row in enumerate(rows, start=2):
        for column in ("valid_from", "valid_to"):
            if row[column] and not _is_date(row[column]):
                found.append(
                    _sentence(name, line, f"{column} {row[column]!r} is no date; write YYYY-MM-DD")
                )
    return found


def _blank(name: str, rows: Rows, columns: Sequence[str]) -> list[str]:
    if not rows:
        return [f"data/owner/{name} has no rows; fill it, or take it away."]
    return [
        _sentence(name, line, f"{column} is blank; fill it")
        for line, row in enumerate(rows, start=2)
        for column in columns
        if not row[column].strip()
    ]


def _twice(name: str, rows: Rows, column: str) -> list[str]:
    seen: dict[str, int] = {}
    found = []
    for line, row in enumerate(rows, start=2):
        value = row[column]
        if value and value in seen:
            found.append(
                _sentence(
                    name, line, f"{value!r} stands already in line {seen[value]}; keep one of them"
                )
            )
        seen.setdefault(value, line)
    return found


def _sentence(name: str, line: int, what: str) -> str:
    return f"data/owner/{name}, line {line}: {what}."


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_kind(areas: Areas, code: str, kind: AreaType) -> bool:
    return code in areas.by_code and areas[code].area_type is kind


def with_owner_files(project: Project, areas: Areas, listed: Iterable[str] | None = None) -> Areas:
    """Return the areas with hubs and sub-hubs from the owner's files, where these are there.

    Raises:
        DataError: the first mistake of a file, as one sentence.
    """
    chapters = owner_rows(project, CHAPTERS)
    practices, wards = owner_rows(project, PRACTICES), owner_rows(project, WARDS)
    problems = check_chapters(chapters) if chapters is not None else []
    if practices is not None:
        problems += check_practices(practices, areas, listed)
    if wards is not None:
        problems += check_wards(wards, areas)
    if problems:
        raise DataError(problems[0])
    if practices is not None:
        areas = replaced(areas, practices, AreaType.SUB_HUB, "registered")
    if wards is not None:
        areas = replaced(areas, wards, AreaType.EARLY_HELP_HUB, "resident")
    return areas


def replaced(areas: Areas, rows: Rows, kind: AreaType, basis: str) -> Areas:
    """Return the areas with every area of one kind taken from checked rows of an owner's file."""
    columns = COLUMNS[PRACTICES if kind is AreaType.SUB_HUB else WARDS]
    group, title, member = columns[:3]
    gone = {area.area_code for area in areas if area.area_type is kind}
    (council,) = areas.of_type(AreaType.UNITARY_AUTHORITY)
    kept = {code: area for code, area in areas.by_code.items() if code not in gone}
    for row in rows:
        kept.setdefault(row[group], _area(row[group], row[title], kind, council))
    if kind is AreaType.SUB_HUB:
        parent = {row[member]: row[group] for row in rows}
        for code, area in kept.items():
            if area.parent_code in gone or code in parent:
                kept[code] = replace(area, parent_code=parent.get(code, council.area_code))
    members = [row for row in areas.membership if row["area_code"] not in gone]
    members += [
        {
            "area_code": row[group],
            "member_code": row[member],
            "basis": basis,
            "valid_from": row["valid_from"],
            "valid_to": row["valid_to"],
            "status": "official",
        }
        for row in rows
        if not row["valid_to"]
    ]
    return Areas(kept, tuple(members))


def owner_texts(project: Project, areas: Areas) -> dict[Path, str]:
    """Return the files of the project that the owner's files replace: path -> content."""
    texts: dict[Path, str] = {}
    folder = project.data / "owner"
    if any((folder / name).exists() for name in (PRACTICES, WARDS)):
        cells = [_cells(area) for area in areas]
        texts[project.data / "areas" / "areas.csv"] = csv_text(AREA_COLUMNS, cells)
        texts[project.data / "areas" / "membership.csv"] = csv_text(
            MEMBERSHIP_COLUMNS, areas.membership
        )
    chapters = owner_rows(project, CHAPTERS)
    if chapters is not None:
        kept = [asdict(chapter) for chapter in load_chapters(project).values()]
        texts[project.data / "chapters.csv"] = csv_text(
            CHAPTER_COLUMNS, merged_chapters(chapters, kept)
        )
    return texts


def merged_chapters(rows: Rows, kept: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the owner's chapters in their order, after the background chapters held now.

    Date of review and search words, which the owner's file does not hold, stay as they are.
    """
    known = {row["chapter_id"]: row for row in kept}
    given = {row["chapter_id"] for row in rows}
    merged: list[dict[str, Any]] = [
        {**row, "search_words": ";".join(row["search_words"])}
        for row in kept
        if row["status"] == "background" and row["chapter_id"] not in given
    ]
    for row in sorted(rows, key=lambda row: int(row["order"])):
        held = known.get(row["chapter_id"], {})
        merged.append(
            {
                **{name: row[name] for name in row if name in CHAPTER_COLUMNS},
                "review_due": held.get("review_due", ""),
                "search_words": ";".join(held.get("search_words", ())),
            }
        )
    return merged


def _cells(area: Area) -> dict[str, Any]:
    tiles = {name: getattr(area, name) for name in ("tile_x", "tile_y")}
    shown = {name: None if tile is None else f"{tile:g}" for name, tile in tiles.items()}
    return {**asdict(area), **shown}


def _area(code: str, name: str, kind: AreaType, council: Area) -> Area:
    words = "early help hub" if kind is AreaType.EARLY_HELP_HUB else "sub-hub"
    named = name if words in name.lower() else f"{name} {words}"
    return Area(
        area_code=code,
        area_slug=sub(r"[^a-z0-9]+", "-", named.lower()).strip("-"),
        name=named,
        full_name=f"{named}, {council.name}",
        area_type=kind,
        area_set="",
        parent_code=council.area_code,
        valid_from="",
        valid_to="",
        status="official",
        fit="",
        fit_note="",
        tile_x=None,
        tile_y=None,
    )
