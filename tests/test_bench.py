"""The benchmark: it measures what it says, and its table can be repeated and added to."""

import csv
import subprocess
import sys
import time
from itertools import pairwise

import pytest
from tiny.place import copy_to

from jsna.bench import run
from jsna.bench.books import _carried_on, change_one_value
from jsna.bench.fixture import copy_of, papermill_environment, papermill_words, sample
from jsna.bench.measure import Memory, Series, Spent, alternating, timed
from jsna.bench.measure import run as run_quietly
from jsna.bench.rows import Row, jobs_of, table
from jsna.build.book import load_book
from jsna.build.contract import check_notebook


@pytest.fixture
def tiny(project, tmp_path):
    return copy_to(tmp_path / "exampleton", project.root / "_config.yml")


def test_processor_time_of_children_is_counted():
    work = "sum(number * number for number in range(2_000_000))"
    spent = timed(lambda: run_quietly([sys.executable, "-c", work], ".", {}), 2)

    assert spent.cpu > 0
    assert spent.wall > 0


def test_ways_are_measured_in_turn():
    order = []

    def way(name):
        return lambda: order.append(name) or Spent(len(order), 1)

    first, second = alternating(2, way("a"), way("b"))
    assert order == ["a", "b", "a", "b"]
    assert (first.wall, second.wall) == (2, 3)


def test_a_row_says_medians_ranges_and_ratios():
    here = Series((Spent(1, 0.5), Spent(2, 0.5), Spent(3, 0.5)))
    there = here.times(10).plus(Series((Spent(5, 0),)))

    assert table([Row("work", here, there, "9x", "N = 3")])[-1] == (
        "| work | 2 s (1 s to 3 s), CPU 0.5 s | 25 s (15 s to 35 s), CPU 5 s | **12.5x** (10x) "
        "| 9x | N = 3 |"
    )


def test_a_row_that_could_not_be_measured_says_so_and_why():
    line = table([Row("work", None, None, "16 ms", "no browser is there", "not measured")])[-1]

    assert line == "| work | not measured |  |  | 16 ms | no browser is there |"


def test_the_stock_theme_is_carried_on_as_it_grows():
    def grown(n):
        return 0.1 * n + 0.0007 * n * n

    assert _carried_on([40, 80], [grown(40), grown(80)], 1000) == pytest.approx(grown(1000))


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux shows shares of memory.")
def test_memory_of_child_processes_is_seen():
    hold = "block = b'x' * 200_000_000; print(flush=True); import time; time.sleep({})"
    with subprocess.Popen([sys.executable, "-c", hold.format(60)], stdout=subprocess.PIPE) as older:
        older.stdout.readline()
        with Memory() as memory:
            subprocess.run([sys.executable, "-c", hold.format(2)], check=True)
        older.kill()

    assert 190 < memory.megabytes < 300, "one block of 200 MB, not the older child's too"


def test_a_copy_holds_each_chapter_again_and_keeps_the_contract(project, tmp_path):
    once, more = load_book(project), load_book(copy_of(project, tmp_path / "matrix", copies=2))
    chapters = [job for job in once.plan.jobs if job.authored.kind == "chapter"]

    assert len(more.plan.jobs) == len(once.plan.jobs) + 2 * len(chapters)
    for authored in more.notebooks:
        check_notebook(
            authored.path.name, authored.notebook, indicators=more.catalogue, areas=more.areas
        )


def test_papermill_alone_can_run_a_page(tiny, tmp_path):
    """The baseline does the same work: the page's own notebook, for its area."""
    job = next(job for job in load_book(tiny).plan.jobs if job.address == "chapters/people")
    words = papermill_words(job, tmp_path / "out.ipynb")
    command = [sys.executable, "-m", "papermill", *words]
    run_quietly(command, tiny.root, papermill_environment(tiny, job))

    assert "application/vnd.jsna.figure" in (tmp_path / "out.ipynb").read_text(encoding="utf-8")


def test_one_value_of_one_ward_becomes_another_within_its_limits(project, tmp_path):
    copy = copy_of(project, tmp_path / "copy")
    path = change_one_value(copy, 1)
    texts = [path.read_text(encoding="utf-8").splitlines()]
    for number in (2, 3):
        change_one_value(copy, number)
        texts.append(path.read_text(encoding="utf-8").splitlines())

    for before, after in pairwise(texts):
        assert len(before) == len(after)
        ((old, new),) = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
        cells, was = next(csv.reader([new])), next(csv.reader([old]))
        assert [*cells[:9], *cells[10:]] == [*was[:9], *was[10:]]
        assert float(cells[10]) < float(cells[9]) < float(cells[11])


def test_a_sample_is_spread_over_the_plan():
    assert sample(list(range(100)), 4) == [0, 25, 50, 75]
    assert sample([1, 2], 5) == [1, 2]


def test_each_size_has_jobs_and_its_own_part_of_the_file(tiny):
    for name in run.MODULES:
        __import__(name)
    assert all(jobs_of(size) for size in run.SIZES)
    (tiny.root / "docs").mkdir()
    run.keep(tiny, "matrix", ["| m |"])
    run.keep(tiny, "small", ["| old |"])
    path = tiny.root / "docs" / "benchmarks.md"
    written = "## What Sphinx takes\n\nWords.\n\n### Part\n\nMore.\n"
    path.write_text(path.read_text(encoding="utf-8") + "\n" + written, encoding="utf-8")
    run.keep(tiny, "small", ["| new |"])

    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Benchmarks\n")
    assert text.endswith(f"## Small\n\n| new |\n\n## Matrix\n\n| m |\n\n{written}")
    assert time.strftime("%Y-%m-%d") not in text


@pytest.mark.parametrize(("asked", "times"), [(None, 2), (1, 1)])
def test_each_job_is_timed_as_often_as_asked(tiny, monkeypatch, asked, times):
    told = []
    monkeypatch.setattr(run, "jobs_of", lambda size: [lambda at: told.append(at.rounds) or ()])
    run.bench(tiny, "small", lambda words: None, asked)

    assert told == [times]
