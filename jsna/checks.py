"""Everything `check` says, as one list of named checks.

A check takes the project and returns one sentence for each thing that is not right. Checks do
not stop each other: whoever runs them sees everything at once.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat

from jsna.areas import Areas, load_areas
from jsna.build.book import load_book
from jsna.build.contract import check_notebook
from jsna.build.plan import SUMMARY, notebook_paths
from jsna.build.toc import check_toc, write_toc
from jsna.catalogue import load_catalogue, load_chapters, load_place
from jsna.errors import JsnaError
from jsna.observations import check_keys, load_observations
from jsna.paths import Project
from jsna.reading import grade, longest_sentence
from jsna.records import AreaType
from jsna.registers import REGISTERS, load_register

HARDEST_GRADE = 8.0
LONGEST_SENTENCE = 25
_BOX = re.compile(r"^(`{3,}|:{3,})\{admonition\}[^\n]*\n:class: plain\n(.*?)^\1", re.M | re.S)
_TEXT_FILES = (".py", ".json", ".typ", ".css", ".js", ".html", ".md", ".ipynb", ".svg", ".txt")
_NAMED_ANYWHERE = (AreaType.COUNTRY, AreaType.REGION)


@dataclass(frozen=True, slots=True)
class Check:
    """One named check."""

    title: str
    find: Callable[[Project], Iterable[str]]

    def run(self, project: Project) -> list[str]:
        """Return one sentence for each thing that is not right; a mistake counts as one."""
        try:
            return list(self.find(project))
        except JsnaError as error:
            return [str(error)]


def notebooks(project: Project) -> Iterator[str]:
    """Find notebooks that break the authoring contract."""
    areas, catalogue = load_areas(project), load_catalogue(project)
    for path in notebook_paths(project):
        shown = project.relative(path)
        try:
            notebook = nbformat.read(path, as_version=4)
            check_notebook(shown, notebook, indicators=catalogue, areas=areas)
        except JsnaError as error:
            yield str(error)
        except (ValueError, nbformat.ValidationError) as error:
            yield f"{shown} cannot be read as a notebook: {str(error).splitlines()[0]}."


def figures(project: Project) -> Iterator[str]:
    """Find rows of figures whose key stands twice, or whose area or indicator is unknown."""
    observations = load_observations(project)
    check_keys(observations)
    known, areas = load_catalogue(project).indicators, load_areas(project).by_code
    for indicator_id in observations.rows_of:
        if indicator_id not in known:
            yield f"data/figures/: the indicator {indicator_id!r} is not in data/catalogue/."
        own = observations.areas_with(indicator_id)
        for code in sorted((own | observations.areas_with_practices(indicator_id)) - set(areas)):
            yield f"data/figures/, {indicator_id}: the area {code!r} is not in areas.csv."


def chapters(project: Project) -> Iterator[str]:
    """Find chapters without a row, and indicators that name an unknown chapter."""
    listed = load_chapters(project)
    for path in sorted((project.notebooks / "chapters").glob("*.ipynb")):
        if path.stem not in listed:
            yield (
                f"{project.relative(path)}: data/chapters.csv has no row {path.stem!r}. "
                "Add one, or start the chapter with: python3 run.py new chapter TITLE"
            )
    for indicator in load_catalogue(project).indicators.values():
        for chapter_id in indicator.chapters:
            if chapter_id not in listed:
                yield (
                    f"data/catalogue/{indicator.theme}.yml, {indicator.indicator_id}: there is "
                    f"no chapter {chapter_id!r} in data/chapters.csv."
                )


def registers(project: Project) -> Iterator[str]:
    """Find register entries that break their schema, and files that no page would show."""
    listed = {*load_chapters(project), *SUMMARY}
    for register in REGISTERS:
        for path in sorted((project.data / register).glob("*.yml")):
            if path.stem not in listed:
                yield (
                    f"{project.relative(path)}: data/chapters.csv has no chapter {path.stem!r}, "
                    "and the summary no such section. Rename the file."
                )
            try:
                load_register(project, register, path.stem)
            except JsnaError as error:
                yield str(error)


def toc(project: Project) -> Iterator[str]:
    """Find out whether _toc.yml is what notebooks and areas give."""
    check_toc(project, load_book(project).plan)
    yield from ()


def fix_toc(project: Project) -> bool:
    """Write _toc.yml from the plan; return whether it changed."""
    return write_toc(project, load_book(project).plan)


def place_names(project: Project) -> Iterator[str]:
    """Find names of places in code, profiles and theme: the package serves any place."""
    names = re.compile(_any_of(names_of_places(load_areas(project), load_place(project)["name"])))
    package = Path(__file__).parent
    for path in (*package.rglob("*"), *(project.notebooks / "profiles").glob("*.ipynb")):
        if path.suffix not in _TEXT_FILES:
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".ipynb":
            text = re.sub(r'area_code = \\"[^"]*"', "", text)  # the default an analyst sees first
        for number, line in enumerate(text.splitlines(), start=1):
            found = names.search(line)
            if found:
                yield (
                    f"{_shown(path, package, project)}, line {number}: the place "
                    f"{found.group()!r} is named. Read it from data/place/ or data/areas/."
                )


def names_of_places(areas: Areas, home: str) -> set[str]:
    """Return the names and codes that may not stand in the package.

    Countries and regions may: a method may be made for a whole country.
    """
    local = [area for area in areas if area.area_type not in _NAMED_ANYWHERE]
    return {area.name for area in local} | {area.area_code for area in local} | {home}


def plain_english(project: Project) -> Iterator[str]:
    """Find front pages without a plain-English box, or with one that is hard to read."""
    for path in sorted(project.book.rglob("*.md")):
        shown = project.relative(path)
        boxes = [match[1] for match in _BOX.findall(path.read_text(encoding="utf-8"))]
        if not boxes:
            yield f"{shown}: there is no plain-English box. Add an admonition of class 'plain'."
        for box in boxes:
            level, length = grade(box), longest_sentence(box)
            if level > HARDEST_GRADE or length > LONGEST_SENTENCE:
                yield (
                    f"{shown}: the plain-English box has reading grade {level:.1f} and a sentence "
                    f"of {length} words; at most {HARDEST_GRADE:.0f} and {LONGEST_SENTENCE} are "
                    "allowed. Use shorter words and sentences."
                )


def _areas(project: Project) -> Iterator[str]:
    load_areas(project)
    yield from ()


def _catalogue(project: Project) -> Iterator[str]:
    load_catalogue(project)
    load_place(project)
    yield from ()


CHECKS = (
    Check("Areas have codes, kinds, parents and members", _areas),
    Check("Catalogue, sources and place keep their schemas", _catalogue),
    Check("Figures load and name known areas and indicators", figures),
    Check("Chapters are listed", chapters),
    Check("Registers keep their schemas", registers),
    Check("Notebooks keep the authoring contract", notebooks),
    Check("_toc.yml is what notebooks and areas give", toc),
    Check("Code, profiles and theme name no place", place_names),
    Check("Front pages open in plain English", plain_english),
)


def _any_of(names: Iterable[str]) -> str:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"


def _shown(path: Path, package: Path, project: Project) -> str:
    if path.is_relative_to(package):
        return f"jsna/{path.relative_to(package).as_posix()}"
    return project.relative(path)
