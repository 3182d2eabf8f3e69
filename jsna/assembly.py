"""From an executed notebook to a `Page`: roles filled, plumbing dropped, outputs as blocks."""

from collections.abc import Iterator, Mapping
from typing import Any

from jsna.bundles import bundles_in
from jsna.errors import NotebookError
from jsna.page import Block, Page
from jsna.records import Status
from jsna.roles import Said, fill, unescape

PRINT_TAGS = frozenset({"page-one", "print-full", "print-sheet", "analyst-only"})
_NEEDED = ("page", "address", "area_code", "area_name", "full_name", "edition", "as_at", "state")
_BLOCKS = ("figure", "table", "register")


Notebook = Mapping[str, Any]
"""A notebook as nbformat or plain JSON gives it."""


def read_page(notebook: Notebook) -> Page:
    """Return the page that an executed notebook holds.

    Raises:
        NotebookError: if the build did not run it, a cell failed or wrote to stderr, or a role
            names nothing that the notebook emitted.
    """
    facts = dict(notebook["metadata"].get("jsna", {}))
    missing = [name for name in _NEEDED if name not in facts]
    if missing:
        raise NotebookError(
            f"This notebook has not been run by the build: its metadata lacks {missing[0]!r}. "
            "Run: python3 run.py book, and take the executed copy from _build/notebooks/."
        )
    shown = f"{facts['page']} for {facts['full_name']}"
    _refuse_failures(notebook, shown)
    said = _said(notebook)
    blocks = (*_blocks(notebook, said, shown), *_closing(facts))
    return Page(
        address=facts["address"],
        page_id=facts["page"],
        title=_title(blocks, shown),
        area_code=facts["area_code"],
        area_name=facts["area_name"],
        full_name=facts["full_name"],
        edition=facts["edition"],
        as_at=facts["as_at"],
        state=facts["state"],
        blocks=blocks,
    )


def _refuse_failures(notebook: Notebook, shown: str) -> None:
    for number, cell in enumerate(notebook["cells"], start=1):
        for output in cell.get("outputs", []):
            kind = output["output_type"]
            is_print = kind == "stream" and "analyst-only" not in _tags(cell)
            if kind == "error" or is_print:
                what = output.get("evalue") or output.get("text", "")
                raise NotebookError(
                    f"{shown}, cell {number} left {output.get('name', 'an error')} that must not "
                    f"be published: {' '.join(str(what).split())[:200]}"
                )


def _said(notebook: Notebook) -> dict[str, Said]:
    said: dict[str, Said] = {}
    for data in _outputs(notebook):
        for kind, bundle in bundles_in(data):
            if kind == "value":
                is_known = Status(bundle["status"]).has_value
                said[bundle["name"]] = Said(bundle["text"], is_known)
            elif kind == "sentence":
                is_known = bundle["direction"] != "not_compared" or bundle["basis"] in (
                    "rank",
                    "name",
                    "modelled",
                )
                known_name = bundle["text"] != "not known"
                said[bundle["name"]] = Said(bundle["text"], is_known and known_name)
    return said


def _outputs(notebook: Notebook) -> Iterator[dict[str, Any]]:
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            yield dict(output.get("data", {}))


def _blocks(notebook: Notebook, said: dict[str, Said], shown: str) -> Iterator[Block]:
    for number, cell in enumerate(notebook["cells"], start=1):
        tags = frozenset(_tags(cell)) & PRINT_TAGS
        slot = cell["metadata"].get("jsna", {}).get("slot", "")
        if cell["cell_type"] == "markdown":
            text = fill(_source(cell), said, shown=f"{shown}, cell {number}")
            if text:
                yield Block("markdown", text=text, tags=tags, slot=slot)
        elif "injected-parameters" not in _tags(cell):
            for output in cell.get("outputs", []):
                for kind, bundle in bundles_in(dict(output.get("data", {}))):
                    if kind in _BLOCKS:
                        own = tags | frozenset(bundle.get("tags", ())) & PRINT_TAGS
                        yield Block(kind, bundle=bundle, tags=own, slot=slot)  # type: ignore[arg-type]


def _closing(facts: Mapping[str, Any]) -> Iterator[Block]:
    """Yield what the build wrote under a page that knows nothing of other pages."""
    if facts.get("closing"):
        yield Block("markdown", text=facts["closing"])


def _source(cell: Notebook) -> str:
    """Return a cell's text; in a file it may stand as a list of lines."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _tags(cell: Notebook) -> list[str]:
    return list(cell["metadata"].get("tags", []))


def _title(blocks: tuple[Block, ...], shown: str) -> str:
    for block in blocks:
        for line in block.text.splitlines():
            if line.startswith("# "):
                return unescape(line.removeprefix("# ").strip())
    raise NotebookError(f"{shown}: the page has no title. Start it with a line '# Title'.")
