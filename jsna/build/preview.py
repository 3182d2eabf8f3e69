"""One page at a time, at once: what `watch` shows while somebody writes.

A warm process forks for the page's notebook, the page is made as a build makes it, and one Sphinx
that stays in memory writes its HTML. All of it lies in `_build/preview`; the published site is
only read.
"""

import io
import os
import shutil
import subprocess
import sysconfig
from collections.abc import Collection
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from jsna.build import code_used
from jsna.build.book import load_book
from jsna.build.contract import check_notebook
from jsna.build.engine import NAME
from jsna.build.engine.limits import Limits
from jsna.build.engine.needs import imported_modules
from jsna.build.engine.pool import Zygote
from jsna.build.execute import Order, Outcome, lost_order, run_order
from jsna.build.making import PageOrder, make_page
from jsna.build.model_results import make_results
from jsna.build.notebooks import run_anew, warm
from jsna.build.plan import Job, load_notebook
from jsna.build.records import built_part
from jsna.build.run import PACKAGE, order_of
from jsna.build.warming import warm_up_for
from jsna.catalogue import load_catalogue, load_place
from jsna.errors import ExecutionError, PublishError
from jsna.files import write_bytes, write_text
from jsna.paths import Project


class Preview:
    """Makes single pages of one project; starts what it needs once."""

    def __init__(self, project: Project) -> None:
        """Prepare; takes some seconds.

        Raises:
            PublishError: if there is no finished book to begin from.
        """
        if not (project.html / "index.html").exists() or not _stage(project).exists():
            raise PublishError("There is no book in _build/html yet. Make it with: run.py book.")
        self.project, self.folder = project, project.build / "preview"
        self._book = book = load_book(project)
        make_results(project, book.areas, book.observations, book.home.area_code)
        self._not_built = frozenset(
            {job.address for job in book.plan.jobs}
            - {job.address for job in built_part(book.project, book.plan).jobs}
        )
        self._old_code: list[str] = []
        self._reference_is_old = False
        self._zygote = self._warm()
        self._sphinx = _Sphinx(project, self.folder)

    @property
    def extra(self) -> Path:
        """Return where pictures and downloads of the pages made here lie."""
        return self.folder / "stage" / "extra"

    @property
    def pages(self) -> Path:
        """Return where the HTML of the pages made here lies."""
        return self._sphinx.out

    def job(self, address: str) -> Job | None:
        """Return the page with this address, if a notebook makes it."""
        return next((job for job in self._book.plan.jobs if job.address == address), None)

    def code_changed(self, paths: Collection[Path]) -> None:
        """From now on notebooks import these modules anew, and those that import them.

        Everything else stays warm, such as the figures, unless their readers changed.
        """
        files = code_used.modules(PACKAGE)
        changed = [name for name, path in files.items() if path in paths]
        graph = code_used.import_graph(files)
        self._old_code = code_used.dependents(graph, [*self._old_code, *changed])

    def reference_changed(self) -> None:
        """Read the catalogue and the facts of the place again before the next page."""
        self._reference_is_old = True

    def put_style(self, path: Path) -> None:
        """Let a style sheet or script of the theme stand before that of the site."""
        write_bytes(self.extra / "_static" / path.name, path.read_bytes())

    def make(self, job: Job) -> None:
        """Run the page's notebook and write its HTML.

        Raises:
            JsnaError: in one message, if the notebook breaks its contract or fails.
        """
        if self._reference_is_old:
            place, catalogue = load_place(self.project), load_catalogue(self.project)
            self._book = replace(self._book, place=place, catalogue=catalogue)
            self._reference_is_old = False
        self._check(job)
        output = self.folder / "notebooks" / f"{job.address}.ipynb"
        order = order_of(self._book, job, NAME, output)
        outcome = self._run(order)
        if outcome.failure:
            raise ExecutionError(outcome.failure)
        page = PageOrder(
            address=job.address,
            executed=output,
            stage=self.folder / "stage",
            not_built=self._not_built,
            print_facts=None,
            pdf_cache=self.folder / "pdf",
            digest="",
        )
        make_page(page)
        self._sphinx.write(job.address)

    def close(self) -> None:
        """Stop the warm process."""
        self._zygote.close()

    def _check(self, job: Job) -> None:
        authored = load_notebook(self.project, job.authored.path)
        check_notebook(
            self.project.relative(authored.path),
            authored.notebook,
            indicators=self._book.catalogue,
            areas=self._book.areas,
        )

    def _run(self, order: Order) -> Outcome:
        if not self._zygote.alive:
            self._zygote, self._old_code = self._warm(), []
        function = partial(run_anew, self._old_code) if self._old_code else run_order
        try:
            limits = Limits(seconds=order.timeout, megabytes=order.megabytes)
            outcome: Outcome = self._zygote.run_one(function, order, limits)
        except Exception as error:
            return lost_order(order, error)
        return outcome

    def _warm(self) -> Zygote:
        modules = [name for one in self._book.notebooks for name in imported_modules(one.notebook)]
        root = str(self.project.root.resolve())
        prelude = partial(warm_up_for, root, warm([*modules, "altair", "pandas"]))
        return Zygote().prepare(1, prelude)


