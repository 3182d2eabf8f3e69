"""Runs one notebook through either engine, and makes what came of it comparable."""

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
    (re.compile(r"[\d.]+ (?:ns|[μµ]s|us|ms|s)\b"), "TIME"),
]
"""Ids, timings, pids and paths: all that two runs of one engine differ in as well."""


def papermill_run(asked):
    """Run (engine, notebook, output, parameters) and return the notebook that papermill wrote."""
    import papermill
    from papermill.engines import papermill_engines
    from papermill.exceptions import PapermillExecutionError

    engine, source, target, parameters = asked
    papermill_engines.register(NAME, ForkEngine)
    try:
        papermill.execute_notebook(
            source, target, parameters, engine_name=engine, progress_bar=False, cwd=FOLDER.parent
        )
    except PapermillExecutionError:
        pass
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
    the clock. In cells tagged `any-order` several processes write, and only lines are compared.
    """
    sort = sorted if "any-order" in cell.metadata.get("tags", []) else list
    found = []
    for output in json.loads(json.dumps(cell.get("outputs", []))):
        if output["output_type"] != "stream":
            found.append(output)
            continue
        if not found or found[-1]["output_type"] != "streams":
            found.append({"output_type": "streams", "stdout": "", "stderr": ""})
        found[-1][output["name"]] += output["text"]
    for output in found:
        for name in ("stdout", "stderr"):
            if name in output:
                output[name] = sort(output[name].splitlines(keepends=True))
    text = json.dumps(found, sort_keys=True, ensure_ascii=False)
    for pattern, word in _SAME:
        text = pattern.sub(word, text)
    return cell["source"], cell.get("execution_count"), json.loads(text)
