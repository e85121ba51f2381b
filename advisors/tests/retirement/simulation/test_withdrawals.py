"""Each withdrawal rule works on paths made for it."""

from typing import Any

import numpy as np
import pytest

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.markets.draws import draw
from advisors.retirement.markets.market import Market, MarketYear, build_market
from advisors.retirement.projection.engine import project
from advisors.retirement.scenarios.spending_rules import COMPARED_RULES, compare_rules
from advisors.retirement.simulation.simulate import simulate_years
from advisors.retirement.simulation.withdrawals import RAISE_SKIPPED, SPENDING_CUT, SPENDING_RAISED, SPENDING_UNCHANGED
from advisors.tests.support.retirement_plans import class_plan, lognormal_plan


def run_years(plan: Plan, nominal: list[float], inflation: float = 0.0) -> tuple[list[float], list[int]]:
    """Return spending and reason codes of each year on these nominal returns."""
    years = (MarketYear(np.array([(1 + r) / (1 + inflation)]), np.array([1 + inflation])) for r in nominal)
    records = list(simulate_years(plan, Market(1, years)))
    return [float(r.spent[0]) for r in records], [int(r.reasons[0]) if r.reasons is not None else 0 for r in records]


def rule_plan(rule: str, years: int, **options: Any) -> Plan:
    return lognormal_plan(rule=rule, rule_options=options, retirement_years=years, timing="begin", spending=40_000)


def test_constant_percent_spends_its_share() -> None:
    spent, _ = run_years(rule_plan("constant_percent", 3, rate=0.05), [0.1, -0.5, 0])
    assert spent == pytest.approx([50_000, 52_250, 24_818.75])


def test_guardrails_keep_spending_in_calm_markets() -> None:
    spent, reasons = run_years(rule_plan("guardrails", 30), [0.04] * 30)
    assert spent[:10] == pytest.approx([40_000] * 10)
    assert set(reasons[:10]) == {SPENDING_UNCHANGED}


def test_guardrails_cut_after_a_crash() -> None:
    spent, reasons = run_years(rule_plan("guardrails", 30), [-0.3, 1.0, *[0.05] * 28])
    assert spent[:3] == pytest.approx([40_000, 36_000, 39_600])
    assert reasons[1:3] == [SPENDING_CUT, SPENDING_RAISED]


def test_guardrails_do_not_cut_in_the_last_years() -> None:
    crash = [0.0] * 15 + [-0.9] + [0.0] * 14
    _, reasons = run_years(rule_plan("guardrails", 30), crash)
    assert SPENDING_CUT not in reasons[15:]
    _, earlier = run_years(rule_plan("guardrails", 30, no_cut_last_years=0), crash)
    assert SPENDING_CUT in earlier[15:]


def test_guardrails_freeze_the_raise_after_a_loss() -> None:
    spent, reasons = run_years(rule_plan("guardrails", 30), [-0.05, *[0.05] * 29], inflation=0.03)
    assert spent[1] == pytest.approx(40_000 / 1.03)
    assert reasons[1] == RAISE_SKIPPED
    thawed, _ = run_years(rule_plan("guardrails", 30, freeze=False), [-0.05, *[0.05] * 29], inflation=0.03)
    assert thawed[1] == pytest.approx(40_000)


def test_guardrails_hardly_cut_a_pensioner() -> None:
    plan = rule_plan("guardrails", 30).with_changes(start_value=250_000.0, spending=60_000.0,
                                                    income=[{"amount": 50_000}])  # fmt: skip
    spent, reasons = run_years(plan, [-0.3, *[0.05] * 29])
    assert reasons[1] == SPENDING_CUT
    assert spent[1] == pytest.approx(50_000 + 0.9 * 10_000)
    without, _ = run_years(plan.with_changes(income=[], start_value=1_500_000.0), [-0.3, *[0.05] * 29])
    assert without[1] == pytest.approx(0.9 * 60_000)


def test_a_pension_that_starts_changes_no_spending() -> None:
    plan = rule_plan("guardrails", 5).with_changes(start_value=1_000_000.0, income=[{"amount": 5_000, "from_year": 3}])
    spent, _ = run_years(plan, [0.04] * 5)
    assert spent == pytest.approx([40_000] * 5)


def test_guardrails_never_touch_a_covered_goal() -> None:
    plan = rule_plan("guardrails", 30).with_changes(income=[{"amount": 45_000, "to_year": 20}])
    spent, reasons = run_years(plan, [-0.5, *[0.0] * 29])
    assert spent == pytest.approx([40_000] * 30)
    assert SPENDING_CUT not in reasons and SPENDING_RAISED not in reasons


