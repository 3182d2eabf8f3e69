"""What the whole-system model starts from, made after the long table: data/model/schedules.csv."""

from pathlib import Path

from jsna.areas import load_areas
from jsna.catalogue import load_catalogue
from jsna.errors import SourceError
from jsna.files import write_text
from jsna.observations import ANY, Selection, load_observations
from jsna.owner_files import with_owner_files
from jsna.paths import Project
from jsna.records import Observation
from jsna.schedules import Schedule, schedule_text, schedules_path
from jsna.sources import general_practice, local_rates, national_rates, start_population
from jsna.sources.geography import Geography
from jsna.sources.raw import RawFiles


def write_schedules(project: Project, raw: Path) -> Path:
    """Write the series by age out of the raw files in the folder `raw` and the long table.

    The long table gives the published life expectancy that each area's deaths are fitted to.

    Raises:
        SourceError: a raw file is missing, has changed, lacks a column or holds an unknown word.
    """
    files = RawFiles(raw, load_catalogue(project).sources)
    areas = with_owner_files(project, load_areas(project), general_practice.listed(files))
    held = load_observations(project)
    published = [
        row
        for indicator_id in (local_rates.PUBLISHED, local_rates.NEIGHBOURHOOD)
        for row in held.select(Selection(indicator_id, sex=ANY))
    ]
    try:
        made = schedules(Geography(files, areas), published)
    except (KeyError, ValueError, IndexError) as error:
        raise SourceError(
            f"The model's inputs met a code, word or number that is not known ({error}). "
            "Compare the raw files with jsna/sources/model_inputs.py."
        ) from error
    path = schedules_path(project)
    write_text(path, schedule_text(made))
    return path


def schedules(geography: Geography, observations: list[Observation]) -> list[Schedule]:
    """Return every series by age that the model reads."""
    people = list(start_population.rows(geography))
    national = list(national_rates.rows(geography))
    aimed = local_rates.targets(geography.areas, observations, people)
    moves = local_rates.migration(geography, national, aimed)
    return [*people, *national, *aimed, *moves]
