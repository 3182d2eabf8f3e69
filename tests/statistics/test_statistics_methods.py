"""Every public method declares itself, and the committed table is what the code says."""

import inspect
import pkgutil

from jsna import statistics
from jsna.statistics.methods import MODULES, methods, methods_table


def test_every_module_is_listed():
    found = {module.name for module in pkgutil.iter_modules(statistics.__path__)}
    assert found - {"methods"} == {module.__name__.rsplit(".", 1)[1] for module in MODULES}


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
