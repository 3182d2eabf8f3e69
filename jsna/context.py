"""What a build tells every notebook it runs; in JupyterLab it comes from data/place/."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jsna.errors import NotebookError
from jsna.paths import Project
from jsna.records import Context

CONTEXT_VARIABLE = "JSNA_CONTEXT"
"""Holds the build's context as JSON; absent when an analyst runs a notebook by hand."""
_SESSION_VARIABLE = "JPY_SESSION_NAME"
"""Set by Jupyter's server: the path of the notebook that a kernel was started for."""


def context_text(context: Context) -> str:
    """Return a context as the text that `load_context` reads."""
    return json.dumps(
        {
            "page": context.page,
            "as_at": context.as_at,
            "edition": context.edition,
            "state": context.state,
        },
        sort_keys=True,
    )


def load_context(project: Project, place: Mapping[str, Any]) -> Context:
    """Return the build's context or, in JupyterLab, one made from data/place/place.yml.

    Raises:
        NotebookError: if neither the build nor Jupyter's server says which notebook this is.
    """
    if given := os.environ.get(CONTEXT_VARIABLE):
        return Context(**json.loads(given))
    notebook = Path(os.environ.get(_SESSION_VARIABLE, "")).stem
    if not notebook:
        raise NotebookError(
            "open_page() cannot tell which notebook this is. Open it in JupyterLab, or build it "
            "with: python3 run.py book --only CHAPTER"
        )
    return Context(notebook, place["as_at"], place["edition"], place["state"])
