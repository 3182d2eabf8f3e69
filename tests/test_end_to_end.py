"""A whole made-up place, built for real: site, PDFs, CSV and receipt; again, elsewhere, spoiled.

The fixtures tell one story about one project folder, each beginning where the one before ended.
"""

import csv
import hashlib
import io
import json
import re
import shutil
import subprocess
import sysconfig
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pdf_gate import missing_numbers, pdf_pages, problems
from tiny.place import HOSTILE, PAGES, change_cell, change_figure, copy_to

from jsna import cli
from jsna.assembly import read_page
from jsna.build.options import BuildOptions, BuildResult
from jsna.build.records import executed_path
from jsna.build.run import build
from jsna.errors import ExecutionError, NotebookError, PublishError
from jsna.files import check_schema
from jsna.paths import ROOT_VARIABLE, Project
from jsna.progress import Progress

pytestmark = pytest.mark.book
AGES = ("residents_by_age_sex", "X05000001")
READ_BY = {"areas/northfold/index", "areas/northfold/people"}
"""The pages that show this indicator of this ward."""
PROFILES = sorted(address for address in PAGES if address.endswith("/index"))
DRAFT = "Draft for discussion: not approved by the Exampleton Health and Wellbeing Board"


@dataclass(frozen=True)
class Built:
    """A project after a build, with what the build left behind at that moment."""

    project: Project
    result: BuildResult
    site: dict[str, bytes]
    receipt: str


def make(project, **options):
    with Progress(io.StringIO()) as progress:
        result = build(project, BuildOptions(jobs=2, **options), progress)
    receipt = (project.build / "receipt.json").read_text(encoding="utf-8")
    return Built(project, result, files(project.html), receipt)