def test_the_floor_is_what_nine_in_ten_keep() -> None:
    plan = class_plan(rule="guardrails", paths=1_000)
    draws = draw(plan)
    flexible = project(plan, draws=draws).flexible
    assert flexible is not None
    records = list(simulate_years(plan, build_market(plan, draws)))[plan.years_to_retirement :]
    lowest = np.sort(np.min([np.broadcast_to(record.spent, 1_000) for record in records], axis=0))
    first = np.broadcast_to(records[0].spent, 1_000)
    assert flexible.floor_90 == lowest[100]
    cuts = 1 - np.min([record.spent for record in records[1:]] + [first], axis=0) / first
    assert (flexible.cut_median, flexible.cut_p90) == pytest.approx(tuple(np.percentile(cuts, (50, 90))))
    assert flexible.ran_out == np.any([record.end <= 0 for record in records[:-1]], axis=0).mean()
    assert project(plan, draws=draws).success.probability == pytest.approx(1 - flexible.ran_out)


def test_a_fixed_amount_has_no_flexible_risk() -> None:
    assert project(class_plan()).flexible is None
    assert (
        project(class_plan(rule="constant_percent", rule_options={"rate": 0.04}, retirement_years=0)).flexible is None
    )


def test_vpw_spends_everything_by_its_last_age() -> None:
    plan = rule_plan("vpw", 12, age=90, stock_weight=0.5)
    rate = 0.5 * 0.05 + 0.5 * 0.019
    spent, _ = run_years(plan, [rate] * 12)
    assert spent[:10] == pytest.approx([spent[0]] * 10)
    assert spent[10:] == [0, 0]


def test_floor_and_ceiling_hold() -> None:
    spent, _ = run_years(rule_plan("floor_ceiling", 3, rate=0.04, floor=38_000, ceiling=41_000), [0.5, -0.6, 0])
    assert spent == pytest.approx([40_000, 41_000, 38_000])


def test_rmd_divides_the_value_of_last_years_end() -> None:
    begin, _ = run_years(rule_plan("rmd", 2, age=72), [0.1, 0.1])
    end, _ = run_years(rule_plan("rmd", 2, age=72).with_changes(timing="end"), [0.1, 0.1])
    assert begin[0] == end[0] == pytest.approx(1_000_000 / 27.4)
    assert begin[1] == pytest.approx((1_000_000 - begin[0]) * 1.1 / 26.5)
    assert end[1] == pytest.approx((1_100_000 - end[0]) / 26.5)


def below_need(plan: Plan) -> float:
    flexible = project(plan).flexible
    assert flexible is not None
    return flexible.below_need


def test_a_flexible_year_fails_below_its_need() -> None:
    plan = lognormal_plan(returns={"kind": "fixed", "rate": 0.0}, rule="constant_percent", retirement_years=2,
                          rule_options={"rate": 0.03, "need": 30_000}, timing="begin")  # fmt: skip
    assert project(plan).outcome.years_funded[0] == 1  # type: ignore[union-attr]
    assert below_need(plan.with_changes(income=[{"amount": 1_000}])) == 0
    easier = plan.with_changes(rule_options={"rate": 0.03})
    assert below_need(easier.with_changes(spending=38_000.0)) == 0
    assert below_need(easier.with_changes(spending=40_001.0)) == 1
    assert project(easier.with_changes(spending=40_001.0)).success.probability == 1


def test_a_pension_comes_on_top_of_a_share() -> None:
    plan = rule_plan("constant_percent", 1, rate=0.04).with_changes(income=[{"amount": 12_000}])
    assert run_years(plan, [0.0])[0] == pytest.approx([52_000])


def test_flexible_rules_sustain_no_fixed_amount() -> None:
    projection = project(class_plan(rule="constant_percent", rule_options={"rate": 0.04}))
    assert projection.sustainable_spending is None
    assert projection.required_saving is None


def test_all_rules_are_compared_on_the_same_paths() -> None:
    plan = class_plan()
    draws = draw(plan)
    results = compare_rules(plan, age=65, stock_weight=0.6, draws=draws)
    assert tuple(result.rule for result in results) == COMPARED_RULES
    fixed, outcome = results[0].risk, project(plan, draws=draws).outcome
    assert outcome is not None
    assert fixed.ran_out == outcome.ran_out.mean() <= 1 - outcome.success.mean()
    assert results == compare_rules(plan, age=65, stock_weight=0.6)
    for risk in (result.risk for result in results):
        assert 0 <= risk.ran_out <= 1 and 0 <= risk.below_need <= 1 and 0 <= risk.cut_median <= risk.cut_p90 <= 1
    assert fixed.cut_median == 0 or fixed.below_need > 0.5


def test_options_of_a_compared_rule_can_be_set() -> None:
    chosen = {"rmd": {"age": 75}}
    rmd = compare_rules(class_plan(), age=65, stock_weight=0.6, options=chosen)[-1]  # type: ignore[arg-type]
    assert rmd.options == {"age": 75}
