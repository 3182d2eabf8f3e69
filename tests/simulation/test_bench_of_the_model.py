"""The bench measures what it says: as many runs as named, of models as large as named."""

from jsna.bench.model import AREAS, _compiled, _spread
from jsna.bench.rows import Setting


def test_the_models_are_as_large_as_the_table_says(project, tmp_path):
    setting = Setting(project, tmp_path, "small", 1, 1, lambda text: None)
    model, _ = _compiled(setting, "forty_stocks", "chain")
    aged, _ = _compiled(setting, "eight_states", "needs")

    assert len(model.modules["chain"].stocks) == 41
    assert len(model.modules["chain"].flows) == 111
    assert model.modules["chain"].clock.length == 10
    needs = aged.modules["needs"]
    assert (len(needs.stocks), needs.dimensions.ages, needs.clock.length) == (8, 102, 25)
    assert {len(values) for values in _spread(model, AREAS * 3).values()} == {AREAS * 3}
