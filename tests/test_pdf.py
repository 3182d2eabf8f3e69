"""The PDF: what it says, how it is tagged, what it refuses; and the gate that judges it."""

import copy
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import nbformat
import numpy as np
import pdf_page
import pikepdf
import pypdfium2
import pytest
from pdf_gate import (
    Spoiler,
    first,
    missing_numbers,
    numbers,
    pdf_pages,
    problems,
    spoiled,
    structure,
)
from pdf_page import ranked_figure, wide_figure
from pikepdf import Array, Dictionary, Name

from jsna.bundles import Bundle, mime_type
from jsna.errors import NotebookError, PublishError
from jsna.page import Block, Page
from jsna.pdf.content import draft_mark
from jsna.pdf.exporter import JsnaPDFExporter
from jsna.pdf.figures import BESIDE
from jsna.pdf.markdown import tree
from jsna.pdf.pages import page_count
from jsna.pdf.typeset import print_content, set_content, typeset

MARK = "Draft for discussion: not approved by the Testshire Health and Wellbeing Board"
ON_EACH_SHEET = ["Easton ward, Testshire", "Edition 2026.11 draft", MARK]


def made(page: Page, **changes: object) -> bytes:
    return typeset(page, images=pdf_page.drawing, **{**pdf_page.SETTINGS, **changes})


@cache
def good() -> bytes:
    return made(pdf_page.easton())


def text_of(pdf: bytes) -> str:
    return " ".join(pdf_pages(pdf))


# What the PDF says.


def test_the_gate_finds_nothing_in_a_good_pdf():
    assert problems(good(), on_each_sheet=ON_EACH_SHEET) == []


def test_the_sheet_edition_passes_the_gate_too():
    assert problems(made(pdf_page.easton(), kind="sheet"), on_each_sheet=ON_EACH_SHEET) == []


def test_every_number_of_the_page_is_in_the_pdf():
    assert missing_numbers(pdf_page.easton(), good()) == []


def test_a_number_that_only_the_page_says_is_found():
    page = pdf_page.easton()
    more = pdf_page.easton(*page.blocks, Block("markdown", "And 8,642 more, or 7.31%."))
    assert missing_numbers(more, good()) == ["7.31", "8,642"]


NOTE = "Shared out from 305 small areas of 2021, and from 8 wards."


def noted(*notes: str, rows: int = 10, figure: Callable[..., Bundle] = ranked_figure) -> Page:
    """Return a page of one chart with these notes, beside a text that holds their numbers too."""
    block = Block("figure", bundle=figure(rows, notes=list(notes)))
    return pdf_page.easton(block, Block("markdown", "In 2021 there were 305 and 8 and 305 and 8."))


def test_a_note_that_the_pdf_lacks_is_found_though_its_numbers_stand_elsewhere():
    assert missing_numbers(noted(NOTE), made(noted(NOTE))) == []
    assert f"note: {NOTE.rstrip('.')}" in missing_numbers(noted(NOTE), made(noted()))


@pytest.mark.parametrize("other", ["306", "35", "1305", "3050"])
def test_a_note_with_another_number_is_found(other):
    pdf = made(noted(NOTE.replace("305", other)))
    assert f"note: {NOTE.rstrip('.')}" in missing_numbers(noted(NOTE), pdf)


@pytest.mark.parametrize(
    ("rows", "figure"),
    [(10, ranked_figure), (3, wide_figure), (10, wide_figure)],
    ids=["beside the chart", "under it", "at the end"],
)
def test_a_number_that_a_table_lacks_is_found_though_it_stands_elsewhere(rows, figure):
    page = noted(NOTE, rows=rows, figure=figure)
    changed = noted(NOTE, rows=rows, figure=figure)
    changed.blocks[0].bundle["rows"][1]["people"] = 2451  # as in the first row
    found = missing_numbers(page, made(changed))

    assert any(problem.startswith("row: Weston 23.2% 2,354") for problem in found)


def test_a_row_that_the_pdf_lacks_is_found():
    assert "row: Langley 12.8% 1,578" in missing_numbers(noted(NOTE), made(noted(NOTE, rows=9)))


