"""The table of contents: written from the plan, committed, and checked against it."""

import difflib
from typing import Any

import yaml

from jsna.build.plan import Plan
from jsna.errors import PublishError
from jsna.files import write_text
from jsna.paths import Project

_FIRST_LINE = "# Written by: python3 run.py check --fix. Do not edit by hand.\n"
ABOUT = (
    "foreword",
    "how-to-read",
    "methods",
    "quality",
    "disagreements",
    "statistics",
    "sources",
    "coverage",
    "glossary",
    "not-known",
    "accessibility",
)
"""Pages under about/ in reading order, after about/about itself."""
MODEL = ("model/index", "model/how-it-works")
"""The pages that the build writes about the whole-system model, where there is one."""


def toc_text(plan: Plan) -> str:
    """Return `_toc.yml` for a plan."""
    areas: list[dict[str, Any]] = []
    for area in plan.areas:
        home = f"areas/{area.area_slug}/index"
        inner = [
            {"file": job.address}
            for job in plan.of_area(area)
            if job.address.startswith(f"areas/{area.area_slug}/") and job.address != home
        ]
        areas.append({"file": home, **({"sections": inner} if inner else {})})
    chapters = [{"file": job.address} for job in plan.jobs if job.address.startswith("chapters/")]
    summary = [{"file": job.address} for job in plan.jobs if job.address.startswith("summary/")]
    about = [{"file": f"about/{name}"} for name in ABOUT]
    tree = {
        "format": "jb-book",
        "root": "index",
        "chapters": [
            {"file": "summary/index", **({"sections": summary} if summary else {})},
            {"file": "areas/index", "sections": areas},
            {"file": "chapters/index", **({"sections": chapters} if chapters else {})},
            *_model(plan),
            {"file": "about/about", "sections": about},
        ],
    }
    return _FIRST_LINE + yaml.safe_dump(tree, sort_keys=False, allow_unicode=True)


def _model(plan: Plan) -> list[dict[str, Any]]:
    """Return the model's pages: those the build writes, and the home area's notebooks."""
    notebooks = [job.address for job in plan.jobs if job.address.startswith("model/")]
    first, *rest = [*(MODEL if plan.has_model else ()), *notebooks] or [""]
    sections = [{"file": address} for address in rest]
    return [{"file": first, **({"sections": sections} if sections else {})}] if first else []


def check_toc(project: Project, plan: Plan) -> None:
    """Refuse a committed `_toc.yml` that is not what the plan gives.

    Raises:
        PublishError: with the first lines that differ.
    """
    path = project.root / "_toc.yml"
    committed = path.read_text(encoding="utf-8") if path.exists() else ""
    wanted = toc_text(plan)
    if committed == wanted:
        return
    lines = difflib.unified_diff(
        committed.splitlines(), wanted.splitlines(), "_toc.yml", "the plan", lineterm="", n=0
    )
    changes = [line for line in list(lines)[2:] if not line.startswith("@@")]
    raise PublishError(
        "_toc.yml is not what the notebooks and areas give. Write it again with "
        "python3 run.py check --fix and commit it. First differences:\n  "
        + "\n  ".join(changes[:8])
    )


def write_toc(project: Project, plan: Plan) -> bool:
    """Write `_toc.yml` from the plan; return whether it changed."""
    path = project.root / "_toc.yml"
    wanted = toc_text(plan)
    if path.exists() and path.read_text(encoding="utf-8") == wanted:
        return False
    write_text(path, wanted)
    return True
