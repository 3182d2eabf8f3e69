"""Escaping, and the two markers of a slot. Every word that comes from data passes through here."""

import html
import json
import re
from typing import Any

ROOT = "{{root}}"
"""Stands in a slot where the way to the root of the site belongs: `../../` or nothing."""

LEVEL = "{{level}}"
"""Stands in a slot where the level of a heading belongs, one more than the heading before it."""

_DOUBLE_BRACE = re.compile(r"\{(?=\{)")  # in JSON it can only stand inside a string

LICENCE_WORDS = {
    "OGL-3.0": "Open Government Licence v3.0",
    "CC-BY-4.0": "Creative Commons Attribution 4.0",
    "Open-Parliament-3.0": "Open Parliament Licence v3.0",
}


def text(value: object) -> str:
    """Return a value as HTML text or attribute, unable to hold markup or a marker."""
    return html.escape(str(value), quote=True).replace("{", "&#123;")


def site_address(href: str) -> str:
    """Return an address given from the root of the site as a slot writes it, escaped."""
    return ROOT + text(href.lstrip("/"))


def outside_link(address: str, words: str) -> str:
    """Return a link to another site; an address that is not http(s) becomes plain words."""
    if not address.startswith(("https://", "http://")):
        return text(words)
    return f'<a href="{text(address)}" rel="external">{text(words)}</a>'


def kilobytes(size: int) -> str:
    """Return a size as a reader sees it beside a link: "1 kB", "68 kB", "1.2 MB"."""
    if size >= 1_000_000:
        return f"{size / 1_000_000:.1f} MB"
    return f"{max(1, round(size / 1000))} kB"


def json_data(value: Any) -> str:
    r"""Return strict JSON for a data block: `<` becomes `\u003c`, and no marker can stand in it."""
    plain = json.dumps(value, sort_keys=True, allow_nan=False, separators=(",", ":"))
    return _DOUBLE_BRACE.sub(r"\\u007b", plain.replace("<", "\\u003c"))
