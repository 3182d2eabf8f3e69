"""The outline of a page: its headings, and the sections that every chapter has."""

from collections.abc import Iterator, Mapping
from typing import Any

from jsna.build import prose
from jsna.build.cells import cells, source
from jsna.errors import NotebookError

SECTIONS = {
    "in_brief": "In brief",
    "key_issues": "Key issues and gaps",
    "at_risk": "Who is at risk and why",
    "need": "Level of need",
    "inequalities": "Inequalities",
    "services": "Current services in relation to need",
    "projected_need": "Projected need",
    "evidence": "Evidence of what works",
    "views": "Local views",
    "unmet_need": "Unmet need and service gaps",
    "equality": "Equality considerations",
    "recommendations": "Recommendations for commissioners",
    "further_assessment": "Further needs assessment",
    "sources": "Sources and review",
}
"""Slot -> heading of each section of a chapter, in order: the one template."""
FRAME_START = ("In brief", "Key issues")
FRAME_END = ("What is not known", "Priorities", "Sources")
"""What a section of the summary begins and ends with; what stands between is its own."""


def check_headings(path_shown: str, notebook: Mapping[str, Any]) -> None:
    """Refuse a page without exactly one title at its start, or with a level left out.

    Raises:
        NotebookError: naming the cell and the heading.
    """
    first = next(cells(notebook), (1, {"cell_type": "", "source": ""}))[1]
    if first["cell_type"] != "markdown" or not source(first).startswith("# "):
        raise NotebookError(
            f"{path_shown}, cell 1: the first cell must be Markdown and begin with the title, "
            "as '# Title'."
        )
    before = 0
    for number, level, title in _headings(notebook):
        where = f"{path_shown}, cell {number}"
        if level == 1 and before:
            raise NotebookError(
                f"{where}: {title!r} is a second title. Begin it with '##': a page has one title."
            )
        if level > before + 1:
            raise NotebookError(
                f"{where}: the heading {title!r} skips a level. Begin it with "
                f"'{'#' * (before + 1)}'."
            )
        before = level


def check_sections(
    path_shown: str, notebook: Mapping[str, Any], template: Mapping[str, str]
) -> None:
    """Refuse a chapter whose sections are not the template's, in its order.

    Raises:
        NotebookError: naming the section that is missing, unknown, misplaced or repeated.
    """
    wanted = list(template.values())
    found = [(number, title) for number, level, title in _headings(notebook) if level == 2]
    titles = [title for _, title in found]
    for number, title in found:
        if title not in wanted:
            raise NotebookError(
                f"{path_shown}, cell {number}: {title!r} is no section of the template. "
                "Begin it with '###', or use a section's own name (docs/contracts.md)."
            )
    for place, title in enumerate(wanted):
        if title not in titles:
            after = f"after {wanted[place - 1]!r}" if place else "first"
            raise NotebookError(
                f"{path_shown}: the section '## {title}' is missing. Add it {after}."
            )
    for (number, title), right in zip(found, wanted, strict=False):
        if title != right:
            raise NotebookError(
                f"{path_shown}, cell {number}: the section {title!r} stands where {right!r} "
                "belongs. Keep the order of notebooks/_template.ipynb."
            )
    if len(found) > len(wanted):
        number, title = found[len(wanted)]
        raise NotebookError(
            f"{path_shown}, cell {number}: the section {title!r} stands twice. Join them."
        )
    _check_slots(path_shown, notebook, template)


def check_frame(path_shown: str, notebook: Mapping[str, Any]) -> None:
    """Refuse a section of the summary that does not begin and end as they all do.

    Raises:
        NotebookError: naming the heading that is missing and where it belongs.
    """
    titles = [title for _, level, title in _headings(notebook) if level == 2]
    ends = (
        ("begin", FRAME_START, titles[: len(FRAME_START)]),
        ("end", FRAME_END, titles[-len(FRAME_END) :]),
    )
    for where, wanted, found in ends:
        if tuple(found) != wanted:
            marked = ", ".join(f"'## {title}'" for title in wanted)
            raise NotebookError(
                f"{path_shown}: a section of the summary must {where} with {marked}, in this "
                f"order. It has {', '.join(map(repr, found)) or 'no section'} there. Correct it."
            )


def _check_slots(path_shown: str, notebook: Mapping[str, Any], template: Mapping[str, str]) -> None:
    for number, cell in cells(notebook):
        slot = cell["metadata"].get("jsna", {}).get("slot", "")
        if slot and slot not in template:
            raise NotebookError(
                f"{path_shown}, cell {number}: there is no slot {slot!r}. "
                f"Known ones: {', '.join(template)}."
            )


def _headings(notebook: Mapping[str, Any]) -> Iterator[tuple[int, int, str]]:
    """Yield (cell number, level, text) of every heading."""
    for number, cell in cells(notebook):
        if cell["cell_type"] == "markdown":
            for level, title in prose.headings_in(source(cell)):
                yield number, level, title
