"""Sources that measure the same: the newest counts, and opposites are told."""

import pytest

from jsna.areas import load_areas
from jsna.build.book import load_book
from jsna.build.pages_concepts import NONE, concept_parts
from jsna.catalogue import load_catalogue
from jsna.concepts import disagreements, newest_first, shared
from jsna.observations import Observations, load_observations


@pytest.fixture(scope="module")
def found(project):
    return disagreements(load_catalogue(project), load_areas(project), load_observations(project))


def test_anxiety_in_thanet_is_reconciled(found):
    """Highest of the districts in the Health Index of 2021, below the country in 2022/23."""
    (told,) = [d for d in found if d.concept == "anxiety"]
    (older,) = told.older

    assert told.newest.series.area.name == "Thanet"
    assert (told.newest.observation.period, told.newest.end) == ("2022/23", "good")
    assert not told.newest.by_place
    assert (older.observation.period, older.observation.value, older.end) == ("2021", 3.9, "bad")
    assert older.series.rank().text == "the highest of 11 districts"


def test_every_disagreement_has_the_newest_first_and_an_opposite(found):
    for told in found:
        ends = [item.observation.period_end for item in told.said]
        assert ends == sorted(ends, reverse=True)
        assert {told.newest.end, *(item.end for item in told.older)} == {"good", "bad"}
        assert told.said == tuple(newest_first(told.said))


def test_the_page_says_what_counts_and_why(project, found):
    parts = concept_parts(load_book(project))
    text = parts["disagreements"].replace("\\", "")

    assert "### Anxiety in Thanet" in text
    assert "**Counts:** 2.50 in 2022/23. That is better than England (3.24)." in text
    assert "Older: 3.90 in 2021. That is the highest of 11 districts." in text
    assert text.count("###") == len(found)
    assert "rests on a place and on no test" in text
    assert parts["concepts"].startswith("- Activity of adults: ")


def test_without_figures_nothing_disagrees(project):
    empty = Observations({})
    assert disagreements(load_catalogue(project), load_areas(project), empty) == []
    assert NONE.endswith(".")


def test_a_concept_of_one_indicator_is_not_shared(project):
    catalogue = load_catalogue(project)
    assert all(len(items) > 1 for items in shared(catalogue).values())
    assert "anxiety" in shared(catalogue)
