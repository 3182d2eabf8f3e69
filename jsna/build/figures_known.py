"""Which indicators' figures have changed since an earlier build, from one hash for each.

Every page's record names the hash of all figures as they were when it was last compared. What each
indicator's figures were then is kept once for all pages, so that after one changed value only the
pages that read that indicator are looked at closely.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from jsna.files import strict_json, write_text
from jsna.observations import Observations, Row

_MOST_KEPT = 8
"""Pages that were left out of a build by `--only` may name an older state."""


def hashes_of(rows_of: Mapping[str, list[Row]]) -> dict[str, str]:
    """Return indicator -> a hash of all its rows, in the order of the table."""
    return {name: _hash(rows) for name, rows in rows_of.items()}


def _hash(rows: list[Row]) -> str:
    text = "\n".join(["\t".join(row) for row in rows])
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


class KnownFigures:
    """States of the figures that earlier builds met: a folder with a file for each."""

    def __init__(self, folder: Path, observations: Observations) -> None:
        self._folder = folder
        self._rows_of = observations.unlogged_rows
        self._now: dict[str, str] = {}
        self._changed: dict[str, frozenset[str] | None] = {}

    def changed_since(self, state: str) -> frozenset[str] | None:
        """Return the indicators whose figures were others then, came or went.

        Args:
            state: the hash of all figures then.

        Returns:
            None if that state is not known any more: then any may have changed.
        """
        if state not in self._changed:
            then = self._read(state)
            self._changed[state] = None if then is None else self._other_than(then)
        return self._changed[state]

    def keep(self, state: str) -> None:
        """Remember what each indicator's figures are now, under the hash of all of them."""
        path = self._path(state)
        if not path.exists():
            write_text(path, strict_json(self._hashes()) + "\n")
            by_age = sorted(self._folder.glob("*.json"), key=lambda each: each.stat().st_mtime_ns)
            for old in by_age[:-_MOST_KEPT]:
                old.unlink()

    def _hashes(self) -> dict[str, str]:
        self._now = self._now or hashes_of(self._rows_of)
        return self._now

    def _other_than(self, then: Mapping[str, str]) -> frozenset[str]:
        now = self._hashes()
        return frozenset(name for name in {*now, *then} if now.get(name) != then.get(name))

    def _read(self, state: str) -> dict[str, str] | None:
        try:
            found = json.loads(self._path(state).read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return None
        return found if isinstance(found, dict) else None

    def _path(self, state: str) -> Path:
        return self._folder / f"{state}.json"
