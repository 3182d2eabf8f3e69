"""One notebook through papermill: what it leaves behind when it works, fails, hangs or dies."""

from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from tiny.place import change_cell, copy_to

from jsna.build.book import load_book
from jsna.build.execute import Order, failed_path, run_order, tidy
from jsna.build.run import Stale, _order, slowest_first
from jsna.build.timings import load_seconds, save_seconds
from jsna.paths import Project


@pytest.fixture(autouse=True)
def own_environment(monkeypatch):
    """An order sets variables for the notebook it runs; put them back afterwards."""
    for name in ("JSNA_CONTEXT", "JSNA_READS", "JSNA_ROOT"):
        monkeypatch.setenv(name, "")


@pytest.fixture
def tiny(project, tmp_path):
    return copy_to(tmp_path / "exampleton", project.root / "_config.yml")


def order_of(project, address):
    book = load_book(project)
    return _order(book, next(job for job in book.plan.jobs if job.address == address))


def plain_order(folder, *sources, timeout=60):
    """Return an order for a notebook of our own making."""
    cells = [new_markdown_cell("# Title"), new_code_cell('area_code = "X1"')]
    cells[1].metadata["tags"] = ["parameters"]
    cells += [new_code_cell(text) for text in sources]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    path = folder / "trial.ipynb"
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    output = folder / "_build" / "notebooks" / "trial.ipynb"
    given = {"area_code": "X2"}
    return Order(folder, path, output, given, "{}", {"page": "trial"}, "trial for X2", timeout)


def outputs(path, number):
    return nbformat.read(path, as_version=4).cells[number].outputs


def test_a_page_is_run_for_its_area_and_its_reads_are_kept(tiny):
    order = order_of(tiny, "areas/southfold/index")
    outcome = run_order(order)
    notebook = nbformat.read(order.output, as_version=4)

    assert outcome.failure == ""
    assert {"residents", "visits"} <= {entry.get("indicator_id") for entry in outcome.reads}
    assert notebook.metadata.jsna.full_name == "Southfold ward, Exampleton"
    assert notebook.metadata.jsna.as_at == "2026-11-21"
    assert "papermill" not in notebook.metadata
    assert str(tiny.root) not in order.output.read_text(encoding="utf-8")
    assert [path.name for path in order.output.parent.iterdir()] == ["index.ipynb"]


def test_a_failing_cell_is_named_as_the_author_counts_with_its_source_and_cause(tiny):
    change_cell(tiny.notebooks / "profiles" / "ward.ipynb", '"tiles"', '"pie"')
    order = order_of(tiny, "areas/southfold/index")
    outcome = run_order(order)

    assert outcome.failure == (
        "notebooks/profiles/ward.ipynb for Southfold ward, Exampleton, cell 13 failed:\n"
        '    page.figure("deprivation", page.series("residents_by_decile", '
        'category_type="Deprivation decile"))\n'
        '    page.figure("pie", score)\n'
        "There is no chart kind 'pie' (page 'ward', indicator 'deprivation_score'). "
        "Use one of: pyramid, ranked, deprivation, tiles, trend.\n"
        "The notebook as far as it got is _build/notebooks/areas/southfold/index.failed.ipynb."
    )
    assert not order.output.exists()
    assert outcome.reads
    kept = nbformat.read(failed_path(order), as_version=4)
    assert any(cell.get("outputs") for cell in kept.cells)


def test_an_error_that_is_not_ours_says_its_kind(tmp_path):
    outcome = run_order(plain_order(tmp_path, "1", "1 / 0"))

    assert "trial for X2, cell 4 failed:\n    1 / 0\nZeroDivisionError: division" in outcome.failure


def test_a_cell_that_never_ends_is_stopped_and_named(tmp_path):
    order = plain_order(tmp_path, "1", "while True:\n    pass", timeout=1)
    outcome = run_order(order)

    assert outcome.failure.startswith(
        "trial for X2, cell 4 failed:\n    while True:\n        pass\n"
        "It was stopped after 1 seconds."
    )
    assert failed_path(order).exists()


def test_a_process_that_dies_is_said_and_its_cell_named(tmp_path):
    outcome = run_order(plain_order(tmp_path, "import os\nos._exit(1)"))

    assert (
        "cell 3 failed:\n    import os\n    os._exit(1)\nThe process it ran in died"
        in outcome.failure
    )


def test_success_removes_what_an_earlier_failure_left(tmp_path):
    order = plain_order(tmp_path, "area_code")
    failed_path(order).parent.mkdir(parents=True)
    failed_path(order).write_text("old", encoding="utf-8")
    outcome = run_order(order)

    assert outcome.failure == ""
    assert not failed_path(order).exists()
    assert outputs(order.output, 3)[0].data["text/plain"] == "'X2'"


def test_two_runs_leave_the_same_bytes(tmp_path):
    order = plain_order(tmp_path, "[area_code, 1.5]")
    found = []
    for _ in range(2):
        assert run_order(order).failure == ""
        found.append(order.output.read_bytes())

    assert found[0] == found[1]


def test_tidying_takes_times_versions_and_random_names_away():
    notebook = new_notebook(cells=[new_code_cell("x", metadata={"tags": ["injected-parameters"]})])
    notebook.cells[0].metadata |= {"papermill": {"start_time": "now"}, "execution": {"a": 1}}
    notebook.metadata |= {
        "papermill": {"input_path": "/somewhere"},
        "language_info": {"name": "python", "version": "3.99"},
        "jsna": {"id": "ward"},
    }
    tidy(notebook, {"address": "areas/x/index"})

    assert notebook.metadata == {
        "language_info": {"name": "python"},
        "jsna": {"id": "ward", "address": "areas/x/index"},
    }
    assert notebook.cells[0].metadata == {"tags": ["injected-parameters"]}
    assert notebook.cells[0]["id"] == "injected-0"


def test_the_longest_run_starts_first_and_one_never_timed_before_it(tmp_path):
    project = Project(tmp_path)
    save_seconds(project, {"short": 0.2, "long": 3.0})
    stale = [
        Stale(SimpleNamespace(address=address), ["is new"], {})
        for address in ("short", "new", "long")
    ]

    chosen = slowest_first(stale, load_seconds(project))

    assert [item.job.address for item in chosen] == ["new", "long", "short"]
