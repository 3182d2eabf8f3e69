"""The whole stage: every page's files, the pages that no notebook makes, and what all share."""

import json
from collections.abc import Mapping

from jsna.build import pages_quality
from jsna.build.book import Book
from jsna.build.chrome import chrome
from jsna.build.front import front_pages
from jsna.build.making import MadePage
from jsna.build.pages_coverage import CSV as COVERAGE_CSV
from jsna.build.pages_coverage import coverage_csv
from jsna.build.pages_model import ModelBook, model_files
from jsna.build.stage import Stage
from jsna.build.toc import toc_text
from jsna.files import strict_json
from jsna.observations import figure_files
from jsna.page import Page
from jsna.pictures.live import vega_bundle
from jsna.records import FIGURE_COLUMNS


def write_stage(
    book: Book,
    stage: Stage,
    made: Mapping[str, MadePage],
    pages: Mapping[str, Page],
    model: ModelBook | None = None,
) -> None:
    """Complete the stage; files that do not change are not touched, and left-overs removed.

    Args:
        book: the plan and the reference tables.
        stage: holds the files of the pages that notebooks made.
        made: what each of them left there, by address.
        pages: the same pages assembled; only those that are quoted elsewhere are looked at.
        model: the whole-system model, where there is one.
    """
    titles: dict[str, str] = {}
    for docname, text in front_pages(book, stage.slot, pages, model).items():
        stage.put(f"{docname}.md", text)
        titles[docname] = _first_heading(text)
    for address, page in made.items():
        titles[address] = page.title
        stage.written |= {stage.folder / name for name in page.files}
    downloads = {address: page.downloads for address, page in made.items()}
    _shared_files(stage, book)
    for address, text in (model_files(model) if model else {}).items():
        stage.put(f"extra/{address}", text)
    around = chrome(book, titles, downloads, model.inputs if model else ())
    stage.put("pages.json", strict_json(around, indent=1) + "\n")
    stage.close()


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
