"""What charts say and show, in a made-up place: order, words, missing values, refusals."""

import dataclasses
import json
import re
from importlib import resources
from itertools import pairwise

import jsonschema
import pytest
from charts_golden import check_golden
from charts_place import (
    AGES,
    COUNCIL,
    HOSTILE,
    area,
    deciles,
    indicator,
    observation,
    people,
    request,
    requests,
    shares,
    wards,
)

from jsna.bundles import check_bundle
from jsna.charts import KINDS, figure, style
from jsna.errors import DataError, DisclosureError, NotebookError
from jsna.files import read_yaml
from jsna.orientation import load_orientation
from jsna.paths import Project
from jsna.records import Status

ALL_KINDS = sorted(KINDS)


@pytest.fixture(scope="module")
def bundles():
    return {kind: figure(kind, asked) for kind, asked in requests().items()}


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_bundle_is_as_reviewed(kind, bundles, pytestconfig):
    check_golden(bundles[kind], pytestconfig)


@pytest.mark.parametrize("kind", ALL_KINDS)
@pytest.mark.parametrize("layout", ["wide", "phone"])
def test_spec_is_valid_vega_lite(kind, layout, bundles):
    text = resources.files("altair.vegalite.v6.schema").joinpath("vega-lite-schema.json")
    validator = jsonschema.Draft7Validator(json.loads(text.read_text(encoding="utf-8")))
    spec = bundles[kind]["spec"][layout]

    assert [error.message for error in validator.iter_errors(spec)] == []
    assert spec["data"] == {"name": "rows"}
    assert spec["width"] == {"wide": 680, "phone": 328}[layout]


@pytest.mark.parametrize("kind", ALL_KINDS)
@pytest.mark.parametrize("layout", ["wide", "phone"])
def test_every_part_is_named_once(kind, layout, bundles):
    names = [layer["name"] for layer in bundles[kind]["spec"][layout]["layer"]]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_keys_are_those_of_the_figures_shown(kind, bundles):
    held = {row.key for row in requests()[kind].figures.observations}

    assert set(bundles[kind]["keys"]) <= held
    assert any("T05000002" in key for key in bundles[kind]["keys"])


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_the_row_header_comes_first_and_every_cell_has_a_column(kind, bundles):
    bundle = bundles[kind]
    names = [column["name"] for column in bundle["columns"]]

    assert bundle["columns"][0]["header"] is True
    assert all(set(row) == set(names) for row in bundle["rows"])


def test_alt_texts_are_unique_and_short_enough(bundles):
    texts = [bundle["alt"] for bundle in bundles.values()]

    assert len(set(texts)) == len(texts)
    assert all(20 <= len(text) <= 400 for text in texts)


def test_alt_text_of_ranked_matches_its_rows(bundles):
    bundle = bundles["ranked"]
    wards_held = [
        row
        for row in bundle["rows"]
        if row["role"] in ("focus", "other") and row["value"] is not None
    ]
    top, bottom = wards_held[0], wards_held[-1]

    assert f"Highest: {top['area']}, {top['value']:.1f}%." in bundle["alt"]
    assert f"Lowest: {bottom['area']}, {bottom['value']:.1f}%." in bundle["alt"]
    for row in bundle["rows"]:
        if row["role"].startswith("reference"):
            assert f"{row['area']}: {row['value']:.1f}%." in bundle["alt"]


def test_alt_text_of_tiles_counts_the_bands_in_use(bundles):
    bundle = bundles["tiles"]
    bands = {row["band"] for row in bundle["rows"]} - {None}

    assert f"in {len(bands)} bands" in bundle["alt"]


def test_alt_text_of_deprivation_matches_its_rows(bundles):
    bundle = bundles["deprivation"]
    first, last = bundle["rows"][0]["share"], bundle["rows"][-1]["share"]

    assert f"Most deprived tenth: {first:.1f}%. Least deprived tenth: {last:.1f}%." in bundle["alt"]


