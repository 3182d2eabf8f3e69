"""The receipt: what every page was made from and what came out, without clock times."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from textwrap import indent
from typing import Any

import jsna
from jsna.build.book import Book
from jsna.build.fingerprint import package_digest
from jsna.build.making import MadePage
from jsna.build.plan import Job
from jsna.build.records import load_record, record_digest
from jsna.files import strict_json, write_text

_FORM = 2
"""Changes when the texts that are kept change their form."""


def write_receipt(book: Book, made: Mapping[str, MadePage]) -> None:
    """Write `_build/receipt.json` (version 1) for the site that has just been published."""
    lock = book.project.root / "requirements.txt"
    kept = Kept(book.project.build / "cache" / "receipt")
    head = {
        "schema": 1,
        "edition": book.place["edition"],
        "as_at": book.place["as_at"],
        "lock_sha256": _sha256(lock) if lock.exists() else None,
        "package_sha256": package_digest(Path(jsna.__file__).parent),
    }
    pages = [_page_text(book, job, made[job.address], kept) for job in book.plan.jobs]
    kept.forget_others()
    write_text(book.project.build / "receipt.json", whole_text(head, pages) + "\n")


def whole_text(head: Mapping[str, Any], pages: list[str]) -> str:
    """Return the receipt as `strict_json` would write it, from what `page_text` returned."""
    empty = strict_json({**head, "pages": []}, indent=1)
    listed = ",\n".join(pages)
    return empty.replace('"pages": []', f'"pages": [\n{listed}\n ]', 1) if pages else empty


def page_text(page: Mapping[str, Any]) -> str:
    """Return a page as it stands in the receipt's file."""
    return indent(strict_json(page, indent=1), "  ")


class Kept:
    """The pages' parts of the last receipt, each named by all that it says."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._used: set[str] = set()

    def get(self, name: str) -> str | None:
        """Return a part, or None if it has not been written yet."""
        self._used.add(f"{name}.json")
        path = self._folder / f"{name}.json"
        return path.read_text(encoding="utf-8") if path.exists() else None

    def put(self, name: str, text: str) -> str:
        """Keep a part and return it."""
        write_text(self._folder / f"{name}.json", text)
        return text

    def forget_others(self) -> None:
        """Remove the parts that this receipt did not use."""
        for path in self._folder.glob("*.json"):
            if path.name not in self._used:
                path.unlink()


def _page_text(book: Book, job: Job, made: MadePage, kept: Kept) -> str:
    page = _page(book, job, made)
    told = strict_json([_FORM, page, record_digest(book.project, job.address)])
    name = hashlib.sha256(told.encode("utf-8")).hexdigest()
    text = kept.get(name)
    if text is None:
        record = load_record(book.project, job.address)
        reads = record["reads"] if record else []
        whole = {
            **page,
            "reads": [entry for entry in reads if "indicator_id" in entry],
            "inputs": [entry for entry in reads if "indicator_id" not in entry],
        }
        text = kept.put(name, page_text(whole))
    return text


def _page(book: Book, job: Job, made: MadePage) -> dict[str, Any]:
    """Return what the receipt says of a page, but for its reads."""
    html = f"{job.address}.html"
    outputs = {html: _sha256(book.project.html / html), **made.outputs}
    return {
        "url": html,
        "notebook": book.project.relative(job.authored.path),
        "notebook_sha256": _notebook_sha256(job.authored.path),
        "executed_sha256": made.executed_sha256,
        "parameters": job.parameters,
        "figures": made.figures,
        "outputs": [{"path": path, "sha256": sha256} for path, sha256 in outputs.items()],
    }


@lru_cache(maxsize=256)
def _notebook_sha256(path: Path) -> str:
    return _sha256(path)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
