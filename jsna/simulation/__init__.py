"""The whole-system model: one definition in YAML, run in Python and in the browser."""
