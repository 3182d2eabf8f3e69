"""Rewriting equations so that what does not change is computed once.

Only two things happen, in a fixed order that every target shares: numbers are folded, and in a
chain of products the factors that stay the same through a run are gathered into one.
"""

from collections.abc import Callable, Sequence

from jsna.simulation.evaluate import evaluate
from jsna.simulation.expressions import (
    Binary,
    Call,
    Name,
    Negative,
    Node,
    Number,
    Sum,
    Survivors,
    rebuild,
)


def folded(node: Node) -> Node:
    """Return an expression whose operations on plain numbers are done."""

    def fold(part: Node) -> Node:
        match part:
            case Binary(op, Number(), Number()) if op in "+-*/" and op:
                value = float(evaluate(part, {}))
                return Number(value) if value == value and abs(value) < float("inf") else part
            case Binary("*" | "/", left, Number(1.0)):
                return left
            case Binary("*", Number(1.0), right):
                return right
            case Negative(Number(value)):
                return Number(-value)
        return part

    return rebuild(node, fold)


def gathered(node: Node, is_constant: Callable[[Node], bool]) -> Node:
    """Return an expression in which each product has at most one constant factor, written last."""
    match node:
        case Binary(op, _, _) if op in "*/" and not is_constant(node):
            factors = _factors(node)
            parts = [(gathered(part, is_constant), above) for part, above in factors]
            return _product(parts, is_constant)
        case Binary(op, left, right):
            return Binary(op, gathered(left, is_constant), gathered(right, is_constant))
        case Call(function, arguments):
            return Call(function, tuple(gathered(part, is_constant) for part in arguments))
        case Negative(of):
            return Negative(gathered(of, is_constant))
        case Sum(of, over, ages):
            return Sum(gathered(of, is_constant), over, ages)
        case Survivors(of):
            return Survivors(gathered(of, is_constant))
    return node


def _factors(node: Node) -> list[tuple[Node, bool]]:
    """Return the factors of a product from left to right; False marks those divided by."""
    if not (isinstance(node, Binary) and node.op in "*/"):
        return [(node, True)]
    left, right = _factors(node.left), _factors(node.right)
    if node.op == "/":
        right = [(part, not above) for part, above in right]
    return left + right


def _product(factors: Sequence[tuple[Node, bool]], is_constant: Callable[[Node], bool]) -> Node:
    fixed = [(part, above) for part, above in factors if is_constant(part)]
    moving = [(part, above) for part, above in factors if not is_constant(part)]
    if fixed and not any(above for _, above in fixed):
        return _chained([*moving, (_chained([(part, True) for part, _ in fixed]), False)])
    return _chained([*moving, (_chained(fixed), True)] if fixed else moving)


def _chained(factors: Sequence[tuple[Node, bool]]) -> Node:
    """Return factors multiplied, then divided, from left to right."""
    above = [part for part, is_above in factors if is_above]
    node: Node = above[0] if above else Number(1.0)
    for part in above[1:]:
        node = Binary("*", node, part)
    for part in (part for part, is_above in factors if not is_above):
        node = Binary("/", node, part)
    return node


def hoisted(node: Node, is_constant: Callable[[Node], bool], keep: Callable[[Node], Name]) -> Node:
    """Return an expression whose largest constant parts are replaced by the names `keep` gives."""
    if isinstance(node, Number | Name):
        return node
    if is_constant(node):
        return keep(node)
    match node:
        case Binary(op, left, right):
            return Binary(op, hoisted(left, is_constant, keep), hoisted(right, is_constant, keep))
        case Call(function, arguments):
            parts = tuple(hoisted(part, is_constant, keep) for part in arguments)
            return Call(function, parts)
        case Negative(of):
            return Negative(hoisted(of, is_constant, keep))
        case Sum(of, over, ages):
            return Sum(hoisted(of, is_constant, keep), over, ages)
        case Survivors(of):
            return Survivors(hoisted(of, is_constant, keep))
    return node
