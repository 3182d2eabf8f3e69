"""How long the built explorer takes from a slider's move to laid-out lines; a bench, not a test.

Run by hand on a quiet machine: `python tests/browser/bench_explorer.py [lever id]`.
"""

import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from chromium import started

PAGE = Path(__file__).resolve().parents[2] / "_build" / "html" / "model" / "index.html"
SETTLED = "#explorer[data-settled=yes]"
SLOWED = (1, 4)
MOVES = 120
WORK = """async ([id, moves]) => {
  const slider = document.getElementById(id), times = [], frame = window.requestAnimationFrame;
  const low = Number(slider.min), high = Number(slider.max);
  let queued = [];
  window.requestAnimationFrame = work => queued.push(work);
  for (let move = 0; move < moves; move += 1) {
    slider.value = low + (0.5 + 0.5 * Math.sin(move / 9)) * (high - low);
    const start = performance.now();
    slider.dispatchEvent(new Event("input", {bubbles: true}));
    queued.splice(0).forEach(work => work(start));
    document.getElementById("x-chart").getBoundingClientRect();
    times.push(performance.now() - start);
    await new Promise(done => frame(done));
  }
  window.requestAnimationFrame = frame;
  return times;
}"""


def main(lever: str | None) -> None:
    """Print the median and the 95th percentile in milliseconds, at full speed and slowed."""
    with started() as browser:
        page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
        page.goto(PAGE.as_uri())
        page.wait_for_selector(SETTLED, timeout=120_000)
        chosen = (
            f"lever-{lever}"
            if lever
            else page.locator("[data-lever] input").first.get_attribute("id")
        )
        session = page.context.new_cdp_session(page)
        for rate in SLOWED:
            session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
            times = sorted(page.evaluate(WORK, [chosen, MOVES]))
            high = times[int(0.95 * len(times))]
            print(f"CPU/{rate}: median {statistics.median(times):.1f} ms, p95 {high:.1f} ms")
            page.wait_for_selector(SETTLED, timeout=240_000)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
