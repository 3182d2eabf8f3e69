"""The page that says how the model works, from the model's own declarations. Pure."""

from collections.abc import Callable, Iterable, Mapping

from jsna.explorer.diagram import diagram, numbered
from jsna.explorer.equations import TIMES, written
from jsna.explorer.facts import ordered_modules
from jsna.explorer.words import GRADES, origin, shown
from jsna.roles import escape
from jsna.simulation.structure import Clock, Declared, Evidence, Lever, Model, Module, Parameter
from jsna.simulation.units import Unit
from jsna.theme.markup import text
from jsna.theme.tables import data_table

Row = dict[str, object]
_OUTSIDE = "the outside"


def how_page(model: Model, slot: Callable[[str], str], conclusions: str = "") -> str:
    """Return the page as Markdown.

    Args:
        model: the checked model.
        slot: keeps a piece of HTML and returns the line of Markdown that stands for it.
        conclusions: Markdown of what the model may and may not be used for, kept by people.
    """
    parts = [
        "# How the model works",
        "```{admonition} In plain English\n:class: plain\n"
        "The model counts people and beds, and moves them step by step. Each step follows rules. "
        "Every rule and every number stands on this page, with its source.\n"
        "Some numbers were measured. Some are taken from studies. Some we had to assume. "
        "Each is marked.\n```",
        f"This is version {escape(model.version)} of the model. You can move its decisions "
        "yourself: [explore decisions](/model/index.md). It is an exploration, not a forecast.",
        _balance(model),
        "## What the grades mean",
        slot(_grades()),
    ]
    parts += [] if not conclusions else [conclusions]
    for key in ordered_modules(model):
        parts += _module(model.modules[key], slot)
    parts += _decisions(model, slot)
    return "\n\n".join(parts) + "\n"


def _balance(model: Model) -> str:
    """Return how many numbers are data, literature and assumption."""
    kinds = [_origin(parameter) for parameter in _parameters(model)]
    counts = {kind: kinds.count(kind) for kind in ("data", "literature", "assumption")}
    return (
        f"Of its {len(kinds)} parameters {counts['data']} are data of the area or the country, "
        f"{counts['literature']} come from published studies, and {counts['assumption']} are "
        "assumptions."
    )


def _parameters(model: Model) -> list[Parameter]:
    found = [item for module in model.modules.values() for item in module.parameters.values()]
    return [*found, *model.parameters.values()]


def _origin(parameter: Parameter) -> str:
    return origin(parameter.evidence, from_area=bool(parameter.by_area))


def _grades() -> str:
    rows: list[Row] = [{"grade": grade, "words": words} for grade, words in GRADES.items()]
    return _table(
        "Grades of evidence",
        "Grades of evidence, from strong to assumed",
        rows,
        (
            ("grade", "Grade"),
            ("words", "What it means"),
        ),
    )


def _module(module: Module, slot: Callable[[str], str]) -> list[str]:
    parts = [f"({_anchor(module)})=\n## {escape(module.title)}"]
    title = f"{module.title[0].lower()}{module.title[1:]}"
    parts += [escape(module.note)] if module.note else []
    parts.append(_clock_words(module))
    parts.append("### Stocks and flows")
    parts.append(
        slot(
            f'<div class="m-picture scroll" tabindex="0" role="region" aria-label='
            f'"Picture of stocks and flows: {text(module.title)}">{diagram(module)}</div>'
        )
    )
    parts.append(slot(_stocks(module) + _flows(module)))
    if module.auxiliaries or module.links:
        count = len(module.auxiliaries) + len(module.links)
        parts += [
            "### Other equations",
            slot(_folded(f"{count} equations of {title}", _equations(module))),
        ]
    if module.tables:
        tables = _folded(f"{len(module.tables)} tables of {title}", _tables(module))
        parts += ["### Tables of figures", slot(tables)]
    if module.parameters:
        parts += ["### Parameters", slot(_parameters_folded(module.title, module.parameters))]
    return parts


def _folded(words: str, html: str) -> str:
    """Return a long table behind a line that opens it."""
    return f'<details class="m-fold"><summary>Show {text(words)}</summary>{html}</details>\n'


