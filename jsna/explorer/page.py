"""The explorer's page as one piece of HTML, driven by what the model declares. Pure.

What never changes stands in `static/page.html`; this fills its places.
"""

from collections.abc import Sequence
from importlib import resources
from itertools import groupby
from string import Template

from jsna.explorer.controls import (
    area_select,
    assumption_list,
    grade_key,
    lever_groups,
    preset_buttons,
)
from jsna.explorer.facts import AreaChoice, facts, gap, group_of
from jsna.simulation.structure import Model, Output
from jsna.theme.markup import json_data, text


def explorer_html(model: Model, areas: Sequence[AreaChoice], home: str, glance: str) -> str:
    """Return the whole explorer.

    Args:
        model: the checked model.
        areas: what a reader may choose, in the order of the list.
        home: slug of the area shown first.
        glance: HTML of the presets at a glance, which also serves readers without JavaScript.
    """
    return _filled(
        "page.html",
        facts=json_data(facts(model, areas, home)),
        area_select=area_select(areas, home),
        preset_buttons=preset_buttons(model),
        output_options=_options(model),
        result_groups=_groups(model),
        tiles="".join(_tile(output) for output in model.outputs.values()),
        elsewhere=_elsewhere(model, areas),
        lever_groups=lever_groups(model),
        grade_key=grade_key(),
        assumption_list=assumption_list(model),
        gap=_gap(areas),
        glance=glance,
    )


def _filled(name: str, **places: str) -> str:
    """Return a template with every `$place` filled; what is filled in is not read again."""
    template = (resources.files("jsna.explorer") / "static" / name).read_text(encoding="utf-8")
    return Template(template).substitute(places)


def _options(model: Model) -> str:
    parts = []
    for group, inside in groupby(
        model.outputs.values(), key=lambda output: group_of(model, output)
    ):
        options = "".join(
            f'<option value="{text(output.id)}">{text(output.title)}</option>' for output in inside
        )
        parts.append(f'<optgroup label="{text(group)}">{options}</optgroup>')
    return "".join(parts)


def _groups(model: Model) -> str:
    """Return a button for the key results and one for each group."""
    names = dict.fromkeys(group_of(model, output) for output in model.outputs.values())
    return "".join(
        f'<button type="button" data-group="{text(name)}" '
        f'aria-pressed="{"false" if name else "true"}">{text(name or "Key results")}</button>'
        for name in ("", *names)
    )


def _tile(output: Output) -> str:
    return (
        f'<li><button type="button" class="x-tile" data-output="{text(output.id)}" '
        f'aria-pressed="false"><span class="x-tile-name">{text(output.title)}</span>'
        '<span class="x-value"></span><span class="x-change"></span>'
        '<span class="x-line"></span></button></li>'
    )


def _elsewhere(model: Model, areas: Sequence[AreaChoice]) -> str:
    """Return a line for each module that does not run for every area, with the way to one."""
    lines = []
    for key, module in model.modules.items():
        having = [area for area in areas if key in area.modules]
        if having and len(having) < len(areas):
            names = " and ".join(area.name for area in having)
            lines.append(
                f'<p class="x-note" data-for-module="{text(key)}" hidden>{text(module.title)}: '
                f"modelled for {text(names)} only. "
                f'<button type="button" class="x-go" data-go="{text(having[0].slug)}">'
                f"Show {text(having[0].name)}</button></p>"
            )
    return "".join(lines)


def _gap(areas: Sequence[AreaChoice]) -> str:
    ends = gap(areas)
    if ends is None:
        return ""
    name = {area.slug: text(area.name) for area in areas}
    return _filled("gap.html", most=name[ends["most"]], least=name[ends["least"]])
