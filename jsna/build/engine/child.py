"""What a fork does with its life: one piece of work, its result, and out."""

import ctypes
import gc
import os
import pickle
import signal
import sys
from multiprocessing.connection import Connection
from typing import NoReturn

from jsna.build.engine.limits import Limits

GRACE = 2.0
"""Seconds a notebook that is out of time has left to say so."""
_PR_SET_PDEATHSIG = 1
_SOURCE = 600
"""Characters of a cell that travel, so that a message can show where the work ended."""

_line: list[Connection] = []
"""The way back to the parent; empty in a process that is no fork."""


class OutOfTime(BaseException):
    """Raised in the cell that runs when the notebook's time is over."""


def is_one() -> bool:
    """Return whether this process is a fork made for one piece of work."""
    return bool(_line)


def report_cell(index: int, source: str) -> None:
    """Tell the parent which cell begins, in case it is the last thing heard."""
    for line in _line:
        line.send(("cell", index, source[:_SOURCE]))


def live(line: Connection, payload: bytes, limits: Limits, parent: int) -> NoReturn:
    """Do one piece of work and leave the process; never returns.

    Args:
        line: where the result goes: ("result", pickled) or ("raised", pickled exception).
        payload: the pickled function and piece of work.
        limits: how long it may take.
        parent: the process that dies last; a fork does not outlive it.
    """
    code = 0
    try:
        _settle(parent)
        _line.append(line)
        _start_clock(limits.seconds)
        kind, result = _work(payload)
        signal.setitimer(signal.ITIMER_REAL, 0)
        line.send((kind, result))
    except BaseException:
        code = 1
    finally:
        os._exit(code)


def _work(payload: bytes) -> tuple[str, bytes]:
    try:
        function, piece = pickle.loads(payload)
        return "result", pickle.dumps(function(piece))
    except BaseException as error:
        return "raised", _as_bytes(error)


def _as_bytes(error: BaseException) -> bytes:
    told = error if isinstance(error, Exception) else RuntimeError(_in_words(error))
    try:
        data = pickle.dumps(told)
        pickle.loads(data)
    except Exception:
        return pickle.dumps(RuntimeError(_in_words(error)))
    return data


def _in_words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _settle(parent: int) -> None:
    """Become a session of its own, with a user's signals and nothing on standard input."""
    os.setsid()
    _die_with(parent)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    sys.argv = ["notebook"]
    gc.enable()


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _start_clock(seconds: float) -> None:
    def ring(*_: object) -> None:
        raise OutOfTime(f"the notebook took longer than {seconds:g} seconds")

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
