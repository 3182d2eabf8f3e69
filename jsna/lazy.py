"""Libraries that are imported when they are first used: they take long and are seldom needed."""

from importlib import import_module
from typing import Any


class Lazy:
    """Stands for a module; asking it for anything imports the module."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        """Return what the module calls so."""
        return getattr(import_module(self._name), name)


special: Any = Lazy("scipy.special")
"""SciPy's special functions; they bring in half of SciPy."""
