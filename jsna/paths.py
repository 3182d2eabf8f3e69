"""Where things are, relative to the project's root. The only module that knows folder names."""

import os
from dataclasses import dataclass
from pathlib import Path

from jsna.errors import JsnaError

ROOT_VARIABLE = "JSNA_ROOT"
_MARKS = ("_config.yml", "notebooks", "data")

RESTRICTED_FOLDER = "JSNA_RESTRICTED"
"""The environment variable that names the folder of restricted figures, if there is one."""


@dataclass(frozen=True, slots=True)
class Project:
    """One place's project folder: a root, and the names of everything in it."""

    root: Path

    @property
    def book(self) -> Path:
        return self.root / "book"

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def build(self) -> Path:
        return self.root / "_build"

    @property
    def html(self) -> Path:
        """The published site: the only folder that is ever uploaded."""
        return self.build / "html"

    def relative(self, path: Path) -> str:
        """Return `path` as messages print it: from the root, with forward slashes."""
        resolved = path.resolve()
        root = self.root.resolve()
        return resolved.relative_to(root).as_posix() if resolved.is_relative_to(root) else path.name


def find_project(start: Path | None = None) -> Project:
    """Find the project that `start` (default: the working folder) lies in.

    The variable JSNA_ROOT wins: the build sets it for the notebooks it runs.

    Raises:
        JsnaError: if no folder above holds `_config.yml`, `notebooks` and `data`.
    """
    if named := os.environ.get(ROOT_VARIABLE):
        return Project(Path(named))
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if all((folder / mark).exists() for mark in _MARKS):
            return Project(folder)
    raise JsnaError(
        f"No project found in {here.name!r} or above it. Go to the folder that holds _config.yml, "
        "notebooks and data, and type the command again."
    )
