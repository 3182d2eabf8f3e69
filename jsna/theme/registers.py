"""Entries of a register as HTML: evidence, views, services, recommendations, priorities, sources.

An empty register shows its own honest words in a quiet box. What nobody has checked yet says so.
"""

from collections.abc import Callable, Mapping
from typing import Any

from jsna.bundles import LONG_TABLE, Bundle
from jsna.theme.markup import LICENCE_WORDS, outside_link, text

Entry = Mapping[str, Any]

_LIST_LABELS = {
    "evidence": "Evidence",
    "views": "Local views",
    "services": "Services",
    "recommendations": "Recommendations",
    "priorities": "Priorities",
    "model": "Model",
}


def register_slot(bundle: Bundle) -> str:
    """Return a register's entries, or its empty text in a quiet box.

    Args:
        bundle: as in jsna/schemas/bundle-register.json; entries as in schemas/register-*.json.
            Entries of `sources` hold `label`, `period`, `released_on`, `licence` and, if known,
            `figure`, `status` and `address`; entries of `missing` hold `title`.
    """
    entries, register = bundle["entries"], bundle["register"]
    if not entries:
        return f'<div class="empty"><p>{text(bundle["empty"])}</p></div>\n'
    if register == "sources":
        return _sources(entries)
    if register == "missing":
        return _missing(entries)
    write = _WRITERS[register]
    items = "".join(f"<li>{write(entry)}</li>\n" for entry in entries)
    return f'<ul class="register {register}" aria-label="{_LIST_LABELS[register]}">\n{items}</ul>\n'


def _evidence(entry: Entry) -> str:
    unread = "" if entry["checked"] is True else _mark("Not yet checked against the publication")
    return (
        f'<p class="lead">{outside_link(entry["address"], entry["title"])}</p>'
        f"<p>{text(entry['says'])}</p>"
        f'<p class="by">{text(entry["publisher"])}, {text(entry["year"])}{unread}</p>'
    )


def _views(entry: Entry) -> str:
    return (
        f'<p class="lead">{text(entry["said"])}</p>'
        f'<p class="by">{text(entry["method"])}, {text(entry["asked"])}, {text(entry["date"])}. '
        f"{_source_of(entry)}</p>{_note(entry)}"
    )


def _services(entry: Entry) -> str:
    return (
        f'<p class="lead">{text(entry["name"])}</p>'
        f'<p class="by">{text(entry["kind"])}, commissioned by {text(entry["commissioner"])}. '
        f"{_source_of(entry)}, as at {text(entry['date'])}</p>{_note(entry)}"
    )


def _recommendations(entry: Entry) -> str:
    because = _because(entry)
    return (
        f'<p class="lead">{text(entry["text"])}</p>'
        f'<p class="by">{_mark(entry["state"].capitalize())} For {text(entry["to"])}. '
        f"{because}{text(entry['role'])}, {text(entry['date'])}</p>{_note(entry)}"
    )


def _priorities(entry: Entry) -> str:
    return (
        f'<p class="lead">{text(entry["text"])}</p><p>{text(entry["reason"])}</p>'
        f'<p class="by">{_because(entry)}Decided by {text(entry["role"])}, '
        f"{text(entry['date'])}</p>"
    )


def _model(entry: Entry) -> str:
    return f'<p class="lead">{text(entry["name"])}</p><p>{text(entry["text"])}</p>'


def _mark(words: str) -> str:
    return f' <span class="mark">{text(words)}</span>'


def _note(entry: Entry) -> str:
    return f"<p>{text(entry['note'])}</p>" if entry.get("note") else ""


def _because(entry: Entry) -> str:
    """Which figures show the need; an indicator's id is printed as the words it is made of."""
    names = list(entry.get("because", []))
    return f"Shown by {text(', '.join(names))}. " if names else ""


def _source_of(entry: Entry) -> str:
    source = entry["source"]
    return f"Source: {outside_link(source['address'], source['label'])}"


_WRITERS: dict[str, Callable[[Entry], str]] = {
    "evidence": _evidence,
    "views": _views,
    "services": _services,
    "recommendations": _recommendations,
    "priorities": _priorities,
    "model": _model,
}


def _missing(entries: list[Entry]) -> str:
    items = "".join(f"<li>{text(entry['title'])}</li>" for entry in entries)
    return f'<div class="empty"><p>Not known for this area:</p>\n<ul>{items}</ul></div>\n'


_SOURCE_COLUMNS = (
    ("figure", "Figure"),
    ("label", "Source"),
    ("period", "Period"),
    ("released_on", "Released"),
    ("licence", "Licence"),
    ("status", "Status"),
)


def _sources(entries: list[Entry]) -> str:
    """The sources of a page as a table; a column that no entry fills is left out."""
    columns = [
        (name, title)
        for name, title in _SOURCE_COLUMNS
        if name == "released_on" or any(entry.get(name) for entry in entries)
    ]
    heads = "".join(f'<th scope="col">{title}</th>' for _, title in columns)
    rows = "".join(_source_row(entry, columns) for entry in entries)
    table = (
        '<div class="scroll" role="region" tabindex="0" aria-label="Table: sources of this page">\n'
        "<table>\n<caption>Sources of the figures on this page</caption>\n"
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n"
    )
    if len(entries) <= LONG_TABLE:
        return table
    return (
        f'<details class="rows"><summary>Show all {len(entries)} sources</summary>\n'
        f"{table}</details>\n"
    )


def _source_row(entry: Entry, columns: list[tuple[str, str]]) -> str:
    first, *rest = [_source_cell(entry, name) for name, _ in columns]
    cells = "".join(f"<td>{cell}</td>" for cell in rest)
    return f'<tr><th scope="row">{first}</th>{cells}</tr>\n'


def _source_cell(entry: Entry, name: str) -> str:
    value = entry.get(name)
    if name == "label" and entry.get("address"):
        return outside_link(entry["address"], str(value))
    if name == "licence":
        return text(LICENCE_WORDS.get(str(value), value))
    return text(value or ("not stated" if name == "released_on" else ""))
