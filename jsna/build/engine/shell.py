"""The IPython shell that a forked notebook runs in: ipykernel's own, with a desk for a socket.

Display hook, display publisher and tracebacks are those of a real kernel. Their messages go
through the same JSON as on the wire, and then to `Desk` instead of a client.
"""

import asyncio
import builtins
import getpass
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from ipykernel.compiler import XCachingCompiler
from ipykernel.zmqshell import ZMQInteractiveShell
from jupyter_client.session import Session
from traitlets.config import Config

from jsna.build.engine.needs import KernelNeeded
from jsna.build.engine.outputs import Desk
from jsna.build.engine.streams import Streams


class _Wire(Session):
    """A session without sockets: what is sent lands on the desk of the process that runs."""

    desk: Desk | None = None
    owner = 0

    def send(  # type: ignore[override]
        self, stream: Any, message: Any, content: Any = None, *_: Any, **__: Any
    ) -> None:
        """Put one message on the desk; a process forked by the notebook cannot."""
        if self.desk is None or os.getpid() != self.owner:
            return
        kind = message
        if isinstance(message, dict):
            kind, content = message["header"]["msg_type"], message["content"]
        self.desk.take(kind, self.unpack(self.pack(content)))


class _Refusing:
    """Stands where a kernel would: whoever asks it for anything needs a real one."""

    def __init__(self, refuse: Callable[[str], NoReturn]) -> None:
        self.__dict__["_refuse"] = refuse

    def __getattr__(self, name: str) -> None:
        refuse: Callable[[str], NoReturn] = self.__dict__["_refuse"]
        refuse(f"the kernel's {name}")

    def __setattr__(self, name: str, value: object) -> None:
        refuse: Callable[[str], NoReturn] = self.__dict__["_refuse"]
        refuse(f"the kernel's {name}")


class Shell(ZMQInteractiveShell):
    """One shell, made in the warm parent and used by each child for one notebook."""

    def enable_gui(self, gui: Any = None) -> None:
        """Accept pictures in the page; a window's event loop needs a kernel."""
        if gui not in (None, "inline", "agg"):
            self.refuse(f"%gui {gui}")

    def refuse(self, what: str) -> NoReturn:
        """Note that the notebook needs an ordinary kernel, and stop its cell."""
        wire = getattr(self.display_pub, "session", None)
        if isinstance(wire, _Wire) and wire.desk is not None:
            wire.desk.kernel_needed = wire.desk.kernel_needed or what
        raise KernelNeeded(what)


def make_shell() -> Any:
    """Return the process's one `Shell`; `get_ipython()` finds it. No history file, no threads."""
    settings = Config({"HistoryManager": {"enabled": False}})
    shell: Any = Shell.instance(config=settings, compiler_class=XCachingCompiler)
    wire = _Wire(key=b"")
    shell.display_pub.session = shell.displayhook.session = wire
    shell.displayhook.topic = b"execute_result"
    shell.kernel = _Refusing(shell.refuse)
    return shell


@contextmanager
def at_desk(shell: Any, desk: Desk) -> Iterator[None]:
    """Run a notebook: its messages and streams go to the desk, its questions to nobody."""
    wire: Any = shell.display_pub.session
    wire.desk, wire.owner = desk, os.getpid()
    shell.init_environment()
    if "" not in sys.path:
        sys.path.insert(0, "")
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    _refuse_questions(shell)
    with Streams(lambda name, text: desk.take("stream", {"name": name, "text": text})):
        yield


def _refuse_questions(shell: Shell) -> None:
    """Make everything that would need a reader or a browser ask for an ordinary kernel."""

    def refusal(what: str) -> Any:
        def refuse(*_: object, **__: object) -> NoReturn:
            shell.refuse(what)

        return refuse

    import comm

    builtins.input = refusal("input()")
    getpass.getpass = refusal("getpass()")
    comm.create_comm = comm.get_comm_manager = refusal("a comm")


async def run_source(shell: Any, source: str) -> bool:
    """Run one cell as a kernel does, inside a running event loop; return whether it succeeded."""
    transformed, problem = source, None
    try:
        transformed = shell.transform_cell(source)
    except Exception:
        problem = sys.exc_info()
    if shell.should_run_async(
        source, transformed_cell=transformed, preprocessing_exc_tuple=problem
    ):
        result = await _run_awaiting(shell, source, transformed, problem)
    else:
        result = shell.run_cell(source, store_history=True, silent=False)
    failed_to_show = getattr(shell, "_last_traceback_during_displayhook", False)
    return bool(result.success) and not failed_to_show


async def _run_awaiting(shell: Any, source: str, transformed: str, problem: Any) -> Any:
    result = None
    task = asyncio.ensure_future(
        shell.run_cell_async(
            source,
            store_history=True,
            silent=False,
            transformed_cell=transformed,
            preprocessing_exc_tuple=problem,
        )
    )
    try:
        result = await task
    finally:
        shell.events.trigger("post_execute")
        shell.events.trigger("post_run_cell", result)
    return result
