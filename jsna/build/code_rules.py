"""What may stand in a notebook's code: calls of the façade, and nothing that hides logic.

The code is parsed and never run. Every refusal is a NotebookError that begins with `where`.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from jsna.errors import NotebookError

LONGEST_CELL = 12
METHODS = (
    "series",
    "earlier",
    "strengths",
    "needs",
    "place",
    "figure",
    "table",
    "value",
    "say",
    "evidence",
    "views",
    "services",
    "recommendations",
    "signals",
    "priorities",
    "model",
    "sources",
)
"""The façade: what a notebook may ask of its page."""

_READING = ("series", "earlier")
_EMITTING = {"value": "v", "say": "say"}
_STRATA = ("sex", "age", "category_type", "category")
_REFUSED = {
    ast.FunctionDef: "a function definition",
    ast.AsyncFunctionDef: "a function definition",
    ast.ClassDef: "a class definition",
    ast.Lambda: "a lambda",
    ast.For: "a loop",
    ast.AsyncFor: "a loop",
    ast.While: "a loop",
    ast.ListComp: "a loop inside brackets",
    ast.SetComp: "a loop inside brackets",
    ast.DictComp: "a loop inside brackets",
    ast.GeneratorExp: "a loop inside brackets",
    ast.With: "a with block",
    ast.Try: "a try block",
}
_PATH = re.compile(r"\S*[/\\]\S*|\S+\.(?:csv|json|ya?ml|txt|xlsx?|parquet|md|ipynb|py)")


@dataclass
class Found:
    """What one code cell names."""

    indicators: list[str] = field(default_factory=list)
    emitted: list[tuple[str, str]] = field(default_factory=list)
    """(name, role) of each value or phrase that a Markdown cell may print."""
    texts: list[str] = field(default_factory=list)
    """Sentences given as arguments: readers see them, so the rules of prose hold."""


def simple_assignments(source: str, where: str) -> dict[str, object]:
    """Return name -> value of a cell that only sets names to plain values.

    Raises:
        NotebookError: if the cell does anything else.
    """
    values: dict[str, object] = {}
    for node in _parse(source, where).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        value = node.value if isinstance(node, ast.Assign) else None
        if not isinstance(target, ast.Name) or not isinstance(value, ast.Constant):
            raise NotebookError(
                f"{where}, line {node.lineno}: the parameters cell may only set names to plain "
                'values, such as area_code = "…". Move the rest to another cell.'
            )
        values[target.id] = value.value
    return values


def check_opens_page(source: str, where: str) -> None:
    """Refuse a setup cell that does not open the page for the area it is given.

    Raises:
        NotebookError: unless the cell says `page = open_page(area_code)`.
    """
    lines = [ast.unparse(node) for node in _parse(source, where).body]
    for wanted in ("from jsna.chapter import open_page", "page = open_page(area_code)"):
        if wanted not in lines:
            raise NotebookError(f"{where}: the setup cell must hold the line '{wanted}'.")


def check_code(source: str, where: str, *, is_setup: bool) -> Found:
    """Refuse what does not belong in a notebook; return what the cell names.

    Args:
        source: one code cell.
        where: file and cell, for messages.
        is_setup: only the setup cell may open the page.

    Raises:
        NotebookError: for the first rule broken.
    """
    length = len(source.strip().splitlines())
    if length > LONGEST_CELL:
        raise NotebookError(
            f"{where}: {length} lines, at most {LONGEST_CELL} are allowed. "
            "Split the cell, or move its logic into the package."
        )
    found = Found()
    for node in ast.walk(_parse(source, where)):
        _check_node(node, where, is_setup)
        if isinstance(node, ast.Call):
            _check_function(node, where, is_setup)
            _check_call(node, where, found)
    return found


def _parse(source: str, where: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise NotebookError(
            f"{where}, line {error.lineno}: not readable as Python ({error.msg}). "
            "Correct it; commands that begin with % or ! are not allowed."
        ) from None


def _check_node(node: ast.AST, where: str, is_setup: bool) -> None:
    kind = _REFUSED.get(type(node))
    if kind:
        raise NotebookError(
            f"{where}, line {_line(node)}: {kind}. Notebooks only call the page; "
            "move logic into the package, with a test."
        )
    if isinstance(node, ast.Import | ast.ImportFrom):
        _check_import(node, where, is_setup)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        _check_name(node, where, is_setup)
    if isinstance(node, ast.Attribute) and node.attr.startswith("_"):
        raise NotebookError(
            f"{where}, line {node.lineno}: '{ast.unparse(node)}' is private. Use the page's public "
            "methods."
        )
    text = node.value if isinstance(node, ast.Constant) else None
    if isinstance(text, str) and _PATH.fullmatch(text):
        raise NotebookError(
            f"{where}, line {_line(node)}: {text!r} looks like a file. Notebooks read "
            'no files; figures come from page.series("indicator_id").'
        )


def _check_name(node: ast.Name, where: str, is_setup: bool) -> None:
    if node.id == "area_code" or (node.id == "page" and not is_setup):
        raise NotebookError(
            f"{where}, line {node.lineno}: {node.id} is set again, so the page would show "
            "another area's figures. Remove the line."
        )


def _check_import(node: ast.Import | ast.ImportFrom, where: str, is_setup: bool) -> None:
    line = ast.unparse(node)
    if line != "from jsna.chapter import open_page" or not is_setup:
        raise NotebookError(
            f"{where}, line {node.lineno}: '{line}' is not allowed. The setup cell's "
            "'from jsna.chapter import open_page' is a notebook's only import."
        )


def _check_function(node: ast.Call, where: str, is_setup: bool) -> None:
    """Refuse bare functions: another area's page could be opened, or a file read."""
    if not isinstance(node.func, ast.Name):
        return
    if not is_setup or ast.unparse(node) != "open_page(area_code)":
        raise NotebookError(
            f"{where}, line {node.lineno}: '{ast.unparse(node)}' is not allowed. Notebooks only "
            "call the page that the setup cell opens, and its series."
        )


def _check_call(node: ast.Call, where: str, found: Found) -> None:
    found.texts.extend(_sentences(node))
    if not isinstance(node.func, ast.Attribute) or ast.unparse(node.func.value) != "page":
        return
    method = node.func.attr
    if method not in METHODS:
        raise NotebookError(
            f"{where}, line {node.lineno}: there is no page.{method}. "
            f"Known ones: {', '.join(METHODS)}."
        )
    if method in _READING:
        found.indicators.append(_first_text(node, where, f'page.{method}("indicator_id")'))
    if method in _EMITTING:
        name = _first_text(node, where, f'page.{method}("name", …)')
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            raise NotebookError(
                f"{where}, line {node.lineno}: the name {name!r} must be small letters, digits "
                "and underscores."
            )
        found.emitted.append((name, _EMITTING[method]))


def _first_text(node: ast.Call, where: str, form: str) -> str:
    """Return the first argument, which must be written out so that it can be checked."""
    first = node.args[0] if node.args else None
    if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
        raise NotebookError(
            f"{where}, line {node.lineno}: write the first argument out as a text, as in {form}."
        )
    return first.value


def _sentences(node: ast.Call) -> Iterator[str]:
    """Yield arguments that are sentences or titles, not names of strata."""
    values = [*node.args, *(k.value for k in node.keywords if k.arg not in _STRATA)]
    for value in values:
        for part in ast.walk(value):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and " " in part.value:
                yield part.value


def _line(node: ast.AST) -> int:
    return int(getattr(node, "lineno", 1))
