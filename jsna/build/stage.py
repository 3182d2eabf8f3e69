"""The stage: the folder that Jupyter Book reads (its contract stands in `jsna.theme`)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jsna.build import pages_quality
from jsna.build.book import Book
from jsna.build.chrome import chrome
from jsna.build.downloads import csv_address, figure_csv, public_notebook
from jsna.build.drawing import LAYOUTS, Drawings
from jsna.build.front import front_pages
from jsna.build.pages_coverage import CSV as COVERAGE_CSV
from jsna.build.pages_coverage import coverage_csv
from jsna.build.pages_model import ModelBook, model_files
from jsna.build.pdfs import Pdf
from jsna.build.records import executed_path
from jsna.build.toc import toc_text
from jsna.bundles import Bundle
from jsna.files import strict_json, write_bytes, write_if_changed
from jsna.observations import figure_files
from jsna.page import Block, Page
from jsna.pictures.live import vega_bundle
from jsna.records import FIGURE_COLUMNS
from jsna.theme.slots import (
    Download,
    figure_slot,
    register_slot,
    slot_comment,
    slot_name,
    table_slot,
)


@dataclass
class Stage:
    """A folder under construction: what is not written again is removed at the end."""

    folder: Path
    written: set[Path] = field(default_factory=set)
    changed: int = 0

    def put(self, relative: str, text: str) -> None:
        """Write one file if its content differs."""
        path = self.folder / relative
        self.written.add(path)
        self.changed += write_if_changed(path, text)

    def put_bytes(self, relative: str, content: bytes) -> None:
        """Write one binary file if its content differs."""
        path = self.folder / relative
        self.written.add(path)
        if not path.exists() or path.read_bytes() != content:
            write_bytes(path, content)
            self.changed += 1

    def slot(self, html: str) -> str:
        """Write one slot and return the Markdown line that stands for it."""
        self.put(f"_figs/{slot_name(html)}.html", html)
        return slot_comment(html)

    def close(self) -> None:
        """Remove files of pages and figures that are no more."""
        for path in sorted(self.folder.rglob("*"), reverse=True):
            if path.is_file() and path not in self.written:
                path.unlink()
                self.changed += 1
            elif path.is_dir() and not any(path.iterdir()):
                path.rmdir()


def write_stage(
    book: Book,
    pages: Mapping[str, Page],
    drawings: Drawings,
    pdfs: Mapping[str, Pdf],
    model: ModelBook | None = None,
) -> Stage:
    """Write the whole stage; files that do not change are not touched.

    Args:
        book: the plan and the reference tables.
        pages: assembled pages by address.
        drawings: every chart of those pages.
        pdfs: page address -> its PDF.
        model: the whole-system model, where there is one.
    """
    stage = Stage(book.project.build / "stage")
    titles: dict[str, str] = {}
    downloads: dict[str, list[list[str]]] = {}
    for docname, text in front_pages(book, stage.slot, pages, model).items():
        stage.put(f"{docname}.md", text)
        titles[docname] = _first_heading(text)
    for address, page in pages.items():
        stage.put(f"{address}.md", page_markdown(stage, page, drawings))
        titles[address] = page.title
        downloads[address] = _downloads(stage, book, page, pdfs.get(address))
    _shared_files(stage, book)
    for address, text in (model_files(model) if model else {}).items():
        stage.put(f"extra/{address}", text)
    around = chrome(book, titles, downloads, model.inputs if model else ())
    stage.put("pages.json", strict_json(around, indent=1) + "\n")
    return stage


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


def _downloads(stage: Stage, book: Book, page: Page, pdf: Pdf | None) -> list[list[str]]:
    executed = executed_path(book.project, page.address)
    text = public_notebook(executed.read_text(encoding="utf-8"))
    address = f"{page.address}.ipynb"
    stage.put(f"extra/{address}", text)
    size = round(len(text.encode("utf-8")) / 1000)
    links = [[f"This page as an executed notebook (IPYNB, {size} kB)", address]]
    if pdf is None:
        return links
    stage.put_bytes(f"extra/{pdf.address}", pdf.content)
    return [[pdf.label, pdf.address], *links]


def _shared_files(stage: Stage, book: Book) -> None:
    project = book.project
    stage.put("_config.yml", (project.root / "_config.yml").read_text(encoding="utf-8"))
    stage.put("_toc.yml", toc_text(book.plan))
    stage.put("extra/assets/vega.js", vega_bundle(project.build / "cache"))
    for path in figure_files(project):
        stage.put(f"extra/data/figures/{path.name}", path.read_text(encoding="utf-8"))
    for address, text in {
        COVERAGE_CSV: coverage_csv(book),
        **pages_quality.downloads(book),
    }.items():
        stage.put(f"extra/{address}", text)
    stage.put("extra/data/figures/columns.json", json.dumps(FIGURE_COLUMNS, indent=1) + "\n")


def _first_heading(text: str) -> str:
    lines = (line for line in text.splitlines() if line.startswith("# "))
    return next(lines, "# Untitled").removeprefix("# ").replace("\\", "")
