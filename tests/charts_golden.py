"""A chart's Vega-Lite is reviewed like code: `--update-golden` rewrites it, the diff shows it.

Where the option is not known to pytest, JSNA_UPDATE_GOLDEN=1 does the same.
"""

import json
import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden" / "charts"


def check_golden(bundle, config):
    """Compare the whole bundle with tests/golden/charts/<kind>.json."""
    path = FOLDER / f"{bundle['chart']}.json"
    actual = json.dumps(bundle, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    asked = config.getoption("--update-golden", default=False)
    if asked or os.environ.get("JSNA_UPDATE_GOLDEN") == "1":
        path.write_text(actual, encoding="utf-8", newline="\n")
    assert path.exists(), f"{path.name} is missing; write it with JSNA_UPDATE_GOLDEN=1"
    assert actual == path.read_text(encoding="utf-8"), f"{path.name} changed; read the diff"
