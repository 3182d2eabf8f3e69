"""A new site beside the old one: unchanged files are shared, written ones never, and it is whole."""

import os
import subprocess
import sys

import pytest

from jsna.build import swap
from jsna.build.swap import exchange, lay_out_files, lay_out_pages, rescue, swap_in

PAGES = {"index.html": "one", "about/us.html": "two", "objects.inv": "x"}
EXTRA = {"charts/a.svg": "<svg/>", "pdf/a.pdf": "%PDF"}


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def held(folder):
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in paths}


@pytest.fixture
def parts(tmp_path):
    """(pages, extra, published): the first build has been published."""
    pages, extra = write(tmp_path / "work", PAGES), write(tmp_path / "extra", EXTRA)
    published = tmp_path / "html"
    publish(pages, extra, published)
    return pages, extra, published


def publish(pages, extra, published):
    fresh = published.with_name("html.new")
    lay_out_files(fresh, extra)
    lay_out_pages(fresh, pages, published)
    swap_in(fresh, published)


def inode(path):
    return path.stat().st_ino


def test_the_site_is_the_pages_and_what_belongs_beside_them(parts):
    _, _, published = parts

    assert held(published) == {"index.html": "one", "about/us.html": "two", **EXTRA}
    assert sorted(path.name for path in published.parent.iterdir()) == ["extra", "html", "work"]


def test_what_sphinx_writes_into_is_never_shared_with_readers(parts):
    pages, extra, published = parts
    publish(pages, extra, published)

    for name in ("index.html", "about/us.html"):
        assert inode(pages / name) != inode(published / name)
    with (pages / "index.html").open("w") as stream:  # as Sphinx does: the same file, cut short
        stream.write("half")
    assert held(published)["index.html"] == "one"


def test_unchanged_files_are_the_same_files(parts):
    pages, extra, published = parts
    before = {name: inode(published / name) for name in held(published)}
    (pages / "index.html").write_text("another")
    publish(pages, extra, published)
    after = {name: inode(published / name) for name in held(published)}

    assert {name for name in before if before[name] != after[name]} == {"index.html"}
    assert held(published)["index.html"] == "another"


def test_a_published_file_that_somebody_changed_is_made_right(parts):
    pages, extra, published = parts
    (published / "about/us.html").write_text("spoilt")
    publish(pages, extra, published)

    assert held(published)["about/us.html"] == "two"


def test_what_is_no_more_goes(parts):
    pages, extra, published = parts
    (pages / "about/us.html").unlink()
    (extra / "pdf/a.pdf").unlink()
    publish(pages, extra, published)

    assert set(held(published)) == {"index.html", "charts/a.svg"}


def test_without_hard_links_files_are_copied(parts, monkeypatch):
    pages, extra, published = parts

    def refuse(source, target):
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    publish(pages, extra, published)

    assert held(published) == {"index.html": "one", "about/us.html": "two", **EXTRA}
    assert inode(extra / "charts/a.svg") != inode(published / "charts/a.svg")


def test_a_build_killed_between_two_steps_loses_nothing(parts):
    _, _, published = parts
    content = held(published)
    published.replace(published.with_name("html.old"))

    rescue(published)
    rescue(published)

    assert held(published) == content


@pytest.mark.skipif(sys.platform != "linux", reason="Elsewhere two renames follow each other.")
def test_there_is_no_instant_without_a_whole_site(parts):
    """One process looks as fast as it can while another publishes three hundred sites."""
    pages, extra, published = parts
    looker = subprocess.Popen(
        [sys.executable, "-c", LOOK, str(published)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert looker.stdout.readline() == "ready\n"
    for number in range(300):
        (pages / "index.html").write_text(f"edition {number}")
        publish(pages, extra, published)
    looks, missed = looker.communicate("stop\n", timeout=60)[0].split()

    assert int(looks) > 1000
    assert missed == "0"
    assert held(published)["index.html"] == "edition 299"


LOOK = """
import os, select, sys
index = os.path.join(sys.argv[1], "index.html")
looks = missed = 0
print("ready", flush=True)
while not select.select([sys.stdin], [], [], 0)[0]:
    looks += 1
    try:
        os.stat(index)
    except FileNotFoundError:
        missed += 1
print(looks, missed)
"""


def test_where_folders_cannot_be_exchanged_two_renames_follow_each_other(parts, monkeypatch):
    pages, extra, published = parts
    (pages / "index.html").write_text("another")
    monkeypatch.setattr(swap.ctypes, "CDLL", lambda _: object())  # a C library without the call
    assert not exchange(published, published)
    publish(pages, extra, published)

    assert held(published)["index.html"] == "another"
    assert sorted(path.name for path in published.parent.iterdir()) == ["extra", "html", "work"]


@pytest.mark.skipif(sys.platform != "linux", reason="Elsewhere two renames follow each other.")
def test_an_exchange_that_cannot_be_done_changes_nothing(parts, tmp_path):
    _, _, published = parts
    content = held(published)

    assert not exchange(tmp_path / "none", published)
    assert held(published) == content
