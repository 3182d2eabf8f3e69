"""What a policy does to one count, and what a reader may conclude from what is left."""

import math

from jsna.disclosure.policy import Policy

OTHERS_ROUND_TO = 5
"""Where one kind of area shows exact counts, kinds that overlap it round to this."""


def to_nearest(count: float, base: int) -> int:
    """Return a count of 0 or more as the nearest multiple of `base`, halves upwards."""
    return math.floor(count / base + 0.5) * base


def to_figures(number: float, figures: int) -> float:
    """Return a number with so many significant figures."""
    return float(f"{number:.{figures}g}")


def is_small(count: float, policy: Policy) -> bool:
    """Return whether a count is one that the policy withholds. Nought is not."""
    return 0 < count < policy.withhold_up_to + 1


def is_shown_count(count: float, policy: Policy) -> bool:
    """Return whether a count looks like one that the policy would have let through."""
    bases = {policy.round_to, OTHERS_ROUND_TO} if policy.exact_counts_for else {policy.round_to}
    if count == 0:
        return True
    is_whole = count == int(count)
    return is_whole and not is_small(count, policy) and any(count % base == 0 for base in bases)


def possible(shown: int, base: int, policy: Policy) -> tuple[int, int]:
    """Return the smallest and largest whole count that would be shown like this.

    Args:
        shown: the count as published.
        base: what it was rounded to.
        policy: says which counts would not have been shown at all.
    """
    near = range(max(0, shown - base), shown + base + 1)
    fitting = [n for n in near if not is_small(n, policy) and to_nearest(n, base) == shown]
    return fitting[0], fitting[-1]