def test_numbers_are_read_as_they_are_printed():
    found = numbers("10,012 people (24.5%), aged 65 or over, in 2021, 22.")
    assert sorted(found) == ["10,012", "2021", "22", "24.5", "65"]


def test_the_same_page_gives_the_same_bytes():
    assert made(pdf_page.easton()) == good()


def test_a_fresh_process_gives_the_same_bytes():
    code = "import sys, test_pdf; sys.stdout.buffer.write(test_pdf.good())"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parent,
        capture_output=True,
        check=True,
    )
    assert ran.stdout == good()


def test_hostile_text_prints_as_it_was_typed():
    assert '#read("/etc/passwd") *x* <b>bold</b> </script> $x$ @here #eval \\ ~ -- "q"' in text_of(
        good()
    )
    nasty = '#eval("1+1") *x* <b> $x$ [y](z) _u_ `c`'
    bundle = wide_figure(headline=nasty, notes=[nasty], subtitle=nasty)
    page = pdf_page.easton(Block("figure", bundle=bundle), full_name=nasty, title=nasty)
    assert text_of(made(page)).count(nasty) >= 5


def test_analyst_only_blocks_never_print():
    assert "ZEBRA-7" in pdf_page.easton().text
    for kind in ("full", "sheet"):
        assert b"ZEBRA-7" not in made(pdf_page.easton(), kind=kind)
        assert "ZEBRA-7" not in text_of(made(pdf_page.easton(), kind=kind))


def test_the_sheet_holds_only_what_is_tagged_for_it():
    sheet = text_of(made(pdf_page.easton(), kind="sheet"))
    assert "Easton at a glance" in sheet
    assert "Who is at risk" not in sheet


def test_headings_and_figures_come_in_the_order_of_the_page():
    page = pdf_page.easton()
    said = re.findall(r"^#+ (.+)$", page.text.replace(pdf_page.ANALYST, ""), flags=re.MULTILINE)
    text = text_of(good())
    assert len(said) == 6
    place = 0
    for words in said:
        place = text.index(words, place)
    assert (
        text.index("Who is at risk") < text.index("Three wards stand") < text.index("Local views")
    )


def test_an_approved_edition_carries_no_draft_mark():
    assert draft_mark("approved", "Board") == ""
    text = text_of(made(pdf_page.easton(state="approved")))
    assert "Draft for discussion" not in text
    assert "Page 1 of" in text


def test_numbers_stand_beside_their_chart_or_under_it_or_at_the_end():
    """A narrow table stands beside its chart; a wide one under it if short, else at the end."""
    text = text_of(good())
    assert text.count("Easton has the largest share") == 1
    assert text.count("Three wards stand above the others") == 1
    assert text.count("Easton stands first in the wide table") == 2
    assert text.count("The same numbers stand in a table at the end.") == 1
    assert text.index("The figures as tables") < text.rindex("Easton stands first")
    assert text.index("Langley 12.8% 1,578") < text.index("The figures as tables")

    short = text_of(made(pdf_page.easton(Block("figure", bundle=pdf_page.wide_figure(3)))))
    assert short.count("Easton stands first in the wide table") == 1
    assert "The figures as tables" not in short
    assert short.count("Comparison 3") == 1


def test_a_chart_and_the_numbers_beside_it_are_one_figure_read_in_this_order():
    page = pdf_page.easton(Block("figure", bundle=pdf_page.ranked_figure()))
    with pikepdf.open(io.BytesIO(made(page))) as document:
        kinds = [str(element.S) for element in structure(document)]
        box = first(document, "/Figure").A[0].BBox
    assert kinds.index("/Caption") < kinds.index("/Figure") < kinds.index("/Table")
    assert float(box[2]) - float(box[0]) == pytest.approx(BESIDE, abs=1)


def test_a_short_paragraph_stays_with_the_chart_and_a_long_one_may_not():
    figure = Block("figure", bundle=pdf_page.ranked_figure())

    def kept(words: str) -> list[bool]:
        page = pdf_page.easton(Block("markdown", words), figure)
        told = json.loads(print_content(page, images=pdf_page.drawing, **pdf_page.SETTINGS))
        return [block["keep"] for block in told["blocks"]]

    assert kept("Not this.\n\nThe chart shows wards.") == [False, True, False]
    assert kept("The chart shows wards. " * 20) == [False, False]


