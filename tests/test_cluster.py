"""Notebooks on a cluster: a scheduler and two workers over TCP, one of them killed in the middle."""

import io
import itertools
import json
import os
import signal
import subprocess
import sys
import time

import pytest
from distributed import Client
from tiny.place import PAGES, change_cell, change_figure, copy_to

from jsna import cli
from jsna.build import cluster, run
from jsna.build.book import load_book
from jsna.build.cluster import ClusterPool
from jsna.build.engine import NAME
from jsna.build.execute import run_order
from jsna.build.notebooks import notebook_executor, run_orders
from jsna.build.records import executed_path, load_record
from jsna.errors import ExecutionError
from jsna.paths import ROOT_VARIABLE
from jsna.progress import Progress

pytestmark = pytest.mark.book
MODULES = ["jsna.chapter"]


class Cluster:
    """A scheduler and its workers, each a process of its own, for one folder of the project."""

    def __init__(self, folder):
        self.folder, self.children, self.numbers = folder, [], itertools.count()
        file = folder / "scheduler.json"
        self._start(
            "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", file
        )
        self.address = self._address(file)

    def _start(self, program, *words, **variables):
        command = [sys.executable, "-m", f"distributed.cli.{program}", *map(str, words)]
        child = subprocess.Popen(
            [*command, "--no-dashboard"],
            cwd=self.folder,
            env={**os.environ, **variables},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.children.append(child)
        return child

    def _address(self, file):
        for _ in range(600):
            if file.exists() and file.read_text():
                return json.loads(file.read_text())["address"]
            time.sleep(0.1)
        raise AssertionError("the scheduler did not start")

    def worker(self, project):
        local = ("--local-directory", self.folder / f"worker-{next(self.numbers)}")
        words = (self.address, "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1", *local)
        return self._start("dask_worker", *words, **{ROOT_VARIABLE: str(project.root)})

    def dismiss(self):
        """End all workers and wait until the scheduler knows."""
        while len(self.children) > 1:
            end(self.children.pop())
        with Client(self.address) as client:
            for _ in range(600):
                if not client.scheduler_info()["workers"]:
                    return
                time.sleep(0.1)
        raise AssertionError("the scheduler still counts on a worker")

    def close(self):
        end(self.children.pop())


def end(child):
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    running = Cluster(tmp_path_factory.mktemp("cluster"))
    yield running
    running.close()


@pytest.fixture
def tcp(scheduler):
    """A scheduler for all tests; each brings its own workers."""
    yield scheduler
    scheduler.dismiss()


def tiny_in(folder, config):
    return copy_to(folder / "exampleton", config)


def executed(project, executor):
    """Run every notebook of the tiny place; return its messages and what it left by address."""
    book = load_book(project)
    inputs = run.inputs_of(book)
    stale = [run._stale(book, job, inputs, force=False) for job in book.plan.jobs]
    failed = run.execute(book, stale, executor, Progress(io.StringIO()), inputs, NAME)
    left = {
        job.address: (
            executed_path(project, job.address).read_bytes(),
            load_record(project, job.address),
        )
        for job in book.plan.jobs
        if executed_path(project, job.address).exists()
    }
    return failed, left


class KillsOneWorker:
    """The cluster's own executor, and a worker that is killed once the first result is there."""

    def __init__(self, pool, worker):
        self._pool, self._worker = pool, worker

    def run(self, function, work):
        for number, pair in enumerate(self._pool.run(function, work)):
            if number == 0:
                os.killpg(self._worker.pid, signal.SIGKILL)
            yield pair


def test_a_worker_killed_in_the_middle_loses_nothing_and_the_bytes_are_the_same(
    tcp, project, tmp_path
):
    config = project.root / "_config.yml"
    here, there = tiny_in(tmp_path / "here", config), tiny_in(tmp_path / "there", config)
    elsewhere = [tiny_in(tmp_path / name, config) for name in ("one", "another")]
    local = executed(here, notebook_executor(NAME, 2, here.root, MODULES))
    first, _ = [tcp.worker(place) for place in elsewhere]
    pool = ClusterPool(tcp.address, there, MODULES)
    remote = executed(there, KillsOneWorker(pool, first))

    assert remote[0] == local[0] == []
    assert set(remote[1]) == PAGES
    assert remote[1] == local[1]
    for place in elsewhere:
        assert not place.build.exists()


def test_a_page_that_fails_is_named_and_its_notebook_comes_back(tcp, project, tmp_path):
    tiny = tiny_in(tmp_path, project.root / "_config.yml")
    change_cell(tiny.notebooks / "chapters" / "people.ipynb", '"ranked"', '"pie"')
    tcp.worker(tiny)
    book = load_book(tiny)
    orders = [run._order(book, job, NAME) for job in book.plan.jobs]
    chapter = [order for order in orders if order.output.match("chapters/people.ipynb")]
    [(_, outcome)] = run_orders(ClusterPool(tcp.address, tiny, MODULES), chapter)
    failure = outcome.failure

    assert "There is no chart kind 'pie'" in failure
    assert failure.endswith("as far as it got is _build/notebooks/chapters/people.failed.ipynb.")
    assert (tiny.build / "notebooks" / "chapters" / "people.failed.ipynb").exists()


def test_a_worker_with_another_copy_refuses_to_work(tcp, project, tmp_path):
    tiny = tiny_in(tmp_path, project.root / "_config.yml")
    change_figure(tiny, "residents", "X05000001", "8001")
    order = run._order(load_book(tiny), load_book(tiny).plan.jobs[0], NAME)
    tcp.worker(tiny_in(tmp_path / "old", project.root / "_config.yml"))
    [(_, refused)] = ClusterPool(tcp.address, tiny, MODULES).run(run_order, [order])

    assert "copy of the project differs from the one that is built" in str(refused)


def test_without_a_scheduler_or_a_worker_the_reader_is_told(
    tcp, project, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(cluster, "_PATIENCE", 1)
    tiny = tiny_in(tmp_path, project.root / "_config.yml")
    monkeypatch.setenv(ROOT_VARIABLE, str(tiny.root))
    assert cli.run(["book", "--scheduler", "tcp://127.0.0.1:9"]) == 14
    assert (
        capsys.readouterr()
        .err.rstrip()
        .endswith(
            "No scheduler answers at tcp://127.0.0.1:9 (OSError). Start one with 'dask scheduler' and "
            "give the address that it prints; see docs/scaling.md. Exit code 14."
        )
    )
    order = run._order(load_book(tiny), load_book(tiny).plan.jobs[0], NAME)
    with pytest.raises(ExecutionError, match="has had no worker for 1 seconds"):
        list(ClusterPool(tcp.address, tiny, MODULES).run(run_order, [order]))
