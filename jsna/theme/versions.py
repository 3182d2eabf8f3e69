"""What stands behind the address of a style sheet or script: a hash of its content.

A browser that keeps an old copy asks again as soon as the file has changed. Sphinx does this for
the files that every page loads; here it is done for those that some pages load.
"""

import zlib
from collections.abc import Callable, Mapping
from pathlib import Path


def version(content: bytes) -> str:
    """Return "?v=" and the same checksum as Sphinx writes; line ends do not count."""
    checksum = zlib.crc32(content.translate(None, b"\r"))
    return f"?v={checksum:08x}"


def versions(
    static: Path, extra: Path, made: Mapping[str, Callable[[], bytes]]
) -> Callable[[str], str]:
    """Return `address from the root -> its version`, "" for a file that is not there.

    Args:
        static: the theme's own files, published at `_static/`.
        extra: what the build lays at the root of the site.
        made: files of `_static/` that are written at the end of the build: name -> content.
    """

    def of(address: str) -> str:
        folder, _, name = address.partition("/")
        if folder != "_static":
            path = extra / address
        elif name in made:
            return version(made[name]())
        else:
            path = static / name
        return version(path.read_bytes()) if path.is_file() else ""

    return of
