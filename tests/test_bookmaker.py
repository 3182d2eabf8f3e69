"""Jupyter Book starts early, builds when it is told to, and is gone when nobody tells it."""

import os
import signal
import subprocess
import sys
import time

import pytest

from jsna.build.bookmaker import BookMaker

CONFIG = """title: Made up
execute: {execute_notebooks: "off"}
html: {use_multitoc_numbering: false}
sphinx: {config: {html_theme: basic, html_theme_options: {}}}
"""


def stage(folder, text):
    for name, content in {
        "_config.yml": CONFIG,
        "_toc.yml": "format: jb-book\nroot: index\n",
        "index.md": text,
    }.items():
        (folder / "stage").mkdir(exist_ok=True)
        (folder / "stage" / name).write_text(content)
    return folder / "stage"


def test_it_builds_when_it_is_told(tmp_path):
    with BookMaker(stage(tmp_path, "# Hello"), tmp_path / "work", tmp_path) as maker:
        _, _, warned = maker.make()

    page = tmp_path / "work" / "_build" / "html" / "index.html"
    assert "Hello" in page.read_text(encoding="utf-8"), warned


def test_what_goes_wrong_is_in_its_words(tmp_path):
    (tmp_path / "stage").mkdir()
    with BookMaker(tmp_path / "stage", tmp_path / "work", tmp_path) as maker:
        code, said, warned = maker.make()

    assert code != 0
    assert "Table of Contents" in said + warned


def test_unused_it_is_ended(tmp_path):
    maker = BookMaker(tmp_path, tmp_path / "work", tmp_path)
    with pytest.raises(RuntimeError, match="a page failed"), maker:
        raise RuntimeError("a page failed")

    assert maker._process.poll() is not None
    assert not (tmp_path / "work").exists()


ORPHAN = """
import sys
from pathlib import Path
from jsna.build.bookmaker import BookMaker

stage, work, folder = map(Path, sys.argv[1:])
with BookMaker(stage, work, folder) as maker:
    print(maker._process.pid, flush=True)
    maker.make()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL.")
def test_it_ends_with_the_process_that_wants_the_book(tmp_path):
    """An extension that never ends stands for a large book."""
    slow = stage(tmp_path, "# Hello")
    (slow / "endless.py").write_text(
        "import pathlib, time\n\n"
        "def setup(app):\n    pathlib.Path(__file__).with_name('begun').touch()\n    time.sleep(600)\n"
    )
    (slow / "_config.yml").write_text(
        CONFIG.replace("sphinx: {", "sphinx: {local_extensions: {endless: .}, ")
    )
    words = [str(slow), str(tmp_path / "work"), str(tmp_path)]
    command = [sys.executable, "-c", ORPHAN, *words]
    main = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    pid = int(main.stdout.readline())
    wait_until((slow / "begun").exists)
    main.send_signal(signal.SIGKILL)
    main.wait()
    wait_until(lambda: not alive(pid))


def wait_until(true):
    for _ in range(2400):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("that never came")


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
