"""`watch`: the finished book in a browser, in which the page one looks at follows every save.

A save in a notebook, a figure, a reference file, a module that notebooks use or the theme shows;
for anything else one sentence says what does. The page is told to load again by a small script that
only this server adds; nothing of it is ever written into the site.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from http import HTTPStatus
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from jsna.build import code_used
from jsna.build.preview import Preview
from jsna.build.run import PACKAGE
from jsna.build.serve import Handler, make_server
from jsna.errors import JsnaError
from jsna.paths import Project
from jsna.progress import duration

THEME = PACKAGE / "theme" / "html"
_OWN = "/__watch__/"
_TICK = 0.1
_SCRIPT = """"use strict";
(() => {
  let seen = null;
  const ask = async () => {
    try {
      const answer = await fetch("/__watch__/state?page=" + encodeURIComponent(location.pathname));
      const state = await answer.text();
      if (seen !== null && state !== seen) { location.reload(); return; }
      seen = state;
    } catch (error) { /* the server has ended */ }
    setTimeout(ask, 150);
  };
  ask();
})();
"""
_FAILED = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>The page could not be made</title>
</head><body><h1>The page could not be made</h1><pre>{words}</pre></body></html>
"""


class Watched:
    """What the server and the watcher share: the page looked at, and how often it was made."""

    def __init__(self) -> None:
        self.page = ""
        self.made: dict[str, int] = {}
        self.failed: dict[str, str] = {}

    def state(self, path: str) -> str:
        """Return the state of a page by its address in the site, and note that it is looked at."""
        self.page = _docname(path)
        return str(self.made.get(self.page, 0))


def _docname(path: str) -> str:
    name = unquote(urlsplit(path).path).strip("/")
    return (f"{name}/index" if not name.endswith(".html") else name[:-5]).lstrip("/")


