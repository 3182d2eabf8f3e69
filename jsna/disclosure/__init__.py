"""Disclosure control: policies as data, rules on rows and tables, the audit, the scan, the door.

Rows of a restricted source are protected once, as a whole table (`table`), before any notebook
runs. The audit then plays the attacker. `protect()`, the one door to everything published, looks
at each row again. The scan reads the finished site for anything that should not be there.
"""

from jsna.disclosure.door import Protected, protect, require_protected
from jsna.disclosure.policy import ALREADY_PROTECTED, Policy, load_policies, policies_of

__all__ = [
    "ALREADY_PROTECTED",
    "Policy",
    "Protected",
    "load_policies",
    "policies_of",
    "protect",
    "require_protected",
]
