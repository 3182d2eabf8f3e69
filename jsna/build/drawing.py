"""The pictures of a figure as files: both layouts, each with the script that brings it to life."""

import hashlib
import re
from dataclasses import dataclass

from jsna.bundles import Bundle
from jsna.errors import PublishError
from jsna.pictures.live import live_script
from jsna.pictures.render import svg
from jsna.theme.slots import Image, Layout

LAYOUTS: tuple[Layout, ...] = ("wide", "phone")
_SIZE = re.compile(r'<svg[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"')


@dataclass(frozen=True, slots=True)
class Picture:
    """One layout of a figure: its files are named by their content."""

    svg: str
    script: str

    @property
    def image(self) -> Image:
        """Return the picture as the page links to it: `charts/<content>.svg`."""
        size = _SIZE.search(self.svg)
        if size is None:
            raise PublishError("A drawing has no size. Draw it again.")
        width, height = (round(float(number)) for number in size.groups())
        return Image(_address(self.svg, "svg"), width, height, _address(self.script, "js"))


def _address(text: str, ending: str) -> str:
    return f"charts/{hashlib.sha256(text.encode('utf-8')).hexdigest()[:32]}.{ending}"


class Drawings:
    """The pictures of figures; each is drawn when it is first asked for."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, str], tuple[Bundle, Picture]] = {}

    def picture(self, bundle: Bundle, layout: Layout) -> Picture:
        """Return a figure's picture in one layout."""
        name = id(bundle), layout
        if name not in self._made:
            self._made[name] = bundle, draw(bundle, layout)
        return self._made[name][1]


def draw(bundle: Bundle, layout: Layout) -> Picture:
    """Draw one layout of a figure."""
    spec = bundle["spec"][layout]
    return Picture(svg(spec, bundle["rows"]), live_script(spec, bundle["rows"]))
