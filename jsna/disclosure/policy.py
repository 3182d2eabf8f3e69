"""Policies as data: what data/disclosure.yml says, and which policy each source has."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from jsna.errors import DataError, DisclosureError
from jsna.files import check_schema, read_yaml
from jsna.paths import Project
from jsna.records import AreaType

FILE = "data/disclosure.yml"


@dataclass(frozen=True, slots=True)
class Policy:
    """How figures of one class of source are protected. Counts are of people or events."""

    name: str
    release: Literal["open", "restricted"]
    """`open`: the publisher has protected it. `restricted`: we must."""
    summary: str
    withhold_up_to: int = 0
    """Counts from 1 to this are withheld."""
    round_to: int = 1
    """Counts that are shown are rounded to the nearest multiple of this."""
    secondary: bool = False
    """Whether further counts are withheld until the audit finds nothing."""
    exact_counts_for: tuple[str, ...] = ()
    """Kinds of area that show counts as they are; overlapping kinds round them to the nearest 5."""
    minimum_denominator: int = 1000
    """No crude rate or share of fewer people."""
    minimum_events: int = 8
    """No crude rate, share, mean or median of fewer events; nought is allowed."""
    minimum_events_standardised: int = 10
    """No standardised rate, ratio, score or life expectancy of fewer events."""
    minimum_person_years: int = 5000
    """No life expectancy of as few person-years."""
    significant_figures: int = 3
    small_group: int = 8
    """All or none of a group smaller than this is withheld."""
    unsafe_up_to: int = 4
    """The audit fails if a reader can be certain of a number from 1 to this."""
    contributors: int = 0
    """Means and sums need at least so many contributors; 0 where dominance does not matter."""
    largest_two: float = 0.9
    """The two largest contributors must stay below this share."""

    @property
    def is_open(self) -> bool:
        return self.release == "open"


ALREADY_PROTECTED = Policy("already_protected", "open", "Protected by its publisher.")
"""What an official statistic needs: nothing. data/disclosure.yml names it too."""


def load_policies(project: Project) -> dict[str, Policy]:
    """Read and check data/disclosure.yml.

    Raises:
        DataError: for a field that is missing, misspelled or out of range.
    """
    entries = read_yaml(project.root / FILE, shown=FILE)
    check_schema(entries, "disclosure", shown=FILE)
    for name, entry in entries.items():
        if unknown := set(entry.get("exact_counts_for", ())) - set(AreaType):
            raise DataError(f"{FILE}, {name}: there is no kind of area {min(unknown)!r}.")
    return {name: _policy(name, entry) for name, entry in entries.items()}


def _policy(name: str, entry: Mapping[str, Any]) -> Policy:
    kinds = tuple(entry.get("exact_counts_for", ()))
    dominance = entry.get("dominance", {})
    plain = {key: value for key, value in entry.items() if key not in _NOT_PLAIN}
    return Policy(
        name=name, release=entry["class"], exact_counts_for=kinds, **plain, **dict(dominance)
    )


_NOT_PLAIN = ("class", "exact_counts_for", "dominance")


def policies_of(classes: Mapping[str, str], policies: Mapping[str, Policy]) -> dict[str, Policy]:
    """Return the policy of each source.

    Args:
        classes: source id -> name of its policy, "" where the source names none.
        policies: what `load_policies` returned.

    Raises:
        DisclosureError: for a source without a policy, or one that names an unknown policy.
    """
    for source_id, name in classes.items():
        if name not in policies:
            said = f"names the policy {name!r}, which does not exist" if name else "has no policy"
            raise DisclosureError(
                f"data/sources.yml, {source_id}: the source {said}. Write `disclosure:` and one of "
                f"{', '.join(policies)}: {FILE} says what each means."
            )
    return {source_id: policies[name] for source_id, name in classes.items()}
