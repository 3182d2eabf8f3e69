"""Equations of the model as people write them, with few brackets. Pure."""

from jsna.simulation.expressions import Binary, Call, Name, Negative, Node, Number, Sum, Survivors

TIMES, MINUS = "\u00d7", "\u2212"
_SIGNS = {"*": TIMES, "/": "÷", "-": MINUS, "<=": "≤", ">=": "≥"}
_STRENGTH = {"<": 1, ">": 1, "<=": 1, ">=": 1, "+": 2, "-": 2, "*": 3, "/": 3}
_WHOLE = 9


def written(node: Node) -> str:
    """Return an equation in words and signs."""
    return _written(node)[0]


def _written(node: Node) -> tuple[str, int]:
    """Return the text and how strongly its outermost sign binds."""
    match node:
        case Number(value):
            return f"{value:.10g}".replace("-", MINUS), _WHOLE
        case Name(id):
            return id, _WHOLE
        case Negative(of):
            return f"{MINUS}{_inside(of, 4)}", 2
        case Binary(op, left, right):
            strength = _STRENGTH[op]
            after = strength + (op in "-/")
            text = f"{_inside(left, strength)} {_SIGNS.get(op, op)} {_inside(right, after)}"
            return text, strength
        case Call("if", (condition, then, otherwise)):
            text = f"if {written(condition)} then {written(then)} otherwise {written(otherwise)}"
            return f"({text})", _WHOLE
        case Call(function, arguments):
            return f"{function}({', '.join(written(part) for part in arguments)})", _WHOLE
        case Sum(of, over, ages):
            within = f", ages {ages[0]} to {ages[1]}" if ages else ""
            return f"sum of ({written(of)}) over {' and '.join(over)}{within}", 0
        case Survivors(of):
            return f"share who reach each age, surviving each with ({written(of)})", 0


def _inside(node: Node, least: int) -> str:
    text, strength = _written(node)
    return text if strength >= least else f"({text})"
