"""Everything that a PDF holds: its streams, attachments among them, and the words it prints.

Enough of the format to find a mark that must not be there. Each font's own table (ToUnicode) is
tried on all text of the file, so that it does not matter which font a piece of text is set in.
"""

import re
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_SECTION = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_TOKEN = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")
_OCTAL = re.compile(rb"[0-7]{1,3}")
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def streams(pdf: bytes) -> Iterator[bytes]:
    """Yield each stream of a PDF, unpacked where it is packed."""
    for match in _STREAM.finditer(pdf):
        packed = match.group(1)
        try:
            yield zlib.decompressobj().decompress(packed)
        except zlib.error:
            yield packed


def texts(contents: list[bytes]) -> Iterator[str]:
    """Yield what the streams print, read with each font's table in turn."""
    tables = [
        table for content in contents if b"begincmap" in content for table in [_table(content)]
    ]
    printed = [
        printed_bytes(content) for content in contents if b"Tj" in content or b"TJ" in content
    ]
    for glyphs in printed:
        yield glyphs.decode("latin-1")
        codes = [int.from_bytes(glyphs[n : n + 2]) for n in range(0, len(glyphs) - 1, 2)]
        for table in tables:
            yield "".join(table.get(code, "\N{REPLACEMENT CHARACTER}") for code in codes)


def printed_bytes(content: bytes) -> bytes:
    """Return the bytes of every string in a stream, one after the other."""
    found = bytearray()
    place = 0
    while place < len(content):
        sign = content[place : place + 1]
        if sign == b"(":
            text, place = _literal(content, place + 1)
            found += text
        elif sign == b"<" and content[place + 1 : place + 2] != b"<":
            end = content.find(b">", place)
            found += _hex(content[place + 1 : end])
            place = end + 1 if end > 0 else len(content)
        else:
            nearest = [
                n for n in (content.find(b"(", place + 1), content.find(b"<", place + 1)) if n > 0
            ]
            if content[place : place + 2] == b"<<":
                place += 2
            else:
                place = min(nearest, default=len(content))
    return bytes(found)


def _literal(content: bytes, place: int) -> tuple[bytes, int]:
    """Return a string in round brackets, which may nest, and the place behind it."""
    found, depth = bytearray(), 1
    while place < len(content):
        sign = content[place : place + 1]
        if sign == b"\\":
            piece, place = _escape(content, place + 1)
            found += piece
            continue
        depth += {b"(": 1, b")": -1}.get(sign, 0)
        place += 1
        if not depth:
            break
        found += sign
    return bytes(found), place


def _escape(content: bytes, place: int) -> tuple[bytes, int]:
    """Return what stands for the escape whose sign stands at `place`, and the place behind it."""
    octal = _OCTAL.match(content, place)
    if octal:
        return bytes([int(octal.group(), 8) & 255]), octal.end()
    sign = content[place : place + 1]
    return (b"" if sign in b"\r\n" else _ESCAPED.get(sign, sign)), place + 1


def _hex(digits: bytes) -> bytes:
    clean = bytes(sign for sign in digits if sign in b"0123456789abcdefABCDEF")
    return bytes.fromhex((clean + b"0" * (len(clean) % 2)).decode("ascii"))


def _table(content: bytes) -> dict[int, str]:
    """Return a font's table: code of a glyph -> the text it stands for."""
    found: dict[int, str] = {}
    for kind, body in _SECTION.findall(content):
        words = [match.group() for match in _TOKEN.finditer(body)]
        if kind == b"char":
            pairs = zip(words[::2], words[1::2], strict=False)
            found |= {_code(code): _unicode(text) for code, text in pairs}
        else:
            found |= _ranges(words)
    return found


def _ranges(words: list[bytes]) -> dict[int, str]:
    found: dict[int, str] = {}
    place = 0
    while place + 2 < len(words):
        first, last = _code(words[place]), _code(words[place + 1])
        if words[place + 2] == b"[":
            end = words.index(b"]", place)
            for code, text in enumerate(words[place + 3 : end], start=first):
                found[code] = _unicode(text)
            place = end + 1
            continue
        start = _unicode(words[place + 2])
        for code in range(first, last + 1):
            found[code] = start[:-1] + chr(ord(start[-1]) + code - first) if start else ""
        place += 3
    return found


def _code(word: bytes) -> int:
    return int.from_bytes(_hex(word))


def _unicode(word: bytes) -> str:
    return _hex(word).decode("utf-16-be", errors="replace")