def test_a_long_table_stands_at_the_end_and_a_line_leads_to_it():
    rows = [{"ward": f"Ward {n}", "value": n, "people": n, "order": n} for n in range(7)]
    figure = pdf_page.ranked_figure()
    kept = ("id", "headline", "subtitle", "columns", "notes", "statuses", "sources", "keys")
    bundle = {**{name: figure[name] for name in kept}, "headline": "A long one", "rows": rows}
    page = pdf_page.easton(Block("markdown", text="## After"), Block("table", bundle=bundle))
    pdf = typeset(page, images=pdf_page.drawing, **pdf_page.SETTINGS)
    text = text_of(pdf)

    assert problems(pdf, on_each_sheet=ON_EACH_SHEET) == []
    assert "A long one: 7 figures, in a table at the end." in text
    assert text.index("The figures as tables") < text.index("Ward 3")


def test_a_note_is_printed_once_and_named_by_its_number():
    note = "Read small differences with care"
    first, second = (pdf_page.ranked_figure(rows=n, notes=[note]) for n in (3, 4))
    second = {**second, "id": "ward-other-figure"}
    page = pdf_page.easton(Block("figure", bundle=first), Block("figure", bundle=second))
    text = text_of(typeset(page, images=pdf_page.drawing, **pdf_page.SETTINGS))

    assert text.count(note) == 1
    assert text.count("Notes: 1, at the end.") >= 2


def test_what_is_not_certain_is_labelled_and_explained():
    text = text_of(good())
    assert text.count("Labels: apportioned.") == 5
    assert "Apportioned: The source has no figure for this area." in text
    assert "(Not yet checked against the publication)" in text


def test_an_empty_register_says_so():
    assert pdf_page.VIEWS["empty"] in text_of(good())


def test_the_rows_of_each_figure_are_attached():
    with pikepdf.open(io.BytesIO(good())) as document:
        names = sorted(document.attachments)
        rows = document.attachments["ward-share-aged-65-plus-short.csv"].get_file().read_bytes()
    assert len(names) == 4
    assert rows.decode().splitlines()[:2] == ["ward,value,people,order", "Easton,24.5,2451,0"]


def test_chart_text_is_at_least_9_points():
    sizes = set()
    with pypdfium2.PdfDocument(good()) as document:
        for page in document:
            for item in page.get_objects():
                if item.type == pypdfium2.raw.FPDF_PAGEOBJ_TEXT:
                    sizes.add(round(_size(item), 1))
    assert min(sizes) >= 9
    assert 12 in sizes


def _size(item: pypdfium2.PdfObject) -> float:
    import ctypes

    size = ctypes.c_float()
    pypdfium2.raw.FPDFTextObj_GetFontSize(item, size)
    return size.value * abs(item.get_matrix().d)


def test_a_page_of_many_rows_repeats_the_table_header():
    wards = [{"ward": f"Ward {n}", "value": n / 2, "people": n, "order": n} for n in range(1, 121)]
    bundle = {**pdf_page.ranked_figure(), "rows": wards}
    short = pdf_page.drawing(pdf_page.ranked_figure(), "wide")
    page = pdf_page.easton(Block("figure", bundle=bundle))
    pdf = typeset(page, images=lambda *_: short, **pdf_page.SETTINGS)
    assert problems(pdf, on_each_sheet=ON_EACH_SHEET) == []
    assert text_of(pdf).count("Aged 65 and over People") >= 3


def test_a_row_of_several_lines_stays_on_one_sheet():
    """Whatever stands above: a row that a page break parts cannot be found as one text."""
    wide = wide_figure()
    cells = {
        column["name"]: "words that take many lines where columns are as narrow as these are here"
        for column in wide["columns"][-4:]
    }
    rows = [{**wide["rows"][0], **cells, "ward": f"Ward {n}"} for n in range(120)]
    page = pdf_page.easton(Block("figure", bundle={**wide, "rows": rows}))
    short = pdf_page.drawing(wide, "wide")
    pdf = typeset(page, images=lambda *_: short, **pdf_page.SETTINGS)
    assert page_count(pdf) > 3
    assert [problem for problem in missing_numbers(page, pdf) if problem.startswith("row")] == []


