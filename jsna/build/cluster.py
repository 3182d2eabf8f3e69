"""Notebooks on many machines: an executor that sends them to the workers of dask.distributed.

Each worker has a copy of the project of its own and a warm process that forks for each notebook.
What travels is the order, the executed notebook and the log of what it read. A worker whose copy
differs refuses to work, so that the result is the same wherever it was made. Needs the extra
`cluster`; docs/scaling.md says how to start it.
"""

import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import jsna
from jsna.build import code_used
from jsna.build.engine.limits import Limits
from jsna.build.engine.pool import Zygote
from jsna.build.execute import Order, Outcome, failed_path, lost_order
from jsna.build.executor import Ordered
from jsna.build.warming import warm_up_for
from jsna.errors import ExecutionError, JsnaError
from jsna.files import write_text
from jsna.paths import Project, find_project
from jsna.reads import digest, file_digest

_PATIENCE = 30
"""Seconds to wait for the scheduler, and for a worker when none is left."""


@dataclass(frozen=True)
class _Parcel:
    """One order on its way to a worker, whose project stands somewhere else."""

    order: Order
    notebook: str
    """From the root of the project."""
    build: str
    """One word for one build: a worker compares its copy once for each."""
    same: str
    """`identity` of the project that asks."""
    modules: tuple[str, ...]


@dataclass(frozen=True)
class _Reply:
    """What comes back: the outcome and the files that the notebook left."""

    outcome: Outcome
    executed: str | None
    failed: str | None


def identity(project: Project) -> str:
    """Return a hash of everything a notebook can be made from: data, notebooks, code, lock."""
    package = Path(jsna.__file__).parent
    files = [project.root / "requirements.txt", *sorted(project.notebooks.rglob("*.ipynb"))]
    files += sorted(path for path in project.data.rglob("*") if path.is_file())
    hashes = {project.relative(path): file_digest(path) for path in files}
    code = {name: file_digest(path) for name, path in code_used.modules(package).items()}
    engine = [package / "build" / "execute.py", *sorted((package / "build" / "engine").iterdir())]
    return digest([hashes, code, [file_digest(path) for path in engine if path.suffix == ".py"]])


class ClusterPool(Ordered):
    """Runs orders on the workers of one scheduler; a worker that dies loses nothing."""

    def __init__(self, address: str, project: Project, modules: Sequence[str]) -> None:
        """Prepare a pool; nothing is connected before there is work.

        Args:
            address: the scheduler's, `tcp://host:port`.
            project: the one that asks.
            modules: what the notebooks import.
        """
        self._address, self._project, self._modules = address, project, tuple(modules)

    def run(
        self, function: Callable[[Any], Any], work: Sequence[Any]
    ) -> Iterator[tuple[Any, Any | Exception]]:
        """Yield (order, outcome) in order of completion; the first orders start first.

        Raises:
            ExecutionError: if no scheduler answers or no worker is left.
        """
        if not work:
            return
        same, build = identity(self._project), uuid.uuid4().hex
        with _connected(self._address) as client:
            waiting = {}
            for order in work:
                notebook = self._project.relative(order.notebook)
                parcel = _Parcel(order, notebook, build, same, self._modules)
                waiting[client.submit(_work, function, parcel, pure=False)] = order
            while waiting:
                for future in _next_done(client, list(waiting)):
                    order = waiting.pop(future)
                    yield order, _taken_in(order, future)


def _connected(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise ExecutionError(
            "--scheduler needs dask.distributed, which is not installed. "
            "Install it with: .venv/bin/python -m pip install 'jsna[cluster]'"
        ) from None
    try:
        client = Client(address, timeout=_PATIENCE)
    except (OSError, ValueError) as error:
        raise ExecutionError(
            f"No scheduler answers at {address} ({type(error).__name__}). Start one with "
            "'dask scheduler' and give the address that it prints; see docs/scaling.md."
        ) from None
    return client


def _next_done(client: Any, futures: list[Any]) -> list[Any]:
    """Wait for the next results, as long as there is a worker that can give them."""
    from distributed import wait

    while True:
        try:
            return list(wait(futures, timeout=5, return_when="FIRST_COMPLETED").done)
        except TimeoutError:
            try:
                client.wait_for_workers(1, timeout=_PATIENCE)
            except TimeoutError:
                raise ExecutionError(
                    f"The scheduler has had no worker for {_PATIENCE} seconds. Start some with "
                    "'dask worker ADDRESS' in a copy of the project; see docs/scaling.md."
                ) from None


def _taken_in(order: Order, future: Any) -> Outcome | Exception:
    """Write what came back into the place where the order wants it."""
    error = future.exception()
    if error is not None:
        return error if isinstance(error, Exception) else RuntimeError(str(error))
    reply: _Reply = future.result()
    for path, text in ((order.output, reply.executed), (failed_path(order), reply.failed)):
        if text is not None:
            write_text(path, text)
    shown = Project(order.root).relative(failed_path(order))
    failure = reply.outcome.failure.replace(f" is {failed_path(order).name}.", f" is {shown}.")
    return replace(reply.outcome, output=order.output, failure=failure)


# On a worker


def _work(function: Callable[[Order], Outcome], parcel: _Parcel) -> _Reply:
    """Run one order in a fork of this thread's own warm process; its files go into the reply."""
    project = find_project()
    _refuse_another(project, parcel)
    with tempfile.TemporaryDirectory(prefix="jsna-") as folder:
        order = replace(
            parcel.order,
            root=project.root.resolve(),
            notebook=project.root.resolve() / parcel.notebook,
            output=Path(folder) / parcel.order.output.name,
        )
        try:
            limits = Limits(seconds=order.timeout, megabytes=order.megabytes)
            outcome = _zygote(project, parcel).run_one(function, order, limits)
        except Exception as error:
            outcome = lost_order(order, error)
        return _Reply(outcome, _text(order.output), _text(failed_path(order)))


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


_COMPARED: dict[str, str] = {}
"""Build -> the identity of this worker's copy when it was first asked."""
_ZYGOTES: dict[int, tuple[str, Zygote]] = {}
"""Each thread's build and warm process."""


def _refuse_another(project: Project, parcel: _Parcel) -> None:
    if parcel.build not in _COMPARED:
        _COMPARED[parcel.build] = identity(project)
    if _COMPARED[parcel.build] != parcel.same:
        raise JsnaError(
            "A worker's copy of the project differs from the one that is built. Bring both to the "
            "same commit, with the same data, and start the worker again."
        )


def _zygote(project: Project, parcel: _Parcel) -> Zygote:
    """Return the warm process of this thread; a new build begins with a new one."""
    thread = threading.get_ident()
    build, zygote = _ZYGOTES.get(thread, ("", None))
    if zygote is None or build != parcel.build or not zygote.alive:
        if zygote is not None:
            zygote.close()
        prelude = partial(warm_up_for, str(project.root.resolve()), list(parcel.modules))
        zygote = Zygote().prepare(1, prelude)
        _ZYGOTES[thread] = parcel.build, zygote
    return zygote
