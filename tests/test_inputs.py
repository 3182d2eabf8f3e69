"""A page is built again when something it read has changed, and only then.

The proof of "never a stale page": after each change, every page that is called up to date is run
again, and must leave the same bytes.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from tiny.place import PAGES, change_figure, copy_to

from jsna.build import run
from jsna.build.book import load_book
from jsna.build.code_used import dependents, import_graph, modules, used
from jsna.build.engine import NAME, pool
from jsna.build.inputs import Inputs
from jsna.build.notebooks import notebook_executor, run_orders
from jsna.build.options import BuildOptions
from jsna.build.records import load_record
from jsna.build.unchanged import inputs_state
from jsna.build.warming import warm_up_for
from jsna.progress import Progress

WARDS = {address for address in PAGES if address.endswith("/index")}
PEOPLE = {address for address in PAGES if address.endswith("/people")}
HOME = {"chapters/people", "summary/our-people-and-place"}


def written(file, old, new):
    """Return a change: the first place of a text becomes another."""

    def change(project):
        path = project.root / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")

    return change


def added(file, text):
    def change(project):
        path = project.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        known = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(known + text, encoding="utf-8", newline="\n")

    return change


def removed(file):
    return lambda project: (project.root / file).unlink()


CATALOGUE = "data/catalogue/exampleton.yml"
AREAS = "data/areas/areas.csv"
PLACE = "data/place/place.yml"
UNUSED = """
unused:
  {title: Unused, short: Unused, definition: Not used., phrase: are unused, chapters: [other],
   unit: people, value_type: count, denominator: none, polarity: none, polarity_reason: None.,
   decimals: 0, source: made_up_counts, aggregation: sum}