def test_rows_of_known_height_stand_where_they_would_if_measured():
    told = json.loads(
        print_content(pdf_page.easton(), images=pdf_page.drawing, **pdf_page.SETTINGS)
    )
    known, measured = (
        set_content(json.dumps(each), shown="", kind="full") for each in (told, _measured(told))
    )
    assert known != measured, "some rows have a known height"
    assert np.allclose(_boxes(known), _boxes(measured), atol=0.05)


def _measured(told: object) -> object:
    """Return the content with no row's height known."""
    if isinstance(told, dict):
        unknown = {"one_line": [False] * len(told["one_line"])} if "one_line" in told else {}
        return {name: _measured(held) for name, held in told.items()} | unknown
    return [_measured(held) for held in told] if isinstance(told, list) else told


def _boxes(pdf: bytes) -> np.ndarray:
    """Return page and place of every letter."""
    with pypdfium2.PdfDocument(pdf) as document:
        texts = [page.get_textpage() for page in document]
        return np.array(
            [
                (number, *text.get_charbox(place))
                for number, text in enumerate(texts)
                for place in range(text.count_chars())
            ]
        )


def test_a_chart_taller_than_a_sheet_is_made_to_fit():
    tall = b'<svg xmlns="http://www.w3.org/2000/svg" width="680" height="2000"><rect width="680" height="2000"/></svg>'
    page = pdf_page.easton(Block("figure", bundle=pdf_page.ranked_figure()))
    pdf = typeset(page, images=lambda *_: tall, **pdf_page.SETTINGS)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        box = first(document, "/Figure").A[0].BBox
    assert float(box[3]) - float(box[1]) <= 600


# What it refuses.


@pytest.mark.parametrize("alt", ["", "   ", "A chart"])
def test_a_figure_without_alt_text_is_refused(alt: str):
    bundle = {**pdf_page.ranked_figure(), "alt": alt}
    with pytest.raises(PublishError, match="ranked has no alt text"):
        made(pdf_page.easton(Block("figure", bundle=bundle)))


def test_a_skipped_heading_level_is_refused():
    page = pdf_page.easton(Block("markdown", "# Easton\n\n## Need\n\n#### Too deep"))
    with pytest.raises(PublishError, match=r"cannot be set: .*heading"):
        made(page)


def test_a_character_that_the_font_lacks_is_refused():
    page = pdf_page.easton(Block("markdown", "# Easton\n\n## Need\n\nA tree: \U0001f333"))
    with pytest.raises(PublishError, match="areas/easton/index"):
        made(page)


def test_an_edition_without_blocks_is_refused():
    with pytest.raises(PublishError, match=r"Tag the cells .* 'print-sheet'"):
        made(pdf_page.easton(Block("markdown", "# Easton")), kind="sheet")


def test_a_date_that_is_none_is_refused():
    with pytest.raises(PublishError, match="must read like 2026-11-21, not 'soon'"):
        made(pdf_page.easton(as_at="soon"))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("| a | b |\n|---|---|\n| 1 | 2 |", "A table in Markdown"),
        ("![a map](map.png)", "A picture in Markdown"),
        ("```{figure} x.png\n```", r"\{figure\}"),
    ],
)
def test_markdown_that_cannot_be_printed_is_refused(text: str, what: str):
    with pytest.raises(PublishError, match=what):
        tree(text, address=None)


# Markdown.


def test_links_print_their_address_and_site_links_need_one():
    (known,) = tree("[how](/about/methods.md#wards)", address="https://j.example")[0]["body"]
    assert known["url"] == "https://j.example/about/methods.html#wards"
    (unknown,) = tree("[how](/about/methods.md)", address=None)[0]["body"]
    assert unknown["url"] is None
    (outside,) = tree("[guide](https://g.example/1)", address=None)[0]["body"]
    assert (outside["url"], outside["shown"]) == ("https://g.example/1", "https://g.example/1")
    (script,) = tree("<javascript:alert(1)>", address=None)[0]["body"]
    assert script["t"] == "text" or script["url"] is None


