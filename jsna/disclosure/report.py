"""The disclosure report for analysts: what was protected, how, and what was looked for."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jsna.disclosure.cells import Cell
from jsna.disclosure.policy import Policy
from jsna.disclosure.scan import Marks


@dataclass(frozen=True)
class Guarded:
    """What protecting the restricted sources of one build came to."""

    policies: Mapping[str, Policy]
    """Of every source, open ones too."""
    cells: Mapping[str, Sequence[Cell]]
    """The rows of each restricted source that has any; each passed the audit."""
    marks: Marks
    too_common: int
    """Marks that stand in public text anyway, or are too short to tell anything."""


def report_text(guarded: Guarded, files_read: int) -> str:
    """Return the report as Markdown; the same for the same inputs.

    Args:
        guarded: what was protected.
        files_read: how many files of the site the scan read; 0 if there was nothing to look for.
    """
    parts = [
        "# Disclosure control\n\nFor analysts only: this file is never published. The rules stand "
        'in docs/contracts.md, "The one door".',
        "## Sources by class\n\n" + _classes(guarded.policies),
        "## Restricted sources\n\n" + (_restricted(guarded) or _NONE),
        "## Audit\n\n" + _audit(guarded),
        "## Scan of the site\n\n" + _scan(guarded, files_read),
    ]
    return "\n\n".join(parts) + "\n"


_NONE = (
    "None is part of this build. Restricted figures are read from the folder that JSNA_RESTRICTED "
    "names."
)


def _classes(policies: Mapping[str, Policy]) -> str:
    by_name = {policy.name: policy for policy in policies.values()}
    counts = Counter(policy.name for policy in policies.values())
    rows = [
        f"| {policy.release} | {name} | {counts[name]} | {policy.summary} |"
        for name, policy in sorted(by_name.items())
    ]
    return _table("Class | Policy | Sources | What it does", rows)


def _restricted(guarded: Guarded) -> str:
    rows = [
        f"| {source_id} | {guarded.policies[source_id].name} | {len(cells)} "
        f"| {sum(cell.is_shown for cell in cells)} | {sum(not cell.is_shown for cell in cells)} |"
        for source_id, cells in sorted(guarded.cells.items())
    ]
    if not rows:
        return ""
    reasons = Counter(
        (source_id, cell.why)
        for source_id, cells in guarded.cells.items()
        for cell in cells
        if cell.why is not None
    )
    why = [f"| {source} | {reason} | {n} |" for (source, reason), n in sorted(reasons.items())]
    tables = [_table("Source | Policy | Rows | Shown | Withheld", rows)]
    return "\n\n".join([*tables, *([_table("Source | Reason | Rows", why)] if why else [])])


def _audit(guarded: Guarded) -> str:
    if not guarded.cells:
        return "Passed: only open sources are present, so there is nothing to work out."
    smallest = {guarded.policies[source_id].unsafe_up_to for source_id in guarded.cells}
    numbers = ", ".join(str(number) for number in sorted(smallest))
    return (
        f"Passed: over all published areas, periods, sexes and ages of each indicator, no number "
        f"from 1 to {numbers} can be worked out for certain. Each indicator was taken by itself."
    )


def _scan(guarded: Guarded, files_read: int) -> str:
    if not guarded.marks:
        return "Nothing to look for: no restricted figure is kept back that would tell."
    marks = guarded.marks
    return (
        f"Passed: none of {len(marks.texts)} texts and {len(marks.numbers)} numbers of restricted "
        f"rows stands in the {files_read} files of the site. {guarded.too_common} others are too "
        "short, or public anyway, to tell anything. Files were read as they are, unpacked (gzip, "
        "zip, XLSX, DOCX, PDF with attachments), decoded (base64, JSON, HTML, addresses) and as "
        "the text that they print."
    )


def _table(head: str, rows: Sequence[str]) -> str:
    columns = head.count("|") + 1
    return "\n".join([f"| {head} |", "|" + "---|" * columns, *rows])
