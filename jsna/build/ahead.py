"""What a build starts while notebooks still run: Jupyter Book, and the model for its pages.

The modules that publish are imported meanwhile too: this process only waits for the notebooks.
"""

import threading
from importlib import import_module
from types import TracebackType
from typing import TYPE_CHECKING, Self

from jsna.build.book import Book
from jsna.build.bookmaker import BookMaker
from jsna.build.model_kept import ModelAhead
from jsna.paths import Project

if TYPE_CHECKING:
    from jsna.build.pages_model import ModelBook

_NEEDED_LATER = ("jsna.build.publish", "scipy.special")


class Ahead:
    """Processes that are under way; leaving the `with` block ends those that nobody used."""

    def __init__(
        self, book: Book, model: ModelAhead | None = None, *, is_certain: bool = False
    ) -> None:
        """Start Jupyter Book if it will be needed, and the model unless it has been started."""
        self._model = model or ModelAhead(book)
        self.maker = book_maker(book.project) if is_certain else None
        if is_certain:
            threading.Thread(target=_import_the_rest, daemon=True).start()

    def model(self, book: Book) -> "ModelBook | None":
        """Return the model for the pages of a book, waiting for it if need be."""
        return self._model.result(book)

    def __enter__(self) -> Self:
        """Return this; the processes are on their way already."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End what is not used any more."""
        self._model.stop()
        if self.maker is not None:
            self.maker.__exit__(kind, error, trace)


def _import_the_rest() -> None:
    for name in _NEEDED_LATER:
        import_module(name)


def book_maker(project: Project) -> BookMaker:
    """Start Jupyter Book for the stage of a project; it waits until it is told to begin."""
    return BookMaker(project.build / "stage", project.build / "work", project.root)