def test_admonitions_keep_title_class_and_body():
    (note,) = tree(
        "```{admonition} In short\n:class: plain\nOne *two*.\n\n- three\n```", address=None
    )
    assert note["title"] == [{"t": "text", "v": "In short"}]
    assert note["plain"] is True
    assert [node["t"] for node in note["body"]] == ["para", "list"]


# The exporter.


def notebook() -> nbformat.NotebookNode:
    """Return an executed notebook with a figure, as the build leaves it."""
    node = nbformat.v4.new_notebook()
    page = pdf_page.easton()
    node.metadata["jsna"] = {
        "page": "ward",
        **{name: getattr(page, name) for name in ("address", "area_code", "area_name")},
        **{name: getattr(page, name) for name in ("full_name", "edition", "as_at", "state")},
        "print": pdf_page.SETTINGS,
    }
    bars = {"mark": "bar", "encoding": {"x": {"field": "value", "type": "quantitative"}}}
    spec = {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "data": {"name": "rows"}}
    bundle = pdf_page.ranked_figure(spec={"wide": {**spec, **bars}, "phone": {**spec, **bars}})
    output = nbformat.v4.new_output("display_data", {mime_type("figure"): bundle})
    node.cells = [
        nbformat.v4.new_markdown_cell("# Easton ward, Testshire\n\n## Age"),
        nbformat.v4.new_code_cell("page.figure('ranked', older)", outputs=[output]),
    ]
    return node


def test_nbconvert_writes_the_pdf_from_nothing_but_the_file(tmp_path: Path):
    nbformat.write(notebook(), tmp_path / "easton.ipynb")
    _nbconvert(tmp_path, check=True)
    pdf = (tmp_path / "easton.pdf").read_bytes()
    assert problems(pdf, on_each_sheet=ON_EACH_SHEET) == []
    assert "Easton has the largest share" in text_of(pdf)


def test_a_file_is_read_as_plain_json_and_gives_the_same_pdf(tmp_path: Path):
    node = notebook()
    nbformat.write(node, tmp_path / "easton.ipynb")
    from_file, known = JsnaPDFExporter().from_filename(str(tmp_path / "easton.ipynb"))
    from_node, _ = JsnaPDFExporter().from_notebook_node(node)
    assert from_file == from_node
    assert known["metadata"]["name"] == "easton"


def test_a_file_that_is_no_notebook_of_today_is_left_to_nbformat(tmp_path: Path):
    path = tmp_path / "easton.ipynb"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(nbformat.reader.NotJSONError):
        JsnaPDFExporter().from_filename(str(path))
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}
    path.write_text(json.dumps(old), encoding="utf-8")
    with pytest.raises(NotebookError, match="has not been run by the build"):
        JsnaPDFExporter().from_filename(str(path))


def test_nbconvert_says_in_one_sentence_what_is_wrong(tmp_path: Path):
    nbformat.write(nbformat.v4.new_notebook(), tmp_path / "easton.ipynb")
    ran = _nbconvert(tmp_path, check=False)
    assert ran.returncode == NotebookError.exit_code
    assert "Traceback" not in ran.stderr
    assert "easton: This notebook has not been run by the build" in ran.stderr
    assert not (tmp_path / "easton.pdf").exists()


def _nbconvert(folder: Path, *, check: bool) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", "jsna-pdf", "easton.ipynb"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=check,
    )


def test_called_from_python_the_exporter_raises():
    with pytest.raises(NotebookError, match="has not been run by the build"):
        JsnaPDFExporter().from_notebook_node(nbformat.v4.new_notebook())


