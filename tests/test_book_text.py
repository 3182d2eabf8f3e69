"""The front of the book and the project's documents: readable, whole, and true to the code."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from jsna.build.outline import SECTIONS
from jsna.bundles import KINDS, mime_type
from jsna.catalogue import load_place
from jsna.paths import Project
from jsna.reading import grade, longest_sentence
from jsna.records import AREA_COLUMNS, CHAPTER_COLUMNS, FIGURE_COLUMNS, Status

ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT / "book"
PAGES = sorted(BOOK.rglob("*.md"))
DOCUMENTS = [
    *PAGES,
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENCE-DATA.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "data").rglob("README.md")),
]
GENERATED = {
    "/about/coverage.md",
    "/about/sources.md",
    "/areas/index.md",
    "/chapters/index.md",
    "/summary/index.md",
}
SLOTS = {
    "index.md": ("minute", "map", "areas", "chapters", "model"),
    "quality.md": ("back-tests", "error-by-method", "error-by-ward"),
    "disagreements.md": ("disagreements", "concepts"),
    "statistics.md": ("worked-examples", "waiting", "methods"),
}
"""Page -> what the build fills in, in this order."""
ACRONYMS = frozenset(
    re.findall(
        r"\S+",
        """ADR AGPL API CC CSS CSV EHRC GP GPL HTML ICB JAWS JSNA JSON LSOA MIME MIT NHS NICE NVDA
        OGL OHID ONS OS PDF PDF/UA SIL UTF WCAG XMILE YAML""",
    )
)
AMERICAN = (
    r"\b(?:color|center|behavior|neighbor|program(?:s)? of care|labor|favor|organiz\w*|analyz\w*|"
    r"recogniz\w*|prioritiz\w*|standardiz\w*|fulfill|catalog(?!ue)|"
    r"gray|modeled|modeling|labeled|traveled|judgment|aging)\b"
)
WORKPLACE = r"\b(?:session|agent|chatbot|language model|prompt)s?\b|/work/|/root/|/tmp/"


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def box_of(text: str) -> str:
    found = re.findall(
        r"```\{admonition\} In plain English\n:class: plain\n(.*?)```", text, re.DOTALL
    )
    assert len(found) == 1, "one box 'In plain English' with class plain"
    return found[0]


def prose_of(text: str) -> str:
    """Return a page without tables, fences, comments, MyST targets and code."""
    text = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"^\|.*$|^<!--.*-->$|^\(\w+\)=$", "", text, flags=re.MULTILINE)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    return re.sub(r"``.*?``|`[^`\n]*`|\w+\.md\b|\[LICENSE\]|\bREADME\b", "", text)


def headings_of(text: str) -> list[tuple[int, str]]:
    plain = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    return [
        (len(marks), title)
        for marks, title in re.findall(r"^(#{1,6}) (.+)$", plain, flags=re.MULTILINE)
    ]


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_the_box_at_the_top_is_plain_english(path):
    text = read(path)
    box = box_of(text)

    assert text.index(box) < 120 + len(text.splitlines()[0]), "the box stands at the top"
    assert grade(box) <= 8
    assert longest_sentence(box) <= 25


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_no_sentence_is_longer_than_25_words_and_the_page_stays_readable(path):
    prose = prose_of(read(path))

    assert longest_sentence(prose) <= 25
    assert grade(prose) <= 9


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_one_title_first_and_no_heading_level_is_skipped(path):
    text = read(path)
    levels = [level for level, _ in headings_of(text)]

    assert text.startswith("# ")
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_pages_hold_no_raw_html_but_the_two_places_the_build_fills(path):
    found = re.findall(r"<[A-Za-z/!][^>]*>", read(path))

    assert found == [f"<!-- jsna:{name} -->" for name in SLOTS.get(path.name, ())]


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_links_inside_the_book_start_at_its_root_and_lead_to_a_page(path):
    known = {f"/{page.relative_to(BOOK).as_posix()}" for page in PAGES} | GENERATED
    targets = re.findall(r"\]\(([^)]+)\)", read(path))

    assert [
        target
        for target in targets
        if not target.startswith("https://") and target.split("#")[0] not in known
    ] == []


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if path not in PAGES], ids=name_of)
def test_links_of_the_documents_lead_to_files_and_headings(path):
    text = read(path)
    anchors = {
        re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for _, title in headings_of(text)
    }
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if target.startswith("#"):
            assert target[1:] in anchors, target
        elif not target.startswith("https://"):
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_words_are_british_not_shouted_and_speak_of_the_project_alone(path):
    text = read(path)
    capitals = set(re.findall(r"\b[A-Z][A-Z/]+[A-Z]\b", prose_of(text)))

    assert re.findall(AMERICAN, text, re.IGNORECASE) == []
    assert re.findall(WORKPLACE, text.replace("session's notebook name", "")) == []
    assert capitals - ACRONYMS == set()


def test_every_page_of_the_front_is_reached_from_home():
    home = read(BOOK / "index.md")

    for page in PAGES:
        assert page.name == "index.md" or f"(/about/{page.name})" in home


def test_glossary_terms_stand_in_order_once_each():
    terms = re.findall(r"^([^\n:#`|].*)\n: ", read(BOOK / "about" / "glossary.md"), re.MULTILINE)

    assert len(terms) > 25
    assert terms == sorted(set(terms), key=str.lower)


def test_every_status_is_explained_to_readers():
    page = read(BOOK / "about" / "how-to-read.md")

    for status in Status:
        assert f"| {status.capitalize()} |" in page


def test_attributions_and_edition_are_the_same_everywhere():
    place = load_place(Project(ROOT))
    about = " ".join(read(BOOK / "about" / "about.md").split())
    licence = " ".join(read(ROOT / "LICENCE-DATA.md").split())
    number = place["edition"].split()[0]

    for line in place["licence"]["attributions"][:3]:
        assert line in about
        assert line in licence
    assert f"edition {number}" in about
    assert f"\n## {number}\n" in read(ROOT / "CHANGELOG.md")
    assert f'version: "{number}"' in read(ROOT / "CITATION.cff")


def test_strategy_themes_of_the_foreword_are_those_of_the_place():
    foreword = read(BOOK / "about" / "foreword.md")

    for theme in load_place(Project(ROOT))["strategies"][0]["themes"]:
        assert f"- {theme['title']}\n" in foreword


def test_the_readme_gives_the_two_commands_that_ci_runs():
    commands = re.search(r"```\n(python3 run\.py .*?)```", read(ROOT / "README.md"), re.DOTALL)
    ci = read(ROOT / ".ci" / "run")

    two = ["python3 run.py book", "python3 run.py test"]
    assert commands.group(1).splitlines() == two
    run_by_ci = [line for line in ci.splitlines() if line.startswith("python3 run.py ")]
    assert run_by_ci == [*two, "python3 run.py bench small --rounds 1 --no-keep"]
    assert "`python3 run.py bench small` after the tests" in read(ROOT / "README.md")


CONTRACTS = read(ROOT / "docs" / "contracts.md")


def test_contracts_name_every_schema_with_all_it_requires():
    for path in sorted((ROOT / "jsna" / "schemas").glob("*.json")):
        family = re.sub(r"-.*", "-*.json", path.name)
        assert f"jsna/schemas/{path.name}" in CONTRACTS or f"jsna/schemas/{family}" in CONTRACTS
        schema = json.loads(read(path))
        required = schema.get("required") or schema["additionalProperties"]["required"]
        for field in required:
            assert re.search(rf"\b{field}\b", CONTRACTS), f"{path.name}: {field}"


def test_contracts_name_every_mime_type_column_section_and_method():
    for kind in KINDS:
        assert mime_type(kind) in CONTRACTS
    for columns in (FIGURE_COLUMNS, AREA_COLUMNS, CHAPTER_COLUMNS):
        assert ", ".join(columns) in " ".join(CONTRACTS.split())
    for slot, title in SECTIONS.items():
        assert f"| `{slot}` | {title} |" in CONTRACTS
    from jsna.chapter import Page

    for method in re.search(r"^`(\.series .*)`$", CONTRACTS, re.MULTILINE).group(1).split():
        assert callable(getattr(Page, method.removeprefix(".")))


def test_files_that_the_contracts_name_exist():
    for name in re.findall(
        r"`((?:jsna|tests|docs|data)/[\w./-]+\.(?:py|json|yml|csv))`", CONTRACTS
    ):
        assert (ROOT / name).exists(), name
