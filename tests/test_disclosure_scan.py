"""The scan finds a mark in every form in which a byte of the site could hold it."""

import base64
import gzip
import io
import json
import zipfile

import pikepdf
import pypdfium2
import pytest
import typst
from disclosure_place import HOSPITAL, protected, raw
from hypothesis import given
from hypothesis import strategies as st

from jsna.disclosure import pdf_text
from jsna.disclosure.marks import marks_of
from jsna.disclosure.scan import Hit, Marks, found_in, number_mark, scan_site

MARK = "CANARY-7Q3"
RATE = "123.456789"
MARKS = Marks(frozenset({MARK}), frozenset({RATE}))
BOTH = sorted([MARK, RATE])
TEXT = f"ward W2, {MARK}, {RATE} per 1,000"


def zipped(name, content):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def set_pdf(text):
    """Return a PDF with embedded fonts, as profiles are set."""
    return typst.compile(f"#set document(title: [T])\n#set page(height: auto)\n{text}\n".encode())


def with_attachment(pdf, content):
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.attachments["data.csv"] = content
        document.save(stream)
    return stream.getvalue()


FORMS = {
    "text": TEXT.encode(),
    "upper or lower": TEXT.lower().encode(),
    "JSON": json.dumps({"rows": [{"note": MARK, "value": 123.456789}]}).encode(),
    "JSON escapes": "".join(f"\\u{ord(sign):04x}" for sign in TEXT).encode(),
    "HTML entities": "".join(f"&#{ord(sign)};" for sign in TEXT).encode(),
    "an attribute": f'<path data-note="{MARK}" aria-label="{RATE}">'.encode(),
    "tags inside": b"<text>CANARY<tspan>-7</tspan>Q3</text> <b>123</b>.<i>456789</i>",
    "an address": f"?q={MARK.replace('-', '%2D')}&r={RATE.replace('.', '%2E')}".encode(),
    "UTF-16": TEXT.encode("utf-16"),
    "gzip": gzip.compress(TEXT.encode()),
    "base64": b"data:text/csv;base64," + base64.b64encode(TEXT.encode()),
    "base64 for addresses": b"x=" + base64.urlsafe_b64encode(TEXT.encode()).rstrip(b"="),
    "base64 of gzip in JSON": json.dumps(
        {"packed": base64.b64encode(gzip.compress(TEXT.encode())).decode()}
    ).encode(),
    "XLSX": zipped("xl/sharedStrings.xml", f"<si><t>{TEXT}</t></si>"),
    "DOCX": zipped("word/document.xml", f"<w:t>{TEXT}</w:t>"),
    "a zip in a zip": zipped("inner.zip", zipped("a.csv", TEXT)),
    "the name of a member": zipped(f"{MARK} {RATE}.csv", ""),
    "the text of a PDF": set_pdf(TEXT.replace("-", "\\-")),
    "bold text of a PDF": set_pdf(f"#strong[{TEXT}]"),
    "an attachment of a PDF": with_attachment(set_pdf("Nothing."), TEXT.encode()),
}


@pytest.mark.parametrize("form", FORMS)
def test_both_marks_are_found_in(form):
    assert found_in(FORMS[form], MARKS) == BOTH


@pytest.mark.parametrize("form", FORMS)
def test_marks_that_are_not_there_are_not_found_in(form):
    other = Marks(frozenset({"CANARY-8Q3"}), frozenset({"123.456788"}))

    assert found_in(FORMS[form], other) == []


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("123.456789", True),
        ("123.4567890123", True),
        ("-123.456789", True),
        ("1123.456789", False),
        ("123.45679", False),
        ("123.5", False),
    ],
)
def test_a_number_is_told_by_nine_figures(text, is_found):
    assert found_in(f"M{text},0Z".encode(), MARKS) == ([RATE] if is_found else [])


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("1,234,567", "1234567"),
        ("1234567.000", "1234567"),
        ("0.0012345678", ".0012345678"),
        ("12345.6", None),
        ("277,855", None),
        ("W2", None),
    ],
)
def test_numbers_too_common_to_tell_are_not_looked_for(text, mark):
    assert number_mark(text) == mark


@given(st.decimals(min_value=1, max_value=10**9, places=10))
def test_a_number_is_found_with_more_figures_than_it_is_told_by(number):
    mark = number_mark(str(number))
    if mark is not None:
        for written in (str(number), f"{number}77"):
            assert found_in(written.encode(), Marks(numbers=frozenset({mark}))) == [mark]


def test_every_word_that_a_pdf_prints_is_read():
    words = "Ünïcode wörds (in brackets), “quotes” & 1,234.5 per cent — fi ffl ligatures."
    pdf = set_pdf(f"= Heading\n{words}\n\n#emph[{words}] #strong[{words}]")
    with pypdfium2.PdfDocument(pdf) as document:
        printed = document[0].get_textpage().get_text_bounded()
    read = "".join("\n".join(pdf_text.texts(list(pdf_text.streams(pdf)))).split())

    assert "Ünïcode" in printed
    for word in printed.split():
        assert word.replace("\u2010", "-") in read.replace("\u2010", "-"), word


def test_a_folder_is_read_whole_with_the_names_of_its_files(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / f"{MARK}.csv").write_text("a,b\n")
    (tmp_path / "index.html").write_text(f"<p>{RATE}</p>")
    (tmp_path / "clean.svg").write_text("<svg/>")

    assert scan_site(tmp_path, MARKS) == (
        [Hit(f"data/{MARK}.csv", MARK), Hit("index.html", RATE)],
        3,
    )


def test_without_marks_nothing_is_read(tmp_path):
    (tmp_path / "index.html").write_text(TEXT)

    assert scan_site(tmp_path, Marks()) == ([], 0)


def test_marks_are_what_is_kept_back_and_tells_something():
    rows = [
        raw("W1", 3, value_type="crude_rate", value=123.456789, denominator=9000, value_note=MARK),
        raw("W2", 42, value_type="crude_rate", value=5.2512345678, denominator=8000),
    ]
    cells = protected(rows, HOSPITAL)
    marks, too_common = marks_of(
        cells, ["CANARY-COL", "short", "Northfold ward"], "in Northfold Ward"
    )

    assert marks.texts == {MARK, "CANARY-COL"}
    assert marks.numbers == {RATE, "5.25123456"}
    assert too_common == 6  # 3, 42, 8000, 9000, a short word and a public name


def test_a_number_that_is_public_anyway_is_no_mark():
    cells = protected([raw("W1", 3, denominator=1234567)], HOSPITAL)

    assert marks_of(cells, [], "population: 1,234,567")[0] == Marks()