def _parameters_folded(title: str, parameters: Mapping[str, Parameter]) -> str:
    html = _parameter_table(title, parameters.values())
    return _folded(f"{len(parameters)} parameters of {title[0].lower()}{title[1:]}", html)


def _anchor(module: Module) -> str:
    return f"module-{module.id.replace('_', '-')}"


def _clock_words(module: Module) -> str:
    clock = module.clock
    ages = ""
    if module.dimensions.last_age >= 0:
        ages = (
            f" People are counted by single year of age, 0 to {module.dimensions.last_age} and "
            "over, and grow a year older on one day of the year, never sooner."
        )
    sexes = (
        f" Each is kept for {' and '.join(module.dimensions.sex)}." if module.dimensions.sex else ""
    )
    return (
        f"It begins in {clock.start_year} and runs for {_length(clock)}, in steps of "
        f"{_step(clock)}.{ages}{sexes}"
    )


def _length(clock: Clock) -> str:
    years = clock.length / clock.units_per_year
    return f"{years:.3g} {'year' if years == 1 else 'years'}"


def _step(clock: Clock) -> str:
    parts = round(1 / clock.step)
    return f"one {clock.unit}" if parts <= 1 else f"1/{parts} of a {clock.unit}"


def _stocks(module: Module) -> str:
    rows: list[Row] = [
        _row(item, equation=written(item.initial), by=" and ".join(item.by))
        for item in module.stocks.values()
    ]
    return _table(
        f"Stocks: {module.title}",
        "Stocks: what is counted, and how it begins",
        rows,
        (
            ("title", "Stock"),
            ("id", "Name in equations"),
            ("by", "By"),
            ("equation", "At the start"),
            ("note", "Note"),
        ),
    )


def _flows(module: Module) -> str:
    numbers = numbered(module)
    rows: list[Row] = []
    for name, flow in module.flows.items():
        ends = [module.stocks[end].title if end else _OUTSIDE for end in (flow.source, flow.target)]
        rows.append(
            _row(flow, equation=written(flow.rate))
            | {"number": str(numbers[name]), "ends": f"{ends[0]} → {ends[1]}"}
        )
    per = module.clock.unit
    return _table(
        f"Flows: {module.title}",
        f"Flows: the numbered arrows, as amounts a {per}",
        rows,
        (
            ("number", "Arrow"),
            ("title", "Flow"),
            ("ends", "From → to"),
            ("equation", f"Amount a {per}"),
            ("note", "Note"),
        ),
    )


def _equations(module: Module) -> str:
    rows: list[Row] = [
        _row(item, equation=written(item.equation), by=" and ".join(item.by))
        for item in module.auxiliaries.values()
    ]
    rows += [
        _row(item, equation=f"{item.output} of {item.module}") for item in module.links.values()
    ]
    return _table(
        f"Other equations: {module.title}",
        "Equations between stocks and flows",
        rows,
        (
            ("title", "What"),
            ("id", "Name in equations"),
            ("unit", "Unit"),
            ("equation", "Equation"),
            ("note", "Note"),
        ),
    )


def _tables(module: Module) -> str:
    rows: list[Row] = []
    for item in module.tables.values():
        whose = {"own": "each area's own", "country": "the country's"}.get(item.area, item.area)
        rows.append(
            _row(item, by=" and ".join(item.by), evidence=item.evidence)
            | {
                "kind": origin(item.evidence, from_area=bool(item.area)),
                "whose": whose or "one for all areas",
            }
        )
    return _table(
        f"Tables: {module.title}",
        "Numbers by sex, age or year",
        rows,
        (
            ("title", "Table"),
            ("id", "Name in equations"),
            ("unit", "Unit"),
            ("by", "By"),
            ("whose", "Whose"),
            ("kind", "Kind"),
            ("grade", "Grade"),
            ("source", "Source"),
        ),
    )


def _parameter_table(title: str, parameters: Iterable[Parameter]) -> str:
    rows: list[Row] = []
    for item in parameters:
        said = shown(item.unit, item.high)
        kind = f"{_origin(item)}, each area's own where held" if item.by_area else _origin(item)
        rows.append(
            _row(item, evidence=item.evidence)
            | {
                "value": _number(item.value * said.scale, said.words),
                "range": _range(item, said.scale, said.words),
                "kind": kind,
            }
        )
    return _table(
        f"Parameters: {title}",
        "Parameters: value, range of draws, kind and source",
        rows,
        (
            ("title", "Parameter"),
            ("id", "Name in equations"),
            ("value", "Value"),
            ("range", "95% range"),
            ("kind", "Kind"),
            ("grade", "Grade"),
            ("source", "Source"),
            ("note", "Note"),
        ),
    )


