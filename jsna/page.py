"""What a published page is made of, whatever it is printed on.

`read_page()` turns an executed notebook into a `Page`: roles replaced by their words, parameter
cells dropped, outputs turned into blocks. The web page, the PDF and the search index are made
from this record, so they cannot say different things.
"""

from dataclasses import dataclass
from typing import Literal

from jsna.bundles import Bundle

BlockKind = Literal["markdown", "figure", "table", "register"]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a page, in reading order."""

    kind: BlockKind
    text: str = ""
    """Markdown with every role replaced; empty for the other kinds."""
    bundle: Bundle | None = None
    """The figure, table or register (see jsna/schemas/bundle-*.json); None for markdown."""
    tags: frozenset[str] = frozenset()
    """Of `page-one`, `print-full`, `print-sheet`, `analyst-only`."""
    slot: str = ""
    """The section of the template that the cell belongs to (`jsna.slot`)."""


@dataclass(frozen=True, slots=True)
class Page:
    """One assembled page."""

    address: str
    """Address without ending, e.g. `areas/luton/index` or `chapters/population-and-place`."""
    page_id: str
    """Id of the notebook: a chapter (`population_and_place`) or a profile (`ward`)."""
    title: str
    area_code: str
    area_name: str
    full_name: str
    edition: str
    as_at: str
    state: str
    """`draft` or `approved`; a draft says so on every page, PDF and download."""
    blocks: tuple[Block, ...]

    @property
    def bundles(self) -> list[Bundle]:
        """Return the figures, tables and registers in reading order."""
        return [block.bundle for block in self.blocks if block.bundle is not None]

    @property
    def text(self) -> str:
        """Return the page's Markdown in one piece."""
        return "\n\n".join(block.text for block in self.blocks if block.kind == "markdown")
