"""From protected cells to a verdict: audit each indicator, name what leaks, stop the build."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from jsna.disclosure.audit import Leak, leaks
from jsna.disclosure.cells import Cell
from jsna.disclosure.policy import FILE, Policy
from jsna.disclosure.regions import published
from jsna.disclosure.solver import ContradictionError
from jsna.errors import DisclosureError

Composition = Mapping[str, Collection[str]]
"""Area code -> the small areas it is made of."""
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Finding:
    """One leak, and the published rows that together give it away."""

    leak: Leak
    cells: tuple[Cell, ...]


def audit_cells(
    cells: Sequence[Cell], composition: Composition, policy: Policy, *, most: int = 5
) -> list[Finding]:
    """Return what leaks of a source's protected rows, over all its indicators.

    Args:
        cells: every row of one source, as `protect_table` returned it.
        composition: what each published area is made of.
        policy: the source's policy.
        most: stop after so many leaks of one indicator.

    Raises:
        DisclosureError: if an area is not in the composition, or the published numbers of an
            indicator contradict one another even when some people's sex, age and category are
            not stated.
    """
    findings: list[Finding] = []
    for indicator_id in dict.fromkeys(cell.raw.observation.indicator_id for cell in cells):
        of = [cell for cell in cells if cell.raw.observation.indicator_id == indicator_id]
        counted = [cell for cell in of if not cell.raw.is_rank]
        for leak in _leaks(counted, composition, policy, most) if counted else []:
            findings.append(Finding(leak, tuple(counted[place] for place in leak.needs)))
    return findings


def leak_finder(composition: Composition, policy: Policy) -> Callable[[Sequence[Cell]], list[Cell]]:
    """Return the function with which secondary withholding asks for the next leak."""

    def find(cells: Sequence[Cell]) -> list[Cell]:
        findings = audit_cells(cells, composition, policy, most=1)
        return [cell for cell in findings[0].cells if cell.is_shown] if findings else []

    return find


def _leaks(
    cells: Sequence[Cell], composition: Composition, policy: Policy, most: int
) -> list[Leak]:
    """Audit one indicator; where totals hold more than their parts, with people not stated."""
    unknown = {cell.raw.observation.area_code for cell in cells} - set(composition)
    if unknown:
        raise DisclosureError(
            f"The audit cannot place the areas {', '.join(sorted(unknown))}. Add what they are "
            "made of to composition.csv in the folder of restricted figures."
        )
    try:
        return leaks(published(cells, composition), policy.unsafe_up_to, most=most)
    except ContradictionError:
        loose = published(cells, composition, with_not_stated=True)
        return leaks(loose, policy.unsafe_up_to, most=most)


def refuse_leaks(source_id: str, findings: Sequence[Finding], policy: Policy) -> None:
    """Stop the build if anything leaks, naming the rows that give it away together.

    Raises:
        DisclosureError: one sentence for each leak and what to do next.
    """
    if not findings:
        return
    lines = "\n".join(f"  {said(finding)}" for finding in findings)
    raise DisclosureError(
        f"Published together, figures of {source_id!r} give away {len(findings)} small "
        f"{'number' if len(findings) == 1 else 'numbers'}:\n{lines}\n"
        f"Publish one of each pair and not the other, or give the source a policy that rounds or "
        f"withholds more than {policy.name!r} ({FILE})."
    )


def said(finding: Finding) -> str:
    """Return one leak as a sentence that does not print the small number itself."""
    names = [name(cell) for cell in finding.cells]
    listed = " and ".join(names[:_MOST_NAMED]) + (" and others" if len(names) > _MOST_NAMED else "")
    how = "exactly" if finding.leak.low == finding.leak.high else "to be small"
    return f"{finding.leak.what} is known {how} from {listed}."


def name(cell: Cell) -> str:
    """Return a published row as messages show it: its key, and what is published of it."""
    count = cell.shown.count
    return f"{cell.shown.key} ({'withheld' if count is None else f'{count:g}'})"
