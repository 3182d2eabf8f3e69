"""The fork engine says what an ordinary kernel says: on our notebooks, and under stress."""

import shutil
from dataclasses import replace

import engine_oracle
import pytest

from jsna.build.book import load_book
from jsna.build.engine.needs import imported_modules
from jsna.build.notebooks import FORK, KERNEL, notebook_executor, run_orders
from jsna.build.run import _order, inputs_of


@pytest.fixture(scope="module")
def book(project):
    return load_book(project)


def rich_and_poor(book):
    """For each notebook file the area with most and the one with fewest rows of its figures."""
    rows = [row for rows in book.observations.rows_of.values() for row in rows]
    held = {job.area.area_code: 0 for job in book.plan.jobs}
    for row in rows:
        if row[1] in held:
            held[row[1]] += 1
    found = []
    for authored in book.notebooks:
        jobs = [job for job in book.plan.jobs if job.authored is authored]
        jobs.sort(key=lambda job: held[job.area.area_code])
        found += [*jobs[:1], *jobs[1:][-1:]]
    return found


def test_our_notebooks_leave_the_same_bytes_through_either_engine(book, project, tmp_path):
    jobs = rich_and_poor(book)
    inputs = inputs_of(book)
    modules = {name for item in book.notebooks for name in imported_modules(item.notebook)}
    for engine in (FORK, KERNEL):
        orders = [
            replace(_order(book, job, engine), output=tmp_path / engine / f"{job.address}.ipynb")
            for job in jobs
        ]
        runner = notebook_executor(engine, 2, project.root, modules)
        done = {order.output: outcome for order, outcome in run_orders(runner, orders)}
        assert [item.failure for item in done.values() if item.failure] == []
        assert [item.note for item in done.values() if item.note] == []
        reads = [inputs.settle(done[order.output].reads, ["jsna.chapter"]) for order in orders]
        if engine == FORK:
            forked = reads
    assert forked == reads
    assert all(reads)
    for job in jobs:
        name = f"{job.address}.ipynb"
        kernel = (tmp_path / KERNEL / name).read_text(encoding="utf-8")
        assert "application/vnd.jsna." in kernel
        assert (tmp_path / FORK / name).read_text(encoding="utf-8") == kernel, name


def test_all_that_a_kernel_is_known_for_comes_out_alike(tmp_path, monkeypatch):
    # Where this is set, ipykernel does not listen to what lies below Python.
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    source = engine_oracle.FOLDER / "stress.ipynb"
    given = {"word": "given"}
    forked = engine_oracle.forked(source, tmp_path / "forked.ipynb", given)
    kernel = engine_oracle.in_kernel(source, tmp_path / "kernel.ipynb", given)

    assert not isinstance(forked, Exception), forked
    assert forked.metadata.language_info == kernel.metadata.language_info
    assert "jsna_fall_back" not in forked.metadata.papermill
    assert len(forked.cells) == len(kernel.cells)
    for mine, reference in zip(forked.cells, kernel.cells, strict=True):
        assert engine_oracle.comparable(mine) == engine_oracle.comparable(reference)


def test_the_comparison_sees_a_difference(tmp_path):
    """A comparison that lets everything pass would prove nothing."""
    source = tmp_path / "stress.ipynb"
    shutil.copy(engine_oracle.FOLDER / "stress.ipynb", source)
    one = engine_oracle.forked(source, tmp_path / "one.ipynb", {"word": "given"})
    two = engine_oracle.forked(source, tmp_path / "two.ipynb", {"word": "other"})

    pairs = zip(one.cells, two.cells, strict=True)
    different = [
        number
        for number, (a, b) in enumerate(pairs)
        if engine_oracle.comparable(a)[2] != engine_oracle.comparable(b)[2]
    ]
    assert len(different) == 1
