"""The whole-system model with everything its pages need, for one book."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from jsna.build.book import Book
from jsna.build.naming import heading
from jsna.build.pages_model import ModelBook
from jsna.explorer.facts import AreaChoice, with_costs
from jsna.explorer.glance import Glance, Series
from jsna.explorer.runs import as_json, from_json, preset_results
from jsna.files import strict_json, write_text
from jsna.model_inputs import NATIONAL, Newest, all_inputs, newest_of
from jsna.records import Area, AreaType
from jsna.schedules import load_schedules
from jsna.simulation.inputs import Inputs
from jsna.simulation.javascript import to_javascript
from jsna.simulation.load import load_model
from jsna.simulation.structure import Floats, Model
from jsna.simulation.whole import compile_model

RUNS = 100
"""Runs behind each range of the presets at a glance."""
DEPRIVATION = "imd_score"
CONCLUSIONS = "conclusions.md"
"""Beside the model: what people may conclude from it and what not."""


def model_book(book: Book, newest: Newest | None = None) -> ModelBook | None:
    """Return the model ready for its pages; None where the book has none.

    Args:
        book: the project.
        newest: the look-up in the figures; the book's own where none is given.
    """
    if not book.plan.has_model:
        return None
    newest = newest or newest_of(book.observations)
    model = load_model(book.project)
    home = book.home
    modelled = _modelled(book)
    inputs = _inputs(book, model, modelled, newest)
    areas = tuple(_choice(newest, area, modelled, inputs) for area in modelled)
    national = {name: inputs[home.area_slug].tables[name] for name in NATIONAL}
    shared = _with_tables(with_costs(model), national)
    script = to_javascript(shared)
    glance = _glance(book, model, areas, inputs, script)
    words = book.project.data / "model" / CONCLUSIONS
    return ModelBook(
        model=model,
        areas=areas,
        home=home.area_slug,
        inputs={slug: _own(each).as_json() for slug, each in inputs.items()},
        script=script,
        glance=glance,
        conclusions=words.read_text(encoding="utf-8") if words.exists() else "",
    )


def _glance(
    book: Book, model: Model, areas: Sequence[AreaChoice], inputs: Mapping[str, Inputs], script: str
) -> Glance:
    """Return every preset for the home area; a module it lacks, for the first area with it.

    Runs are kept in the cache, and done again only if the model or its inputs change.
    """
    home, others = areas[0], _others(model, areas)
    shown = [home.slug, *others.values()]
    brought = [inputs[slug].as_json() for slug in shown]
    key = hashlib.sha256(f"{RUNS}{script}{strict_json(brought)}".encode()).hexdigest()
    path = book.project.build / "cache" / "model-presets.json"
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if kept.get("key") != key:
        whole = compile_model(model)
        results: dict[str, dict[str, Series]] = {}
        for slug in reversed(shown):
            for preset, found in preset_results(whole, inputs[slug], RUNS).items():
                results[preset] = {**results.get(preset, {}), **found}
        kept = {"key": key, "results": as_json(results)}
        write_text(path, strict_json(kept))
    names = {area.slug: area.name for area in areas}
    elsewhere = {module: names[slug] for module, slug in others.items()}
    return Glance(model, home.name, from_json(kept["results"]), RUNS, elsewhere)


def _others(model: Model, areas: Sequence[AreaChoice]) -> dict[str, str]:
    """Return the first area that has each module which the first area lacks: module -> slug."""
    found = {}
    for module in model.modules:
        having = [area.slug for area in areas if module in area.modules]
        if having and module not in areas[0].modules:
            found[module] = having[0]
    return found


def _modelled(book: Book) -> list[Area]:
    """Return the areas of the model: those with pages, home first, then by kind and name.

    All of them, whichever pages this build makes.
    """
    kinds = list(AreaType)
    return sorted(
        (area for area in book.areas if area.has_pages),
        key=lambda area: (area != book.home, kinds.index(area.area_type), area.name),
    )


def _inputs(book: Book, model: Model, areas: Sequence[Area], newest: Newest) -> dict[str, Inputs]:
    """Return what each area brings, by slug."""
    (module,) = [item for item in model.modules.values() if item.dimensions.last_age >= 0]
    found = all_inputs(module, load_schedules(book.project), newest, book.areas)
    return {area.area_slug: found[area.area_code].inputs for area in areas}


def _own(inputs: Inputs) -> Inputs:
    """Return an area's inputs without what all areas share, which stands in the model's script."""
    tables = {name: table for name, table in inputs.tables.items() if name not in NATIONAL}
    return replace(inputs, tables=tables)


def _with_tables(model: Model, tables: Mapping[str, Floats]) -> Model:
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


def _choice(
    newest: Newest, area: Area, areas: Sequence[Area], inputs: Mapping[str, Inputs]
) -> AreaChoice:
    score = None
    if area.area_type is AreaType.WARD:
        score = newest(DEPRIVATION, area.area_code)
    alike = [other for other in areas if other.area_type is area.area_type]
    return AreaChoice(
        slug=area.area_slug,
        name=area.name,
        group=heading(area.area_type, len(alike)),
        modules=inputs[area.area_slug].modules,
        deprivation=score,
    )
