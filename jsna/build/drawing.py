"""Every chart of the book as files: drawn once per content, ready for pages and PDFs."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsna.build.executor import Executor
from jsna.bundles import Bundle
from jsna.charts.render import Job, SvgCache, compiled, key, render_all
from jsna.errors import PublishError
from jsna.files import strict_json, write_text
from jsna.theme.slots import Image, Layout

LAYOUTS: tuple[Layout, ...] = ("wide", "phone")
_SIZE = re.compile(r'<svg[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"')


@dataclass(frozen=True)
class Drawings:
    """Finished pictures by content."""

    keys: dict[tuple[int, str], str]
    """The content hash of each figure and layout, by the identity of its bundle."""
    texts: dict[str, str]
    live: dict[str, dict[str, Any]]
    """Compiled Vega, by the same hashes."""

    def key(self, bundle: Bundle, layout: str) -> str:
        """Return the hash of all that decides how a figure looks in one layout."""
        return self.keys[id(bundle), layout]

    def text(self, bundle: Bundle, layout: str) -> str:
        """Return a figure's SVG."""
        return self.texts[self.key(bundle, layout)]

    def vega(self, bundle: Bundle, layout: str) -> dict[str, Any]:
        """Return a figure compiled for the reader's browser."""
        return self.live[self.key(bundle, layout)]

    def image(self, bundle: Bundle, layout: str) -> Image:
        """Return a figure's picture as the page links to it: `charts/<content>.svg`."""
        text = self.text(bundle, layout)
        size = _SIZE.search(text)
        if size is None:
            raise PublishError(f"The drawing of {bundle['id']} has no size. Draw it again.")
        width, height = (round(float(number)) for number in size.groups())
        return Image(self.address(bundle, layout), width, height)

    def address(self, bundle: Bundle, layout: str) -> str:
        """Return a picture's address from the root of the site."""
        return f"charts/{self.key(bundle, layout)[:32]}.svg"


def draw_all(figures: Iterable[Bundle], cache: Path, executor: Executor) -> Drawings:
    """Draw every figure in both layouts; what the cache holds is not drawn again."""
    jobs: dict[str, Job] = {}
    keys: dict[tuple[int, str], str] = {}
    for bundle in figures:
        for layout in LAYOUTS:
            spec: dict[str, Any] = bundle["spec"][layout]
            name = keys[id(bundle), layout] = key(spec, bundle["rows"])
            jobs[name] = Job(spec, bundle["rows"])
    texts = render_all(list(jobs.values()), SvgCache(cache / "svg"), executor)
    live = {name: _compiled(name, job, cache / "vega") for name, job in jobs.items()}
    return Drawings(keys, dict(zip(jobs, texts, strict=True)), live)


def _compiled(name: str, job: Job, cache: Path) -> dict[str, Any]:
    path = cache / f"{name}.json"
    if not path.exists():
        write_text(path, strict_json(compiled(job.spec, job.rows)))
    vega: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return vega
