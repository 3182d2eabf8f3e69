"""The explorer in a browser: from a slider's move to the line, and to the shading around it."""

import importlib
import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsna.bench.measure import Series, Spent
from jsna.bench.rows import Row, Setting, bench_job

PAGE = Path("book") / "_build" / "html" / "model" / "index.html"
"""Where the job of the whole book has left the page."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
SETTLED = "#explorer[data-settled=yes]"
PATIENCE = 240_000
SLOWED = 4
MOVES = 220
A_FEW = 40
"""Moves before a drag ends whose shading alone is waited for."""
WIDTHS = {"phone": (360, 740), "desktop": (1280, 800)}
WATCH = """id => {
  const slider = document.getElementById(id), page = document.getElementById("explorer");
  const drawn = document.querySelectorAll("#x-chart path.x-plan, #x-mini path.x-plan");
  const lines = () => Array.from(drawn, path => path.getAttribute("d")).join();
  const seen = window.seen = {frames: [], exact: 0, shaded: 0};
  let began = null, last = 0, done = 0, before = "";
  window.addEventListener("input", () => {
    last = performance.now();
    seen.shaded = 0;
    if (began === null) { began = last; before = lines(); }
  }, true);
  slider.addEventListener("input", () => requestAnimationFrame(() => {
    if (began === null) return;
    const from = began, painted = new MessageChannel();
    began = null;
    painted.port1.onmessage = () => {
      if (lines() === before) return;
      seen.frames.push([performance.now() - from, page.dataset.exact === "yes"]);
    };
    painted.port2.postMessage(0);
  }));
  new MutationObserver(() => {
    if (page.dataset.exact !== "yes" || done === last) return;
    done = last;
    const painted = new MessageChannel();
    painted.port1.onmessage = () => { seen.exact = performance.now() - last; };
    requestAnimationFrame(() => painted.port2.postMessage(0));
  }).observe(page, {attributes: true, attributeFilter: ["data-exact"]});
  const shade = document.querySelector("#x-chart path.x-band95");
  new MutationObserver(() => requestAnimationFrame(() => {
    if (!seen.shaded && !shade.hasAttribute("display")) seen.shaded = performance.now() - last;
  })).observe(shade, {attributes: true, attributeFilter: ["display"]});
}"""
"""A frame counts from the first move it answers to the first task after it was painted."""


@dataclass(frozen=True)
class Drag:
    """What a reader saw while one lever was dragged; times in milliseconds, shortest first."""

    frames: tuple[float, ...]
    exact: int
    """Frames whose line was run and not read off a curve."""
    settled: float
    """From the last move to the frame with the line of the whole plan."""
    shaded: float
    """From the last move to the frame with the shading of the first runs."""

    def at(self, share: float) -> float:
        """Return the time that so large a share of frames kept."""
        return self.frames[min(len(self.frames) - 1, int(share * len(self.frames)))]


@dataclass(frozen=True)
class Reader:
    """Who drags what: a window, an area, the result looked at, and a lever."""

    window: str
    area: str
    shown: str
    lever: str


READERS = (
    ("population", Reader("phone", "", "need_condition", "blood_pressure")),
    ("population", Reader("desktop", "", "need_condition", "blood_pressure")),
    ("flow", Reader("phone", "medway-and-swale-partnership", "ready_all", "home_care")),
    ("flow", Reader("desktop", "medway-and-swale-partnership", "ready_all", "home_care")),
)


@bench_job("full")
def slider_to_line(setting: Setting) -> Iterator[Row]:
    """Time a drag of a lever of each module, on a phone and a desktop, the CPU slowed fourfold."""
    setting.say("The explorer in a browser")
    page = setting.folder / PAGE
    for module, reader in READERS:
        job = f"a {module} lever on a {reader.window}: from its move to the painted line, p95"
        goal = "16 ms with the CPU slowed fourfold"
        with _browser() as browser:
            if browser is None or not page.exists():
                why = "Chromium, playwright or the built book is missing"
                yield Row(job, None, None, goal, why, "not measured")
                continue
            found = drag(browser, page, reader, SLOWED)
        high = Series((Spent(found.at(0.95) / 1000, found.at(0.95) / 1000),))
        yield Row(job, high, None, goal, said(found))


@bench_job("full")
def move_to_shading(setting: Setting) -> Iterator[Row]:
    """Time the shading of 50%, 80% and 95% from the last move, the CPU slowed fourfold and not."""
    page = setting.folder / PAGE
    for module, reader in READERS:
        if reader.window != "desktop":
            continue
        for slowed in (1, SLOWED):
            pace = "the CPU slowed fourfold" if slowed == SLOWED else "a whole CPU"
            job = f"a {module} lever, {pace}: from its last move to the shading"
            with _browser() as browser:
                if browser is None or not page.exists():
                    why = "Chromium, playwright or the built book is missing"
                    yield Row(job, None, None, "1 s", why, "not measured")
                    continue
                found = [drag(browser, page, reader, slowed, A_FEW) for _ in range(setting.rounds)]
            times = tuple(Spent(each.shaded / 1000, each.shaded / 1000) for each in found)
            how = f"N = {len(found)}, after a fifth of the runs; a pause of 200 ms is part of it"
            yield Row(job, Series(times), None, "1 s", how)


def said(found: Drag) -> str:
    """Return how a drag was measured and what else it showed."""
    curves = 1 - found.exact / len(found.frames)
    return (
        f"N = {len(found.frames)}, median {statistics.median(found.frames):.1f} ms; {curves:.0%} "
        f"of lines read off a curve; the exact line {found.settled:.0f} ms after the last move; "
        "wall time of the page's main thread"
    )


@contextmanager
def _browser() -> Iterator[Any]:
    """Yield a headless browser; None where it or the developers' packages are missing."""
    program = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    try:
        api = importlib.import_module("playwright.sync_api")
    except ImportError:
        program = None
    if program is None:
        yield None
        return
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


