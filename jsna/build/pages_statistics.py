"""The page of statistical methods: made from what each method of the code says of itself."""

from collections.abc import Callable
from itertools import groupby

from jsna.build.pages_quality import shown, simple_table
from jsna.roles import escape
from jsna.statistics.examples import EXAMPLES
from jsna.statistics.methods import WAITS, Method, methods, module_title

Slot = Callable[[str], str]


def statistics_parts(slot: Slot) -> dict[str, str]:
    """Return what stands in place of each marker of book/about/statistics.md."""
    return {
        "methods": _methods(slot),
        "worked-examples": slot(_examples()),
        "waiting": _waiting(),
    }


def _methods(slot: Slot) -> str:
    parts = []
    for module, alike in groupby(methods(), lambda method: method.module):
        own = list(alike)
        title = module_title(module)
        parts.append(f"### {escape(title.split(':')[0].rstrip('.'))}")
        parts.append(slot(_of_module(title, own)))
        differs = [f"- `{item.name}`: {escape(item.differs)}" for item in own if item.differs]
        if differs:
            parts.append("Where we differ from others:\n\n" + "\n".join(differs))
    return "\n\n".join(parts)


def _of_module(title: str, own: list[Method]) -> str:
    columns = [
        ("name", "Method"),
        ("gives", "What it gives"),
        ("source", "Where it comes from"),
        ("checked", "Checked against, and how closely"),
    ]
    rows = [
        {
            "name": item.name.replace("_", " "),
            "gives": item.summary,
            "source": item.source,
            "checked": item.checked,
        }
        for item in own
    ]
    return simple_table(title, title, columns, rows)


def _examples() -> str:
    columns = [
        ("method", "Method"),
        ("table", "Published table"),
        ("numbers", "Numbers"),
        ("decimals", "Printed decimals"),
        ("deviation", "Largest difference"),
    ]
    rows = [
        {
            "method": item.method.split(".")[1].replace("_", " "),
            "table": item.table,
            "numbers": str(len(item.published)),
            "decimals": str(item.decimals),
            "deviation": shown(item.deviation) if item.holds else f"{shown(item.deviation)}: fails",
        }
        for item in EXAMPLES
    ]
    title = "Published tables worked out again"
    return simple_table("Worked examples", title, columns, rows)


def _waiting() -> str:
    lines = []
    for needed in dict.fromkeys(WAITS.values()):
        names = [
            name.split(".")[1].replace("_", " ") for name, what in WAITS.items() if what == needed
        ]
        lines.append(f"- For {escape(needed)}: {escape(', '.join(names))}.")
    return "\n".join(lines)
