"""What a page says from the model: rounded, with its range, and never more than the model knows."""

import json

import pytest

from jsna.bundles import check_bundle
from jsna.charts.style import LAYOUTS
from jsna.errors import NotebookError
from jsna.model_page import emitted, entries, listed, phrase_of
from jsna.paths import Project
from jsna.projection import (
    LABEL,
    NEED,
    NEED_OF_SMALL,
    load_projection,
    projection_digest,
    results_path,
    said_change,
    said_growth,
    said_later,
)
from jsna.records import Area, AreaType, Source

CODE = "T06000001"
SOURCE = Source(
    "ons_mid_year_estimates", "P", "T", "Label", "https://x.example", "OGL-3.0", *[""] * 5
)


def area(code=CODE, name="Exampleton", kind=AreaType.UNITARY_AUTHORITY):
    names = {"area_code": code, "area_slug": name.lower(), "name": name, "full_name": name}
    rest = dict.fromkeys(
        ("area_set", "parent_code", "valid_from", "valid_to", "fit", "fit_note"), ""
    )
    return Area(**names, **rest, area_type=kind, status="official", tile_x=None, tile_y=None)


def made_up(*, with_range=True):
    """Return results for one area: each output is 100 and doubles; healthy people stay."""
    ids = [
        *NEED,
        "need_frail",
        "population_total",
        "aged_85",
        "hospital_demand_index",
        "life_women",
    ]

    def series(output):
        first = 100.0
        last = 100.0 if output == "need_healthy" else 200.0
        found = {"base": [first, (first + last) / 2, last]}
        ends = {"low": [90.0, 130.0, 180.0], "high": [110.0, 170.0, 230.0]}
        return found | (ends if with_range else {})

    about = {
        output: {
            "title": output.replace("_", " ").capitalize(),
            "unit": "year" if output.startswith("life") else "person",
            "decimals": 1 if output.startswith("life") else 0,
            "better": "none",
            "module": "population",
            "group": "",
            "note": "",
        }
        for output in (*ids, "beds_used")
    }
    changes = {output: [200.0, -27.0, -35.4, -18.2] for output in ids}
    changes["aged_85"] = [200.0, 3.0, -4.0, 9.0]
    changes["need_mild"] = [200.0, 0.0, 0.0, 0.0]
    changes["life_women"] = [85.0, 0.31, 0.18, 0.44]
    return {
        "key": "k",
        "version": "1",
        "start": {"population": 2023},
        "outputs": about,
        "scenarios": {"all": {"title": "All of it", "note": "", "settings": {}}},
        "levers": {},
        "calibration": [
            {
                "measure": "Births",
                "observed": "10",
                "model": "11",
                "error": "+10.0%",
                "how": "checked",
                "source": "Made up",
            }
        ],
        "areas": {
            CODE: {
                "notes": ["Borrowed"],
                "draws": 40,
                "sources": ["ons_mid_year_estimates"],
                "modules": {
                    "population": {
                        "times": [0.0, 12.0, 25.0],
                        "outputs": {output: series(output) for output in ids},
                    }
                },
                "scenarios": {"all": {"population": changes}},
            }
        },
    }


def project_with(tmp_path, results):
    project = Project(tmp_path)
    results_path(project).parent.mkdir(parents=True)
    results_path(project).write_text(json.dumps(results), encoding="utf-8")
    return project


@pytest.fixture
def projection(tmp_path):
    return load_projection(project_with(tmp_path, made_up()), CODE)


def test_later_is_told_with_its_range_and_growth_as_a_share(projection):
    assert said_later(projection, "need_severe", 25).text == "200 (180 to 230)"
    assert said_growth(projection, ("need_severe", "need_mild"), 25).text == "100% more"
    assert said_growth(projection, ("need_healthy",), 25).text == "about the same"
    assert said_growth(projection, ("need_severe",), 12).text == "50% more"


def test_without_draws_no_range_is_told(tmp_path):
    held = load_projection(project_with(tmp_path, made_up(with_range=False)), CODE)
    assert not held.has_range
    assert said_later(held, "need_severe", 25).text == "200"


def test_a_change_has_its_range_and_one_that_reaches_both_ways_is_unclear(projection):
    assert said_change(projection, "all", "need_severe").text == "27 fewer (18 to 36)"
    assert said_change(projection, "all", "aged_85").text == "no clear change (\u22124 to 9)"
    assert said_change(projection, "all", "need_mild").text == "no change"
    assert said_change(projection, "all", "life_women").text == "0.3 years more (0.1 to 0.5)"


