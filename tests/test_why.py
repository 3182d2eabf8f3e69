"""`why` says what a page was made with and what changed since, in words that a person can use."""

import io

import pytest
from tiny.place import change_figure, copy_to

from jsna import cli
from jsna.build import run
from jsna.build.book import load_book
from jsna.build.engine import NAME
from jsna.build.notebooks import notebook_executor
from jsna.build.why import explain, find_job
from jsna.errors import NotKnownError
from jsna.paths import ROOT_VARIABLE
from jsna.progress import Progress

PAGE = "areas/northfold/index"


@pytest.fixture
def tiny(project, tmp_path):
    """The tiny place with one page's notebook run."""
    tiny = copy_to(tmp_path / "exampleton", project.root / "_config.yml")
    book = load_book(tiny)
    inputs = run.inputs_of(book)
    stale = [run._stale(book, find_job(book, PAGE), inputs, force=False)]
    runner = notebook_executor(NAME, 1, tiny.root, ["jsna.chapter"])
    assert run.execute(book, stale, runner, Progress(io.StringIO()), inputs, NAME) == []
    return tiny


@pytest.mark.parametrize(
    ("word", "address"),
    [
        (PAGE, PAGE),
        ("/areas/northfold/index.html", PAGE),
        ("northfold", PAGE),
        ("areas/northfold/", PAGE),
        ("people", "chapters/people"),
    ],
)
def test_a_page_is_found_by_the_words_that_people_use(tiny, word, address):
    assert find_job(load_book(tiny), word).address == address


def test_a_page_that_is_not_there_is_refused_with_a_guess(tiny):
    with pytest.raises(NotKnownError, match=r"no page 'areas/nothfold/index'\. Did you mean"):
        explain(tiny, "areas/nothfold/index")


def test_what_a_page_was_made_with_is_listed(tiny):
    text = "\n".join(explain(tiny, PAGE))

    assert text.startswith(
        "areas/northfold/index is notebooks/profiles/ward.ipynb run for Northfold ward, Exampleton "
        "(X05000001).\nIt is up to date: nothing that it was made with has changed.\n"
    )
    assert "  figures of Northfold alone: " in text
    assert "  figures of other areas too: " in text
    assert "  catalogue entries: 8\n    children deprivation_score disabled life_expectancy" in text
    assert "  facts of the place: 1\n    ranked_among\n" in text
    assert "jsna.charts.tiles" in text


def test_what_changed_is_said_first_and_a_page_never_built_is_said_so(tiny, monkeypatch, capsys):
    change_figure(tiny, "residents", "X05000001", "8001")
    path = tiny.data / "place" / "tiles.yml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# later\n", encoding="utf-8")
    monkeypatch.setenv(ROOT_VARIABLE, str(tiny.root))

    assert cli.run(["why", "northfold"]) == 0
    assert (
        "It will be built again, because:\n"
        "  figures changed: residents\n"
        "  file changed: data/place/tiles.yml\n"
        "It was made with:\n"
    ) in capsys.readouterr().out
    assert cli.run(["why", "southfold"]) == 0
    assert capsys.readouterr().out.endswith("It was never built here, so it will be.\n")
