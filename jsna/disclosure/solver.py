"""Whole numbers that fit what is published: SciPy's HiGHS, asked for what costs least."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from jsna.disclosure.regions import Published
from jsna.errors import DisclosureError

Floats = NDArray[np.float64]
MOST = 1_000_000.0
"""An unknown that nothing bounds may be this large."""
_TOLERANCE = 1e-6
"""How far from whole the solver may leave a number."""
_INFEASIBLE = 2


class ContradictionError(DisclosureError):
    """No numbers fit what is published."""


def fitting(facts: Published, cost: Floats) -> Floats:
    """Return the whole numbers for the atoms that fit what is published and cost least.

    Fractions are solved far faster; where they come out whole, they are the answer.

    Args:
        facts: every published count.
        cost: of one person more in each atom, shape (atoms,).

    Raises:
        ContradictionError: if no numbers fit.
    """
    fractions = _checked(facts, cost, whole=False)
    return np.round(fractions if _are_whole(fractions) else _checked(facts, cost, whole=True))


def near(facts: Published, cost: Floats) -> list[Floats]:
    """Return whole numbers that fit and cost little, quickly; none if none are found at once.

    The fractions that cost least are rounded up or down, whichever fits.
    """
    fractions = _checked(facts, cost, whole=False)
    if _are_whole(fractions):
        return [np.round(fractions)]
    around = Bounds(np.floor(fractions + _TOLERANCE), np.ceil(fractions - _TOLERANCE))
    found, _ = _solved(facts, cost, around, whole=True)
    return [] if found is None else [np.round(found)]


def _are_whole(numbers: Floats) -> bool:
    return bool(np.all(np.abs(numbers - np.round(numbers)) < _TOLERANCE))


def _checked(facts: Published, cost: Floats, *, whole: bool) -> Floats:
    found, status = _solved(facts, cost, Bounds(0, _upper(facts)), whole=whole)
    if status == _INFEASIBLE:
        raise ContradictionError(
            "The published counts contradict one another: no numbers fit all of "
            f"{', '.join(facts.names[:4])}{' …' if len(facts.names) > 4 else ''}."
        )
    if found is None:
        raise DisclosureError("The audit could not be finished: HiGHS found no answer.")
    return found


def _solved(
    facts: Published, cost: Floats, within: Bounds, *, whole: bool
) -> tuple[Floats | None, int]:
    """Return the numbers, or None, and the solver's status."""
    known = np.isfinite(facts.high) | (facts.low > 0)
    holds = csr_array(facts.holds[known].astype(float))
    limits = LinearConstraint(holds, facts.low[known], facts.high[known])
    result = milp(
        cost,
        integrality=np.full(len(cost), int(whole)),
        bounds=within,
        constraints=limits if known.any() else None,
        options={"mip_rel_gap": 0.0},
    )
    return result.x, int(result.status)


def _upper(facts: Published) -> Floats:
    """Return the most that each atom can be: the least of the counts that hold it."""
    each = np.where(facts.holds, facts.high[:, None], np.inf)
    least = each.min(axis=0) if len(each) else np.full(facts.holds.shape[1], np.inf)
    return np.asarray(np.minimum(least, MOST))
