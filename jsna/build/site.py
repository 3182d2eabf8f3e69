"""Checks of the built site, before it replaces the last good one."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from jsna.errors import PublishError

_FORBIDDEN = (".pickle", ".doctree", ".reads")
_LEAK = re.compile(r"Traceback \(most recent call last\)|/home/|/root/|/tmp/")
_LOADS = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "srcset"}


class _Reader(HTMLParser):
    """Collects what one page links to, loads and names."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.names: set[str] = set()
        self.inline_scripts = 0
        self.headings = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.names.add(given["id"])
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag in _LOADS and given.get(_LOADS[tag]):
            self.loads.append(given[_LOADS[tag]])
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.inline_scripts += 1
        self.headings += tag == "h1"


def check_site(site: Path) -> None:
    """Refuse a site with a broken link, an outside request, an inline script or a leak.

    Raises:
        PublishError: listing the first ten problems, each with its page.
    """
    pages = {path: _read(path) for path in sorted(site.rglob("*.html"))}
    problems = [
        f"{path.relative_to(site).as_posix()}: {problem}"
        for path, page in pages.items()
        for problem in _problems(site, path, page, pages)
    ]
    problems += [
        f"{path.relative_to(site).as_posix()}: this kind of file must not be published"
        for path in sorted(site.rglob("*"))
        if path.suffix in _FORBIDDEN
    ]
    if problems:
        raise PublishError(
            f"The built site fails {len(problems)} checks; the last good site stays:\n  "
            + "\n  ".join(problems[:10])
        )


def _read(path: Path) -> _Reader:
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader


def _problems(site: Path, path: Path, page: _Reader, pages: dict[Path, _Reader]) -> Iterator[str]:
    if page.headings != 1:
        yield f"it has {page.headings} headings of level 1; it needs one"
    if page.inline_scripts:
        yield "it holds an inline script"
    if leak := _LEAK.search(path.read_text(encoding="utf-8")):
        yield f"it shows {leak.group()!r}"
    for address in page.loads:
        parts = urlsplit(address)
        if parts.netloc or parts.scheme not in ("", "data"):
            yield f"it loads {address!r} from outside"
        elif not address.startswith("data:"):
            yield from _broken(site, path, address, pages)
    for address in page.links:
        if not urlsplit(address).scheme:
            yield from _broken(site, path, address, pages)


def _broken(site: Path, path: Path, address: str, pages: dict[Path, _Reader]) -> Iterator[str]:
    parts = urlsplit(address)
    if PurePosixPath(parts.path).is_absolute():
        yield f"the link {address!r} starts with '/', which fails when opened from disk"
        return
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
    target = target / "index.html" if target.is_dir() else target
    if not target.exists() or not target.is_relative_to(site.resolve()):
        yield f"the link {address!r} leads nowhere"
        return
    known = pages.get(site / target.relative_to(site.resolve()))
    if parts.fragment and known is not None and unquote(parts.fragment) not in known.names:
        yield f"the link {address!r} names a place that is not on that page"
