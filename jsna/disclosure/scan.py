"""The scan: does any byte of the site hold a mark that must not be there?

Every file is read as it is and as a reader's tools would read it: unpacked (gzip, zip and so XLSX
and DOCX, PDF streams and attachments), decoded (base64, JSON and HTML escapes, addresses), and as
the words a page prints. Pure: bytes in, findings out.
"""

import base64
import binascii
import gzip
import html
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from jsna.disclosure import pdf_text

FIGURES = 9
"""A number is told by so many significant figures; more do not matter."""
FEWEST_FIGURES = 7
"""A number with fewer is too common to say where it comes from."""
SHORTEST_TEXT = 6
_DEEPEST = 4
_PARTS = 8
"""Into so many parts the files of a site are divided, so that several processes can read them."""
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_TAG = re.compile(r"<[^<>]*>")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True)
class Marks:
    """What to look for. Numbers are in the form that `number_mark` returns."""

    texts: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.texts or self.numbers)

    def __len__(self) -> int:
        return len(self.texts) + len(self.numbers)


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A mark that was found, and where."""

    file: str
    mark: str


Part = Sequence[Path]
Run = Callable[[Callable[[Part], list[Hit]], Sequence[Part]], Iterable[list[Hit]]]
"""Applies a function to parts of the work."""


def _here(function: Callable[[Part], list[Hit]], parts: Sequence[Part]) -> Iterable[list[Hit]]:
    return map(function, parts)


def number_mark(text: str) -> str | None:
    """Return a number as it is looked for, or None where it has too few figures to tell.

    The sign, separators of thousands, noughts at the ends and figures beyond the ninth go.
    """
    plain = text.lstrip("+-\u2212").replace(",", "")
    if not re.fullmatch(r"\d+(\.\d+)?", plain):
        return None
    whole, _, rest = plain.partition(".")
    whole, rest = whole.lstrip("0"), rest.rstrip("0")
    leading = 0 if whole else len(rest) - len(rest.lstrip("0"))
    figures = len(whole) + len(rest) - leading
    if figures < FEWEST_FIGURES:
        return None
    kept = rest[: max(0, FIGURES - len(whole) + leading)].rstrip("0")
    return f"{whole}.{kept}" if kept else whole


def scan_site(site: Path, marks: Marks, run: Run = _here) -> tuple[list[Hit], int]:
    """Return the marks found in a folder, and the number of files read.

    Args:
        site: the folder to be published.
        marks: what must not be there; without any, nothing is read.
        run: maps a function over the parts of the work, for example in several processes.
    """
    if not marks:
        return [], 0
    paths = [path for path in sorted(site.rglob("*")) if path.is_file()]
    parts = [paths[start::_PARTS] for start in range(_PARTS)]
    found = run(partial(hits_in, site, marks), [part for part in parts if part])
    return sorted(hit for hits in found for hit in hits), len(paths)


def hits_in(site: Path, marks: Marks, paths: Sequence[Path]) -> list[Hit]:
    """Return the marks found in some files and in their names."""
    hits: list[Hit] = []
    for path in paths:
        name = path.relative_to(site).as_posix()
        held = {*found_in(path.read_bytes(), marks), *_in_text(name, marks)}
        hits += [Hit(name, mark) for mark in sorted(held)]
    return hits


def found_in(content: bytes, marks: Marks) -> list[str]:
    """Return the marks that one file holds in any of its forms, sorted."""
    found: set[str] = set()
    before = ""
    for text in forms(content):
        if text != before:
            found.update(_in_text(text, marks))
        before = text
    return sorted(found)


def _in_text(text: str, marks: Marks) -> Iterator[str]:
    folded = text.lower()
    yield from (mark for mark in marks.texts if mark.lower() in folded)
    if marks.numbers:
        long = {token for token in _NUMBER.findall(text) if len(token) >= FEWEST_FIGURES}
        tokens = {number_mark(token) for token in long}
        yield from (mark for mark in tokens if mark in marks.numbers and mark is not None)


def forms(content: bytes, depth: int = 0) -> Iterator[str]:
    """Yield every text that a file holds, however it is packed."""
    text = _text_of(content)
    if text is None:
        yield content.replace(b"\0", b"").decode("utf-8", errors="replace")
    else:
        yield from _readings(text)
    if depth == _DEEPEST:
        return
    for inner in _unpacked(content, is_text=text is not None):
        yield from forms(inner, depth + 1)
    if content.startswith(b"%PDF"):
        yield from pdf_text.texts(list(pdf_text.streams(content)))


def _text_of(content: bytes) -> str | None:
    """Return a file as text, UTF-16 as well, or None where it is none."""
    try:
        return content.replace(b"\0", b"").decode("utf-8")
    except UnicodeDecodeError:
        return None


def _readings(text: str) -> Iterator[str]:
    """Yield a text as it stands, and with its escapes and its tags taken away."""
    yield text
    if "\\u" in text:
        yield _ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text)
    if "&" in text:
        text = html.unescape(text)
        yield text
    if "<" in text:
        yield _TAG.sub("", text)
    if "%" in text:
        yield unquote(text)


def _unpacked(content: bytes, *, is_text: bool) -> Iterator[bytes]:
    """Yield what lies inside a file, one level down."""
    if content.startswith(b"\x1f\x8b"):
        yield from _attempt(lambda: [gzip.decompress(content)])
    elif content.startswith(b"PK\x03\x04"):
        yield from _attempt(lambda: _members(content))
    elif content.startswith(b"%PDF"):
        yield from pdf_text.streams(content)
    elif is_text:
        for run in _BASE64.finditer(content):
            yield from _attempt(lambda run=run: [_decoded(run.group())])  # type: ignore[misc]


def _attempt(unpack: Callable[[], Iterable[bytes]]) -> Iterator[bytes]:
    try:
        yield from unpack()
    except (OSError, EOFError, ValueError, zlib.error, zipfile.BadZipFile, binascii.Error):
        return


def _members(content: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name.encode("utf-8") for name in archive.namelist()]
        return [*names, *(archive.read(name) for name in archive.namelist())]


def _decoded(run: bytes) -> bytes:
    """Return what a run of base64 stands for; most runs are ordinary words and stand for nothing.

    Raises:
        ValueError: if it is neither text nor something packed.
    """
    plain = run.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    whole = plain[: len(plain) - (len(plain) % 4 == 1)]
    content = base64.b64decode(whole + b"=" * (-len(whole) % 4))
    if not content.startswith((b"\x1f\x8b", b"PK\x03\x04", b"%PDF")):
        content.replace(b"\0", b"").decode("utf-8")
    return content