def test_alt_text_of_the_pyramid_matches_its_rows(bundles):
    bundle = bundles["pyramid"]
    both = {row["age"]: row["males"] + row["females"] for row in bundle["rows"]}
    largest = max(both, key=both.get)

    assert (
        f"The largest five-year age band is {largest}, with {both[largest]:,.0f} people."
        in bundle["alt"]
    )
    assert f"{sum(both.values()):,.0f} people in all." in bundle["alt"]


def test_ranked_is_highest_first_ties_by_name_missing_last(bundles):
    names = [row["area"] for row in bundles["ranked"]["rows"] if "reference" not in row["role"]]

    assert names == [
        "Fenwick",
        "Birch & Beck",
        "Dunmere",
        "Elm Cross",
        "Ashby",
        "Gorse End",
        "Cold Hill",
    ]


def test_ranked_draws_the_rows_in_the_order_of_the_table(bundles):
    bundle = bundles["ranked"]
    names = [row["area"] for row in bundle["rows"] if "reference" not in row["role"]]
    scales = [
        layer["encoding"]["y"]["scale"]["domain"]
        for layer in bundle["spec"]["wide"]["layer"]
        if "scale" in layer["encoding"].get("y", {})
    ]

    assert scales
    assert all(domain == names for domain in scales)


def test_ranked_says_the_place_and_who_has_no_figure(bundles):
    assert bundles["ranked"]["headline"] == (
        "In Birch & Beck, 19.3% of residents are disabled, the 2nd highest of the 6 with a figure "
        "among Sampleton\u2019s 7 wards"
    )
    missing = [row for row in bundles["ranked"]["rows"] if row["value"] is None]
    assert [(row["area"], row["note"]) for row in missing] == [("Cold Hill", "Too few answers.")]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((3, 5, 5, 1, 1, 1, 9), "the joint 2nd highest of Sampleton"),
        ((3, 9, 5, 1, 1, 1, 2), "the highest of Sampleton"),
        ((3, 1, 5, 1, 4, 2, 9), "the joint lowest of Sampleton"),
        ((3, 2, 5, 1, 4, 6, 9), "the 2nd lowest of Sampleton"),
        ((4, 4, 4, 4, 4, 4, 4), "the same as in all of Sampleton"),
    ],
)
def test_ranked_names_places_and_ties(values, expected):
    assert expected in figure("ranked", request(shares(values)))["headline"]


def test_a_focus_without_a_figure_is_said_and_the_range_told():
    bundle = figure("ranked", request(shares(), focus=wards()[2]))

    assert bundle["headline"] == (
        "No figure is held for Cold Hill. Disabled people: from 8.1% in Gorse End to 22.0% in "
        "Fenwick, across the 6 with a figure among Sampleton\u2019s 7 wards"
    )


def test_a_focus_outside_the_ranking_becomes_a_line_across_it():
    bundle = figure("ranked", request(shares(), focus=COUNCIL))
    lines = [row["area"] for row in bundle["rows"] if row["role"].startswith("reference")]

    assert lines == ["Sampleton", "Testland"]
    assert bundle["headline"].startswith("Disabled people: from 8.1% in Gorse End")


def test_one_area_alone_has_no_place():
    alone = wards()[1]
    bundle = figure("ranked", request(shares(), focus=alone, among=[alone], beside=()))

    assert bundle["headline"] == "In Birch & Beck, 19.3% of residents are disabled"
    assert len(bundle["rows"]) == 1


def test_areas_of_one_name_are_told_apart():
    twins = (
        area("T05000001", "Ashby"),
        dataclasses.replace(area("T05000002", "Ashby"), full_name="Ashby Two"),
    )
    bundle = figure("ranked", request(shares(), among=twins, beside=()))

    assert {row["area"] for row in bundle["rows"]} == {"Ashby ward, Sampleton", "Ashby Two"}


def test_the_newest_period_with_a_figure_is_drawn():
    older = [dataclasses.replace(row, period="2011", period_end="2011-12-31") for row in shares()]
    bundle = figure("ranked", request([*older, *shares()]))

    assert all("@2021" in key for key in bundle["keys"])
    assert "2021" in bundle["subtitle"]


