"""A disk without room for one part of a build: Python imports this in every process of that build.

Opening a file there for writing fails as the system's own call does when a disk or quota is full.
"""

import errno
import os
import sys
from pathlib import Path

FULL = os.environ.get("FULL_DISK", "")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def refuse(event, given):
    if event != "open" or not isinstance(given[0], str) or not given[2] & WRITING:
        return
    path = str(Path(given[0]).absolute())
    if path.replace("/.", "/").startswith(FULL):  # a new file begins beside its place, hidden
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)


if FULL:
    sys.addaudithook(refuse)
