"""The gate that every PDF passes: what PDF/UA-1 asks and a machine can see, and what we ask.

`problems(pdf)` lists what is wrong as "rule: detail"; an empty list lets the file through.
`missing_numbers(page, pdf)` lists the numbers of a page that its PDF does not print, and the notes
and rows of tables that do not stand in it word for word.
"""

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

from jsna import words
from jsna.bundles import Bundle
from jsna.page import Block, Page

FONT = "LiberationSans"
SHORTEST_ALT = 20
LARGEST = 3_000_000
_DRAWING = {"Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "Do", "BI"}
_OWN_FOLDER = re.escape(str(Path(__file__).parents[1]).encode())
_PATHS = re.compile(rb"/home/|/Users/|/root/|/tmp/|[A-Z]:\\\\|file://|" + _OWN_FOLDER)
_NUMBER = re.compile(r"\d(?:[\d,]*\d)?(?:\.\d+)?")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

Element = pikepdf.Dictionary


def problems(pdf: bytes, *, on_each_sheet: Sequence[str] = ()) -> list[str]:
    """Return every broken rule; `on_each_sheet` are words that no page may lack."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        elements = list(structure(document))
        found = [
            *_document(document),
            *_metadata(document),
            *_figures(elements),
            *_headings(elements),
            *_tables(elements),
            *_links(document),
            *_fonts(document),
            *_marked_content(document),
            *_hygiene(document, pdf),
        ]
    return [*found, *_sheets(pdf, on_each_sheet)]


def pdf_pages(pdf: bytes) -> list[str]:
    """Return the text of each page, in content order, its lines joined."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def numbers(text: str) -> Counter[str]:
    """Return the numbers in a text as printed: "10,012", "24.5", "2021"."""
    return Counter(_NUMBER.findall(text))


def missing_numbers(page: Page, pdf: bytes) -> list[str]:
    """Return the numbers that the page shows more often than its PDF prints them.

    A PDF prints each note once, however many charts and tables it belongs to. Counting cannot see
    that a note's "2021" is gone while others stand, so each note, and each row of a table, must also
    stand in the PDF whole, letter by letter and figure by figure.
    """
    text = " ".join(pdf_pages(pdf))
    blocks = [block for block in page.blocks if "analyst-only" not in _tags(block)]
    shown = [block.bundle for block in blocks if "columns" in (block.bundle or {})]
    notes = list({note.rstrip("."): None for bundle in shown for note in bundle["notes"]})
    on_page = sum((_block_numbers(block) for block in blocks), Counter[str]())
    on_page += numbers(" ".join(notes))
    rows = [" ".join(row) for block in blocks if _is_table(block) for row in _rows(block.bundle)]
    printed = _letters(text)
    return [
        *sorted((on_page - numbers(text)).elements()),
        *(f"note: {note}" for note in notes if _letters(note) not in printed),
        *(f"row: {row}" for row in rows if _letters(row) not in printed),
    ]


def _letters(text: str) -> str:
    """Return a text without spaces and signs, which line ends of a PDF change."""
    return "".join(re.findall(r"\w", text))


def _tags(block: Block) -> set[str]:
    return set(block.tags) | set((block.bundle or {}).get("tags", ()))


def _is_table(block: Block) -> bool:
    """Say whether a block prints its rows as rows: cards of page one take them apart."""
    return "columns" in (block.bundle or {}) and "page-one" not in _tags(block)


def _block_numbers(block: Block) -> Counter[str]:
    bundle = block.bundle
    if bundle is None:
        return numbers(re.sub(r"\]\([^)]*\)", "]", block.text))
    if block.kind == "register":
        return _register_numbers(bundle)
    cells = [cell for row in _rows(bundle) for cell in row]
    return sum(map(numbers, [bundle["headline"], bundle["subtitle"], *cells]), Counter[str]())


def _rows(bundle: Bundle) -> Iterator[list[str]]:
    """Yield the cells of each row that are printed, without what is not known."""
    visible = [column for column in bundle["columns"] if not column.get("hidden")]
    for row in bundle["rows"]:
        yield [_cell(column, row) for column in visible]


def _cell(column: dict[str, Any], row: dict[str, Any]) -> str:
    value = row.get(column["name"])
    if isinstance(value, str) or (value is None and column["type"] != "number"):
        return value or ""
    return words.in_cell(column, row)


def _register_numbers(bundle: Bundle) -> Counter[str]:
    printed = [
        str(value)
        for entry in bundle["entries"]
        for name, value in entry.items()
        if name not in ("id", "because") and not _ISO_DATE.fullmatch(str(value))
    ]
    return numbers(" ".join(printed) if printed else bundle["empty"])


def structure(document: pikepdf.Pdf) -> Iterator[Element]:
    """Yield every structure element in reading order."""

    def below(node: Any) -> Iterator[Element]:
        if isinstance(node, pikepdf.Array):
            for child in node:
                yield from below(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                yield node
            if "/K" in node:
                yield from below(node.K)

    tree = document.Root.get("/StructTreeRoot")
    yield from below(tree) if tree is not None else ()


def _document(document: pikepdf.Pdf) -> Iterator[str]:
    root = document.Root
    if "/StructTreeRoot" not in root:
        yield "structure: there is no structure tree"
    if not bool(root.get("/MarkInfo", {}).get("/Marked", False)):
        yield "marked: the document is not marked as tagged"
    if str(root.get("/Lang", "")) != "en-GB":
        yield "language: Lang is not en-GB"
    if not bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)):
        yield "display title: viewers would show the file name instead of the title"
    if "/Outlines" not in root or "/First" not in root.Outlines:
        yield "bookmarks: there is no outline"
    for number, page in enumerate(document.pages, start=1):
        if page.get("/Tabs") != pikepdf.Name.S:
            yield f"tab order: page {number} does not follow the structure"


