"""What is measured: a copy of the project, as it stands or with its chapters many times over.

The copies of a chapter do the same work on the same real figures under other ids. They are made
for the benchmark only and are never published.
"""

import json
import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

import jsna
from jsna.build.book import load_book
from jsna.build.plan import Job
from jsna.build.run import context_of
from jsna.build.toc import write_toc
from jsna.context import CONTEXT_VARIABLE, context_text
from jsna.files import read_yaml, write_text
from jsna.paths import ROOT_VARIABLE, Project

_PARTS = ("book", "data", "notebooks", "_config.yml", "_toc.yml", "requirements.txt")


def copy_of(project: Project, folder: Path, copies: int = 0) -> Project:
    """Return a copy of the project's inputs, each chapter so many times more.

    Args:
        project: what is copied.
        folder: where to; what is there is replaced.
        copies: further chapters made of each chapter.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in _PARTS:
        source = project.root / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.exists():
            shutil.copy(source, folder / name)
    made = Project(folder)
    if copies:
        _multiply(made, copies)
        write_toc(made, load_book(made).plan)
    return made


def _multiply(project: Project, copies: int) -> None:
    """Write each chapter's notebook again under further ids, and enter those in the catalogue."""
    paths = sorted((project.notebooks / "chapters").glob("*.ipynb"))
    for path in paths:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for number in range(1, copies + 1):
            facts = {**notebook["metadata"]["jsna"], "id": f"{path.stem}_copy_{_word(number)}"}
            metadata = {**notebook["metadata"], "jsna": facts}
            text = json.dumps({**notebook, "metadata": metadata}, ensure_ascii=False)
            write_text(path.with_name(f"{facts['id']}.ipynb"), text)
    known = {path.stem for path in paths}
    for path in (project.data / "catalogue").glob("*.yml"):
        entries: dict[str, Any] = read_yaml(path, shown=path.name) or {}
        for entry in entries.values():
            own = [chapter for chapter in entry["chapters"] if chapter in known]
            entry["chapters"] += [
                f"{chapter}_copy_{_word(number)}"
                for chapter in own
                for number in range(1, copies + 1)
            ]
        write_text(path, yaml.safe_dump(entries, sort_keys=False, allow_unicode=True))
    _list_chapters(project, known, copies)


def _list_chapters(project: Project, known: Iterable[str], copies: int) -> None:
    path = project.data / "chapters.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    more = [
        line.replace(line.split(",")[0], f"{line.split(',')[0]}_copy_{_word(number)}", 1)
        for line in lines
        if line.split(",")[0] in set(known)
        for number in range(1, copies + 1)
    ]
    write_text(path, "\n".join([*lines, *more]) + "\n")


def _word(number: int) -> str:
    """Return a number as letters, because an id may end in no figure."""
    return chr(ord("a") + number - 1)


def environment(project: Project) -> dict[str, str]:
    """Return the variables under which a command works on this project with this package."""
    package = str(Path(jsna.__file__).parent.parent)
    before = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([package, before]) if before else package
    return {ROOT_VARIABLE: str(project.root), "PYTHONPATH": path}


def papermill_words(job: Job, output: Path) -> list[str]:
    """Return what follows `papermill` on its command line for one page."""
    given = [word for pair in job.parameters.items() for word in ("-p", *pair)]
    quiet = ["--no-progress-bar", "--log-level", "ERROR", "-k", "python3"]
    return [str(job.authored.path), str(output), *given, *quiet]


def papermill_environment(project: Project, job: Job) -> dict[str, str]:
    """Return the variables under which papermill alone can run this page."""
    context = context_text(context_of(load_book(project), job))
    return {**environment(project), CONTEXT_VARIABLE: context}


def sample(jobs: Sequence[Job], number: int) -> list[Job]:
    """Return so many jobs, evenly spread over the plan."""
    step = max(1, len(jobs) // max(1, number))
    return list(jobs[::step])[:number]
