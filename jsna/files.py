"""Reading and writing files so that a mistake is named and nothing is ever half written."""

import csv
import json
import os
import pickle
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import yaml

from jsna.errors import DataError


def write_bytes(path: Path, content: bytes) -> None:
    """Write a whole file or nothing: to a neighbour first, then renamed over `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_text(path: Path, text: str) -> None:
    r"""Write UTF-8 with `\n` line ends, whole or not at all."""
    write_bytes(path, text.encode("utf-8"))


def write_if_changed(path: Path, text: str) -> bool:
    """Write only when the content differs; return whether it did. Keeps builds incremental."""
    if path.exists() and path.read_bytes() == text.encode("utf-8"):
        return False
    write_text(path, text)
    return True


def strict_json(value: Any, *, indent: int | None = None) -> str:
    """Serialise for contracts: keys sorted, UTF-8, and NaN refused instead of printed."""
    try:
        return json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False, indent=indent)
    except ValueError as error:
        raise DataError(f"A missing number must be null, not NaN: {error}.") from error


def read_csv(path: Path, columns: Sequence[str], *, shown: str) -> list[dict[str, str]]:
    """Read a CSV whose header must be exactly `columns`; every value stays text.

    Raises:
        DataError: if the file is missing, its header differs, or a row has another length.
    """
    if not path.exists():
        raise DataError(f"{shown} is missing. It must have the columns {', '.join(columns)}.")
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        header = next(reader, [])
        if header != list(columns):
            missing = [name for name in columns if name not in header]
            extra = [name for name in header if name not in columns]
            raise DataError(
                f"{shown}, line 1: the columns must be {','.join(columns)} "
                f"(missing: {', '.join(missing) or 'none'}; "
                f"not known: {', '.join(extra) or 'none'})."
            )
        rows = []
        for number, cells in enumerate(reader, start=2):
            if len(cells) != len(header):
                raise DataError(
                    f"{shown}, line {number}: "
                    f"{len(cells)} values where the header has {len(header)}."
                )
            rows.append(dict(zip(header, cells, strict=True)))
    return rows


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    r"""Return CSV text with `\n` line ends; None becomes an empty cell."""
    lines: list[str] = []
    writer = csv.writer(_Collector(lines), lineterminator=_LINE_END)
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if row.get(name) is None else row[name] for name in columns])
    return "".join(lines)


_LINE_END = "\r\n"
"""What csv.writer is told, so that it puts quotes around text that holds either sign."""


class _Collector:
    """The part of a file that csv.writer needs."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def write(self, text: str) -> int:
        self._lines.append(text.removesuffix(_LINE_END) + "\n")
        return len(text)


def read_yaml(path: Path, *, shown: str) -> Any:
    """Read YAML; a syntax error names the file and the line."""
    try:
        return pickle.loads(_parsed(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise DataError(f"{shown} is missing.") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataError(
            f"{shown}, line {line}: {error.problem or 'not readable as YAML'}."
        ) from None


@lru_cache(maxsize=256)
def _parsed(text: str) -> bytes:
    """Return what a YAML text holds, packed: parsed once, and a copy for each reader."""
    return pickle.dumps(yaml.load(text, Loader=_UniqueKeyLoader))


if TYPE_CHECKING:
    _SafeLoader = yaml.SafeLoader
else:  # the parser written in C where there is one: seven times as fast
    _SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _UniqueKeyLoader(_SafeLoader):
    """SafeLoader that refuses a key given twice, and leaves dates as the text they are."""


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    seen: dict[Any, Any] = {}
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {key!r} stands twice", key_node.start_mark
            )
        seen[key] = True
    loader.flatten_mapping(node)
    return {
        loader.construct_object(k, deep=True): loader.construct_object(v, deep=True)
        for k, v in node.value
    }


_UniqueKeyLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_UniqueKeyLoader.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: str(node.value))


@cache
def schema(name: str) -> jsonschema.Draft202012Validator:
    """Return the validator for `jsna/schemas/<name>.json`."""
    text = resources.files("jsna").joinpath(f"schemas/{name}.json").read_text(encoding="utf-8")
    return jsonschema.Draft202012Validator(json.loads(text))


def check_schema(value: Any, name: str, *, shown: str) -> None:
    """Refuse a value that breaks its schema, naming the place inside it.

    Raises:
        DataError: the first problem, as "file, path inside: what is wrong".
    """
    problem = jsonschema.exceptions.best_match(schema(name).iter_errors(value))
    if problem is not None:
        place = " > ".join(str(part) for part in problem.absolute_path)
        message = problem.message if len(problem.message) < 200 else problem.message[:200] + "…"
        raise DataError(f"{shown}{', ' + place if place else ''}: {message}.")
