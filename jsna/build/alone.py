"""One build at a time in one folder: two would write over each other's pages."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from jsna.errors import BusyError
from jsna.paths import Project


@contextmanager
def alone(project: Project) -> Iterator[None]:
    """Hold the folder for one build; the system lets go of it if the build is killed.

    Raises:
        BusyError: at once, if another build holds it.
    """
    path = project.build / "build.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as stream:
        if not _lock(stream.fileno()):
            raise BusyError(
                f"Another build is at work in {project.relative(project.build)}/. "
                "Wait until it ends, then run the command again."
            )
        yield


def _lock(number: int) -> bool:
    """Try to lock an open file for this process; closing it frees it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(number, 0, os.SEEK_SET)
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
