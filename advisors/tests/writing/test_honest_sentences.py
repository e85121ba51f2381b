"""Misleading sentences: each test covers one that was wrong before."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from advisors.planner import writer as planner_writer
from advisors.reporter import writer as reporter_writer
from advisors.reporter.caveats import write_caveats_section
from advisors.reporter.recommendations import recommend
from advisors.runtime.results import ActionDraft, Recommendation
from advisors.tests.support import cases as people
from advisors.verification.references import check
from advisors.writing.headline import write_headline
from portfolios.facts.fact import FactSheet
from portfolios.tests.support.facts import fact_of
from portfolios.valuation.portfolio import Portfolio


def check_text(situation, text):
    checked = check(text, situation.facts, situation.names)
    assert checked.problems == ()
    return checked.text


def report_of(snapshot):
    situation, _ = people.case(snapshot, examined=False)
    return check_text(situation, reporter_writer.write_report(situation))


def advice_of(snapshot):
    situation, _ = people.case(snapshot, examined=False)
    return {r.title: check_text(situation, r.reason) for r in recommend(situation).recommendations}


def test_similar_account_names_keep_their_figures():
    accounts = [people.account(name, cash=cash) for name, cash in
                (("Roth IRA", "90000"), ("Roth-IRA", "6530"), ("Roth IRA 2", "5760"))]  # fmt: skip
    portfolio = Portfolio(people.snapshot(people.profile(), accounts=accounts))
    assert len(set(portfolio.fact_keys.values())) == 3
    report = report_of(portfolio.snapshot)
    assert "$90,000" in report and "$6,530" in report and "$5,760" in report


def test_a_sheet_with_one_id_twice_cannot_be_made():
    fact = fact_of("portfolio.holdings", "x", value=1, unit="count")
    with pytest.raises(ValidationError, match="exist already: portfolio.holdings"):
        FactSheet(facts=(fact, fact))


def test_a_fee_share_names_its_base():
    unknown = people.instrument("LP", "Partnership", "other", "1", {"equity": 100}, {}, {}).model_copy(
        update={"expense_ratio": None}
    )
    snapshot = people.snapshot(
        people.profile(), (people.account("A"), people.DEAR, "1000"), (people.account("A"), unknown, "50000")
    )
    report = report_of(snapshot)
    assert "of the part whose costs are known" in report
    assert "That is low" not in report and "more than it need be" not in report


def test_stocks_alone_have_no_fund_costs():
    assert "Nothing you hold charges a yearly fee" in report_of(people.one_stock())


def test_no_region_is_not_reported_as_zero():
    assert "You hold no stocks, or too few with a known region" in report_of(people.all_cash())


def test_a_treasury_note_is_no_company():
    note = people.instrument(
        "UST", "Treasury Note", "bond", "100", {"fixed_income": 100}, {"north_america": 100}, {"treasury": 100}
    )
    situation, _ = people.case(people.snapshot(people.profile(), (people.account("A"), note, "1000")), examined=False)
    assert situation.concentrated_company is None


def test_taxed_sales_are_not_called_untaxed():
    reason = advice_of(people.one_stock())["Hold less of NVDA"]
    assert "tax-advantaged" not in reason
    assert "would tax a gain of up to $299,000" in reason


def test_sheltered_holdings_are_sold_there():
    ira = people.account("IRA", "traditional_ira")
    snapshot = people.snapshot(people.profile(), (ira, people.stock("NVDA", "NVIDIA Corporation"), "3000"))
    assert "Sell it in tax-advantaged accounts" in advice_of(snapshot)["Hold less of NVDA"]


def test_a_small_target_is_off_by_a_quarter():
    wanted = {"equity": Decimal(94), "fixed_income": Decimal(6)}
    ira = people.account("IRA", "traditional_ira")
    snapshot = people.snapshot(people.profile(asset_class_targets=wanted, region_targets={}),
                            (ira, people.WORLD, "970"), (ira, people.BONDS, "41"))  # fmt: skip
    assert "Far enough off target to act" in report_of(snapshot)


def test_unclassified_money_is_classified_first():
    mystery = people.instrument("MYST", "Mystery LP", "other", "100", {}, {}, {})
    snapshot = people.snapshot(
        people.profile(), (people.account("A"), mystery, "900"), (people.account("A"), people.BONDS, "100")
    )
    titles = list(advice_of(snapshot))
    assert titles[0] == "Say what MYST is"
    assert not [title for title in titles if title.startswith(("Hold more", "Shift"))]
    situation, _ = people.case(snapshot, examined=False)
    assert "is unclassified, so what follows is blurred" in check_text(situation, write_headline(situation))


def test_tables_add_up_to_the_whole():
    sectors = {"technology": 10, "healthcare": 10, "financials": 10, "industrials": 10, "energy": 10, "materials": 10,
               "utilities": 10, "communication": 10, "consumer_staples": 10, "other": 10}  # fmt: skip
    broad = people.instrument("ALL", "Everything", "etf", "100", {"equity": 100}, {"north_america": 100}, sectors)
    assert "| All others | $30,000 | 30.0% |" in report_of(
        people.snapshot(people.profile(), (people.account("A"), broad, "1000"))
    )


def test_the_headline_names_an_unpriced_holding():
    acme = people.instrument("ACME", "Acme", "stock", None, {"equity": 100}, {}, {})
    situation, _ = people.case(people.snapshot(people.profile(), (people.account("A", cash="5000"), acme, "10")))
    assert "leaves out ACME" in check_text(situation, write_headline(situation))


def test_wanted_cash_is_not_criticized():
    wanted = people.profile(asset_class_targets={"cash": Decimal(100)}, region_targets={})
    situation, _ = people.case(people.snapshot(wanted, accounts=[people.account("A", cash="5000", interest="0.045")]))
    assert "inflation" not in check_text(situation, write_headline(situation))
    assert not [r for r in recommend(situation).recommendations if "cash" in r.title.lower()]


def test_idle_cash_gets_one_action_not_three():
    titles = [title for title in advice_of(people.all_cash()) if "ash" in title]
    assert titles == ["Put your cash to work in steps"]


def test_an_impossible_saving_is_not_advised():
    near = people.profile(age=64, years=1, goal="90000", saving="0")
    snapshot = people.snapshot(near, (people.account("A", "401k"), people.WORLD, "500"))
    assert "Save more for retirement" not in advice_of(snapshot)
    assert "no saving you could find" in advice_of(snapshot)["Plan to spend less in retirement"]


def test_a_report_without_a_projection_says_why():
    old = people.profile(age=90, years=10, plan_to_age=95)
    situation, _ = people.case(people.snapshot(old, (people.account("A"), people.WORLD, "10")))
    assert "the age to plan to is not above the age of retirement" in check_text(
        situation, write_caveats_section(situation)
    )


def test_the_same_advice_is_not_given_twice():
    situation, _ = people.case(people.one_stock(), examined=False)
    same = "Save more for retirement"
    ranked = planner_writer.write_summary(
        situation, [Recommendation(title=same, reason="a", impact=[], priority=1)],
        [ActionDraft(title=same, reason="b", impact=[])], [],
    ).actions  # fmt: skip
    assert [action.title for action in ranked] == [same]
