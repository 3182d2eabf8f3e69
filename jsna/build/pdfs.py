"""One PDF for each profile, set from the assembled page and kept by content."""

import hashlib
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from jsna.build.drawing import Drawings
from jsna.build.executor import Executor
from jsna.errors import PublishError
from jsna.files import strict_json, write_bytes
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


@dataclass(frozen=True)
class PdfOrder:
    """What a worker needs to set one PDF: plain data."""

    page: Page
    pictures: dict[str, str]
    """Figure id -> wide SVG."""
    print_facts: dict[str, Any]
    output: Path


def set_all(
    pages: Mapping[str, Page],
    drawings: Drawings,
    print_facts: Mapping[str, Any],
    cache: Path,
    executor: Executor,
) -> dict[str, Pdf]:
    """Return the PDF of each profile by page address; unchanged ones come from the cache.

    Raises:
        PublishError: if one cannot be set.
    """
    code = _code_digest()
    orders = {
        address: _order(page, drawings, dict(print_facts), cache, code)
        for address, page in pages.items()
    }
    missing = [order for order in orders.values() if not order.output.exists()]
    for order, problem in executor.run(set_pdf, missing):
        if problem is not None:
            raise PublishError(f"The PDF for {order.page.full_name} could not be made: {problem}")
    return {
        address: Pdf(_address(pages[address]), order.output.read_bytes())
        for address, order in orders.items()
    }


def _address(page: Page) -> str:
    return f"pdf/{page.address.split('/')[1]}-full.pdf"


def _order(
    page: Page, drawings: Drawings, facts: dict[str, Any], cache: Path, code: str
) -> PdfOrder:
    figures = [block.bundle for block in page.blocks if block.kind == "figure" and block.bundle]
    pictures = {bundle["id"]: drawings.picture(bundle, "wide").svg for bundle in figures}
    content = strict_json([_plain(page), pictures, facts, code])
    name = hashlib.sha256(content.encode("utf-8")).hexdigest()[:32]
    return PdfOrder(page, pictures, facts, cache / f"{name}.pdf")


def _plain(page: Page) -> dict[str, Any]:
    """Return a page as plain data, for hashing."""
    record = asdict(page)
    for block in record["blocks"]:
        block["tags"] = sorted(block["tags"])
    return record


def _code_digest() -> str:
    """Return a hash of everything that decides how a PDF looks."""
    digest = hashlib.sha256()
    for path in sorted([*_PDF_CODE.rglob("*"), *_FONTS.iterdir()]):
        if path.suffix in (".py", ".typ", ".ttf"):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def set_pdf(order: PdfOrder) -> None:
    """Set one PDF and write it whole; runs in a worker."""
    content = pdf_typeset.typeset(
        order.page,
        images=lambda bundle: order.pictures[bundle["id"]].encode("utf-8"),
        **order.print_facts,
    )
    write_bytes(order.output, content)


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
