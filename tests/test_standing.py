"""A place among siblings is one question: only an answer that changes reaches a page."""

import json

import pytest
from test_series import AREAS, WARDS, row, series, wards

from jsna.observations import Observations
from jsna.reads import ABSENT, READS_VARIABLE
from jsna.standing import KIND, indicator_of, standing_digest


@pytest.fixture
def read(monkeypatch, tmp_path):
    """Return what has been logged: (kind, name) -> hash."""
    log = tmp_path / "log.reads"
    monkeypatch.setenv(READS_VARIABLE, str(log))

    def read():
        entries = map(json.loads, log.read_text(encoding="utf-8").splitlines())
        return {(each.get("kind"), each.get("name")): each["digest"] for each in entries}

    return read


def asked(read):
    return {name: value for (kind, name), value in read().items() if kind == KIND}


def today(name, *rows, areas=AREAS):
    return standing_digest(areas, Observations({"made_up_share": list(rows)}), name)


def test_values_above_below_and_alike_are_counted():
    found = series(*wards(5, 9, 5, 1)).standing()

    assert (found.above, found.below, found.same, found.of) == (1, 1, 2, 4)
    assert (found.as_high, found.as_low) == (3, 3)
    assert found.codes == tuple(ward.area_code for ward in WARDS)


def test_other_periods_modelled_values_and_gaps_are_not_compared():
    found = series(
        *wards(5, None, 6, 1),
        row("X05000002", 9, "2020"),
        row("X05000003", 9, "2019"),
        row("X06000001", 99),
    ).standing()
    modelled = row("X05000004", 9, status="modelled")

    assert (found.above, found.below, found.same) == (1, 1, 1)
    assert series(*wards(5, 6, 7, None)[:3], modelled).standing().of == 3
    assert series(*wards(None, 6, 7, 8)).standing() is None


def test_a_page_depends_on_the_place_and_not_on_each_value(read):
    said = series(*wards(5, 9, 3, 1)).rank()
    ((name, before),) = asked(read).items()

    assert said.keys == tuple(f"made_up_share@{ward.area_code}@2021" for ward in WARDS)
    assert indicator_of(name) == "made_up_share"
    assert today(name, *wards(5, 9, 3, 1)) == before
    assert today(name, *wards(5, 8, 4, 2)) == before, "values moved, places did not"
    assert today(name, *wards(5, 4, 3, 1)) != before, "another ward fell below"
    assert today(name, *wards(5, 9, 5, 1)) != before, "another ward came level"
    assert today(name, *wards(5, 9, 3, None)) != before, "one value fewer"
    assert today(name, *wards(5, 9, 3, 1), areas=type(AREAS)({}, ())) == ABSENT
    assert {kind for kind, _ in read()} == {None, "areas", KIND}


def test_a_text_with_a_mark_in_its_category_can_be_asked_again(read):
    rows = [row(ward.area_code, n, category="a|b") for n, ward in enumerate(WARDS)]
    series(*rows, category="a|b").position()
    ((name, before),) = asked(read).items()

    assert today(name, *rows) == before