def files(folder):
    """Return address -> content of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def different(first, second):
    """Return the addresses at which two sites differ."""
    return sorted(name for name in {*first, *second} if first.get(name) != second.get(name))


@pytest.fixture(scope="module")
def config(project):
    return project.root / "_config.yml"


@pytest.fixture(scope="module")
def first(config, tmp_path_factory):
    return make(copy_to(tmp_path_factory.mktemp("story") / "exampleton", config))


@pytest.fixture(scope="module")
def second(first):
    return make(first.project)


@pytest.fixture(scope="module")
def waiting(second):
    """One changed value: what a build would do now."""
    project = second.project
    change_figure(project, *AGES, "52")
    with Progress(io.StringIO()) as progress:
        return build(project, BuildOptions(dry_run=True), progress)


@dataclass(frozen=True)
class Failure:
    """A build that did not succeed, and what stood in _build/html afterwards."""

    code: int
    message: str
    site: dict[str, bytes]


@pytest.fixture(scope="module")
def failed(second, waiting):
    """Besides the changed value, a chapter that asks for a chart that does not exist."""
    project = second.project
    before = executed_path(project, "areas/northfold/index").read_bytes()
    chapter = project.notebooks / "chapters" / "people.ipynb"
    change_cell(chapter, '"ranked"', '"pie"')
    with pytest.raises(ExecutionError) as caught:
        make(project)
    assert executed_path(project, "areas/northfold/index").read_bytes() != before
    change_cell(chapter, '"pie"', '"ranked"')
    return Failure(caught.value.exit_code, str(caught.value), files(project.html))


@pytest.fixture(scope="module")
def broken(second, failed):
    """The chapter is mended, and a front page links to one that does not exist."""
    project = second.project
    page = project.book / "about" / "methods.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(text + "\nRead [more](/about/gone.md).\n", encoding="utf-8")
    with pytest.raises(PublishError) as caught:
        make(project)
    page.write_text(text, encoding="utf-8")
    return Failure(caught.value.exit_code, str(caught.value), files(project.html))


@pytest.fixture(scope="module")
def mended(second, broken):
    return make(second.project)


@pytest.fixture(scope="module")
def elsewhere(config, tmp_path_factory):
    """The same inputs as in the mended place, built once from nothing in another folder."""
    folder = tmp_path_factory.mktemp("else") / "a longer way" / "exampleton"
    project = copy_to(folder, config)
    change_figure(project, *AGES, "52")
    return make(project)


def page_of(built, address):
    path = executed_path(built.project, address)
    return read_page(json.loads(path.read_text(encoding="utf-8")))


def pdf_address(address):
    return f"pdf/{address.split('/')[1]}-full.pdf"


# One build.


def test_there_is_a_page_for_everything_and_a_pdf_for_each_profile(first):
    assert (first.result.pages, first.result.built, first.result.pdfs) == (7, 7, 8)
    assert {f"{address}.html" for address in PAGES} <= set(first.site)
    assert {pdf_address(address) for address in PROFILES} <= set(first.site)
    assert {f"{address}.ipynb" for address in PAGES} <= set(first.site)
    assert {"index.html", "areas/index.html", "chapters/index.html", "search.html"} <= set(
        first.site
    )


def test_a_part_build_counts_the_pages_that_stand(config, tmp_path):
    made = make(copy_to(tmp_path / "part", config), only=("ward",), areas=("northfold",))

    assert (made.result.built, made.result.pages, made.result.pdfs) == (1, 1, 2)
    assert "areas/northfold/index.html" in made.site


def test_every_page_says_that_it_is_a_draft(first):
    for name, content in first.site.items():
        if name.endswith(".html"):
            words = " ".join(re.sub(r"<[^>]+>", "", content.decode("utf-8")).split())
            assert DRAFT in words, name


@pytest.mark.parametrize("address", PROFILES)
def test_the_pdf_passes_the_gate_and_prints_every_number_of_the_page(first, address):
    page, pdf = page_of(first, address), first.site[pdf_address(address)]

    assert problems(pdf, on_each_sheet=[page.full_name, page.edition, DRAFT]) == []
    assert missing_numbers(page, pdf) == []


@pytest.mark.parametrize("address", sorted(PAGES))
def test_each_number_of_the_text_and_the_tables_is_on_the_web_page(first, address):
    html = re.sub(r"<[^>]+>", " ", first.site[f"{address}.html"].decode("utf-8"))
    page = page_of(first, address)
    said = re.findall(r"\d[\d,.]*\d|\d", re.sub(r"\]\([^)]*\)", "]", page.text))

    assert said
    assert [number for number in said if number not in html] == []


@pytest.mark.parametrize("address", sorted(PAGES))
def test_each_figure_has_its_place_pictures_and_a_csv_that_equals_its_table(first, address):
    html = first.site[f"{address}.html"].decode("utf-8")
    bundles = [bundle for bundle in page_of(first, address).bundles if "columns" in bundle]
    assert bundles

    for bundle in bundles:
        assert f'id="{bundle["id"]}"' in html
        text = first.site[f"data/pages/{address}/{bundle['id']}.csv"].decode("utf-8")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        names = [column["name"] for column in bundle["columns"]]
        assert len(rows) == len(bundle["rows"])
        for row, wanted in zip(rows, bundle["rows"], strict=True):
            assert [name for name in names if not same(row[name], wanted.get(name))] == []
    for picture in re.findall(r"charts/[0-9a-f]{32}\.svg", html):
        assert picture in first.site


def same(cell, value):
    """Return whether a cell of a CSV says what the table holds."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(cell) == value
    return cell.removeprefix("'") == ("" if value is None else str(value))


def test_the_long_table_is_published_as_it_is(first):
    table = first.project.data / "figures" / "exampleton.csv"

    assert first.site["data/figures/exampleton.csv"] == table.read_bytes()


def test_gaps_are_owned_up_to(first):
    hostile = first.site["areas/hostile/index.html"].decode("utf-8")
    southfold = page_of(first, "areas/southfold/index")

    assert "Not known for this area" in hostile
    assert "Life expectancy at birth" in hostile
    assert "Some figures suppressed at source" in hostile
    assert "A newborn" not in southfold.text
    assert [b["entries"] for b in southfold.bundles if b.get("register") == "missing"] == [
        [
            {"title": "Life expectancy at birth"},
            {"title": "Residents by age and sex"},
            {"title": "Residents by deprivation decile"},
        ]
    ]


