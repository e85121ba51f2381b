"""A pytest plugin that simulates each plan once per run: analyses of tests repeat the plans of a few households.

A projection is pure and frozen, and the same plan has the same paths whatever draws it gets. Tests of the engine call
it directly and are not affected.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from functools import wraps
from typing import Any

import pytest

from people.tests.support.once_per_run import find_in_run

MAX_DRAWS, MAX_RESULTS = 6, 300
"""What a process keeps in memory: draws take some 20 MB each, results 0.1 to 0.6 MB."""


class Recent:
    """The values that were asked for last, by key."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.values: OrderedDict[Hashable, Any] = OrderedDict()

    def find_or_compute(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        if key not in self.values:
            self.values[key] = compute()
            if len(self.values) > self.limit:
                self.values.popitem(last=False)
        self.values.move_to_end(key)
        return self.values[key]


draws_of, results_of = Recent(MAX_DRAWS), Recent(MAX_RESULTS)


@pytest.fixture(autouse=True, scope="session")
def remember_projections() -> Iterator[None]:
    from advisors.retirement.projection import sustained_spending
    from advisors.retirement.scenarios import baseline, claim_ages, compare, kept_paths, sensitivity, spending_rules

    with pytest.MonkeyPatch.context() as patch:
        for module in (baseline, claim_ages, compare, kept_paths, sensitivity, spending_rules, sustained_spending):
            patch.setattr(module, "project", remember_projections_of(module.project))
        for module in (baseline, kept_paths):
            patch.setattr(module, "draw", remember_draws(module.draw))
        patch.setattr(baseline, "sustain", remember_sustained(baseline.sustain))
        yield


def find_or_compute(key: str, compute: Callable[[], Any]) -> Any:
    return results_of.find_or_compute(key, lambda: find_in_run(key, compute))


def remember_projections_of(project: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(project)
    def find_or_project(plan: Any, *, draws: Any = None, fan: str = "both") -> Any:
        key = f"projection {fan} {plan.model_dump_json()}"
        return find_or_compute(key, lambda: project(plan, draws=draws, fan=fan))

    return find_or_project


def remember_sustained(sustain: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(sustain)
    def find_or_sustain(plan: Any, draws: Any) -> Any:
        return find_or_compute(f"sustained {plan.model_dump_json()}", lambda: sustain(plan, draws))

    return find_or_sustain


def remember_draws(draw: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(draw)
    def find_or_draw(plan: Any) -> Any:
        return draws_of.find_or_compute(plan.model_dump_json(), lambda: draw(plan))

    return find_or_draw
