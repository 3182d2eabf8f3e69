"""The pool: every piece gets its result, in order where promised, and a dead worker costs one."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool

import pytest

from jsna.build.executor import Here, LocalPool


def double(number):
    return 2 * number


def sleep_then(number):
    time.sleep(0.2 if number == 0 else 0)
    return number


def fail_on_two(number):
    if number == 2:
        raise ValueError("two")
    return number


def die_on_two(number):
    if number == 2:
        os._exit(1)
    return number


def test_every_piece_comes_back_once_with_its_result():
    found = dict(LocalPool(2).run(double, [3, 1, 2]))

    assert found == {3: 6, 1: 2, 2: 4}
    assert list(LocalPool(2).run(double, [])) == []


def test_map_keeps_the_order_of_the_work_whatever_ends_first():
    assert LocalPool(2).map(sleep_then, [0, 1, 2]) == [0, 1, 2]


def test_a_failure_is_a_result_and_the_others_finish():
    found = dict(LocalPool(2).run(fail_on_two, [1, 2, 3]))

    assert (found[1], found[3]) == (1, 3)
    assert isinstance(found[2], ValueError)


def test_map_raises_the_failure():
    with pytest.raises(ValueError, match="two"):
        LocalPool(1).map(fail_on_two, [1, 2])


def test_a_worker_that_dies_costs_only_its_own_piece():
    found = dict(LocalPool(2).run(die_on_two, [1, 2, 3, 4]))

    assert isinstance(found.pop(2), BrokenProcessPool)
    assert found == {1: 1, 3: 3, 4: 4}


ENDLESS = """
import os, sys, time
from jsna.build.executor import LocalPool

def say(_):
    print(os.getpid(), flush=True)
    time.sleep(600)

if __name__ == "__main__":
    list(LocalPool(2).run(say, [1, 2]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL.")
def test_workers_end_with_the_process_that_they_work_for(tmp_path):
    (tmp_path / "endless.py").write_text(ENDLESS)
    command = [sys.executable, str(tmp_path / "endless.py")]
    main = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    workers = [int(main.stdout.readline()) for _ in range(2)]
    main.send_signal(signal.SIGKILL)

    assert len(workers) == 2
    main.communicate(timeout=60)  # ends when they do: they hold its standard output too


def test_at_least_one_worker_works():
    assert LocalPool(0).map(double, [1]) == [2]


def test_without_a_pool_the_work_is_done_in_its_order_and_failures_are_results():
    found = list(Here().run(fail_on_two, [3, 2, 1]))

    assert [piece for piece, _ in found] == [3, 2, 1]
    assert isinstance(found[1][1], ValueError)
    assert Here().map(double, [2, 1]) == [4, 2]
