"""The explorer's own script and style sheet, as they are published."""

from importlib import resources

SCRIPTS = (
    "words",
    "plan",
    "engine",
    "spread",
    "ahead",
    "idle",
    "beat",
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
    """Return the style sheet of the explorer. It must not use `:has()`, which costs every frame."""
    return _part("explorer.css")


def how_style() -> str:
    """Return what the page on how the model works adds to the explorer's style sheet."""
    return _part("how.css")


def _part(name: str) -> str:
    return (resources.files("jsna.explorer") / "static" / name).read_text(encoding="utf-8")
