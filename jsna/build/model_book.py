"""The whole-system model with everything its pages need, for one book."""

from collections.abc import Mapping
from dataclasses import replace

from jsna.build.book import Book
from jsna.build.naming import heading
from jsna.build.pages_model import ModelBook
from jsna.explorer.facts import AreaChoice, with_costs
from jsna.explorer.glance import Glance
from jsna.explorer.runs import preset_results
from jsna.model_inputs import NATIONAL, all_inputs, newest_of
from jsna.records import Area, AreaType
from jsna.schedules import load_schedules
from jsna.simulation.inputs import Inputs
from jsna.simulation.javascript import to_javascript
from jsna.simulation.load import load_model
from jsna.simulation.structure import Model
from jsna.simulation.whole import compile_model

RUNS = 200
"""Runs behind each range of the presets at a glance."""
DEPRIVATION = "imd_score"
CONCLUSIONS = "conclusions.md"
"""Beside the model: what people may conclude from it and what not."""


def model_book(book: Book) -> ModelBook | None:
    """Return the model ready for its pages; None where the book has none."""
    if not book.plan.has_model:
        return None
    model = load_model(book.project)
    inputs = _inputs(book, model)
    areas = tuple(
        _choice(book, area, inputs) for area in book.plan.areas if area.area_slug in inputs
    )
    home = book.home
    results = preset_results(compile_model(model), inputs[home.area_slug], RUNS)
    national = {name: inputs[home.area_slug].tables[name] for name in NATIONAL}
    shared = _with_tables(with_costs(model), national)
    words = book.project.data / "model" / CONCLUSIONS
    return ModelBook(
        model=model,
        areas=areas,
        home=home.area_slug,
        inputs={slug: _own(each).as_json() for slug, each in inputs.items()},
        script=to_javascript(shared),
        glance=Glance(model, home.name, results),
        conclusions=words.read_text(encoding="utf-8") if words.exists() else "",
    )


def _inputs(book: Book, model: Model) -> dict[str, Inputs]:
    """Return what each area with pages brings, by slug."""
    (module,) = [item for item in model.modules.values() if item.dimensions.last_age >= 0]
    found = all_inputs(
        module, load_schedules(book.project), newest_of(book.observations), book.areas
    )
    areas = [area for area in book.plan.areas if area.area_code in found]
    return {area.area_slug: found[area.area_code].inputs for area in areas}


def _own(inputs: Inputs) -> Inputs:
    """Return an area's inputs without what all areas share, which stands in the model's script."""
    tables = {name: table for name, table in inputs.tables.items() if name not in NATIONAL}
    return replace(inputs, tables=tables)


def _with_tables(model: Model, tables: Mapping[str, object]) -> Model:
    """Return the model with these numbers in its tables."""
    modules = {
        key: replace(
            module,
            tables={
                name: replace(table, values=tables.get(name, table.values))
                for name, table in module.tables.items()
            },
        )
        for key, module in model.modules.items()
    }
    return replace(model, modules=modules)


def _choice(book: Book, area: Area, inputs: Mapping[str, Inputs]) -> AreaChoice:
    score = None
    if area.area_type is AreaType.WARD:
        score = newest_of(book.observations)(DEPRIVATION, area.area_code)
    alike = [other for other in book.plan.areas if other.area_type is area.area_type]
    return AreaChoice(
        slug=area.area_slug,
        name=area.name,
        group=heading(area.area_type, len(alike)),
        modules=inputs[area.area_slug].modules,
        deprivation=score,
    )
