"""The report on risk, costs, accounts and trades."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from advisors.reporter import writer
from advisors.reporter.caveats import write_caveats_section
from advisors.reporter.recommendations import recommend
from advisors.tests.support import cases as people
from advisors.verification.references import check
from advisors.writing import capabilities
from advisors.writing.capabilities import CAPABILITIES, ModelTopic
from portfolios.facts.families import Family, Measure

SIXTY_FORTY = {"equity": Decimal(60), "fixed_income": Decimal(40)}
IRA = people.account("Rollover", "traditional_ira")
DEPOT = people.account("Depot")


def case(*holdings, **more):
    wanted = people.profile(asset_class_targets=SIXTY_FORTY, region_targets={})
    return people.case(people.snapshot(wanted, *holdings, **more), paths=200, examined=False)[0]


def checked_text(situation, text):
    checked = check(text, situation.facts, situation.names)
    assert checked.problems == ()
    return checked.text


def report(situation):
    return checked_text(situation, writer.write_report(situation))


def advice(situation):
    return {r.title: checked_text(situation, r.reason) for r in recommend(situation).recommendations}


def test_trades_name_account_shares_and_reason():
    text = report(case((IRA, people.WORLD, "800"), (IRA, people.BONDS, "277.777778")))
    assert "| Rollover | Sell VT | 200 | $20,000 | Equity: above your target. A sale in this account" in text
    assert "| Rollover | Buy BND | 277.777778 | $20,000 | Mostly fixed income, which is below your target. |" in text
    assert "| Equity | 80.0% | 60.0% | 60.0% |" in text


def test_untaxed_sales_are_stated_once():
    reasons = list(advice(case((IRA, people.WORLD, "800"), (IRA, people.BONDS, "277.777778"))).values())
    assert sum("sells $20,000, none of it where a sale may be taxed" in reason for reason in reasons) == 1


def test_on_target_no_trade_is_named():
    text = report(case((IRA, people.WORLD, "600"), (IRA, people.BONDS, "555.555556")))
    assert "## Rebalancing" not in text
    assert "Nothing is far enough off target to act" in text


def test_an_unreachable_target_is_stated():
    text = report(case((IRA, people.WORLD, "600"), (DEPOT, people.BONDS, "100")))
    assert "No trade that your accounts and your smallest trade allow brings you nearer" in text
    assert "- Equity and Fixed income: No allowed trade within an account gets closer" in text


def test_plans_name_the_unpriced_holding_left_out():
    acme = people.instrument("ACME", "Acme", "stock", None, {"equity": 100}, {}, {})
    text = report(case((IRA, people.WORLD, "800"), (IRA, people.BONDS, "200"), (IRA, acme, "5")))
    assert "- ACME: It has no price." in text


def test_a_cheaper_fund_is_named_with_its_saving():
    situation = case((DEPOT, people.DEAR, "2000"), alternatives=[people.CHEAP])
    assert "| EEM | 0.68% | VWO | 0.06% | $521 a year |" in report(situation)
    reason = advice(situation)["Hold VWO instead of EEM"]
    assert "saves $521 a year in fees. Where a sale may be taxed, only send new money" in reason


def test_taxable_bonds_give_a_hint_and_an_action():
    situation = case((IRA, people.WORLD, "600"), (DEPOT, people.BONDS, "500"))
    assert "- **BND** in Depot, $36,000: better in a tax-advantaged account." in report(situation)
    assert "A sale there may itself be taxed" in advice(situation)["Hold BND in a tax-advantaged account"]


def test_risk_names_score_bad_year_and_sources():
    text = report(case((IRA, people.WORLD, "600"), (IRA, people.BONDS, "500")))
    assert "Your risk score is 6 on a scale from one to ten" in text
    assert "In a bad year, such as comes once in ten, it falls by" in text
    assert "| US aggregate bonds | 37.5% |" in text


def test_bills_have_no_bad_year():
    bills = people.instrument("SGOV", "Bills", "bond_fund", "100", {"cash": 100}, {}, {})
    assert "Even a bad year, such as comes once in ten, should not cost you money" in report(case((IRA, bills, "10")))


@pytest.mark.parametrize("holding", [people.WORLD, people.stock("NVDA", "NVIDIA Corporation")])
def test_the_diversification_words_fit_the_score(holding):
    verdict = "diversified" if holding is people.WORLD else "concentrated"
    assert f"where 100 is best: {verdict}." in report(case((IRA, holding, "100")))


def test_unmodelled_topics_come_from_the_flags(monkeypatch):
    situation = case((IRA, people.WORLD, "600"))
    line = next(line for line in write_caveats_section(situation).splitlines() if "Not modelled" in line)
    assert line == "> **Not modelled:** taxes, other currencies, overlap between funds and your past performance."
    taxed = [
        replace(capability, is_modelled=capability.is_modelled or capability.topic is ModelTopic.TAXES)
        for capability in CAPABILITIES
    ]
    monkeypatch.setattr(capabilities, "CAPABILITIES", taxed)
    assert "**Not modelled:** other currencies," in write_caveats_section(situation)


@pytest.mark.parametrize("name", ["J.P. Morgan", "Schwab & Co. Brokerage", "Acct. No. 7", "Emergency! Fund"])
def test_an_account_name_may_end_like_a_sentence(name):
    situation = case((IRA, people.WORLD, "600"), (people.account(name), people.BONDS, "500"))
    assert "better in a tax-advantaged account" in report(situation)
    assert "Hold BND in a tax-advantaged account" in advice(situation)


def test_a_single_fund_is_not_sold_into_cash():
    wanted = people.profile()
    situation, _ = people.case(people.snapshot(wanted, (DEPOT, people.TOTAL_MARKET, "3000")), paths=200, examined=False)
    assert [plan.sold for plan in situation.plans] == [0]
    assert "No trade that your accounts and your smallest trade allow" in report(situation)
    assert not [reason for reason in advice(situation).values() if "fewest trades" in reason]


def unknown(quantity):
    return (DEPOT, people.instrument("MYST", "Mystery LP", "other", "100", {}, {}, {}), quantity)


def test_unclassified_money_claims_no_risk():
    situation = case(unknown("950"), (IRA, people.BONDS, "1"), accounts=[people.account("Bank", cash="5000")])
    assert "risk.score" not in situation.facts
    assert "## Risk" not in report(situation)
    assert "Put your cash to work in steps" not in advice(situation)


def test_money_in_the_bank_does_not_fall():
    situation = case(accounts=[people.account("Bank", cash="200000")])
    assert situation.facts.value(Family.RISK, Measure.BAD_YEAR_LOSS) == 0
    assert "should not cost you money" in report(situation)


def test_treasuries_and_alternatives_add_risk():
    note = people.instrument("UST", "Treasury Note", "bond", "100", {"fixed_income": 100}, {}, {"treasury": 100})
    mixed = people.instrument(
        "MIX", "Mixed", "etf", "100", {"equity": 55, "fixed_income": 40, "alternatives": 5}, {}, {}
    )
    assert case((IRA, note, "100")).facts.value(Family.RISK, Measure.SCORE) == 3
    assert 5 <= case((IRA, mixed, "100")).facts.value(Family.RISK, Measure.SCORE) <= 6


def unknown_cost(instrument):
    return instrument.model_copy(update={"expense_ratio": None})


def test_unknown_costs_are_not_called_zero():
    free = people.instrument("FREE", "Free", "stock", "1", {"equity": 100}, {}, {})
    dear = people.instrument("LP", "Partnership", "other", "100", {"equity": 100}, {}, {})
    situation = case((IRA, free, "100"), (IRA, unknown_cost(dear), "1000"))
    assert "that part charges nothing; the rest is not counted" in report(situation)
    assert "Nobody knows what your holdings cost" in report(case((IRA, unknown_cost(dear), "1000")))


def test_a_part_of_an_expensive_share_is_not_lost():
    dear = people.stock("BRK.A", "Berkshire", price="620000")
    text = report(case((IRA, dear, "1"), (IRA, people.BONDS, "1")))
    assert re.search(r"Sell BRK.A \| 0\.\d{4,}", text)
