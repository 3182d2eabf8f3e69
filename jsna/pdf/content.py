"""What a PDF says, as plain data: a page's blocks chosen, worded and ordered for print.

Nothing here knows Typst. The template (`page.typ`) draws exactly these dictionaries.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from jsna import words
from jsna.bundles import Bundle, is_long
from jsna.errors import PublishError
from jsna.files import csv_text
from jsna.page import Block, Page
from jsna.pdf import entries
from jsna.pdf.figures import Images, figure
from jsna.pdf.markdown import Node, plain, tree
from jsna.pdf.tables import cards, table

EditionKind = Literal["full", "sheet"]

SHEET = "print-sheet"
"""The tag of the cells that the short sheet holds."""

_LONGEST_LEAD = 180
"""Characters, about two lines."""
_LABELS = {
    "official": "The figure is the one that the source published.",
    "computed": "We worked the figure out from published counts.",
    "apportioned": "The source has no figure for this area. We shared out figures for smaller "
    "areas, so it may be a little off.",
    "approximate": "The source marks the figure as rough, or the area does not fit exactly.",
    "modelled": "The figure is an estimate from a statistical model, not a count.",
    "suppressed": "The source does not show the figure, to protect people.",
    "withheld": "We do not show the figure, to protect people.",
    "missing": "No figure is held.",
}


@dataclass(frozen=True, slots=True)
class Imprint:
    """What stands on every PDF of one place: names, licence and address."""

    site_title: str
    board: str
    licence_lines: tuple[str, ...]
    address: str | None


def content(page: Page, images: Images, imprint: Imprint, kind: EditionKind) -> dict[str, Any]:
    """Return everything that the template prints.

    Raises:
        PublishError: for a figure without alt text, an edition without blocks, or a date that
            is not one.
    """
    chosen = [block for block in page.blocks if _prints(block, kind)]
    if not chosen:
        raise PublishError(
            f"Nothing on {page.address} prints in the {kind} edition. "
            f"Tag the cells that it should hold with {SHEET!r}."
        )
    title, nodes = _titled(page, _nodes(chosen, images, imprint.address, kind))
    bundles = [block.bundle for block in chosen if block.bundle is not None]
    with_data = [bundle for bundle in bundles if "columns" in bundle]
    as_at = _date(page)
    twins = _twins(nodes) if kind == "full" else []
    notes = _moved_notes([*nodes, *twins]) if kind == "full" else _taken_together(nodes)
    return {
        "title": title,
        "area": page.full_name,
        "document_title": title if page.full_name in title else f"{title}: {page.full_name}",
        "site_title": imprint.site_title,
        "edition": page.edition,
        "as_at": entries.day(page.as_at),
        "date": [as_at.year, as_at.month, as_at.day],
        "draft_mark": draft_mark(page.state, imprint.board),
        "blocks": _kept_together(nodes),
        "twins": twins,
        "notes": notes,
        "labels": _labels(with_data),
        "sources": _sources(bundles),
        "sources_named": _named(bundles),
        "licence_lines": list(imprint.licence_lines),
        "online": f"{imprint.address}/{page.address}.html" if imprint.address else None,
        "attachments": [_attachment(bundle) for bundle in with_data],
        "sheet": kind == "sheet",
    }


def draft_mark(state: str, board: str) -> str:
    """Return what every sheet of an edition that is not approved says; empty once it is."""
    return "" if state == "approved" else f"Draft for discussion: not approved by the {board}"


def _prints(block: Block, kind: EditionKind) -> bool:
    tags = block.tags | set((block.bundle or {}).get("tags", ()))
    return "analyst-only" not in tags and (kind == "full" or SHEET in tags)


def _date(page: Page) -> date:
    try:
        return date.fromisoformat(page.as_at)
    except ValueError:
        raise PublishError(
            f"{page.address}: the edition's date must read like 2026-11-21, not {page.as_at!r}."
        ) from None


def _titled(page: Page, nodes: list[Node]) -> tuple[str, list[Node]]:
    """Take the page's one level-1 heading out of the text: it is printed as the title."""
    for position, node in enumerate(nodes):
        if node["t"] == "heading" and node["level"] == 1:
            return plain(node["body"]), nodes[:position] + nodes[position + 1 :]
    return page.title, nodes


