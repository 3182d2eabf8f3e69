"""What a notebook emits: MIME bundles with complete content, checked against their schemas.

Everything a reader meets (page, PDF, CSV, search, receipt) is made from these bundles and from
the notebook's Markdown, never from anything else. The schemas are `jsna/schemas/bundle-*.json`.
"""

import json
from typing import Any, Literal

from jsna.files import check_schema, strict_json

Kind = Literal["figure", "table", "value", "sentence", "register"]
KINDS: tuple[Kind, ...] = ("figure", "table", "value", "sentence", "register")
Bundle = dict[str, Any]


LONG_TABLE = 6
"""A table of more rows is folded away on screen and stands at the end on paper."""


def is_long(bundle: Bundle) -> bool:
    """Return whether a table has so many rows that a reader is better served by asking for it."""
    return "page-one" not in bundle.get("tags", ()) and len(bundle["rows"]) > LONG_TABLE


def mime_type(kind: Kind) -> str:
    """Return `application/vnd.jsna.<kind>.v1+json`."""
    return f"application/vnd.jsna.{kind}.v1+json"


def check_bundle(kind: Kind, bundle: Bundle) -> Bundle:
    """Return the bundle as plain strict JSON data, or refuse it.

    Raises:
        DataError: if it breaks its schema or holds NaN.
    """
    plain: Bundle = json.loads(strict_json(bundle))
    check_schema(plain, f"bundle-{kind}", shown=f"The {kind} {plain.get('id', plain.get('name'))}")
    return plain


def bundles_in(data: dict[str, Any]) -> list[tuple[Kind, Bundle]]:
    """Return our bundles in one output's `data`, in the order of `KINDS`."""
    return [(kind, data[mime_type(kind)]) for kind in KINDS if mime_type(kind) in data]
