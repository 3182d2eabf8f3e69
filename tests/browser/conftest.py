"""The built site, a browser, and one page of each kind.

The site is `_build/html`; the variable JSNA_SITE names another folder.
"""

import http.server
import os
import re
import threading
from functools import partial
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("home", "text", "summary", "chapter", "profile", "index", "model", "search")
_KIND = re.compile(r'<body data-kind="([a-z]+)"')


@pytest.fixture(scope="session")
def site():
    """The folder of the built site; skipped where nobody has built it."""
    folder = Path(os.environ.get("JSNA_SITE", ROOT / "_build" / "html"))
    if not (folder / "index.html").exists():
        pytest.skip("The book is not built; run `python3 run.py book` first.")
    return folder


@pytest.fixture(scope="session")
def chromium(site, running):
    """The browser, where there is a built site to look at."""
    return running


@pytest.fixture(scope="session")
def address(site):
    """Where the site is served from for these tests."""
    handler = partial(_Quiet, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format, *args):
        return


@pytest.fixture(scope="session")
def page_of_kind(site):
    """Kind -> address of its largest page: the one with most on it."""
    largest = {}
    for path in sorted(site.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        kind = _KIND.search(text)
        if kind and len(text) > largest.get(kind[1], (0, ""))[0]:
            largest[kind[1]] = (len(text), path.relative_to(site).as_posix())
    missing = [kind for kind in KINDS if kind not in largest]
    assert not missing, f"The site has no page of kind {', '.join(missing)}."
    return {kind: name for kind, (_, name) in largest.items()}


@pytest.fixture
def opened(chromium, address, page_of_kind):
    """Open the page of a kind in a fresh context; closed again after the test."""
    contexts = []

    def open_page(kind, *, width=1280, query="", **options):
        context = chromium.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.heard = []
        page.asked = []
        page.on("console", lambda message: page.heard.append(message.text))
        page.on("pageerror", lambda error: page.heard.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(address + page_of_kind[kind] + query, wait_until="load")
        return page

    yield open_page
    for context in contexts:
        context.close()
