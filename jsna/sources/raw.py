"""Reading raw files: only those that data/sources.yml names, and only unchanged."""

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path

from jsna.errors import SourceError
from jsna.records import Source

Table = list[dict[str, str]]
"""Rows of a raw file; every value stays text."""


class RawFiles:
    """The raw files of every source, read from one folder and checked by their sha256."""

    def __init__(self, folder: Path, sources: Mapping[str, Source]) -> None:
        self._folder = folder
        self._sources = sources
        self._tables: dict[str, Table] = {}

    def read(self, source_id: str, pattern: str, columns: Sequence[str] = ()) -> Table:
        """Return the rows of the one file of a source whose path matches `pattern`.

        Args:
            source_id: id in data/sources.yml.
            pattern: path with wildcards, e.g. `census2021/religion21_lsoa21_*.csv`.
            columns: columns that must stand in the header; others may follow.

        Raises:
            SourceError: if data/sources.yml names no such file or several, the file is not
                there, its content has changed, or a column is missing.
        """
        path, sha256 = self._named(source_id, pattern)
        if path not in self._tables:
            self._tables[path] = _table(self._content(source_id, path, sha256))
        table = self._tables[path]
        missing = [name for name in columns if not table or name not in table[0]]
        if missing:
            raise SourceError(
                f"{path}, line 1: the column {missing[0]!r} is missing. "
                "See whether the publisher has changed the layout, and change its parser in "
                "jsna/sources/."
            )
        return table

    def source(self, source_id: str) -> Source:
        """Return one source.

        Raises:
            SourceError: if data/sources.yml has no such id.
        """
        try:
            return self._sources[source_id]
        except KeyError:
            raise SourceError(
                f"data/sources.yml has no source {source_id!r}. Add it with its files."
            ) from None

    def holds(self, source_id: str) -> bool:
        """Return whether data/sources.yml names a file of a source."""
        return source_id in self._sources and bool(self._sources[source_id].files)

    def _named(self, source_id: str, pattern: str) -> tuple[str, str]:
        files = [file for file in self.source(source_id).files if fnmatch(file["path"], pattern)]
        if len(files) != 1:
            raise SourceError(
                f"data/sources.yml, {source_id}: {len(files)} files match {pattern!r} where one "
                "is needed. Give that file's path and sha256 there once."
            )
        return files[0]["path"], files[0]["sha256"]

    def _content(self, source_id: str, path: str, sha256: str) -> bytes:
        try:
            content = (self._folder / path).read_bytes()
        except FileNotFoundError:
            raise SourceError(
                f"{path} is not in the folder of raw files. Put it there, or check the folder "
                "given with --from."
            ) from None
        found = hashlib.sha256(content).hexdigest()
        if found != sha256:
            raise SourceError(
                f"{path} has changed: its sha256 is {found[:12]}…, data/sources.yml says "
                f"{sha256[:12]}…. Fetch the file again, or check the new release and correct "
                f"the sha256 under {source_id}."
            )
        return content


def _table(content: bytes) -> Table:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
