"""Two editions of the model side by side: what moved, why, and a file that cannot be used."""

import json
import shutil
from pathlib import Path

import pytest
import yaml

from jsna.areas import load_areas
from jsna.build.keeping import keep_edition
from jsna.build.model_editions import edition_of, since_last, with_numbers_of
from jsna.build.model_results import results_key
from jsna.build.model_runs import together
from jsna.bundles import check_bundle
from jsna.catalogue import load_catalogue
from jsna.cli import run
from jsna.edition_changes import NO_DECISION, Moved, changes, moved
from jsna.editions import edition_path, last_path, load_edition
from jsna.errors import DataError, PublishError
from jsna.files import check_schema, strict_json
from jsna.model_inputs import all_inputs, newest_of
from jsna.model_page import emitted, phrase_of, tells
from jsna.observations import load_observations
from jsna.paths import Project
from jsna.projection import MODELLED, load_projection, results_path
from jsna.records import AreaType
from jsna.schedules import load_schedules
from jsna.simulation.draws import parameters_of
from jsna.simulation.load import load_model
from jsna.simulation.whole import compile_model

HERE = Path(__file__).resolve().parents[1]
OUTPUTS = ("need_healthy", "need_severe")
NUMBER = "illness_elasticity"
"""A number of the model that another edition is given differently."""


def held(title, value, unit="1"):
    return {"title": title, "value": value, "unit": unit, "source": "S"}


def edition(parameters, scenarios):
    return {"parameters": parameters, "scenarios": scenarios}


def test_numbers_and_scenarios_are_added_removed_and_changed():
    then = edition(
        {"a": held("A", 1.0), "b": held("B", 2.0), "d": held("D", 4.0)},
        {"x": {"title": "X", "settings": {"lever": 1.0}}, "y": {"title": "Y", "settings": {}}},
    )
    now = edition(
        {"a": held("A", 1.5), "c": held("C", 3.0), "d": held("D now", 4.0)},
        {"x": {"title": "X", "settings": {"lever": 2.0}}},
    )
    found = {(each["kind"], each["title"]): each for each in changes(then, now)}
    assert {key: each["what"] for key, each in found.items()} == {
        ("number", "A"): "changed",
        ("number", "B"): "removed",
        ("number", "C"): "added",
        ("scenario", "X"): "changed",
        ("scenario", "Y"): "removed",
    }
    assert (found["number", "A"]["then"], found["number", "A"]["now"]) == (1.0, 1.5)
    assert (found["number", "B"]["then"], found["number", "B"]["now"]) == (2.0, None)
    assert found["number", "A"]["source"] == "S"
    assert changes(now, now) == []


def test_a_difference_is_parted_into_new_figures_and_changed_numbers():
    then = {"last": {"p": 100.0}, "changes": {"x": {"p": -10.0}}}
    between = {"last": {"p": 104.0}, "changes": {"x": {"p": -11.0}}}
    now = {"last": {"p": 110.0, "q": 1.0}, "changes": {"x": {"p": -15.0}, "z": {"p": 2.0}}}
    found = {(each.scenario, each.output): each for each in moved(then, now, between)}

    assert found[NO_DECISION, "p"] == Moved(NO_DECISION, "p", 100.0, 110.0, 4.0, 6.0)
    assert found["x", "p"] == Moved("x", "p", -10.0, -15.0, -1.0, -4.0)
    assert found["x", "p"].difference == found["x", "p"].figures + found["x", "p"].numbers
    assert found["z", "p"] == Moved("z", "p", None, 2.0, None, None)
    assert found[NO_DECISION, "q"].difference is None
    assert {each.then for each in moved(None, now, None)} == {None}


@pytest.fixture(scope="module")
def home():
    """Return areas, model, look-up, and plain results of the home council made by the model."""
    project = Project(HERE)
    areas, model = load_areas(project), load_model(project)
    newest = newest_of(load_observations(project))
    inputs = all_inputs(model.modules["population"], load_schedules(project), newest, areas)
    (council,) = areas.of_type(AreaType.UNITARY_AUTHORITY)
    return areas, model, newest, council, results_of(model, inputs, council.area_code)


