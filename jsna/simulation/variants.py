"""The same model in another resolution: to test that results do not hang on it."""

from dataclasses import replace

from jsna.simulation.structure import Floats, Model, Module, Table


def with_step(model: Model, module: str, step: float) -> Model:
    """Return the model with another time step in one module."""
    changed = model.modules[module]
    return _with(model, replace(changed, clock=replace(changed.clock, step=step)))


def with_length(model: Model, module: str, length: float) -> Model:
    """Return the model with a shorter run of one module; tables by year lose their later rows."""
    changed = model.modules[module]
    clock = replace(changed.clock, length=length)
    tables = {
        name: _cut(table, table.values[: clock.years] if table.values is not None else None)
        if "year" in table.by
        else table
        for name, table in changed.tables.items()
    }
    return _with(model, replace(changed, clock=clock, tables=tables))


def with_last_age(model: Model, module: str, last: int) -> Model:
    """Return the model with fewer ages in one module; whoever is older is left out."""
    changed = model.modules[module]
    dimensions = replace(changed.dimensions, last_age=last)
    tables = {
        name: _cut(table, table.values[:, :, : last + 2] if table.values is not None else None)
        if "age" in table.by
        else table
        for name, table in changed.tables.items()
    }
    return _with(model, replace(changed, dimensions=dimensions, tables=tables))


def _cut(table: Table, values: Floats | None) -> Table:
    return replace(table, values=values)


def _with(model: Model, module: Module) -> Model:
    return replace(model, modules={**model.modules, module.id: module})
