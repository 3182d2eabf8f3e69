"""One page as an accessible PDF: Typst draws `page.typ` from the page's content as JSON."""

from functools import cache
from pathlib import Path

import typst

from jsna.errors import PublishError
from jsna.files import strict_json
from jsna.page import Page
from jsna.pdf.content import EditionKind, Imprint, content
from jsna.pdf.figures import Images
from jsna.pdf.pages import page_count

SIDES = 2
"""A short sheet is meant for both sides of one leaf."""
TEXT_SIZES = (12, 11, 10)
"""Points. A sheet that runs over is set smaller; what is still too long keeps its last pages."""

_HERE = Path(__file__).parent
_FONTS = _HERE.parent / "fonts"


def typeset(
    page: Page,
    *,
    images: Images,
    site_title: str,
    board: str,
    licence_lines: list[str],
    address: str | None,
    kind: EditionKind = "full",
) -> bytes:
    """Return the page as PDF/UA-1 and PDF/A-3a bytes: the same input gives the same bytes.

    Every figure's and table's rows are attached as a CSV.

    Args:
        page: the assembled page; blocks tagged `analyst-only` never print.
        images: returns a figure's SVG, drawn for wide screens or for phones.
        site_title: the book's title, printed on the first page.
        board: who approves the edition, named in the draft mark after "not approved by the".
        licence_lines: printed at the end, one paragraph each.
        address: the site's address (`https://…`, no slash at its end), or None while unknown.
        kind: `full` prints all blocks, `sheet` only those tagged `print-sheet`, on two sides.

    Raises:
        PublishError: if a figure has no alt text, or the page cannot be set without a warning.
    """
    told = print_content(
        page,
        images=images,
        site_title=site_title,
        board=board,
        licence_lines=licence_lines,
        address=address,
        kind=kind,
    )
    return set_content(told, shown=page.address, kind=kind)


def print_content(
    page: Page,
    *,
    images: Images,
    site_title: str,
    board: str,
    licence_lines: list[str],
    address: str | None,
    kind: EditionKind = "full",
) -> str:
    """Return all that a PDF says and shows, as JSON; arguments as in `typeset`."""
    imprint = Imprint(site_title, board, tuple(licence_lines), address)
    return strict_json(content(page, images, imprint, kind))


@cache
def _fonts() -> typst.Fonts:
    """Return the shipped fonts and no others, so that every machine sets the same lines."""
    return typst.Fonts(False, False, [str(_FONTS)])


def set_content(content_json: str, *, shown: str, kind: EditionKind) -> bytes:
    """Return the PDF of what `print_content` returned; `shown` names the page in messages."""
    made = b""
    for size in TEXT_SIZES if kind == "sheet" else TEXT_SIZES[:1]:
        made = _compiled(content_json, size, shown)
        if kind == "full" or page_count(made) <= SIDES:
            break
    return made


def _compiled(content_json: str, size: int, shown: str) -> bytes:
    try:
        pdf, warnings = typst.compile_with_warnings(
            str(_HERE / "page.typ"),
            root=str(_HERE),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1", "a-3a"],
            sys_inputs={"content": content_json, "size": str(size)},
        )
    except typst.TypstError as error:
        raise PublishError(f"The PDF of {shown} cannot be set: {_sentence(error)}") from None
    if warnings:
        raise PublishError(f"The PDF of {shown} sets with a warning: {_sentence(warnings[0])}")
    return bytes(pdf)


def _sentence(diagnostic: typst.TypstError | typst.TypstWarning) -> str:
    hint = f" ({diagnostic.hints[0]})" if diagnostic.hints else ""
    return f"{diagnostic.message}{hint}."
