"""Standard output and errors of a running notebook, from Python and from anything below it.

Descriptors 1 and 2 lead into pipes that a thread empties, so that `os.system`, C libraries and
worker processes are heard. Before Python itself writes or shows anything the pipes are emptied on
the spot: what was written first comes first, in every run.
"""

import codecs
import io
import os
import select
import sys
import threading
from collections.abc import Callable
from typing import Self

_PIECE = 65536
Emit = Callable[[str, str], None]
"""Takes the name of a stream and its text."""


class Stream(io.TextIOBase):
    """One of the two streams: gathers text until something is shown or the cell ends."""

    def __init__(self, name: str, descriptor: int, emit: Emit) -> None:
        super().__init__()
        self.name = f"<{name}>"
        self._short, self._descriptor, self._emit = name, descriptor, emit
        self._owner = os.getpid()
        self._lock = threading.RLock()
        self._pieces: list[str] = []
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._open_pipe()

    def _open_pipe(self) -> None:
        self._kept = os.dup(self._descriptor)
        self.pipe, inlet = os.pipe()
        os.set_blocking(self.pipe, False)
        os.dup2(inlet, self._descriptor)
        os.close(inlet)

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return "UTF-8"

    def isatty(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def write(self, text: str) -> int:
        """Gather text; a process forked by the notebook writes into the pipe instead."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if os.getpid() != self._owner:
            os.write(self._descriptor, text.encode("utf-8", "replace"))
        else:
            with self._lock:
                self.drain()
                self._pieces.append(text)
        return len(text)

    def drain(self) -> bool:
        """Gather everything that waits in the pipe; return whether the pipe has ended."""
        with self._lock:
            while True:
                try:
                    data = os.read(self.pipe, _PIECE)
                except BlockingIOError:
                    return False
                if not data:
                    return True
                self._pieces.append(self._decoder.decode(data))

    def flush(self) -> None:
        """Give the gathered text to the cell; only the process that runs the notebook can."""
        if os.getpid() != self._owner:
            return
        with self._lock:
            self.drain()
            text, self._pieces = "".join(self._pieces), []
        if text:
            self._emit(self._short, text)

    def put_back(self) -> None:
        """Let the descriptor lead where it led before."""
        os.dup2(self._kept, self._descriptor)
        os.close(self._kept)


class Streams:
    """Both streams, put in place of `sys.stdout` and `sys.stderr` while a notebook runs."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit

    def __enter__(self) -> Self:
        self._before = (sys.stdout, sys.stderr)
        for stream in self._before:
            stream.flush()
        self._both = (Stream("stdout", 1, self._emit), Stream("stderr", 2, self._emit))
        sys.stdout, sys.stderr = self._both
        threading.Thread(target=self._listen, name="jsna-streams", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for stream in self._both:
            stream.put_back()
        sys.stdout, sys.stderr = self._before

    def _listen(self) -> None:
        pipes = {stream.pipe: stream for stream in self._both}
        while pipes:
            for pipe in select.select(list(pipes), [], [])[0]:
                if pipes[pipe].drain():
                    del pipes[pipe]
