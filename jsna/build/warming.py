"""What the warm process does before the first fork, so that no notebook has to do it again.

Imports little itself: the command line names it before it has imported anything.
"""

import importlib
from collections.abc import Sequence
from pathlib import Path

FOR_EVERY_NOTEBOOK = ("jsna.chapter", "scipy.special")
"""Modules that every notebook uses."""


def warm_up_for(root: str, modules: Sequence[str]) -> None:
    """Import and read in the warm process what every notebook would import and read again.

    Args:
        root: the project's folder.
        modules: imported besides those that every notebook uses.
    """
    for name in (*FOR_EVERY_NOTEBOOK, *modules):
        importlib.import_module(name)
    from jsna.catalogue import load_catalogue, load_place
    from jsna.observations import load_observations
    from jsna.paths import Project
    from jsna.reads import tracked, watch

    project = Project(Path(root))
    watch(project)
    load_observations(project)
    load_catalogue(project)
    with tracked():
        load_place(project)
