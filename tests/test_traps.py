"""The known traps of the figures that we hold: each is data, and each is kept by every rule."""

from functools import cache

import pytest

from jsna import standouts
from jsna.areas import load_areas
from jsna.catalogue import load_catalogue, load_place
from jsna.observations import ANY, load_observations
from jsna.records import FIGURE_COLUMNS, AreaType, Status, Use
from jsna.series import STRATA, Series

BOARD, SURE = "E54000032", standouts.SURE


@pytest.fixture(scope="module")
def book(project):
    areas, catalogue = load_areas(project), load_catalogue(project)
    observations = load_observations(project)

    @cache
    def series(indicator_id, code, sex="Persons"):
        strata = {**STRATA, "sex": sex}
        item = catalogue.indicator(indicator_id)
        return Series(item, areas[code], areas, **strata, _observations=observations)

    return areas, catalogue, series, load_place(project)


@pytest.fixture(scope="module")
def home(book):
    return book[3]["home_area"]


def kinds(areas, kind):
    return [area.area_code for area in areas.of_type(kind)]


def test_districts_are_not_put_in_order_by_emergency_stays(book, home):
    """West Kent very likely counts same-day care as stays; wards of one trust can be ranked."""
    areas, _, series, _ = book
    districts = kinds(areas, AreaType.DISTRICT)
    assert len(districts) == 12
    for code in districts:
        assert series("emergency_admission_ratio_all", code).position() is None
        assert series("emergency_admission_ratio_all", code).latest is not None
    (county,) = kinds(areas, AreaType.COUNTY)
    assert series("emergency_admission_ratio_all", county).spread().text == "not known"
    assert "highest in" in series("emergency_admission_ratio_all", home).spread().text


def test_no_list_of_a_district_holds_emergency_stays(book):
    areas, _, series, place = book
    for code in kinds(areas, AreaType.DISTRICT):
        held = [series("emergency_admission_ratio_all", code)]
        assert standouts.needs(held, 9, place["as_at"]) == []
        assert standouts.strengths(held, 9, place["as_at"]) == []


def test_the_health_index_is_never_trend_tested(book, home):
    _, catalogue, series, _ = book
    found = [item for item in catalogue.indicators.values() if item.source_id == "ons_health_index"]
    assert found
    for item in found:
        assert "carried_forward" in {trap.trap_id for trap in item.traps}, item.indicator_id
        assert not series(item.indicator_id, home).recent().is_known


def test_no_year_of_the_health_index_repeats_the_year_before(book):
    _, catalogue, series, _ = book
    areas = book[0]
    for item in catalogue.indicators.values():
        if item.source_id == "ons_health_index":
            for code in kinds(areas, AreaType.DISTRICT):
                rows = series(item.indicator_id, code).select((code,))
                values = {int(row.period): row.value for row in rows}
                assert all(values.get(year - 1) != value for year, value in values.items())


def test_records_of_practices_break_at_2020(book, home):
    _, catalogue, series, _ = book
    registers = [i for i in catalogue.indicators.values() if i.source_id == "nhs_qof_prevalence"]
    registers = [item for item in registers if item.value_type == "proportion"]
    assert len(registers) > 15
    for item in registers:
        assert [each.date for each in item.breaks] == ["2020-04-01"], item.indicator_id
        made = series(item.indicator_id, home)
        assert not made.recent().is_known
        assert made.since(8).text == "not known"


def test_rolling_years_are_never_trend_tested(book, home):
    _, _, series, _ = book
    for indicator_id, sex in (
        ("life_expectancy_at_birth", "Female"),
        ("preventable_heart_deaths", "Persons"),
        ("alcohol_specific_deaths", "Persons"),
        ("nhs_health_checks", "Persons"),
        ("smoking_routine_manual", "Persons"),
    ):
        made = series(indicator_id, home, sex)
        assert len(made.select((home,))) > 5
        assert not made.recent().is_known, indicator_id


def test_single_years_with_counts_are_tested(book, home):
    found = book[2]("smoking_recorded_by_gps", home).recent()
    assert found.direction == "decreasing_better"
    assert [item.period for item in found.observations][-1] == "2022/23"


def test_modelled_figures_enter_no_trend_flag_place_or_judgement(book):
    areas, catalogue, series, place = book
    observations, checked = load_observations_of(series), 0
    for item in catalogue.indicators.values():
        rows = observations.rows_of.get(item.indicator_id, [])
        codes = {row[1] for row in rows if "modelled" in row}
        for code in codes & set(areas.by_code):
            made = series(item.indicator_id, code)
            if made.latest is None or made.latest.status is not Status.MODELLED:
                continue
            checked += 1
            assert not made.recent().is_known
            assert made.judgement().direction == "not_compared"
            assert made.position() is None
            assert made.gap() is None
            assert standouts.needs([made], 1, place["as_at"]) == []
    assert checked > 300


def load_observations_of(series):
    return series("population_total", "E92000001")._observations


def test_every_trap_is_a_sentence_and_forbids_something(book):
    traps = book[1].traps
    assert {"same_day_care", "smoothed", "modelled_count", "carried_forward"} <= set(traps)
    for trap in traps.values():
        assert trap.forbids
        assert trap.rule[0].isupper()
        assert not trap.rule.endswith(".")
    assert traps["same_day_care"].forbids >= {Use.RANK, Use.FLAG, Use.SCORE}
    assert Use.TREND in traps["smoothed"].forbids
    assert traps["modelled_count"].forbids == set(Use)


def test_anxiety_in_thanet_rests_on_the_newest_figure(book):
    """Worst of all districts in 2021/22, and below the country in 2022/23."""
    areas, _, series, place = book
    (thanet,) = [area for area in areas.of_type(AreaType.DISTRICT) if area.name == "Thanet"]
    made = series("anxiety_yesterday", thanet.area_code)
    worst = {
        code: {row.period: row.value for row in series("anxiety_yesterday", code).select((code,))}
        for code in kinds(areas, AreaType.DISTRICT)
    }
    assert max(worst, key=lambda code: worst[code]["2021/22"] or 0) == thanet.area_code
    assert made.latest.period == "2022/23"
    assert made.judgement().direction == "better"
    assert made not in standouts.needs([made], 9, place["as_at"])
    assert ANY not in made.sex


def test_every_value_with_counts_carries_limits_or_says_why_not(project, book):
    """Official and computed shares and crude rates; estimates rest on an error beyond chance."""
    catalogue = book[1]
    observations, bare, checked = load_observations(project), set(), 0
    for indicator_id, item in catalogue.indicators.items():
        if item.value_type not in ("proportion", "crude_rate") or item.no_limits:
            continue
        for row in observations.rows_of.get(indicator_id, []):
            cells = dict(zip(FIGURE_COLUMNS, row, strict=True))
            counted = cells["count"] and cells["denominator"] and cells["value"]
            if counted and cells["status"] in ("official", "computed"):
                checked += 1
                if not (cells["lower_ci"] and cells["upper_ci"]):
                    bare.add(indicator_id)
    assert checked > 3000
    assert bare == set()


def test_limits_that_are_not_worked_out_have_a_reason_that_is_needed(project, book):
    observations = load_observations(project)
    for item in book[1].indicators.values():
        if item.no_limits:
            rows = observations.rows_of.get(item.indicator_id, [])
            assert rows, item.indicator_id
            assert not item.counted, "a gap in people needs limits"
