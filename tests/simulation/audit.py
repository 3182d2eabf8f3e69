"""A module that also reports every stock and every flow across its border, at every step."""

from dataclasses import dataclass, replace

import numpy as np

from jsna.simulation.expressions import Name, Sum
from jsna.simulation.run import Runner, compile_numpy
from jsna.simulation.structure import Auxiliary, Output


@dataclass(frozen=True)
class Audit:
    """What went on in every lane: stocks [stocks, moments, lanes], and what the balance leaves."""

    stocks: dict[str, np.ndarray]
    came: np.ndarray
    went: np.ndarray

    @property
    def held(self):
        return sum(self.stocks.values())

    @property
    def residual(self):
        """Final minus initial minus what came plus what went, against all that was ever there."""
        left = self.held[-1] - self.held[0] - self.came + self.went
        return left / (self.held[0] + self.came)


def by_step(model, module) -> Runner:
    """Compile a module whose outputs are its stocks and its flows from or to the outside."""
    found = model.modules[module]
    extra, outputs = {}, {}
    border = {key: flow for key, flow in found.flows.items() if None in (flow.source, flow.target)}
    for name, item in [*found.stocks.items(), *border.items()]:
        by = item.by if name in found.stocks else _by(found, item)
        total = f"audit_{name}"
        node = Sum(Name(name), by) if by else Name(name)
        common = {"title": name, "unit": item.unit, "note": "", "where": item.where}
        extra[total] = Auxiliary(id=total, by=(), equation=node, **common)
        outputs[total] = Output(
            id=total,
            module=module,
            equation=Name(total),
            better="none",
            group="",
            decimals=0,
            **common,
        )
    clock = replace(found.clock, record=found.clock.step)
    changed = replace(found, clock=clock, auxiliaries={**found.auxiliaries, **extra})
    kept = {key: item for key, item in model.outputs.items() if item.module != module}
    changed_model = replace(
        model, modules={**model.modules, module: changed}, outputs={**kept, **outputs}
    )
    return compile_numpy(changed_model, module)


def audited(runner, **inputs) -> Audit:
    results = runner.run(**inputs)
    system = runner.program.system
    stocks = {name: results[f"audit_{name}"] for name in system.stocks}
    came, went = 0.0, 0.0
    for name, flow in system.flows.items():
        if flow.source is None:
            came += results[f"audit_{name}"][:-1].sum(axis=0) * system.clock.step
        if flow.target is None:
            went += results[f"audit_{name}"][:-1].sum(axis=0) * system.clock.step
    return Audit(stocks, came, went)


def _by(module, flow):
    by = module.stocks[flow.source or flow.target].by
    return tuple(axis for axis in by if axis != "age") if flow.newborn else by
