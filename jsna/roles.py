"""Roles in Markdown cells: `{v}` prints a value, `{say}` a generated phrase.

Assembly replaces each role by its words, so that page, PDF and search index say the same. A
paragraph or list item that would print a missing value is left out whole: a sentence with a hole
in it helps nobody, and the page lists at its end what is not known.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from jsna.errors import NotebookError

ROLE = re.compile(r"\{(v|say)\}`([^`]*)`")
BUILT_IN = ("area", "area_full", "area_kind", "parent", "country")
"""Names that `open_page()` gives every page; `{v}` prints them."""

_MARKS = r"\\`*_{}\[\]<>#|~$&"
_ITEM = re.compile(r"^\s*([-*+]|\d+\.)\s")


@dataclass(frozen=True, slots=True)
class Said:
    """What a role prints, and whether there was anything to say."""

    text: str
    is_known: bool


def fill(text: str, said: Mapping[str, Said], *, shown: str) -> str:
    """Return Markdown with its roles replaced and the unknowable paragraphs left out.

    Args:
        text: one Markdown cell.
        said: what the notebook emitted, by name.
        shown: the notebook and cell, for messages.

    Raises:
        NotebookError: if a role names nothing that the notebook emitted.
    """
    kept: list[tuple[str, bool]] = []
    parts = _parts(text)
    for part, following in zip(parts, [*parts[1:], ""], strict=True):
        names = [match.group(2) for match in ROLE.finditer(part)]
        for name in names:
            if name not in said:
                raise NotebookError(
                    f"{shown}: the role {name!r} names nothing that a cell of this notebook "
                    f'emits. Add page.value("{name}", …) or page.say("{name}", …).'
                )
        if all(said[name].is_known for name in names):
            filled = ROLE.sub(lambda match: escape(said[match.group(2)].text), part)
            leads = part.rstrip().endswith(":") and _ITEM.match(following) is not None
            kept.append((filled, leads))
        elif part.endswith("\n\n") and kept:
            last, leads = kept[-1]
            kept[-1] = (last.rstrip("\n") + "\n\n", leads)
    return "".join(_without_idle_leads(kept)).strip("\n")


def _without_idle_leads(parts: list[tuple[str, bool]]) -> list[str]:
    """Drop a line that leads into a list ("What stands out:") when no item of the list is left.

    Args:
        parts: what is left of a cell, each with whether a list stood right after it.
    """
    return [
        part
        for (part, leads), (following, _) in zip(parts, [*parts[1:], ("", False)], strict=True)
        if not leads or _ITEM.match(following)
    ]


def _parts(text: str) -> list[str]:
    """Split Markdown into paragraphs and list items, each with the line ends that follow it."""
    parts: list[str] = []
    fresh = True
    for line in text.splitlines(keepends=True):
        if not line.strip():
            if parts:
                parts[-1] += line
            fresh = True
            continue
        if fresh or _ITEM.match(line):
            parts.append(line)
        else:
            parts[-1] += line
        fresh = False
    return parts


def escape(text: str) -> str:
    """Return data as Markdown that prints literally: no emphasis, links or raw HTML."""
    return re.sub(rf"([{_MARKS}])", r"\\\1", text)


def unescape(text: str) -> str:
    """Return Markdown that `escape` wrote as the words it prints."""
    return re.sub(rf"\\([{_MARKS}])", r"\1", text)
