"""Say what is happening, how far it is and how long is left, on a terminal or in a log."""

import sys
import time
from collections.abc import Callable
from shutil import get_terminal_size
from typing import Self, TextIO

_SECONDS_BETWEEN_LINES = 10.0  # in a log, where nothing can be overwritten
_SECONDS_BETWEEN_REDRAWS = 0.1


def duration(seconds: float) -> str:
    """Return a length of time as people say it: "0.4 s", "48 s", "6 min 12 s", "1 h 5 min"."""
    if seconds < 9.95:
        return f"{max(seconds, 0):.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def time_left(done: int, of: int, elapsed: float) -> float | None:
    """Return the seconds left at the pace so far; None while nothing can be said yet."""
    if done <= 0 or of <= done or elapsed < 1:
        return None
    return elapsed / done * (of - done)


def progress_line(
    name: str, done: int, of: int, elapsed: float, note: str = "", width: int = 100
) -> str:
    """Return one line such as "Running notebooks: 12 of 87, luton (about 48 s left)".

    Args:
        name: what is happening.
        done: finished parts.
        of: all parts; 0 when nobody knows.
        elapsed: seconds since the phase began.
        note: what is worked on now.
        width: longest line in characters; the rest is cut with an ellipsis.
    """
    text = f"{name}: {done} of {of}" if of else name
    if note:
        text += f", {note}"
    left = time_left(done, of, elapsed)
    if left is not None:
        text += f" (about {duration(left)} left)"
    elif elapsed >= 2:
        text += f" ({duration(elapsed)} so far)"
    return text if len(text) <= width else text[: width - 1] + "…"


class Progress:
    """Tells the reader of a stream where a long job is.

    On a terminal one line is redrawn; anywhere else each phase gets a first and a last line, and
    one now and then in between. Phases follow each other: starting one ends the one before.
    """

    def __init__(
        self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream or sys.stderr
        self._clock = clock
        self._terminal = self._stream.isatty()
        self._name, self._note = "", ""
        self._done = self._of = 0
        self._started = self._written = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Close the phase; after a failure only leave its line, without a word of success."""
        if kind is None:
            self.close()
        elif self._terminal and self._name:
            self._stream.write("\n")

    def phase(self, name: str, of: int = 0) -> None:
        """Begin a phase of `of` parts (0: not known) and say so."""
        self.close()
        self._name, self._note, self._done, self._of = name, "", 0, of
        self._started = self._clock()
        self._write(f"{name}: 0 of {of}" if of else name)

    def step(self, note: str = "", done: int | None = None) -> None:
        """Count one more part as finished (or set how many are), naming what is worked on."""
        self._done = self._done + 1 if done is None else done
        self._note = note
        pause = _SECONDS_BETWEEN_REDRAWS if self._terminal else _SECONDS_BETWEEN_LINES
        if self._clock() - self._written >= pause:
            self._write(self._line())

    def report(self, name: str, done: int, of: int) -> None:
        """Take one call for everything: a phase's name, how many parts are done, of how many."""
        if name != self._name:
            self.phase(name, of)
        self._of = of
        if done:
            self.step(done=done)

    def say(self, sentence: str) -> None:
        """Print one sentence that stays."""
        if self._terminal:
            self._stream.write("\r\x1b[K")
        self._stream.write(sentence + "\n")
        self._stream.flush()

    def close(self) -> None:
        """End the phase, if there is one, with how long it took."""
        if not self._name:
            return
        amount = f", {self._done} of {self._of}" if self._of else ""
        self.say(f"{self._name}: done{amount} in {duration(self._clock() - self._started)}")
        self._name = ""

    def _line(self) -> str:
        width = get_terminal_size().columns - 1 if self._terminal else 100
        elapsed = self._clock() - self._started
        return progress_line(self._name, self._done, self._of, elapsed, self._note, width)

    def _write(self, line: str) -> None:
        self._written = self._clock()
        self._stream.write(f"\r\x1b[K{line}" if self._terminal else f"{line}\n")
        self._stream.flush()
