"""The command line: turn words into one call, print what happened, exit with its code.

Everything heavy is imported inside the commands, so that `--help` answers at once.
"""

import errno
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jsna.cli_build import COMMANDS
from jsna.errors import JsnaError, PublishError
from jsna.paths import find_project

if TYPE_CHECKING:
    from jsna.build.options import BuildResult

DEBUG_VARIABLE = "JSNA_DEBUG"
STOPPED = 130
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What the system says when a disk, a quota or a limit is full."""


class _Commands(click.Group):
    """A group that answers a misspelled command with the ones that come near."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from difflib import get_close_matches

        if args and self.get_command(ctx, args[0]) is None:
            known = self.list_commands(ctx)
            close = get_close_matches(args[0], known, n=1)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            raise click.UsageError(
                f"There is no command {args[0]!r}.{hint} Known ones: {', '.join(known)}."
            )
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
First time:  python3 run.py book
One chapter: python3 run.py book --only population_and_place
One ward:    python3 run.py book --only ward --area luton
Developers:  python3 run.py test""",
)
def commands() -> None:
    """Build the needs assessment: a book for the public, a PDF for every area."""


@commands.command(epilog="Example: python3 run.py book --only ward --area luton --no-pdf")
@click.option("--only", multiple=True, metavar="ID", help="Build these chapters or profiles only.")
@click.option(
    "--area", "areas", multiple=True, metavar="CODE", help="Limit pages to these areas or slugs."
)
@click.option("--pdf/--no-pdf", default=True, help="Make the PDFs too (the default), or not.")
@click.option("--force", is_flag=True, help="Rebuild pages that are up to date.")
@click.option("--dry-run", is_flag=True, help="Print the plan and stop.")
@click.option(
    "--jobs",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Notebooks run at the same time; 0, the default, means one for each processor.",
)
@click.option(
    "--engine",
    type=click.Choice(["fork", "kernel"]),
    default="fork",
    help="How notebooks run: forked from a warm process (the default), or in ordinary kernels.",
)
@click.option(
    "--scheduler",
    default="",
    metavar="ADDRESS",
    help="Run notebooks on the workers of this dask scheduler, tcp://host:port.",
)
def book(
    only: tuple[str, ...],
    areas: tuple[str, ...],
    pdf: bool,
    force: bool,
    dry_run: bool,
    jobs: int,
    engine: str,
    scheduler: str,
) -> None:
    """Run the notebooks that are out of date and assemble the book."""
    from jsna.build.alone import alone
    from jsna.build.options import BuildOptions
    from jsna.build.unchanged import as_before, inputs_state

    options = BuildOptions(only, areas, pdf, force, dry_run, jobs, engine, scheduler)
    project = find_project()
    if done := as_before(project, options):
        click.echo(closing_sentence(done))
        return
    before = inputs_state(project)
    if engine == "fork" and not (dry_run or scheduler):
        from jsna.build.engine.pool import start_early
        from jsna.build.warming import warm_up_for

        start_early(partial(warm_up_for, str(project.root.resolve()), ()))
    from jsna.build.run import build
    from jsna.progress import Progress

    with alone(project), Progress() as progress:
        result = build(project, options, progress, before)
    if dry_run:
        click.echo("\n".join(result.plan) or "Nothing to build.")
        return
    click.echo(closing_sentence(result))


def closing_sentence(result: "BuildResult") -> str:
    """Return the sentence that a good build ends with."""
    from jsna.progress import duration

    made = f"{counted(result.pages, 'page')} and {counted(result.pdfs, 'PDF')}"
    current = f"{result.up_to_date} {'was' if result.up_to_date == 1 else 'were'} up to date"
    index = find_project().relative(result.index)
    return f"Built {made} in {duration(result.seconds)} ({current}). Open {index}"


def counted(number: int, noun: str) -> str:
    """Return "1 page" or "24 pages"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


