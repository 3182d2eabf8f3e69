"""A chart's Vega-Lite is reviewed like code: `--update-golden` rewrites it, the diff shows it."""

import json
from pathlib import Path

FOLDER = Path(__file__).parent / "golden" / "charts"


def check_golden(bundle, config):
    """Compare the whole bundle with tests/golden/charts/<kind>.json."""
    path = FOLDER / f"{bundle['chart']}.json"
    actual = json.dumps(bundle, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if config.getoption("--update-golden"):
        path.write_text(actual, encoding="utf-8", newline="\n")
    assert path.exists(), f"{path.name} is missing; write it with --update-golden"
    assert actual == path.read_text(encoding="utf-8"), f"{path.name} changed; read the diff"
