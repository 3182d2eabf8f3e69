"""A small site that holds the real pages about the model, for a made-up model and place."""

import json
import subprocess
import sys
from pathlib import Path

from jsna.build.pages_model import ASSETS, NOTICE, ModelBook, model_files, model_pages
from jsna.build.stage import Stage
from jsna.build.swap import lay_out_files, lay_out_pages
from jsna.explorer.facts import AreaChoice, with_costs
from jsna.explorer.glance import Glance
from jsna.explorer.runs import preset_results
from jsna.simulation.inputs import Inputs
from jsna.simulation.javascript import to_javascript
from jsna.simulation.load import read_model
from jsna.simulation.whole import compile_model

ROOT = Path(__file__).resolve().parent.parent
AREAS = (
    AreaChoice("exampleton", "Exampleton", "Council area", ("population", "flow")),
    AreaChoice("northfold", "Northfold", "Wards", ("population",), 42.0),
    AreaChoice("southfold", "Southfold", "Wards", ("population",), 12.0),
)
INPUTS = {
    "exampleton": Inputs(("population", "flow")),
    "northfold": Inputs(("population",), values={"people_at_start": 7000.0, "onset": 0.03}),
    "southfold": Inputs(("population",), values={"people_at_start": 6000.0}),
}
SITE = {
    "title": "Exampleton needs assessment",
    "board": "Exampleton Board",
    "edition": "2026.11",
    "as_at": "2026-11-21",
    "state": "draft",
    "home": {"name": "Exampleton", "address": "index"},
    "licence_lines": ["Made up for a test."],
}
CONCLUSIONS = """## What may be concluded

| Block | Data | Literature | Assumption |
|---|---|---|---|
| People at the start | mid-year estimates by single year of age | none of it | unstated proportions |
"""
TOC = """format: jb-book
root: index
chapters:
- file: areas/northfold/index
- file: model/index
  sections:
  - file: model/how-it-works
"""


def made_up_model():
    """Return the model of tests/explorer_model, read by the real loader."""
    return read_model(ROOT / "tests" / "explorer_model", shown="tests/explorer_model")


def model_book():
    """Return the made-up model with all that its pages need."""
    model = made_up_model()
    results = preset_results(compile_model(model), INPUTS["exampleton"], 100)
    inputs = {slug: each.as_json() for slug, each in INPUTS.items()}
    script = to_javascript(with_costs(model))
    glance = Glance(model, "Exampleton", results, 100)
    return ModelBook(model, AREAS, "exampleton", inputs, script, glance, CONCLUSIONS)


def build_site(folder):
    """Build the pages as a book does and return the folder of the site."""
    parts, stage = model_book(), Stage(folder / "stage")
    for docname, text in model_pages(parts, stage.slot).items():
        stage.put(f"{docname}.md", text)
    for address, text in model_files(parts).items():
        stage.put(f"extra/{address}", text)
    stage.put("index.md", "# Exampleton\n\nWords.\n")
    stage.put("areas/northfold/index.md", "# Northfold\n\nWords.\n")
    stage.put("_toc.yml", TOC)
    stage.put("_config.yml", (ROOT / "_config.yml").read_text(encoding="utf-8"))
    ward = {
        "kind": "profile",
        "title": "Northfold",
        "area_name": "Northfold",
        "explore": "northfold",
    }
    pages = {
        "index": {"kind": "home", "title": "Exampleton"},
        "areas/northfold/index": ward,
        "model/index": {"kind": "model", "title": "Explore decisions", "notices": [NOTICE]},
        "model/how-it-works": {"kind": "text", "title": "How the model works"},
    }
    for docname, assets in ASSETS.items():
        pages[docname]["assets"] = list(assets)
    stage.put("pages.json", json.dumps({"site": SITE, "pages": pages}))
    program = Path(sys.executable).with_name("jupyter-book")
    command = [program, "build", stage.folder, "--path-output", folder, "-W", "--keep-going", "-q"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    site = folder / "site"
    lay_out_files(site, stage.folder / "extra")
    lay_out_pages(site, folder / "_build" / "html", folder / "none")
    return site
