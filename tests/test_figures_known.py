"""Which indicators changed since an earlier state of the figures: all that did, and no other."""

from jsna.build.figures_known import KnownFigures
from jsna.observations import Observations

BEFORE = {"births": [("births", "X01", "5")], "deaths": [("deaths", "X01", "4")]}


def known(folder, rows_of):
    return KnownFigures(folder, Observations(rows_of))


def test_indicators_that_changed_came_or_went_are_named(tmp_path):
    known(tmp_path, BEFORE).keep("then")
    changed = {"births": [("births", "X01", "6")], "deaths": BEFORE["deaths"]}
    fewer_and_more = {"births": BEFORE["births"], "moves": [("moves", "X01", "1")]}
    other_order = {"deaths": BEFORE["deaths"], "births": BEFORE["births"]}

    assert known(tmp_path, BEFORE).changed_since("then") == frozenset()
    assert known(tmp_path, other_order).changed_since("then") == frozenset()
    assert known(tmp_path, changed).changed_since("then") == {"births"}
    assert known(tmp_path, fewer_and_more).changed_since("then") == {"deaths", "moves"}


def test_the_order_of_rows_counts(tmp_path):
    rows = [("births", "X01", "5"), ("births", "X02", "7")]
    known(tmp_path, {"births": rows}).keep("then")

    assert known(tmp_path, {"births": rows[::-1]}).changed_since("then") == {"births"}


def test_a_state_that_is_not_known_or_cannot_be_read_says_nothing(tmp_path):
    (tmp_path / "torn.json").write_text('{"births": ', encoding="utf-8")

    assert known(tmp_path, BEFORE).changed_since("then") is None
    assert known(tmp_path, BEFORE).changed_since("torn") is None


def test_the_last_few_states_are_kept(tmp_path):
    for number in range(12):
        known(tmp_path, BEFORE).keep(f"state-{number}")

    assert len(list(tmp_path.glob("*.json"))) == 8
    assert known(tmp_path, BEFORE).changed_since("state-11") == frozenset()
