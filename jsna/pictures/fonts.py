"""How wide a text is, in the font that we ship: advance widths and kerning of Liberation Sans.

Arial has the same widths, so a picture keeps its shape on a reader's screen.
"""

import struct
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise

_FILES = {False: "LiberationSans-Regular.ttf", True: "LiberationSans-Bold.ttf"}
"""Bold or not -> file in `jsna/fonts`."""
_BY_SEGMENT = 4
"""Format of the character map that holds the characters up to U+FFFF."""


@dataclass(frozen=True)
class Font:
    """What of a TrueType file decides how wide a text is."""

    units: int
    """Units of the em square."""
    advances: dict[int, int]
    """Character -> width of its glyph, in units; 0 stands for what the font does not have."""
    kerning: dict[tuple[int, int], int]
    """Two characters -> by how much they are moved apart, in units."""

    def width(self, text: str) -> float:
        """Return the width of a text in ems."""
        characters = [ord(character) for character in text]
        absent = self.advances[0]
        total = sum(self.advances.get(each, absent) for each in characters)
        kerned = sum(self.kerning.get(pair, 0) for pair in pairwise(characters))
        return (total + kerned) / self.units


@lru_cache(maxsize=1 << 16)
def ems(text: str, bold: bool) -> float:
    """Return how wide a text is, in ems."""
    return font(bold).width(text)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how many pixels a text of one line is wide at a size in pixels."""
    return ems(text, bold) * size


def cut(text: str, size: float, limit: float, *, bold: bool = False) -> str:
    """Return the text, or as much of its beginning as fits into `limit` pixels with "…"."""
    if not limit or text_width(text, size, bold=bold) < limit:
        return text
    room = limit - text_width("…", size, bold=bold)
    kept = next(
        (n for n in range(len(text), 0, -1) if text_width(text[:n], size, bold=bold) < room), 0
    )
    return text[:kept].rstrip() + "…"


@cache
def font(bold: bool) -> Font:
    """Return the shipped font, read once."""
    return read_font(resources.files("jsna").joinpath("fonts", _FILES[bold]).read_bytes())


def read_font(data: bytes) -> Font:
    """Read widths and kerning out of a TrueType file (OpenType specification 1.9)."""
    tables = _tables(data)
    count = _short(data, tables["hhea"] + 34)
    widths = struct.unpack_from(f">{2 * count}H", data, tables["hmtx"])[::2]
    glyphs = _glyphs(data, tables["cmap"])
    characters = {glyph: character for character, glyph in glyphs.items()}
    return Font(
        units=_short(data, tables["head"] + 18),
        advances={0: widths[0]}
        | {character: widths[min(glyph, count - 1)] for character, glyph in glyphs.items()},
        kerning={
            (characters[left], characters[right]): value
            for left, right, value in _kerning(data, tables["kern"])
            if left in characters and right in characters
        },
    )


def _short(data: bytes, at: int) -> int:
    return int(struct.unpack_from(">H", data, at)[0])


def _tables(data: bytes) -> dict[str, int]:
    """Return where each table begins, by its name."""
    entries = struct.iter_unpack(">4sIII", data[12 : 12 + 16 * _short(data, 4)])
    return {name.decode("latin-1"): offset for name, _, offset, _ in entries}


def _glyphs(data: bytes, at: int) -> dict[int, int]:
    """Return character -> number of its glyph."""
    for number in range(_short(data, at + 2)):
        start = at + struct.unpack_from(">I", data, at + 8 + 8 * number)[0]
        if _short(data, start) == _BY_SEGMENT:
            return _segments(data, start)
    raise ValueError("the font has no character map of format 4")


def _segments(data: bytes, at: int) -> dict[int, int]:
    size = _short(data, at + 6)
    form = f">{size // 2}H"
    begin = at + 16 + size
    ends = struct.unpack_from(form, data, at + 14)
    starts = struct.unpack_from(form, data, begin)
    deltas = struct.unpack_from(form, data, begin + size)
    offsets = struct.unpack_from(form, data, begin + 2 * size)
    found = {}
    for number, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for character in range(first, last + 1):
            glyph = character
            if offsets[number]:
                place = begin + 2 * size + 2 * number + offsets[number]
                glyph = _short(data, place + 2 * (character - first))
            if glyph := (glyph + deltas[number]) % 65536 if glyph else 0:
                found[character] = glyph
    return found


def _kerning(data: bytes, at: int) -> list[tuple[int, int, int]]:
    """Return (left glyph, right glyph, units) of the first table of horizontal pairs."""
    count = _short(data, at + 10)
    begin = at + 18
    return list(struct.iter_unpack(">HHh", data[begin : begin + 6 * count]))
