"""Tabulate: raw files in, the long table out; the same files give the same bytes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from jsna.areas import Areas, load_areas
from jsna.catalogue import Catalogue, load_catalogue
from jsna.errors import DataError, SourceError
from jsna.files import csv_text, write_text
from jsna.owner_files import owner_texts, with_owner_files
from jsna.paths import Project
from jsna.quality import BACK_TESTS, WARD_ERRORS
from jsna.records import FIGURE_COLUMNS, NUMBER_COLUMNS, Observation
from jsna.sources import back_tests, general_practice, ward_errors
from jsna.sources.codes import districts_elsewhere, nhs_codes
from jsna.sources.geography import Geography
from jsna.sources.raw import RawFiles
from jsna.sources.rows import PeriodError
from jsna.sources.steps import STEPS, Step
from jsna.sources.totals import of_members
from jsna.sources.validate import key, validate

Report = Callable[[str, int, int], None]
"""Called before each step with its name, how many are done, and of how many."""


def tabulate(
    project: Project,
    raw: Path,
    *,
    report: Report | None = None,
    steps: Sequence[Step] = STEPS,
) -> list[Path]:
    """Make data/figures/<theme>.csv for every theme out of the raw files in the folder `raw`.

    Where a file of the owner is there, areas, memberships and chapters are made from it too.

    Everything is checked before the first file is written; a mistake leaves the figures as
    they were.

    Returns:
        The files, in order of name.

    Raises:
        SourceError: a raw file is missing, has changed, or lacks a column.
        DataError: a row breaks a rule of the long table.
    """
    catalogue = load_catalogue(project)
    files = RawFiles(raw, catalogue.sources)
    areas = with_owner_files(project, load_areas(project), general_practice.listed(files))
    elsewhere = districts_elsewhere(project, areas)
    geography = Geography(files, areas, nhs_codes(project, areas), elsewhere)
    rows: list[Observation] = []
    for done, step in enumerate(steps):
        if report:
            report(step.name, done, len(steps))
        rows += _rows(step, geography)
    rows += of_members(rows, catalogue, areas)
    texts = {
        project.data / "figures" / f"{theme}.csv": text
        for theme, text in long_tables(rows, catalogue, areas).items()
    }
    quality = quality_texts(project, geography) if steps is STEPS else {}
    for path, text in (owner_texts(project, areas) | texts | quality).items():
        write_text(path, text)
    if report:
        report("done", len(steps), len(steps))
    return sorted([*texts, *quality])


def quality_texts(project: Project, geography: Geography) -> dict[Path, str]:
    """Return the two tables that say how good our own figures are, by path.

    Raises:
        DataError: if a figure lies further from its source's than its tolerance allows.
    """
    tests = back_tests.all_tests(geography)
    for test in tests:
        if not test.holds:
            raise DataError(
                f"The back test {test.check_id!r} fails for {test.indicator_id} in "
                f"{test.area_code}, {test.period} ({test.measure}): {test.computed} here, "
                f"{test.published} published. See jsna/sources/back_tests.py."
            )
    folder = project.data / "quality"
    return {
        folder / BACK_TESTS: back_tests.text_of(tests),
        folder / WARD_ERRORS: ward_errors.text_of(ward_errors.all_errors(geography)),
    }


def _rows(step: Step, geography: Geography) -> list[Observation]:
    try:
        return step.rows(geography)
    except PeriodError as error:
        raise SourceError(f"In the step {step.name!r}: {error}") from error
    except (KeyError, ValueError, IndexError) as error:
        raise SourceError(
            f"The step {step.name!r} met a code, word or number that it does not know "
            f"({error}). Compare its raw files with its parser in jsna/sources/."
        ) from error


def long_tables(rows: Iterable[Observation], catalogue: Catalogue, areas: Areas) -> dict[str, str]:
    """Return the checked CSV text of each theme.

    Raises:
        DataError: a row breaks a rule of the long table.
    """
    themes: dict[str, list[Observation]] = defaultdict(list)
    for row in rows:
        if row.indicator_id not in catalogue.indicators:
            raise DataError(
                f"A step made the indicator {row.indicator_id!r}, which is not in "
                "data/catalogue/. Add its entry, or correct the id in jsna/sources/."
            )
        themes[catalogue.indicators[row.indicator_id].theme].append(row)
    texts = {}
    for theme, unsorted in sorted(themes.items()):
        ordered = sorted(unsorted, key=key)
        validate(theme, ordered, catalogue, areas)
        texts[theme] = csv_text(FIGURE_COLUMNS, (_cells(row) for row in ordered))
    return texts


def _cells(row: Observation) -> dict[str, str | None]:
    cells: dict[str, str | None] = asdict(row)
    return cells | {name: number_text(getattr(row, name)) for name in NUMBER_COLUMNS}


def number_text(value: float | None) -> str | None:
    """Return the shortest text that reads back as the same number; whole ones without `.0`."""
    if value is None:
        return None
    number = float(value)
    return str(int(number)) if number.is_integer() else repr(number)
