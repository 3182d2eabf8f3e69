"""Units and dimensions of an expression, inferred from its parts."""

from collections.abc import Mapping

from jsna.simulation.expressions import (
    COMPARISONS,
    Binary,
    Call,
    ExpressionError,
    Name,
    Negative,
    Node,
    Number,
    Sum,
    Survivors,
    children,
)
from jsna.simulation.units import NUMBER, Unit

ORDER = ("year", "sex", "age")
Dims = tuple[str, ...]


def unit_of(node: Node, units: Mapping[str, Unit]) -> Unit | None:
    """Return the unit of an expression; None for a plain 0, which has any unit.

    Raises:
        ExpressionError: where parts that are added or compared have different units.
    """
    match node:
        case Number(value):
            return None if value == 0 else NUMBER
        case Name(name):
            return units[name]
        case Negative(of) | Sum(of, _, _):
            return unit_of(of, units)
        case Survivors(of):
            return _pure(of, units, "survivors")
        case Binary(op, left, right):
            return _unit_of_pair(op, left, right, units)
        case Call("if", (condition, then, otherwise)):
            unit_of(condition, units)
            return _same((then, otherwise), units, "both ends of if( , , )")
        case Call(function, arguments) if function in ("min", "max"):
            return _same(arguments, units, f"both parts of {function}( , )")
        case Call(function, (argument,)):
            return _pure(argument, units, f"{function}( )")
    raise TypeError(node)


def dims_of(node: Node, dims: Mapping[str, Dims]) -> Dims:
    """Return the dimensions of an expression, in the order year, sex, age.

    Raises:
        ExpressionError: for a total over a dimension that is not there.
    """
    if isinstance(node, Name):
        return dims[node.id]
    found = {name for child in children(node) for name in dims_of(child, dims)}
    if isinstance(node, Sum):
        if missing := [name for name in node.over if name not in found]:
            raise ExpressionError(f"a sum over {' and '.join(missing)} of something not by it")
        found -= set(node.over)
    if isinstance(node, Survivors) and "age" not in found:
        raise ExpressionError("survivors need something by age")
    return tuple(name for name in ORDER if name in found)


def _unit_of_pair(op: str, left: Node, right: Node, units: Mapping[str, Unit]) -> Unit | None:
    if op in ("*", "/"):
        first, second = unit_of(left, units), unit_of(right, units)
        if first is None or (op == "*" and second is None):
            return None
        second = second or NUMBER
        return first * second if op == "*" else first / second
    both = _same((left, right), units, f"the two sides of {op}")
    return NUMBER if op in COMPARISONS else both


def _same(parts: tuple[Node, ...], units: Mapping[str, Unit], what: str) -> Unit | None:
    found = [unit for part in parts if (unit := unit_of(part, units)) is not None]
    if found and any(unit != found[0] for unit in found):
        raise ExpressionError(f"{what} have different units, {found[0]} and {found[1]}")
    return found[0] if found else None


def _pure(node: Node, units: Mapping[str, Unit], what: str) -> Unit:
    unit = unit_of(node, units)
    if unit not in (None, NUMBER):
        raise ExpressionError(f"{what} needs a pure number, not {unit}")
    return NUMBER