def test_an_area_that_was_not_run_has_no_projection(tmp_path):
    project = project_with(tmp_path, made_up())
    assert load_projection(project, "T07000001") is None
    assert load_projection(Project(tmp_path / "nowhere"), CODE) is None
    assert phrase_of(None, area(), "growth", ("need_mild",)).text == "not known"


def test_the_digest_changes_with_the_results(tmp_path):
    project = project_with(tmp_path, made_up())
    before = projection_digest(project, CODE)
    changed = made_up()
    changed["areas"][CODE]["modules"]["population"]["outputs"]["aged_85"]["base"][2] = 222.5
    results_path(project).write_text(json.dumps(changed) + "\n", encoding="utf-8")
    assert projection_digest(project, CODE) not in (before, "")
    assert projection_digest(project, "T07000001") == ""


def test_entries_are_labelled_and_say_whose_future_is_told(projection):
    ward = area("T05000001", "Northward", AreaType.WARD)
    for entry in entries(projection, area(), ward):
        assert LABEL in entry["name"]
        assert "Exampleton, the council around Northward" in entry["text"]
    assert "In Exampleton: 100% more people" in entries(projection, area(), area())[0]["text"]


@pytest.mark.parametrize("with_range", [True, False])
@pytest.mark.parametrize("what", ["need", "band"])
def test_charts_are_complete_and_called_modelled(tmp_path, what, with_range):
    held = load_projection(project_with(tmp_path, made_up(with_range=with_range)), CODE)
    sources = {SOURCE.source_id: SOURCE}
    bundle = emitted(held, area(), what, ("need_severe",), "whole_system", sources, ())
    assert check_bundle("figure", bundle)["statuses"] == ["modelled"]
    assert LABEL in bundle["headline"]
    assert set(bundle["spec"]) == {layout.name for layout in LAYOUTS}
    names = {column["name"] for column in bundle["columns"]}
    assert ("low" in names) == with_range
    assert all(set(row) == names for row in bundle["rows"])
    assert listed(bundle, sources)[0]["status"] == "used by the model"


def test_the_pyramid_of_need_has_its_tip_on_top(projection):
    sources = {SOURCE.source_id: SOURCE}
    bundle = emitted(projection, area(), "need", (), "whole_system", sources, ())
    assert next(row["group"] for row in bundle["rows"]) == "Need end of life"
    assert [row["group"] for row in bundle["rows"]][-1] == "Need healthy"
    assert bundle["rows"][1]["later"] == 200


def test_a_ward_has_its_own_pyramid_with_frailty_as_one_group_and_rounded_rows(tmp_path):
    results = made_up()
    own = results["areas"][CODE]["modules"]["population"]["outputs"]
    own["need_end_of_life"] = {
        "base": [65.3, 70.0, 83.3],
        "low": [65.3, 66, 76.4],
        "high": [65.3, 75, 86],
    }
    held = load_projection(project_with(tmp_path, results), CODE)
    ward = area("T05000001", "Northward", AreaType.WARD)
    bundle = emitted(held, ward, "need", (), "ward", {SOURCE.source_id: SOURCE}, ())
    assert len(bundle["rows"]) == len(NEED_OF_SMALL)
    first = bundle["rows"][0]
    assert (first["now"], first["later"], first["low"], first["high"]) == (70, 80, 70, 90)
    assert all(row[name] % 10 == 0 for row in bundle["rows"] for name in ("now", "later", "low"))
    assert "about 200 people with frailty in 2048, 100 in 2023" in bundle["headline"]
    assert "last year of life" not in bundle["alt"]
    assert "need end of life 70, then 80" in bundle["alt"]
    titles = [column["title"] for column in bundle["columns"] if column["type"] == "number"]
    assert all("modelled" in title or "Range" in title for title in titles)


@pytest.mark.parametrize("what", ["scenarios", "calibration"])
def test_tables_are_complete(projection, what):
    sources = {SOURCE.source_id: SOURCE}
    bundle = emitted(projection, area(), what, ("need_severe",), "scenarios", sources, ())
    assert check_bundle("table", bundle)["rows"]


@pytest.mark.parametrize(
    ("what", "names", "said"),
    [
        ("growth", ("beds",), "the model has no output 'beds'"),
        ("growth", (), "needs the name of an output"),
        ("change", ("none", "aged_85"), "there is no scenario 'none'. Known ones: all"),
    ],
)
def test_a_wrong_name_is_one_sentence(projection, what, names, said):
    with pytest.raises(NotebookError, match=said):
        phrase_of(projection, area(), what, names)


def test_a_wrong_word_is_one_sentence(projection):
    with pytest.raises(NotebookError, match="Use one of: need, band, scenarios"):
        emitted(projection, area(), "pie", (), "scenarios", {}, ())
