"""Which modules of this package a notebook used: those loaded, without charts it did not draw.

Imports are followed in the text of the modules. The one place where code is chosen by a word, the
kinds of chart, is cut: a kind counts only for pages that drew one.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

_NOT_WHAT_A_NOTEBOOK_USES = frozenset(
    (
        "build",
        "sources",
        "theme",
        "explorer",
        "pdf",
        "pictures",
        "fonts",
        "checks",
        "bench",
        "status",
        "cli",
        "cli_build",
        "__main__",
    )
)
"""Parts of the package that run after or before notebooks do."""
_FROM_PACKAGE = re.compile(r"^\s*from jsna import (?:\(([^)]*)\)|(.*))", re.MULTILINE)
_FROM = re.compile(r"^\s*from (jsna\.[\w.]+) import (?:\(([^)]*)\)|(.*))", re.MULTILINE)
_IMPORT = re.compile(r"^\s*import (jsna[\w.]*)", re.MULTILINE)
_WORD = re.compile(r"\w+")
_DOOR = "jsna.charts"

Graph = Mapping[str, Collection[str]]


def is_used_by_notebooks(relative: Path) -> bool:
    """Return whether a file of the package, named from its folder, can matter to a notebook."""
    return relative.parts[0].removesuffix(".py") not in _NOT_WHAT_A_NOTEBOOK_USES


def modules(package: Path) -> dict[str, Path]:
    """Return the modules that a notebook can reach, by name."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        relative = path.relative_to(package)
        if is_used_by_notebooks(relative):
            parts = [package.name, *relative.with_suffix("").parts]
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def import_graph(files: Mapping[str, Path]) -> dict[str, set[str]]:
    """Return module -> the modules that it imports anywhere, and the packages it lies in."""
    return {
        name: {target for target in _imports(path) if target in files} | _parents(name)
        for name, path in files.items()
    }


def _imports(path: Path) -> Iterable[str]:
    text = path.read_text(encoding="utf-8")
    for listed, rest in _FROM_PACKAGE.findall(text):
        yield from (f"jsna.{word}" for word in _WORD.findall(listed or rest))
    for module, listed, rest in _FROM.findall(text):
        yield module
        yield from (f"{module}.{word}" for word in _WORD.findall(listed or rest))
    yield from _IMPORT.findall(text)


def _parents(name: str) -> set[str]:
    parts = name.split(".")
    return {".".join(parts[:count]) for count in range(1, len(parts))}


def used(
    graph: Graph, roots: Iterable[str], loaded: Collection[str], drawn: Collection[str]
) -> list[str]:
    """Return the modules that count for one notebook, in order of name.

    Args:
        graph: what `import_graph` returned.
        roots: the modules that the notebook imports.
        loaded: the modules that were loaded when it ended.
        drawn: the modules of the kinds of chart that it drew.
    """
    from jsna.charts import KINDS  # late: a build that finds nothing to do needs no charts

    roots = [name for name in roots if name in graph]
    kinds = {function.__module__ for function in KINDS.values()}
    cut = {**graph, _DOOR: set(graph.get(_DOOR, ())) - kinds}
    reached = _closure(cut, [*roots, *drawn])
    unforeseen = set(loaded) & set(graph) - _closure(graph, roots)
    return sorted((reached & set(loaded)) | unforeseen)


def dependents(graph: Graph, changed: Iterable[str]) -> list[str]:
    """Return the modules that import one of these, directly or through others, and these too."""
    importers: dict[str, set[str]] = {}
    for name, targets in graph.items():
        for target in targets:
            importers.setdefault(target, set()).add(name)
    return sorted(_closure(importers, changed))


def _closure(graph: Graph, roots: Iterable[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += graph.get(name, ())
    return found
