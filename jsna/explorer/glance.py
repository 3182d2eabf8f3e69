"""The presets at a glance: a table with ranges and a picture, made at build from Python's runs.

It serves paper, readers without JavaScript, and anyone who wants the numbers in one place. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jsna.explorer.equations import MINUS
from jsna.explorer.facts import headline_ids, scenarios
from jsna.explorer.words import Shown, shown
from jsna.simulation.structure import Floats, Model, Output
from jsna.theme.markup import text
from jsna.words import listed

_WIDTH, _HEIGHT, _RIGHT, _TOP, _BOTTOM = 680, 300, 190, 14, 30
_NOTHING = ("0", "£0")
"""What a number reads as that is too small to be shown: it has no sign."""


@dataclass(frozen=True, slots=True)
class Series:
    """One output of one preset: the central run, and what runs with drawn parameters say.

    `time` is in calendar years; all but `change` have shape [moments]. `low` and `high` hold 80% of
    runs; `change` is the difference from no change at the end: low, middle, high.
    """

    time: Floats
    central: Floats
    low: Floats
    high: Floats
    change: tuple[float, float, float]


@dataclass(frozen=True)
class Glance:
    """Results of every preset (by id) and output (by id), with `runs` behind each range.

    They are for `area`, but those of a module in `elsewhere` are for the area named there.
    """

    model: Model
    area: str
    results: Mapping[str, Mapping[str, Series]]
    runs: int
    elsewhere: Mapping[str, str] = field(default_factory=dict)


def glance_html(glance: Glance) -> str:
    """Return the section: words, one picture, one table."""
    outputs = [
        output
        for output in glance.model.outputs.values()
        if output.id in headline_ids(glance.model) and output.id in _any(glance.results)
    ]
    if not outputs:
        return ""
    return (
        '<section class="x-card x-glance" aria-labelledby="x-h-glance">'
        f'<h2 id="x-h-glance">The presets at a glance: {text(glance.area)}</h2>'
        f'<p class="x-lead">Worked out when this page was made, from {glance.runs} runs of each '
        "preset. "
        "Below each number stands the difference from no change, in the middle run and in 80% of "
        "runs.</p>"
        f"{_picture(glance, outputs[0])}{_table(glance, outputs)}</section>"
    )


def _any(results: Mapping[str, Mapping[str, Series]]) -> Mapping[str, Series]:
    return next(iter(results.values()))


def _table(glance: Glance, outputs: Sequence[Output]) -> str:
    presets = scenarios(glance.model)
    heads = "".join(f'<th scope="col">{text(item["title"])}</th>' for item in presets)
    base = glance.results[presets[0]["id"]]
    rows = "".join(
        f'<tr><th scope="row">{text(_title(glance, output))}</th>'
        + "".join(_cell(output, glance.results[item["id"]], base) for item in presets)
        + "</tr>"
        for output in outputs
    )
    return (
        '<div class="scroll" tabindex="0" role="region" aria-label="Table: presets at a glance">'
        f'<table><thead><tr><th scope="col">Result</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _title(glance: Glance, output: Output) -> str:
    year = int(_any(glance.results)[output.id].time[-1] + 1e-6)
    place = glance.elsewhere.get(output.module)
    return f"{output.title}, {year}" + (f" ({place})" if place else "")


def _cell(output: Output, results: Mapping[str, Series], base: Mapping[str, Series]) -> str:
    said = _shown(output)
    own, other = results[output.id], base[output.id]
    if own is other:
        low, high = float(own.low[-1]), float(own.high[-1])
        beside = f"{_number(low, said)} to {_number(high, said)}"
    else:
        low, middle, high = own.change
        beside = f"{_signed(middle, said)} ({_signed(low, said)} to {_signed(high, said)})"
    words = _amount(float(own.central[-1]), said)
    return f'<td>{text(words)}<span class="x-beside">{text(beside)}</span></td>'


def _shown(output: Output) -> Shown:
    return shown(output.unit, 1.0 if not output.unit.powers else None)


def significant(value: float, digits: int) -> float:
    """Return a number rounded to so many significant figures."""
    return float(f"{value:.{digits - 1}e}")


def _number(value: float, said: Shown, digits: int = 3) -> str:
    size = abs(significant(value * said.scale, digits))
    words = _money(size) if said.is_money else _plain(size)
    sign = MINUS if value < 0 and words not in _NOTHING else ""
    return f"{sign}{words}{'%' if said.words == '%' else ''}"


def _money(size: float) -> str:
    for unit, name in ((1e9, " billion"), (1e6, " million")):
        if size >= unit:
            return f"£{_plain(size / unit)}{name}"
    return f"£{_plain(size)}"


def _plain(size: float) -> str:
    decimals = 0 if size >= 100 or size == 0 else 1 if size >= 10 else 2
    words = f"{size:,.{decimals}f}"
    return words.rstrip("0").rstrip(".") if "." in words else words


def _amount(value: float, said: Shown) -> str:
    return f"{_number(value, said)} {said.words if said.words != '%' else ''}".strip()


def _signed(value: float, said: Shown) -> str:
    words = _number(value, said, 2)
    is_plus = value > 0 and words.removesuffix("%") not in _NOTHING
    return f"+{words}" if is_plus else words


def _picture(glance: Glance, output: Output) -> str:
    """Return one output's lines: no change dashed with its 80% range, and each preset."""
    presets = scenarios(glance.model)
    runs = [(item["title"], glance.results[item["id"]][output.id]) for item in presets]
    base = runs[0][1]
    bottom = min(float(base.low.min()), *(float(run.central.min()) for _, run in runs))
    top = max(float(base.high.max()), *(float(run.central.max()) for _, run in runs))
    frame = _Frame(float(base.time[0]), float(base.time[-1]), bottom, top)
    back = frame.points(base.time[::-1], base.low[::-1]).replace("M", "L", 1)
    lines = "".join(
        f'<path class="{"x-base" if not place else f"x-kept-{(place - 1) % 3}"}" '
        f'd="{frame.points(run.time, run.central)}"/>'
        for place, (_, run) in enumerate(runs)
    )
    labels = _labels(frame, runs)
    names = listed([title for title, _ in runs])
    words = f"Line chart: {output.title}, {names}. The table says the same."
    return (
        f'<p class="x-subtitle">{text(output.title)}, {text(glance.area)}</p>'
        '<div class="scroll" tabindex="0" role="region" aria-label="Picture: presets at a glance">'
        f'<svg class="x-svg x-static" role="img" aria-label="{text(words)}" '
        f'viewBox="0 0 {_WIDTH} {_HEIGHT}">'
        f'<path class="x-band80" d="{frame.points(base.time, base.high)}{back}Z"/>'
        f"{lines}{_axis(frame, _shown(output))}{labels}</svg></div>"
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    first: float
    last: float
    bottom: float
    top: float

    def x(self, time: float) -> float:
        return (_WIDTH - _RIGHT) * (time - self.first) / (self.last - self.first)

    def y(self, value: float) -> float:
        share = (value - self.bottom) / ((self.top - self.bottom) or 1.0)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _BOTTOM - _TOP)

    def points(self, time: Floats, value: Floats) -> str:
        places = (f"{self.x(t):.1f} {self.y(v):.1f}" for t, v in zip(time, value, strict=True))
        return "M" + "L".join(places)


