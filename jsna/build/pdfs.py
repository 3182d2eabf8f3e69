"""One PDF for each profile, set from the assembled page and kept by content."""

import hashlib
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsna.build.drawing import Drawings
from jsna.bundles import Bundle
from jsna.files import write_bytes
from jsna.page import Page
from jsna.pdf import typeset as pdf_typeset

_PDF_CODE = Path(pdf_typeset.__file__).parent
_FONTS = _PDF_CODE.parent / "fonts"


@dataclass(frozen=True)
class Pdf:
    """One finished PDF: where it stands in the site, its bytes, and what its link says."""

    address: str
    content: bytes

    @property
    def label(self) -> str:
        """Return "Print this profile (PDF, 68 kB, 4 pages)"."""
        size = round(len(self.content) / 1000)
        return f"Print this profile (PDF, {size:,} kB, {page_count(self.content)} pages)"


def set_pdf(page: Page, drawings: Drawings, facts: Mapping[str, Any], folder: Path) -> Pdf:
    """Return the PDF of a page; one of the same content is kept in `folder`.

    Raises:
        PublishError: if it cannot be set.
    """

    def image(bundle: Bundle) -> bytes:
        return drawings.picture(bundle, "wide").svg.encode("utf-8")

    told = pdf_typeset.print_content(page, images=image, **facts)
    name = hashlib.sha256(f"{code_digest()}{told}".encode()).hexdigest()[:32]
    kept = folder / f"{name}.pdf"
    if not kept.exists():
        write_bytes(kept, pdf_typeset.set_content(told, shown=page.full_name))
    return Pdf(_address(page), kept.read_bytes())


def _address(page: Page) -> str:
    return f"pdf/{page.address.split('/')[1]}-full.pdf"


@cache
def code_digest() -> str:
    """Return a hash of everything that decides how a PDF looks."""
    digest = hashlib.sha256()
    for path in sorted([*_PDF_CODE.rglob("*"), *_FONTS.iterdir()]):
        if path.suffix in (".py", ".typ", ".ttf"):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def page_count(content: bytes) -> int:
    """Return how many pages a PDF has, read from its page tree (which may be compressed)."""
    parts: Sequence[bytes] = [content, *_inflated(content)]
    counts = [
        int(count)
        for part in parts
        for count in re.findall(rb"/Type\s*/Pages\b.*?/Count\s+(\d+)", part)
    ]
    if not counts:
        counts = [len(re.findall(rb"/Type\s*/Page\b", part)) for part in parts]
    return max(counts)


def _inflated(content: bytes) -> list[bytes]:
    found = []
    for match in re.finditer(rb"/ObjStm.*?stream\r?\n", content, re.DOTALL):
        try:
            found.append(zlib.decompressobj().decompress(content[match.end() :]))
        except zlib.error:
            continue
    return found
