"""`watch`: a save in a notebook, a figure or a module is on the page that somebody looks at."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from tiny.place import change_cell, change_figure, copy_to

from jsna import cli
from jsna.paths import ROOT_VARIABLE

pytestmark = pytest.mark.book
PAGE = "areas/northfold/index.html"


class Watching:
    """`watch` in a process of its own, with a copy of the package that a test may edit."""

    def __init__(self, tiny, package):
        self.tiny, self.package = tiny, package
        self._variables = {
            **os.environ,
            ROOT_VARIABLE: str(tiny.root),
            "PYTHONPATH": str(package.parent),
            "PYTHONUNBUFFERED": "1",
        }
        self._command("book", "--no-pdf").communicate(timeout=300)
        self.child = self._command("watch", "--port", "0")
        self.address = re.search(r"http://\S+/", self.child.stdout.readline()).group()

    def _command(self, *words):
        return subprocess.Popen(
            [sys.executable, "-m", "jsna", *words],
            cwd=self.package.parent,
            env=self._variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def read(self, address):
        return urlopen(self.address + address, timeout=60).read().decode("utf-8")

    def state(self):
        return self.read(f"__watch__/state?page=/{PAGE}")

    def saves(self, change):
        """Save something and return the page once it has been made again."""
        before = self.state()
        change()
        for _ in range(1200):
            if self.state() != before:
                return self.read(PAGE)
            time.sleep(0.05)
        raise AssertionError("the page was not made again")

    def close(self):
        os.killpg(self.child.pid, signal.SIGINT)
        self.child.communicate(timeout=60)


@pytest.fixture(scope="module")
def watching(project, tmp_path_factory):
    folder = tmp_path_factory.mktemp("watch")
    package = folder / "code" / "jsna"
    shutil.copytree(project.root / "jsna", package, ignore=shutil.ignore_patterns("__pycache__"))
    running = Watching(copy_to(folder / "exampleton", project.root / "_config.yml"), package)
    yield running
    running.close()
    assert running.child.returncode == 130


def site(project):
    return {path: path.read_bytes() for path in project.html.rglob("*") if path.is_file()}


def test_the_page_follows_a_notebook_a_figure_and_a_module_and_the_site_stays(watching):
    before, words = site(watching.tiny), watching.package / "words.py"
    ward = watching.tiny.notebooks / "profiles" / "ward.ipynb"
    first = watching.read(PAGE)
    titled = watching.saves(lambda: change_cell(ward, '"Key facts"', '"What we know"'))
    counted = watching.saves(lambda: change_figure(watching.tiny, "residents", "X05000001", "8123"))
    text = words.read_text(encoding="utf-8")
    other = text.replace('"highest")', '"topmost")').replace('"lowest")', '"topmost")')
    assert other != text
    said = watching.saves(lambda: words.write_text(other, encoding="utf-8"))

    assert "What we know" not in first
    assert "What we know" in titled
    assert "8,123" not in titled
    assert "8,123" in counted
    assert "topmost" not in counted
    assert "topmost" in said
    assert site(watching.tiny) == before


def test_the_page_follows_the_theme_and_the_reference_files(watching):
    """Texts that stand on each page, and the name of an indicator."""
    theme = watching.package / "theme" / "html"
    catalogue = watching.tiny.data / "catalogue" / "exampleton.yml"
    name = re.search(r"short: (.+)", catalogue.read_text(encoding="utf-8")).group(1)
    layout, sheet = theme / "layout.html", theme / "static" / "jsna.css"
    kept = {path: path.read_text(encoding="utf-8") for path in (layout, sheet, catalogue)}
    framed = watching.saves(
        lambda: layout.write_text(kept[layout].replace("<body", "<!-- new --><body"))
    )
    watching.saves(lambda: sheet.write_text(kept[sheet] + "/* new */\n"))
    styled = watching.read("_static/jsna.css")
    named = watching.saves(lambda: catalogue.write_text(kept[catalogue].replace(name, "Zyx")))
    for path, text in kept.items():
        watching.saves(lambda path=path, text=text: path.write_text(text, encoding="utf-8"))

    assert "<!-- new -->" in framed
    assert styled == kept[sheet] + "/* new */\n"
    assert "Zyx" in named
    assert "Zyx" not in framed


def test_what_it_does_not_show_is_said_in_a_sentence(watching):
    path = watching.tiny.book / "about" / "about.md"
    with path.open("a", encoding="utf-8") as stream:
        stream.write("\n")
    said = ""
    while "about.md" not in said:
        said = watching.child.stdout.readline()

    assert said == "about.md saved. That shows after: run.py book.\n"


def test_a_page_made_at_once_is_the_page_that_a_build_makes(watching):
    """All but the script that only this server adds."""
    ward = watching.tiny.notebooks / "profiles" / "ward.ipynb"
    shown = watching.saves(lambda: ward.touch())
    watching._command("book", "--no-pdf").communicate(timeout=300)
    built = (watching.tiny.html / PAGE).read_text(encoding="utf-8")

    script = '<script src="/__watch__/reload.js" defer></script>'
    assert shown.replace(script, "") == built
    assert "__watch__" not in "".join(
        path.read_text(encoding="utf-8") for path in watching.tiny.html.rglob("*.html")
    )


def test_a_mistake_is_shown_in_the_place_of_the_page_and_goes_when_it_is_mended(watching):
    ward = watching.tiny.notebooks / "profiles" / "ward.ipynb"
    notebook = ward.read_text(encoding="utf-8")
    broken = watching.saves(lambda: change_cell(ward, '"tiles"', '"pie"'))
    mended = watching.saves(lambda: ward.write_text(notebook, encoding="utf-8"))

    assert "There is no chart kind 'pie'" in broken
    assert "The page could not be made" not in mended


def test_other_pages_and_files_are_those_of_the_site(watching):
    assert "__watch__/reload.js" in watching.read("index.html")
    assert "__watch__/reload.js" in watching.read("areas/southfold/index.html")
    assert json.loads(watching.read("data/figures/columns.json"))
    assert 'fetch("/__watch__/state?page="' in watching.read("__watch__/reload.js")
    for address in ("gone.html", "../../requirements.txt", "%2e%2e/%2e%2e/_config.yml"):
        with pytest.raises(HTTPError, match="404"):
            watching.read(address)


def test_without_a_book_it_says_how_to_make_one(project, tmp_path, monkeypatch, capsys):
    tiny = copy_to(tmp_path / "exampleton", project.root / "_config.yml")
    monkeypatch.setenv(ROOT_VARIABLE, str(tiny.root))

    assert cli.run(["watch"]) == 15
    assert "There is no book in _build/html yet" in capsys.readouterr().err
