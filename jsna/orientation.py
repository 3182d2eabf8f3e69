"""What makes a tile map recognisable: a river, town names, and names short enough for a tile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jsna.errors import DataError
from jsna.files import check_schema, read_yaml
from jsna.paths import Project
from jsna.reads import note_file

Point = tuple[float, float]
_FILE = "data/place/tiles.yml"


@dataclass(frozen=True, slots=True)
class Town:
    """A name to print beside the tiles; `at` in tiles from the top left corner."""

    name: str
    at: Point
    align: str = "center"
    phone_at: Point | None = None

    def place(self, layout: str) -> Point:
        """Return where the name stands in one layout."""
        return self.phone_at if layout == "phone" and self.phone_at else self.at


@dataclass(frozen=True, slots=True)
class Orientation:
    """The place-specific parts of a tile map; empty, the map is drawn without them."""

    river_name: str = ""
    river_name_at: Point = (0, 0)
    river: tuple[Point, ...] = ()
    towns: tuple[Town, ...] = ()
    labels: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Area code -> layout name ("wide", "phone") -> lines."""


def load_orientation(project: Project) -> Orientation:
    """Read and check data/place/tiles.yml; without the file the map has no orientation.

    Raises:
        DataError: if the file breaks its schema or names a town twice.
    """
    path = project.data / "place" / "tiles.yml"
    note_file(project, path)
    if not path.exists():
        return Orientation()
    content = read_yaml(path, shown=_FILE)
    check_schema(content, "tiles", shown=_FILE)
    return _orientation(content)


def _orientation(content: dict[str, Any]) -> Orientation:
    river = content["river"]
    towns = tuple(
        Town(
            town["name"],
            _point(town["at"]),
            town.get("align", "center"),
            _point(town["phone_at"]) if "phone_at" in town else None,
        )
        for town in content["towns"]
    )
    _refuse_twice([town.name for town in towns])
    return Orientation(
        river_name=river["name"],
        river_name_at=_point(river["name_at"]),
        river=tuple(map(_point, river["points"])),
        towns=towns,
        labels={
            code: {layout: tuple(lines) for layout, lines in entry.items()}
            for code, entry in content["labels"].items()
        },
    )


def _refuse_twice(names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise DataError(f"{_FILE}, towns: {name!r} stands twice. Keep one of them.")


def _point(pair: list[float]) -> Point:
    return float(pair[0]), float(pair[1])
