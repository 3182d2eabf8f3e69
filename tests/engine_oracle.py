"""Runs one notebook through either engine, and makes what came of it comparable."""

import contextlib
import json
import re
from pathlib import Path

import nbformat

from jsna.build.engine import NAME
from jsna.build.engine.entry import ForkEngine
from jsna.build.engine.limits import Limits
from jsna.build.engine.pool import ForkPool

FOLDER = Path(__file__).parent / "engine_notebooks"
_SAME = [
    (re.compile(r"ipykernel_\d+/\d+\.py"), "ipykernel_PID/CELL.py"),
    (re.compile(r"\b0x[0-9a-f]{6,}\b"), "0xADDRESS"),
    (re.compile(r"\bpid=\d+"), "pid=PID"),
    (re.compile(r"[\d.]+(?:e[-+]?\d+)? (?:ns|[μµ]s|us|ms|s)\b"), "TIME"),
]
"""Ids, timings, pids and paths: all that two runs of one engine differ in as well."""


def papermill_run(asked):
    """Run (engine, notebook, output, parameters) and return the notebook that papermill wrote."""
    import papermill
    from papermill.engines import papermill_engines
    from papermill.exceptions import PapermillExecutionError

    engine, source, target, parameters = asked
    papermill_engines.register(NAME, ForkEngine)
    with contextlib.suppress(PapermillExecutionError):
        papermill.execute_notebook(
            source, target, parameters, engine_name=engine, progress_bar=False, cwd=FOLDER.parent
        )
    return nbformat.read(target, as_version=4)


def forked(source, target, parameters):
    """Run a notebook in a fork; return it, or the exception it ended with."""
    asked = (NAME, str(source), str(target), parameters)
    [(_, result)] = ForkPool(1, lambda _: Limits(seconds=120)).run(papermill_run, [asked])
    return result


def in_kernel(source, target, parameters):
    """Run a notebook in an ordinary kernel, by papermill alone."""
    return papermill_run((None, str(source), str(target), parameters))


def comparable(cell):
    """Return a cell's source, count and outputs without what no two runs share.

    Text of the two streams between displays is one piece for each stream: a kernel divides it by
    the clock. In cells tagged `any-order` several processes write: only their lines are compared.
    """
    raced = "any-order" in cell.metadata.get("tags", [])
    found = []
    for output in json.loads(json.dumps(cell.get("outputs", []))):
        if output["output_type"] != "stream":
            found.append(output)
            continue
        text = _text_before(found, raced)
        text[output["name"]] += output["text"]
    for output in found if raced else []:
        for name in ("stdout", "stderr"):
            output[name] = sorted(output.get(name, "").splitlines())
    text = json.dumps(found, sort_keys=True, ensure_ascii=False)
    for pattern, word in _SAME:
        text = pattern.sub(word, text)
    return cell["source"], cell.get("execution_count"), json.loads(text)


def _text_before(found, raced):
    """Return the text that a piece is added to: the last output's, or the cell's only one."""
    if raced:
        places = [output for output in found if output["output_type"] == "streams"]
    else:
        places = [output for output in found[-1:] if output["output_type"] == "streams"]
    if not places:
        places = [{"output_type": "streams", "stdout": "", "stderr": ""}]
        found.insert(0 if raced else len(found), places[0])
    return places[0]