def test_a_profile_says_on_screen_and_on_paper_which_chapters_it_lacks(first):
    html = first.site["areas/southfold/index.html"].decode("utf-8")
    printed = " ".join(pdf_pages(first.site["pdf/southfold-full.pdf"]))

    assert re.search(
        r'href="../../chapters/people.html[^>]*>(<[^>]+>)?People of the place in', html
    )
    for text in (re.sub(r"<[^>]+>", "", html), printed):
        assert "Chapters without a page here" in text
        assert "Read People of the place in Exampleton." in " ".join(text.split())


def test_what_is_for_analysts_only_reaches_no_reader(first):
    assert [name for name, content in first.site.items() if b"ZEBRA" in content] == []
    for address in PROFILES:
        assert "ZEBRA" not in " ".join(pdf_pages(first.site[pdf_address(address)]))


def test_the_receipt_keeps_its_schema_and_names_what_is_there(first):
    receipt = json.loads(first.receipt)
    check_schema(receipt, "receipt", shown="receipt.json")

    assert {page["url"] for page in receipt["pages"]} == {f"{address}.html" for address in PAGES}
    for page in receipt["pages"]:
        assert page["reads"]
        wanted = {page["url"], page["url"].replace(".html", ".ipynb")}
        outputs = {output["path"]: output["sha256"] for output in page["outputs"]}
        is_profile = page["notebook"].startswith("notebooks/profiles/")
        assert wanted <= set(outputs)
        assert len(outputs) == (4 if is_profile else 2)  # page, notebook, and two PDFs of a profile
        for path, digest in outputs.items():
            assert hashlib.sha256(first.site[path]).hexdigest() == digest


def test_no_output_names_a_folder_of_this_machine(first, project):
    names = [str(first.project.root), str(project.root), "/home/", "/root/"]
    outputs = {**first.site, "receipt.json": first.receipt.encode("utf-8")}

    for name, content in outputs.items():
        assert [each for each in names if each.encode("utf-8") in content] == [], name


# Hostile names.


class _Reader(HTMLParser):
    """Collects the tags, event handlers, inline scripts and titles of one page."""

    def __init__(self):
        super().__init__()
        self.tags, self.handlers, self.scripts, self.title = set(), [], [], ""
        self._inside = ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self._inside = tag
        self.tags.add(tag)
        self.handlers += [name for name in given if name.startswith("on")]
        if tag == "script" and "src" not in given:
            self.scripts.append(given.get("type"))

    def handle_data(self, data):
        if self._inside == "title":
            self.title += data
        if self._inside == "script" and data.strip():
            json.loads(data)

    def handle_endtag(self, tag):
        self._inside = ""


def test_hostile_text_fires_nothing_on_any_page(first):
    for name, content in first.site.items():
        if name.endswith(".html"):
            reader = _Reader()
            reader.feed(content.decode("utf-8"))
            assert not reader.tags & {"i", "iframe", "object", "embed"}, name
            assert not re.search(rb'<b>(&|")|</script>(<b>|&)|<img src=x', content), name
            assert reader.handlers == [], name
            assert set(reader.scripts) <= {"application/json"}, name
            assert "onerror" not in re.sub(r">[^<]*<", "><", content.decode("utf-8")), name
        elif name.endswith(".svg"):
            assert not re.search(rb"<(script|b|i|img|foreignObject)\b", content), name


def test_hostile_names_are_read_as_they_were_written(first):
    html = first.site["areas/hostile/index.html"].decode("utf-8")
    reader = _Reader()
    reader.feed(html)

    assert reader.title.startswith(f"{HOSTILE} ward, Exampleton")
    assert "\\" not in reader.title
    printed = " ".join(pdf_pages(first.site["pdf/hostile-full.pdf"]))
    assert f"{HOSTILE} ward, Exampleton" in printed
    assert '=1+1 visits to </script><b>&" *x* hospital' in printed
    evidence = first.site["chapters/people.html"].decode("utf-8")
    assert "=1+1 Guidance &lt;/script&gt;&lt;script&gt;alert(" in evidence


def test_no_cell_of_a_download_begins_a_formula(first):
    tables = [name for name in first.site if name.endswith(".csv")]
    assert any(HOSTILE in next(iter([row[0]]), "") for row in _cells(first, tables))

    for row in _cells(first, tables):
        assert not [cell for cell in row if re.match(r"[=@\t\r]|[+-](?![\d.])", cell)]


