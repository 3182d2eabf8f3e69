"""The receipt: what every page was made from and what came out, without clock times."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsna
from jsna.build.book import Book
from jsna.build.fingerprint import package_digest
from jsna.build.plan import Job
from jsna.build.records import executed_path, load_record
from jsna.files import strict_json, write_text
from jsna.page import Page


def write_receipt(book: Book, pages: Mapping[str, Page]) -> None:
    """Write `_build/receipt.json` (version 1) for the site that has just been published."""
    lock = book.project.root / "requirements.txt"
    receipt = {
        "schema": 1,
        "edition": book.place["edition"],
        "as_at": book.place["as_at"],
        "lock_sha256": _sha256(lock) if lock.exists() else None,
        "package_sha256": package_digest(Path(jsna.__file__).parent),
        "pages": [_page(book, job, pages[job.address]) for job in book.plan.jobs],
    }
    write_text(book.project.build / "receipt.json", strict_json(receipt, indent=1) + "\n")


def _page(book: Book, job: Job, page: Page) -> dict[str, Any]:
    record = load_record(book.project, job.address)
    reads = record["reads"] if record else []
    html = book.project.html
    outputs = [html / f"{job.address}.html", html / f"{job.address}.ipynb"]
    if job.authored.kind == "profile":
        outputs.append(html / "pdf" / f"{job.area.area_slug}-full.pdf")
    return {
        "url": f"{job.address}.html",
        "notebook": book.project.relative(job.authored.path),
        "notebook_sha256": _sha256(job.authored.path),
        "executed_sha256": _sha256(executed_path(book.project, job.address)),
        "parameters": job.parameters,
        "reads": [entry for entry in reads if "indicator_id" in entry],
        "inputs": [entry for entry in reads if "indicator_id" not in entry],
        "figures": [
            {"id": bundle["id"], "keys": bundle["keys"]}
            for bundle in page.bundles
            if "id" in bundle
        ],
        "outputs": [
            {"path": path.relative_to(html).as_posix(), "sha256": _sha256(path)}
            for path in outputs
            if path.exists()
        ],
    }


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
