"""Who may import whom: a module imports from lower layers, or from its own part, and no other."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "jsna"
LAYERS = [
    [
        "errors",
        "lazy",
        "records",
        "paths",
        "files",
        "reads",
        "bundles",
        "page",
        "progress",
        "roles",
        "schedules",
    ],
    ["statistics", "simulation", "small_areas", "reading"],
    ["disclosure"],
    [
        "areas",
        "catalogue",
        "registers",
        "context",
        "orientation",
        "owner_files",
        "quality",
        "editions",
        "edition_changes",
    ],
    ["observations"],
    ["standing", "judgement", "trends", "priorities", "model_inputs"],
    [
        "words",
        "projection",
        "model_numbers",
        "model_page",
        "model_figures",
        "model_tables",
        "model_since",
        "series",
        "earlier",
        "similar",
        "standouts",
        "concepts",
        "signals",
        "charts",
        "tables",
        "assembly",
    ],
    ["chapter"],
    ["pictures"],
    ["build", "pdf", "theme", "explorer", "sources"],
    ["bench", "checks", "status"],
    ["cli", "cli_build", "__main__"],
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
SIBLINGS_ALLOWED = [
    set(LAYERS[0]),
    {"statistics", "small_areas"},
    set(LAYERS[3]),
    set(LAYERS[5]),
    {
        "words",
        "projection",
        "model_numbers",
        "model_page",
        "model_figures",
        "model_tables",
        "model_since",
        "series",
        "earlier",
        "similar",
        "standouts",
        "concepts",
        "signals",
        "charts",
        "tables",
        "assembly",
    },
    {"build", "pdf", "theme", "explorer"},
    {"cli", "cli_build", "__main__"},
]
"""Parts of one layer that may know each other. `sources` is in none of them with `build`."""
FILES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def home_of(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path):
    """Yield the part of the package that each import names, wherever it stands in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "jsna":
            yield from (alias.name for alias in node.names if alias.name in LEVEL)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("jsna."):
            yield node.module.split(".")[1]
        elif isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
            yield from (parts[1] for parts in names if parts[0] == "jsna" and len(parts) > 1)


def name(path):
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_imports_point_downwards(path):
    home = home_of(path)
    assert home in LEVEL, f"jsna/{home} stands in no layer: add it to LAYERS"
    for target in set(imports_of(path)) - {home}:
        siblings = any({home, target} <= group for group in SIBLINGS_ALLOWED)
        assert LEVEL[target] < LEVEL[home] or siblings, f"{home} must not import {target}"


@pytest.mark.parametrize("part", ["build", "pdf", "theme"])
def test_what_makes_the_book_knows_nothing_of_sources(part):
    """A build needs no network, ever: it cannot even reach the code that might use one."""
    files = [path for path in FILES if home_of(path) == part]
    assert files
    assert [name(path) for path in files if "sources" in imports_of(path)] == []


def test_nothing_imports_by_relative_names():
    """Relative imports would slip past the tests above."""
    found = [
        name(path)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert found == []


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_begins_by_saying_its_job(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