def results_of(model, inputs, code):
    """Return the home council's results in the form of `jsna.build.model_results.results`."""
    whole = compile_model(model)
    base = together(whole, inputs, [code], {})[code]["population"]
    names = [name for name in base if name != "times"]
    scenario = model.scenarios["prevention"]
    after = together(whole, inputs, [code], scenario.settings)[code]["population"]
    output = {"better": "none", "group": "", "note": "", "module": "population"}
    change = {
        n: [float(f"{v:.6g}") for v in (after[n][-1][0], after[n][-1][0] - base[n][-1][0])]
        for n in names
    }
    series = {n: {"base": [float(f"{v:.6g}") for v in base[n][:, 0]]} for n in names}
    return {
        "key": "k",
        "version": model.version,
        "start": {name: module.clock.start_year for name, module in model.modules.items()},
        "outputs": {
            name: output
            | (
                {"title": "Frailty", "unit": "person", "decimals": 0}
                if name not in model.outputs
                else {
                    "title": model.outputs[name].title,
                    "unit": str(model.outputs[name].unit),
                    "decimals": model.outputs[name].decimals,
                }
            )
            for name in names
        },
        "scenarios": {
            "prevention": {
                "title": scenario.title,
                "note": scenario.note,
                "settings": scenario.settings,
            }
        },
        "calibration": [],
        "areas": {
            code: {
                "draws": 0,
                "notes": [],
                "sources": [],
                "disability": None,
                "modules": {
                    "population": {"times": [float(t) for t in base["times"]], "outputs": series}
                },
                "scenarios": {"prevention": {"population": change}},
            }
        },
    }


@pytest.fixture
def place(tmp_path, home):
    """Return a project with our data, so that editions can be kept beside them."""
    shutil.copytree(HERE / "data", tmp_path / "data", ignore=shutil.ignore_patterns("figures"))
    (tmp_path / "data" / "figures").symlink_to(HERE / "data" / "figures")
    shutil.rmtree(tmp_path / "data" / "model" / "editions", ignore_errors=True)
    return Project(tmp_path)


def set_place(project, **fields):
    path = project.data / "place" / "place.yml"
    held = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    path.write_text(yaml.safe_dump({**held, **fields}), encoding="utf-8")


@pytest.fixture(scope="module")
def older(home):
    """Return the model with another number, and what it gives for the home council."""
    areas, model, newest, council, _ = home
    value = parameters_of(model)[NUMBER].value / 2
    then = {"parameters": {NUMBER: held("N", value)}, "scenarios": {}}
    changed = with_numbers_of(model, then)
    schedules = load_schedules(Project(HERE))
    inputs = all_inputs(changed.modules["population"], schedules, newest, areas)
    return changed, results_of(changed, inputs, council.area_code)


def keep_older(project, model, made, code, added=0.0):
    """Keep an edition of before; `added` people more had severe frailty then."""
    then = edition_of(project, model, made) | {"edition": "2026.05", "as_at": "2026-05-20"}
    then["areas"][code]["last"]["need_severe"] += added
    path = edition_path(project, "2026.05")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(strict_json(then), encoding="utf-8")


def test_an_edition_holds_what_its_schema_says_and_is_small(place, home):
    _, model, _, council, made = home
    kept = edition_of(place, model, made)
    check_schema(json.loads(strict_json(kept)), "model-edition", shown="made")
    assert kept["edition"] == "2026.11"
    assert kept["years"]["population"][1] > kept["years"]["population"][0]
    assert set(kept["parameters"]) == set(parameters_of(model))
    assert kept["areas"][council.area_code]["changes"]["prevention"]["need_healthy"] > 0
    assert len(strict_json(kept)) < 60_000


def test_the_same_model_and_figures_give_no_difference(place, home):
    areas, model, newest, council, made = home
    keep_older(place, model, made, council.area_code)
    since = since_last(place, model, made, newest, areas)
    assert since["changes"] == []
    assert since["same_rules"]
    rows = since["areas"][council.area_code]
    assert {row["then"] == row["now"] for row in rows} == {True}
    assert {(row["figures"], row["numbers"]) for row in rows} == {(0.0, 0.0)}


def test_a_changed_number_is_told_apart_from_new_figures(place, home, older):
    """The numbers of then are run on the figures of now: what is left comes from figures."""
    areas, model, newest, council, made = home
    keep_older(place, *older, council.area_code, added=500.0)
    since = since_last(place, model, made, newest, areas)
    (change,) = since["changes"]
    assert change["now"] == pytest.approx(2 * change["then"])
    rows = {
        (row["scenario"], row["output"]): row
        for row in since["areas"][council.area_code]
        if row["output"] in OUTPUTS
    }
    assert len(rows) == 4
    for key, row in rows.items():
        figures = -500.0 if key == (NO_DECISION, "need_severe") else 0.0
        assert row["figures"] == pytest.approx(figures, abs=1e-3)
        assert row["numbers"] != 0
        assert row["figures"] + row["numbers"] == pytest.approx(row["now"] - row["then"])