def test_a_preprocessor_that_a_person_asks_for_runs_and_no_other_does():
    clear = "nbconvert.preprocessors.ClearOutputPreprocessor"
    node = notebook()
    before = copy.deepcopy(node)
    pdf, known = JsnaPDFExporter().from_notebook_node(node)
    assert known["output_extension"] == ".pdf"
    assert node == before, "the exporter works on the notebook itself and must not touch it"
    cleared, _ = JsnaPDFExporter(preprocessors=[clear]).from_notebook_node(node)
    assert "Easton has the largest share" in text_of(pdf)
    assert "Easton has the largest share" not in text_of(cleared)


def test_a_notebook_without_the_names_of_its_place_is_refused():
    node = notebook()
    del node.metadata["jsna"]["print"]["board"]
    with pytest.raises(NotebookError, match=r"metadata.jsna.print lacks board\."):
        JsnaPDFExporter().from_notebook_node(node)


# The gate proves itself on spoiled files.


def _set(path: str, value: object) -> Spoiler:
    """Return a spoiler that sets (or, with None, removes) a key of the catalogue."""

    def spoil(document: pikepdf.Pdf) -> None:
        *parents, last = path.split("/")
        held = document.Root
        for parent in parents:
            held = held[f"/{parent}"]
        if value is None:
            del held[f"/{last}"]
        else:
            held[f"/{last}"] = value

    return spoil


def _metadata(name: str) -> Spoiler:
    def spoil(document: pikepdf.Pdf) -> None:
        settings = {"set_pikepdf_as_editor": False, "update_docinfo": False}
        with document.open_metadata(**settings) as held:
            del held[name]

    return spoil


def _first(kind: str, key: str, value: object) -> Spoiler:
    def spoil(document: pikepdf.Pdf) -> None:
        element = first(document, kind)
        if value is None:
            del element[key]
        else:
            element[key] = value

    return spoil


def _headers_to_cells(document: pikepdf.Pdf) -> None:
    for cell in first(document, "/THead").K[0].K:
        cell.S = Name.TD


def _alts_alike(document: pikepdf.Pdf) -> None:
    alt = str(first(document, "/Figure").Alt)
    for item in document.objects:
        if isinstance(item, Dictionary) and item.get("/S") == "/Figure":
            item.Alt = alt


def _link_silent(document: pikepdf.Pdf) -> None:
    for page in document.pages:
        for annotation in page.get("/Annots", []):
            del annotation["/Contents"]


def _fonts_out(key: str) -> Spoiler:
    def spoil(document: pikepdf.Pdf) -> None:
        for item in document.objects:
            if isinstance(item, Dictionary) and key in item:
                del item[key]

    return spoil


def _other_font(document: pikepdf.Pdf) -> None:
    for item in document.objects:
        if isinstance(item, Dictionary) and "/BaseFont" in item:
            item.BaseFont = Name("/AAAAAA+LibertinusSerif")


def _tabs_out(document: pikepdf.Pdf) -> None:
    del document.pages[-1]["/Tabs"]


def _unmarked(document: pikepdf.Pdf) -> None:
    document.pages[0].contents_add(b"q 0 0 10 10 re f Q", prepend=True)


def _blank_sheet(document: pikepdf.Pdf) -> None:
    document.pages[-1].Contents = document.make_stream(b"")


def _docinfo(key: str, value: str) -> Spoiler:
    def spoil(document: pikepdf.Pdf) -> None:
        document.docinfo[key] = value

    return spoil


def _attach_path(document: pikepdf.Pdf) -> None:
    document.attachments["notes.csv"] = pikepdf.AttachedFileSpec(
        document, b"written in /home/someone/jsna"
    )


