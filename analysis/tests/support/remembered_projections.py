"""Compute each projection of a plan once per process. Projections are pure and frozen, and analyses repeat them."""

from collections import OrderedDict

from advisors.retirement.markets.draws import draw
from advisors.retirement.scenarios import baseline, compare, sensitivity, spending_rules
from advisors.retirement.simulation.engine import project

MAX_PLANS = 3
"""The number of plans whose draws are kept, some 20 MB each, with the projections on them."""
_projections = OrderedDict()
"""By the plan of the draws: the draws, and the projections on them by plan and detail."""


def install(monkeypatch):
    for module in (baseline, compare, sensitivity, spending_rules):
        monkeypatch.setattr(module, "project", remembered_project)
    monkeypatch.setattr(baseline, "draw", remembered_draw)


def remembered_draw(plan):
    key = plan.model_dump_json()
    if key not in _projections:
        _projections[key] = draw(plan), {}
    _projections.move_to_end(key)
    while len(_projections) > MAX_PLANS:
        _projections.popitem(last=False)
    return _projections[key][0]


def remembered_project(plan, *, draws=None, fan="both"):
    for kept, projections in _projections.values():
        if kept is draws:
            key = (plan.model_dump_json(), fan)
            if key not in projections:
                projections[key] = project(plan, draws=draws, fan=fan)
            return projections[key]
    return project(plan, draws=draws, fan=fan)
