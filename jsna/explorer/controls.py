"""The controls of the explorer as HTML: area, presets, levers, assumptions. Pure."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from jsna.explorer.facts import AreaChoice, assumed, assumption_step, scenarios, starts
from jsna.explorer.words import GRADES, shown
from jsna.simulation.structure import Evidence, Lever, Model, Parameter
from jsna.theme.markup import text

OTHER = "Other"


def area_select(areas: Sequence[AreaChoice], home: str) -> str:
    """Return the list of areas, grouped by kind in the order given."""
    parts = []
    for group, inside in groupby(areas, key=lambda area: area.group):
        options = "".join(
            f'<option value="{text(area.slug)}"{" selected" if area.slug == home else ""}>'
            f"{text(area.name)}</option>"
            for area in inside
        )
        parts.append(f'<optgroup label="{text(group)}">{options}</optgroup>')
    return (
        '<div class="x-field"><label for="x-area">Area</label>'
        f'<select id="x-area" autocomplete="off">{"".join(parts)}</select></div>'
    )


def preset_buttons(model: Model) -> str:
    """Return one button for each preset, that of no change pressed."""
    buttons = "".join(
        f'<button type="button" data-preset="{text(item["id"])}" aria-pressed='
        f'"{"false" if place else "true"}">{text(item["title"])}</button>'
        for place, item in enumerate(scenarios(model))
    )
    return f'<div class="x-presets" role="group" aria-labelledby="x-presets">{buttons}</div>'


def lever_groups(model: Model) -> str:
    """Return every lever, in groups that fold; the first stands open."""
    parts = []
    for place, (group, levers) in enumerate(_grouped(model.levers.values())):
        inner = "".join(_lever(model, lever) for lever in levers)
        parts.append(
            f'<details class="x-group"{" open" if not place else ""}><summary>'
            f'<span class="x-group-name">{text(group)}</span>'
            f'<span class="x-count">{len(levers)}</span></summary>{inner}</details>'
        )
    return "\n".join(parts)


def _grouped(levers: Iterable[Lever]) -> list[tuple[str, list[Lever]]]:
    found: dict[str, list[Lever]] = {}
    for lever in levers:
        found.setdefault(lever.group or OTHER, []).append(lever)
    return list(found.items())


def _lever(model: Model, lever: Lever) -> str:
    said = shown(lever.unit, max(abs(lever.minimum), abs(lever.maximum)))
    limits = (lever.minimum, lever.maximum, lever.step, lever.neutral)
    sliders = _pair(f"lever-{lever.id}", lever.title, limits, said.scale, said.words)
    facts = [
        ("Pays", lever.pays),
        ("Gains", lever.gains),
        ("When", starts(model, lever)),
        ("Cost", _cost(lever)),
        ("Evidence", _evidence(lever.evidence)),
    ]
    return (
        f'<div class="x-lever" data-lever="{text(lever.id)}">{sliders}'
        f"{_help(lever.title, lever.help, lever.note, facts, lever.evidence.grade)}"
        '<p class="x-idle" hidden></p></div>'
    )


def _cost(lever: Lever) -> str:
    if lever.cost is None:
        return "not known; counted as nothing"
    return _evidence(lever.cost.evidence)


def _evidence(evidence: Evidence) -> str:
    return f"{evidence.source} ({evidence.date}), grade {evidence.grade}"


def assumption_list(model: Model) -> str:
    """Return a slider for every parameter that we assume, by module."""
    return "".join(_assumption(parameter) for parameter in assumed(model))


def _assumption(parameter: Parameter) -> str:
    said = shown(parameter.unit, parameter.high)
    limits = (parameter.low, parameter.high, assumption_step(parameter), parameter.value)
    sliders = _pair(f"value-{parameter.id}", parameter.title, limits, said.scale, said.words)
    facts = [("We use", _setting(parameter.value, said.scale, said.words))]
    facts.append(("Source", _evidence(parameter.evidence)))
    return (
        f'<div class="x-lever" data-assumption="{text(parameter.id)}">{sliders}'
        f"{_help(parameter.title, parameter.note, '', facts, parameter.evidence.grade)}</div>"
    )


def _setting(value: float, scale: float, words: str) -> str:
    number = f"{value * scale:.6g}"
    return f"{number}%" if words == "%" else f"{number} {words}".strip()


def _pair(
    name: str, title: str, limits: tuple[float, float, float, float], scale: float, words: str
) -> str:
    """Return a slider and the box for the same number, both labelled."""
    low, high, step, value = limits
    seen = [f"{each * scale:.10g}" for each in limits]
    unit = f'<span class="x-unit">{text(words)}</span>' if words else ""
    label = f"{title}, {words}" if words and words != "%" else title
    label = f"{title}, per cent" if words == "%" else label
    return (
        f'<div class="x-name"><label for="{text(name)}">{text(title)}</label>'
        f'<output for="{text(name)}"></output></div>'
        f'<div class="x-pair"><input type="range" id="{text(name)}" min="{low:.10g}" '
        f'max="{high:.10g}" step="{step:.10g}" value="{value:.10g}" autocomplete="off">'
        f'<span class="x-box"><input type="number" inputmode="decimal" aria-label="{text(label)}" '
        f'min="{seen[0]}" max="{seen[1]}" step="{seen[2]}" value="{seen[3]}" autocomplete="off">'
        f"{unit}</span></div>"
    )


def _help(title: str, words: str, note: str, facts: list[tuple[str, str]], grade: str) -> str:
    """Return what a lever or assumption is, folded away, with its grade in front."""
    said = "".join(f"<p>{text(each)}</p>" for each in (words, note) if each)
    listed = "".join(f"<div><dt>{text(k)}</dt><dd>{text(v)}</dd></div>" for k, v in facts if v)
    return (
        f'<details class="x-help"><summary>{grade_mark(grade)} <span>About'
        f'<span class="vh"> {text(title)}</span></span></summary>'
        f'{said}<dl class="x-facts">{listed}</dl></details>'
    )


def grade_mark(grade: str) -> str:
    """Return a grade as a small mark that says itself to everybody."""
    return (
        f'<span class="x-grade" data-grade="{text(grade)}"><span class="vh">Evidence grade </span>'
        f"{text(grade)}</span>"
    )


def grade_key() -> str:
    """Return what the grades mean."""
    rows = "".join(
        f"<div><dt>{grade_mark(grade)}</dt><dd>{text(words)}</dd></div>"
        for grade, words in GRADES.items()
    )
    return f'<dl class="x-facts x-grades">{rows}</dl>'
