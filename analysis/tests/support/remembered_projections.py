"""Compute each projection of a plan once per process. Projections are pure and frozen, and analyses repeat them."""

from collections import OrderedDict
from functools import wraps

from advisors.retirement.markets.draws import draw
from advisors.retirement.projection import sustained_spending
from advisors.retirement.projection.engine import project
from advisors.retirement.scenarios import baseline, compare, kept_paths, sensitivity, spending_rules, stress_tests

MAX_PLANS = 6
"""The number of plans whose draws are kept, some 20 MB each, with the projections on them."""
_results = {}
"""What else was computed, by function and plan."""
_projections = OrderedDict()
"""By the plan of the draws: the draws, and the projections on them by plan and detail."""


def install(monkeypatch):
    for module in (baseline, compare, kept_paths, sensitivity, spending_rules, sustained_spending):
        monkeypatch.setattr(module, "project", remembered_project)
    for module in (baseline, kept_paths):
        monkeypatch.setattr(module, "draw", remembered_draw)
    for module, name in ((baseline, "sustain"), (baseline, "require_saving"), (stress_tests, "compare_choices")):
        monkeypatch.setattr(module, name, remember(getattr(module, name)))


def remember(compute):
    """Return a function of a plan and of what follows from it that computes each result once."""

    @wraps(compute)
    def find_or_compute(plan, *others):
        key = compute.__name__, plan.model_dump_json()
        if key not in _results:
            _results[key] = compute(plan, *others)
        return _results[key]

    return find_or_compute


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
