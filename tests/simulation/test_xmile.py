"""Two engines that others wrote read our export and agree with us.

pysimlin runs the whole module by single year of age; PySD, which takes long to read, 20 ages.
"""

import warnings

import numpy as np
import pytest
from models import demand, runner, two_states

from jsna.simulation.run import compile_numpy
from jsna.simulation.variants import with_last_age, with_length
from jsna.simulation.xmile import to_xmile

SETTINGS = {"prevention": 0.5, "more_packages": 100.0}
FALLING = {"demand": (np.array([1.0, 1.3, 0.8, 0.9]), 365.25)}


def in_simlin(text, folder):
    simlin = pytest.importorskip("simlin", reason="pysimlin is in requirements-dev.txt")
    path = folder / "module.xmile"
    path.write_text(text, encoding="utf-8")
    return simlin.load(str(path)).run(analyze_loops=False).results


def in_pysd(text, folder, monkeypatch):
    """Run with PySD; it writes its translation beside the file, so never in our own folders."""
    pysd = pytest.importorskip("pysd", reason="PySD is in requirements-dev.txt")
    builder = pytest.importorskip("pysd.builders.python.python_model_builder")
    monkeypatch.setattr(builder.black, "format_file_contents", lambda text, **_: text)
    path = folder / "module.xmile"
    path.write_text(text, encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pysd.read_xmile(str(path)).run()


def check_same(theirs, module_runner, **inputs):
    ours = module_runner.run(**inputs)
    every = module_runner.program.system.clock.record_steps
    for output in ours.outputs:
        kept = theirs[f"out_{output}"].to_numpy()[::every]
        np.testing.assert_allclose(kept, ours[output][:, 0], rtol=1e-9, atol=1e-9)


def test_simlin_agrees_on_the_whole_population(tmp_path):
    inputs = {"settings": SETTINGS, "values": {"excess": 1.8}}
    theirs = in_simlin(to_xmile(runner("population"), **inputs), tmp_path)

    check_same(theirs, runner("population"), **inputs)


def test_simlin_agrees_on_the_queue(tmp_path):
    inputs = {"settings": SETTINGS, "series": FALLING}
    theirs = in_simlin(to_xmile(runner("queue"), **inputs), tmp_path)

    check_same(theirs, runner("queue"), **inputs)


def test_pysd_agrees_on_20_ages(tmp_path, monkeypatch):
    model = with_length(with_last_age(two_states(), "population", 19), "population", 3)
    small = compile_numpy(model, "population")
    theirs = in_pysd(to_xmile(small, settings=SETTINGS), tmp_path, monkeypatch)

    check_same(theirs, small, settings=SETTINGS)


def test_pysd_agrees_on_the_queue(tmp_path, monkeypatch):
    inputs = {"settings": SETTINGS, "series": FALLING}
    theirs = in_pysd(to_xmile(runner("queue"), **inputs), tmp_path, monkeypatch)

    check_same(theirs, runner("queue"), **inputs)


def test_the_export_holds_single_numbers_of_the_portable_subset_only():
    text = to_xmile(runner("population")) + to_xmile(runner("queue"), series=demand())

    for word in ("non_negative", "<dim", "<gf", "DELAY", "SMTH", " MOD "):
        assert word not in text
