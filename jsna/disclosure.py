"""The one door between figures and everything that is published.

Charts, tables, PDFs and downloads take only what `protect()` returned. The policy of a source
decides what may pass; today every committed source is an official statistic that its publisher
has already protected, so `ALREADY_PROTECTED` passes values on and refuses anything else.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from jsna.errors import DisclosureError
from jsna.records import Observation, Status

Policy = Callable[[Observation], Observation]


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


def already_protected(observation: Observation) -> Observation:
    """Pass an official statistic on; what its publisher withheld must hold no value."""
    hidden = not observation.status.has_value
    numbers = (
        observation.value,
        observation.count,
        observation.lower_ci,
        observation.upper_ci,
        observation.lower_998,
        observation.upper_998,
    )
    if hidden and any(number is not None for number in numbers):
        raise DisclosureError(
            f"{observation.key} is {observation.status} but still holds a number. "
            "A withheld row must have an empty value, count and limits."
        )
    return observation


POLICIES: dict[str, Policy] = {"already_protected": already_protected}
"""Policy by name. A source without a policy of its own uses `already_protected`."""


def protect(
    observations: Iterable[Observation], policy_of: Callable[[str], str] | None = None
) -> Protected:
    """Return what may be published of these observations.

    Args:
        observations: rows of the long table.
        policy_of: source id -> name in `POLICIES`; by default every source is already protected.

    Raises:
        DisclosureError: if a source names a policy that does not exist, or a withheld row
            still carries numbers.
    """
    passed = []
    for observation in observations:
        name = policy_of(observation.source_id) if policy_of else "already_protected"
        if name not in POLICIES:
            raise DisclosureError(
                f"The source {observation.source_id!r} names the policy {name!r}, which does not "
                f"exist. Known ones: {', '.join(POLICIES)}."
            )
        passed.append(POLICIES[name](observation))
    return Protected(tuple(passed), _SEAL)


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


__all__ = ["POLICIES", "Protected", "Status", "already_protected", "protect", "require_protected"]
