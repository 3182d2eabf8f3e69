"""From an executed notebook to a page: what is kept, what is dropped, what is refused."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from jsna.assembly import read_page
from jsna.bundles import mime_type
from jsna.errors import NotebookError

FACTS = {
    "page": "ward",
    "address": "areas/easton/index",
    "area_code": "X05000001",
    "area_name": "Easton",
    "full_name": "Easton ward, Town",
    "edition": "2026.11 draft",
    "as_at": "2026-11-21",
    "state": "draft",
}
TABLE = {"id": "ward-facts-table", "columns": [], "rows": [], "tags": ["page-one"]}


def output(kind, bundle):
    return new_output("display_data", data={mime_type(kind): bundle, "text/plain": "x"})


def value(name, text, status="official"):
    return output("value", {"name": name, "text": text, "status": status})


def sentence(name, text, direction="higher", basis="95% limits"):
    bundle = {"name": name, "text": text, "direction": direction, "basis": basis}
    return output("sentence", bundle)


def code(*outputs, tags=(), slot=""):
    cell = new_code_cell("x", metadata={"tags": list(tags)}, outputs=list(outputs))
    if slot:
        cell.metadata["jsna"] = {"slot": slot}
    return cell


def page_of(*cells, title="# Easton", facts=FACTS):
    first = [new_markdown_cell(title)] if title else []
    return read_page(new_notebook(cells=[*first, *cells], metadata={"jsna": facts}))


def test_blocks_come_in_reading_order_with_tags_and_slots():
    page = page_of(
        new_markdown_cell(
            "Hello.", metadata={"tags": ["page-one", "other"], "jsna": {"slot": "need"}}
        ),
        code(output("table", TABLE), tags=["print-sheet"], slot="need"),
        code(output("register", {"register": "views"})),
    )

    assert [block.kind for block in page.blocks] == ["markdown", "markdown", "table", "register"]
    assert page.blocks[1].tags == {"page-one"}
    assert page.blocks[1].slot == page.blocks[2].slot == "need"
    assert page.blocks[2].tags == {"page-one", "print-sheet"}
    assert page.text == "# Easton\n\nHello."
    assert page.bundles == [TABLE, {"register": "views"}]


def test_values_and_sentences_are_glued_into_the_text_and_make_no_block():
    page = page_of(
        new_markdown_cell("{v}`people` people, {say}`beside` Town."),
        code(value("people", "8,000"), sentence("beside", "more than")),
    )

    assert page.text == "# Easton\n\n8,000 people, more than Town."
    assert len(page.blocks) == 2


@pytest.mark.parametrize(
    "unknown",
    [
        value("x", "not known", "suppressed"),
        value("x", "not known", "missing"),
        sentence("x", "not known", "not_compared", "no figure"),
        sentence("x", "not known", "not_compared", "name"),
    ],
)
def test_what_is_not_known_takes_its_sentence_with_it(unknown):
    assert page_of(new_markdown_cell("It is {v}`x`."), code(unknown)).text == "# Easton"


@pytest.mark.parametrize("basis", ["rank", "name"])
def test_ranks_and_names_are_known_although_they_compare_nothing(basis):
    known = sentence("x", "Town", "not_compared", basis)

    assert page_of(new_markdown_cell("{v}`x`"), code(known)).text == "# Easton\n\nTown"


def test_the_title_is_words_and_the_text_is_markdown():
    name = sentence("area", '*x* <b>&" </script>', "not_compared", "name")
    page = page_of(code(name), title="# {v}`area`: people")

    assert page.title == '*x* <b>&" </script>: people'
    assert page.text == '# \\*x\\* \\<b\\>\\&" \\</script\\>: people'


def test_parameters_that_were_put_in_are_plumbing():
    page = page_of(code(output("table", TABLE), tags=["injected-parameters"]))

    assert page.bundles == []


@pytest.mark.parametrize(
    ("left", "message"),
    [
        (
            new_output("error", ename="ValueError", evalue="no"),
            "cell 2 left an error that must not",
        ),
        (
            new_output("stream", name="stderr", text="warned"),
            "left stderr that .* published: warned",
        ),
        (
            new_output("stream", name="stdout", text="hello\n"),
            "left stdout that .* published: hello",
        ),
    ],
)
def test_errors_warnings_and_prints_are_refused(left, message):
    with pytest.raises(NotebookError, match=rf"^ward for Easton ward, Town, .*{message}"):
        page_of(code(left))


def test_analysts_may_print_in_their_own_cells_and_may_not_fail():
    printed = new_output("stream", name="stdout", text="hello")
    assert page_of(code(printed, tags=["analyst-only"])).bundles == []

    with pytest.raises(NotebookError, match="left an error"):
        page_of(code(new_output("error", evalue="no"), tags=["analyst-only"]))


@pytest.mark.parametrize("name", sorted(FACTS))
def test_a_notebook_that_the_build_did_not_run_is_refused(name):
    facts = {key: text for key, text in FACTS.items() if key != name}

    with pytest.raises(NotebookError, match=rf"has not been run by the build: .* lacks '{name}'"):
        page_of(facts=facts)


def test_a_page_without_a_title_is_refused():
    with pytest.raises(NotebookError, match="the page has no title"):
        page_of(new_markdown_cell("Text."), title="")


def test_a_role_without_its_value_names_page_and_cell():
    with pytest.raises(
        NotebookError, match=r"^ward for Easton ward, Town, cell 2: the role 'gone'"
    ):
        page_of(new_markdown_cell("{v}`gone`"))


def test_a_page_survives_being_written_and_read():
    notebook = new_notebook(
        cells=[new_markdown_cell("# {v}`n`"), code(value("n", "8"))], metadata={"jsna": FACTS}
    )
    again = nbformat.reads(nbformat.writes(notebook), as_version=4)

    assert read_page(again) == read_page(notebook)
