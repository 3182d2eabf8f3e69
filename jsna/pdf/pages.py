"""How many pages a finished PDF has, read from its own page tree."""

import re
import zlib
from collections.abc import Sequence


def page_count(content: bytes) -> int:
    """Return how many pages a PDF has, read from its page tree (which may be compressed)."""
    parts: Sequence[bytes] = [content, *_inflated(content)]
    counts = [
        int(count)
        for part in parts
        for count in re.findall(rb"/Type\s*/Pages\b.*?/Count\s+(\d+)", part)
    ]
    if not counts:
        counts = [len(re.findall(rb"/Type\s*/Page\b", part)) for part in parts]
    return max(counts)


def _inflated(content: bytes) -> list[bytes]:
    found = []
    for match in re.finditer(rb"/ObjStm.*?stream\r?\n", content, re.DOTALL):
        try:
            found.append(zlib.decompressobj().decompress(content[match.end() :]))
        except zlib.error:
            continue
    return found
