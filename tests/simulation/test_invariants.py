"""What must hold of every model, in every lane, at every limit."""

from functools import cache

import numpy as np
import pytest
from audit import audited, by_step
from hypothesis import given, settings
from hypothesis import strategies as st
from models import FOLDER, demand, two_states

from jsna.simulation.draws import draws, parameters_of
from jsna.simulation.load import read_model
from jsna.simulation.run import compile_numpy
from jsna.simulation.variants import with_length, with_step

MODULES = [
    ("two_states", "population"),
    ("two_states", "queue"),
    ("closed_forms", "discharge"),
    ("eight_states", "needs"),
    ("forty_stocks", "chain"),
]


@cache
def model(name):
    return read_model(FOLDER / name, shown=f"tests/models/{name}")


@cache
def audit_of(name, module):
    return by_step(model(name), module)


@cache
def short_audit():
    return by_step(with_length(model("closed_forms"), "discharge", 500), "discharge")


@cache
def runner_of(name, module):
    return compile_numpy(model(name), module)


def series(module):
    return demand() if module == "queue" else None


def random_lanes(name, count, seed):
    """Return every parameter and lever anywhere in its range, one in three at an end of it."""
    random = np.random.default_rng(seed)

    def anywhere(low, high):
        values = random.uniform(low, high, count)
        place = random.random(count)
        return np.where(place < 1 / 6, low, np.where(place > 5 / 6, high, values))

    values = {
        item.id: anywhere(item.low, item.high) for item in parameters_of(model(name)).values()
    }
    levers = {item.id: anywhere(item.minimum, item.maximum) for item in model(name).levers.values()}
    return values, levers


@pytest.mark.parametrize(("name", "module"), MODULES)
def test_people_are_conserved_and_never_negative_at_every_limit(name, module):
    lanes = 40
    values, levers = random_lanes(name, lanes, seed=8)

    audit = audited(
        audit_of(name, module), values=values, settings=levers, series=series(module), lanes=lanes
    )

    assert np.abs(audit.residual).max() < 1e-9
    lowest = {stock: float(found.min()) for stock, found in audit.stocks.items()}
    assert min(lowest.values()) > -1e-9, lowest


@settings(max_examples=25)
@given(
    st.floats(0, 1000), st.floats(0, 9000), st.floats(5, 40), st.floats(2, 20), st.floats(0.01, 0.3)
)
def test_a_hospital_conserves_people_whatever_its_capacities(beds, packages, arrive, stay, needs):
    values = {
        "beds": beds,
        "packages": packages,
        "referrals": arrive,
        "stay": stay,
        "needs_care": needs,
    }

    audit = audited(short_audit(), values=values)

    assert np.abs(audit.residual).max() < 1e-9
    assert min(found.min() for found in audit.stocks.values()) > -1e-9
    occupied = audit.stocks["in_bed"] + audit.stocks["fit"]
    assert occupied.max() <= beds + 1e-6
    assert audit.stocks["at_home"].max() <= packages + 1e-6


@pytest.mark.parametrize(("name", "module"), MODULES)
def test_levers_at_rest_change_nothing_in_any_draw(name, module):
    drawn = draws(model(name), 20, seed=3)
    inputs = {"values": drawn, "series": series(module), "lanes": 20}

    without = compile_numpy(model(name), module, with_levers=False).run(**inputs)

    assert np.array_equal(runner_of(name, module).run(**inputs).values, without.values)


@pytest.mark.parametrize(("name", "module"), MODULES)
def test_halving_the_step_moves_no_output_by_half_a_percent(name, module):
    """Against the largest value of the output, after the first tenth of the run."""
    step = model(name).modules[module].clock.step
    coarse = runner_of(name, module).run(series=series(module))
    fine = compile_numpy(with_step(model(name), module, step / 2), module).run(
        series=series(module)
    )

    late = coarse.values.shape[1] // 10
    for output in coarse.outputs:
        moved = np.abs(coarse[output][late:] - fine[output][late:]).max()
        assert moved <= 0.005 * np.abs(fine[output]).max() + 1e-9, output


@pytest.mark.parametrize(("name", "module"), MODULES)
def test_priors_without_width_collapse_the_band_onto_the_one_run(name, module):
    lanes = 7
    still = {key: np.full(lanes, item.value) for key, item in parameters_of(model(name)).items()}

    band = runner_of(name, module).run(values=still, series=series(module), lanes=lanes)
    one = runner_of(name, module).run(series=series(module))

    assert np.array_equal(band.values, np.repeat(one.values, lanes, axis=2))


@pytest.mark.parametrize(("name", "module"), MODULES)
def test_the_same_seed_gives_the_same_results(name, module):
    runs = [
        runner_of(name, module).run(
            values=draws(model(name), 5, seed=11), series=series(module), lanes=5
        )
        for _ in range(2)
    ]

    assert np.array_equal(runs[0].values, runs[1].values)


@pytest.mark.parametrize("born", range(0, 101, 7))
def test_a_birth_cohort_never_reaches_an_age_early(born):
    """People of one age only, no births: after t birthdays they are exactly t years older."""
    at_birth = ages_of_a_cohort(born)

    for year in range(26):
        age = min(born + year, 100)
        elsewhere = np.delete(at_birth[:, year], age)
        assert (elsewhere == 0).all()
        assert at_birth[age, year] > 0


@cache
def runner_by_age():
    """Compile the made-up population with one output for each age."""
    from dataclasses import replace

    from jsna.simulation.expressions import Binary, Name, Sum
    from jsna.simulation.structure import Auxiliary, Output

    found = two_states()
    module = found.modules["population"]
    everybody = Binary("+", Name("well"), Name("ill"))
    like = module.stocks["well"]
    common = {"title": "x", "unit": like.unit, "note": "", "where": like.where}
    extra = {
        f"aged_{age}": Auxiliary(
            id=f"aged_{age}", by=(), equation=Sum(everybody, ("sex", "age"), (age, age)), **common
        )
        for age in range(101)
    }
    outputs = {
        name: Output(
            id=name,
            module="population",
            equation=Name(name),
            better="none",
            group="",
            decimals=0,
            **common,
        )
        for name in extra
    }
    queue = {key: item for key, item in found.outputs.items() if item.module == "queue"}
    growth = {"ill_growth": found.outputs["ill_growth"]}
    changed = replace(module, auxiliaries={**module.auxiliaries, **extra})
    model = replace(
        found,
        modules={**found.modules, "population": changed},
        outputs={**queue, **growth, **outputs},
    )
    return compile_numpy(model, "population")


def ages_of_a_cohort(born):
    people = np.zeros((1, 2, 102))
    people[:, :, born + 1] = 1000.0
    none = np.zeros((1, 2, 102))
    tables = {"people": people, "fertility": none}
    results = runner_by_age().run(tables, values={"ill_at_start": 0.2})
    return np.array([results[f"aged_{age}"][:, 0] for age in range(101)])


def test_those_born_in_a_year_are_of_age_0_at_its_end():
    """No people but a mother's generation; in the first year nobody is 1, in the second nobody 2."""
    people = np.zeros((1, 2, 102))
    people[:, 0, 26] = 1000.0
    results = runner_by_age().run({"people": people})
    aged = np.array([results[f"aged_{age}"][:, 0] for age in range(101)])

    for year in range(1, 6):
        assert aged[year - 1, year] > 0
        assert (aged[year:20, year] == 0).all()
