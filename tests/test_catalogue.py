"""The reference tables that people keep: one spoiled line gives one clear sentence."""

from pathlib import Path

import pytest
from tiny.place import copy_to

from jsna.catalogue import load_catalogue, load_chapters, load_place
from jsna.errors import DataError, UnknownIndicatorError
from jsna.records import AreaType, Polarity, Use


@pytest.fixture
def tiny(project, tmp_path):
    return copy_to(tmp_path / "exampleton", project.root / "_config.yml")


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_an_entry_becomes_a_record(tiny):
    catalogue = load_catalogue(tiny)
    visits = catalogue.indicator("visits")

    assert visits.polarity is Polarity.LOW_IS_GOOD
    assert (visits.theme, visits.source_id, visits.decimals) == ("exampleton", "made_up_health", 1)
    assert catalogue.sources["made_up_counts"].released_on == "2024-02-01"
    assert catalogue.sources["made_up_health"].released_on == ""


def test_the_indicators_of_a_chapter_keep_the_order_of_the_catalogue(tiny):
    ids = [item.indicator_id for item in load_catalogue(tiny).of_chapter("people")]

    assert ids == ["residents", "residents_by_age_sex", "visits", "life_expectancy"]
    assert load_catalogue(tiny).of_chapter("nobody_knows") == []


def test_an_unknown_indicator_is_refused_with_a_guess(tiny):
    with pytest.raises(UnknownIndicatorError, match="Did you mean 'residents'"):
        load_catalogue(tiny).indicator("resident")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("polarity: low", "polarity: bad", "deprivation_score > polarity: 'bad' is not one of"),
        ("  unit: people\n", "", "residents: 'unit' is a required property"),
        ("  short: Aged", "  shrot: Aged", "children: "),
        ("source: made_up_health", "source: no_such", "visits: there is no source 'no_such'"),
        ("visits:\n  title", "children:\n  title", "line 87: the key 'children' stands twice"),
        ("aggregation: sum", "aggregation: mean", "residents > aggregation: 'mean' does not match"),
        (
            "aggregation: sum",
            "aggregation: sum\n  traps: [no_such]",
            "residents: there is no trap 'no_such'",
        ),
        (
            "aggregation: sum",
            "aggregation: sum\n  burden: cost",
            "residents > burden: 'cost' is not one of",
        ),
        (
            "aggregation: sum",
            "aggregation: sum\n  breaks: [{date: in 2020, because: made up}]",
            "residents > breaks > 0 > date: 'in 2020' does not match",
        ),
    ],
)
def test_a_spoiled_entry_is_refused_with_file_and_place(tiny, old, new, message):
    spoil(tiny.data / "catalogue" / "exampleton.yml", old, new)

    with pytest.raises(DataError) as caught:
        load_catalogue(tiny)
    assert str(caught.value).startswith(f"data/catalogue/exampleton.yml, {message}")


def test_an_id_in_two_files_is_refused(tiny):
    text = (tiny.data / "catalogue" / "exampleton.yml").read_text(encoding="utf-8")
    (tiny.data / "catalogue" / "more.yml").write_text(text, encoding="utf-8")

    with pytest.raises(DataError, match=r"more\.yml: the indicator 'residents' stands in two"):
        load_catalogue(tiny)


def test_a_source_without_a_known_licence_is_refused(tiny):
    spoil(tiny.data / "sources.yml", "CC-BY-4.0", "mine")

    with pytest.raises(DataError, match=r"sources\.yml, made_up_health > licence: 'mine'"):
        load_catalogue(tiny)


def test_chapters_keep_their_order_and_their_lay_words(tiny):
    chapters = load_chapters(tiny)

    assert list(chapters) == ["people", "falls"]
    assert chapters["people"].search_words == ("people", "how many")


def test_a_chapter_that_stands_twice_is_refused(tiny):
    spoil(tiny.data / "chapters.csv", "\nfalls,", "\npeople,")

    with pytest.raises(DataError, match=r"chapters\.csv, line 3: 'people' stands twice"):
        load_chapters(tiny)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("state: draft", "state: finished", "state: 'finished' is not one of"),
        ("state: draft", "state: approved", "'approval' is a required property"),
        ("board: Ex", "bord: Ex", "data/place/place.yml"),
        ("as_at: 2026-11-21", "as_at: tomorrow", "as_at: 'tomorrow' does not match"),
    ],
)
def test_a_spoiled_place_is_refused(tiny, old, new, message):
    spoil(tiny.data / "place" / "place.yml", old, new)

    with pytest.raises(DataError, match=r"data/place/place\.yml") as caught:
        load_place(tiny)
    assert message in str(caught.value)


def test_a_line_that_is_no_yaml_is_named(tiny):
    spoil(tiny.data / "place" / "place.yml", "council: ", "council: [")

    with pytest.raises(DataError, match=r"data/place/place\.yml, line \d+: "):
        load_place(tiny)


def test_traps_and_breaks_become_part_of_the_record(tiny):
    (tiny.data / "traps.yml").write_text(
        "made_up:\n  title: Made up\n  rule: Made up\n  forbids: [rank]\n  area_types: [ward]\n",
        encoding="utf-8",
    )
    spoil(
        tiny.data / "catalogue" / "exampleton.yml",
        "aggregation: sum",
        "aggregation: sum\n  traps: [made_up]\n  breaks: [{date: '2020-04-01', because: made up}]",
    )
    residents = load_catalogue(tiny).indicator("residents")

    assert not residents.may(Use.RANK, AreaType.WARD)
    assert residents.may(Use.RANK, AreaType.DISTRICT)
    assert residents.may(Use.TREND, AreaType.WARD)
    assert [each.date for each in residents.breaks] == ["2020-04-01"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a:\n  title: A\n  rule: A\n  forbids: [count]\n", "'count' is not one of"),
        ("a:\n  title: A\n  forbids: [rank]\n", "'rule' is a required property"),
        (
            "a:\n  title: A\n  rule: A\n  forbids: [rank]\n  area_types: [town]\n",
            "there is no area type 'town'",
        ),
    ],
)
def test_a_spoiled_trap_is_refused(tiny, text, message):
    (tiny.data / "traps.yml").write_text(text, encoding="utf-8")

    with pytest.raises(DataError, match=message) as caught:
        load_catalogue(tiny)
    assert str(caught.value).startswith("data/traps.yml")


def test_indicators_of_one_concept_are_found_from_each_of_them(tiny):
    catalogue = load_catalogue(tiny)
    assert catalogue.of_concept(catalogue.indicator("visits")) == [catalogue.indicator("visits")]
