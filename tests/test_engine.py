"""Forked notebooks: each alone, limited, repeatable, and lost one at a time."""

import os
import signal
import subprocess
import sys
import time
import tomllib
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from jsna.build.engine import NAME, pool
from jsna.build.engine.limits import Limits, Lost
from jsna.build.engine.needs import imported_modules, kernel_need
from jsna.build.engine.pool import ForkPool, Zygote
from jsna.build.execute import KERNEL, Order, failed_path
from jsna.build.executor import LocalPool
from jsna.build.notebooks import engine_for, notebook_executor, run_orders

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="This system cannot fork.")
HEAVY = ("papermill", "IPython", "nbformat", "ipykernel", "zmq", "numpy", "traitlets")


def notebook_of(*sources):
    cells = [new_code_cell('area_code = "X1"', metadata={"tags": ["parameters"]})]
    cells += [new_code_cell(source) for source in sources]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def order_of(folder, name, *sources, **facts):
    source = folder / f"{name}.ipynb"
    source.write_text(nbformat.writes(notebook_of(*sources)), encoding="utf-8")
    order = Order(
        root=folder,
        notebook=source,
        output=folder / "out" / f"{name}.ipynb",
        parameters={"area_code": "X2"},
        context="{}",
        metadata={},
        name=name,
        timeout=60,
        engine=NAME,
    )
    return replace(order, **facts)


def outcomes(folder, orders, workers=2):
    """Run orders in forks and return their outcomes by name."""
    runner = notebook_executor(NAME, workers, folder, [])
    return {order.name: outcome for order, outcome in run_orders(runner, orders)}


def texts(order, cell):
    """Return the plain text of a cell's outputs; cell 1 holds the given parameters."""
    outputs = nbformat.read(order.output, as_version=4).cells[cell].outputs
    return [item.get("text") or item["data"]["text/plain"] for item in outputs]


def gone(pid):
    """Return whether a process has ended, waiting a little for it."""
    for _ in range(50):
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat")
            if state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_a_notebook_that_dies_fails_alone_and_its_cell_is_named(tmp_path):
    endless = "while True:\n    pass"
    stubborn = (
        "import time\nwhile True:\n    try:\n        time.sleep(9)\n"
        "    except BaseException:\n        pass"
    )
    orders = [
        order_of(tmp_path, "good", "print(area_code)"),
        order_of(tmp_path, "leaves", "1", "import os\nos._exit(3)"),
        order_of(tmp_path, "faults", "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)"),
        order_of(tmp_path, "fails", "1 / 0"),
        order_of(tmp_path, "exits", "1", "raise SystemExit(3)"),
        order_of(tmp_path, "endless", "1", endless, timeout=1),
        order_of(tmp_path, "stubborn", stubborn, timeout=1),
        order_of(tmp_path, "waits", "import asyncio\nawait asyncio.sleep(99)", timeout=1),
        order_of(tmp_path, "big", "block = b'x' * 900_000_000", "1", megabytes=500),
        order_of(tmp_path, "good too", "area_code"),
    ]
    done = outcomes(tmp_path, orders)
    failure = {name: outcome.failure for name, outcome in done.items()}

    assert (failure["good"], failure["good too"]) == ("", "")
    assert texts(orders[0], 2) == ["X2\n"]
    assert failure["leaves"] == (
        "leaves, cell 3 failed:\n    import os\n    os._exit(3)\n"
        "The notebook ended its own process with exit code 3."
    )
    assert "faults, cell 2 failed:\n    import os, signal" in failure["faults"]
    assert "died of SIGSEGV (a memory fault in compiled code)" in failure["faults"]
    assert "fails, cell 2 failed:\n    1 / 0\nZeroDivisionError: division" in failure["fails"]
    assert "exits, cell 3 failed:\n    raise SystemExit(3)" in failure["exits"]
    assert failure["endless"].startswith(
        "endless, cell 3 failed:\n    while True:\n        pass\nIt was stopped after 1 seconds."
    )
    assert failed_path(orders[5]).exists()
    assert "stubborn, cell 2 failed" in failure["stubborn"]
    assert "was stopped after 1 seconds" in failure["stubborn"]
    assert "waits, cell 2 failed" in failure["waits"]
    assert "stopped after 1 seconds" in failure["waits"]
    assert "big, cell 2 failed" in failure["big"]
    assert "took more than 500 MB" in failure["big"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "endless.failed.ipynb",
        "exits.failed.ipynb",
        "fails.failed.ipynb",
        "good too.ipynb",
        "good.ipynb",
        "waits.failed.ipynb",
    ]


