"""Keeping the model's results of an approved edition, for the next one to be set beside."""

import json
from pathlib import Path

from jsna.build.model_editions import edition_of
from jsna.build.model_results import results_key
from jsna.catalogue import load_place
from jsna.editions import edition_path, number_of
from jsna.errors import PublishError
from jsna.files import strict_json, write_text
from jsna.observations import load_observations
from jsna.paths import Project
from jsna.projection import results_path
from jsna.simulation.load import load_model

_BUILD = "Build first: python3 run.py book"


def keep_edition(project: Project) -> Path:
    """Write the results of the last build as those of the approved edition.

    Raises:
        PublishError: for a draft, where the last build was made from other files than those of
            now, or where other results of this edition are kept already.
    """
    place = load_place(project)
    if place["state"] != "approved":
        raise PublishError(
            f"The edition {place['edition']} is a draft, and only approved ones are kept. Record "
            "the approval in data/place/place.yml, build the book, and type this again."
        )
    if not results_path(project).exists():
        raise PublishError(f"The model has no results yet. {_BUILD}")
    made = json.loads(results_path(project).read_text(encoding="utf-8"))
    if made["key"] != results_key(project, load_observations(project), place["home_area"]):
        raise PublishError(f"The model or its figures have changed since the last build. {_BUILD}")
    text = strict_json(edition_of(project, load_model(project), made), indent=1) + "\n"
    path = edition_path(project, number_of(place))
    if path.exists() and path.read_text(encoding="utf-8") != text:
        raise PublishError(
            f"{project.relative(path)} holds other results already. An edition is kept once; if "
            "it was kept by mistake, remove the file and type this again."
        )
    write_text(path, text)
    return path