def _metadata(document: pikepdf.Pdf) -> Iterator[str]:
    if "/Metadata" not in document.Root:
        yield "metadata: there is no XMP"
        return
    held = document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False)
    if held.get("pdfuaid:part") != "1":
        yield "PDF/UA: the file does not declare PDF/UA-1"
    if not held.get("dc:title"):
        yield "title: XMP has no title"


def _figures(elements: list[Element]) -> Iterator[str]:
    figures = [element for element in elements if element.S in ("/Figure", "/Formula")]
    alts = [str(element.get("/Alt", "")) for element in figures]
    for alt in alts:
        if not alt.strip():
            yield "alt text: a figure has none"
        elif len(alt) < SHORTEST_ALT:
            yield f"alt text: {alt!r} is too short to describe a figure"
    for alt, times in Counter(filter(None, alts)).items():
        if times > 1:
            yield f"alt text: {times} figures share {alt!r}"


def _headings(elements: list[Element]) -> Iterator[str]:
    level = 0
    for element in elements:
        if match := re.fullmatch(r"/H([1-6])", str(element.S)):
            if int(match[1]) > level + 1:
                yield f"headings: H{match[1]} follows level {level}"
            level = int(match[1])


def _tables(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.S == "/Table" and not any(cell.S == "/TH" for cell in _inside(element)):
            yield "table: one has no header cells"
        if element.S == "/TH" and not _has_scope(element):
            yield "table: a header cell has neither scope nor headers"


def _inside(element: Element) -> Iterator[Element]:
    children = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from _inside(child)


def _has_scope(cell: Element) -> bool:
    held = cell.get("/A", [])
    attributes = list(held) if isinstance(held, pikepdf.Array) else [held]
    return any("/Scope" in item or len(item.get("/Headers", [])) > 0 for item in attributes)


def _links(document: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(document.pages, start=1):
        for annotation in page.get("/Annots", []):
            if annotation.Subtype == "/Link" and not str(annotation.get("/Contents", "")).strip():
                yield f"link: one on page {number} has no description"


def _fonts(document: pikepdf.Pdf) -> Iterator[str]:
    for font in document.objects:
        if not isinstance(font, pikepdf.Dictionary) or font.get("/Type") != "/Font":
            continue
        name = str(font.BaseFont)
        if FONT not in name:
            yield f"font: {name} is not the shipped one"
        if "/DescendantFonts" in font:
            if "/ToUnicode" not in font:
                yield f"font: {name} cannot be read as text (no ToUnicode)"
            continue
        held = font.get("/FontDescriptor", {})
        if not any(key in held for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield f"font: {name} is not embedded"


def _marked_content(document: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(document.pages, start=1):
        depth = 0
        for _, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(name, 0)
            if depth == 0 and name in _DRAWING:
                yield f"content: page {number} draws something that is neither tagged nor artifact"
                break


def _hygiene(document: pikepdf.Pdf, pdf: bytes) -> Iterator[str]:
    held = {str(key): str(value) for key, value in document.docinfo.items()}
    if not re.fullmatch(r"(Typst [\d.]+)?", held.pop("/Creator", "")):
        yield "hygiene: Creator says more than the typesetter's name"
    if extra := sorted(set(held) - {"/Title", "/CreationDate", "/ModDate"}):
        yield f"hygiene: the document information holds {', '.join(extra)}"
    streams = [stream.read_bytes() for stream in document.objects if _is_plain(stream)]
    if match := _PATHS.search(b"\n".join([*streams, str(held).encode(), _strings(document)])):
        yield f"hygiene: a path of a machine, {match[0].decode()!r}, stands in the file"
    if len(pdf) > LARGEST:
        yield f"hygiene: {len(pdf):,} bytes are more than {LARGEST:,}"


def _is_plain(item: Any) -> bool:
    """Return whether a stream is text such as XMP or an attachment, and no font or picture."""
    return isinstance(item, pikepdf.Stream) and str(item.get("/Type", "")) in (
        "/Metadata",
        "/EmbeddedFile",
    )


def _strings(document: pikepdf.Pdf) -> bytes:
    """Return the names under which files are attached."""
    return "\n".join(document.attachments.keys()).encode()


def _sheets(pdf: bytes, on_each_sheet: Sequence[str]) -> Iterator[str]:
    pages = pdf_pages(pdf)
    for number, text in enumerate(pages, start=1):
        wanted = [*on_each_sheet, f"Page {number} of {len(pages)}"]
        for words_wanted in wanted:
            if words_wanted not in text:
                yield f"sheet: page {number} does not say {words_wanted!r}"


Spoiler = Callable[[pikepdf.Pdf], None]


def spoiled(pdf: bytes, spoil: Spoiler) -> bytes:
    """Return the PDF after `spoil` has changed it."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        spoil(document)
        out = io.BytesIO()
        document.save(out, fix_metadata_version=False)
        return out.getvalue()


def first(document: pikepdf.Pdf, kind: str) -> Element:
    """Return the first structure element of a kind, such as "/Figure"."""
    return next(element for element in structure(document) if kind == element.S)