def _axis(frame: _Frame, said: Shown) -> str:
    parts = [
        f'<text x="0" y="{frame.y(value) - 4:.1f}">{text(_number(value, said))}</text>'
        f'<line x1="0" x2="{_WIDTH - _RIGHT}" y1="{frame.y(value):.1f}" y2="{frame.y(value):.1f}"/>'
        for value in (frame.bottom, (frame.bottom + frame.top) / 2, frame.top)
    ]
    years = ((frame.first, "start"), (frame.last, "end"))
    parts += [
        f'<text x="{frame.x(year):.1f}" y="{_HEIGHT - 8}" text-anchor="{side}">'
        f"{int(year + 1e-6)}</text>"
        for year, side in years
    ]
    return f'<g class="x-grid">{"".join(parts)}</g>'


def _labels(frame: _Frame, runs: Sequence[tuple[str, Series]]) -> str:
    """Return each line's name at its end, moved apart where they would touch."""
    ends = sorted((frame.y(float(run.central[-1])), title) for title, run in runs)
    last, parts = -1e9, []
    for y, title in ends:
        last = max(y, last + 17)
        parts.append(f'<text x="{_WIDTH - _RIGHT + 8}" y="{last + 4:.1f}">{text(title)}</text>')
    return f'<g class="x-names">{"".join(parts)}</g>'
