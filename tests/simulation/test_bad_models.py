"""Each mistake in a model file is one sentence that names the file and the line."""

import pytest
from models import changed, two_states

from jsna.errors import ModelError
from jsna.simulation.levers import check_settings
from jsna.simulation.load import read_model

POPULATION, QUEUE, DECISIONS = "population.yml", "queue.yml", "decisions.yml"
MISTAKES = {
    "unknown name": (
        POPULATION, "rate: well * onset}", "rate: well * onsett}",
        "'falling_ill' uses 'onsett', which module 'population' does not have. Did you mean 'onset'",
    ),
    "units of an equation": (
        QUEUE, "equation: in_bed / stay}", "equation: in_bed * stay}",
        "'treated' is declared in person/day, but its expression is in day*person.",
    ),
    "units that are added": (
        QUEUE, "equation: treated * (1 - needs_care) + leaving_fit}", "equation: treated + in_bed}",
        "'leaving': the two sides of + have different units, person/day and person.",
    ),
    "unknown unit": (
        QUEUE, "unit: day, value: 5,", "unit: days, value: 5,", "'days' in the unit 'days' is not known",
    ),
    "circle": (
        QUEUE, "equation: in_bed / stay}", "equation: leaving}",
        "'treated' needs 'leaving' needs 'treated'",
    ),
    "no source": (
        QUEUE, "value: 110, source: made up,", "value: 110,",
        "parameters.beds: 'source' is a required property.",
    ),
    "dimensions": (
        POPULATION, "older: {title: Aged 65 or over, unit: person, sum: {of: everybody, over: [sex, age], ages: [65, 100]}}",
        "older: {title: Aged 65 or over, unit: person, sum: {of: everybody, over: [sex], ages: [65, 100]}}",
        "'older' is declared a single number, but its expression is by age.",
    ),
    "flow to nowhere": (
        POPULATION, "from: well, to: ill,", "from: well, to: sick,", "names 'sick', which is not a stock.",
    ),
    "step": (QUEUE, "step: 1/4", "step: 1/10", "the step 1/10 is not a binary fraction"),
    "key twice": (
        QUEUE, "  beds: {title: Beds,", "  stay: {title: Beds,", "the key 'stay' stands twice.",
    ),
    "name twice": (
        QUEUE, "  care_lasts: {title: Days with a package", "  onset: {title: Days with a package",
        "the name 'onset' stands already in data/model/population.yml, line",
    ),
    "built-in name": (
        QUEUE, "  care_lasts: {title: Days with a package", "  time: {title: Days with a package",
        "the name 'time' is built in; choose another.",
    ),
    "expression": (
        QUEUE, "equation: in_bed / stay}", "equation: in_bed / (stay}",
        "the expression of 'treated': ')' is missing at the end.",
    ),
    "lever on nothing": (
        DECISIONS, "on: queue.packages", "on: queue.package",
        "which has no 'package'. Did you mean 'packages'",
    ),
    "lever that is never neutral": (
        DECISIONS, "multiply: 1 - value * effect_of_prevention", "multiply: 0.9 - value",
        "at its neutral 0 the lever 'prevention' must multiply by exactly 1, but does so by 0.9.",
    ),
    "scenario out of range": (
        DECISIONS, "settings: {prevention: 0.5,", "settings: {prevention: 1.5,",
        "the lever 'prevention' goes from 0 to 1, not to 1.5.",
    ),
    "scenario of an older model": (
        DECISIONS, 'title: Both, version: "1"', 'title: Both, version: "0"',
        "this scenario is of model version 0, the model is 1;",
    ),
    "unknown lever": (
        DECISIONS, "more_packages: 100}", "more_package: 100}", "there is no lever 'more_package'. Did you mean",
    ),
    "output of another unit": (
        DECISIONS, "unit: pound/day, module: queue, equation: lever_costs",
        "unit: pound, module: queue, equation: lever_costs", "'cost' is declared in pound, but",
    ),
    "start on a lever": (
        POPULATION, "initial: people * ill_at_start}", "initial: people * ill_at_start * (1 + time / one_year)}",
        "the start of 'ill' may rest on tables and parameters only, not on 'time'.",
    ),
    "ages beyond the last": (
        POPULATION, "values: {0: 0.001, 40: 0.01, 70: 0.04}", "values: {0: 0.001, 40: 0.01, 170: 0.04}",
        "the last age is 100, not 170.",
    ),
    "sexes": (
        POPULATION, "values: {Female: 0.488, Male: 0.512}", "values: {Women: 0.488, Male: 0.512}",
        "values by sex must be for Female and Male.",
    ),
    "limits": (
        QUEUE, "value: 5, low: 4.5, high: 5.6", "value: 5, low: 5.5, high: 5.6",
        "'stay' must have low <= value <= high.",
    ),
    "not YAML": (QUEUE, "title: A made-up hospital\n", "title: [A made-up hospital\n", "expected ',' or ']'"),
}  # fmt: skip


def line_of(text, old):
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_sentence_with_file_and_line(mistake, tmp_path):
    file, old, new, message = MISTAKES[mistake]
    folder = changed(tmp_path, file, old, new)
    line = line_of((folder / file).read_text(encoding="utf-8"), new)

    with pytest.raises(ModelError) as caught:
        read_model(folder, shown="data/model")

    text = str(caught.value)
    assert message in text
    assert text.startswith(f"data/model/{file}, line "), text
    named = int(text.split("line ")[1].split(":")[0])
    assert abs(named - line) <= 2, text
    assert "\n" not in text


def test_the_exit_code_is_its_own():
    assert ModelError.exit_code == 17


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(ModelError, match="data/model holds no module"):
        read_model(tmp_path, shown="data/model")


def test_a_saved_scenario_of_another_version_is_refused():
    with pytest.raises(ModelError, match="shared link: this scenario is of model version 0"):
        check_settings(two_states(), "0", {}, where="shared link")


def test_settings_are_completed_by_neutral_ones():
    settings = check_settings(two_states(), "1", {"prevention": 0.5}, where="here")

    assert settings == {"prevention": 0.5, "more_packages": 0.0}


def test_a_stay_that_may_fall_under_two_steps_names_the_flow(tmp_path):
    folder = changed(
        tmp_path, QUEUE, "value: 5, low: 4.5, high: 5.6", "value: 5, low: 0.4, high: 5.6"
    )
    line = line_of((folder / QUEUE).read_text(encoding="utf-8"), "  goes_home:")

    with pytest.raises(ModelError) as caught:
        read_model(folder, shown="data/model")

    assert str(caught.value).startswith(
        f"data/model/queue.yml, line {line}: people may stay in 'in_bed' for only 0.381 days, "
        "mostly because of the flow 'goes_home'; a stay must last at least two steps (0.5)"
    )
