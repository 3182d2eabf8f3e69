"""Further commands about the build: what a page was made with. `jsna.cli` takes them in."""

import click

from jsna.paths import find_project


@click.command(epilog="Example: python3 run.py why areas/luton/index")
@click.argument("page")
def why(page: str) -> None:
    """Say what a page was made with, and what has changed since."""
    from jsna.build.why import explain

    click.echo("\n".join(explain(find_project(), page)))


COMMANDS = (why,)
