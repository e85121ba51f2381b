"""Single companies are found in what counts for retirement, and what is unknown keeps a plan from being projected."""

from datetime import date
from math import sqrt

import numpy as np
import pytest

from advisors.claims.building import build_claim_case
from advisors.claims.plan.frame import NoProjection
from advisors.claims.registry import say
from advisors.retirement.from_snapshot.holdings import own_volatility
from advisors.retirement.inputs.assumptions import Rates, build_capital_market, company_volatility
from advisors.retirement.markets.asset_mapping import combine_holdings
from advisors.retirement.projection.deterministic import mix_moments
from advisors.retirement.scenarios.baseline import project_baseline
from advisors.tests.support import cases as people
from portfolios.valuation.portfolio import Portfolio

pytestmark = pytest.mark.slow

NVDA = people.stock("NVDA", "NVIDIA Corporation")
UNKNOWN = people.instrument("MYST", "Mystery Fund", "mutual_fund", "100", {}, {}, {})


def baseline_of(*holdings, **more):
    portfolio = Portfolio(people.snapshot(people.profile(), *holdings, **more))
    return project_baseline(portfolio, paths=200)


def share_in_plan(baseline, name):
    returns = baseline.plan.returns
    company = next(one for one in returns.companies if one.name == name)
    return sum(part * returns.weights[class_name] for class_name, part in company.parts.items())


def test_a_company_in_two_accounts_is_one():
    first, second = people.account("Brokerage", cash="10000"), people.account("IRA", "roth_ira")
    baseline = baseline_of((first, NVDA, "100"), (second, NVDA, "200"), (second, people.WORLD, "600"))
    assert [one.name for one in baseline.companies] == ["nvda"]
    assert share_in_plan(baseline, "nvda") == pytest.approx(0.3)


def test_a_company_elsewhere_is_not_in_the_plan():
    college = people.account("College", "529").model_copy(update={"counts_for_retirement": False})
    baseline = baseline_of((college, NVDA, "100"), (people.account("IRA", "roth_ira"), people.WORLD, "600"))
    assert baseline.companies == ()


def test_the_unknown_is_no_part_of_a_company():
    ira = people.account("IRA", "roth_ira")
    baseline = baseline_of((ira, NVDA, "200"), (ira, people.BONDS, "1000"), (ira, UNKNOWN, "80"))
    assert share_in_plan(baseline, "nvda") == pytest.approx(20_000 / 100_000)
    assert baseline.plan.returns.weights["us_equity"] == pytest.approx(20_000 / 92_000)


@pytest.mark.parametrize("mix", [{"us_equity": 1.0}, {"emerging_equity": 0.5, "us_equity": 0.5}, {"us_reits": 1.0}])
def test_a_company_swings_forty_percent_in_all(mix):
    market = build_capital_market()
    returns = {"kind": "classes", "weights": mix}
    company = {"name": "a", "parts": dict.fromkeys(mix, 1.0), "own_volatility": own_volatility(market, mix)}
    plan = people_plan(returns | {"companies": [company]})
    total = mix_moments(market, mix, plan.returns.companies)
    assert total[1] == pytest.approx(company_volatility()) == pytest.approx(0.40)
    assert total[0] == pytest.approx(mix_moments(market, mix)[0])


def test_the_assumed_swings_are_a_dated_fact():
    ira = people.account("IRA", "roth_ira")
    facts = people.case(people.snapshot(people.profile(), (ira, NVDA, "100")), 200, examined=False)[0].facts
    assert (facts["company.volatility"].value, facts["company.volatility"].kind) == (40, "assumption")
    assert facts["company.volatility"].as_of == date(2026, 11, 1)
    without = people.snapshot(people.profile(), (ira, people.WORLD, "100"))
    assert "company.volatility" not in people.case(without, 200, examined=False)[0].facts


def people_plan(returns):
    plan = baseline_of((people.account("IRA", "roth_ira"), people.WORLD, "600")).plan
    return plan.with_changes(returns=returns)


def test_a_wild_market_needs_no_swings_on_top():
    wild = build_capital_market(rates={"us_equity": Rates(geometric_nominal=0.05, volatility=0.5)})
    assert own_volatility(wild, {"us_equity": 1.0}) == 0


def test_own_swings_lower_a_plan_below_its_fund():
    ira = people.account("IRA", "roth_ira")
    company, fund = baseline_of((ira, NVDA, "9000")), baseline_of((ira, people.TOTAL_MARKET, "3600"))
    assert company.plan.start_value == fund.plan.start_value
    assert company.projection.success.probability < fund.projection.success.probability - 0.05
    ends = [np.mean(one.projection.outcome.terminal) for one in (company, fund)]
    assert ends[0] / ends[1] == pytest.approx(1, abs=12 / sqrt(200))


@pytest.mark.parametrize(("unknown", "is_projected"), [("999", True), ("1000", False), ("5000", False)])
def test_half_unclassified_is_not_projected(unknown, is_projected):
    ira = people.account("IRA", "roth_ira")
    assert (baseline_of((ira, people.WORLD, "1000"), (ira, UNKNOWN, unknown)) is not None) == is_projected


def test_half_of_retirement_money_unknown_is_no_plan():
    ira = people.account("IRA", "roth_ira")
    college = people.account("College", "529").model_copy(update={"counts_for_retirement": False})
    holdings = ((ira, UNKNOWN, "600"), (ira, people.WORLD, "500"), (college, people.WORLD, "5000"))
    case = build_claim_case(people.snapshot(people.profile(), *holdings), paths=200)
    assert case.baseline is None
    assert say(NoProjection(), case).verdict == "unknown"


@pytest.mark.parametrize("tiny", ["5e-324", "1e-30", "0"])
def test_a_tiny_share_of_a_holding_is_nothing(tiny):
    odd = people.instrument("ODD", "Odd", "stock", "100", {"equity": 100, "fixed_income": tiny}, {"europe": 100}, {})
    taken = people.snapshot(people.profile(), (people.account("Roth", "roth_ira"), odd, "10"))
    baseline = project_baseline(Portfolio(taken), paths=50)
    assert baseline.mix.weights == {"intl_developed_equity": 1.0}


@pytest.mark.parametrize(("unknown", "is_blurred"), [("1111", False), ("1112", True)])
def test_a_tenth_unclassified_blurs_the_mix(unknown, is_blurred):
    ira = people.account("IRA", "roth_ira")
    holdings = ((ira, people.WORLD, "10000"), (ira, UNKNOWN, unknown))
    case = build_claim_case(people.snapshot(people.profile(), *holdings), paths=200)
    assert case.is_blurred == is_blurred and not case.is_blind
    assert ("risk.score" in case.facts) is not is_blurred


def test_exactly_a_tenth_blurs_the_mix():
    ira = people.account("IRA", "roth_ira")
    case = build_claim_case(
        people.snapshot(people.profile(), (ira, people.WORLD, "9000"), (ira, UNKNOWN, "1000")), paths=200
    )
    assert case.portfolio.unclassified_share == 10 and case.is_blurred and case.has_projection


def test_below_a_tenth_the_rest_stands_for_it():
    mix = combine_holdings([(95.0, {"us_equity": 0.6, "cash": 0.4}), (5.0, None)])
    assert mix is not None
    assert mix.weights == pytest.approx({"us_equity": 0.6, "cash": 0.4}) and mix.value == 100
