"""Which pages there are: every notebook crossed with every area that has enough figures."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from jsna.areas import Areas
from jsna.build.options import BuildOptions
from jsna.catalogue import Catalogue
from jsna.errors import NotebookError, UnknownPageError
from jsna.observations import Observations
from jsna.paths import Project
from jsna.records import Area, AreaType, slug

FOLDERS = {"summary": "summary", "chapter": "chapters", "profile": "profiles", "model": "model"}
"""Kind of notebook -> the folder of notebooks/ that holds it."""
SUMMARY = (
    "our_people_and_place",
    "our_health_and_wellbeing",
    "our_community",
    "our_programmes_and_services",
    "our_health_inequalities",
)
"""The sections of the summary in reading order; any other follows by name."""
MODEL = ("whole_system", "scenarios")
"""The notebooks about the whole-system model in reading order."""
WHOLE = (AreaType.DISTRICT, AreaType.COUNTY, AreaType.ICB, AreaType.PARTNERSHIP)
"""Kinds of area, besides the home area, whose future the model tells."""
ENOUGH = 3
"""A chapter page for an area exists when so many of its indicators hold the area's own figures."""


@dataclass(frozen=True)
class Authored:
    """One committed notebook."""

    page: str
    kind: str
    """`summary`, `chapter`, `profile` or `model`."""
    title: str
    path: Path
    notebook: NotebookNode
    area_types: tuple[AreaType, ...]
    """Kinds of area a profile is for; empty for the others."""
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class Job:
    """One page to make: a notebook, the area it is run for, and its address."""

    authored: Authored
    area: Area
    address: str
    """Without ending, from the site's root: `areas/luton/index`."""

    @property
    def name(self) -> str:
        """Return the page as messages call it."""
        return f"{self.authored.page} for {self.area.full_name}"

    @property
    def parameters(self) -> dict[str, str]:
        return {"area_code": self.area.area_code}


@dataclass(frozen=True)
class Thin:
    """A chapter page that does not exist, because the area holds too few figures for it."""

    page: str
    area: Area
    held: int
    of: int


@dataclass(frozen=True)
class Plan:
    """Every page of the book, and the pages that are left out with their reason."""

    jobs: tuple[Job, ...]
    thin: tuple[Thin, ...]
    has_model: bool = False
    """Whether there is a whole-system model, and with it the pages under `model/`."""

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        """Return the areas with pages: home first, then by kind and name."""
        kinds = list(AreaType)
        home = self.jobs[0].area if self.jobs else None
        found = {job.area for job in self.jobs} | {item.area for item in self.thin}
        return tuple(
            sorted(found, key=lambda area: (area != home, kinds.index(area.area_type), area.name))
        )

    def built(self, addresses: Collection[str]) -> "Plan":
        """Return the plan of a site that holds only some pages; areas with none of theirs go."""
        jobs = tuple(job for job in self.jobs if job.address in addresses)
        empty = {job.area for job in self.jobs} - {job.area for job in jobs}
        return Plan(
            jobs, tuple(item for item in self.thin if item.area not in empty), self.has_model
        )

    def of_area(self, area: Area) -> list[Job]:
        """Return an area's pages: its profile or the summary first, then its chapters in order."""
        return [job for job in self.jobs if job.area == area]


def load_notebooks(project: Project) -> list[Authored]:
    """Read every notebook of the four folders.

    Raises:
        NotebookError: if one cannot be read, or its `metadata.jsna` is incomplete.
    """
    return [load_notebook(project, path) for path in notebook_paths(project)]


def load_notebook(project: Project, path: Path) -> Authored:
    """Read one notebook.

    Raises:
        NotebookError: if it cannot be read, or its `metadata.jsna` is incomplete.
    """
    return _authored(path, project.relative(path))


def notebook_paths(project: Project) -> list[Path]:
    """Return the notebooks that make pages: summary, chapters, profiles, model, each by name."""
    folders = [project.notebooks / folder for folder in FOLDERS.values()]
    return [path for folder in folders for path in sorted(folder.glob("*.ipynb"))]


