"""Start a chapter: a notebook made from the template, and its row in data/chapters.csv."""

import json
import re
import unicodedata
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsna.areas import load_areas
from jsna.build.contract import check_notebook
from jsna.catalogue import load_catalogue, load_chapters
from jsna.errors import DataError, NotebookError
from jsna.files import csv_text, read_csv, write_text
from jsna.paths import Project
from jsna.records import CHAPTER_COLUMNS, Chapter

GROUP = "Other topics"
"""Where a chapter stands that the list did not have; people move it by editing the row."""
_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class NewChapter:
    """What `new chapter` wrote."""

    chapter_id: str
    path: Path
    row_added: bool


def new_chapter(project: Project, title: str) -> NewChapter:
    """Write notebooks/chapters/<id>.ipynb and, if the list has no such title, its row.

    Args:
        project: where to write.
        title: as readers see it. A title of data/chapters.csv keeps its id.

    Raises:
        NotebookError: for a title that cannot be one, or a notebook that exists already.
        DataError: if the id belongs to another title.
    """
    words = check_title(title)
    listed = load_chapters(project)
    found = next((c for c in listed.values() if c.title.casefold() == words.casefold()), None)
    chapter_id = found.chapter_id if found else chapter_id_for(words)
    if not found and chapter_id in listed:
        raise DataError(
            f"data/chapters.csv: the id {chapter_id!r} belongs to "
            f"{listed[chapter_id].title!r}. Use that title, or another one."
        )
    path = project.notebooks / "chapters" / f"{chapter_id}.ipynb"
    shown = project.relative(path)
    if path.exists():
        raise NotebookError(f"{shown} exists already. Open it, or choose another title.")
    notebook = fill_template(_read_template(project), chapter_id, found.title if found else words)
    check_notebook(shown, notebook, indicators=load_catalogue(project), areas=load_areas(project))
    if not found:
        _add_row(project, chapter_id, words)
    write_text(path, notebook_text(notebook))
    return NewChapter(chapter_id, path, row_added=not found)


def check_title(title: str) -> str:
    """Return a title without stray spaces, or refuse it.

    Raises:
        NotebookError: if it is too short or long, or holds more than words and plain marks.
    """
    words = " ".join(title.split())
    letters = sum(character.isalpha() for character in words)
    if letters < 3 or len(words) > _LONGEST_TITLE or not words[0].isalnum():
        raise NotebookError(
            f"{title!r} cannot be a chapter's title. Use a short phrase that begins with a letter, "
            f"has three letters or more and is no longer than {_LONGEST_TITLE} characters."
        )
    odd = re.search(r"[^\w\s,:;()&'\u2019+./-]", words) or re.search(r"[_/\\]", words)
    if odd:
        raise NotebookError(
            f"{title!r} cannot be a chapter's title because of {odd.group()!r}. "
            "Use words, commas, colons, brackets and hyphens."
        )
    return words


def chapter_id_for(title: str) -> str:
    """Return the permanent id of a title: "Falls & frailty" becomes `falls_and_frailty`."""
    plain = unicodedata.normalize("NFKD", title.replace("&", " and "))
    ascii_only = plain.encode("ascii", "ignore").decode().lower().replace("'", "")
    identifier = re.sub(r"[^a-z0-9]+", "_", ascii_only).strip("_")
    if not re.match(r"[a-z]", identifier):
        raise NotebookError(
            f"{title!r} cannot be a chapter's title. Begin it with a letter from a to z."
        )
    return identifier


def fill_template(template: dict[str, Any], chapter_id: str, title: str) -> dict[str, Any]:
    """Return a copy of the template for one chapter: its id, its title, no outputs."""
    notebook = deepcopy(template)
    notebook["metadata"]["jsna"].update(id=chapter_id, title=title, kind="chapter")
    notebook["cells"][0]["source"] = [f"# {title}"]
    return notebook


def notebook_text(notebook: dict[str, Any]) -> str:
    """Return a notebook as Jupyter itself saves it, so that saving again changes nothing."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _read_template(project: Project) -> dict[str, Any]:
    path = project.notebooks / "_template.ipynb"
    try:
        template: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NotebookError(
            f"notebooks/_template.ipynb cannot be read ({error}). Restore it with git."
        ) from None
    return template


def _add_row(project: Project, chapter_id: str, title: str) -> None:
    shown = "data/chapters.csv"
    path = project.data / "chapters.csv"
    rows = read_csv(path, CHAPTER_COLUMNS, shown=shown)
    row = Chapter(chapter_id, title, GROUP, "", "proposed", "", "")
    texts = {name: getattr(row, name) for name in CHAPTER_COLUMNS if name != "search_words"}
    rows.append({**texts, "search_words": ""})
    write_text(path, csv_text(CHAPTER_COLUMNS, rows))
