"""Areas as data: what belongs to what, what is compared with what, and what is refused."""

from dataclasses import replace

import pytest
from charts_place import area

from jsna.areas import Areas, load_areas
from jsna.errors import DataError, UnknownAreaError
from jsna.paths import Project
from jsna.records import AREA_COLUMNS, MEMBERSHIP_COLUMNS, AreaType

GOOD = [
    "X92000001,land,Land,Land,country,,,,,official,,,,",
    "X06000001,town,Town,Town,unitary_authority,,X92000001,,,official,,,,",
    "X05000002,west,West,West ward,ward,new,X06000001,2023-05-04,,official,,,0,0.5",
    "X05000001,east,East,East ward,ward,new,X06000001,2023-05-04,,official,,,,",
    "X05000009,east-to-2023,East,East ward until 2023,ward,old,X06000001,,2023-05-03,official,,,,",
    "X77000001,practice,A practice,A practice,practice,,X06000001,,,official,,,,",
]
MEMBERS = ["X06000001,X05000001,resident,,,official", "X06000001,X05000002,resident,,,official"]


@pytest.fixture
def made(tmp_path):
    """Write areas.csv and membership.csv, and return what load_areas makes of them."""

    def make(rows=GOOD, members=MEMBERS):
        folder = tmp_path / "data" / "areas"
        folder.mkdir(parents=True, exist_ok=True)
        for name, columns, lines in (
            ("areas.csv", AREA_COLUMNS, rows),
            ("membership.csv", MEMBERSHIP_COLUMNS, members),
        ):
            text = "\n".join([",".join(columns), *lines]) + "\n"
            (folder / name).write_text(text, encoding="utf-8")
        return load_areas(Project(tmp_path))

    return make


def codes(areas):
    return [area.area_code for area in areas]


def test_an_area_answers_to_its_code_and_to_its_slug(made):
    areas = made()

    assert areas["X05000001"] is areas.named("east") is areas.named("X05000001")
    assert areas["X05000002"].tile_y == 0.5
    assert areas["X05000001"].tile_x is None


def test_a_similar_council_stands_beside_and_is_no_part(made):
    other = "X06000009,beside,Beside,Beside council,similar_council,list,X92000001,,,official,,,,"
    row = "X06000001,X06000009,similar,,,official"
    areas = made([*GOOD, other], [*MEMBERS, row])

    assert codes(areas.similar(areas.named("town"))) == ["X06000009"]
    assert areas.similar(areas.named("east")) == []
    assert areas.members("X06000001") == ["X05000001", "X05000002"]
    assert not areas.named("beside").has_pages


def test_an_unknown_area_is_refused_with_a_guess(made):
    with pytest.raises(UnknownAreaError, match=r"no area 'eats'\. Did you mean 'east'"):
        made().named("eats")


def test_a_kind_means_the_areas_of_today_by_name(made):
    areas = made()

    assert codes(areas.of_type(AreaType.WARD)) == ["X05000001", "X05000002"]
    assert codes(areas.of_type(AreaType.WARD, "old")) == ["X05000009"]


def test_siblings_are_of_one_set_and_parts_have_pages(made):
    areas = made()

    assert codes(areas.siblings(areas["X05000002"])) == ["X05000001", "X05000002"]
    assert codes(areas.siblings(areas["X05000009"])) == ["X05000009"]
    assert [codes(cut) for cut in areas.cuts(areas["X06000001"])] == [["X05000001", "X05000002"]]


def test_cuts_are_of_one_kind_each_wards_before_hubs():
    town, county = (
        area("T", "Town", AreaType.UNITARY_AUTHORITY, ""),
        area("C", "County", AreaType.COUNTY, ""),
    )
    inside = [
        area("H", "Hub", AreaType.EARLY_HELP_HUB, "T"),
        area("W", "Ward", AreaType.WARD, "T"),
        area("N", "Network", AreaType.SUB_HUB, "C"),
        area("D", "District", AreaType.DISTRICT, "C"),
    ]
    areas = Areas({each.area_code: each for each in (town, county, *inside)}, ())

    assert [codes(cut) for cut in areas.cuts(town)] == [["W"], ["H"]]
    assert [codes(cut) for cut in areas.cuts(county)] == [["N"], ["D"]]
    assert areas.cuts(inside[0]) == []


def test_a_council_without_siblings_is_drawn_among_the_districts(made):
    plain, town = made(), made()["X06000001"]
    district = replace(
        town, area_code="X07000001", name="Ash", area_type=AreaType.DISTRICT, parent_code=""
    )
    areas = Areas({**plain.by_code, "X07000001": district}, ())

    assert codes(areas.peers(town)) == ["X07000001", "X06000001"]
    assert codes(areas.peers(areas["X05000001"])) == ["X05000001", "X05000002"]
    assert codes(areas.peers(areas["X92000001"])) == ["X92000001"]


def test_comparators_are_council_and_country_nearest_first(made):
    areas = made()

    assert codes(areas.comparators(areas["X05000001"])) == ["X06000001", "X92000001"]
    assert codes(areas.comparators(areas["X06000001"])) == ["X92000001"]
    assert areas.comparators(areas["X92000001"]) == []


def test_only_areas_of_today_that_are_not_just_compared_have_pages(made):
    assert codes(area for area in made() if area.has_pages) == [
        "X06000001",
        "X05000002",
        "X05000001",
    ]


def test_members_keep_the_order_of_the_file(made):
    areas = made()

    assert areas.members("X06000001") == ["X05000001", "X05000002"]
    assert areas.members("X05000001") == []


def changed(line, old, new):
    return [text.replace(old, new) if number == line else text for number, text in enumerate(GOOD)]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (changed(3, "X05000001,", "X05000002,"), "line 5: 'X05000002' stands twice."),
        (changed(3, ",east,", ",west,"), "line 5: 'west' stands twice."),
        (changed(2, ",ward,", ",borough,"), "line 4: there is no area type 'borough'."),
        (changed(2, "X06000001", "X06000009"), "line 4: there is no parent 'X06000009'."),
        (
            changed(0, ",country,,,", ",country,,X06000001,"),
            "line 2: 'X92000001' lies inside itself.",
        ),
        (changed(2, ",official,", ",infered,"), "line 4: there is no status 'infered'."),
        (changed(2, ",0,0.5", ",left,0.5"), "line 4: tile_x is 'left', not a number."),
        (changed(2, ",0,0.5", ",0"), "line 4: 13 values where the header has 14."),
    ],
)
def test_a_broken_row_is_refused_with_its_line(made, rows, message):
    with pytest.raises(DataError) as caught:
        made(rows)

    assert str(caught.value).startswith(f"data/areas/areas.csv, {message}")


def test_an_unknown_member_is_refused(made):
    with pytest.raises(DataError, match=r"membership\.csv, line 2: there is no area 'X1'"):
        made(members=["X06000001,X1,resident,,,official"])
