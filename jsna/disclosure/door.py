"""The one door between figures and everything that is published.

Charts, tables, PDFs and downloads take only what `protect()` returned. It looks at each row by
the policy of its source, and changes nothing: rows of restricted sources were protected as a whole
table before (`jsna.disclosure.table`), and one that does not look so stops the build.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jsna.disclosure.policy import Policy
from jsna.disclosure.rounding import is_shown_count, to_figures
from jsna.errors import DisclosureError
from jsna.records import PLACE_AMONG_WARDS, Observation


@dataclass(frozen=True, slots=True)
class Protected:
    """Observations that may be published. Only `protect()` makes these."""

    observations: tuple[Observation, ...]
    _seal: object

    def __post_init__(self) -> None:
        if self._seal is not _SEAL:
            raise DisclosureError(
                "Only jsna.disclosure.protect() may say that figures are protected. "
                "Pass the observations through it."
            )


_SEAL = object()


def protect(observations: Iterable[Observation], policies: Mapping[str, Policy]) -> Protected:
    """Return what may be published of these observations: all of them, or nothing.

    Args:
        observations: rows of the long table.
        policies: source id -> its policy (`Catalogue.policies`).

    Raises:
        DisclosureError: if a source has no policy, a withheld row still carries numbers, or a row
            of a restricted source was not protected by that source's policy.
    """
    passed = tuple(observations)
    for observation in passed:
        policy = policies.get(observation.source_id)
        if policy is None:
            raise DisclosureError(
                f"{observation.key}: the source {observation.source_id!r} has no policy. "
                "Give it one in data/sources.yml: `disclosure:` and a name of data/disclosure.yml."
            )
        check_hidden(observation)
        if not policy.is_open:
            _check_restricted(observation, policy)
    return Protected(passed, _SEAL)


def require_protected(figures: object, where: str) -> Protected:
    """Return `figures` if `protect()` made them; `where` is shown in the message.

    Raises:
        DisclosureError: for anything else, however it looks.
    """
    if not isinstance(figures, Protected):
        raise DisclosureError(
            f"{where} takes only what protect() returned, not {type(figures).__name__}."
        )
    return figures


def check_hidden(observation: Observation) -> None:
    """Refuse a row that says it has no value and still holds a number.

    Raises:
        DisclosureError: naming the row.
    """
    if not observation.status.has_value and any(n is not None for n in _numbers(observation)):
        raise DisclosureError(
            f"{observation.key} is {observation.status} but still holds a number. "
            "A withheld row must have an empty value, count and limits."
        )


def _numbers(item: Observation) -> tuple[float | None, ...]:
    limits = (item.lower_ci, item.upper_ci, item.lower_998, item.upper_998)
    return item.value, item.count, *limits


def _check_restricted(item: Observation, policy: Policy) -> None:
    """Refuse a row that the policy's protection cannot have made."""
    problem = None
    if not item.status.has_value:
        problem = None if item.value_note else "it is withheld and gives no reason"
    elif item.category_type == PLACE_AMONG_WARDS:
        problem = None
    elif item.denominator is not None:
        problem = "it holds an exact denominator"
    elif item.count is None or not is_shown_count(item.count, policy):
        problem = "its count would not be shown"
    elif any(
        number is not None and number != to_figures(number, policy.significant_figures)
        for number in _numbers(item)
        if number != item.count
    ):
        problem = f"a number has more than {policy.significant_figures} significant figures"
    if problem:
        raise DisclosureError(
            f"{item.key} comes from the restricted source {item.source_id!r}, and {problem}: the "
            f"policy {policy.name!r} was not applied. Restricted rows are never put into "
            "data/figures/; a build reads them from the folder that JSNA_RESTRICTED names."
        )
