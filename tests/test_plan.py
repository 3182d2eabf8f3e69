"""Which pages there are: the three-figure rule, home, order, and what people may ask for."""

import nbformat
import pytest
from charts_place import area, indicator
from nbformat.v4 import new_notebook
from tiny.place import PAGES, copy_to

from jsna.areas import Areas
from jsna.build.book import load_book
from jsna.build.options import BuildOptions
from jsna.build.plan import Authored, choose, load_notebooks, plan
from jsna.catalogue import Catalogue
from jsna.errors import NotebookError, UnknownAreaError, UnknownPageError
from jsna.observations import Observations
from jsna.records import FIGURE_COLUMNS, AreaType

LAND = area("X92000001", "Land", AreaType.COUNTRY, "")
TOWN = area("X06000001", "Town", AreaType.UNITARY_AUTHORITY, "X92000001")
SHIRE = area("X10000001", "Ashire", AreaType.COUNTY, "X92000001")
WEST = area("X05000001", "West", parent="X06000001")
EAST = area("X05000002", "East", parent="X06000001")
AREAS = Areas({each.area_code: each for each in (LAND, SHIRE, WEST, EAST, TOWN)}, ())
IDS = ("one", "two", "three", "four")
CATALOGUE = Catalogue({name: indicator(indicator_id=name, chapters=("falls",)) for name in IDS}, {})


def held(*pairs):
    """Return figures: (indicator, area code) -> one row with a value, or none after a '!'."""
    rows: dict[str, list[tuple[str, ...]]] = {}
    for name, code in pairs:
        row = dict.fromkeys(FIGURE_COLUMNS, "")
        row |= {"indicator_id": name, "area_code": code.strip("!")}
        row["value"] = "" if code.endswith("!") else "1"
        rows.setdefault(name, []).append(tuple(row.values()))
    return Observations(rows)


def notebook(page, kind="chapter", types=()):
    return Authored(page, kind, page.title(), None, new_notebook(), types, ())


FALLS = notebook("falls")
WARD = notebook("ward", "profile", (AreaType.WARD,))


def planned(figures, *notebooks, order=()):
    return plan(notebooks or (FALLS,), AREAS, CATALOGUE, figures, TOWN, order)


def addresses(made):
    return [job.address for job in made.jobs]


def test_a_chapter_needs_three_figures_of_the_areas_own():
    figures = held(*[(name, WEST.area_code) for name in IDS[:3]], ("one", EAST.area_code))
    made = planned(figures)

    assert addresses(made) == ["chapters/falls", "areas/x05000001/falls"]
    assert [(thin.area.name, thin.held, thin.of) for thin in made.thin] == [
        ("East", 1, 4),
        ("Ashire", 0, 4),
    ]


def test_a_row_without_a_value_is_no_figure():
    figures = held(*[(name, WEST.area_code) for name in IDS[:2]], ("three", f"{WEST.area_code}!"))

    assert addresses(planned(figures)) == ["chapters/falls"]


def test_several_rows_of_one_indicator_are_one_figure():
    figures = held(("one", WEST.area_code), ("one", WEST.area_code), ("two", WEST.area_code))

    assert addresses(planned(figures)) == ["chapters/falls"]


def test_home_has_each_chapter_whatever_it_holds():
    assert addresses(planned(held())) == ["chapters/falls"]


def test_profiles_are_for_their_kinds_of_area_and_need_no_figure():
    assert addresses(planned(held(), WARD)) == [
        "areas/x05000002/index",
        "areas/x05000001/index",
    ]


def test_home_comes_first_then_wards_by_name_then_other_kinds_and_never_the_country():
    every = [(name, each.area_code) for name in IDS for each in AREAS]
    made = planned(held(*every), FALLS, WARD)

    assert addresses(made) == [
        "chapters/falls",
        "areas/x05000002/index",
        "areas/x05000002/falls",
        "areas/x05000001/index",
        "areas/x05000001/falls",
        "areas/x10000001/falls",
    ]
    assert [job.address for job in made.of_area(EAST)] == addresses(made)[1:3]


