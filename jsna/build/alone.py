"""One build at a time in one folder: two would write over each other's pages."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from jsna.errors import BusyError
from jsna.paths import Project


@contextmanager
def alone(project: Project) -> Iterator[None]:
    """Hold the project's folder for one build; the system lets go of it if the build is killed.

    Nothing is written, except on Windows, where only files can be held. A file system that knows
    no locks cannot be held: then the build goes on.

    Raises:
        BusyError: at once, if another build holds it.
    """
    number = _open(project)
    try:
        if not _hold(number):
            raise BusyError(
                f"Another build is at work in {project.relative(project.build)}/. "
                "Wait until it ends, then run the command again."
            )
        yield
    finally:
        os.close(number)


def _open(project: Project) -> int:
    if sys.platform != "win32":
        return os.open(project.root, os.O_RDONLY)
    project.build.mkdir(parents=True, exist_ok=True)
    return os.open(project.build / "build.lock", os.O_RDWR | os.O_CREAT)


def _hold(number: int) -> bool:
    """Lock an open file or folder for this process; closing it frees it. False: it is locked."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return sys.platform != "win32" and not isinstance(error, BlockingIOError)
    return True
