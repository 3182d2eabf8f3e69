"""Checks of the built site, before it replaces the last good one."""

import hashlib
import json
import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from jsna.errors import PublishError
from jsna.files import strict_json, write_text

_FORBIDDEN = (".pickle", ".doctree", ".reads")
_LEAK = re.compile(r"Traceback \(most recent call last\)|/home/|/root/|/tmp/")
_LOADS = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "srcset"}
_LOADED_LATER = ("data-wide", "data-phone")
"""Attributes that name a script which is loaded when a reader asks for it."""


@dataclass
class Seen:
    """What of one page the checks look at."""

    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    inline_scripts: int = 0
    headings: int = 0
    leak: str = ""


class _Reader(HTMLParser):
    """Collects what one page links to, loads and names."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = Seen()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.seen.names.append(given["id"])
        if tag == "a" and given.get("href"):
            self.seen.links.append(given["href"])
        loads = (given.get(name) for name in (_LOADS.get(tag, ""), *_LOADED_LATER))
        self.seen.loads += [address for address in loads if address]
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.seen.inline_scripts += 1
        self.seen.headings += tag == "h1"


def check_site(site: Path, kept: Path | None = None) -> None:
    """Refuse a site with a broken link, an outside request, an inline script or a leak.

    Args:
        site: the folder to be published.
        kept: folder that keeps what was read of each page, by its content, so that only pages
            that changed are read again.

    Raises:
        PublishError: listing the first ten problems, each with its page.
    """
    files = _files(site)
    pages = _read_all(site, [name for name in files if name.endswith(".html")], kept)
    site_map = _Map(files, {name: set(page.names) for name, page in pages.items()})
    problems = [
        f"{name}: {problem}"
        for name, page in pages.items()
        for problem in _problems(name, page, site_map)
    ]
    problems += [
        f"{name}: this kind of file must not be published"
        for name in files
        if name.endswith(_FORBIDDEN)
    ]
    if problems:
        raise PublishError(
            f"The built site fails {len(problems)} checks; the last good site stays:\n  "
            + "\n  ".join(problems[:10])
        )


def _files(site: Path) -> dict[str, None]:
    """Return the addresses of all files, sorted, from the root of the site."""
    root = len(str(site)) + 1
    found = (
        f"{where}/{name}"[root:].replace(os.sep, "/")
        for where, _, names in os.walk(site)
        for name in names
    )
    return dict.fromkeys(sorted(found))


def _read_all(site: Path, names: list[str], kept: Path | None) -> dict[str, Seen]:
    """Return what the checks need of each page, read again only where its content is new."""
    memory = kept / f"checked-{_own_digest()[:16]}.json" if kept else None
    known = _load(memory) if memory else {}
    pages, hashes = {}, {}
    for name in names:
        content = (site / name).read_bytes()
        hashes[name] = hashlib.sha256(content).hexdigest()
        pages[name] = known.get(hashes[name]) or _read(content.decode("utf-8"))
    if memory and kept and set(hashes.values()) != set(known):
        for old in kept.glob("checked-*.json"):
            old.unlink()
        record = {hashes[name]: vars(page) for name, page in pages.items()}
        write_text(memory, strict_json(record) + "\n")
    return pages


def _load(path: Path) -> dict[str, Seen]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return {name: Seen(**entry) for name, entry in record.items()}
    except (FileNotFoundError, json.JSONDecodeError, TypeError, AttributeError):
        return {}


@cache
def _own_digest() -> str:
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


def _read(text: str) -> Seen:
    reader = _Reader()
    reader.feed(text)
    leak = _LEAK.search(text)
    reader.seen.leak = leak.group() if leak else ""
    return reader.seen


@dataclass(frozen=True)
class _Map:
    """What links of a site may lead to."""

    files: Mapping[str, None]
    names: Mapping[str, set[str]]
    """Page -> the places on it."""
    sound: set[tuple[str, str]] = field(default_factory=set)
    """(folder, address) of links that were found right: most stand on every page of a folder."""


def _problems(name: str, page: Seen, site: _Map) -> Iterator[str]:
    if page.headings != 1:
        yield f"it has {page.headings} headings of level 1; it needs one"
    if page.inline_scripts:
        yield "it holds an inline script"
    if page.leak:
        yield f"it shows {page.leak!r}"
    for address in page.loads:
        parts = urlsplit(address)
        if parts.netloc or parts.scheme not in ("", "data"):
            yield f"it loads {address!r} from outside"
        elif not address.startswith("data:"):
            yield from _broken(name, address, site)
    for address in page.links:
        if (posixpath.dirname(name), address) not in site.sound:
            yield from _dead(name, address, site)


def _dead(name: str, address: str, site: _Map) -> list[str]:
    """Return what is wrong with a link to this site; one that is right need not be seen again."""
    parts = urlsplit(address)
    if parts.scheme:
        return []
    found = list(_broken(name, address, site))
    if parts.path and not found:
        site.sound.add((posixpath.dirname(name), address))
    return found


def _broken(name: str, address: str, site: _Map) -> Iterator[str]:
    files, names = site.files, site.names
    parts = urlsplit(address)
    if parts.path.startswith("/"):
        yield f"the link {address!r} starts with '/', which fails when opened from disk"
        return
    target = name
    if parts.path:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
    if target not in files:
        target = posixpath.normpath(f"{target}/index.html")
    if target not in files:
        yield f"the link {address!r} leads nowhere"
    elif parts.fragment and target in names and unquote(parts.fragment) not in names[target]:
        yield f"the link {address!r} names a place that is not on that page"
