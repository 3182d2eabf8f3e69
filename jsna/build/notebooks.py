"""Where notebooks run: the engine, the executor that suits it, and what it keeps warm."""

import functools
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from jsna.build.engine import NAME as FORK
from jsna.build.engine.limits import Limits
from jsna.build.engine.pool import ForkPool
from jsna.build.execute import KERNEL, Order, Outcome, lost_order, run_order
from jsna.build.executor import Executor, LocalPool
from jsna.build.warming import warm_up_for

_WARM = frozenset(("altair", "jsna", "numpy", "pandas", "scipy"))
"""Packages that may be imported before forking: they start no thread and print nothing."""


def engine_for(asked: str) -> str:
    """Return papermill's name of the engine for "fork" or "kernel", as far as the system can."""
    return FORK if asked == "fork" and hasattr(os, "fork") else KERNEL


def warm(modules: Iterable[str]) -> list[str]:
    """Return the modules among these that may be imported before forking."""
    return sorted({name for name in modules if name.split(".")[0] in _WARM})


def notebook_executor(engine: str, workers: int, root: Path, modules: Iterable[str]) -> Executor:
    """Return the executor that notebooks run in on this machine.

    Args:
        engine: what `engine_for` returned.
        workers: notebooks at the same time.
        root: the project's folder.
        modules: what the notebooks import; the well-known ones are kept warm.
    """
    if engine != FORK:
        return LocalPool(workers)
    return ForkPool(workers, _limits, functools.partial(warm_up_for, str(root), warm(modules)))


def run_orders(executor: Executor, orders: Sequence[Order]) -> Iterator[tuple[Order, Outcome]]:
    """Yield (order, outcome) in order of completion; a notebook that killed its process too."""
    for order, outcome in executor.run(run_order, orders):
        if isinstance(outcome, Exception):
            outcome = lost_order(order, outcome)
        yield order, outcome


def run_anew(names: Sequence[str], order: Order) -> Outcome:
    """Run an order in a fork that first forgets these modules, so that it imports them anew."""
    for name in names:
        sys.modules.pop(name, None)
        package, _, own = name.rpartition(".")
        if package in sys.modules and hasattr(sys.modules[package], own):
            delattr(sys.modules[package], own)
    return run_order(order)


def _limits(order: Order) -> Limits:
    return Limits(seconds=order.timeout, megabytes=order.megabytes)
