"""What one area brings to the model: its own tables and figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from jsna.simulation.structure import Floats


@dataclass(frozen=True)
class Inputs:
    """One area: which modules run for it, and what replaces the model's own numbers.

    Tables have shape [years or 1, sexes or 1, age classes or 1]. Values are parameters by id.
    """

    modules: tuple[str, ...]
    tables: Mapping[str, Floats] = field(default_factory=dict)
    values: Mapping[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the object that a page hands to `jsnaModel.area(slug, …)`."""
        return {
            "modules": [*self.modules],
            "tables": {name: flat(array) for name, array in self.tables.items()},
            "values": {name: float(value) for name, value in self.values.items()},
        }


def flat(array: Floats) -> list[float | int]:
    """Return numbers as a flat list; whole ones without a decimal point."""
    return [int(value) if value == int(value) else float(value) for value in np.ravel(array)]
