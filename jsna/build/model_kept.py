"""The model ready for its pages: kept from build to build, and made beside the notebooks.

It is made anew only if the package, the model, an area or a figure that it asked for has changed.
"""

import contextlib
import hashlib
import multiprocessing
import pickle
from pathlib import Path
from typing import TYPE_CHECKING

from jsna.build.book import Book, load_book
from jsna.build.executor import end_with_parent
from jsna.build.fingerprint import code_digest
from jsna.files import write_bytes
from jsna.model_inputs import Newest, newest_of
from jsna.paths import Project
from jsna.reads import digest

if TYPE_CHECKING:
    from jsna.build.pages_model import ModelBook

_PACKAGE = Path(__file__).parent.parent
Asked = dict[tuple[str, ...], float | None]
"""What was asked of the figures (indicator, area, sex where one is named), and the answer."""


def kept_model_book(book: Book) -> "ModelBook | None":
    """Return the model for the pages of a book, made anew if it must be; None without a model."""
    if not book.plan.has_model:
        return None
    key, path = _key(book), _path(book.project)
    if (content := _kept(path, key, newest_of(book.observations))) is not None:
        kept: ModelBook = pickle.loads(content)
        return kept
    from jsna.build.model_book import model_book

    asked: Asked = {}
    made = model_book(book, _listening(newest_of(book.observations), asked))
    write_bytes(path, pickle.dumps((key, asked, pickle.dumps(made))))
    return made


class ModelAhead:
    """Makes the model for the pages in a process of its own, if it must be made anew."""

    def __init__(self, book: Book) -> None:
        self._process: multiprocessing.process.BaseProcess | None = None
        if book.plan.has_model and not _is_kept(book):
            spawn = multiprocessing.get_context("spawn")
            self._process = spawn.Process(target=_make, args=(book.project,), daemon=True)
            self._process.start()

    def result(self, book: Book) -> "ModelBook | None":
        """Wait for the process and return what it made; a mistake it met is raised here."""
        if self._process is not None:
            self._process.join()
        return kept_model_book(book)

    def stop(self) -> None:
        """End the process, if nobody waits for it any more."""
        if self._process is not None:
            self._process.terminate()
            self._process.join()


def _make(project: Project) -> None:
    end_with_parent()
    with contextlib.suppress(Exception):  # the build meets it again, and says it
        kept_model_book(load_book(project))


def _is_kept(book: Book) -> bool:
    return _kept(_path(book.project), _key(book), newest_of(book.observations)) is not None


def _kept(path: Path, key: str, newest: Newest) -> bytes | None:
    """Return the packed model if it was made of the same things as it would be now."""
    try:
        of, asked, content = pickle.loads(path.read_bytes())
        same = of == key and all(newest(*question) == answer for question, answer in asked.items())
    except (OSError, EOFError, pickle.UnpicklingError, TypeError, ValueError):
        return None
    return bytes(content) if same else None


def _listening(newest: Newest, asked: Asked) -> Newest:
    """Return the same look-up, which also keeps each question with its answer."""

    def listen(*question: str) -> float | None:
        asked[question] = newest(*question)
        return asked[question]

    return listen


def _key(book: Book) -> str:
    """Return a hash of all that the model rests on but for figures."""
    found = hashlib.sha256(code_digest(_PACKAGE).encode())
    for path in sorted((book.project.data / "model").rglob("*")):
        if path.is_file():
            found.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    areas = [repr(area) for area in book.areas]
    found.update(digest([book.home.area_code, areas, list(book.areas.membership)]).encode())
    return found.hexdigest()


def _path(project: Project) -> Path:
    return project.build / "cache" / "model-book.pickle"
