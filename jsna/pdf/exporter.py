"""`jupyter nbconvert --to jsna-pdf FILE`: an executed notebook as an accessible PDF.

Everything comes out of the notebook: its cells, its bundles, and `metadata.jsna`, whose `print`
holds what the place is called (`site_title`, `board`, `licence_lines`, `address`).
"""

import json
import sys
from typing import Any, TextIO

import nbformat
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Enum, List, default

from jsna.assembly import Notebook, read_page
from jsna.bundles import Bundle
from jsna.errors import JsnaError, NotebookError
from jsna.pdf.content import EditionKind
from jsna.pdf.figures import Layout
from jsna.pdf.typeset import typeset
from jsna.pictures.render import svg

_NBFORMAT = 4
_PRINT_KEYS = ("site_title", "board", "licence_lines")


class JsnaPDFExporter(Exporter):
    """Writes one PDF per notebook, without network, browser or system packages."""

    export_from_notebook = "PDF (accessible)"
    output_mimetype = "application/pdf"
    kind = Enum(
        ("full", "sheet"),
        default_value="full",
        help="`full` prints the whole page, `sheet` only the cells tagged print-sheet.",
    ).tag(config=True)
    default_preprocessors: List[Any] = List(
        help="None: a page is read as it stands. `preprocessors` adds those that a person wants."
    ).tag(config=True)

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(  # type: ignore[override]  # bytes, like nbconvert's own PDF exporters
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the PDF's bytes and the resources that nbconvert's writer needs.

        Raises:
            NotebookError: for a notebook that is not executed or not one of ours.
            PublishError: for a page that cannot be set, such as a figure without alt text.
        """
        if self._preprocessors:
            nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        return self._made(nb, resources)

    def from_file(  # type: ignore[override]  # as above
        self, file_stream: TextIO, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Do the same with a file, which is read as plain JSON where nothing may change it."""
        text = file_stream.read()
        held = None if self._preprocessors else _plain(text)
        if held is None:
            notebook = nbformat.reads(text, as_version=_NBFORMAT)
            return self.from_notebook_node(notebook, resources, **kwargs)
        return self._made(held, resources)

    def _made(
        self, notebook: Notebook, resources: dict[str, Any] | None
    ) -> tuple[bytes, dict[str, Any]]:
        known = self._init_resources(resources)  # type: ignore[no-untyped-call]
        try:
            return self._pdf(notebook), known
        except JsnaError as error:
            if not _is_command_line():
                raise
            print(f"{known['metadata'].get('name', 'The notebook')}: {error}", file=sys.stderr)
            raise SystemExit(error.exit_code) from None

    def _pdf(self, notebook: Notebook) -> bytes:
        page = read_page(notebook)
        kind: EditionKind = self.kind  # type: ignore[assignment]  # one of the Enum's two values
        return typeset(page, images=_image, kind=kind, **print_settings(notebook))


def _plain(text: str) -> dict[str, Any] | None:
    """Return a notebook of today's format as plain data; None where nbformat must look at it."""
    try:
        held = json.loads(text)
    except ValueError:
        return None
    is_today = isinstance(held, dict) and held.get("nbformat") == _NBFORMAT
    return held if is_today and {"cells", "metadata"} <= held.keys() else None


def _is_command_line() -> bool:
    """Return whether `jupyter nbconvert` runs this: a mistake then prints its sentence only.

    Looked up, not imported: nbconvert's application imports every exporter, this one too.
    """
    application = sys.modules.get("nbconvert.nbconvertapp")
    return application is not None and bool(application.NbConvertApp.initialized())


def print_settings(notebook: Notebook) -> dict[str, Any]:
    """Return the arguments of `typeset` that name the place, from `metadata.jsna["print"]`.

    Raises:
        NotebookError: if one of them is missing.
    """
    held = notebook["metadata"].get("jsna", {}).get("print", {})
    missing = [name for name in _PRINT_KEYS if name not in held]
    if missing:
        raise NotebookError(
            f"The notebook's metadata.jsna.print lacks {', '.join(missing)}. "
            "Export a notebook that 'python3 run.py book' has executed."
        )
    return {**{name: held[name] for name in _PRINT_KEYS}, "address": held.get("address") or None}


def _image(bundle: Bundle, layout: Layout) -> bytes:
    return svg(bundle["spec"][layout], bundle["rows"]).encode("utf-8")
