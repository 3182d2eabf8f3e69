"""Signals on a page: gathered from figures, shown with every part, beside people's priorities."""

from dataclasses import replace

import pytest

from jsna import signals
from jsna.areas import load_areas
from jsna.bundles import check_bundle
from jsna.catalogue import load_catalogue, load_place
from jsna.observations import load_observations
from jsna.priorities import WEIGHTS
from jsna.records import ALL, ALL_AGES, ALL_PERSONS, Context, Status
from jsna.series import Series

AS_AT = "2026-11-21"
CONTEXT = Context("made_up", AS_AT, "2026.11", "draft")


@pytest.fixture(scope="module")
def home(project):
    """Return a function that gives the series of an indicator for the home area."""
    areas, catalogue = load_areas(project), load_catalogue(project)
    observations, code = load_observations(project), load_place(project)["home_area"]

    def series(indicator_id, sex=ALL_PERSONS):
        item = catalogue.indicator(indicator_id)
        return Series(item, areas[code], areas, sex, ALL_AGES, ALL, ALL, observations)

    return series


@pytest.fixture(scope="module")
def catalogue(project):
    return load_catalogue(project)


def table(candidates, residents, catalogue, count=5):
    held = signals.found(candidates, residents, AS_AT)
    tested = signals.tested(candidates, AS_AT)
    return held, signals.signals_table(held, tested, candidates, CONTEXT, catalogue, count)


def test_worse_figures_call_and_the_table_is_a_bundle(home, catalogue):
    candidates = [home(name) for name in ("households_deprived_three_or_four", "active_adults")]
    held, bundle = table(candidates, home("population_total").latest, catalogue)

    assert check_bundle("table", bundle)
    assert [row["measure"] for row in bundle["rows"]] == [
        "Deprived in 3 or 4 ways",
        "Active adults",
    ]
    assert bundle["rows"][0]["label"].startswith("worse; 318 fewer if equal (")
    assert bundle["rows"][1]["label"] == "worse (as published)"
    assert "Of 1 comparisons with England at 95%, about 0.025" in bundle["subtitle"]
    assert "each is a signal and none a headline" in bundle["subtitle"]
    assert [item.is_headline for item in held] == [False, False]


def test_missing_parts_are_shown_as_missing_and_unheld_ones_only_in_the_download(home, catalogue):
    candidates = [home("households_deprived_three_or_four"), home("active_adults")]
    _, bundle = table(candidates, home("population_total").latest, catalogue)
    hidden = {column["name"] for column in bundle["columns"] if column["hidden"]}

    assert {part.lower() for part in WEIGHTS} <= {column["name"] for column in bundle["columns"]}
    assert {"d", "e", "kind"} <= hidden
    assert not {"a", "c", "score", "top"} & hidden
    assert bundle["rows"][1]["c"] == "\u2013"


def test_without_residents_the_burden_is_missing(home):
    (found,) = signals.found([home("households_deprived_three_or_four")], None, AS_AT)
    assert found.parts["C"] is None


def test_only_the_newest_of_a_concept_is_scored(home):
    both = [home("active_adults"), home("inactive_adults")]
    assert len(signals.found(both, None, AS_AT)) == 1


def test_inequality_of_census_health_is_steep(home):
    """Bad health rises with deprivation: the slope falls from the most to the least deprived."""
    found = signals.inequality(home("census_bad_health"))

    assert found is not None
    assert found.slope.upper < 0
    assert 0 < found.relative.value < 1 / 1.5
    assert signals.inequality(home("active_adults")) is None
    good = signals.inequality(home("census_good_health"))
    assert good.slope.lower > 0


def test_evidence_needs_a_value(home):
    empty = home("ae_attendances_under_5")
    assert empty.latest is None
    with pytest.raises(ValueError, match="holds no ae_attendances_under_5"):
        signals.evidence_of(empty, None)


def test_modelled_figures_are_never_signals(home):
    series = home("fuel_poverty_series")
    assert series.latest.status is Status.MODELLED
    assert signals.found([series], None, AS_AT) == []


def test_the_home_area_has_signals_and_similar_councils_are_looked_at(home, project):
    catalogue = load_catalogue(project)
    candidates = [home(item.indicator_id) for item in catalogue.judged()]
    held = signals.found(candidates, home("population_total").latest, AS_AT)

    assert len(held) > 5
    assert all(item.calls for item in held)
    scores = [item.score for item in held]
    assert scores == sorted(scores, reverse=True)
    similar = [signals.evidence_of(series, None) for series in candidates if series.latest]
    assert any(len(item.similar) >= 3 for item in similar)


def test_a_trap_keeps_a_figure_from_being_scored(home, catalogue):
    series, trap = home("households_deprived_three_or_four"), catalogue.traps["modelled_count"]
    assert signals.found([series], None, AS_AT)
    trapped = replace(series, indicator=replace(series.indicator, traps=(trap,)))
    assert signals.found([trapped], None, AS_AT) == []
