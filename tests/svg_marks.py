"""An SVG as a plain list of what it shows, so that two of different making can be compared."""

import re
import xml.etree.ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"
LOOK = ("fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin")
WORDS = ("font-size", "font-weight", "text-anchor")
NUMBER = re.compile(r"-?\d*\.?\d+(?:e-?\d+)?")
BOX = re.compile(r"M([-\d.e]+),([-\d.e]+)h([-\d.e]+)v([-\d.e]+)h-?[-\d.e]+Z")
COLORS = {"white": "#FFFFFF", "none": ""}


def marks(text):
    """Return (size, marks); a mark is (kind, numbers, look, words), white space left out.

    Empty groups, the invisible frames of groups and lines of no length are not marks.
    """
    root = ET.fromstring(text)
    found = []
    _walk(root, (0.0, 0.0), {}, found)
    size = tuple(float(root.get(name)) for name in ("width", "height"))
    return size, sorted((mark for mark in found if mark is not None), key=_order)


def _order(mark):
    kind, numbers, look, words = mark
    return kind, words, look, [round(number) for number in numbers]


def _walk(element, origin, given, found):
    given = {**given, **{n: element.get(n) for n in (*LOOK, *WORDS) if element.get(n) is not None}}
    origin = _moved(element, origin)
    kind = element.tag.removeprefix(SVG)
    if element.get("display") == "none" or element.get("class") in ("background", "foreground"):
        return
    if kind == "text":
        found.append(_text(element, origin, given))
    elif kind in ("rect", "path", "line", "circle"):
        numbers = _shape(kind, element, origin)
        found.append((numbers[0], numbers[1], _look(given), ()))
    else:
        for child in element:
            _walk(child, origin, given, found)


def _moved(element, origin):
    match = re.fullmatch(r"translate\(([-\d.e]+),([-\d.e]+)\)", element.get("transform", ""))
    return (origin[0] + float(match[1]), origin[1] + float(match[2])) if match else origin


def _look(given):
    look = {name: COLORS.get(given.get(name), given.get(name)) or "" for name in LOOK}
    if not look["stroke"]:
        look = {name: value if name == "fill" else "" for name, value in look.items()}
    elif look["stroke-dasharray"] == "1,0":
        look["stroke-dasharray"] = ""
    if look["stroke"] and not look["stroke-width"]:
        look["stroke-width"] = "1"
    return tuple(look.values())


def _text(element, origin, given):
    x, y = float(element.get("x", 0)) + origin[0], float(element.get("y", 0)) + origin[1]
    spans = [span for span in element if span.tag == f"{SVG}tspan"]
    texts = [span.text or "" for span in spans] if spans else [element.text or ""]
    lines = [text.replace(" …", "…") for text in texts]
    steps = [float(span.get("dy")) for span in spans[1:]]
    if not any(lines):
        return None
    words = (
        *lines,
        given.get("font-size", "").removesuffix("px"),
        "bold" if given.get("font-weight") == "bold" else "",
        given.get("text-anchor") or "start",
    )
    return "text", [x, y, *steps], _look(given), words


def _shape(kind, element, origin):
    """Return (kind, numbers): boxes as left, top, width, height; lines by their lower end first."""
    x, y = origin
    if kind == "rect":
        left, top, width, height = (float(element.get(n, 0)) for n in ("x", "y", "width", "height"))
        return "box", [left + x, top + y, width, height]
    if kind == "line":
        ends = [(x, y), (x + float(element.get("x2")), y + float(element.get("y2")))]
        return "path", [number for end in sorted(ends) for number in end]
    if kind == "circle":
        return "circle", [
            float(element.get("cx")) + x,
            float(element.get("cy")) + y,
            float(element.get("r")),
        ]
    return _path(element.get("d"), origin)


def _path(steps, origin):
    x, y = origin
    if match := BOX.fullmatch(steps):
        left, top, width, height = map(float, match.groups())
        return "box", [left + x, top + y, width, height]
    numbers = [float(number) for number in NUMBER.findall(steps)]
    if "A" in steps:
        return "circle", [x, y, numbers[0]]
    points = [(a + x, b + y) for a, b in zip(numbers[::2], numbers[1::2], strict=True)]
    if len(points) == 2:
        points = sorted(points)
    return "path", [number for point in points for number in point]


def differences(one, other, *, tolerance=0.02):
    """Return what differs between two SVGs, in words; [] if they show the same."""
    (size, first), (other_size, second) = marks(one), marks(other)
    if size != other_size:
        return [f"size {size} against {other_size}"]
    if len(first) != len(second):
        return [f"{len(first)} marks against {len(second)}", *_odd(first, second)]
    return [
        f"{a} against {b}"
        for a, b in zip(first, second, strict=True)
        if (a[0], a[2], a[3]) != (b[0], b[2], b[3])
        or len(a[1]) != len(b[1])
        or any(abs(p - q) > tolerance for p, q in zip(a[1], b[1], strict=True))
    ]


def _odd(first, second):
    def plain(mark):
        return mark[0], mark[2], mark[3], tuple(round(number) for number in mark[1])

    one, other = set(map(plain, first)), set(map(plain, second))
    return [f"only here: {m}" for m in one - other] + [f"only there: {m}" for m in other - one]
