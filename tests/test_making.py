"""A page is made again when what it is made of changed, and only then."""

import dataclasses
import json

import pytest
from charts_place import requests
from pdf_page import easton

from jsna.build.executor import LocalPool
from jsna.build.fingerprint import code_digest
from jsna.build.making import (
    Assembled,
    MadePages,
    PageOrder,
    digest_of,
    make_page,
)
from jsna.build.publish import make_all
from jsna.build.stage import Stage
from jsna.bundles import mime_type
from jsna.charts import figure
from jsna.errors import NotebookError, PublishError
from jsna.progress import Progress


def notebook(folder, name="easton", *, text="# Easton\n\nHello.", bundles=(), **facts):
    """Write an executed notebook with a text and figures; return its path."""
    page = easton()
    known = {
        "page": page.page_id,
        "address": f"areas/{name}/index",
        "area_code": page.area_code,
        "area_name": page.area_name,
        "full_name": page.full_name,
        "edition": page.edition,
        "as_at": page.as_at,
        "state": page.state,
        **facts,
    }
    outputs = [
        {"output_type": "display_data", "data": {mime_type("figure"): bundle}, "metadata": {}}
        for bundle in bundles
    ]
    cells = [
        {"cell_type": "markdown", "source": text, "metadata": {}},
        {"cell_type": "code", "source": "", "metadata": {}, "outputs": outputs},
    ]
    path = folder / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": cells, "metadata": {"jsna": known}}))
    return path


def order(tmp_path, executed, **changes):
    plain = PageOrder(
        address=f"areas/{executed.stem}/index",
        executed=executed,
        stage=tmp_path / "stage",
        not_built=frozenset(),
        print_facts=None,
        pdf_cache=tmp_path / "pdf",
        digest=digest_of(executed, "code"),
    )
    return dataclasses.replace(plain, **changes)


FACTS = {"site_title": "A book", "board": "Board", "licence_lines": ["OGL"], "address": None}


@pytest.fixture
def bundle():
    return figure("ranked", requests()["ranked"])


def test_a_page_leaves_its_text_pictures_data_and_notebook(tmp_path, bundle):
    made = make_page(order(tmp_path, notebook(tmp_path, bundles=[bundle])))
    folders = sorted(name.rpartition("/")[0] for name in made.files)
    endings = sorted(name.rpartition(".")[2] for name in made.files)

    assert made.title == "Easton"
    assert endings == ["csv", "html", "ipynb", "js", "js", "md", "svg", "svg"]
    assert folders.count("extra/charts") == 4
    assert made.figures == [{"id": bundle["id"], "keys": bundle["keys"]}]
    assert {str(name) for name in made.files} == Stage(tmp_path / "stage").files()
    assert list(made.outputs) == ["areas/easton/index.ipynb"]


def test_a_profile_has_its_pdf_first_among_its_links(tmp_path, bundle):
    executed = notebook(tmp_path, bundles=[bundle])
    made = make_page(order(tmp_path, executed, print_facts=FACTS))
    (kept,) = (tmp_path / "pdf").iterdir()

    assert [address for _, address in made.downloads] == [
        "pdf/easton-full.pdf",
        "areas/easton/index.ipynb",
    ]
    assert (tmp_path / "stage/extra/pdf/easton-full.pdf").read_bytes() == kept.read_bytes()


def test_a_pdf_of_the_same_content_is_not_set_again(tmp_path, bundle, monkeypatch):
    executed = notebook(tmp_path, bundles=[bundle])
    first = make_page(order(tmp_path, executed, print_facts=FACTS))
    monkeypatch.setattr("jsna.pdf.typeset.set_content", lambda *_, **__: pytest.fail("set again"))

    assert make_page(order(tmp_path, executed, print_facts=FACTS)) == first


def test_links_to_pages_that_are_not_there_become_words(tmp_path):
    executed = notebook(tmp_path, text="# Easton\n\nSee [falls](/chapters/falls.md).")
    make_page(order(tmp_path, executed, not_built=frozenset({"chapters/falls"})))

    assert "See falls." in (tmp_path / "stage/areas/easton/index.md").read_text()


def made_of(tmp_path, orders):
    memory = MadePages(tmp_path / "made.json")
    present = Stage(tmp_path / "stage").files()
    return [memory.get(each, present) is not None for each in orders]


def test_only_what_changed_is_made_again(tmp_path):
    orders = [order(tmp_path, notebook(tmp_path, name)) for name in ("easton", "weston")]
    make_all({each.address: each for each in orders}, tmp_path / "made.json", None, Progress())

    assert made_of(tmp_path, orders) == [True, True]
    changed = dataclasses.replace(orders[0], digest="another")
    assert made_of(tmp_path, [changed, orders[1]]) == [False, True]
    (tmp_path / "stage/areas/weston/index.md").unlink()
    assert made_of(tmp_path, orders) == [True, False]


