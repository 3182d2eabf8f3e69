"""The fast way to run notebooks: one warm process, forked once for each of them (docs/adr/0007)."""

NAME = "jsna-fork"
"""The name under which papermill knows this engine."""