class _Watching(Handler):
    """Serves pages made by the watcher before those of the site, each with the script added."""

    def __init__(self, *words: Any, watched: Watched, preview: Preview, **named: Any) -> None:
        self._watched, self._preview = watched, preview
        super().__init__(*words, **named)

    def do_GET(self) -> None:  # noqa: N802 - the name is given by http.server
        parts = urlsplit(self.path)
        if parts.path == f"{_OWN}state":
            page = parse_qs(parts.query).get("page", [""])[0]
            self._send(self._watched.state(page), "text/plain")
        elif parts.path == f"{_OWN}reload.js":
            self._send(_SCRIPT, "text/javascript")
        elif parts.path.endswith((".html", "/")):
            self._page(_docname(parts.path))
        else:
            super().do_GET()

    def translate_path(self, path: str) -> str:
        """Return the file for an address: one made here, else the one of the site."""
        published = super().translate_path(path)
        site = Path(str(self.directory)).resolve()
        if Path(published).is_relative_to(site):
            own = self._preview.extra / Path(published).relative_to(site)
            if own.is_file():
                return str(own)
        return published

    def _page(self, docname: str) -> None:
        if words := self._watched.failed.get(docname):
            text = _FAILED.format(words=words.replace("&", "&amp;").replace("<", "&lt;"))
        else:
            own = self._preview.pages / f"{docname}.html"
            published = Path(self.translate_path(f"/{docname}.html"))
            path = own if docname in self._watched.made and own.exists() else published
            if not path.is_file():
                self.send_error(HTTPStatus.NOT_FOUND, "There is no page at this address")
                return
            text = path.read_text(encoding="utf-8")
        script = f'<script src="{_OWN}reload.js" defer></script></head>'
        self._send(text.replace("</head>", script, 1), "text/html")

    def _send(self, text: str, kind: str) -> None:
        content = text.encode("utf-8")
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class Watcher:
    """A server, and a loop that makes the page looked at again after each save."""

    def __init__(self, project: Project, port: int, say: Callable[[str], None]) -> None:
        """Prepare everything; `run` does the rest.

        Raises:
            PublishError: if there is no book yet, or the port is taken.
        """
        self._project, self._say = project, say
        self.watched, self._preview = Watched(), Preview(project)
        handler = partial(_Watching, watched=self.watched, preview=self._preview)
        self.server: ThreadingHTTPServer = make_server(project, port, handler)
        self._modules = set(code_used.modules(PACKAGE).values())
        self._seen = self._stamps()

    def run(self) -> None:
        """Serve and watch until interrupted."""
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        try:
            while True:
                time.sleep(_TICK)
                self.look()
        finally:
            self.server.shutdown()
            self._preview.close()

    def look(self) -> None:
        """Look for saved files; if there are some, make the page looked at again."""
        found = self._stamps()
        saved = [path for path, stamp in found.items() if self._seen.get(path) != stamp]
        if not saved:
            return
        while found != (settled := self._settled()):  # an editor may write in several steps
            found = settled
        self._seen = found
        self._follow(saved)

    def _follow(self, saved: list[Path]) -> None:
        """Do what each saved file asks for, and say it."""
        preview, kinds = self._preview, {path: self._kind(path) for path in saved}
        names = ", ".join(sorted(path.name for path in saved)[:3])
        for path in (path for path, kind in kinds.items() if kind == "style"):
            preview.put_style(path)
        if code := [path for path, kind in kinds.items() if kind == "code"]:
            preview.code_changed(code)
        if "reference" in kinds.values():
            preview.reference_changed()
        if {"code", "reference", "input"} & set(kinds.values()):
            self._make(names)
        elif "style" in kinds.values():
            self._say(f"{names} saved: on the page.")
            self._count(self.watched.page)
        if rest := sorted(path.name for path, kind in kinds.items() if kind == "rest"):
            self._say(f"{', '.join(rest[:3])} saved. That shows after: run.py book.")

    def _kind(self, path: Path) -> str:
        """Return what a saved file is to a page: style, code, reference, input or rest."""
        if path.parent == THEME / "static":
            return "style"
        if path in self._modules:
            return "code"
        if path.is_relative_to(self._project.data) and path.suffix == ".yml":
            return "reference"
        template = path.parent == THEME and path.suffix == ".html"
        followed = (self._project.notebooks, self._project.data)
        return "input" if template or any(map(path.is_relative_to, followed)) else "rest"

    def _settled(self) -> dict[Path, tuple[int, int]]:
        time.sleep(_TICK / 2)
        return self._stamps()

    def _make(self, saved: str) -> None:
        address, began = self.watched.page, time.monotonic()
        job = self._preview.job(address)
        if job is None:
            self._say(f"{saved} saved. Open a page that a notebook makes to see it.")
            return
        try:
            self._preview.make(job)
            self.watched.failed.pop(address, None)
            self._say(f"{saved} saved: {address} made in {duration(time.monotonic() - began)}.")
        except JsnaError as error:
            self.watched.failed[address] = str(error)
            self._say(f"{saved} saved: {error}")
        self._count(address)

    def _count(self, address: str) -> None:
        """Tell whoever looks at a page to load it again."""
        self.watched.made[address] = self.watched.made.get(address, 0) + 1

    def _stamps(self) -> dict[Path, tuple[int, int]]:
        project = self._project
        found = dict(_files(project.notebooks, (".ipynb",)))
        found |= _files(project.data, (".csv", ".yml"))
        found |= _files(project.book, (".md",))
        found |= _files(PACKAGE, (".py",))
        return found | dict(_files(THEME, (".html", ".css", ".js", ".toml")))


def _files(folder: Path, endings: tuple[str, ...]) -> Iterator[tuple[Path, tuple[int, int]]]:
    """Yield (file, (time, size)) for each file with one of these endings; it is asked often."""
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        try:
            if entry.name.endswith(endings):
                facts = entry.stat()
                yield Path(entry.path), (facts.st_mtime_ns, facts.st_size)
            elif entry.is_dir() and not entry.name.startswith((".", "__")):
                yield from _files(Path(entry.path), endings)
        except FileNotFoundError:  # between a save's two steps
            continue
