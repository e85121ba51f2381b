"""Changes are tested once on the kept paths, and close to what all paths say."""

import pytest

from advisors.retirement.markets.draws import draw
from advisors.retirement.projection.engine import project
from advisors.retirement.projection.sustained_spending import Sustained, find_sustained, sustain_before_tax
from advisors.retirement.scenarios import kept_paths
from advisors.retirement.scenarios.changes import with_lower_return
from advisors.retirement.scenarios.compare import find_earliest_retirement
from advisors.retirement.scenarios.kept_paths import SUSTAINED_LEVEL, KeptPaths
from advisors.retirement.scenarios.tax_variants import with_tax
from advisors.tests.support.households import account, random_market_plan

pytestmark = pytest.mark.slow


def saver(spending=45_000, paths=1_000):
    benefits = {"benefit_at_full_age": 2_000, "claim_age": 67}
    return random_market_plan(
        30, spending, [{"age": 55, "social_security": benefits}],
        [account("traditional", 600_000), account("taxable", 100_000, basis=60_000)],
        years_to_retirement=10, contributions=[{"traditional": 15_000}], paths=paths,
    )  # fmt: skip


def keep(plan):
    draws = draw(plan)
    sustained = Sustained(find_sustained(plan, draws), sustain_before_tax(plan, draws)[SUSTAINED_LEVEL])
    whole = project(plan, draws=draws, fan="none").model_copy(update={"sustainable_spending": sustained.levels})
    return KeptPaths.keep(plan, draws, whole, sustained=sustained)


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: with_tax(plan, state_rate=0.05),
        lambda plan: with_tax(plan, order="proportional"),
        lambda plan: plan.with_saving(30_000),
        with_lower_return,
    ],
)
def test_what_a_change_sustains_is_found_in_few_runs(change):
    plan = saver()
    changed = change(plan)
    quick = keep(plan).measure(changed)[0].sustainable_spending[SUSTAINED_LEVEL]
    assert quick == pytest.approx(find_sustained(changed)[SUSTAINED_LEVEL], rel=0.006)


def test_a_plan_is_projected_once(monkeypatch):
    plan, calls = saver(paths=200), []
    kept = keep(plan)

    def count(plan, **options):
        calls.append(plan)
        return project(plan, **options)

    monkeypatch.setattr(kept_paths, "project", count)
    changed = with_tax(plan, state_rate=0.05)
    assert kept.project(changed) is kept.project(changed)
    assert kept.project(plan) is kept.before
    assert len(calls) == 1
    assert kept.project(changed, fan="balances").household.figures["traditional"]["50"]
    assert len(calls) == 2


def test_the_earliest_year_is_the_one_that_every_year_shows():
    for spending in (30_000, 50_000, 62_000):
        plan = saver(spending, paths=200)
        draws = draw(plan)
        enough = [
            year for year in range(plan.horizon)
            if project(plan.with_retirement_in(year), draws=draws, fan="none").success.probability >= 0.8
        ]  # fmt: skip
        found = find_earliest_retirement(plan, 0.8, draws)
        assert (found.years_to_retirement if found else None) == (enough[0] if enough else None)


def test_a_fan_alone_leaves_what_happens_as_it_is():
    plan = saver(paths=300)
    whole, fan = keep(plan).project(plan, fan="both"), keep(plan).project(plan, fan="real")
    assert fan.fan.real == whole.fan.real
    assert fan.success == whole.success
    assert fan.spending == whole.spending


def test_a_fan_alone_does_not_answer_what_taxes_are_paid():
    plan = saver(paths=300)
    kept = keep(plan)
    kept.project(plan.with_changes(spending=40_000), fan="real")
    assert "federal_tax" in kept.project(plan.with_changes(spending=40_000)).household.lifetime
