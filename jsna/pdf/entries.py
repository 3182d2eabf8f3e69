"""Register entries as they are printed: what leads, what follows, and what it must be marked as."""

from collections.abc import Callable
from datetime import date
from typing import Any

from jsna.bundles import Bundle
from jsna.pdf.markdown import Node
from jsna.words import listed

Entry = dict[str, Any]

NOT_CHECKED = "Not yet checked against the publication"


def register(bundle: Bundle) -> Node:
    """Return a node: `entries` of lead, mark, body, facts (label, value) and url, or `empty`."""
    draw = _DRAWN.get(bundle["register"], _other)
    entries = [draw(entry) for entry in bundle["entries"]]
    return {
        "t": "register",
        "entries": entries,
        "empty": bundle["empty"] if not entries else "",
        "small": bundle["register"] == "sources",
    }


def source(entry: Entry) -> Node:
    """Return one source of figures, as the list of sources prints it."""
    return _node(
        str(entry["label"]),
        [
            ("", ", ".join(filter(None, (entry.get("publisher"), entry.get("title"))))),
            ("Period", _text(entry.get("period"))),
            ("Released", day(entry.get("released_on"))),
            ("Licence", _text(entry.get("licence"))),
            ("Status", _text(entry.get("statuses"))),
        ],
        url=entry.get("address"),
    )


def day(iso: str | None) -> str:
    """Return "21 November 2026" for 2026-11-21, and anything that is no such date as it is."""
    try:
        when = date.fromisoformat(iso or "")
    except ValueError:
        return iso or ""
    return f"{when.day} {when:%B %Y}"


def _node(
    lead: str,
    facts: list[tuple[str, str]],
    *,
    body: str = "",
    mark: str = "",
    url: str | None = None,
) -> Node:
    kept = [[label, value] for label, value in facts if value]
    return {"lead": lead, "mark": mark, "body": body, "facts": kept, "url": url}


def _evidence(entry: Entry) -> Node:
    return _node(
        entry["title"],
        [("", f"{entry['publisher']}, {entry['year']}")],
        body=entry["says"],
        mark="" if entry["checked"] is True else NOT_CHECKED,
        url=entry["address"],
    )


def _view(entry: Entry) -> Node:
    label, url = _origin(entry)
    return _node(
        entry["said"],
        [
            ("Asked", entry["asked"]),
            ("Method", entry["method"]),
            ("Date", day(entry["date"])),
            ("Source", label),
        ],
        url=url,
    )


def _service(entry: Entry) -> Node:
    label, url = _origin(entry)
    return _node(
        entry["name"],
        [
            ("Kind", entry["kind"]),
            ("Commissioner", entry["commissioner"]),
            ("True on", day(entry["date"])),
            ("Source", label),
        ],
        body=_text(entry.get("note")),
        url=url,
    )


def _recommendation(entry: Entry) -> Node:
    return _node(
        entry["text"],
        [
            ("For", entry["to"]),
            ("Because of", _measures(entry)),
            ("By", entry["role"]),
            ("Since", day(entry["date"])),
        ],
        body=_text(entry.get("note")),
        mark=entry["state"].capitalize(),
    )


def _priority(entry: Entry) -> Node:
    return _node(
        entry["text"],
        [
            ("Chosen by", entry["role"]),
            ("Date", day(entry["date"])),
            ("Because of", _measures(entry)),
            ("Comes later", _text(entry.get("not_chosen"))),
        ],
        body=entry["reason"],
    )


def _model(entry: Entry) -> Node:
    return _node(entry["name"], [], body=entry["text"])


def _other(entry: Entry) -> Node:
    """Print an entry of a register without a form of its own: the first value leads."""
    names = [name for name in entry if name != "id"]
    lead = next((name for name in ("title", "text", "name", "label") if name in entry), names[0])
    facts = [
        (name.replace("_", " ").capitalize(), _text(entry[name]))
        for name in names
        if name not in (lead, "address")
    ]
    return _node(_text(entry[lead]), facts, url=entry.get("address"))


def _origin(entry: Entry) -> tuple[str, str | None]:
    origin = entry["source"]
    if isinstance(origin, dict):
        return str(origin.get("label", "")), origin.get("address")
    return str(origin), None


def _measures(entry: Entry) -> str:
    return listed(list(entry.get("because", [])))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(_text(item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


_DRAWN: dict[str, Callable[[Entry], Node]] = {
    "evidence": _evidence,
    "views": _view,
    "services": _service,
    "recommendations": _recommendation,
    "priorities": _priority,
    "model": _model,
    "sources": source,
}