def test_dots_say_that_their_scale_does_not_start_at_zero():
    years = indicator(unit="years", value_type="years", phrase="is the median age")
    bundle = figure("ranked", request(shares(), of=years))

    assert "The scale of this chart does not start at zero." in bundle["notes"]
    assert bundle["headline"].startswith(
        "Disabled people in Birch & Beck: 19.3 years, the 2nd highest"
    )
    assert "point" in {layer["mark"]["type"] for layer in bundle["spec"]["wide"]["layer"]}


def test_figures_of_one_sex_say_so_and_have_an_id_of_their_own():
    males = [dataclasses.replace(row, sex="Male") for row in shares()]
    bundle = figure("ranked", request(males))

    assert bundle["id"] == "made-up-page-made-up-share-ranked-males"
    assert "Disabled people, males" in bundle["subtitle"]
    assert "In Birch & Beck (males)" in bundle["headline"]


def test_two_strata_must_be_chosen_between():
    both = [dataclasses.replace(row, sex=sex) for row in shares() for sex in ("Male", "Female")]

    with pytest.raises(DataError, match="several values of sex are held"):
        figure("ranked", request(both))
    assert figure("ranked", request(both, sex="Male"))["id"].endswith("-males")


def test_places_among_wards_are_not_mistaken_for_values():
    ranks = [
        dataclasses.replace(row, category_type="Place among wards", category="Rank", value=3.0)
        for row in shares()
        if row.value
    ]
    bundle = figure("ranked", request([*shares(), *ranks]))

    assert all("Rank" not in key for key in bundle["keys"])


def test_pyramid_names_the_group_that_differs_most():
    older = [
        dataclasses.replace(
            row,
            area_code="T92000001",
            value=row.value + (300 if int(row.age[:2].strip("-+")) >= 65 else 0),
        )
        for row in people()
    ]
    bundle = figure("pyramid", request([*people(), *older]))
    own = sum(row["males_share"] + row["females_share"] for row in bundle["rows"][13:])
    other = sum(row["males_beside"] + row["females_beside"] for row in bundle["rows"][13:])

    assert bundle["headline"] == (
        "A smaller share of people in Birch & Beck are aged 65 or over than in Testland: "
        f"{own:.1f}% against {other:.1f}%"
    )


def test_pyramid_shares_add_up_and_youngest_comes_first(bundles):
    rows = bundles["pyramid"]["rows"]

    assert sum(row["males_share"] + row["females_share"] for row in rows) == pytest.approx(100)
    assert [rows[0]["age"], rows[-1]["age"]] == ["0 to 4", "90 and over"]
    assert len(rows) == len(AGES)


def test_pyramid_of_alike_places_says_they_are_close(bundles):
    assert "is close to that of Testland" in bundles["pyramid"]["headline"]


def test_pyramid_without_comparator_tells_numbers():
    bundle = figure("pyramid", request(people(), beside=()))

    assert re.search(
        r"^Birch & Beck has [\d,]+ people: [\d.]+% are aged under 15", bundle["headline"]
    )


def test_pyramid_with_a_missing_band_needs_the_total():
    rows = people()
    rows[3] = dataclasses.replace(rows[3], value=None, status=Status.SUPPRESSED)

    with pytest.raises(
        DataError, match="an age band of Birch & Beck ward, Sampleton, 2021, is missing"
    ):
        figure("pyramid", request(rows))
    held = [dataclasses.replace(row, denominator=9000) for row in rows]
    shown = figure("pyramid", request(held, beside=()))["rows"][3]
    assert shown["males_share"] is None
    assert shown["note"] == "Withheld by the publisher."


def test_deprivation_adds_the_first_two_tenths(bundles):
    assert bundles["deprivation"]["headline"] == (
        "61.5% of people in Birch & Beck live in neighbourhoods among the most deprived fifth in "
        "England, against 20.0% in Sampleton"
    )


