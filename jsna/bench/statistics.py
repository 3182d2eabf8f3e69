"""Statistics: rates with their limits, many at once."""

from collections.abc import Iterator

import numpy as np

from jsna.bench.measure import alternating, timed
from jsna.bench.rows import Row, Setting, bench_job
from jsna.statistics import rates

_RATES = 20_000


@bench_job("small", "full")
def limits(setting: Setting) -> Iterator[Row]:
    """Time 20,000 rates with their 95% limits."""
    setting.say("Rates with limits")
    draw = np.random.default_rng(1)
    people = draw.integers(100, 100_000, _RATES).astype(float)
    counts = draw.binomial(people.astype(int), 0.02).astype(float)
    (here,) = alternating(5, lambda: timed(lambda: rates.crude_rate(counts, people)))
    yield Row(f"{_RATES:,} rates with limits", here, None, "under 0.1 s", "N = 5, in one process")