def _stage(project: Project) -> Path:
    return project.build / "stage"


class _Sphinx:
    """A Sphinx that stays in memory, over a stage in which other pages are only their titles."""

    def __init__(self, project: Project, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self._stage, self.out = folder / "stage", folder / "html"
        _lay_out(_stage(project), self._stage)
        # The address of a style sheet or script ends in a hash of the file.
        shutil.copytree(project.html / "_static", self.out / "_static")
        program = Path(sysconfig.get_path("scripts")) / "jupyter-book"
        command = [str(program), "config", "sphinx", str(self._stage)]
        subprocess.run(command, check=True, capture_output=True, cwd=folder)
        self._app = self._start(folder)

    def _start(self, folder: Path) -> Any:
        from sphinx.application import Sphinx

        os.environ["PYTHONHASHSEED"] = "0"
        quiet = io.StringIO()
        app = Sphinx(
            str(self._stage),
            str(self._stage),
            str(self.out),
            str(folder / "doctrees"),
            "html",
            status=None,
            warning=quiet,
        )
        app.builder.read()
        app.builder.prepare_writing(set(app.env.found_docs))
        return app

    def write(self, docname: str) -> None:
        """Read one page of the stage again and write its HTML."""
        builder = self._app.builder
        self._app.env.all_docs.pop(docname, None)
        builder.read()
        doctree = self._app.env.get_and_resolve_doctree(docname, builder)
        builder.write_doc_serialized(docname, doctree)
        builder.write_doc(docname, doctree)


def _lay_out(stage: Path, folder: Path) -> None:
    """Write a stage that holds every page's title and nothing else, with the real settings."""
    for name in ("_config.yml", "_toc.yml", "pages.json"):
        write_text(folder / name, (stage / name).read_text(encoding="utf-8"))
    (folder / "extra").mkdir(parents=True, exist_ok=True)
    (folder / "_figs").mkdir(exist_ok=True)
    for path in sorted(stage.rglob("*.md")):
        lines = path.read_text(encoding="utf-8").splitlines()
        title = next((line for line in lines if line.startswith("# ")), "# Untitled")
        marks = [f"{line}\n# {line.strip('()=')}\n" for line in lines if _is_mark(line)]
        write_text(folder / path.relative_to(stage), "\n\n".join([title, *_targets(marks)]) + "\n")


def _is_mark(line: str) -> bool:
    return line.startswith("(") and line.endswith(")=")


def _targets(marks: list[str]) -> list[str]:
    return [mark.replace("\n# ", "\n## ") for mark in marks]
