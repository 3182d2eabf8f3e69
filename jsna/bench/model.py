"""The whole-system model: many runs at once, beside PySD on the same model."""

import importlib
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from jsna.bench.measure import Series, alternating, timed
from jsna.bench.rows import Row, Setting, bench_job
from jsna.simulation.draws import draws
from jsna.simulation.load import read_model
from jsna.simulation.run import Runner, compile_numpy
from jsna.simulation.structure import Model
from jsna.simulation.xmile import to_xmile

AREAS = 40
MODELS = Path("tests") / "models"
"""Made-up models, as large as real ones; they stand in the project's tests."""


@bench_job("small", "full")
def single_numbers(setting: Setting) -> Iterator[Row]:
    """Time 40 areas x 1,000 draws x 10 years of a model of 41 stocks and 111 flows."""
    setting.say("The model of 41 stocks")
    model, runner = _compiled(setting, "forty_stocks", "chain")
    ours, theirs = _side_by_side(setting, model, runner, AREAS * 1000)
    sampled = f"PySD one run of {AREAS * 1000:,}, its translation not counted"
    note = f"N = {setting.rounds}, two threads; {sampled}"
    yield Row("41 stocks, 40 areas x 1,000 draws x 10 years", ours, theirs, "under 4 s", note)


@bench_job("full")
def by_age(setting: Setting) -> Iterator[Row]:
    """Time 40 areas x 200 draws x 25 years of 8 states by sex and single year of age."""
    setting.say("The population by single year of age")
    model, runner = _compiled(setting, "eight_states", "needs")
    lanes = AREAS * 200
    drawn = _spread(model, lanes)
    (ours,) = alternating(
        1, lambda: timed(lambda: runner.run(values=drawn, lanes=lanes, threads=2))
    )
    goal, note = "under 30 s", "N = 1, two threads of one process"
    yield Row("Population, 40 areas x 200 draws x 25 years", ours, None, goal, note)


def _compiled(setting: Setting, folder: str, module: str) -> tuple[Model, Runner]:
    shown = f"{MODELS.as_posix()}/{folder}"
    model = read_model(setting.project.root / MODELS / folder, shown=shown)
    runner = compile_numpy(model, module)
    runner.run()
    return model, runner


def _spread(model: Model, lanes: int) -> dict[str, np.ndarray]:
    """Return draws for every lane; each area has the same ones."""
    per_area = draws(model, lanes // AREAS, seed=1)
    return {name: np.tile(values, AREAS) for name, values in per_area.items()}


def _side_by_side(
    setting: Setting, model: Model, runner: Runner, lanes: int
) -> tuple[Series, Series | None]:
    """Time all lanes of ours and, in turn, one run of PySD where it is installed."""
    drawn = _spread(model, lanes)
    works = [lambda: timed(lambda: runner.run(values=drawn, lanes=lanes, threads=2))]
    with tempfile.TemporaryDirectory(prefix="jsna-bench-") as folder:
        if other := _pysd(runner, Path(folder)):
            works.append(lambda: timed(other))
        ours, *others = alternating(setting.rounds, *works)
    return ours, others[0].times(lanes) if others else None


def _pysd(runner: Runner, folder: Path) -> Callable[[], object] | None:
    """Return one run of PySD, translated; None where the developers' packages are missing."""
    try:
        pysd = importlib.import_module("pysd")
    except ImportError:
        return None
    path = folder / "module.xmile"
    path.write_text(to_xmile(runner), encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        translated = pysd.read_xmile(str(path))
    translated.run()
    run: Callable[[], object] = translated.run
    return run