def _range(item: Parameter, scale: float, words: str) -> str:
    if not item.low < item.high:
        return "fixed"
    return f"{item.low * scale:.4g} to {_number(item.high * scale, words)}"


def _number(value: float, words: str) -> str:
    return f"{value:.4g}%" if words == "%" else f"{value:,.6g} {words}".strip()


def _decisions(model: Model, slot: Callable[[str], str]) -> list[str]:
    parts: list[str] = []
    if model.levers:
        parts += ["## Decisions", slot(_levers(model))]
    if model.parameters:
        parts.append(slot(_parameters_folded("decisions", model.parameters)))
    parts += ["## Results", slot(_outputs(model))]
    return parts


def _levers(model: Model) -> str:
    rows: list[Row] = [_lever(model, lever) for lever in model.levers.values()]
    return _table(
        "Decisions",
        "Decisions: what each acts on, its range, its cost and its evidence",
        rows,
        (
            ("title", "Decision"),
            ("range", "Range"),
            ("acts", "Acts on"),
            ("when", "When"),
            ("cost", "Cost"),
            ("pays", "Pays"),
            ("gains", "Gains"),
            ("grade", "Grade"),
            ("source", "Source"),
        ),
    )


def _lever(model: Model, lever: Lever) -> Row:
    said = shown(lever.unit, max(abs(lever.minimum), abs(lever.maximum)))
    acts = "; ".join(
        f"{act.target} {TIMES if act.effect == 'multiply' else '+'} ({written(act.amount)})"
        for act in lever.acts
    )
    begins = f"year {lever.start:g}" + (
        f", in full after {lever.ramp:g} years" if lever.ramp else ""
    )
    cost = "not known"
    if lever.cost is not None:
        evidence = lever.cost.evidence
        cost = f"{written(lever.cost.equation)} ({evidence.source}, grade {evidence.grade})"
    highest = _number(lever.maximum * said.scale, said.words)
    return _row(lever, evidence=lever.evidence) | {
        "range": f"{lever.minimum * said.scale:g} to {highest}",
        "acts": acts,
        "when": begins,
        "cost": cost,
        "pays": lever.pays,
        "gains": lever.gains,
    }


def _outputs(model: Model) -> str:
    better = {"up": "more", "down": "less", "none": "not judged"}
    rows: list[Row] = [
        _row(item, equation=written(item.equation))
        | {"module": model.modules[item.module].title, "better": better[item.better]}
        for item in model.outputs.values()
    ]
    return _table(
        "Results",
        "Results: what the model is judged on",
        rows,
        (
            ("title", "Result"),
            ("unit", "Unit"),
            ("equation", "Equation"),
            ("better", "Better is"),
            ("module", "Part of the model"),
            ("note", "Note"),
        ),
    )


def _row(
    item: Declared, *, equation: str = "", by: str = "", evidence: Evidence | None = None
) -> Row:
    row: Row = {
        "id": item.id,
        "title": item.title,
        "unit": _unit_words(item.unit),
        "note": item.note,
        "equation": equation,
        "by": by,
    }
    if evidence is not None:
        row |= {"grade": evidence.grade, "source": f"{evidence.source} ({evidence.date})"}
    return row


def _unit_words(unit: Unit) -> str:
    said = shown(unit)
    return ("pounds " + said.words).strip() if said.is_money else said.words or "a number"


def _table(
    headline: str, subtitle: str, rows: list[Row], columns: tuple[tuple[str, str], ...]
) -> str:
    """Return a table; columns that are empty in every row are left out."""
    used = [(name, title) for name, title in columns if any(row.get(name) for row in rows)]
    return data_table(
        {
            "headline": headline,
            "subtitle": subtitle,
            "columns": [
                {
                    "name": name,
                    "title": title,
                    "type": "text",
                    "header": place == (used[0][0] == "number"),
                }
                for place, (name, title) in enumerate(used)
            ],
            "rows": rows,
        }
    )
