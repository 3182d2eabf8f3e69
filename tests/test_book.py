"""What a build loads before it plans: mistakes in the place file name that file."""

from pathlib import Path

import pytest
from tiny.place import copy_to

from jsna.build.book import load_book
from jsna.errors import DataError

REAL_CONFIG = Path(__file__).parent.parent / "_config.yml"


def test_a_home_area_that_does_not_exist_is_named_with_its_file(tmp_path):
    project = copy_to(tmp_path / "place", REAL_CONFIG)
    path = project.data / "place" / "place.yml"
    text = path.read_text(encoding="utf-8")
    home = next(line for line in text.splitlines() if line.startswith("home_area:"))
    path.write_text(text.replace(home, "home_area: X99"), encoding="utf-8")

    with pytest.raises(
        DataError, match=r"^data/place/place\.yml, home_area: there is no area 'X99'"
    ):
        load_book(project)
