"""From a figure's Vega-Lite and rows to SVG: drawn here, or by vl-convert where we cannot.

vl-convert starts a JavaScript engine of its own (0.5 s, then about 60 ms a chart), and a process
that has used it must never fork.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from jsna.files import strict_json
from jsna.pictures.drawing import draw
from jsna.pictures.errors import NotDrawn

Spec = Mapping[str, Any]
Rows = Sequence[Mapping[str, Any]]

VEGA_LITE = "6.4"
"""The version of Vega-Lite that every specification is written in."""
_FIELD = re.compile(r"datum\.([a-z][a-z0-9_]*)")
_ID = re.compile(r'(?<=[\s])id="([^"]+)"')
_ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"(?=[^<>]*>)')
"""Drawing details, not content: the page describes the picture as a whole."""


def svg(spec: Spec, rows: Rows) -> str:
    """Return the chart as SVG: white background, no script, nothing loaded from outside.

    The same specification and rows always give the same text.
    """
    try:
        return draw(spec, rows)
    except NotDrawn:
        return vega_svg(spec, rows)


def vega_svg(spec: Spec, rows: Rows) -> str:
    """Return the chart as vl-convert draws it: slower, and right for every specification.

    Ids carry a hash of the content, so that several pictures can stand in one document.
    """
    import vl_convert

    whole = with_rows(spec, rows)
    text: str = vl_convert.vegalite_to_svg(whole, vl_version=VEGA_LITE, allowed_base_urls=[])
    name = hashlib.sha256(strict_json(whole).encode("utf-8")).hexdigest()
    return _own_ids(_ROLES.sub("", text), name[:8])


def with_rows(spec: Spec, rows: Rows) -> dict[str, Any]:
    """Return the specification with its data: only the columns that it names."""
    used = _fields(spec)
    data = [{name: row[name] for name in row if name in used} for row in rows]
    return {**spec, "datasets": {"rows": data}}


def _fields(value: Any) -> set[str]:
    """Return every column that a specification names, in encodings and in expressions."""
    if isinstance(value, str):
        return set(_FIELD.findall(value))
    if isinstance(value, list):
        return set().union(*map(_fields, value)) if value else set()
    if isinstance(value, dict):
        own = {value["field"]} if isinstance(value.get("field"), str) else set()
        return own.union(*map(_fields, value.values()))
    return set()


def _own_ids(text: str, prefix: str) -> str:
    for name in dict.fromkeys(_ID.findall(text)):
        text = text.replace(f'id="{name}"', f'id="{prefix}-{name}"')
        text = text.replace(f"url(#{name})", f"url(#{prefix}-{name})")
        text = text.replace(f'href="#{name}"', f'href="#{prefix}-{name}"')
    return text