SPOILERS: dict[str, tuple[Spoiler, str]] = {
    "no structure tree": (_set("StructTreeRoot", None), "structure: there is no structure tree"),
    "not marked": (_set("MarkInfo/Marked", False), "marked: the document is not marked"),
    "no language": (_set("Lang", None), "language: Lang is not en-GB"),
    "another language": (_set("Lang", "fr"), "language: Lang is not en-GB"),
    "no display title": (_set("ViewerPreferences/DisplayDocTitle", False), "display title:"),
    "no outline": (_set("Outlines", None), "bookmarks: there is no outline"),
    "no XMP": (_set("Metadata", None), "metadata: there is no XMP"),
    "no title": (_metadata("dc:title"), "title: XMP has no title"),
    "no PDF/UA": (_metadata("pdfuaid:part"), "PDF/UA: the file does not declare"),
    "no tab order": (_tabs_out, "tab order: page 4"),
    "figure without alt": (_first("/Figure", "/Alt", None), "alt text: a figure has none"),
    "alt too short": (_first("/Figure", "/Alt", "A chart"), "alt text: 'A chart' is too short"),
    "alts alike": (_alts_alike, "alt text: 3 figures share"),
    "heading skip": (_first("/H2", "/S", Name.H3), "headings: H3 follows level 1"),
    "first heading not 1": (_first("/H1", "/S", Name.H2), "headings: H2 follows level 0"),
    "table without headers": (_headers_to_cells, "table: one has no header cells"),
    "header without scope": (_first("/TH", "/A", Array()), "table: a header cell has neither"),
    "link without words": (_link_silent, "link: one on page 1 has no description"),
    "font not embedded": (_fonts_out("/FontFile2"), "is not embedded"),
    "no ToUnicode": (_fonts_out("/ToUnicode"), "cannot be read as text"),
    "another font": (_other_font, "LibertinusSerif is not the shipped one"),
    "unmarked content": (_unmarked, "content: page 1 draws something"),
    "blank sheet": (_blank_sheet, "sheet: page 4 does not say 'Easton ward, Testshire'"),
    "author": (_docinfo("/Author", "somebody"), "hygiene: the document information holds /Author"),
    "creator": (_docinfo("/Creator", "/home/x/bin"), "hygiene: Creator says more"),
    "path": (_attach_path, "hygiene: a path of a machine, '/home/'"),
}


@pytest.mark.parametrize("name", SPOILERS)
def test_the_gate_rejects_a_spoiled_pdf_for_its_reason(name: str):
    spoil, reason = SPOILERS[name]
    found = problems(spoiled(good(), spoil), on_each_sheet=ON_EACH_SHEET)
    assert any(reason in problem for problem in found), found


def test_saving_again_without_spoiling_passes_the_gate():
    assert problems(spoiled(good(), lambda _: None), on_each_sheet=ON_EACH_SHEET) == []


def test_only_free_fonts_of_one_family_are_shipped():
    folder = Path(__file__).parents[1] / "jsna/fonts"
    assert {path.name for path in folder.iterdir()} == {
        "LiberationSans-Regular.ttf",
        "LiberationSans-Bold.ttf",
        "LiberationSans-Italic.ttf",
        "OFL.txt",
    }
    assert "SIL OPEN FONT LICENSE Version 1.1" in (folder / "OFL.txt").read_text(encoding="utf-8")


def test_the_content_that_the_template_draws_is_plain_json():
    nodes = tree(pdf_page.STORY, address=None)
    assert json.loads(json.dumps(nodes)) == nodes


def test_a_sheet_takes_both_sides_of_one_leaf_and_says_notes_and_sources_once():
    sheet = made(pdf_page.easton(), kind="sheet")
    words = text_of(sheet)

    assert page_count(sheet) <= 2
    assert words.count("Sources: Testshire Census (2021), OGL v3.0.") == 1
    assert words.count("Shared out from small areas by where people live.") == 1
    assert "stand in a table at the end" not in words


def test_a_sheet_that_runs_over_is_set_smaller_and_loses_nothing(monkeypatch):
    words = "It takes a needle to fill a page. "
    smaller = []
    for count in range(100, 400, 20):
        crowded = Block("markdown", words * count, tags=frozenset({"print-sheet"}))
        page = replace(pdf_page.easton(), blocks=(*pdf_page.easton().blocks, crowded))
        with monkeypatch.context() as only:
            only.setattr("jsna.pdf.typeset.TEXT_SIZES", (12,))
            if page_count(made(page, kind="sheet")) == 2:
                continue
        sheet = made(page, kind="sheet")
        assert text_of(sheet).count("needle") == count
        smaller.append(page_count(sheet) == 2)
    assert smaller[0]
    assert not smaller[-1]
