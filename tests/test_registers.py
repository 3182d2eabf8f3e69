"""Registers: the committed ones are sound, empty ones say so, mistakes are one sentence."""

import re
from pathlib import Path

import pytest

from jsna.catalogue import load_catalogue, load_place
from jsna.errors import DataError, NotKnownError
from jsna.files import schema
from jsna.paths import Project
from jsna.registers import EMPTY, REGISTERS, empty_text, load_register, register_path

ROOT = Project(Path(__file__).resolve().parents[1])
WRITTEN = ("population_and_place", "deprivation_and_inequalities")

GOOD = {
    "evidence": """\
- id: a-report
  publisher: A publisher
  title: A title
  year: 2020
  address: https://example.org/report
  says: It says something of use to readers.
  checked: no
""",
    "views": """\
- id: a-survey
  date: "2023"
  method: Survey
  asked: Everyone in a made-up place
  said: They said that they like the park.
  source: {label: A report, address: "https://example.org/survey"}
""",
    "services": """\
- id: a-service
  name: A service
  kind: advice
  commissioner: A council
  source: {label: A page, address: "https://example.org/service"}
  date: 2026-11-21
""",
    "recommendations": """\
- id: a-recommendation
  text: Do the thing that the figures call for.
  to: A council
  because: [an_indicator]
  state: proposed
  date: 2026-11-21
  role: A role
""",
    "priorities": """\
- id: a-priority
  text: The first thing to do
  role: A board
  date: 2026-11-21
  reason: It comes before everything else.
""",
}


def project_with(folder: Path, register: str, text: str) -> Project:
    project = Project(folder)
    path = register_path(project, register, "parks")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return project


@pytest.mark.parametrize("register", REGISTERS)
def test_a_sound_entry_is_read_as_it_stands(tmp_path, register):
    entries = load_register(project_with(tmp_path, register, GOOD[register]), register, "parks")

    assert len(entries) == 1
    assert entries[0]["id"] == GOOD[register].split()[2]
    if "date" in entries[0]:
        assert isinstance(entries[0]["date"], str)


@pytest.mark.parametrize("register", REGISTERS)
def test_no_file_is_an_empty_register_whose_words_name_the_file(tmp_path, register):
    project = Project(tmp_path)

    assert load_register(project, register, "parks") == []
    assert f"data/{register}/parks.yml" in empty_text(project, register, "parks")


def test_every_register_has_words_for_being_empty_and_a_readme():
    known = schema("bundle-register").schema["properties"]["register"]["enum"]
    assert set(EMPTY) == set(REGISTERS) <= set(known)
    for register in REGISTERS:
        text = (ROOT.data / register / "README.md").read_text(encoding="utf-8")
        assert f"data/{register}/<chapter_id>.yml" in text
        assert f"register-{register}.json" in text


def test_the_example_in_each_readme_is_a_sound_entry(tmp_path):
    for register in REGISTERS:
        text = (ROOT.data / register / "README.md").read_text(encoding="utf-8")
        example = re.search(r"```yaml\n(.*?)```", text, re.DOTALL).group(1)
        assert load_register(project_with(tmp_path, register, example), register, "parks")


@pytest.mark.parametrize("register", REGISTERS)
def test_an_empty_file_and_a_comment_are_empty_registers(tmp_path, register):
    assert load_register(project_with(tmp_path, register, "# nothing\n"), register, "parks") == []


@pytest.mark.parametrize(
    ("register", "spoil", "message"),
    [
        (
            "evidence",
            lambda text: text.replace("year: 2020", "year: about 2020"),
            "data/evidence/parks.yml, entry 1, year: 'about 2020' is not of type 'integer'.",
        ),
        (
            "evidence",
            lambda text: text.replace("publisher:", "publsher:"),
            "data/evidence/parks.yml, entry 1: Additional properties are not allowed "
            "('publsher' was unexpected).",
        ),
        (
            "recommendations",
            lambda text: text.replace("proposed", "agreed"),
            "data/recommendations/parks.yml, entry 1, state: 'agreed' is not one of "
            "['proposed', 'approved', 'under way', 'met', 'dropped'].",
        ),
        (
            "priorities",
            lambda text: text + text,
            "data/priorities/parks.yml, entry 2: the id 'a-priority' stands twice. "
            "Ids are permanent, so give the new entry one of its own.",
        ),
        (
            "services",
            lambda text: text.replace("- id", "id").replace("\n  ", "\n"),
            "data/services/parks.yml: must be a list, each entry starting with '- id:'.",
        ),
        (
            "views",
            lambda text: text.replace("  method: Survey\n", ""),
            "data/views/parks.yml, entry 1: 'method' is a required property.",
        ),
    ],
)
def test_a_mistake_is_one_sentence_with_file_and_entry(tmp_path, register, spoil, message):
    project = project_with(tmp_path, register, spoil(GOOD[register]))

    with pytest.raises(DataError) as error:
        load_register(project, register, "parks")

    assert str(error.value) == message


def test_an_unknown_register_is_refused_with_a_guess(tmp_path):
    with pytest.raises(NotKnownError, match="Did you mean 'evidence'"):
        load_register(Project(tmp_path), "evidnce", "parks")


@pytest.mark.parametrize("register", REGISTERS)
def test_committed_registers_are_sound_and_ids_are_unique_across_chapters(register):
    ids = [
        entry["id"]
        for path in sorted((ROOT.data / register).glob("*.yml"))
        for entry in load_register(ROOT, register, path.stem)
    ]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("chapter_id", WRITTEN)
def test_recommendations_rest_on_indicators_that_exist_and_are_only_proposed(chapter_id):
    known = load_catalogue(ROOT).indicators
    entries = load_register(ROOT, "recommendations", chapter_id)

    assert entries
    for entry in entries:
        assert set(entry["because"]) <= set(known), entry["id"]
        if load_place(ROOT)["state"] == "draft":
            assert entry["state"] == "proposed"


def test_the_place_has_all_its_names_and_is_a_draft_until_a_decision_is_recorded(tmp_path):
    place = load_place(ROOT)
    assert place["strategies"][0]["period"] == "2024 to 2028"
    assert [len(strategy["themes"]) for strategy in place["strategies"]] == [4, 5]

    claimed = (ROOT.data / "place" / "place.yml").read_text(encoding="utf-8")
    copy = tmp_path / "data" / "place" / "place.yml"
    copy.parent.mkdir(parents=True)
    copy.write_text(claimed.replace("state: draft", "state: approved"), encoding="utf-8")
    with pytest.raises(DataError, match="'approval' is a required property"):
        load_place(Project(tmp_path))
