"""Vega's expression language, the part that our charts use: text in, a function out.

`datum` is the row at hand; any other name is a signal (`width`, `height`). What JavaScript does
with a missing value, it does here: null counts as 0 in arithmetic and "null" in a text.
"""

import operator
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from jsna.pictures.errors import NotDrawn
from jsna.pictures.numbers import formatted, plain

Row = Mapping[str, Any]
Signals = Mapping[str, float]
Function = Callable[[Row, Signals], Any]

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:[eE][-+]?\d+)?)|(?P<name>[A-Za-z_]\w*)"
    r"|'(?P<one>(?:[^'\\]|\\.)*)'|\"(?P<two>(?:[^\"\\]|\\.)*)\""
    r"|(?P<sign>===|!==|<=|>=|&&|\|\||[-+*/<>!?:.,()\[\]]))"
)
_ESCAPE = re.compile(r"\\(.)")
_WORDS = {"null": None, "true": True, "false": False}


@lru_cache(maxsize=4096)
def compiled(text: str) -> Function:
    """Return the function of (row, signals) that an expression stands for.

    Raises:
        NotDrawn: if it uses anything that is not known here.
    """
    parser = _Parser(text)
    function = parser.choice()
    parser.end()
    return function


def shown(value: Any) -> str:
    """Return a value as JavaScript joins it to a text."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return plain(value)


def number(value: Any) -> float:
    """Return a value as JavaScript calculates with it."""
    if value is None:
        return 0
    if isinstance(value, int | float):
        return value
    raise NotDrawn(f"arithmetic with {value!r}")


def is_valid(value: Any) -> bool:
    """Return whether there is a value."""
    return value is not None


def _index_of(where: Any, what: Any) -> int:
    if isinstance(where, str):
        return where.find(shown(what))
    return where.index(what) if what in where else -1


def _replace(text: Any, old: str, new: str) -> str:
    return shown(text).replace(old, new, 1)


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": lambda value: abs(number(value)),
    "format": lambda value, form: formatted(number(value), form),
    "indexof": _index_of,
    "isValid": is_valid,
    "length": len,
    "replace": _replace,
    "split": lambda text, by: shown(text).split(by),
}


def _compared(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda one, other: test(number(one), number(other))


def _sum(one: Any, other: Any) -> Any:
    if isinstance(one, str) or isinstance(other, str):
        return shown(one) + shown(other)
    return number(one) + number(other)


_LEVELS: tuple[dict[str, Callable[[Any, Any], Any]], ...] = (
    {"===": operator.eq, "!==": operator.ne},
    {
        name: _compared(test)
        for name, test in (
            ("<", operator.lt),
            (">", operator.gt),
            ("<=", operator.le),
            (">=", operator.ge),
        )
    },
    {"+": _sum, "-": lambda one, other: number(one) - number(other)},
    {
        "*": lambda one, other: number(one) * number(other),
        "/": lambda one, other: number(one) / number(other),
    },
)
"""Operators of two sides, those that bind least first."""


class _Parser:
    """Reads an expression from left to right; each method reads one kind of part."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(self._read(text))
        self._at = 0

    def _read(self, text: str) -> list[tuple[str, str]]:
        tokens, place, end = [], 0, len(text.rstrip())
        while place < end:
            match = _TOKEN.match(text, place)
            if match is None or match.lastgroup is None:
                raise NotDrawn(f"the expression {text!r}")
            tokens.append((match.lastgroup, match[match.lastgroup]))
            place = match.end()
        return tokens

    def _take(self, *signs: str) -> str:
        """Return the next sign and step over it if it is one of these, else ""."""
        kind, word = self._tokens[self._at] if self._at < len(self._tokens) else ("", "")
        if kind == "sign" and word in signs:
            self._at += 1
            return word
        return ""

    def _need(self, sign: str) -> None:
        if not self._take(sign):
            raise NotDrawn(f"the expression {self._text!r}")

    def end(self) -> None:
        if self._at < len(self._tokens):
            raise NotDrawn(f"the expression {self._text!r}")

    def choice(self) -> Function:
        """Read `test ? one : other`, or what binds more."""
        test = self._either()
        if not self._take("?"):
            return test
        one = self.choice()
        self._need(":")
        other = self.choice()
        return lambda row, names: one(row, names) if test(row, names) else other(row, names)

    def _either(self) -> Function:
        left = self._both()
        while self._take("||"):
            left = _or(left, self._both())
        return left

    def _both(self) -> Function:
        left = self._binary(0)
        while self._take("&&"):
            left = _and(left, self._binary(0))
        return left

    def _binary(self, level: int) -> Function:
        if level == len(_LEVELS):
            return self._unary()
        left = self._binary(level + 1)
        while sign := self._take(*_LEVELS[level]):
            left = _applied(_LEVELS[level][sign], left, self._binary(level + 1))
        return left

    def _unary(self) -> Function:
        if self._take("!"):
            inner = self._unary()
            return lambda row, names: not inner(row, names)
        if self._take("-"):
            inner = self._unary()
            return lambda row, names: -number(inner(row, names))
        return self._postfix(self._primary())

    def _postfix(self, inner: Function) -> Function:
        while self._take("["):
            inner = _item(inner, self.choice())
            self._need("]")
        return inner

    def _primary(self) -> Function:
        if self._take("("):
            inner = self.choice()
            self._need(")")
            return inner
        if self._take("["):
            items = self._list("]")
            return lambda row, names: [item(row, names) for item in items]
        if self._at >= len(self._tokens) or self._tokens[self._at][0] == "sign":
            raise NotDrawn(f"the expression {self._text!r}")
        kind, word = self._tokens[self._at]
        self._at += 1
        return self._named(word) if kind == "name" else _constant(_literal(kind, word))

    def _list(self, last: str) -> list[Function]:
        items: list[Function] = []
        while not self._take(last):
            if items:
                self._need(",")
            items.append(self.choice())
        return items

    def _named(self, word: str) -> Function:
        if word in _WORDS:
            return _constant(_WORDS[word])
        if word == "datum":
            self._need(".")
            _, field = self._tokens[self._at]
            self._at += 1
            return lambda row, names: row[field]
        if self._take("("):
            if word not in _FUNCTIONS:
                raise NotDrawn(f"the function {word}()")
            return _call(_FUNCTIONS[word], self._list(")"))
        return lambda row, names: names[word]


def _literal(kind: str, word: str) -> Any:
    if kind == "number":
        return float(word) if set(word) & set(".eE") else int(word)
    return _ESCAPE.sub(r"\1", word)


def _constant(value: Any) -> Function:
    return lambda row, names: value


def _or(one: Function, other: Function) -> Function:
    return lambda row, names: one(row, names) or other(row, names)


def _and(one: Function, other: Function) -> Function:
    return lambda row, names: one(row, names) and other(row, names)


def _applied(operate: Callable[[Any, Any], Any], one: Function, other: Function) -> Function:
    return lambda row, names: operate(one(row, names), other(row, names))


def _item(inner: Function, at: Function) -> Function:
    return lambda row, names: inner(row, names)[at(row, names)]


def _call(function: Callable[..., Any], given: list[Function]) -> Function:
    if len(given) == 1:
        only = given[0]
        return lambda row, names: function(only(row, names))
    return lambda row, names: function(*(each(row, names) for each in given))
