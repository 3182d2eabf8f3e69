"""`verify` makes pages again: it passes what is true and says in words what is not."""

import io
import json

import pytest
from tiny.place import PAGES, change_figure, copy_to

from jsna import cli
from jsna.build.options import BuildOptions
from jsna.build.run import build
from jsna.build.verify import summary, verify
from jsna.errors import VerifyError
from jsna.paths import ROOT_VARIABLE
from jsna.progress import Progress

pytestmark = pytest.mark.book
PAGE = "areas/northfold/index"


def quiet():
    return Progress(io.StringIO())


@pytest.fixture(scope="module")
def built(project, tmp_path_factory):
    tiny = copy_to(tmp_path_factory.mktemp("verify") / "exampleton", project.root / "_config.yml")
    build(tiny, BuildOptions(jobs=2), quiet())
    return tiny


@pytest.fixture
def spoiled(built):
    """Spoil one file for one test; it is put back afterwards."""
    kept = {}

    def spoil(path, change):
        kept[path] = path.read_bytes()
        path.write_bytes(change(kept[path]))
        return differences(built)

    yield spoil
    for path, content in kept.items():
        path.write_bytes(content)


def differences(tiny, *words):
    found = verify(tiny, words or (PAGE,), quiet())
    return [difference for item in found for difference in item.differences]


def test_every_page_of_an_untouched_book_comes_out_as_the_receipt_says(built):
    found = verify(built, (), quiet())

    assert {item.address for item in found} == PAGES
    assert [item for item in found if item.differences] == []
    assert summary(found) == "7 pages come out as the receipt says."


def test_a_changed_figure_is_named_and_what_follows_from_it(built, spoiled):
    def raised(content):
        change_figure(built, "residents", "X05000001", "8001")
        return (built.data / "figures" / "exampleton.csv").read_bytes()

    assert spoiled(built.data / "figures" / "exampleton.csv", raised) == [
        "figures changed: residents",
        "run again, the notebook reads other things",
        "run again, the notebook leaves other outputs",
        "made again, the page says something else",
        "made again, areas/northfold/index.ipynb is another",
        "made again, pdf/northfold-full.pdf is another",
        "made again, pdf/northfold-sheet.pdf is another",
    ]


@pytest.mark.parametrize("name", [f"{PAGE}.html", f"{PAGE}.ipynb", "pdf/northfold-full.pdf"])
def test_a_file_of_the_site_that_somebody_changed_is_named(built, spoiled, name):
    assert spoiled(built.html / name, lambda content: content + b" ") == [
        f"_build/html/{name} is not the file that was published"
    ]


def test_a_page_that_says_more_than_its_receipt_is_found_out(built, spoiled):
    def forged(content):
        receipt = json.loads(content)
        page = next(each for each in receipt["pages"] if each["url"] == f"{PAGE}.html")
        page["executed_sha256"] = "0" * 64
        return json.dumps(receipt).encode()

    assert spoiled(built.build / "receipt.json", forged) == [
        "run again, the notebook leaves other outputs"
    ]


def test_the_command_ends_with_a_code_of_its_own(built, spoiled, monkeypatch, capsys):
    monkeypatch.setenv(ROOT_VARIABLE, str(built.root))
    assert cli.run(["verify", "northfold"]) == 0
    assert capsys.readouterr().out == "1 page comes out as the receipt says.\n"
    spoiled(built.html / f"{PAGE}.html", lambda content: content + b" ")

    assert cli.run(["verify", "northfold", "southfold"]) == 18
    said = capsys.readouterr().err
    assert f"{PAGE}:\n  _build/html/{PAGE}.html is not the file that was published\n" in said
    assert "1 of 2 pages are not as the receipt says." in said


def test_without_a_receipt_the_reader_is_told_how_to_get_one(project, tmp_path):
    tiny = copy_to(tmp_path / "exampleton", project.root / "_config.yml")
    with pytest.raises(VerifyError, match=r"There is no readable _build/receipt\.json"):
        verify(tiny, (), quiet())
