"""Whatever happens to a build, the last good site stays whole and the next build is right."""

import errno
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tiny.place import change_figure, copy_to

from jsna import cli
from jsna.paths import ROOT_VARIABLE

pytestmark = [
    pytest.mark.book,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no process groups."),
]
FIGURE = ("residents_by_age_sex", "X05000001")


def start(project, *words, limit=0, full=""):
    """Begin `book` in a process group of its own.

    `limit`: bytes that one file may hold; `full`: the part of `_build` that has no room left.
    """
    tests = Path(__file__).parent
    fault = {"PYTHONPATH": f"{tests / 'full_disk'}", "FULL_DISK": f"{project.build / full}"}

    def bounded():
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen(
        [sys.executable, "-m", "jsna", "book", "--jobs", "2", *words],
        cwd=tests.parent,
        env={
            **os.environ,
            ROOT_VARIABLE: str(project.root),
            "PYTHONDONTWRITEBYTECODE": "1",
            **(fault if full else {}),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=bounded,
    )


def finished(child):
    said = child.communicate(timeout=300)
    return child.returncode, said[1]


def site(project):
    return {
        path.relative_to(project.html).as_posix(): path.read_bytes()
        for path in sorted(project.html.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def story(project, tmp_path_factory):
    """A place that is built, its site, and the site that one other value would give."""
    folder, config = tmp_path_factory.mktemp("faults"), project.root / "_config.yml"
    tiny = copy_to(folder / "exampleton", config)
    other = copy_to(folder / "other" / "exampleton", config)
    for place, value in ((tiny, "52"), (other, "53")):
        change_figure(place, *FIGURE, value)
    both = start(tiny), start(other)
    assert [finished(child)[0] for child in both] == [0, 0]
    assert site(tiny) != site(other)
    return tiny, site(tiny), site(other)


KILLS, SEED = 20, 20261121
MOMENTS = (
    "",
    "notebooks/areas/northfold",
    "made.json",
    "work.unfinished",
    "work/_build/html/areas/northfold/index.html",
    "html.new",
    "html",
    "receipt.json",
)
"""What a build writes, in this order; "" is there from the start."""


def sign(path):
    """Return what changes when something is written, replaced or removed."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


def wait_for(child, path, before):
    """Wait until this has been written, or the build has ended."""
    while child.poll() is None and sign(path) == before:
        time.sleep(0.002)


def left_over(project):
    """Return the processes that work for this project: each carries its folder's name."""
    mark = f"{ROOT_VARIABLE}={project.root}\0".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes():
                found.append(folder.name)
        except OSError:  # it has just ended, or belongs to somebody else
            continue
    return found


def assert_nobody_is_left(project):
    end = time.monotonic() + 60
    while left_over(project) and time.monotonic() < end:
        time.sleep(0.05)
    assert left_over(project) == []


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux lists processes in /proc.")
def test_a_build_killed_at_twenty_moments_leaves_a_whole_site_and_nobody_behind(story):
    """Every second kill ends the main process alone, as the system does when memory runs out."""
    tiny, before, after = story
    sites, dice = {"52": before, "53": after}, random.Random(SEED)
    build(tiny, "52")
    published, killed = "52", []
    for number in range(KILLS):
        other = "53" if published == "52" else "52"
        change_figure(tiny, *FIGURE, dice.choice((other, other, published)))
        moment = MOMENTS[number % len(MOMENTS)]
        path = tiny.build / moment if moment else tiny.root / "none"
        seen = sign(path)
        child = start(tiny)
        if moment:
            wait_for(child, path, seen)
        time.sleep(dice.uniform(0, 0.3))
        if child.poll() is None:
            (os.kill if number % 2 else os.killpg)(child.pid, signal.SIGKILL)
        killed.append(child.wait() == -signal.SIGKILL)
        child.communicate()

        assert_nobody_is_left(tiny)
        found = site(tiny)
        assert found in sites.values(), f"kill {number + 1}, {moment!r}"
        published = "52" if found == before else "53"

    assert sum(killed) > KILLS * 3 / 4
    last = "53" if published == "52" else "52"
    build(tiny, last)
    assert site(tiny) == sites[last]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL.")
def test_pages_that_a_killed_build_owed_are_written_by_the_next(story):
    """A new title stands on its neighbours too, whose own text is as it was."""
    tiny, _, _ = story
    build(tiny, "52")
    front = tiny.book / "about" / "about.md"
    text = front.read_text(encoding="utf-8")
    front.write_text(text.replace("# ", "# New: ", 1), encoding="utf-8")
    pages = sorted((tiny.build / "work" / "_build" / "html").rglob("*.html"))
    signs = [sign(path) for path in pages]
    child = start(tiny)
    while child.poll() is None and [sign(path) for path in pages] == signs:
        time.sleep(0.001)
    os.killpg(child.pid, signal.SIGKILL)
    child.communicate()
    build(tiny, "52")
    found = site(tiny)
    shutil.rmtree(tiny.build / "work")
    (tiny.build / "site-with-pdf.sha256").unlink()
    build(tiny, "52")
    whole = site(tiny)
    front.write_text(text, encoding="utf-8")

    assert child.returncode == -signal.SIGKILL
    assert sorted(found) == sorted(whole)
    assert [name for name in found if found[name] != whole[name]] == []


def test_pages_that_were_refused_once_are_refused_again(story):
    tiny, before, _ = story
    build(tiny, "52")
    front = tiny.book / "about" / "about.md"
    text = front.read_text(encoding="utf-8")
    front.write_text(text + "\n```{nonsense}\n```\n", encoding="utf-8")
    first, second = finished(start(tiny)), finished(start(tiny))
    front.write_text(text, encoding="utf-8")

    assert (first[0], second[0]) == (15, 15)
    assert "nonsense" in first[1]
    assert "nonsense" in second[1]
    assert site(tiny) == before


def build(project, value):
    """Give the figure this value and build; return the seconds."""
    change_figure(project, *FIGURE, value)
    began = time.monotonic()
    code, said = finished(start(project))
    assert code == 0, said
    return time.monotonic() - began


def test_a_full_disk_is_said_in_a_sentence_and_the_last_good_site_stays(story):
    """A limit on the size of a file fails a write just as a full disk or quota does."""
    tiny, before, _ = story
    build(tiny, "52")
    shutil.rmtree(tiny.build / "notebooks")
    (tiny.build / "made.json").unlink(missing_ok=True)
    change_figure(tiny, *FIGURE, "54")
    for limit in (1_000, 20_000, 200_000):
        code, said = finished(start(tiny, limit=limit))

        assert code in (14, 15), said
        assert "Traceback" not in said
        assert "File too large" in said
        assert site(tiny) == before
    build(tiny, "52")
    assert site(tiny) == before


FULL = (
    ("notebooks", "before"),
    ("cache/pdf", "before"),
    ("stage", "before"),
    ("work", "before"),
    ("html.new", "before"),
    ("cache/checked", "before"),
    ("cache/receipt", "after"),
    ("receipt.json", "after"),
    ("unchanged.json", "after"),
)
"""Each part that a build writes, in this order, and the site that is there when it has no room."""


def test_a_disk_that_is_full_for_any_part_leaves_a_whole_site_and_owes_nothing(story):
    tiny, before, after = story
    build(tiny, "52")
    shutil.rmtree(tiny.build / "cache")  # so that each part has something to write
    change_figure(tiny, *FIGURE, "53")
    for part, there in FULL:
        code, said = finished(start(tiny, full=part))

        assert code in (14, 15), f"{part}: {said}"
        assert "Traceback" not in said, part
        assert "No space left on device" in said, part
        assert site(tiny) == {"before": before, "after": after}[there], part
    build(tiny, "53")
    assert site(tiny) == after


def test_a_disk_that_fills_while_pages_are_written_is_named(monkeypatch, capsys):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/somewhere/_build/page.md")

    monkeypatch.setattr("jsna.cli.find_project", full)
    assert cli.run(["status"]) == 15
    assert capsys.readouterr().err == (
        "A file could not be written: No space left on device (page.md). Make room or ask for a "
        "larger quota, then type the same command again; the last good site in _build/html/ "
        "stays. Exit code 15.\n"
    )


def test_a_site_that_was_moved_away_and_not_yet_replaced_is_put_back(story):
    """The one moment in which a kill finds no site: between the two steps of the exchange."""
    tiny, before, _ = story
    build(tiny, "52")
    tiny.html.replace(tiny.build / "html.old")
    code, said = finished(start(tiny, "--dry-run"))

    assert code == 0, said
    assert site(tiny) == before