def _authored(path: Path, shown: str) -> Authored:
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:
        raise NotebookError(f"{shown} cannot be read as a notebook: {error}") from error
    facts = notebook.metadata.get("jsna", {})
    lacking = [name for name in ("id", "kind", "title") if name not in facts]
    if lacking or facts["id"] != path.stem or facts["kind"] not in FOLDERS:
        raise NotebookError(
            f"{shown}: metadata.jsna must hold id (here {path.stem!r}), kind ({_kinds()}) "
            'and title. Start a chapter with: python3 run.py new chapter "Title"'
        )
    unknown = [word for word in facts.get("area_types", ()) if word not in list(AreaType)]
    if unknown:
        raise NotebookError(
            f"{shown}: metadata.jsna names the area type {unknown[0]!r}, which does not exist. "
            f"Known ones: {', '.join(AreaType)}."
        )
    folder = FOLDERS[facts["kind"]]
    if path.parent.name != folder:
        raise NotebookError(
            f"{shown}: metadata.jsna.kind is {facts['kind']!r}, whose notebooks stand in "
            f"notebooks/{folder}/. Move the file or correct the kind."
        )
    return Authored(
        page=facts["id"],
        kind=facts["kind"],
        title=facts["title"],
        path=path,
        notebook=notebook,
        area_types=tuple(AreaType(word) for word in facts.get("area_types", ())),
        indicators=tuple(facts.get("indicators", ())),
    )


def _kinds() -> str:
    return f"{', '.join(list(FOLDERS)[:-1])} or {list(FOLDERS)[-1]}"


def plan(
    notebooks: Sequence[Authored],
    areas: Areas,
    catalogue: Catalogue,
    observations: Observations,
    home: Area,
    chapter_order: Sequence[str],
) -> Plan:
    """Return every page of the book: pure, the same for every build of the same inputs.

    Args:
        notebooks: what `load_notebooks` returned.
        areas: all areas; those with pages are planned for.
        catalogue: says which indicators a chapter is built on.
        observations: says which areas hold figures.
        home: the area that the summary is about, and whose chapters stand under `chapters/`,
            whatever it holds.
        chapter_order: chapter ids in the report's order.
    """
    summary = sorted(
        (item for item in notebooks if item.kind == "summary"),
        key=lambda item: _position(item.page, SUMMARY),
    )
    profiles = [item for item in notebooks if item.kind == "profile"]
    chapters = sorted(
        (item for item in notebooks if item.kind == "chapter"),
        key=lambda item: _position(item.page, chapter_order),
    )
    model = sorted(
        (item for item in notebooks if item.kind == "model"),
        key=lambda item: _position(item.page, MODEL),
    )
    held = {item.page: _held(item, catalogue, observations) for item in chapters}
    jobs: list[Job] = []
    thin: list[Thin] = []
    for area in _in_order(areas, home):
        jobs += [
            Job(item, area, f"areas/{area.area_slug}/index")
            for item in profiles
            if area.area_type in item.area_types
        ]
        if area == home:
            jobs += [Job(item, area, f"summary/{slug(item.page)}") for item in summary]
            jobs += [Job(item, area, f"model/{slug(item.page)}") for item in model]
        elif area.area_type in WHOLE:
            folder = f"areas/{area.area_slug}"
            jobs += [Job(item, area, f"{folder}/{slug(item.page)}") for item in model]
        for item in chapters:
            of = held[item.page]
            count = sum(area.area_code in codes for codes in of)
            if area == home:
                jobs.append(Job(item, area, f"chapters/{slug(item.page)}"))
            elif count >= ENOUGH:
                jobs.append(Job(item, area, f"areas/{area.area_slug}/{slug(item.page)}"))
            else:
                thin.append(Thin(item.page, area, count, len(of)))
    return Plan(tuple(jobs), tuple(thin))


def _position(page: str, order: Sequence[str]) -> tuple[int, str]:
    return (order.index(page) if page in order else len(order), page)


def _held(item: Authored, catalogue: Catalogue, observations: Observations) -> list[set[str]]:
    return [
        observations.areas_with(indicator.indicator_id)
        for indicator in catalogue.of_chapter(item.page)
    ]


def _in_order(areas: Areas, home: Area) -> list[Area]:
    """Home first, then wards, then the other kinds, each by name."""
    kinds = list(AreaType)
    with_pages = [area for area in areas if area.has_pages]
    return sorted(
        with_pages, key=lambda area: (area != home, kinds.index(area.area_type), area.name)
    )


def choose(full: Plan, options: BuildOptions, areas: Areas) -> list[Job]:
    """Return the jobs that `--only` and `--area` ask for.

    Raises:
        UnknownPageError: for an id that no notebook has.
        UnknownAreaError: for a code or slug that no area has.
    """
    pages = {job.authored.page for job in full.jobs}
    for page in options.only:
        if page.replace("-", "_") not in pages:
            raise UnknownPageError(page, pages)
    only = {page.replace("-", "_") for page in options.only}
    codes = {areas.named(word).area_code for word in options.areas}
    return [job for job in full.jobs if _asked(job, only, codes)]


def _asked(job: Job, only: Iterable[str], codes: Iterable[str]) -> bool:
    return (not only or job.authored.page in only) and (not codes or job.area.area_code in codes)
