"""The promise between a notebook and the build, checked before anything runs.

papermill only warns about a misspelled parameter and then runs with the notebook's own default.
That would print one area's figures under another area's name, so we refuse. Every refusal is one
sentence with the file, the cell and the next step. The code's rules are in `code_rules`, the
prose's in `prose`, the headings' in `outline`.
"""

import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from jsna.areas import Areas
from jsna.build import code_rules, outline, prose
from jsna.build.cells import Cell, cells, source, tags
from jsna.build.plan import FOLDERS
from jsna.catalogue import Catalogue
from jsna.errors import NotebookError, NotKnownError
from jsna.records import AreaType
from jsna.roles import BUILT_IN

TAGS = ("parameters", "setup", "page-one", "print-full", "print-sheet", "analyst-only")
PARAMETER = "area_code"
_METADATA = ("id", "kind", "title", "area_types", "indicators")
_KINDS = tuple(FOLDERS)


def check_parameters(path_shown: str, notebook: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    """Refuse a notebook whose parameters are not exactly those it will be given.

    Args:
        path_shown: the file, as messages name it.
        notebook: the notebook as it stands in git.
        given: the parameters of one page.

    Returns:
        The parameters cell's own area code.

    Raises:
        NotebookError: unless exactly one cell is tagged `parameters`, it only sets `area_code`,
            and that is what is given.
    """
    tagged = [(n, cell) for n, cell in cells(notebook) if "parameters" in tags(cell)]
    if len(tagged) != 1:
        raise NotebookError(
            f"{path_shown}: {len(tagged)} cells are tagged 'parameters', one is needed. Tag the "
            "cell that sets area_code (in JupyterLab: Property Inspector, Cell Tags)."
        )
    number, cell = tagged[0]
    where = f"{path_shown}, cell {number}"
    declared = code_rules.simple_assignments(source(cell), where)
    if list(declared) != [PARAMETER]:
        raise NotebookError(
            f"{where}: the parameters cell sets {', '.join(declared) or 'nothing'}. "
            "It must set area_code and nothing else."
        )
    if set(given) != {PARAMETER}:
        raise NotebookError(
            f"{where}: the notebook declares area_code, but the plan gives "
            f"{', '.join(sorted(given)) or 'nothing'}. Give area_code and nothing else."
        )
    return str(declared[PARAMETER])


def check_notebook(
    path_shown: str,
    notebook: Mapping[str, Any],
    *,
    indicators: Catalogue,
    areas: Areas,
    template: Mapping[str, str] = outline.SECTIONS,
) -> None:
    """Refuse a notebook that breaks the authoring contract.

    Args:
        path_shown: the file, as messages name it.
        notebook: the notebook as it stands in git (nbformat 4).
        indicators: the catalogue whose ids the code may name.
        areas: the areas whose codes may be a default.
        template: slot -> heading of the sections that a chapter has, in order.

    Raises:
        NotebookError: for the first rule broken, naming file, cell and next step.
    """
    about = _check_metadata(path_shown, notebook, indicators)
    for number, cell in cells(notebook):
        _check_cell(f"{path_shown}, cell {number}", cell)
    code = check_parameters(path_shown, notebook, {PARAMETER: ""})
    _check_default(path_shown, code, about, areas)
    _check_setup(path_shown, notebook)
    emitted = _check_code(path_shown, notebook, indicators)
    _check_markdown(path_shown, notebook, emitted)
    outline.check_headings(path_shown, notebook)
    if about["kind"] == "chapter":
        outline.check_sections(path_shown, notebook, template)
    if about["kind"] == "summary":
        outline.check_frame(path_shown, notebook)


def _check_metadata(
    path_shown: str, notebook: Mapping[str, Any], indicators: Catalogue
) -> Mapping[str, Any]:
    about: Mapping[str, Any] = notebook["metadata"].get("jsna", {})
    for name in ("id", "kind", "title"):
        if not about.get(name):
            raise NotebookError(
                f"{path_shown}: the metadata jsna.{name} is missing. Add it in JupyterLab's "
                "Property Inspector, Notebook Metadata; notebooks/_template.ipynb shows the form."
            )
    unknown = [name for name in about if name not in _METADATA]
    if unknown:
        raise NotebookError(
            f"{path_shown}: the metadata jsna.{unknown[0]} is not known. "
            f"Use only {', '.join(_METADATA)}."
        )
    if about["kind"] not in _KINDS:
        raise NotebookError(
            f"{path_shown}: the metadata jsna.kind is {about['kind']!r}. "
            f"Write {' or '.join(map(repr, _KINDS))}."
        )
    stem = PurePath(path_shown).stem
    if about["id"] != stem or not re.fullmatch(r"[a-z][a-z0-9_]*", stem):
        raise NotebookError(
            f"{path_shown}: the metadata jsna.id is {about['id']!r}. It must be the file's name "
            "without ending, in small letters and underscores."
        )
    _check_area_types(path_shown, about)
    for indicator_id in about.get("indicators", ()):
        _check_indicator(f"{path_shown}, metadata jsna.indicators", indicator_id, indicators)
    return about


def _check_area_types(path_shown: str, about: Mapping[str, Any]) -> None:
    kinds = about.get("area_types", [])
    if about["kind"] == "profile" and not kinds:
        raise NotebookError(
            f"{path_shown}: a profile needs the metadata jsna.area_types, the kinds of area it is "
            'made for, such as ["ward"].'
        )
    for kind in kinds:
        if kind not in set(AreaType):
            raise NotebookError(
                f"{path_shown}: the metadata jsna.area_types names {kind!r}. "
                f"Known ones: {', '.join(AreaType)}."
            )


def _check_indicator(where: str, indicator_id: str, indicators: Catalogue) -> None:
    try:
        indicators.indicator(indicator_id)
    except NotKnownError as error:
        raise NotebookError(f"{where}: {error}") from None


def _check_cell(where: str, cell: Cell) -> None:
    if cell["cell_type"] not in ("code", "markdown"):
        raise NotebookError(
            f"{where}: this is a {cell['cell_type']} cell. Use code and Markdown cells only."
        )
    for tag in tags(cell):
        if tag not in TAGS:
            raise NotebookError(
                f"{where}: there is no cell tag {tag!r}. Known ones: {', '.join(TAGS)}."
            )
    if cell.get("outputs") or cell.get("execution_count"):
        raise NotebookError(
            f"{where}: stored outputs. Clear them before saving "
            "(in JupyterLab: Edit, Clear Outputs of All Cells)."
        )


def _check_default(path_shown: str, area_code: str, about: Mapping[str, Any], areas: Areas) -> None:
    try:
        area = areas[area_code]
    except NotKnownError as error:
        raise NotebookError(f"{path_shown}, the parameters cell: {error}") from None
    wanted = about.get("area_types", [])
    if wanted and area.area_type not in wanted:
        raise NotebookError(
            f"{path_shown}, the parameters cell: {area_code} is a {area.area_type.word}, but "
            f"jsna.area_types says {', '.join(wanted)}. Set area_code to one of these."
        )


def _check_setup(path_shown: str, notebook: Mapping[str, Any]) -> None:
    numbered = list(cells(notebook))
    tagged = [number for number, cell in numbered if "setup" in tags(cell)]
    if len(tagged) != 1:
        raise NotebookError(
            f"{path_shown}: {len(tagged)} cells are tagged 'setup', one is needed. Tag the cell "
            "that holds 'from jsna.chapter import open_page' and 'page = open_page(area_code)'."
        )
    parameters = next(number for number, cell in numbered if "parameters" in tags(cell))
    if tagged[0] < parameters:
        raise NotebookError(
            f"{path_shown}, cell {tagged[0]}: the setup cell stands before the parameters cell. "
            "Move it below, or it opens the page before the area is known."
        )
    code_rules.check_opens_page(
        source(numbered[tagged[0] - 1][1]), f"{path_shown}, cell {tagged[0]}"
    )


def _check_code(
    path_shown: str, notebook: Mapping[str, Any], indicators: Catalogue
) -> dict[str, str]:
    """Check every code cell; return name -> role of what the notebook emits."""
    emitted: dict[str, str] = {}
    for number, cell in cells(notebook):
        if cell["cell_type"] != "code" or "parameters" in tags(cell):
            continue
        where = f"{path_shown}, cell {number}"
        found = code_rules.check_code(source(cell), where, is_setup="setup" in tags(cell))
        for indicator_id in found.indicators:
            _check_indicator(where, indicator_id, indicators)
        for text in found.texts:
            _check_words(where, text)
        for name, role in found.emitted:
            if name in emitted or name in BUILT_IN:
                raise NotebookError(
                    f"{where}: the name {name!r} is emitted twice. Give one of them another name."
                )
            emitted[name] = role
    return emitted


def _check_markdown(
    path_shown: str, notebook: Mapping[str, Any], emitted: Mapping[str, str]
) -> None:
    for number, cell in cells(notebook):
        if cell["cell_type"] != "markdown":
            continue
        where, text = f"{path_shown}, cell {number}", source(cell)
        _check_roles(where, text, emitted)
        html = prose.find_html(text)
        if html:
            raise NotebookError(
                f"{where}: raw HTML ({html}) would be lost in the PDF. Write Markdown instead."
            )
        _check_words(where, text)


def _check_words(where: str, text: str) -> None:
    figure = prose.find_typed_figure(text)
    if figure:
        raise NotebookError(
            f"{where}: the figure {figure!r} is typed in and would age unseen. Emit it with "
            'page.value("name", …) and write {v}`name`, or cite its source as a link\'s text.'
        )
    word = prose.find_comparative(text)
    if word:
        raise NotebookError(
            f"{where}: the word {word!r} compares, and only data may do that. Emit it with "
            'page.say("name", …) and write {say}`name`, or cite its source as a link\'s text.'
        )


def _check_roles(where: str, text: str, emitted: Mapping[str, str]) -> None:
    for role, name in prose.roles_in(text):
        if role not in ("v", "say"):
            raise NotebookError(
                f"{where}: there is no role {{{role}}}. Write {{v}}`name` for a value or "
                "{say}`name` for a phrase."
            )
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            raise NotebookError(
                f"{where}: the role's name {name!r} must be small letters, digits and underscores."
            )
        if name in BUILT_IN:
            continue
        method = {"v": "value", "say": "say"}[role]
        if emitted.get(name) != role:
            raise NotebookError(
                f"{where}: no cell emits {{{role}}}`{name}`. "
                f'Add page.{method}("{name}", …) to a cell of this notebook.'
            )
