"""Jupyter Book starts early, builds when it is told to, and is gone when nobody tells it."""

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