def test_chapters_stand_in_the_reports_order_and_unlisted_ones_last():
    books = [notebook(name) for name in ("alcohol", "falls", "zoo", "care")]
    made = planned(held(), *books, order=["zoo", "falls"])

    assert addresses(made) == [
        "chapters/zoo",
        "chapters/falls",
        "chapters/alcohol",
        "chapters/care",
    ]


def test_the_summary_is_for_home_only_before_its_chapters_and_in_its_own_order():
    names = ("our_community", "zoo", "our_people_and_place")
    every = [(name, each.area_code) for name in IDS for each in AREAS]
    made = planned(held(*every), FALLS, *(notebook(name, "summary") for name in names))

    assert addresses(made)[:4] == [
        "summary/our-people-and-place",
        "summary/our-community",
        "summary/zoo",
        "chapters/falls",
    ]
    assert sum(address.startswith("summary/") for address in addresses(made)) == 3


def test_the_model_is_told_for_home_and_for_whole_areas_only():
    made = planned(held(), notebook("scenarios", "model"), notebook("whole_system", "model"))

    assert addresses(made) == [
        "model/whole-system",
        "model/scenarios",
        "areas/x10000001/whole-system",
        "areas/x10000001/scenarios",
    ]


def test_addresses_have_no_underscores():
    assert addresses(planned(held(), notebook("healthy_weight"))) == ["chapters/healthy-weight"]


def test_a_job_is_called_by_its_page_and_place_and_gives_one_parameter():
    job = planned(held()).jobs[0]

    assert job.name == "falls for Town"
    assert job.parameters == {"area_code": "X06000001"}


FULL = planned(held(*[(name, WEST.area_code) for name in IDS]), FALLS, WARD)


@pytest.mark.parametrize(
    ("options", "chosen"),
    [
        (BuildOptions(), 4),
        (BuildOptions(only=("falls",)), 2),
        (BuildOptions(only=("falls", "ward")), 4),
        (BuildOptions(areas=("x05000001",)), 2),
        (BuildOptions(areas=("X05000001", "X06000001"), only=("falls",)), 2),
    ],
)
def test_people_may_ask_for_a_part(options, chosen):
    assert len(choose(FULL, options, AREAS)) == chosen


def test_asking_for_what_does_not_exist_is_refused_with_a_guess():
    with pytest.raises(UnknownPageError, match="Did you mean 'falls'"):
        choose(FULL, BuildOptions(only=("fals",)), AREAS)
    with pytest.raises(UnknownAreaError, match="Did you mean 'X05000001'"):
        choose(FULL, BuildOptions(areas=("X0500001",)), AREAS)


@pytest.fixture
def tiny(project, tmp_path):
    return copy_to(tmp_path / "exampleton", project.root / "_config.yml")


def test_the_plan_of_a_whole_place(tiny):
    assert set(addresses(load_book(tiny).plan)) == PAGES


def test_a_file_that_is_no_notebook_is_refused_by_name(tiny):
    (tiny.notebooks / "chapters" / "falls.ipynb").write_text("no", encoding="utf-8")

    with pytest.raises(NotebookError, match=r"notebooks/chapters/falls\.ipynb cannot be read"):
        load_notebooks(tiny)


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({}, "must hold id"),
        ({"id": "ward", "kind": "chapter", "title": "T"}, "must hold id"),
        ({"id": "falls", "kind": "essay", "title": "T"}, "must hold id"),
        (
            {"id": "falls", "kind": "profile", "title": "T", "area_types": ["borough"]},
            "names the area type 'borough'",
        ),
        (
            {"id": "falls", "kind": "summary", "title": "T"},
            "whose notebooks stand in notebooks/summary/",
        ),
    ],
)
def test_a_notebook_that_does_not_say_what_it_is_is_refused(tiny, facts, message):
    path = tiny.notebooks / "chapters" / "falls.ipynb"
    path.write_text(nbformat.writes(new_notebook(metadata={"jsna": facts})), encoding="utf-8")

    with pytest.raises(NotebookError, match=message):
        load_notebooks(tiny)