def test_deprivation_with_nobody_or_an_unknown_tenth_says_so():
    nobody = figure("deprivation", request(deciles(values=(0, 0, 20, 20, 20, 10, 10, 10, 5, 5))))
    unknown = figure(
        "deprivation", request(deciles(values=(None, 5, 20, 20, 20, 10, 10, 10, 2, 3)))
    )

    assert nobody["headline"].startswith("No one in Birch & Beck lives in neighbourhoods among")
    assert unknown["headline"].endswith("is not known")
    assert unknown["rows"][0]["note"] == "No figure is held."


def test_deprivation_takes_counts_too():
    counts = indicator(unit="people")
    bundle = figure(
        "deprivation", request(deciles(values=(30, 10, 0, 0, 0, 0, 0, 0, 0, 10)), of=counts)
    )

    assert bundle["rows"][0]["share"] == pytest.approx(60)
    assert bundle["rows"][0]["people"] == 30


def test_tiles_give_equal_values_one_band(bundles):
    bands = {row["area"]: row["band"] for row in bundles["tiles"]["rows"]}

    assert bands["Dunmere"] == bands["Elm Cross"]
    assert bands["Cold Hill"] is None
    assert bands["Gorse End"] == 1
    assert bands["Fenwick"] == 5


def test_tiles_legend_prints_the_values_in_each_band(bundles):
    spec = bundles["tiles"]["spec"]["wide"]
    words = [
        layer["encoding"]["text"]["value"]
        for layer in spec["layer"]
        if re.fullmatch(r"legend-\d-words", layer["name"])
    ]

    assert words == ["8.1 to 12.5%", "14.0%", "19.3%", "22.0%", "no figure"]


def test_an_area_without_a_tile_is_refused():
    missing = (*wards()[:2], area("T05000003", "Cold Hill"))

    with pytest.raises(DataError, match=r"Cold Hill ward, Sampleton \(T05000003\) has no tile"):
        figure("tiles", request(shares(), among=missing))


def test_apportioned_figures_bring_the_fit_of_the_focus_area():
    rows = [
        dataclasses.replace(row, status=Status.APPORTIONED) for row in shares((1, 2, 3, 4, 5, 6, 7))
    ]
    bundle = figure("tiles", request(rows))

    assert "The method misses this ward's people by 12%." in bundle["notes"]
    assert bundle["statuses"] == ["apportioned"]


def test_no_judging_words_stand_in_any_bundle(bundles):
    for bundle in bundles.values():
        words = " ".join([bundle["headline"], bundle["subtitle"], bundle["alt"]]).lower()
        assert not re.search(r"\b(better|worse|significant\w*|worst|best)\b", words)


def test_hostile_names_make_a_valid_bundle():
    names = (HOSTILE, "Birch", "Cold", "Dun|mere", "Elm", "Fen", "Gorse")
    for kind in ("ranked", "tiles"):
        bundle = figure(kind, request(shares(), among=wards(names), focus=wards(names)[0]))
        assert check_bundle("figure", bundle) == bundle


def test_unknown_kinds_and_unprotected_figures_are_refused():
    asked = request(shares())

    with pytest.raises(
        NotebookError, match=r"no chart kind 'pie'.*pyramid, ranked, deprivation, tiles, trend"
    ):
        figure("pie", asked)
    with pytest.raises(DisclosureError, match=r"takes only what protect\(\) returned, not list"):
        dataclasses.replace(asked, figures=shares())


def test_no_figures_at_all_is_one_sentence():
    with pytest.raises(DataError, match="no figure is held for Birch & Beck ward, Sampleton"):
        figure("ranked", request([]))


def test_a_source_that_was_not_passed_on_is_named():
    rows = [
        *shares(),
        observation(
            "T05000001", 3.0, source_id="elsewhere", period="2030", period_end="2030-12-31"
        ),
    ]

    with pytest.raises(DataError, match="the source 'elsewhere', which was not passed on"):
        figure("ranked", request(rows))


def luminance(colour):
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    "colour", [style.FOCUS, style.OTHERS, *style.REFERENCES, *style.PAIR, style.WATER]
)
def test_marks_stand_out_from_paper(colour):
    assert contrast(colour, style.PAPER) >= 3


