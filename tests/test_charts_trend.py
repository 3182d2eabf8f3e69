"""What a trend says and shows: ends, limits, gaps, comparators, the scale."""

import dataclasses
from itertools import pairwise

import pytest
from charts_place import COUNCIL, indicator, request, requests, years

from jsna.charts import figure
from jsna.charts.trend_drawing import _spaced
from jsna.errors import DataError
from jsna.records import Status

HOME, COUNTRY = "T06000001", "T92000001"


def layers(bundle, layout="wide"):
    return {layer["name"]: layer for layer in bundle["spec"][layout]["layer"]}


@pytest.fixture(scope="module")
def bundle():
    return figure("trend", requests()["trend"])


def test_the_headline_tells_both_ends(bundle):
    assert bundle["headline"] == (
        "Disabled people in Birch & Beck: up from 18.0% in 2017 to 22.4% in 2021"
    )
    assert bundle["subtitle"] == (
        "Disabled people, %: Birch & Beck beside Sampleton and Testland, 2017 to 2021"
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((22.0, 18.0), "down from 22.0% in 2017 to 18.0% in 2018"),
        ((18.0, 18.04), "18.0% in 2018, the same as in 2017"),
        ((18.0, 19.9), "18.0% in 2017 and 19.9% in 2018, too close together to tell apart"),
    ],
)
def test_a_change_within_the_limits_is_not_called_one(values, expected):
    headline = figure("trend", request(years(values=values)))["headline"]

    assert headline == f"Disabled people in Birch & Beck: {expected}"


def test_a_model_expects_and_does_not_move():
    rows = [dataclasses.replace(row, status=Status.MODELLED) for row in years(values=(18, 30))]

    assert figure("trend", request(rows))["headline"] == (
        "Disabled people in Birch & Beck: 18.0% in 2017 and 30.0% in 2018, by a model"
    )


def test_the_alt_text_tells_ends_extremes_and_comparators(bundle):
    assert "Highest: 22.4% in 2021. Lowest: 18.0% in 2017." in bundle["alt"]
    assert "Sampleton: 15.0% in 2017, 16.5% in 2020." in bundle["alt"]


def test_the_table_has_a_row_per_period_and_says_why_one_is_empty(bundle):
    shown = [column["title"] for column in bundle["columns"] if not column.get("hidden")]
    empty = [row for row in bundle["rows"] if row["own"] is None]

    assert shown[:4] == ["Period", "Birch & Beck", "Sampleton", "Testland"]
    assert [row["period"] for row in bundle["rows"]] == ["2017", "2018", "2019", "2020", "2021"]
    assert [(row["period"], row["note"]) for row in empty] == [("2019", "Not collected.")]


def test_a_gap_breaks_the_line_and_is_explained(bundle):
    parts = {row["period"]: row["own_part"] for row in bundle["rows"]}

    assert parts["2017"] == parts["2018"] != parts["2020"] == parts["2021"]
    assert parts["2019"] is None
    assert "A break in a line means that no figure is held for that time." in bundle["notes"]
    assert layers(bundle)["own-line"]["encoding"]["detail"]["field"] == "own_part"


def test_years_that_nobody_holds_are_a_gap_too():
    rows = [*years(values=(1, 2, 3)), *years(values=(7, 8), first=2023)]
    parts = [row["own_part"] for row in figure("trend", request(rows))["rows"]]

    assert parts == [0, 0, 0, 1, 1]


def test_a_comparator_keeps_to_the_years_of_the_area_and_needs_two():
    rows = [*years(values=(18, 19)), *years(HOME, (10,) * 9, 2010), *years(COUNTRY, (9,), 2018)]
    bundle = figure("trend", request(rows))

    assert "reference_2" not in bundle["rows"][0]
    assert [row["reference_1"] for row in bundle["rows"]] == [10, 10]
    assert not any("@2016" in key for key in bundle["keys"])


def test_a_line_that_ends_early_says_when(bundle):
    words = layers(bundle)["reference-1-end-words"]["encoding"]["text"]["value"]

    assert words == "Sampleton 16.5% (2020)"


def test_counts_stand_alone():
    people = indicator(unit="people", value_type="count", decimals=0)
    rows = [*years(values=(800, 900)), *years(COUNTRY, (9_000_000,) * 2)]

    assert "reference_1" not in figure("trend", request(rows, of=people))["rows"][0]


def test_the_scale_starts_at_zero_or_says_that_it_does_not():
    def scale(bundle):
        return layers(bundle)["own-line"]["encoding"]["y"]["scale"]["domain"][0]

    ordinary, cut = (figure("trend", request(years(), zero=zero)) for zero in (True, False))
    said = "The scale of this chart does not start at zero."

    assert scale(ordinary) == 0
    assert said not in ordinary["notes"]
    assert scale(cut) > 10
    assert said in cut["notes"]


def test_years_of_life_need_no_zero():
    life = indicator(unit="years", value_type="years")

    assert any("zero" in note for note in figure("trend", request(years(), of=life))["notes"])


def test_only_so_many_years_back_are_drawn_when_asked():
    rows = figure("trend", request(years(), years=1))["rows"]

    assert [row["period"] for row in rows] == ["2020", "2021"]


def test_one_period_is_no_trend():
    with pytest.raises(DataError, match="fewer than two periods, which is no trend"):
        figure("trend", request(years(values=(18.0, None))))


def test_words_at_the_ends_never_overlap():
    assert _spaced([100, 101, 20], 19, 240) == [100, 119, 20]
    low = _spaced([230, 235, 239], 19, 240)
    assert [b - a for a, b in pairwise(low)] == [19, 19]
    assert low[-1] <= 240


def test_a_council_is_drawn_as_its_own_focus_once():
    rows = [*years(HOME), *years(COUNTRY, (17,) * 5)]
    bundle = figure("trend", request(rows, focus=COUNCIL, beside=(COUNCIL,)))

    assert [column["title"] for column in bundle["columns"] if column["name"] == "own"] == [
        "Sampleton"
    ]
    assert "reference_1" not in bundle["rows"][0]


def test_what_tells_the_lines_apart_is_more_than_colour(bundle):
    named = layers(bundle)
    dashes = [
        named[f"{name}-line"]["mark"].get("strokeDash")
        for name in ("own", "reference-1", "reference-2")
    ]
    shapes = {named[f"{name}-points"]["mark"]["shape"] for name in ("own", "reference-1")}

    assert len({str(dash) for dash in dashes}) == 3
    assert len(shapes) == 2
    assert {"own-name", "own-sample"} <= set(layers(bundle, "phone"))


def test_males_have_a_chart_of_their_own():
    males = [dataclasses.replace(row, sex="Male") for row in years()]

    assert figure("trend", request(males))["id"].endswith("-trend-males")
