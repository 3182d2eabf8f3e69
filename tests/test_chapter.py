"""What a notebook can ask of its page, run as a notebook runs it: each call emits one bundle."""

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from tiny.place import HOSTILE, copy_to
from traitlets.config import Config

from jsna import chapter
from jsna.bundles import bundles_in
from jsna.chapter import open_page
from jsna.context import CONTEXT_VARIABLE, context_text
from jsna.errors import NotebookError, UnknownAreaError, UnknownIndicatorError
from jsna.paths import ROOT_VARIABLE
from jsna.reads import READS_VARIABLE
from jsna.records import Context
from jsna.roles import BUILT_IN


@pytest.fixture(scope="module")
def tiny(project, tmp_path_factory):
    return copy_to(tmp_path_factory.mktemp("chapter") / "t", project.root / "_config.yml")


@pytest.fixture(autouse=True)
def as_in_a_build(monkeypatch, tiny):
    monkeypatch.setenv(ROOT_VARIABLE, str(tiny.root))
    monkeypatch.delenv(READS_VARIABLE, raising=False)
    context = Context("people", "2026-11-21", "2026.11 draft", "draft")
    monkeypatch.setenv(CONTEXT_VARIABLE, context_text(context))
    InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))


def emitted(call):
    """Return (kind, bundle) of everything that a call displays."""
    with capture_output() as captured:
        call()
    assert captured.stdout == ""
    return [found for output in captured.outputs for found in bundles_in(output.data)]


def opened(code="X05000001"):
    with capture_output():
        return open_page(code)


def test_a_notebook_may_import_one_name():
    assert chapter.__all__ == ["open_page"]


def test_opening_a_page_emits_the_names_that_every_page_may_use():
    names = {
        bundle["name"]: bundle["text"] for _, bundle in emitted(lambda: open_page("X05000004"))
    }

    assert set(names) == set(BUILT_IN)
    assert names["area"] == HOSTILE
    assert (names["parent"], names["country"]) == ("Exampleton", "Exampleland")
    assert names["area_kind"] == "ward"


def test_what_does_not_exist_is_refused_by_name():
    with pytest.raises(UnknownAreaError, match="X0500000X"):
        open_page("X0500000X")
    with pytest.raises(UnknownIndicatorError, match="Did you mean 'children'"):
        opened().series("childen")


def test_a_value_carries_its_key_status_and_source():
    page = opened()
    ((kind, bundle),) = emitted(lambda: page.value("disabled", page.series("disabled")))

    assert kind == "value"
    assert (bundle["text"], bundle["status"]) == ("15.5%", "apportioned")
    assert bundle["key"] == "disabled@X05000001@2021"
    assert bundle["note"] == "Apportioned from small areas of a made-up place"
    assert bundle["source"]["label"] == "Made-up counts"


def test_a_value_of_another_area_is_for_the_same_period():
    page = opened()
    ((_, bundle),) = emitted(lambda: page.value("x", page.series("visits"), of="country"))

    assert (bundle["text"], bundle["key"]) == ("48.9 per 1,000", "visits@X92000001@2023")


def test_a_missing_value_says_so_and_is_listed_with_the_sources():
    page = opened()
    life = page.series("life_expectancy")
    ((_, bundle),) = emitted(lambda: page.value("life", life))
    assert (bundle["text"], bundle["value"], bundle["status"]) == ("not known", None, "missing")

    registers = {bundle["register"]: bundle for _, bundle in emitted(page.sources)}
    assert registers["missing"]["entries"] == [{"title": "Life expectancy at birth"}]
    assert "no figures yet" in registers["sources"]["empty"]


def test_sources_list_once_each_what_was_shown():
    page = opened()
    for name in ("residents", "children", "visits"):
        emitted(lambda name=name: page.value(name, page.series(name)))
    ((_, bundle),) = emitted(page.sources)

    assert [(entry["label"], entry["period"]) for entry in bundle["entries"]] == [
        ("Made-up counts", "2022"),
        ("Made-up health figures", "2023"),
    ]
    assert bundle["entries"][0]["status"] == "computed, official"


def test_a_phrase_carries_its_direction_and_basis():
    page = opened()
    beside = page.series("visits").beside("country")
    ((kind, bundle),) = emitted(lambda: page.say("visits_v_country", beside))

    assert kind == "sentence"
    assert (bundle["direction"], bundle["basis"]) == ("similar", "95% limits")


def test_place_is_named_by_the_place_file():
    page = opened()

    assert page.place(page.series("disabled")).text == "the 4th lowest of 12 wards in Exampleland"


def test_a_table_leaves_out_what_is_not_held_and_owns_up_to_it():
    page = opened()
    rows = [page.series("residents"), page.series("life_expectancy")]
    ((kind, bundle),) = emitted(lambda: page.table("facts", "Key facts", rows, tags=["page-one"]))

    assert (kind, bundle["id"], bundle["tags"]) == ("table", "people-facts-table", ["page-one"])
    assert [row["measure"] for row in bundle["rows"]] == ["Residents"]
    missing = emitted(page.sources)[-1][1]
    assert missing["entries"] == [{"title": "Life expectancy at birth"}]


