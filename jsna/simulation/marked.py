"""YAML whose every value remembers its line, so that a mistake can be shown where it stands."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from jsna.errors import ModelError
from jsna.files import schema

_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
Keys = tuple[str | int, ...]
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # written in C where there is one


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is declared."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}"


@dataclass(frozen=True)
class Marked:
    """A parsed file: its value, and the line of each key and item."""

    value: Any
    file: str
    lines: dict[Keys, int]

    def place(self, *keys: str | int) -> Place:
        """Return where a value stands, or the nearest thing around it that has a line."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return Place(self.file, self.lines.get(keys, 1))


def read_marked(path: Path, schema_name: str, *, shown: str) -> Marked:
    """Read a YAML file and check it against `jsna/schemas/<schema_name>.json`.

    Raises:
        ModelError: for a file that is missing, unreadable, holds a key twice or breaks the schema.
    """
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    except FileNotFoundError:
        raise ModelError(f"{shown} is missing.") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ModelError(f"{shown}, line {line}: {error.problem or 'not readable'}.") from None
    lines: dict[Keys, int] = {}
    value = _value(root, (), lines, shown) if root else None
    marked = Marked(value, shown, lines)
    _check(marked, schema_name)
    return marked


def _value(node: yaml.Node, keys: Keys, lines: dict[Keys, int], shown: str) -> Any:
    lines.setdefault(keys, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, keys, lines, shown)
    if isinstance(node, yaml.SequenceNode):
        items = enumerate(node.value)
        return [_value(item, (*keys, index), lines, shown) for index, item in items]
    return _scalar(node)


def _mapping(
    node: yaml.MappingNode, keys: Keys, lines: dict[Keys, int], shown: str
) -> dict[str | int, Any]:
    found: dict[str | int, Any] = {}
    for key_node, value_node in node.value:
        key = _scalar(key_node)
        line = key_node.start_mark.line + 1
        if key in found:
            raise ModelError(f"{shown}, line {line}: the key {key!r} stands twice.")
        lines[*keys, key] = line
        found[key] = _value(value_node, (*keys, key), lines, shown)
    return found


def _scalar(node: yaml.Node) -> Any:
    """Return a number, truth value, null or text.

    Dates, `on`, `off`, `yes` and `no` stay text, and 1e-3 is a number.
    """
    text = str(node.value)
    plain = isinstance(node, yaml.ScalarNode) and not node.style
    if plain and text in ("true", "false"):
        return text == "true"
    if node.tag.endswith((":null", ":int")):
        return yaml.SafeLoader("").construct_object(node)
    return float(text) if plain and _NUMBER.fullmatch(text) else text


def _check(marked: Marked, schema_name: str) -> None:
    """Refuse a value that breaks its schema, naming line and key."""
    problems = schema(schema_name).iter_errors(marked.value)
    problem = jsonschema.exceptions.best_match(problems)
    if problem is not None:
        keys = tuple(problem.absolute_path)
        inside = ".".join(str(key) for key in keys)
        message = problem.message if len(problem.message) < 200 else problem.message[:200] + "…"
        start = f"{inside}: " if inside else ""
        raise ModelError(f"{marked.place(*keys)}: {start}{message}.")
