"""The two hooks of disclosure control in a build: before anything is read, and before it is shown.

`guard` protects the restricted figures, audits them and writes what may be published to
`_build/protected/`, from where notebooks read it; the figures themselves never reach a notebook.
`scan` reads the finished site for anything of them that should not be there.
"""

import hashlib
import os
import shutil
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import jsna
from jsna.areas import load_areas
from jsna.build.composition import composition_of
from jsna.build.executor import LocalPool
from jsna.build.restricted import read_restricted, restricted_folder
from jsna.catalogue import Catalogue, load_catalogue
from jsna.disclosure import Policy, protect
from jsna.disclosure.cells import Cell, Raw
from jsna.disclosure.marks import marks_of
from jsna.disclosure.report import Guarded, report_text
from jsna.disclosure.scan import Marks, scan_site
from jsna.disclosure.table import protect_table
from jsna.errors import DisclosureError
from jsna.files import csv_text, write_if_changed, write_text
from jsna.observations import load_observations, protected_file
from jsna.paths import Project
from jsna.records import FIGURE_COLUMNS, KEY_COLUMNS, NUMBER_COLUMNS, Observation, Status

if TYPE_CHECKING:
    from jsna.disclosure.examine import Composition

_PUBLIC = (".csv", ".yml", ".py", ".json", ".html", ".css", ".js", ".typ")


def guard(project: Project) -> Guarded:
    """Protect and audit the restricted figures, and put them where notebooks find them.

    Without restricted figures nothing is written and the audit passes at once.

    Raises:
        DisclosureError: if a restricted row stands in data/figures/, the folder lies inside the
            project, or something leaks.
        DataError: if a restricted file breaks a rule of the long table.
    """
    folder = restricted_folder(project)
    catalogue = load_catalogue(project)
    _check_figures(project, catalogue)
    if folder is None:
        shutil.rmtree(protected_file(project).parent, ignore_errors=True)
        return Guarded(catalogue.policies, {}, Marks(), 0)
    guarded = _guarded(project, folder, _digest(project, folder))
    write_if_changed(protected_file(project), _protected_text(guarded))
    return guarded


def scan(project: Project, site: Path) -> None:
    """Refuse a site that holds anything of the restricted figures; write the analysts' report.

    Raises:
        DisclosureError: naming the files, and what was found in them.
    """
    guarded = guard(project)
    hits, files = scan_site(site, guarded.marks, LocalPool(os.cpu_count() or 1).map)
    if hits:
        lines = "\n".join(f"  {hit.file}: {hit.mark}" for hit in hits[:10])
        raise DisclosureError(
            f"The built site holds restricted content in {len(hits)} places; the last good site "
            f"stays:\n{lines}\nFind out how it got there; never publish _build/work."
        )
    write_text(project.build / "analyst" / "disclosure.md", report_text(guarded, files))


def _check_figures(project: Project, catalogue: Catalogue) -> None:
    """Take every committed row through the door: all of them can be downloaded.

    Rule 2: no restricted row stands among them, protected or not.
    """
    place = {name: number for number, name in enumerate(FIGURE_COLUMNS)}
    numbers = [place[name] for name in NUMBER_COLUMNS if name != "denominator"]
    hidden = {str(status) for status in Status if not status.has_value}
    policies = {name: policy.is_open for name, policy in catalogue.policies.items()}
    for indicator_id, rows in load_observations(project, with_protected=False).rows_of.items():
        for row in rows:
            is_open = policies.get(source_id := row[place["source_id"]])
            if not is_open:
                raise DisclosureError(_restricted_row(indicator_id, source_id, is_open is None))
            if row[place["status"]] in hidden and any(row[number] for number in numbers):
                raise DisclosureError(
                    f"data/figures/, {indicator_id}, {row[place['area_code']]}: the row is "
                    f"{row[place['status']]} but still holds a number. Take the number out."
                )


def _restricted_row(indicator_id: str, source_id: str, is_unknown: bool) -> str:
    if is_unknown:
        return (
            f"data/figures/, {indicator_id}: data/sources.yml has no source {source_id!r}, so "
            "nobody can say whether the row may be published."
        )
    return (
        f"data/figures/, {indicator_id}: a row comes from the restricted source {source_id!r}. "
        "Take it out, and from the history too; a build reads restricted figures from the folder "
        "that JSNA_RESTRICTED names."
    )


def _digest(project: Project, folder: Path) -> str:
    """Return a hash of all that decides what is protected and how."""
    data = project.data
    paths = [*folder.glob("*.csv"), *data.glob("*.yml")]
    paths += [*(data / "catalogue").glob("*.yml"), *(data / "areas").glob("*.csv")]
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _guarded(project: Project, folder: Path, digest: str) -> Guarded:
    """Return the protected rows of all restricted sources; worked out once for a build."""
    catalogue, areas = load_catalogue(project), load_areas(project)
    given = read_restricted(folder, catalogue, areas)
    cells: dict[str, Sequence[Cell]] = {}
    for source_id in sorted({raw.observation.source_id for raw in given.rows}):
        policy = catalogue.policies[source_id]
        rows = [raw for raw in given.rows if raw.observation.source_id == source_id]
        codes = {raw.observation.area_code for raw in rows}
        parts = composition_of(areas, codes, given.composition)
        cells[source_id] = protect_source(source_id, rows, policy, parts)
    everything = [cell for found in cells.values() for cell in found]
    protect([cell.shown for cell in everything], catalogue.policies)
    marks, too_common = marks_of(everything, given.extra, _public_text(project))
    return Guarded(catalogue.policies, cells, marks, too_common)


def protect_source(
    source_id: str, rows: Sequence[Raw], policy: Policy, composition: "Composition"
) -> list[Cell]:
    """Return one source's rows as they may be published.

    Raises:
        DisclosureError: if the audit finds that something leaks all the same.
    """
    # Its solver takes longer to import than a book without restricted figures to check.
    from jsna.disclosure.examine import audit_cells, leak_finder, refuse_leaks

    cells = protect_table(rows, policy, leak_finder(composition, policy))
    refuse_leaks(source_id, audit_cells(cells, composition, policy), policy)
    return cells


def _protected_text(guarded: Guarded) -> str:
    """Return the protected rows as a file of the long table."""
    shown = [cell.shown for cells in guarded.cells.values() for cell in cells]
    shown.sort(key=lambda item: tuple(getattr(item, name) for name in KEY_COLUMNS))
    return csv_text(FIGURE_COLUMNS, [_row(item) for item in shown])


def _row(item: Observation) -> dict[str, object]:
    cells = {name: getattr(item, name) for name in FIGURE_COLUMNS}
    return {
        name: int(cell) if isinstance(cell, float) and cell.is_integer() else cell
        for name, cell in cells.items()
    }


def _public_text(project: Project) -> str:
    """Return the names and figures that are public anyway: what stands there gives nothing away.

    What people write (notebooks, front pages, registers) does not count: it may hold a slip.
    """
    data, package = project.data, Path(jsna.__file__).parent
    paths = [*data.glob("*.*"), *package.rglob("*.*")]
    for name in ("areas", "catalogue", "figures", "place"):
        paths += (data / name).glob("*.*")
    kept = sorted(path for path in paths if path.suffix in _PUBLIC)
    return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in kept)
