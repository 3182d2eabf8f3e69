"""The order in which equations can be computed."""

from collections.abc import Iterable, Mapping

from jsna.errors import ModelError
from jsna.simulation.expressions import names
from jsna.simulation.system import Definition


def ordered(wanted: Iterable[str], definitions: Mapping[str, Definition]) -> list[str]:
    """Return the wanted names and all they rest on, each after what it needs.

    Raises:
        ModelError: where names need one another in a circle; says the circle.
    """
    done: dict[str, None] = {}
    for name in wanted:
        _visit(name, definitions, done, [])
    return list(done)


def _visit(
    name: str, definitions: Mapping[str, Definition], done: dict[str, None], path: list[str]
) -> None:
    if name in done or name not in definitions:
        return
    if name in path:
        circle = [*path[path.index(name) :], name]
        shown = [part for part in circle if definitions[part].kind != "made"]
        raise ModelError(
            f"{definitions[name].where}: {' needs '.join(map(repr, shown or circle))}: "
            "equations may not go round in a circle; put a stock between them."
        )
    for needed in names(definitions[name].node):
        _visit(needed, definitions, done, [*path, name])
    done[name] = None
