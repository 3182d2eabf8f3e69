"""What a person sees while something takes long."""

import io

import pytest

from jsna.progress import Progress, duration, progress_line, time_left


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.04, "0.0 s"), (3.21, "3.2 s"), (9.96, "10 s"), (372, "6 min 12 s"), (3900, "1 h 5 min")],
)
def test_durations_are_said_as_people_say_them(seconds, words):
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("done", "of", "elapsed", "left"),
    [(0, 9, 5, None), (9, 9, 5, None), (1, 9, 0.5, None), (10, 40, 20, 60)],
)
def test_time_left_follows_the_pace_so_far(done, of, elapsed, left):
    assert time_left(done, of, elapsed) == left


def test_a_line_says_what_how_far_and_how_long():
    line = progress_line("Running notebooks", 10, 40, 20, "sampleward")

    assert line == "Running notebooks: 10 of 40, sampleward (about 1 min 0 s left)"


def test_a_phase_of_unknown_length_says_how_long_it_has_taken():
    assert progress_line("Writing pages", 0, 0, 12) == "Writing pages (12 s so far)"


def test_a_long_line_is_cut_to_the_terminal():
    assert progress_line("Running notebooks", 1, 2, 0, "a long name", width=20).endswith("…")
    assert len(progress_line("Running notebooks", 1, 2, 0, "a long name", width=20)) == 20


def test_a_log_gets_a_line_now_and_then():
    stream, clock = io.StringIO(), Clock()
    with Progress(stream, clock) as progress:
        progress.phase("Running notebooks", 30)
        for _ in range(30):
            clock.now += 1
            progress.step("x")

    assert stream.getvalue().splitlines() == [
        "Running notebooks: 0 of 30",
        "Running notebooks: 10 of 30, x (about 20 s left)",
        "Running notebooks: 20 of 30, x (about 10 s left)",
        "Running notebooks: 30 of 30, x (30 s so far)",
        "Running notebooks: done, 30 of 30 in 30 s",
    ]


def test_a_terminal_has_one_line_that_is_redrawn():
    stream, clock = Terminal(), Clock()
    with Progress(stream, clock) as progress:
        progress.report("Reading", 0, 2)
        clock.now += 1
        progress.report("Reading", 1, 2)
        progress.report("Writing", 0, 1)

    assert stream.getvalue().count("\n") == 2  # one for each phase that ended
    assert "\r\x1b[KReading: 1 of 2 (about 1.0 s left)" in stream.getvalue()


def test_a_failure_leaves_no_word_of_success():
    stream = io.StringIO()
    progress = Progress(stream, Clock())
    progress.phase("Running notebooks", 3)
    progress.__exit__(ValueError, ValueError("broken"), None)

    assert "done" not in stream.getvalue()
