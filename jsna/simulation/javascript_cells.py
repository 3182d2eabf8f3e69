"""Expressions and loops of one program as JavaScript text."""

from collections.abc import Iterable

from jsna.simulation.expressions import Binary, Call, Name, Negative, Node, Number
from jsna.simulation.infer import Dims
from jsna.simulation.program import Assign, Program, Scan, Total

_CALLS = {"min": "Math.min", "max": "Math.max", "exp": "Math.exp", "ln": "Math.log"}
_CALLS |= {"int": "Math.floor"}
_COUNTERS = {"year": "y", "sex": "s", "age": "a"}


class Cells:
    """Names elements of arrays.

    y, s and a count years, sexes and age classes; i and j are places in an array by sex and age,
    and by year, sex and age.
    """

    def __init__(self, program: Program) -> None:
        system = program.system
        self.system, self.program = system, program
        self.sizes = {name: system.dimensions.size(name) for name in ("sex", "age")}
        self.sizes["year"] = system.clock.years
        made = [*program.record, *program.step]
        self.moving = {item.name for item in made if isinstance(item, Assign | Total | Scan)}
        self.inside: set[str] = set()
        """Arrays that live inside the loop being written, as single numbers."""

    def dims(self, name: str) -> Dims:
        """Return the dimensions under which a name is stored."""
        found = self.program.dims[name]
        if name in self.moving:
            found = tuple(axis for axis in found if axis != "year")
        return found

    def text(self, node: Node) -> str:
        match node:
            case Number(value):
                return repr(value) if value >= 0 else f"({value!r})"
            case Name(name):
                return self.named(name)
            case Negative(of):
                return f"(-{self.text(of)})"
            case Binary(op, left, right):
                return f"({self.text(left)} {op} {self.text(right)})"
            case Call("if", (condition, then, otherwise)):
                parts = (self.text(condition), self.text(then), self.text(otherwise))
                return f"({parts[0]} ? {parts[1]} : {parts[2]})"
            case Call(function, arguments):
                return f"{_CALLS[function]}({', '.join(self.text(part) for part in arguments)})"
        raise TypeError(node)

    def named(self, name: str) -> str:
        if name == "age":
            return "Math.max(0, a - 1)"
        dims = self.dims(name)
        return self.at(name, dims) if dims and name not in self.inside else local(name)

    def at(self, name: str, dims: Dims) -> str:
        return f"{local(name)}[{self.index(dims)}]"

    def index(self, dims: Dims) -> str:
        """Return the place of an element in a flat array."""
        if dims == ("sex", "age"):
            return "i"
        if dims == ("year", "sex", "age"):
            return "j"
        text = _COUNTERS[dims[0]]
        for axis in dims[1:]:
            text = f"{text} * {self.sizes[axis]} + {_COUNTERS[axis]}"
        return text

    def first(self, dims: Dims) -> str:
        """Return the place of the youngest class of a stock by age."""
        return f"s * {self.sizes['age']}" if "sex" in dims else "0"

    def size(self, dims: Dims) -> int:
        size = 1
        for axis in dims:
            size *= self.sizes[axis]
        return size

    def loop(self, dims: Dims, body: list[str], ages: tuple[int, int] | None = None) -> list[str]:
        """Return lines that run `body` over dimensions; without any, the body in a block."""
        if not dims:
            declares = any(line.startswith(("const ", "let ")) for line in body)
            return ["{", *indented(body), "}"] if declares else body
        head = []
        for axis in dims:
            first, end = ages if ages and axis == "age" else (0, self.sizes[axis])
            counter = _COUNTERS[axis]
            head.append(f"for (let {counter} = {first}; {counter} < {end}; {counter}++)")
        return [f"{' '.join(head)} {{", *indented(self._places(body)), *indented(body), "}"]

    def _places(self, body: list[str]) -> list[str]:
        """Return lines that set the places which the body uses."""
        text = "\n".join(body)
        ages = self.sizes["age"]
        found = []
        if "[i]" in text and "const i =" not in text:
            found.append(f"const i = s * {ages} + a;")
        if "[j]" in text and "const j =" not in text:
            found.append(f"const j = (y * {self.sizes['sex']} + s) * {ages} + a;")
        return found


def local(name: str) -> str:
    """Return the name of a value in the script."""
    return f"v_{name}"


def indented(lines: Iterable[str], depth: int = 2) -> list[str]:
    return [" " * depth + line for line in lines]