def drag(browser: Any, path: Path, reader: Reader, slowed: float, moves: int = MOVES) -> Drag:
    """Drag a lever to and fro with the mouse, a step at a time, and return what was seen."""
    width, height = WIDTHS[reader.window]
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    speed = context.new_cdp_session(page)
    speed.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
    page.goto(path.as_uri() + (f"?area={reader.area}" if reader.area else ""))
    page.wait_for_selector(SETTLED, timeout=PATIENCE)
    page.select_option("#x-show", reader.shown)
    slider = page.locator(f"#lever-{reader.lever}")
    slider.evaluate("part => { part.closest('details').open = true; }")
    slider.scroll_into_view_if_needed()
    page.wait_for_timeout(1000)
    page.wait_for_selector(SETTLED, timeout=PATIENCE)
    page.evaluate(WATCH, f"lever-{reader.lever}")
    _to_and_fro(page, slider, moves)
    page.wait_for_timeout(1000)
    page.wait_for_selector(SETTLED, timeout=PATIENCE)
    seen = page.evaluate("seen")
    context.close()
    frames = sorted(time for time, _ in seen["frames"])
    exact = sum(exact for _, exact in seen["frames"])
    return Drag(tuple(frames), exact, seen["exact"], seen["shaded"])


def _to_and_fro(page: Any, slider: Any, moves: int) -> None:
    box = slider.bounding_box()
    low, high, step = (float(slider.get_attribute(name)) for name in ("min", "max", "step"))
    steps = max(2, min(40, round((high - low) / step)))
    left, wide, y = box["x"] + 13, box["width"] - 26, box["y"] + box["height"] / 2
    page.mouse.move(left, y)
    page.mouse.down()
    for move in range(1, moves + 1):
        place = move % (2 * steps)
        page.mouse.move(left + wide * min(place, 2 * steps - place) / steps, y)
    page.mouse.up()
