"""The made-up place as a project: its areas, the real catalogue, and sources with checksums."""

import hashlib
import shutil
from pathlib import Path

import yaml

from jsna.areas import load_areas
from jsna.catalogue import load_catalogue
from jsna.paths import Project
from jsna.sources.geography import Geography
from jsna.sources.raw import RawFiles

FIXTURES = Path(__file__).resolve().parent
NHS_CODES = {"09T": "T06000001", "TRU": "J-PARTNERSHIP-T"}
REAL = Project(FIXTURES.parent.parent)


def made_up_project(folder: Path) -> tuple[Project, Path]:
    """Write a project for the made-up place below `folder`; return it and its raw files."""
    raw, project = folder / "raw", Project(folder / "project")
    shutil.copytree(FIXTURES, raw)
    shutil.copytree(REAL.data / "catalogue", project.data / "catalogue")
    for name in ("traps.yml", "disclosure.yml"):
        shutil.copy(REAL.data / name, project.data / name)
    (project.data / "areas").mkdir()
    for name in ("areas.csv", "membership.csv"):
        shutil.copy(raw / name, project.data / "areas" / name)
    write_sources(project, raw)
    return project, raw


def write_sources(project: Project, raw: Path) -> None:
    """Write data/sources.yml: the real sources, with the made-up files and their checksums."""
    sources = yaml.safe_load((REAL.data / "sources.yml").read_text(encoding="utf-8"))
    files = [path.relative_to(raw).as_posix() for path in sorted(raw.rglob("*.csv"))]
    for entry in sources.values():
        stems = [_stem(file["path"]) for file in entry["files"]]
        entry["files"] = [
            {"path": path, "sha256": hashlib.sha256((raw / path).read_bytes()).hexdigest()}
            for path in files
            if any(_stem(path) == stem for stem in stems)
        ]
    text = yaml.safe_dump(sources, allow_unicode=True)
    (project.data / "sources.yml").write_text(text, encoding="utf-8")


def _stem(path: str) -> str:
    """Return what the made-up file and the publisher's file have in common in their names."""
    folder, _, name = path.partition("/")
    words = {"made", "up", "kent", "medway", "england", "se"}
    kept = [word for word in name.removesuffix(".csv").split("_") if word not in words]
    return "/".join((folder, *kept[:2]))


def made_up_geography(project: Project, raw: Path) -> Geography:
    """Return what every parser is given."""
    areas = load_areas(project)
    return Geography(RawFiles(raw, load_catalogue(project).sources), areas, NHS_CODES)
