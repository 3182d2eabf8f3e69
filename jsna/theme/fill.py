"""Filling the slots of a page: comments in its body become the HTML of their figures."""

import re
from pathlib import Path

from jsna.errors import PublishError
from jsna.theme.markup import LEVEL, ROOT

_SLOT = re.compile(r"<!-- fig ([0-9a-f]{8,64}) -->")
_HEADING = re.compile(r"<h([1-6])[ >]")


def fill_slots(body: str, folder: Path, content_root: str) -> str:
    """Replace every slot comment in a page's HTML by its file's text.

    Args:
        body: the page as Sphinx wrote it.
        folder: the stage's `_figs`.
        content_root: the way from the page to the root of the site, ending in `/`.

    Raises:
        PublishError: if a slot's file is not there.
    """
    filled: list[str] = []
    level = 1
    end = 0
    for match in _SLOT.finditer(body):
        before = body[end : match.start()]
        level = _last_level(before, level)
        slot = _slot_text(folder / f"{match[1]}.html")
        filled += [before, _placed(slot, content_root, level)]
        end = match.end()
    return "".join([*filled, body[end:]])


def _slot_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PublishError(
            f"The slot {path.stem!r} has no file _figs/{path.name} in the stage. Build it again."
        ) from None


def _last_level(html: str, default: int) -> int:
    """Return the level of the last heading in a piece of HTML."""
    found = _HEADING.findall(html)
    return int(found[-1]) if found else default


def _placed(slot: str, content_root: str, level: int) -> str:
    return slot.replace(ROOT, content_root).replace(LEVEL, str(min(level + 1, 6)))