@commands.command(epilog="Example: python3 run.py check --fix")
@click.option("--fix", is_flag=True, help="Write _toc.yml anew before checking.")
def check(fix: bool) -> None:
    """Check notebooks, areas, catalogue, figures and _toc.yml."""
    from jsna.checks import CHECKS, fix_toc

    project = find_project()
    if fix:
        click.echo("Wrote _toc.yml." if fix_toc(project) else "_toc.yml was right already.")
    problems: list[str] = []
    for item in CHECKS:
        found = item.run(project)
        click.echo(f"{'not right' if found else 'right':>9}  {item.title}")
        problems += found
    if problems:
        raise JsnaError("\n".join([*problems, f"{counted(len(problems), 'thing')} to put right."]))
    click.echo(f"All {len(CHECKS)} checks passed.")


@commands.command(epilog="Example: python3 run.py serve --port 8080")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help="Default: 8000.")
def serve(port: int) -> None:
    """Show the finished book in your browser, on this machine only."""
    from jsna.build.serve import address_of, make_server

    with make_server(find_project(), port) as server:
        click.echo(f"The book is at {address_of(server)} until you press Ctrl-C.")
        server.serve_forever()


@commands.command(epilog="Example: python3 run.py tabulate --from ../raw")
@click.option(
    "--from",
    "raw",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder with the raw files that data/sources.yml names.",
)
def tabulate(raw: Path) -> None:
    """Make data/figures/ and the model's inputs again from the raw files."""
    from jsna.progress import Progress
    from jsna.sources.model_inputs import write_schedules
    from jsna.sources.tabulate import tabulate as write_figures

    if not raw.is_dir():
        raise JsnaError(f"There is no folder {str(raw)!r}. Give the folder with the raw files.")
    project = find_project()
    with Progress() as progress:
        written = write_figures(project, raw, report=progress.report)
    written.append(write_schedules(project, raw))
    click.echo(f"Wrote {', '.join(project.relative(path) for path in written)}.")


@commands.group()
def new() -> None:
    """Start a chapter from the template."""


@new.command("chapter", epilog='Example: python3 run.py new chapter "Falls"')
@click.argument("title")
def new_chapter_command(title: str) -> None:
    """Write the notebook of a new chapter and list it in data/chapters.csv."""
    from jsna.build.scaffold import new_chapter
    from jsna.checks import fix_toc

    project = find_project()
    made = new_chapter(project, title)
    fix_toc(project)
    added = " and added its row to data/chapters.csv" if made.row_added else ""
    click.echo(f"Wrote {project.relative(made.path)}{added}.")
    click.echo(f"See it with: python3 run.py book --only {made.chapter_id}")


@commands.command(epilog="Example: python3 run.py status")
def status() -> None:
    """Count areas, indicators, chapters and pages."""
    from jsna.status import status_lines

    click.echo("\n".join(status_lines(find_project())))


for _command in COMMANDS:
    commands.add_command(_command)


def main() -> None:
    """Run one command; a person's mistake prints one message and never a traceback."""
    sys.exit(run(sys.argv[1:]))


def run(words: list[str]) -> int:
    """Run the command these words name and return its exit code."""
    try:
        commands.main(words, prog_name="python3 run.py", standalone_mode=False)
    except JsnaError as error:
        return _failed(str(error), error.exit_code)
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "python3 run.py"
        return _failed(f"{error.format_message()} See: {where} --help.", error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("Stopped. The same command goes on from here.", err=True)
        return STOPPED
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            raise
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            return _failed(_no_room(error), PublishError.exit_code)
        kind = type(error).__name__
        return _failed(
            f"Something unforeseen went wrong ({kind}: {error}). This is a mistake in the program, "
            f"not yours; {DEBUG_VARIABLE}=1 before the command shows where.",
            1,
        )
    return 0


def _no_room(error: OSError) -> str:
    named = f" ({Path(error.filename).name})" if error.filename else ""
    return (
        f"A file could not be written: {error.strerror}{named}. Make room or ask for a larger "
        "quota, then type the same command again; the last good site in _build/html/ stays."
    )


def _failed(message: str, code: int) -> int:
    if os.environ.get(DEBUG_VARIABLE):
        import traceback

        traceback.print_exc()
    click.echo(f"{message} Exit code {code}.", err=True)
    return code
