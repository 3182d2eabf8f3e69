"""What stands in a picture: shapes that know how far they reach and how SVG writes them.

How far a text reaches counts as in Vega: its width as measured, its height one text size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, sqrt

from jsna.pictures.fonts import text_width

Bounds = tuple[float, float, float, float]
"""Left, top, right, bottom."""
_FROM_BASELINE = {"top": 0.79, "middle": 0.3, "bottom": -0.21, "alphabetic": 0.0}
"""How far below a text's place its baseline lies, in text sizes."""
_ASCENT = 0.8
_ANCHOR = {"left": 0.0, "center": 0.5, "right": 1.0}
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_FIT = ' lengthAdjust="spacingAndGlyphs"'


def escaped(text: str) -> str:
    """Return text that can stand anywhere in an SVG."""
    return text.translate(_ESCAPES)


def pixels(value: float) -> str:
    """Return a number of pixels, to a hundredth."""
    return f"{round(value, 2) + 0:.7g}"


def half_up(value: float) -> int:
    """Round as JavaScript does."""
    return floor(value + 0.5)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    def bounds(self) -> Bounds:
        return self.x, self.y, self.x + self.width, self.y + self.height

    def svg(self) -> str:
        x, y, width, height = map(pixels, (self.x, self.y, self.width, self.height))
        return f'<rect x="{x}" y="{y}" width="{width}" height="{height}"/>'


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float

    def bounds(self) -> Bounds:
        return (
            min(self.x1, self.x2),
            min(self.y1, self.y2),
            max(self.x1, self.x2),
            max(self.y1, self.y2),
        )

    def svg(self) -> str:
        x1, y1, x2, y2 = map(pixels, (self.x1, self.y1, self.x2, self.y2))
        return f'<path d="M{x1},{y1}L{x2},{y2}"/>'


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points, or the area that they surround."""

    points: Sequence[tuple[float, float]]
    closed: bool = False

    def bounds(self) -> Bounds:
        across, down = zip(*self.points, strict=True)
        return min(across), min(down), max(across), max(down)

    def svg(self) -> str:
        places = "L".join(f"{pixels(x)},{pixels(y)}" for x, y in self.points)
        return f'<path d="M{places}{"Z" if self.closed else ""}"/>'


@dataclass(frozen=True, slots=True)
class Circle:
    x: float
    y: float
    radius: float

    def bounds(self) -> Bounds:
        r = self.radius
        return self.x - r, self.y - r, self.x + r, self.y + r

    def svg(self) -> str:
        return f'<circle cx="{pixels(self.x)}" cy="{pixels(self.y)}" r="{pixels(self.radius)}"/>'


@dataclass(frozen=True, slots=True)
class Words:
    """One text of one or more lines; `baseline` is where the first line's baseline lies."""

    x: float
    baseline: float
    lines: tuple[str, ...]
    size: float
    bold: bool = False
    align: str = "left"
    line_height: float = 0.0
    weight: str = ""
    """The weight to write with the text, where its neighbours have another one."""
    room: float = 0.0
    """Pixels that are kept free for the text although it has been cut to less."""

    def bounds(self) -> Bounds:
        widths = [text_width(line, self.size, bold=self.bold) for line in self.lines]
        width = max(self.room, *widths)
        left = self.x - _ANCHOR[self.align] * width
        top = self.baseline - half_up(_ASCENT * self.size)
        height = self.size + self.line_height * (len(self.lines) - 1)
        return left, top, left + width, top + height

    def svg(self) -> str:
        weight = f' font-weight="{self.weight}"' if self.weight else ""
        x, y = pixels(self.x), pixels(self.baseline)
        if len(self.lines) == 1:
            return f'<text x="{x}" y="{y}"{weight}{self._length(self.lines[0])}</text>'
        first, *rest = self.lines
        step = pixels(self.line_height)
        spans = f'<tspan x="{x}"{self._length(first)}</tspan>' + "".join(
            f'<tspan x="{x}" dy="{step}"{self._length(line)}</tspan>' for line in rest
        )
        return f'<text x="{x}" y="{y}"{weight}>{spans}</text>'

    def _length(self, line: str) -> str:
        """Return the text with the width that it has been given, whatever font a reader has."""
        width = text_width(line, self.size, bold=self.bold)
        return f' textLength="{pixels(width)}"{_FIT}>{escaped(line)}'


Shape = Box | Rule | Path | Circle | Words


def baseline(y: float, size: float, align: str) -> float:
    """Return where the baseline of a text lies that stands at `y`."""
    return y + half_up(_FROM_BASELINE[align] * size)


def symbol(shape: str, x: float, y: float, area: float) -> Shape:
    """Return a point's mark around a place; `area` in square pixels, as Vega counts it."""
    half = sqrt(area) / 2
    if shape == "circle":
        return Circle(x, y, half)
    if shape == "square":
        return Box(x - half, y - half, 2 * half, 2 * half)
    return Path(((x - half, y), (x, y - half), (x + half, y), (x, y + half)), closed=True)


@dataclass(frozen=True, slots=True)
class Group:
    """Shapes of one look."""

    look: str
    """Attributes of the SVG element, each with a blank before it."""
    shapes: list[Shape]
    edge: float = 0.0
    """Pixels that a stroke adds on every side."""
    shift: tuple[float, float] = (0, 0)
    """Pixels to the right and down by which all of them are moved in the picture."""

    def bounds(self) -> list[Bounds]:
        edge = self.edge
        found = [shape.bounds() for shape in self.shapes]
        return [(x1 - edge, y1 - edge, x2 + edge, y2 + edge) for x1, y1, x2, y2 in found]

    def svg(self) -> str:
        if not self.shapes:
            return ""
        right, down = map(pixels, self.shift)
        moved = f' transform="translate({right},{down})"' if self.shift != (0, 0) else ""
        return f"<g{self.look}{moved}>{''.join(shape.svg() for shape in self.shapes)}</g>\n"
