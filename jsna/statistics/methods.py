"""The list of methods, read from what each function declares about itself."""

import inspect
import re
from dataclasses import dataclass
from types import ModuleType

from jsna.statistics import (
    compare,
    funnel,
    inequality,
    intervals,
    life_table,
    multiplicity,
    neighbours,
    quantiles,
    rates,
    red_red,
    shrinkage,
    significance,
    spine,
    standardise,
    trend,
)

MODULES: tuple[ModuleType, ...] = (
    intervals,
    rates,
    standardise,
    quantiles,
    funnel,
    compare,
    significance,
    multiplicity,
    trend,
    spine,
    red_red,
    inequality,
    life_table,
    shrinkage,
    neighbours,
)
_SECTION = re.compile(r"^(Args|Returns|Raises|Source|Checked|Differs):$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Method:
    """What one function says of itself; `checked` and `differs` may be empty."""

    name: str
    module: str
    summary: str
    source: str
    checked: str
    differs: str


def methods() -> tuple[Method, ...]:
    """Return every public method that names a source, in reading order."""
    return tuple(
        _method(module, name, function)
        for module in MODULES
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
        and "Source:" in (function.__doc__ or "")
    )


def methods_table() -> str:
    """Return the list of methods as a Markdown page."""
    head = (
        "# Methods table\n\n"
        "Made from the code's own declarations (`jsna.statistics.methods`); do not edit by hand.\n"
        "*Checked* names the table or the independent implementation, and how closely it is met.\n"
        "Comparisons with PHStatsMethods were run once; the tests keep some of its results.\n"
    )
    parts = [head]
    for module in MODULES:
        rows = [m for m in methods() if m.module == module.__name__.rsplit(".", 1)[1]]
        title = (module.__doc__ or "").split("\n\n")[0].replace("\n", " ")
        lines = [
            f"\n## {title}\n",
            "| Method | What it gives | Source | Checked |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| `{m.module}.{m.name}` | {m.summary} | {m.source} | {m.checked} |" for m in rows
        ]
        notes = [f"- `{m.module}.{m.name}`: {m.differs}" for m in rows if m.differs]
        if notes:
            lines += ["\nWhere we differ:\n", *notes]
        parts.append("\n".join(lines) + "\n")
    return "".join(parts)


def _method(module: ModuleType, name: str, function: object) -> Method:
    text = inspect.getdoc(function) or ""
    pieces = _SECTION.split(text)
    sections = {pieces[i]: " ".join(pieces[i + 1].split()) for i in range(1, len(pieces), 2)}
    return Method(
        name=name,
        module=module.__name__.rsplit(".", 1)[1],
        summary=" ".join(pieces[0].split("\n\n")[0].split()),
        source=sections.get("Source", ""),
        checked=sections.get("Checked", ""),
        differs=sections.get("Differs", ""),
    )
