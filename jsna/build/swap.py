"""Laying out a whole site beside the published one, and putting it in its place in one step.

Where the system can exchange two folders (Linux since 2014, macOS since 2017) there is no instant
without a site. Elsewhere, and on file systems that cannot, two renames follow each other; a build
that is killed between them is put right by `rescue` when the next one starts.

A file that did not change is not copied: it becomes a second name of the same file (a hard link)
where the system has those. Only files that nobody writes into are shared: those of the stage,
which are replaced and never overwritten, and those of the published site itself.
"""

import ctypes
import os
import shutil
import sys
from pathlib import Path

_LEFT_OUT = (".buildinfo", "objects.inv")
"""Files of Sphinx that readers have no use for."""
_HERE = -100
"""Linux's AT_FDCWD: a path is taken as it stands."""
_EXCHANGE = 2
"""RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS: each path gets the other's folder."""


def lay_out_files(fresh: Path, extra: Path) -> None:
    """Begin a whole site in a new folder, with the files that are published as they are.

    Args:
        fresh: the folder; what is in it is removed first.
        extra: files that belong to the root of the site.
    """
    shutil.rmtree(fresh, ignore_errors=True)
    for source, name in _walk(extra, fresh):
        _share(source, fresh / name)


def lay_out_pages(fresh: Path, pages: Path, published: Path) -> None:
    """Complete a site with its pages.

    Args:
        fresh: the folder that `lay_out_files` began; its files stay where names are the same.
        pages: what Sphinx wrote; it writes into its files again, so these are never shared.
        published: the last site; its unchanged pages are taken from there.
    """
    for source, name in _walk(pages, fresh):
        if source.name in _LEFT_OUT or (fresh / name).exists():
            continue
        old = published / name
        if _is_same(source, old):
            _share(old, fresh / name)
        else:
            shutil.copy2(source, fresh / name)


def _walk(folder: Path, fresh: Path) -> list[tuple[Path, str]]:
    """Return (file, name from the root) of all files, and make their folders in the new site."""
    found = []
    for where, _, names in os.walk(folder):
        inside = os.path.relpath(where, folder)
        (fresh / inside).mkdir(parents=True, exist_ok=True)
        found += [(Path(where, name), os.path.normpath(f"{inside}/{name}")) for name in names]
    return found


def _is_same(source: Path, old: Path) -> bool:
    """Return whether a published file is a copy of this one: a copy keeps size and time."""
    try:
        one, other = source.stat(), old.stat()
    except FileNotFoundError:
        return False
    return (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)


def _share(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # no hard links here, or one too many
        shutil.copy2(source, target)


def swap_in(fresh: Path, published: Path) -> None:
    """Put a checked site in the place of the published one, and remove that."""
    if published.exists() and exchange(fresh, published):
        shutil.rmtree(fresh, ignore_errors=True)
        return
    old = _old(published)
    shutil.rmtree(old, ignore_errors=True)
    if published.exists():
        published.replace(old)
    fresh.replace(published)
    shutil.rmtree(old, ignore_errors=True)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step that nobody can see half done.

    Returns:
        Whether it was done; False where the system or the file system cannot, and nothing changed.
    """
    paths = os.fsencode(one), os.fsencode(other)
    try:
        system = ctypes.CDLL(None)
        if sys.platform == "darwin":
            return bool(system.renamex_np(*paths, ctypes.c_uint(_EXCHANGE)) == 0)
        first, second = paths
        flags = ctypes.c_uint(_EXCHANGE)
        return bool(system.renameat2(_HERE, first, _HERE, second, flags) == 0)
    except (AttributeError, OSError, TypeError):  # no such call, or no C library to ask
        return False


def rescue(published: Path) -> None:
    """Bring the last site back if a build was killed between the two steps of a swap."""
    if not published.exists() and _old(published).exists():
        _old(published).replace(published)


def _old(published: Path) -> Path:
    return published.with_name(f"{published.name}.old")
