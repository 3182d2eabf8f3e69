"""The pages of the whole-system model, their scripts, and the numbers of each area."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jsna.explorer.facts import AreaChoice
from jsna.explorer.glance import Glance, glance_html
from jsna.explorer.how import how_page
from jsna.explorer.page import explorer_html
from jsna.explorer.scripts import explorer_script, explorer_style, how_style
from jsna.files import strict_json
from jsna.simulation.structure import Model

EXPLORER, HOW = "model/index", "model/how-it-works"
MODEL_SCRIPT, SCRIPT = "model/model.js", "model/explorer.js"
STYLE, HOW_STYLE = "model/explorer.css", "model/how.css"
ASSETS = {EXPLORER: (STYLE, MODEL_SCRIPT, SCRIPT), HOW: (STYLE, HOW_STYLE)}
"""What only these pages load."""
NOTICE = "An exploration, not a forecast"
MODEL_MARK = "<!-- jsna:model -->"
"""Stands on the home page where the way to the model belongs."""


@dataclass(frozen=True)
class ModelBook:
    """The model with all that its pages need.

    `inputs` holds what each area brings, by slug, as the model's script takes it; `script` is the
    model written in JavaScript.
    """

    model: Model
    areas: tuple[AreaChoice, ...]
    home: str
    inputs: Mapping[str, Mapping[str, Any]]
    script: str
    glance: Glance
    conclusions: str = ""


def model_words(parts: ModelBook | None) -> str:
    """Return what the home page says about the model; "" where there is none."""
    if parts is None:
        return ""
    return (
        "(explore)=\n## Explore a decision\n\n"
        "What if more people stopped smoking, or more could go home from hospital in time? "
        "[Explore decisions](/model/index.md) lets you move them and see what might follow, for "
        "any area. [How the model works](/model/how-it-works.md) shows every rule and number."
    )


def model_pages(parts: ModelBook, slot: Callable[[str], str]) -> dict[str, str]:
    """Return the Markdown of the model's pages, by docname."""
    html = explorer_html(parts.model, parts.areas, parts.home, glance_html(parts.glance))
    explorer = (
        "# Explore decisions\n\n"
        "Choose an area, move a decision, and see what might follow for people and services.\n\n"
        f"{slot(html)}\n"
    )
    return {EXPLORER: explorer, HOW: how_page(parts.model, slot, parts.conclusions)}


def model_files(parts: ModelBook) -> dict[str, str]:
    """Return the files that the pages load, by address from the root of the site.

    The home area's numbers stand in the model's script, so that the page shows them at once.
    """
    areas = {slug: area_script(slug, inputs) for slug, inputs in parts.inputs.items()}
    files = {f"model/areas/{slug}.js": text for slug, text in areas.items()}
    home = areas[parts.home]
    return {
        MODEL_SCRIPT: f"{parts.script}\n{home}",
        SCRIPT: explorer_script(),
        STYLE: explorer_style(),
        HOW_STYLE: how_style(),
        **files,
    }


def area_script(slug: str, inputs: Mapping[str, Any]) -> str:
    """Return the script that hands one area's numbers to the model."""
    return f"window.jsnaModel.area({strict_json(slug)}, {strict_json(dict(inputs))});\n"