def shown(project, home, what):
    council = home[3]
    projection = load_projection(project, council.area_code)
    sources = load_catalogue(project).sources
    bundle = emitted(projection, council, what, OUTPUTS, "scenarios", sources, ())
    check_bundle("table", bundle)
    return projection, council, bundle


def write_results(project, home):
    areas, model, newest, council, made = home
    key = results_key(project, load_observations(project), council.area_code)
    since = since_last(project, model, made, newest, areas)
    results_path(project).parent.mkdir(parents=True, exist_ok=True)
    results_path(project).write_text(
        strict_json({**made, "key": key, "since": since}), encoding="utf-8"
    )


def test_a_page_without_an_edition_says_so_and_offers_its_own_results(place, home):
    write_results(place, home)
    projection, council, bundle = shown(place, home, "results")
    assert not tells(projection, "compared", OUTPUTS)
    assert not tells(projection, "changed", ())
    phrase = phrase_of(projection, council, "since", OUTPUTS)
    assert "first edition" in phrase.text
    assert phrase.basis == MODELLED, "pages leave out a paragraph that compares nothing"
    assert [row["measure"] for row in bundle["rows"]] == [
        projection.outputs[output].title for output in OUTPUTS
    ]
    assert all(row["change_prevention"] for row in bundle["rows"])


def test_a_page_with_an_edition_shows_then_now_and_why(place, home, older):
    keep_older(place, *older, home[3].area_code)
    write_results(place, home)
    projection, council, bundle = shown(place, home, "compared")
    assert tells(projection, "compared", OUTPUTS)
    assert [column["title"] for column in bundle["columns"]][2:4] == [
        "Edition 2026.05",
        "This edition",
    ]
    assert bundle["rows"][0]["decisions"] == "No decision"
    assert len(bundle["rows"]) == len(OUTPUTS) * 2
    assert "modelled" in bundle["subtitle"]
    assert all(row["numbers"] != "0" for row in bundle["rows"][:2])
    text = phrase_of(projection, council, "since", OUTPUTS).text
    assert "1 changed" in text
    assert "all from changed numbers of the model" in text

    _, _, changed = shown(place, home, "changed")
    (row,) = changed["rows"]
    assert row["what"] == "changed"
    assert row["then"] != row["now"]
    assert row["source"]


def test_a_difference_smaller_than_its_rounding_is_about_the_same(place, home):
    """Severe frailty has three digits or two, so a third of a person more is no difference."""
    _, model, _, council, made = home
    keep_older(place, model, made, council.area_code, added=1 / 3)
    write_results(place, home)
    projection, council, bundle = shown(place, home, "compared")
    differences = {row["difference"] for row in bundle["rows"]}
    assert differences == {"about the same"}
    moved = {each.difference for each in projection.since.moved if each.output == "need_severe"}
    assert moved != {0.0}, "the difference was there, and only its rounding took it away"
    said = phrase_of(projection, council, "since", OUTPUTS).text
    assert said.endswith("No result shown here moved by more than its rounding")


def test_only_an_edition_before_this_one_is_compared_with(place, home):
    _, model, _, council, made = home
    assert last_path(place) is None
    keep_older(place, model, made, council.area_code)
    assert last_path(place).stem == "2026.05"
    edition_path(place, "2026.11").write_text("{}", encoding="utf-8")
    assert last_path(place).stem == "2026.05"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("2026.05", "{", "cannot be read as JSON"),
        ("2026.05", "[]", "2026.05.json"),
        ("2026.05", '{"schema": 2}', "2026.05.json"),
        ("notes", "{}", "the name must be an edition"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(place, name, text, said):
    path = edition_path(place, name)
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=said):
        load_edition(place, last_path(place))


def test_a_draft_is_not_kept_and_an_approved_edition_once(place, home, monkeypatch, capsys):
    write_results(place, home)
    with pytest.raises(PublishError, match="is a draft"):
        keep_edition(place)
    monkeypatch.setattr("jsna.cli_build.find_project", lambda: place)
    assert run(["keep"]) == PublishError.exit_code
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Traceback" not in said

    approval = {"board": "Board", "date": "2026-11-30", "record": "https://x.example/minutes"}
    set_place(place, edition="2026.11", state="approved", approval=approval)
    areas_file = place.data / "areas" / "areas.csv"
    held = areas_file.read_bytes()
    areas_file.write_bytes(held + b"\n")
    with pytest.raises(PublishError, match="have changed since the last build"):
        keep_edition(place)
    areas_file.write_bytes(held)
    path = keep_edition(place)
    assert load_edition(place, path)["edition"] == "2026.11"
    assert keep_edition(place) == path
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(PublishError, match="other results"):
        keep_edition(place)
