"""Copies of Exampleton: a whole project folder that a test may build, spoil and throw away."""

import shutil
from pathlib import Path

import nbformat

from jsna.paths import Project
from jsna.records import PRACTICES_SITED

TINY = Path(__file__).parent
HOSTILE = '=1+1 <b>&" *x* </script>'
"""The name of one ward."""
PAGES = {
    "summary/our-people-and-place",
    "chapters/people",
    "areas/northfold/people",
    "areas/northfold/index",
    "areas/southfold/index",
    "areas/eastfold/index",
    "areas/hostile/index",
}
"""Every page that a notebook makes."""


def copy_to(folder: Path, config: Path) -> Project:
    """Copy the place, with the real project's `_config.yml`, and return it as a project."""
    shutil.copytree(
        TINY, folder, ignore=shutil.ignore_patterns("*.py", "README.md", "__pycache__", "_build")
    )
    shutil.copy(config, folder / "_config.yml")
    return Project(folder)


def change_figure(project: Project, indicator_id: str, area_code: str, new: str) -> None:
    """Give the newest value of an indicator and area another value."""
    path = project.data / "figures" / "exampleton.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    places = [n for n, line in enumerate(lines) if line.startswith(f"{indicator_id},{area_code},")]
    cells = lines[places[-1]].split(",")
    cells[9] = new
    lines[places[-1]] = ",".join(cells)
    path.write_text("".join(lines), encoding="utf-8", newline="\n")


def change_cell(path: Path, old: str, new: str) -> None:
    """Replace text in the cell of a committed notebook that holds it."""
    notebook = nbformat.read(path, as_version=4)
    (cell,) = [cell for cell in notebook.cells if old in cell.source]
    cell.source = cell.source.replace(old, new)
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")


def as_of_practices(project: Project, indicator_id: str) -> None:
    """Turn an indicator into one of patients of the practices sited in each area."""
    path = project.data / "figures" / "exampleton.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kind = f"All ages,{PRACTICES_SITED},their patients"
    sited = [
        line.replace("All ages,All,All", kind) if line.startswith(f"{indicator_id},") else line
        for line in lines
    ]
    assert sited != lines
    path.write_text("".join(sited), encoding="utf-8", newline="\n")
