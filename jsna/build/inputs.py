"""What pages are made from, as it is now: the hash of each thing that a notebook can read."""

import hashlib
import platform
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from jsna import standing
from jsna.areas import Areas
from jsna.build import code_used
from jsna.build.figures_known import KnownFigures
from jsna.catalogue import Catalogue
from jsna.observations import Observations, figure_files, selection_from_dict
from jsna.paths import Project
from jsna.projection import projection_digest
from jsna.reads import ABSENT, Tracked, TrackedRows, digest, file_digest
from jsna.registers import REGISTERS

Entry = Mapping[str, Any]
_BY_VALUE = ("areas", "catalogue", "figures", "owner", *REGISTERS)
"""Folders of data/ in which a new file matters only to pages that look for it."""
_CODE, _DATA, _FIGURES = "code", "reference files", "figures"
_MODEL = "results of the model"
"""In no hash of `Inputs.whole`: what a page read of it is always compared."""


class Inputs:
    """The project's inputs at one moment; each hash is worked out once."""

    def __init__(
        self,
        project: Project,
        package: Path,
        place: Mapping[str, Any],
        areas: Areas,
        catalogue: Catalogue,
        observations: Observations,
    ) -> None:
        self._project, self._package = project, package
        self._place = Tracked("place", place)
        self._areas, self._catalogue, self._observations = areas, catalogue, observations
        self._files: dict[str, str] = {}
        self._paths = code_used.modules(package)
        self.modules = {name: file_digest(path) for name, path in self._paths.items()}
        self._known = KnownFigures(project.build / "cache" / "figures", observations)
        self.whole = self._whole()
        """One hash for all figures, one for all reference files, one for all code, from before
        any notebook runs. Where a page's record holds the same one, nothing that it read from
        there has changed."""

    def file(self, path: Path) -> str:
        """Return a hash of a file's content, "" if there is none."""
        name = str(path)
        if name not in self._files:
            self._files[name] = file_digest(path)
        return self._files[name]

    def _whole(self) -> dict[str, str]:
        data = self._project.data
        figures = figure_files(self._project)
        others = [path for path in _files(data) if path not in set(figures)]
        return {
            _FIGURES: _digest_of_files(self._project.root, figures),
            _DATA: _digest_of_files(data, others),
            _CODE: digest(self.modules),
        }

    def changed_figures(self, whole: Mapping[str, str]) -> frozenset[str] | None:
        """Return the indicators whose figures changed since; None if that is not known any more.

        Args:
            whole: `Inputs.whole` of an earlier build.
        """
        if whole.get(_FIGURES) == self.whole[_FIGURES]:
            return frozenset()
        return self._known.changed_since(whole.get(_FIGURES, ""))

    def keep(self) -> None:
        """Remember the state of the figures for the next build; before any record names it."""
        self._known.keep(self.whole[_FIGURES])

    @cached_property
    def common(self) -> dict[str, str]:
        """Return named hashes of what every page is made with."""
        root, data = self._project.root, self._project.data
        engine = [self._package / "build" / "execute.py"]
        engine += sorted((self._package / "build" / "engine").glob("*.py"))
        tables = [path for path in _files(self._package) if self._is_table(path)]
        names = [path.relative_to(data) for path in _files(data)]
        listed = [name.as_posix() for name in names if name.parts[0] not in _BY_VALUE]
        return {
            "Python": platform.python_version(),
            "the lock of packages": self.file(root / "requirements.txt"),
            "the engine that runs notebooks": _digest_of_files(self._package, engine),
            "a table of the package": _digest_of_files(self._package, tables),
            "the list of files in data/": digest(listed),
        }

    def _is_table(self, path: Path) -> bool:
        own = path.relative_to(self._package)
        return path.suffix not in (".py", ".pyc") and code_used.is_used_by_notebooks(own)

    def now(self, entry: Entry) -> str:
        """Return the hash that reading this thing would give now."""
        if "indicator_id" in entry:
            return self._observations.digest(selection_from_dict(dict(entry)))
        kind, name = entry["kind"], entry["name"]
        tables = {
            "place": self._place,
            "indicator": self._catalogue.indicators,
            "source": self._catalogue.sources,
            "trap": self._catalogue.traps,
            "policy": self._catalogue.policies,
            "area": self._areas.by_code,
            "rows": self._observations.rows_of,
        }
        if isinstance(table := tables.get(kind), Tracked):
            return table.digest(name)
        members = self._areas.membership
        if kind == "membership" and isinstance(members, TrackedRows):
            return members.digest()
        match kind:
            case "areas":
                return self._areas.answer_digest(name)
            case "catalogue":
                return self._catalogue.judged_digest()
            case "file":
                return self.file(self._project.root / name)
            case "module":
                return self.modules.get(name, ABSENT)
            case standing.KIND:
                return standing.standing_digest(self._areas, self._observations, name)
            case "projection":
                return projection_digest(self._project, name)
        return "not known"

    @cached_property
    def _graph(self) -> dict[str, set[str]]:
        return code_used.import_graph(self._paths)

    def settle(self, log: Iterable[Entry], roots: Iterable[str]) -> list[dict[str, Any]]:
        """Return a notebook's log as it is kept: with the code that it used, hashed before it ran.

        Args:
            log: what `read_log` returned.
            roots: the modules that the notebook imports.
        """
        entries = [dict(entry) for entry in log]
        loaded = {entry["name"] for entry in entries if entry.get("kind") == "module"}
        drawn = {entry["name"] for entry in entries if entry.get("kind") == "chart"}
        names = code_used.used(self._graph, roots, loaded, drawn) if loaded else self.modules
        code = [{"kind": "module", "name": n, "digest": self.modules[n]} for n in names]
        kept = [entry for entry in entries if entry.get("kind") not in ("module", "chart")]
        return [*kept, *code]


def indicator_of(entry: Entry) -> str | None:
    """Return the indicator whose figures an entry is about; None for what is no figure."""
    if "indicator_id" in entry:
        return str(entry["indicator_id"])
    kind, name = entry["kind"], entry["name"]
    if kind == standing.KIND:
        return standing.indicator_of(name)
    return name if kind == "rows" and name != "*" else None


def part_of(entry: Entry) -> str:
    """Return which of `Inputs.whole` an entry belongs to."""
    if "indicator_id" in entry or entry["kind"] in ("rows", standing.KIND):
        return _FIGURES
    if entry["kind"] == "projection":
        return _MODEL
    return _CODE if entry["kind"] == "module" else _DATA


def _files(folder: Path) -> list[Path]:
    hidden = ("__pycache__",)
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and path.parent.name not in hidden
    )


def _digest_of_files(folder: Path, paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        name = path.relative_to(folder).as_posix()
        total.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]
