"""From a figure's Vega-Lite and rows to SVG, to Vega for the reader, and the script that draws it.

vl-convert starts a JavaScript engine of its own (0.5 s, then about 60 ms a chart). A process that
has used it must never fork: `render_all()` therefore leaves the work to an executor whose workers
start fresh (`jsna.build.executor.LocalPool` spawns them).
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

from jsna.errors import PublishError
from jsna.files import strict_json, write_text

Spec = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]

VEGA_LITE = "6.4"
"""The version of Vega-Lite that every specification is written in."""
_BATCH = 12
_FIELD = re.compile(r"datum\.([a-z][a-z0-9_]*)")
_ID = re.compile(r'(?<=[\s])id="([^"]+)"')
_ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"(?=[^<>]*>)')
"""Drawing details, not content: the page describes the picture as a whole."""
_EMBED = "window.jsnaVega = {embed: vegaEmbed};"


@dataclass(frozen=True, slots=True)
class Job:
    """One picture to draw."""

    spec: Spec
    rows: Rows


class Executor(Protocol):
    """What drawing needs of an executor; `jsna.build.executor` has one."""

    def run(self, function: Callable[[Any], Any], work: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
        """Yield (piece, result or Exception) in order of completion."""
        ...


def with_rows(spec: Spec, rows: Rows) -> Spec:
    """Return the specification with its data: only the columns that it names."""
    used = _fields(spec)
    data = [{name: row[name] for name in row if name in used} for row in rows]
    return {**spec, "datasets": {"rows": data}}


def live(spec: Spec) -> Spec:
    """Return the responsive variant: as wide as the element that holds it."""
    return {**spec, "width": "container"}


def svg(spec: Spec, rows: Rows) -> str:
    """Return the chart as SVG: white background, no script, nothing loaded from outside.

    The same specification and rows always give the same text. Ids carry a hash of the content,
    so that several pictures can stand in one document.
    """
    import vl_convert

    text: str = vl_convert.vegalite_to_svg(
        with_rows(spec, rows), vl_version=VEGA_LITE, allowed_base_urls=[]
    )
    return _own_ids(_ROLES.sub("", text), key(spec, rows)[:8])


def compiled(spec: Spec, rows: Rows) -> Spec:
    """Return Vega for the live chart, data included, to be embedded with `ast: true`."""
    import vl_convert

    vega: Spec = vl_convert.vegalite_to_vega(with_rows(live(spec), rows), vl_version=VEGA_LITE)
    return {name: value for name, value in vega.items() if name != "$schema"}


def key(spec: Spec, rows: Rows) -> str:
    """Return the SHA-256 of all that decides how the picture looks."""
    content = strict_json([version("vl-convert-python"), VEGA_LITE, with_rows(spec, rows)])
    return hashlib.sha256(content.encode("utf-8")).hexdigest()


class SvgCache:
    """Finished pictures in a folder, one file each, named by their content."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, job: Job) -> Path:
        """Return where the picture of this job is kept."""
        return self._folder / f"{key(job.spec, job.rows)}.svg"

    def get(self, job: Job) -> str | None:
        """Return the picture, or None if it has not been drawn."""
        path = self.path(job)
        return path.read_text(encoding="utf-8") if path.exists() else None

    def put(self, job: Job, text: str) -> None:
        """Keep a picture: the whole file or none."""
        write_text(self.path(job), text)


def draw(jobs: Sequence[Job]) -> list[str]:
    """Draw one batch; runs in a worker."""
    return [svg(job.spec, job.rows) for job in jobs]


def render_all(jobs: Sequence[Job], cache: SvgCache, executor: Executor | None = None) -> list[str]:
    """Return one SVG per job, in order; only pictures that the cache lacks are drawn.

    Args:
        jobs: what to draw; the same picture asked for twice is drawn once.
        cache: where finished pictures are kept.
        executor: draws batches in its workers; None draws here, in this process.

    Raises:
        PublishError: if a batch could not be drawn.
    """
    wanted = [cache.path(job) for job in jobs]
    missing = {path: job for path, job in zip(wanted, jobs, strict=True) if not path.exists()}
    waiting = list(missing.values())
    batches = [waiting[start : start + _BATCH] for start in range(0, len(waiting), _BATCH)]
    done = executor.run(draw, batches) if executor else ((each, draw(each)) for each in batches)
    for batch, texts in done:
        if isinstance(texts, Exception):
            raise PublishError(
                f"A batch of {len(batch)} charts could not be drawn: {texts}. Run the build again; "
                "if it fails again, draw one chart alone in a notebook."
            ) from texts
        for job, text in zip(batch, texts, strict=True):
            cache.put(job, text)
    return [path.read_text(encoding="utf-8") for path in wanted]


def vega_bundle(folder: Path | None = None) -> str:
    """Return the script that draws live charts: it adds `window.jsnaVega.embed`, nothing else.

    Args:
        folder: where to keep it between builds (making it takes about two seconds).
    """
    path = folder / f"vega-{version('vl-convert-python')}-{VEGA_LITE}.js" if folder else None
    if path and path.exists():
        return path.read_text(encoding="utf-8")
    script = _bundle()
    if path:
        write_text(path, script)
    return script


def _bundle() -> str:
    import vl_convert

    body = vl_convert.javascript_bundle(_EMBED, VEGA_LITE)
    return f"(function () {{\n{body}\n}})();\n"


def _fields(value: Any) -> set[str]:
    """Return every column that a specification names, in encodings and in expressions."""
    if isinstance(value, str):
        return set(_FIELD.findall(value))
    if isinstance(value, list):
        return set().union(*map(_fields, value)) if value else set()
    if isinstance(value, dict):
        own = {value["field"]} if isinstance(value.get("field"), str) else set()
        return own.union(*map(_fields, value.values()))
    return set()


def _own_ids(text: str, prefix: str) -> str:
    for name in dict.fromkeys(_ID.findall(text)):
        text = text.replace(f'id="{name}"', f'id="{prefix}-{name}"')
        text = text.replace(f"url(#{name})", f"url(#{prefix}-{name})")
        text = text.replace(f'href="#{name}"', f'href="#{prefix}-{name}"')
    return text