def test_a_page_whose_making_was_broken_off_is_made_again(tmp_path):
    """Its files may be of the new state, or half of each, when the old state comes back."""
    kept, broken = (order(tmp_path, notebook(tmp_path, name)) for name in ("weston", "easton"))
    orders = {each.address: each for each in (kept, broken)}
    make_all(orders, tmp_path / "made.json", None, Progress())
    bad = order(tmp_path, notebook(tmp_path, "sutton", text="no title"))
    other = dataclasses.replace(broken, digest="another", not_built=frozenset({"chapters/x"}))
    wanted = {**orders, broken.address: other, bad.address: bad}
    with pytest.raises(NotebookError):
        make_all(wanted, tmp_path / "made.json", None, Progress())

    assert made_of(tmp_path, [kept, broken]) == [True, False]


@pytest.mark.parametrize("spoilt", ["", "{", "[]", '{"areas/easton/index": {"no": 1}}'])
def test_a_memory_that_cannot_be_read_makes_everything_again(tmp_path, spoilt):
    each = order(tmp_path, notebook(tmp_path))
    make_all({each.address: each}, tmp_path / "made.json", None, Progress())
    (tmp_path / "made.json").write_text(spoilt)

    assert made_of(tmp_path, [each]) == [False]


def test_the_digest_hangs_on_notebook_code_and_what_is_printed(tmp_path):
    one, other = notebook(tmp_path), notebook(tmp_path, "weston", text="# Weston")
    digests = {
        digest_of(one, "code", [], None),
        digest_of(other, "code", [], None),
        digest_of(one, "changed", [], None),
        digest_of(one, "code", ["chapters/falls"], None),
        digest_of(one, "code", [], FACTS),
    }

    assert len(digests) == 5
    assert digest_of(one, "code", [], None) in digests


def test_any_file_of_the_package_counts_but_what_python_keeps(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.css").write_text("x")
    first = code_digest(tmp_path)
    (tmp_path / "a" / "b.pyc").write_text("x")
    assert code_digest(tmp_path) == first
    (tmp_path / "a" / "b.css").write_text("y")
    assert code_digest(tmp_path) != first


def test_a_pool_makes_the_same_pages(tmp_path, bundle):
    names = ("easton", "weston", "norton", "sutton")
    made = []
    for folder, executor in ((tmp_path / "one", None), (tmp_path / "other", LocalPool(2))):
        orders = [order(folder, notebook(folder, name, bundles=[bundle])) for name in names]
        for few in [orders] if executor else [orders[:2], orders[2:]]:
            memory = folder / "made.json"
            make_all({each.address: each for each in few}, memory, executor, Progress())
        files = sorted(path for path in (folder / "stage").rglob("*") if path.is_file())
        made.append({p.relative_to(folder).as_posix(): p.read_bytes() for p in files})

    assert made[0] == made[1]
    assert len(made[0]) == 4 * 4 + 4  # text, slot, data and notebook of each; pictures are shared


def test_the_first_problem_in_the_order_of_the_plan_is_told(tmp_path):
    good = order(tmp_path, notebook(tmp_path))
    bad = [order(tmp_path, notebook(tmp_path, name, text="no title")) for name in ("x", "y")]
    orders = {each.address: each for each in (good, *bad)}

    with pytest.raises(NotebookError, match="the page has no title"):
        make_all(orders, tmp_path / "made.json", None, Progress())
    assert not (tmp_path / "made.json").exists()


def test_a_worker_that_dies_is_one_sentence(tmp_path):
    class Lost:
        def run(self, function, work):
            yield from ((piece, RuntimeError("the worker died")) for piece in work)

    orders = [order(tmp_path, notebook(tmp_path, name)) for name in ("a", "b", "c", "d")]

    with pytest.raises(PublishError, match=r"The page areas/a/index could not be made \(RuntimeEr"):
        make_all({each.address: each for each in orders}, tmp_path / "m.json", Lost(), Progress())


def test_pages_are_assembled_when_somebody_asks(tmp_path):
    held = order(tmp_path, notebook(tmp_path))
    lost = dataclasses.replace(held, executed=tmp_path / "lost.ipynb")
    pages = Assembled({"held": held, "lost": lost})

    assert list(pages) == ["held", "lost"]
    assert pages["held"] is pages["held"]
    with pytest.raises(FileNotFoundError):
        pages["lost"]
