"""What a page shows of the model's results, also where the area has no part of the model."""

from pathlib import Path

import pytest

from jsna.areas import load_areas
from jsna.errors import NotebookError
from jsna.model_page import emitted, tells, told
from jsna.paths import Project
from jsna.projection import Projection
from jsna.records import AreaType

ELSEWHERE = Projection(
    area_code="E07000105",
    version="1",
    draws=0,
    outputs={},
    scenarios={},
    notes=(),
    known=frozenset({"beds_used", "need_healthy"}),
    calibration=(),
)


def test_an_area_without_a_hospital_of_its_own_has_no_table_of_beds():
    assert not tells(ELSEWHERE, "scenarios", ("beds_used",))
    assert not tells(ELSEWHERE, "band", ("beds_used",))
    assert tells(ELSEWHERE, "calibration", ())


def test_small_areas_have_a_pyramid_of_their_own_and_else_their_councils_future():
    areas = load_areas(Project(Path(__file__).resolve().parents[1]))
    for kind in (AreaType.WARD, AreaType.EARLY_HELP_HUB, AreaType.SUB_HUB):
        for area in areas.of_type(kind):
            if area.has_pages:
                assert told(areas, area, "need") == area
                assert told(areas, area, "growth") == areas[area.parent_code]
    (county,) = areas.of_type(AreaType.COUNTY)
    assert told(areas, county, "growth") == told(areas, county, "need") == county


def test_a_name_that_the_model_does_not_know_is_still_refused():
    area = load_areas(Project(Path(__file__).resolve().parents[1]))["E07000105"]

    assert tells(ELSEWHERE, "scenarios", ("beds_usd",))
    with pytest.raises(NotebookError, match="no output 'beds_usd'"):
        emitted(ELSEWHERE, area, "scenarios", ("beds_usd",), "scenarios", {}, ())