def test_words_stand_out_from_what_is_behind_them():
    assert contrast(style.TEXT, style.PAPER) >= 4.5
    assert contrast(style.QUIET, style.PAPER) >= 4.5
    assert all(contrast(colour, style.PAPER) >= 4.5 for colour in style.REFERENCES)
    assert all(
        contrast(text, band) >= 4.5
        for text, band in zip(style.SEQUENCE_TEXT, style.SEQUENCE, strict=True)
    )


def test_bands_darken_in_one_direction():
    shades = [luminance(band) for band in style.SEQUENCE]

    assert all(lighter > darker * 1.3 for lighter, darker in pairwise(shades))


def without_colour(colour, kind):
    """Return a colour as somebody without red (protan) or green (deutan) cones sees it (Viénot 1999)."""
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (channel**2.2 for channel in (red, green, blue))
    matrix = {"protan": (0.112, 0.888, 0.004, -0.004), "deutan": (0.292, 0.708, -0.022, 0.022)}[
        kind
    ]
    mixed = matrix[0] * red + matrix[1] * green
    return mixed, mixed, matrix[2] * red + matrix[3] * green + blue


@pytest.mark.parametrize("kind", ["protan", "deutan"])
def test_the_focus_differs_from_the_others_without_colour_vision(kind):
    one, other = without_colour(style.FOCUS, kind), without_colour(style.OTHERS, kind)

    assert max(abs(a - b) for a, b in zip(one, other, strict=True)) > 0.2


def test_what_colour_tells_is_told_a_second_way(bundles):
    ranked = {layer["name"]: layer for layer in bundles["ranked"]["spec"]["wide"]["layer"]}
    tiles = {layer["name"] for layer in bundles["tiles"]["spec"]["phone"]["layer"]}

    assert ranked["focus-value"]["mark"]["fontWeight"] == "bold"
    assert (
        ranked["reference-1"]["mark"]["strokeDash"] != ranked["reference-2"]["mark"]["strokeDash"]
    )
    assert "ring-focus" in tiles


def test_text_is_large_enough_and_upright(bundles):
    for bundle in bundles.values():
        for layout, smallest in (("wide", 14), ("phone", 13)):
            text = json.dumps(bundle["spec"][layout])
            sizes = [
                int(size) for size in re.findall(r'"(?:label|title|)[fF]ontSize": (\d+)', text)
            ]
            assert min(sizes) >= smallest
            assert set(re.findall(r'"labelAngle": (\d+)', text)) == {"0"}


def test_the_place_has_a_label_and_a_tile_for_every_area_on_its_map(project):
    from jsna.areas import load_areas

    orientation = load_orientation(project)
    placed = [each for each in load_areas(project) if each.tile_x is not None]

    assert {each.area_code for each in placed} == set(orientation.labels)
    for one, other in ((a, b) for a in placed for b in placed if a is not b):
        apart = max(abs(one.tile_x - other.tile_x), abs(one.tile_y - other.tile_y))
        assert apart >= 1, f"the tiles of {one.name} and {other.name} overlap"


def test_a_misspelled_tiles_file_is_one_sentence(tmp_path, project):
    folder = tmp_path / "data" / "place"
    folder.mkdir(parents=True)
    good = (project.data / "place" / "tiles.yml").read_text(encoding="utf-8")
    (folder / "tiles.yml").write_text(good.replace("river:", "rivers:"), encoding="utf-8")

    with pytest.raises(DataError, match=r"^data/place/tiles.yml: .*rivers"):
        load_orientation(Project(tmp_path))
    assert read_yaml(project.data / "place" / "tiles.yml", shown="tiles")["river"]


def test_a_hidden_figure_is_told_from_one_that_is_not_held():
    rows = [observation(f"T0500000{n}", 10.0 + n) for n in range(1, 6)]
    hidden = observation("T05000006", None, status=Status.WITHHELD, value_note="Small.")
    bundle = figure("ranked", request([*rows, hidden]))
    labels = {row["area"]: (row["label"], row["note"]) for row in bundle["rows"]}

    assert labels["Fenwick"] == ("withheld", "Small.")
    assert labels["Gorse End"] == ("no figure", "No figure is held.")
