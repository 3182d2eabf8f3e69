"""Two PDFs for each profile, a short sheet and the whole, kept by their content."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from jsna.build.drawing import Drawings
from jsna.bundles import Bundle
from jsna.files import write_bytes
from jsna.page import Page
from jsna.pdf import typeset as pdf_typeset
from jsna.pdf.content import SHEET, EditionKind
from jsna.pdf.figures import Layout
from jsna.pdf.pages import page_count

_PDF_CODE = Path(pdf_typeset.__file__).parent
_FONTS = _PDF_CODE.parent / "fonts"
LABELS: dict[EditionKind, str] = {"sheet": "Short sheet to print", "full": "Whole profile to print"}
"""What the link to each kind says, in the order in which they are offered."""


@dataclass(frozen=True)
class Pdf:
    """One finished PDF: where it stands in the site, its bytes, and what its link says."""

    address: str
    content: bytes
    kind: EditionKind

    @property
    def label(self) -> str:
        """Return "Short sheet to print (PDF, 68 kB, 2 pages)"."""
        size, pages = round(len(self.content) / 1000), page_count(self.content)
        many = "page" if pages == 1 else "pages"
        return f"{LABELS[self.kind]} (PDF, {size:,} kB, {pages} {many})"


def set_pdfs(page: Page, drawings: Drawings, facts: Mapping[str, Any], folder: Path) -> list[Pdf]:
    """Return the PDFs of a page; those of the same content are kept in `folder`.

    Raises:
        PublishError: if one cannot be set.
    """
    kinds = _kinds(block.tags for block in page.blocks)
    return [_set(page, kind, drawings, facts, folder) for kind in kinds]


def _set(
    page: Page, kind: EditionKind, drawings: Drawings, facts: Mapping[str, Any], folder: Path
) -> Pdf:
    def image(bundle: Bundle, layout: Layout) -> bytes:
        return drawings.picture(bundle, layout).svg.encode("utf-8")

    told = pdf_typeset.print_content(page, images=image, kind=kind, **facts)
    name = hashlib.sha256(f"{code_digest()}{told}".encode()).hexdigest()[:32]
    kept = folder / f"{name}.pdf"
    if not kept.exists():
        write_bytes(kept, pdf_typeset.set_content(told, shown=page.full_name, kind=kind))
    return Pdf(f"pdf/{page.address.split('/')[1]}-{kind}.pdf", kept.read_bytes(), kind)


def printed(notebook: NotebookNode) -> list[EditionKind]:
    """Return the kinds of PDF that a notebook's pages have: a sheet only if cells ask for it."""
    return _kinds(cell.metadata.get("tags", ()) for cell in notebook.cells)


def _kinds(tags: Iterable[Collection[str]]) -> list[EditionKind]:
    sheet = any(SHEET in each for each in tags)
    return [kind for kind in LABELS if kind == "full" or sheet]


@cache
def code_digest() -> str:
    """Return a hash of everything that decides how a PDF looks."""
    digest = hashlib.sha256()
    for path in sorted([*_PDF_CODE.rglob("*"), *_FONTS.iterdir()]):
        if path.suffix in (".py", ".typ", ".ttf"):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