def test_nothing_leaks_from_one_notebook_to_the_next(tmp_path):
    leak = (
        "import os, json\nos.environ['LEAK'] = '1'\njson.leak = 1\nos.chdir('/')\n"
        "import builtins\nbuiltins.leak = 1"
    )
    look = (
        "import os, json, builtins\nprint('LEAK' in os.environ, hasattr(json, 'leak'), "
        "hasattr(builtins, 'leak'), os.getcwd())"
    )
    orders = [order_of(tmp_path, "leaks", leak), order_of(tmp_path, "looks", look)]
    done = outcomes(tmp_path, orders, workers=1)

    assert [outcome.failure for outcome in done.values()] == ["", ""]
    assert texts(orders[1], 2) == [f"False False False {tmp_path}\n"]


def test_random_numbers_are_those_of_the_notebook_and_its_area(tmp_path):
    draw = "import random, numpy\nrandom.random(), float(numpy.random.rand()), hash('text')"
    first, again = order_of(tmp_path, "first", draw), order_of(tmp_path, "again", draw)
    other = order_of(tmp_path, "other", draw, parameters={"area_code": "X3"})
    outcomes(tmp_path, [first, again, other])

    assert texts(first, 2) == texts(again, 2)
    assert texts(first, 2) != texts(other, 2)


def test_what_a_notebook_started_ends_with_it(tmp_path):
    start = "import subprocess\nsubprocess.Popen(['sleep', '300']).pid"
    order = order_of(tmp_path, "starts", start)
    outcomes(tmp_path, [order])

    assert gone(int(texts(order, 2)[0]))


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("get_ipython().kernel.session is not None", "cell 3 uses get_ipython().kernel"),
        ("shell = get_ipython()\nshell.kernel.session is not None", "the kernel's session"),
        ("import comm as c\nisinstance(c.create_comm('x').comm_id, str)", "cell 3 uses comm"),
    ],
)
def test_a_notebook_that_needs_a_kernel_gets_one_and_says_so(tmp_path, source, reason):
    order = order_of(tmp_path, "asks", source)
    outcome = outcomes(tmp_path, [order])["asks"]

    assert outcome.failure == ""
    assert texts(order, 2) == ["True"]
    assert outcome.note.startswith("asks ran in an ordinary kernel, because ")
    assert reason in outcome.note
    assert "papermill" not in nbformat.read(order.output, as_version=4).metadata


def test_a_question_nobody_can_answer_fails_as_in_any_kernel(tmp_path):
    order = order_of(
        tmp_path, "asks", "ask = getattr(__import__('builtins'), 'in' + 'put')", "ask()"
    )
    outcome = outcomes(tmp_path, [order])["asks"]

    assert "asks, cell 3 failed" in outcome.failure
    assert "StdinNotImplementedError" in outcome.failure


@pytest.mark.parametrize(
    ("source", "need"),
    [
        ("answer = input('? ')", "input()"),
        ("from ipywidgets import IntSlider", "ipywidgets"),
        ("%matplotlib widget", "%matplotlib"),
        ("%connect_info", "%connect_info"),
        ("!ls\nimport getpass", "getpass"),
    ],
)
def test_needs_are_seen_in_the_code(source, need):
    assert need in kernel_need(notebook_of(source))


@pytest.mark.parametrize(
    "source", ["inputs = 1", "'input()'", "# import ipywidgets", "%matplotlib inline", "kernel = 1"]
)
def test_words_that_only_look_like_needs_are_not_taken_for_them(source):
    assert kernel_need(notebook_of(source)) == ""


def test_imports_are_read_from_plain_cells():
    found = imported_modules(notebook_of("import a.b, c", "%magic\nimport d", "from e.f import g"))

    assert found == {"a.b", "c", "e.f"}


def count_threads_of_parent(_):
    return len(list(Path(f"/proc/{os.getppid()}/task").iterdir()))


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux shows threads as files.")
def test_the_process_that_forks_has_one_thread(project, tmp_path):
    order = order_of(tmp_path, "any", "1")
    runner = notebook_executor(NAME, 1, project.root, ["jsna.chapter", "numpy", "pandas", "altair"])

    assert [found for _, found in runner.run(count_threads_of_parent, [order])] == [1]


def kill_parent_once(marker):
    if not marker.exists():
        marker.touch()
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(60)
    return "done"


def test_if_the_warm_process_is_killed_another_takes_over(tmp_path):
    work = [tmp_path / "a", tmp_path / "a", tmp_path / "a"]

    assert [found for _, found in ForkPool(1).run(kill_parent_once, work)] == ["done"] * 3


def kill_parent(_):
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(60)


def test_if_it_is_killed_twice_the_work_is_given_up_and_said():
    [(_, lost)] = ForkPool(1).run(kill_parent, [1])

    assert isinstance(lost, Lost)
    assert "died twice" in str(lost)


def tell_pid_and_wait(path):
    path.write_text(str(os.getpid()))
    time.sleep(60)