def _cells(built, tables):
    for name in tables:
        text = built.site[name].decode("utf-8")
        yield from csv.reader(io.StringIO(text, newline=""))


# The same again, here and elsewhere.


def test_a_second_build_runs_nothing_and_changes_nothing(first, second):
    assert (second.result.built, second.result.up_to_date) == (0, 7)
    assert second.result.plan == []
    assert different(first.site, second.site) == []
    assert second.receipt == first.receipt


def test_a_fresh_build_in_another_folder_gives_the_same_bytes_as_many_small_ones(mended, elsewhere):
    assert elsewhere.result.built == 7
    assert different(mended.site, elsewhere.site) == []
    assert elsewhere.receipt == mended.receipt


def test_plain_sphinx_builds_the_same_pages(elsewhere, tmp_path):
    stage, out = tmp_path / "stage", tmp_path / "out"
    shutil.copytree(elsewhere.project.build / "stage", stage)
    programs = Path(sysconfig.get_path("scripts"))
    for command in (
        [programs / "jupyter-book", "config", "sphinx", stage],
        [programs / "sphinx-build", "-W", "--keep-going", "-q", "-b", "html", stage, out],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert done.returncode == 0, done.stderr

    pages = {name: content for name, content in files(out).items() if name.endswith(".html")}
    wanted = {name: text for name, text in elsewhere.site.items() if name.endswith(".html")}
    assert different(pages, wanted) == []


# Changes and mistakes.


def test_one_changed_value_is_built_into_exactly_the_pages_that_read_it(waiting):
    assert sorted(waiting.plan) == [
        f"{address}: figures changed: residents_by_age_sex" for address in sorted(READ_BY)
    ]


def test_a_failing_notebook_names_its_cell_and_leaves_the_last_good_site(first, failed):
    assert failed.code == 14
    assert "notebooks/chapters/people.ipynb for Exampleton, cell 9 failed:\n" in failed.message
    assert "There is no chart kind 'pie'" in failed.message
    assert failed.message.endswith(
        "2 of 3 pages failed. The other pages were made; "
        "the last good site in _build/html/ was left as it is."
    )
    assert different(first.site, failed.site) == []


def test_a_broken_link_stops_publication_and_leaves_the_last_good_site(first, broken):
    assert broken.code == 15
    assert "about/methods.md" in broken.message
    assert "gone.md" in broken.message
    assert str(Path.cwd()) not in broken.message
    assert different(first.site, broken.site) == []


def test_once_mended_the_change_is_published_where_it_belongs_and_nowhere_else(first, mended):
    assert mended.result.built == 0
    changed = {
        name
        for name in different(first.site, mended.site)
        if not name.startswith(("charts/", "data/", "pdf/"))
    }
    assert changed == {f"{name}.{ending}" for name in READ_BY for ending in ("html", "ipynb")}
    assert first.site["pdf/northfold-full.pdf"] != mended.site["pdf/northfold-full.pdf"]
    assert first.site["pdf/eastfold-full.pdf"] == mended.site["pdf/eastfold-full.pdf"]


def test_a_misspelled_parameter_is_refused_before_anything_runs(config, tmp_path):
    project = copy_to(tmp_path / "exampleton", config)
    ward = project.notebooks / "profiles" / "ward.ipynb"
    change_cell(ward, 'area_code = "X05000001"', 'area_cod = "X05000001"')

    with pytest.raises(NotebookError) as caught:
        make(project)
    assert str(caught.value) == (
        "notebooks/profiles/ward.ipynb, cell 2: the parameters cell sets area_cod. "
        "It must set area_code and nothing else."
    )
    assert not project.build.exists()


def test_the_command_says_it_in_one_sentence_and_ends_with_its_code(
    config, tmp_path, monkeypatch, capsys
):
    project = copy_to(tmp_path / "exampleton", config)
    (project.root / "_toc.yml").unlink()
    monkeypatch.setenv(ROOT_VARIABLE, str(project.root))

    assert cli.run(["book", "--no-pdf"]) == 15
    assert "Traceback" not in capsys.readouterr().err
    assert not project.build.exists()
