"""How the model's results of two editions differ, and why. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jsna.editions import Edition

NO_DECISION = ""
"""Stands for the baseline where scenarios are named."""
Results = Mapping[str, Any]
"""One area of an edition: `last` and `changes` (`jsna/schemas/model-edition.json`)."""


@dataclass(frozen=True)
class Moved:
    """One result then and now.

    For the baseline (scenario "") it is the output at the end, for a scenario its change against
    the baseline. None: not held then, or not to be told apart.
    """

    scenario: str
    output: str
    then: float | None
    now: float
    figures: float | None
    """How much of the difference new figures of the area make."""
    numbers: float | None
    """How much the changed numbers of the model and settings of the scenario make."""

    @property
    def difference(self) -> float | None:
        return None if self.then is None else self.now - self.then


def moved(then: Results | None, now: Results, between: Results | None) -> list[Moved]:
    """Return each result of an area, then and now, baseline first.

    Args:
        then: the area in the edition before; None where that had no such area.
        now: the area in this edition.
        between: the area with the figures of now and the model's numbers of then.
    """
    found = [
        _moved(NO_DECISION, output, value, _last(then), _last(between))
        for output, value in now["last"].items()
    ]
    for scenario, changes in now["changes"].items():
        old, again = (each["changes"].get(scenario, {}) if each else {} for each in (then, between))
        found += [_moved(scenario, output, value, old, again) for output, value in changes.items()]
    return found


def _last(results: Results | None) -> Mapping[str, float]:
    return results["last"] if results else {}


def _moved(
    scenario: str,
    output: str,
    now: float,
    then: Mapping[str, float],
    between: Mapping[str, float],
) -> Moved:
    old, again = then.get(output), between.get(output)
    if old is None or again is None:
        return Moved(scenario, output, old, now, None, None)
    return Moved(scenario, output, old, now, again - old, now - again)


def changes(then: Edition, now: Edition) -> list[dict[str, str | float | None]]:
    """Return what was added, removed or changed among the model's numbers and scenarios.

    Returns:
        Entries `kind` (number, scenario), `what` (added, removed, changed), `title`, `unit`,
        `then`, `now` (values; None for scenarios and where there is none) and `source`.
    """
    found: list[dict[str, str | float | None]] = []
    for kind, part in (("number", "parameters"), ("scenario", "scenarios")):
        old, new = then[part], now[part]
        for key in sorted({*old, *new}):
            if what := _what(kind, old.get(key), new.get(key)):
                found.append(_change(kind, what, old.get(key), new.get(key)))
    return found


def _what(kind: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> str:
    if old is None:
        return "added"
    if new is None:
        return "removed"
    compared = ("value", "unit") if kind == "number" else ("settings",)
    return "changed" if any(old[name] != new[name] for name in compared) else ""


def _change(
    kind: str, what: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> dict[str, str | float | None]:
    about = new or old or {}
    return {
        "kind": kind,
        "what": what,
        "title": about["title"],
        "unit": about.get("unit", ""),
        "then": (old or {}).get("value"),
        "now": (new or {}).get("value"),
        "source": about.get("source", ""),
    }
