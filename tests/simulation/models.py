"""The model that these tests run: a made-up population and a made-up hospital."""

import shutil
from functools import cache
from pathlib import Path

import numpy as np

from jsna.simulation.load import read_model
from jsna.simulation.run import compile_numpy

FOLDER = Path(__file__).parent.parent / "models"


@cache
def two_states():
    return read_model(FOLDER / "two_states", shown="data/model")


@cache
def runner(module):
    return compile_numpy(two_states(), module)


def demand(points=1.0):
    """Return the series that the queue takes from the population: level unless points are given."""
    return {"demand": (np.atleast_1d(np.asarray(points, float)) * np.ones(4), 365.25)}


def changed(tmp_path, file, old, new, model="two_states"):
    """Return a folder with a copy of the model in which one text is another."""
    folder = tmp_path / "model"
    shutil.copytree(FOLDER / model, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return folder
