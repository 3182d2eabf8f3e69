"""Every public method declares itself, and the committed table is what the code says."""

import ast
import inspect
import pkgutil
from pathlib import Path

import pytest

from jsna import statistics
from jsna.statistics.examples import EXAMPLES
from jsna.statistics.methods import MODULES, WAITS, methods, methods_table


def test_every_module_is_listed():
    found = {module.name for module in pkgutil.iter_modules(statistics.__path__)}
    assert found - {"methods", "examples"} == {
        module.__name__.rsplit(".", 1)[1] for module in MODULES
    }


def test_every_public_function_states_shapes_missing_values_and_source():
    plain = {"tail", "methods", "methods_table"}
    for module in MODULES:
        for name, function in vars(module).items():
            own = inspect.isfunction(function) and function.__module__ == module.__name__
            if not own or name.startswith("_") or name in plain:
                continue
            for section in ("Args:", "Returns:", "Source:"):
                assert section in (function.__doc__ or ""), f"{module.__name__}.{name}: {section}"


def test_every_method_says_what_it_was_checked_against():
    assert len(methods()) > 40
    assert [m.name for m in methods() if not (m.summary and m.source and m.checked)] == []


def test_the_committed_table_is_what_the_code_declares(project):
    committed = (project.root / "docs" / "methods-table.md").read_text(encoding="utf-8")
    assert committed == methods_table(), "write jsna.statistics.methods.methods_table() to the file"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda item: f"{item.method}: {item.table}")
def test_every_worked_example_agrees_as_far_as_it_is_printed(example):
    assert example.holds, f"{example.deviation} for {example.decimals} decimals"
    assert example.method in {f"{m.module}.{m.name}" for m in methods()}


def test_an_example_that_is_off_by_one_digit_would_be_seen():
    from dataclasses import replace

    first = EXAMPLES[0]
    assert not replace(first, published=(first.published[0] + 1e-4, *first.published[1:])).holds


def names_in(node):
    """Yield every name that a piece of code mentions."""
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            yield each.id
        elif isinstance(each, ast.Attribute):
            yield each.attr


def reached(package):
    """Return the methods that the product calls, directly or through another method."""
    own = {f"{m.module}.{m.name}" for m in methods()}
    short = {name.split(".")[1]: name for name in own}
    calls, wanted = {}, set()
    for path in package.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if path.parent.name == "statistics":
            for node in tree.body:
                if isinstance(node, ast.FunctionDef):
                    calls.setdefault(node.name, set()).update(names_in(node))
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                "jsna.statistics"
            ):
                wanted |= {alias.name for alias in node.names}
    seen = set()
    while wanted - seen:
        name = (wanted - seen).pop()
        seen.add(name)
        wanted |= calls.get(name, set()) & set(calls)
    return {short[name] for name in seen if name in short}


def test_the_list_of_methods_that_wait_is_true(project):
    """A method that the product calls does not wait; one that nothing calls says what it needs."""
    own = {f"{m.module}.{m.name}" for m in methods()}
    assert set(WAITS) == own - reached(Path(statistics.__file__).parents[1])