def test_when_the_client_hangs_up_running_work_is_stopped(tmp_path):
    zygote = Zygote().prepare(1)
    told = tmp_path / "pid"
    zygote.submit(1, tell_pid_and_wait, told, Limits())
    while not (told.exists() and told.read_text()):
        time.sleep(0.05)
    zygote.close()

    assert not zygote.alive
    assert gone(int(told.read_text()))


def leave_word(path):
    path.write_text(f"{os.getpid()} was here")


def read_word(path):
    return path.read_text()


def test_a_process_that_starts_early_prepares_itself_before_it_knows_its_work(tmp_path):
    told = tmp_path / "word"
    pool.start_early(partial(leave_word, told))
    [zygote] = pool._EARLY
    [(_, word)] = ForkPool(1).run(read_word, [told])

    assert word == f"{zygote.pid} was here"
    assert pool._EARLY == []
    assert not zygote.alive


def test_a_process_that_started_early_can_be_sent_away(tmp_path):
    pool.start_early(partial(time.sleep, 60))
    [zygote] = pool._EARLY
    pool.stop_early()

    assert not zygote.alive
    assert ForkPool(1).map(abs, [-1]) == [1]


def fail_with(error):
    raise error


def test_results_and_errors_come_back_and_map_keeps_order():
    two = ForkPool(2)
    found = dict(two.run(fail_with, [ValueError("a"), KeyboardInterrupt("b")]))

    assert sorted(str(error) for error in found.values()) == ["KeyboardInterrupt: b", "a"]
    assert two.map(abs, [-3, 2, -1]) == [3, 2, 1]


def test_a_system_that_cannot_fork_uses_ordinary_kernels(monkeypatch, tmp_path):
    assert engine_for("fork") == NAME
    assert engine_for("kernel") == KERNEL
    monkeypatch.delattr(os, "fork")

    assert engine_for("fork") == KERNEL
    assert isinstance(notebook_executor(engine_for("fork"), 2, tmp_path, []), LocalPool)


def test_the_entry_point_imports_nothing_heavy(project):
    named = tomllib.loads((project.root / "pyproject.toml").read_text(encoding="utf-8"))
    module, name = named["project"]["entry-points"]["papermill.engine"][NAME].split(":")
    assert hasattr(import_module(module), name)
    code = f"import sys, {module}; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=project.root, capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"


def test_papermill_finds_the_engine_and_reuses_one_warm_process(project, tmp_path):
    """As any other user of papermill would, with the package's own entry points."""
    named = tomllib.loads((project.root / "pyproject.toml").read_text(encoding="utf-8"))
    entry = named["project"]["entry-points"]["papermill.engine"][NAME]
    info = tmp_path / "engine-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: engine\nVersion: 1\n")
    (info / "entry_points.txt").write_text(f"[papermill.engine]\n{NAME} = {entry}\n")
    source = tmp_path / "in.ipynb"
    show = "import os\nprint(area_code, os.environ['OWN'])\nos.getppid()"
    source.write_text(nbformat.writes(notebook_of(show)), encoding="utf-8")
    code = (
        "import papermill\n"
        "for number in (1, 2):\n"
        f"    papermill.execute_notebook({str(source)!r}, f'{tmp_path}/out{{number}}.ipynb', "
        f"dict(area_code=number), engine_name={NAME!r}, progress_bar=False)\n"
    )
    path = os.pathsep.join([str(tmp_path), str(project.root)])
    subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": path, "OWN": "here"},
        check=True,
        timeout=120,
    )
    done = [nbformat.read(tmp_path / f"out{number}.ipynb", as_version=4) for number in (1, 2)]
    said = [book.cells[2].outputs[0].text for book in done]
    parents = [book.cells[2].outputs[1].data["text/plain"] for book in done]

    assert said == ["1 here\n", "2 here\n"]
    assert parents[0] == parents[1]


def test_what_is_written_below_python_stands_in_the_cell_that_wrote_it(tmp_path):
    """By descriptor, by the C library (buffered there) and by a program that was started."""
    first = (
        "import ctypes, os, subprocess\n"
        "print('python')\n"
        "os.write(1, b'descriptor\\n')\n"
        "ctypes.CDLL(None).printf(b'C library\\n')\n"
        "status = subprocess.run(['sh', '-c', 'echo program; echo wrong >&2'])"
    )
    second = "os.write(1, b'later\\n'); os.write(2, b'later wrong\\n'); None"
    order = order_of(tmp_path, "below", first, second)

    done = outcomes(tmp_path, [order])["below"]

    assert not done.failure
    said = {name: "".join(texts(order, cell)) for name, cell in (("first", 2), ("second", 3))}
    for word in ("python", "descriptor", "C library", "program", "wrong"):
        assert word in said["first"]
    assert sorted(said["second"].split("\n")) == ["", "later", "later wrong"]
