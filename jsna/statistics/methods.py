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
_DEATHS = "deaths by age and sex of each area"
_COUNTS = "counts of events for each ward"
WAITS: dict[str, str] = {
    "intervals.student_t": "single measurements, such as waiting times",
    "standardise.european_standard_population": _DEATHS,
    "standardise.directly_standardised": _DEATHS,
    "standardise.directly_standardised_repeats": "hospital stays by person and age",
    "standardise.expected_events": _DEATHS,
    "standardise.standardised_ratio": _DEATHS,
    "life_table.life_expectancy": _DEATHS,
    "life_table.healthy_life_expectancy": _DEATHS,
    "funnel.proportion_limits": "figures of all councils of England",
    "funnel.ratio_lines": "figures of all councils of England",
    "funnel.positions": "figures of all councils of England",
    "funnel.derived_denominator": "figures of all councils of England",
    "funnel.proportion_side": "figures of all councils of England",
    "funnel.ratio_side": "figures of all councils of England",
    "spine.spine": "figures of all councils of England",
    "spine.spine_position": "figures of all councils of England",
    "quantiles.rank_quantiles": "figures of all councils of England",
    "quantiles.percentile": "figures of all councils of England",
    "quantiles.percentile_classes": "figures of all councils of England",
    "compare.quintiles": "figures of all councils of England",
    "compare.spc_limits_proportion": _COUNTS,
    "compare.spc_limits_events": _COUNTS,
    "compare.against_control_limits": _COUNTS,
    "compare.outcome_words": _COUNTS,
    "compare.two_intervals": "two years of one survey with limits",
    "compare.against_goal": "goals that the council has set",
    "compare.value_against_goal": "goals that the council has set",
    "significance.score_test": _COUNTS,
    "significance.exact_poisson_test": _COUNTS,
    "shrinkage.shrink_rates": _COUNTS,
    "shrinkage.shrink_values": _COUNTS,
    "neighbours.published_neighbours": "figures of statistical neighbours",
    "neighbours.open_distance": "figures of statistical neighbours",
}
"""Methods that no figure of this edition uses yet -> the figures that they wait for."""
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


def module_title(module: str) -> str:
    """Return the first paragraph of a module's text: what its methods are for."""
    (found,) = [item for item in MODULES if item.__name__.rsplit(".", 1)[1] == module]
    return " ".join((found.__doc__ or "").split("\n\n")[0].split())


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
        title = module_title(module.__name__.rsplit(".", 1)[1])
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
