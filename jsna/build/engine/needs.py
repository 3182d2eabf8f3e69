"""Which notebooks need an ordinary kernel: found in their code, or while they run."""

import ast
import re
from typing import Any

_PACKAGES = frozenset(
    ("anywidget", "bqplot", "comm", "getpass", "ipykernel", "ipympl", "ipyleaflet", "ipywidgets")
)
"""Imports that talk to a kernel, or to the reader through one."""
_ASKS = frozenset(("input", "raw_input"))
_MAGIC = re.compile(r"^\s*%(?:connect_info|qtconsole|gui\b|subshell|matplotlib\s+(?!inline|agg))")
_WORDS = re.compile(r"\b(?:" + "|".join((*_PACKAGES, *_ASKS, "kernel")) + r")\b|%")


class KernelNeeded(BaseException):
    """Raised by what only a kernel can do; passes through `except Exception`."""


def kernel_need(notebook: Any) -> str:
    """Return why a notebook needs an ordinary kernel, or "" if nothing in its code says so."""
    language = notebook.metadata.get("kernelspec", {}).get("language", "python")
    if language != "python":
        return f"its language is {language}"
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code" and (what := _need_of(cell.source)):
            return f"cell {number} uses {what}"
    return ""


def _need_of(source: str) -> str:
    if not _WORDS.search(source):
        return ""
    for line in source.splitlines():
        if found := _MAGIC.match(line):
            return found.group().strip()
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        tree = ast.parse(TransformerManager().transform_cell(source))
    except SyntaxError:
        return ""
    return next((what for node in ast.walk(tree) if (what := _need_of_node(node))), "")


def _need_of_node(node: ast.AST) -> str:
    match node:
        case ast.Import(names=names):
            packages = [alias.name.split(".")[0] for alias in names]
            return next((name for name in packages if name in _PACKAGES), "")
        case ast.ImportFrom(module=str(module)):
            package = module.split(".")[0]
            return package if package in _PACKAGES else ""
        case ast.Call(func=ast.Name(id=name)) if name in _ASKS:
            return f"{name}()"
        case ast.Attribute(attr="kernel", value=ast.Call(func=ast.Name(id="get_ipython"))):
            return "get_ipython().kernel"
    return ""


def imported_modules(notebook: Any) -> set[str]:
    """Return the modules that a notebook's plain Python cells import; others are passed over."""
    found: set[str] = set()
    for cell in notebook.cells:
        if cell.cell_type != "code" or "import" not in cell.source:
            continue
        try:
            nodes = list(ast.walk(ast.parse(cell.source)))
        except SyntaxError:
            continue
        for node in nodes:
            if isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module)
    return found
