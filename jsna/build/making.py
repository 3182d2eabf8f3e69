"""One page's files in the stage: text, slots, pictures, downloads and its PDF.

`make_page` runs in a worker and needs nothing but its order. What it made is remembered with a
digest of all that went in, so a page whose notebook did not change is not made again.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jsna.assembly import read_page
from jsna.build.downloads import csv_address, figure_csv, public_notebook
from jsna.build.drawing import LAYOUTS, Drawings
from jsna.build.naming import without_links
from jsna.build.pdfs import Pdf, set_pdfs
from jsna.build.stage import Stage
from jsna.bundles import Bundle
from jsna.files import strict_json, write_text
from jsna.page import Block, Page
from jsna.theme.slots import Download, figure_slot, register_slot, table_slot


@dataclass(frozen=True)
class PageOrder:
    """What a worker needs to make one page: plain data."""

    address: str
    executed: Path
    """The executed notebook."""
    stage: Path
    not_built: frozenset[str]
    """Docnames of planned pages that this site lacks: links to them become words."""
    print_facts: Mapping[str, Any] | None
    """What the PDFs print besides its page; None makes none."""
    pdf_cache: Path
    digest: str
    """Hash of all that decides what is made."""


@dataclass(frozen=True)
class MadePage:
    """What a page left in the stage, and what the rest of the site must know of it."""

    digest: str
    title: str
    files: list[str]
    """Addresses from the root of the stage."""
    downloads: list[list[str]]
    """[[label, address from the root of the site], …]."""
    figures: list[dict[str, Any]]
    """Id and keys of each figure and table."""
    executed_sha256: str
    outputs: dict[str, str]
    """Address in the site -> SHA-256 of the notebook and the PDFs that go with the page."""


def make_page(order: PageOrder) -> MadePage:
    """Write all files of one page into the stage; unchanged ones are not touched.

    Raises:
        NotebookError: if the notebook must not be published.
        PublishError: if a PDF cannot be set.
    """
    page, drawings, stage = assembled(order), Drawings(), Stage(order.stage)
    stage.put(f"{page.address}.md", page_markdown(stage, page, drawings))
    notebook = order.executed.read_bytes()
    links = [_notebook(stage, order, notebook)]
    if order.print_facts is not None:
        pdfs = set_pdfs(page, drawings, order.print_facts, order.pdf_cache)
        links = [*(_pdf(stage, pdf) for pdf in pdfs), *links]
    written = sorted(path.relative_to(order.stage).as_posix() for path in stage.written)
    figures = [{"id": item["id"], "keys": item["keys"]} for item in page.bundles if "id" in item]
    return MadePage(
        digest=order.digest,
        title=page.title,
        files=written,
        downloads=[link for link, _ in links],
        figures=figures,
        executed_sha256=hashlib.sha256(notebook).hexdigest(),
        outputs=dict(sorted((address, sha256) for (_, address), sha256 in links)),
    )


def assembled(order: PageOrder) -> Page:
    """Return the page that an executed notebook holds, with links only to pages that stand."""
    page = read_page(json.loads(order.executed.read_text(encoding="utf-8")))
    blocks = [replace(each, text=without_links(each.text, order.not_built)) for each in page.blocks]
    return replace(page, blocks=tuple(blocks))


def page_markdown(stage: Stage, page: Page, drawings: Drawings) -> str:
    """Return a page's Markdown, its figures as slots, and write those slots."""
    parts = []
    for block in page.blocks:
        if "analyst-only" in block.tags:
            continue
        parts.append(block.text if block.bundle is None else _slot(stage, page, block, drawings))
    return "\n\n".join(parts) + "\n"


def _slot(stage: Stage, page: Page, block: Block, drawings: Drawings) -> str:
    bundle = block.bundle
    assert bundle is not None
    if block.kind == "register":
        return stage.slot(register_slot(bundle))
    csv = _csv(stage, page, bundle)
    if block.kind == "table":
        return stage.slot(table_slot(bundle, csv))
    images = {}
    for layout in LAYOUTS:
        picture = drawings.picture(bundle, layout)
        image = images[layout] = picture.image
        stage.put(f"extra/{image.href}", picture.svg)
        stage.put(f"extra/{image.script}", picture.script)
    return stage.slot(figure_slot(bundle, images, csv))


def _csv(stage: Stage, page: Page, bundle: Bundle) -> Download:
    text = figure_csv(bundle, page)
    address = csv_address(page, bundle)
    stage.put(f"extra/{address}", text)
    return Download(address, bundle["headline"], len(text.encode("utf-8")))


Link = tuple[list[str], str]
"""[label, address], and the SHA-256 of what it leads to."""


def _notebook(stage: Stage, order: PageOrder, notebook: bytes) -> Link:
    content = public_notebook(notebook.decode("utf-8")).encode("utf-8")
    address = f"{order.address}.ipynb"
    stage.put_bytes(f"extra/{address}", content)
    size = round(len(content) / 1000)
    label = f"This page as an executed notebook (IPYNB, {size} kB)"
    return [label, address], hashlib.sha256(content).hexdigest()


def _pdf(stage: Stage, pdf: Pdf) -> Link:
    stage.put_bytes(f"extra/{pdf.address}", pdf.content)
    return [pdf.label, pdf.address], hashlib.sha256(pdf.content).hexdigest()


# What is remembered


def digest_of(executed: Path, code: str, *others: Any) -> str:
    """Return the hash of all that decides what a page's files are."""
    digest = hashlib.sha256(strict_json([code, *others]).encode("utf-8"))
    digest.update(executed.read_bytes())
    return digest.hexdigest()


class MadePages:
    """What each page left at the last build, kept in one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = _load(path)

    def get(self, order: PageOrder, present: Collection[str]) -> MadePage | None:
        """Return what a page left, or None if it must be made again.

        Args:
            order: with the digest of what it would be made from now.
            present: addresses of the files that are in the stage.
        """
        made = self._known.get(order.address)
        if made is None or made.digest != order.digest:
            return None
        return made if all(name in present for name in made.files) else None

    def keep(self, made: Mapping[str, MadePage]) -> None:
        """Remember these pages and forget all others."""
        if made != self._known:
            record = {address: vars(each) for address, each in made.items()}
            write_text(self._path, strict_json(record) + "\n")
            self._known = dict(made)


def _load(path: Path) -> dict[str, MadePage]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return {address: MadePage(**entry) for address, entry in record.items()}
    except (FileNotFoundError, json.JSONDecodeError, TypeError, AttributeError):
        return {}


class Assembled(Mapping[str, Page]):
    """Pages by address, each assembled when somebody asks for it."""

    def __init__(self, orders: Mapping[str, PageOrder]) -> None:
        self._orders = orders
        self._pages: dict[str, Page] = {}

    def __getitem__(self, address: str) -> Page:
        """Return a page, assembled once."""
        if address not in self._pages:
            self._pages[address] = assembled(self._orders[address])
        return self._pages[address]

    def __iter__(self) -> Iterator[str]:
        """Go through the addresses; nothing is assembled."""
        return iter(self._orders)

    def __len__(self) -> int:
        """Count the pages."""
        return len(self._orders)
