"""The model for the pages is made again when anything it rests on has changed, and not before."""

from types import SimpleNamespace

import pytest

from jsna.build import model_kept
from jsna.paths import Project
from jsna.records import AreaType

FIGURES = {("smokers", "E1"): 12.0, ("smokers", "E2"): 9.0}


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Return (book, figures, list of what was made): the maker asks for one figure of two."""
    project = Project(tmp_path)
    (project.data / "model").mkdir(parents=True)
    (project.data / "model" / "flow.yml").write_text("module: flow\n")
    figures, log = dict(FIGURES), []

    def maker(book, newest):
        log.append(newest("smokers", "E1"))
        return {"smokers": log[-1]}

    monkeypatch.setattr("jsna.build.model_book.model_book", maker)
    monkeypatch.setattr(model_kept, "newest_of", lambda _: lambda *asked: figures.get(asked))
    return book_of(project), figures, log


def book_of(project):
    area = SimpleNamespace(area_code="E1", area_type=AreaType.UNITARY_AUTHORITY)

    class Areas(list):
        membership = ()

    return SimpleNamespace(
        project=project,
        areas=Areas([area]),
        home=area,
        observations=None,
        plan=SimpleNamespace(has_model=True),
    )


def test_it_is_made_once(made):
    book, _, log = made

    first, second = model_kept.kept_model_book(book), model_kept.kept_model_book(book)

    assert first == second == {"smokers": 12.0}
    assert log == [12.0]


def test_a_figure_that_it_asked_for_counts_and_no_other(made):
    book, figures, log = made
    model_kept.kept_model_book(book)

    figures["smokers", "E2"] = 10.0
    assert model_kept.kept_model_book(book) == {"smokers": 12.0}
    figures["smokers", "E1"] = 13.0
    assert model_kept.kept_model_book(book) == {"smokers": 13.0}
    assert log == [12.0, 13.0]


@pytest.mark.parametrize("what", ["model", "areas", "members", "code", "kept file"])
def test_whatever_it_rests_on_counts(made, monkeypatch, what):
    book, _, log = made
    model_kept.kept_model_book(book)

    if what == "model":
        (book.project.data / "model" / "flow.yml").write_text("module: other\n")
    elif what == "areas":
        book.areas.append(SimpleNamespace(area_code="E3"))
    elif what == "members":
        book.areas.membership = ({"area_code": "E1", "member_code": "E2"},)
    elif what == "code":
        monkeypatch.setattr(model_kept, "code_digest", lambda _: "other code")
    else:
        (book.project.build / "cache" / "model-book.pickle").write_bytes(b"half a fi")
    model_kept.kept_model_book(book)

    assert log == [12.0, 12.0]


def test_without_a_model_there_is_nothing_to_make(made):
    book, _, log = made
    book.plan.has_model = False

    assert model_kept.kept_model_book(book) is None
    assert log == []
