"""Further commands about the build: what a page was made with. `jsna.cli` takes them in."""

import os

import click

from jsna.paths import find_project


@click.command(epilog="Example: python3 run.py why areas/luton/index")
@click.argument("page")
def why(page: str) -> None:
    """Say what a page was made with, and what has changed since."""
    from jsna.build.why import explain

    click.echo("\n".join(explain(find_project(), page)))


@click.command(epilog="Example: python3 run.py bench small")
@click.argument("size", type=click.Choice(["small", "full", "matrix"]), default="small")
@click.option("--keep/--no-keep", default=True, help="Write docs/benchmarks.md (the default).")
@click.option("--rounds", type=click.IntRange(1, 20), help="How often each job is timed.")
def bench(size: str, keep: bool, rounds: int | None) -> None:
    """Measure this build beside papermill and plain Jupyter Book."""
    from jsna.bench import run

    project = find_project()
    lines = run.bench(project, size, lambda words: click.echo(words, err=True), rounds)
    click.echo("\n".join(lines))
    if keep:
        click.echo(f"Wrote {project.relative(run.keep(project, size, lines))}.")


@click.command(epilog="Example: python3 run.py verify areas/luton/index")
@click.argument("pages", nargs=-1, metavar="[PAGE]...")
def verify(pages: tuple[str, ...]) -> None:
    """Make pages again from the receipt and say what differs; all pages if none is named."""
    from jsna.build.verify import summary
    from jsna.build.verify import verify as verify_pages
    from jsna.progress import Progress

    with Progress() as progress:
        found = verify_pages(find_project(), pages, progress, os.cpu_count() or 1)
    click.echo(summary(found))


@click.command(epilog="Example: python3 run.py watch --port 8080")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help="Default: 8000.")
def watch(port: int) -> None:
    """Show the book and make the page you look at again whenever you save."""
    from jsna.build.serve import address_of
    from jsna.build.watch import Watcher

    click.echo("Getting ready, which takes some seconds.", err=True)
    watcher = Watcher(find_project(), port, click.echo)
    click.echo(f"The book is at {address_of(watcher.server)} until you press Ctrl-C.")
    watcher.run()


@click.command(epilog="Example: python3 run.py keep")
def keep() -> None:
    """Keep an approved edition's model results, to set the next edition beside them."""
    from jsna.build.keeping import keep_edition

    project = find_project()
    click.echo(f"Kept {project.relative(keep_edition(project))}. Commit it.")


COMMANDS = (bench, keep, verify, watch, why)
