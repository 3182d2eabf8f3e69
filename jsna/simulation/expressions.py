"""The expressions of a model file: the portable subset that every engine reads alike.

Grammar: numbers, names, `+ - * /`, brackets, comparisons inside `if`, and the functions
`min(a, b)`, `max(a, b)`, `exp(a)`, `ln(a)`, `int(a)` and `if(condition, then, otherwise)`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

FUNCTIONS = {"min": 2, "max": 2, "exp": 1, "ln": 1, "int": 1, "if": 3}
"""Function: how many arguments it takes."""
COMPARISONS = ("<=", ">=", "<", ">")
_TOKEN = re.compile(r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_]\w*)|(<=|>=|[-+*/(),<>]))")
_STRENGTH = {"<": 1, ">": 1, "<=": 1, ">=": 1, "+": 2, "-": 2, "*": 3, "/": 3}
_SIGN = 4


class ExpressionError(ValueError):
    """What is wrong with an expression, in words; the caller adds the place."""


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Name:
    id: str


@dataclass(frozen=True, slots=True)
class Negative:
    of: "Node"


@dataclass(frozen=True, slots=True)
class Binary:
    op: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """The total of `of` over some dimensions, and within `ages` (both ends included)."""

    of: "Node"
    over: tuple[str, ...]
    ages: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Survivors:
    """Share of those born who reach each age, where `of` is the chance to survive each age.

    The product over all younger ages, and 1 at the youngest.
    """

    of: "Node"


Node = Number | Name | Negative | Binary | Call | Sum | Survivors


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """Parse one expression.

    Raises:
        ExpressionError: where the text is not of the grammar; says at which character.
    """
    tokens = _Tokens(text)
    node = _expression(tokens, 0)
    if tokens.now:
        raise ExpressionError(f"{tokens.now!r} is not expected {tokens.place}")
    if is_comparison(node):
        raise ExpressionError("a comparison may stand only as the condition of if( , , )")
    return node


def is_comparison(node: Node) -> bool:
    return isinstance(node, Binary) and node.op in COMPARISONS


def children(node: Node) -> tuple[Node, ...]:
    """Return the parts of a node, from left to right."""
    match node:
        case Binary(_, left, right):
            return (left, right)
        case Call(_, arguments):
            return arguments
        case Negative(of) | Sum(of, _, _) | Survivors(of):
            return (of,)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def names(node: Node) -> list[str]:
    """Return the names an expression uses, each once, in order of appearance."""
    return list(dict.fromkeys(part.id for part in walk(node) if isinstance(part, Name)))


def rebuild(node: Node, change: Callable[[Node], Node]) -> Node:
    """Return a copy with `change` applied to every node, from the leaves up."""
    match node:
        case Binary(op, left, right):
            node = Binary(op, rebuild(left, change), rebuild(right, change))
        case Call(function, arguments):
            node = Call(function, tuple(rebuild(part, change) for part in arguments))
        case Negative(of):
            node = Negative(rebuild(of, change))
        case Sum(of, over, ages):
            node = Sum(rebuild(of, change), over, ages)
        case Survivors(of):
            node = Survivors(rebuild(of, change))
    return change(node)


class _Tokens:
    """The words of an expression, one at a time."""

    def __init__(self, text: str) -> None:
        self._found: list[tuple[str, int]] = []
        position, end = 0, len(text.rstrip())
        while position < end:
            match = _TOKEN.match(text, position)
            if not match:
                raise ExpressionError(
                    f"{text[position:].lstrip()[:1]!r} is not understood at character "
                    f"{position + 1}"
                )
            self._found.append((match[0].strip(), match.end()))
            position = match.end()
        self._at = 0

    @property
    def now(self) -> str:
        return self._found[self._at][0] if self._at < len(self._found) else ""

    @property
    def place(self) -> str:
        if self._at < len(self._found):
            return f"at character {self._found[self._at][1] - len(self.now) + 1}"
        return "at the end"

    def take(self, wanted: str = "") -> str:
        token = self.now
        if not token or (wanted and token != wanted):
            raise ExpressionError(f"{wanted or 'a number or a name'!r} is missing {self.place}")
        self._at += 1
        return token


def _expression(tokens: _Tokens, strength: int) -> Node:
    node = _operand(tokens)
    while _STRENGTH.get(tokens.now, 0) > strength:
        op = tokens.take()
        right = _expression(tokens, _STRENGTH[op])
        if any(is_comparison(side) for side in (node, right)):
            raise ExpressionError("a comparison may stand only as the condition of if( , , )")
        node = Binary(op, node, right)
    return node


def _operand(tokens: _Tokens) -> Node:
    token = tokens.take()
    if token == "(":
        node = _expression(tokens, 0)
        tokens.take(")")
        return node
    if token == "-":
        of = _expression(tokens, _SIGN)
        return Number(-of.value) if isinstance(of, Number) else Negative(of)
    if token[0].isdigit() or token[0] == ".":
        return Number(float(token))
    if token[0].isalpha() or token[0] == "_":
        return _call(token, tokens) if tokens.now == "(" else Name(token)
    raise ExpressionError(f"{token!r} stands where a number or a name should")


def _call(function: str, tokens: _Tokens) -> Node:
    if function not in FUNCTIONS:
        raise ExpressionError(
            f"there is no function {function}(); known are {', '.join(sorted(FUNCTIONS))}"
        )
    tokens.take("(")
    arguments = [_expression(tokens, 0)]
    while tokens.now == ",":
        tokens.take(",")
        arguments.append(_expression(tokens, 0))
    tokens.take(")")
    if len(arguments) != FUNCTIONS[function]:
        raise ExpressionError(
            f"{function}() takes {FUNCTIONS[function]} arguments, not {len(arguments)}"
        )
    _check_conditions(function, arguments)
    return Call(function, tuple(arguments))


def _check_conditions(function: str, arguments: list[Node]) -> None:
    conditions = arguments[:1] if function == "if" else []
    if function == "if" and not is_comparison(arguments[0]):
        raise ExpressionError("if() begins with a comparison such as a < b")
    if any(is_comparison(part) for part in arguments[len(conditions) :]):
        raise ExpressionError("a comparison may stand only as the condition of if( , , )")