"""
SURVEY = "- {id: a, date: 2024-01-01, method: m, asked: a, said: s, source: s}\n"
CHANGES = {
    "a value": (
        lambda project: change_figure(project, "residents_by_age_sex", "X05000001", "52"),
        {"areas/northfold/index", "areas/northfold/people"},
        "figures changed: residents_by_age_sex",
    ),
    "an indicator that no page shows": (added(CATALOGUE, UNUSED), set(), ""),
    "a catalogue entry": (
        written(CATALOGUE, "  short: Aged", "  short: Those aged"),
        WARDS | {"summary/our-people-and-place"},
        "catalogue entry changed: children",
    ),
    "another catalogue entry": (
        written(CATALOGUE, "  title: Residents by age and sex", "  title: Residents by sex"),
        WARDS | PEOPLE,
        "catalogue entry changed: residents_by_age_sex",
    ),
    "a ward's tile": (
        written(AREAS, ",official,good,,0,0", ",official,good,,0,3"),
        WARDS | PEOPLE | HOME,
        "area",
    ),
    "an earlier ward, which no page names": (
        written(AREAS, "Northfold ward until May 2023", "Northfold ward until 2023"),
        set(),
        "",
    ),
    "a district elsewhere": (
        added(AREAS, "X07000001,farfold,Farfold,Farfold,district,,X92000001,,,official,,,,\n"),
        set(),
        "",
    ),
    "who is ranked among": (
        written(PLACE, "ranked_among: Exampleland", "ranked_among: Example Region"),
        WARDS,
        "the place, its changed: ranked_among",
    ),
    "whom to write to": (written(PLACE, "contact: nobody", "contact: no one"), set(), ""),
    "the board": (
        written(PLACE, "board: Exampleton Health", "board: The Exampleton Health"),
        PAGES,
        "what the page says of itself changed",
    ),
    "another edition": (
        written(PLACE, "2026.11 draft", "2026.12 draft"),
        PAGES,
        "a parameter changed",
    ),
    "an entry of a register": (
        written("data/evidence/people.yml", "year: 20", "year: 19"),
        PEOPLE,
        "file changed: data/evidence/people.yml",
    ),
    "a register that is gone": (
        removed("data/services/people.yml"),
        PEOPLE,
        "file is gone: data/services/people.yml",
    ),
    "a register that no page reads": (added("data/views/ward.yml", SURVEY), set(), ""),
    "a source": (
        written("data/sources.yml", "licence: OGL-3.0", "licence: CC-BY-4.0"),
        PAGES,
        "source changed: made_up_counts",
    ),
    "the river": (
        written("data/place/tiles.yml", "river:", "# The river\nriver:"),
        WARDS,
        "file changed: data/place/tiles.yml",
    ),
    "a kind of file that nobody knows": (
        added("data/model/results.csv", "a\n"),
        PAGES,
        "the list of files in data/ changed",
    ),
    "a notebook": (
        written("notebooks/profiles/ward.ipynb", "Key facts", "Facts"),
        WARDS,
        "the notebook changed",
    ),
    "the front of the book": (added("book/index.md", "\nMore.\n"), set(), ""),
}


@pytest.fixture(scope="module")
def built(project, tmp_path_factory):
    """The tiny place with every notebook run, and nothing published."""
    tiny = copy_to(tmp_path_factory.mktemp("built") / "exampleton", project.root / "_config.yml")
    book = load_book(tiny)
    inputs = run.inputs_of(book)
    inputs.keep()
    stale = [run._stale(book, job, inputs, force=False) for job in book.plan.jobs]
    runner = notebook_executor(NAME, 2, tiny.root, ["jsna.chapter"])
    with Path(os.devnull).open("w") as nowhere:
        assert run.execute(book, stale, runner, Progress(nowhere), inputs, NAME) == []
    return tiny


def copied(tiny, folder):
    shutil.copytree(tiny.root, folder)
    return type(tiny)(folder)


@pytest.mark.parametrize("is_same", [True, False])
def test_a_process_that_began_with_other_files_runs_no_notebook(built, tmp_path, is_same):
    tiny = copied(built, tmp_path / "exampleton")
    pool.start_early(partial(warm_up_for, str(tiny.root), ()))
    [zygote] = pool._EARLY
    before = inputs_state(tiny)
    if not is_same:
        change_figure(tiny, "residents_by_age_sex", "X05000001", "52")
    with Path(os.devnull).open("w") as nowhere:
        # Nothing is built: what is stale is only listed.
        run.build(tiny, BuildOptions(dry_run=True), Progress(nowhere), before)

    assert (zygote in pool._EARLY) == zygote.alive == is_same
    pool.stop_early()


def test_what_decides_whether_there_is_work_imports_little(project):
    code = "import sys, jsna.build.run; print([m for m in {heavy} if m in sys.modules])"
    heavy = ["scipy", "pandas", "altair", "typst", "sphinx", "distributed", "jsna.build.publish"]
    command = [sys.executable, "-c", code.format(heavy=heavy)]
    done = subprocess.run(command, cwd=project.root, capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def why(tiny):
    """Return page -> reasons, for the pages that are stale."""
    book = load_book(tiny)
    inputs = run.inputs_of(book)
    found = {job.address: run.why_stale(book, job, inputs) for job in book.plan.jobs}
    return {address: reasons for address, reasons in found.items() if reasons}


@pytest.fixture(scope="module")
def changed(built, tmp_path_factory):
    """Each change made in a copy of its own."""
    folder, made = tmp_path_factory.mktemp("changed"), {}
    for number, (name, (change, _, _)) in enumerate(CHANGES.items()):
        made[name] = copied(built, folder / str(number))
        change(made[name])
    return made


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_reaches_the_pages_that_read_it_and_is_said(changed, name):
    _, pages, words = CHANGES[name]
    found = why(changed[name])

    assert set(found) == pages
    assert all(any(said.startswith(words) for said in reasons) for reasons in found.values())


def test_a_page_that_is_called_up_to_date_would_come_out_the_same(built, changed, tmp_path):
    orders = []
    for name, tiny in changed.items():
        book, stale = load_book(tiny), why(tiny)
        orders += [
            replace(run._order(book, job, NAME), name=f"{name}: {job.address}")
            for job in book.plan.jobs
            if job.address not in stale
        ]
    assert len(orders) > 30
    before = {order.name: order.output.read_bytes() for order in orders}
    runner = notebook_executor(NAME, 2, built.root, ["jsna.chapter"])
    for order, outcome in run_orders(runner, orders):
        assert outcome.failure == ""
        assert order.output.read_bytes() == before[order.name], order.name


def test_the_same_content_elsewhere_and_at_another_time_is_the_same(built, tmp_path):
    moved = copied(built, tmp_path / "a" / "longer" / "way" / "down")
    for path in moved.root.rglob("*"):
        os.utime(path, (1, 1))

    assert why(moved) == {}


def test_a_page_keeps_the_code_it_ran_and_no_chart_that_it_did_not_draw(built):
    kept = {
        address: {
            entry["name"]
            for entry in load_record(built, address)["reads"]
            if entry.get("kind") == "module"
        }
        for address in ("areas/northfold/index", "chapters/people", "summary/our-people-and-place")
    }
    profile, chapter, summary = kept.values()

    assert {"jsna.chapter", "jsna.words", "jsna.registers", "jsna.charts"} <= summary
    assert {"jsna.charts.tiles", "jsna.charts.ranked", "jsna.charts.deprivation"} <= profile
    assert not {"jsna.charts.tiles", "jsna.charts.deprivation"} & (chapter | summary)
    assert "jsna.charts.trend" not in profile | chapter | summary
    assert not [name for name in profile if name.startswith(("jsna.build", "jsna.theme"))]


@pytest.mark.parametrize(
    ("file", "pages"),
    [
        ("words.py", PAGES),
        ("charts/tiles.py", WARDS),
        ("charts/trend.py", set()),
        ("theme/slots.py", set()),
        ("build/engine/streams.py", PAGES),
        ("schemas/bundle-value.json", PAGES),
    ],
)
def test_changed_code_makes_stale_what_ran_it(built, project, tmp_path, file, pages):
    package = tmp_path / "jsna"
    shutil.copytree(project.root / "jsna", package, ignore=shutil.ignore_patterns("__pycache__"))
    with (package / file).open("a", encoding="utf-8") as stream:
        stream.write("\n")
    book = load_book(built)
    inputs = Inputs(built, package, book.place, book.areas, book.catalogue, book.observations)

    stale = {job.address for job in book.plan.jobs if run.why_stale(book, job, inputs)}
    assert stale == pages


def test_imports_are_followed_wherever_they_stand(project):
    graph = import_graph(modules(project.root / "jsna"))

    assert {"jsna.words", "jsna.charts", "jsna.observations", "jsna"} <= graph["jsna.chapter"]
    assert "jsna.charts.tiles" in graph["jsna.charts"]
    assert not [name for name in graph if name.startswith("jsna.build")]


def test_code_that_was_loaded_for_no_known_reason_counts():
    graph = {
        "jsna.chapter": {"jsna.words"},
        "jsna.words": set(),
        "jsna.odd": set(),
        "jsna.not": set(),
    }
    loaded = ["jsna.chapter", "jsna.words", "jsna.odd"]

    assert used(graph, ["jsna.chapter"], loaded, []) == ["jsna.chapter", "jsna.odd", "jsna.words"]
    assert used(graph, ["jsna.chapter"], ["jsna.chapter"], []) == ["jsna.chapter"]


def test_what_imports_a_changed_module_is_imported_anew_and_nothing_else(project):
    graph = import_graph(modules(project.root / "jsna"))
    words = dependents(graph, ["jsna.words"])

    assert {"jsna.words", "jsna.chapter"} <= set(words)
    assert not {"jsna", "jsna.observations", "jsna.records"} & set(words)
    assert set(dependents(graph, ["jsna"])) == set(graph)
    assert dependents(graph, []) == []