def _nodes(
    blocks: Iterable[Block], images: Images, address: str | None, kind: EditionKind
) -> list[Node]:
    nodes: list[Node] = []
    for block in blocks:
        bundle = block.bundle
        if bundle is None:
            nodes += tree(block.text, address=address)
        elif block.kind == "register":
            nodes.append(entries.register(bundle))
        elif block.kind == "figure":
            nodes.append(figure(bundle, images, full=kind == "full"))
        elif "page-one" in block.tags | set(bundle.get("tags", ())):
            nodes.append(cards(bundle))
        elif kind == "full" and is_long(bundle):
            nodes.append(_pointer(bundle))
        else:
            nodes.append(table(bundle))
    return nodes


def _kept_together(nodes: list[Node]) -> list[Node]:
    """Mark each short paragraph before a chart or table: it stays with what it introduces.

    A longer one may stand at the foot of a sheet, so that little of the sheet stays white.
    """
    return [
        {**node, "keep": node["t"] == "para" and _introduces(node, after)}
        for node, after in zip(nodes, [*nodes[1:], None], strict=True)
    ]


def _introduces(node: Node, after: Node | None) -> bool:
    is_short = len(plain(node["body"])) <= _LONGEST_LEAD
    return is_short and after is not None and after["t"] in ("figure", "table")


def _pointer(bundle: Bundle) -> Node:
    """Return a line that leads to a long table, which stands at the end."""
    words = f": {len(bundle['rows'])} figures, in a table at the end."
    lead = {"t": "strong", "body": [{"t": "text", "v": bundle["headline"]}]}
    return {
        "t": "para",
        "body": [lead, {"t": "text", "v": words}],
        "twin": table(bundle),
        "twin_at": "end",
    }


def _taken_together(nodes: list[Node]) -> list[str]:
    """Take notes and sources from under each block, and return each note once.

    A sheet says them at its end, where they take a few lines instead of half a page.
    """
    framed = [node for node in nodes if "source" in node]
    notes = list(dict.fromkeys(note for node in framed for note in node["notes"]))
    for node in framed:
        node["notes"], node["source"] = [], ""
    return notes


def _twins(nodes: list[Node]) -> list[Node]:
    """Return what stands at the end: tables of charts and long tables, in the page's order."""
    return [node["twin"] for node in nodes if node.get("twin_at") == "end"]


def _moved_notes(nodes: Iterable[Node]) -> list[str]:
    """Return every note once, and leave its number where it stood."""
    found: dict[str, int] = {}
    for node in nodes:
        if node.get("notes"):
            numbers = [found.setdefault(note, len(found) + 1) for note in node["notes"]]
            node["notes"] = [f"{words.listed([str(n) for n in sorted(numbers)])}, at the end."]
    return list(found)


def _labels(bundles: list[Bundle]) -> list[list[str]]:
    """Return the meaning of each status shown, once any of them needs explaining."""
    used = {status for bundle in bundles for status in bundle["statuses"]}
    if used <= {"official"}:
        return []
    return [[status, meaning] for status, meaning in _LABELS.items() if status in used]


def _sources(bundles: list[Bundle]) -> list[Node]:
    """Return each source once; none where the page prints its own register of sources."""
    if any(bundle.get("register") == "sources" for bundle in bundles):
        return []
    found = {
        (item["label"], item["period"]): item
        for bundle in bundles
        for item in bundle.get("sources", ())
    }
    return [entries.source(found[key]) for key in sorted(found)]


def _named(bundles: list[Bundle]) -> list[str]:
    """Return each source once, with all its periods: "ONS, Census (2011, 2021), OGL-3.0"."""
    items = [item for bundle in bundles if "columns" in bundle for item in bundle["sources"]]
    periods: dict[tuple[str, str], set[str]] = {}
    for item in items:
        periods.setdefault((item["label"], item["licence"]), set()).add(item["period"])
    return [
        f"{label} ({', '.join(sorted(found))}), {licence}"
        for (label, licence), found in sorted(periods.items())
    ]


def _attachment(bundle: Bundle) -> dict[str, str]:
    columns = [column["name"] for column in bundle["columns"]]
    return {
        "name": f"{bundle['id']}.csv",
        "text": csv_text(columns, bundle["rows"]),
        "description": bundle["headline"],
    }