def test_a_table_may_show_limits_another_area_and_what_the_limits_say():
    page = opened("X06000001")
    rows = [page.series("children"), page.series("residents")]
    ((_, bundle),) = emitted(
        lambda: page.table("facts", "Key facts", rows, beside="X05000001", limits=True)
    )
    titles = {column["name"]: column["title"] for column in bundle["columns"]}
    cells = [(row["limits"], row["beside"], row["verdict"]) for row in bundle["rows"]]

    assert titles["own"].endswith(" (95% limits)")
    assert bundle["rows"][0]["own"] == "20.4% (19.5 to 21.3)"
    assert (titles["beside"], titles["verdict"]) == ("Northfold", "Beside Exampleland")
    assert cells == [("19.5 to 21.3", "18.2%", "higher"), ("not held", "8,000", "not compared")]


def test_a_row_for_one_sex_says_so():
    page = opened("X05000001")
    rows = [page.series("residents_by_age_sex", sex="Male", age="0-4")]
    ((_, bundle),) = emitted(lambda: page.table("facts", "Key facts", rows))

    assert bundle["rows"][0]["measure"].endswith(", males")


def test_a_table_of_nothing_is_no_table():
    page = opened()

    assert emitted(lambda: page.table("facts", "Key facts", [page.series("life_expectancy")])) == []


@pytest.mark.parametrize(
    ("kind", "indicator_id", "strata"),
    [
        ("pyramid", "residents_by_age_sex", {"sex": "*", "age": "*"}),
        ("ranked", "children", {}),
        ("tiles", "deprivation_score", {}),
        ("deprivation", "residents_by_decile", {"category_type": "Deprivation decile"}),
    ],
)
def test_each_kind_of_figure_has_one_id_for_all_areas(kind, indicator_id, strata):
    page = opened()
    series = page.series(indicator_id, **strata)
    ((emitted_kind, bundle),) = emitted(lambda: page.figure(kind, series))

    assert emitted_kind == "figure"
    assert bundle["id"] == f"people-{indicator_id.replace('_', '-')}-{kind}"


def test_a_figure_without_figures_is_not_drawn_and_is_listed():
    page = opened("X05000002")
    ages = page.series("residents_by_age_sex", sex="*", age="*")

    assert emitted(lambda: page.figure("pyramid", ages)) == []
    assert emitted(page.sources)[-1][1]["entries"] == [{"title": "Residents by age and sex"}]


def test_a_trend_takes_all_periods_and_needs_two():
    page = opened("X06000001")
    ((_, bundle),) = emitted(lambda: page.figure("trend", page.series("residents")))
    assert [row["period"] for row in bundle["rows"]] == ["2012", "2017", "2022"]

    assert emitted(lambda: page.figure("trend", page.series("life_expectancy"))) == []


def test_strengths_and_needs_are_places_at_either_end_of_the_wards():
    assert [item.indicator.short for item in opened("X05000001").strengths(5)] == [
        "Deprivation score"
    ]
    assert opened("X05000001").needs(5) == []
    assert [item.indicator.short for item in opened("X05000004").needs(5)] == ["Deprivation score"]


def test_no_map_is_drawn_where_an_area_has_no_tile(tiny, monkeypatch, tmp_path, project):
    other = copy_to(tmp_path / "t", project.root / "_config.yml")
    areas = other.data / "areas" / "areas.csv"
    areas.write_text(areas.read_text("utf-8").replace(",good,,0,0", ",good,,,"), encoding="utf-8")
    monkeypatch.setenv(ROOT_VARIABLE, str(other.root))
    page = opened("X05000002")

    assert emitted(lambda: page.figure("tiles", page.series("deprivation_score"))) == []


def test_a_kind_of_chart_that_does_not_exist_is_refused():
    page = opened()

    with pytest.raises(NotebookError, match="no chart kind 'pie'"):
        page.figure("pie", page.series("children"))


@pytest.mark.parametrize(
    "register", ["evidence", "views", "services", "recommendations", "priorities"]
)
def test_registers_emit_their_entries(register):
    ((kind, bundle),) = emitted(getattr(opened(), register))

    assert (kind, bundle["register"], len(bundle["entries"])) == ("register", register, 1)


def test_the_model_is_honestly_empty():
    ((_, bundle),) = emitted(opened().model)

    assert bundle["entries"] == []
    assert "has not been run for this area" in bundle["empty"]


def test_every_bundle_comes_with_a_plain_text_for_other_programs():
    page = opened()
    with capture_output() as captured:
        page.table("facts", "Key facts", [page.series("residents")])
        page.figure("ranked", page.series("children"))
    table, figure = [output.data for output in captured.outputs]

    assert "8,000" in table["text/plain"]
    assert "Eastfold" in figure["text/plain"]
    assert "application/vnd.vegalite.v6+json" in figure
