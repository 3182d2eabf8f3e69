"""The chart that a reader explores: a small script per picture, and the one that draws them all."""

from importlib.metadata import version
from pathlib import Path

from jsna.files import strict_json, write_text
from jsna.pictures.render import VEGA_LITE, Rows, Spec, with_rows

_EMBED = "window.jsnaVega = {embed: vegaEmbed};"
_LEFT_OUT = ("description", "name")
"""Parts of a specification that the page says itself."""


def live_script(spec: Spec, rows: Rows) -> str:
    """Return a script that puts a chart's Vega-Lite into `window.jsnaChart`, and nothing else.

    The chart is as wide as the element that holds it. A classic script, so that it can be loaded
    from disk too. Text from data is JSON, with `<` as an escape.
    """
    content = {name: value for name, value in spec.items() if name not in _LEFT_OUT}
    text = strict_json(with_rows({**content, "width": "container"}, rows))
    for sign in "<\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f"window.jsnaChart = {text};\n"


def vega_bundle(folder: Path | None = None) -> str:
    """Return the script that draws live charts: it adds `window.jsnaVega.embed`, nothing else.

    Args:
        folder: where to keep it between builds (making it takes about two seconds).
    """
    path = folder / f"vega-{version('vl-convert-python')}-{VEGA_LITE}.js" if folder else None
    if path and path.exists():
        return path.read_text(encoding="utf-8")
    script = _bundle()
    if path:
        write_text(path, script)
    return script


def _bundle() -> str:
    import vl_convert

    body = vl_convert.javascript_bundle(_EMBED, VEGA_LITE)
    return f"(function () {{\n{body}\n}})();\n"
