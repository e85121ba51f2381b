"""Trying a change: the same scenarios and figures as the engine's what-ifs, and a verdict that knows its error."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from advisors.retirement.from_snapshot.start import build_start
from advisors.retirement.projection.sustained_spending import find_sustained
from advisors.retirement.scenarios.baseline import project_baseline, project_what_if
from analysis.sample.copying import load_sample
from analysis.tests.support.what_if_bases import AFTER_TAX, BEFORE_TAX, sample_base, sample_snapshot, stored_result
from analysis.what_if.base import build_base
from analysis.what_if.chart import mark_plan
from analysis.what_if.levers import LEVERS, levers_of
from analysis.what_if.trying import apply_levers, sustain_levers, try_levers
from analysis.what_if.values import Levers
from portfolios.valuation.portfolio import Portfolio

EACH = {
    "save": Decimal(30_000), "spend": Decimal(70_000), "retire": 67, "claim": 70, "stocks": Decimal(50),
    "once": Decimal(100_000), "returns": Decimal(-1),
}  # fmt: skip


@pytest.mark.parametrize(("change", "amount"), [("save_more", 6000), ("retire_later", 2)])
def test_a_change_is_that_of_the_engine(change, amount):
    base = sample_base(BEFORE_TAX)
    tried = try_levers(base, Levers(save=30_000) if change == "save_more" else Levers(retire=base.retires_at + amount))
    expected = project_what_if(project_baseline(Portfolio(sample_snapshot(BEFORE_TAX))), change, amount)
    assert (tried.change, tried.error) == (expected.difference.success, expected.difference.standard_error)
    assert tried.after == expected.projection.success


def test_each_lever_changes_a_taxed_plan_alone():
    base = sample_base(AFTER_TAX)
    assert set(EACH) == {lever.key for lever in levers_of(base)} == set(Levers.model_fields)
    plans = [apply_levers(base, Levers(**{key: value})) for key, value in EACH.items()]
    assert all(one != other for one, other in pairwise([base.plan, *plans]))
    assert {plan.horizon for plan in plans} == {base.plan.horizon}


def test_before_taxes_two_levers_are_missing():
    assert {lever.key for lever in LEVERS} - {lever.key for lever in levers_of(sample_base())} == {"claim", "once"}


def test_a_retired_person_cannot_save_or_retire():
    base = sample_base(BEFORE_TAX)
    retired = replace(base, plan=base.plan.with_changes(years_to_retirement=0))
    assert {"save", "retire"}.isdisjoint(lever.key for lever in levers_of(retired))


def test_the_one_off_is_in_the_year_of_retirement():
    base = sample_base(AFTER_TAX)
    plan = apply_levers(base, Levers(once=Decimal(-50_000), retire=base.retires_at + 3))
    assert plan.household.spending.lump_sums[-1].model_dump() == {
        "year": plan.years_to_retirement + 1,
        "amount": 50_000,
    }


def test_a_change_within_its_error_is_no_difference():
    base = sample_base(BEFORE_TAX)
    assert try_levers(base, Levers()).verdict == "unchanged"
    tried = try_levers(base, Levers(save=30_000))
    assert replace(tried, change=2.1 * tried.error).verdict == "better"
    assert replace(tried, change=-1.9 * tried.error).verdict == "unclear"
    assert [try_levers(base, Levers(spend=amount)).verdict for amount in (60_000, 110_000)] == ["better", "worse"]


def test_after_tax_the_chance_is_the_stored_one_moved():
    base = sample_base(AFTER_TAX)
    tried = try_levers(base, Levers(spend=70_000))
    assert tried.before.probability == float(stored_result(AFTER_TAX).success_probability)
    assert tried.after.probability == pytest.approx(tried.before.probability + tried.change)


def test_nothing_is_tried_on_figures_of_another_method():
    stored = stored_result(BEFORE_TAX)
    other = stored.model_copy(update={"at_retirement": {**stored.at_retirement, "50": 2 * stored.at_retirement["50"]}})
    assert build_base(sample_snapshot(BEFORE_TAX), other) is None
    assert build_base(sample_snapshot(AFTER_TAX), stored) is None


def test_without_a_goal_the_plan_spends_what_lasts():
    snapshot, stored = load_sample().snapshot, load_sample().retirement_payload
    profile = snapshot.profile.model_copy(update={"target_retirement_income": None})
    snapshot = snapshot.model_copy(update={"profile": profile})
    base = build_base(snapshot, stored.model_copy(update={"income_goal": None, "success_probability": None}))
    assert build_start(Portfolio(snapshot)).plan.spending == 0
    assert base.plan.spending == float(stored.estimated_income)
    assert try_levers(base, Levers()).after.probability == pytest.approx(0.9, abs=0.01)


def test_the_chart_marks_the_moments_of_what_is_tried():
    base = sample_base(AFTER_TAX)
    marked = {one.label: one.age for one in mark_plan(base, try_levers(base, Levers(claim=70, retire=66)))}
    assert marked == {"Retire": 66, "Social Security": 70, "Required withdrawals": 75, "Plan ends": base.ends_at}


def test_what_a_taxed_change_sustains_is_near_the_search():
    base = sample_base(AFTER_TAX)
    plan = base.kept.shorten(apply_levers(base, Levers(save=36_000)))
    more = sustain_levers(base, Levers(save=36_000)) - base.estimated_income
    searched = find_sustained(plan, base.kept.draws)["0.90"] - base.own_sustained.levels["0.90"]
    assert more == pytest.approx(searched, abs=400)
    assert sustain_levers(base, Levers(spend=70_000)) == pytest.approx(base.estimated_income, rel=0.001)


def test_before_taxes_the_projection_itself_says_it():
    base = sample_base(BEFORE_TAX)
    assert sustain_levers(base, Levers(save=36_000)) is None
    assert try_levers(base, Levers(save=36_000)).sustained
