"""The explorer's own script and style sheet, as they are published."""

from importlib import resources

SCRIPTS = (
    "words",
    "plan",
    "engine",
    "spread",
    "ahead",
    "draw",
    "controls",
    "results",
    "sections",
    "keep",
    "start",
)
"""Parts of the script, each after those it uses."""


def explorer_script() -> str:
    """Return the one script of the page: all parts, in order."""
    return "\n".join(_part(f"{name}.js") for name in SCRIPTS)


def explorer_style() -> str:
    """Return the style sheet of the pages about the model."""
    return _part("explorer.css")


def _part(name: str) -> str:
    return (resources.files("jsna.explorer") / "static" / name).read_text(encoding="utf-8")
