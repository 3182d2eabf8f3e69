"""Expressions computed by walking their tree: slow, plain, and the oracle of the compilers."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from jsna.simulation.expressions import Binary, Call, Name, Negative, Node, Number

_PAIRS: dict[str, Any] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "<": np.less,
    ">": np.greater,
    "<=": np.less_equal,
    ">=": np.greater_equal,
}
_CALLS: dict[str, Any] = {
    "min": np.minimum,
    "max": np.maximum,
    "exp": np.exp,
    "ln": np.log,
    "int": np.floor,
    "if": np.where,
}


def evaluate(node: Node, known: Mapping[str, Any]) -> Any:
    """Return the value of an expression without sums; names are looked up in `known`.

    Values are numbers or arrays that broadcast. Division by 0 gives inf or nan, not an error.
    """
    with np.errstate(all="ignore"):
        return _evaluate(node, known)


def _evaluate(node: Node, known: Mapping[str, Any]) -> Any:
    match node:
        case Number(value):
            return value
        case Name(name):
            return known[name]
        case Negative(of):
            return -_evaluate(of, known)
        case Binary(op, left, right):
            return _PAIRS[op](_evaluate(left, known), _evaluate(right, known))
        case Call(function, arguments):
            return _CALLS[function](*(_evaluate(part, known) for part in arguments))
    raise TypeError(f"{type(node).__name__} needs the compiler")
