"""One project's reference tables, notebooks and plan, loaded together."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from jsna.areas import Areas, load_areas
from jsna.build.plan import Authored, Plan, load_notebooks, plan
from jsna.catalogue import Catalogue, load_catalogue, load_chapters, load_place
from jsna.earlier import Overlap, overlaps
from jsna.errors import DataError
from jsna.observations import Observations, check_keys, load_observations
from jsna.orientation import Orientation, load_orientation
from jsna.paths import Project
from jsna.records import Area, Chapter
from jsna.simulation.load import DECISIONS


@dataclass(frozen=True)
class Book:
    """Everything a build knows before it runs anything."""

    project: Project
    place: dict[str, Any]
    areas: Areas
    catalogue: Catalogue
    observations: Observations
    chapters: dict[str, Chapter]
    notebooks: tuple[Authored, ...]
    plan: Plan

    @property
    def home(self) -> Area:
        """Return the area the book is about."""
        return self.areas[self.place["home_area"]]

    @cached_property
    def overlaps(self) -> list[Overlap]:
        """Return where residents of all earlier wards live today, worked out once."""
        return overlaps(self.observations, self.areas)

    @cached_property
    def orientation(self) -> Orientation:
        """Return what the tile map draws besides areas, read once."""
        return load_orientation(self.project)


def load_book(project: Project) -> Book:
    """Read and check all reference tables and plan the pages.

    Raises:
        JsnaError: for the first thing that is wrong, naming file, place and next step.
    """
    place = load_place(project)
    areas = load_areas(project)
    catalogue = load_catalogue(project)
    observations = load_observations(project)
    check_keys(observations)
    chapters = load_chapters(project)
    notebooks = load_notebooks(project)
    if place["home_area"] not in areas.by_code:
        raise DataError(
            f"data/place/place.yml, home_area: there is no area {place['home_area']!r} in "
            "data/areas/areas.csv. Give the code of the council that the book is about."
        )
    home = areas[place["home_area"]]
    pages = plan(notebooks, areas, catalogue, observations, home, list(chapters))
    pages = replace(pages, has_model=(project.data / "model" / DECISIONS).exists())
    return Book(project, place, areas, catalogue, observations, chapters, tuple(notebooks), pages)
