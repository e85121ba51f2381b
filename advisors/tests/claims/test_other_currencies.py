"""The same household in another currency: the same shares, ratings and chance, whatever the rate."""

import re
from decimal import Decimal

import pytest

from advisors.case_facts import build_case_facts
from advisors.claims.registry import sayable
from advisors.evaluation.households import build_snapshot, read_households
from advisors.retirement.scenarios.baseline import project_baseline
from advisors.tests.support.cases import NOW
from advisors.tests.support.claim_cases import build_untested_case
from portfolios.facts.fact import currency_of
from portfolios.facts.families import Family
from portfolios.valuation.base_currency import Conversion
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import RateValue

ROUNDED = 0.05
"""The most that rounding to cents and to thousandths of a percent may change."""


def in_currency(snapshot, code, dollars):
    """Return the snapshot as somebody has it who counts in another currency, with everything entered at this rate."""
    rate = RateValue(currency=code, dollars=Decimal(dollars), date=NOW.date(), source="European Central Bank")
    conversion = Conversion.at((rate,), code)

    def convert(row, *names):
        changed = {name: conversion.convert(getattr(row, name), "USD") for name in names}
        return row.model_copy(update=changed)

    def price(rows):
        return tuple(convert(row, "price", "previous_close") for row in rows)

    profile = convert(snapshot.profile, "target_retirement_income", "annual_contribution", "minimum_trade")
    income = tuple(convert(row, "amount") for row in profile.income)
    return snapshot.model_copy(
        update={
            "currency": code,
            "rates": (rate,),
            "profile": profile.model_copy(update={"base_currency": code, "income": income}),
            "accounts": tuple(convert(row, "cash_balance") for row in snapshot.accounts),
            "positions": tuple(convert(row, "cost_basis") for row in snapshot.positions),
            "instruments": price(snapshot.instruments),
            "alternatives": price(snapshot.alternatives),
        }
    )


def facts_of(snapshot):
    portfolio = Portfolio(snapshot)
    return build_case_facts(portfolio, (), project_baseline(portfolio, paths=500), None)


@pytest.mark.parametrize(("code", "dollars"), [("EUR", "1.0843"), ("GBP", "1.2711"), ("SEK", "0.0953")])
@pytest.mark.parametrize("name", list(read_households())[:3])
def test_a_currency_changes_nothing_but_amounts(name, code, dollars, monkeypatch):
    monkeypatch.setattr("advisors.retirement.from_snapshot.plan.TAXED_CURRENCY", "CHF")
    household = read_households()[name]
    before = facts_of(build_snapshot(household, now=NOW))
    after = facts_of(in_currency(build_snapshot(household, now=NOW), code, dollars))
    only_one = set(before.by_id) ^ set(after.by_id)
    assert all(one.startswith(("currency.", "data.insured")) for one in only_one)
    for fact in before.facts:
        other = after.by_id.get(fact.id)
        if other is None or fact.value is None or fact.family == Family.DATA:
            continue
        is_money = bool(currency_of(fact.unit))
        assert currency_of(other.unit) == (code if is_money else ""), fact.id
        wanted = float(fact.value) / (float(dollars) if is_money else 1)
        assert float(other.value) == pytest.approx(wanted, rel=1e-4, abs=ROUNDED), fact.id


def test_no_money_is_printed_before_its_currency_is_known():
    fact = facts_of(build_snapshot(read_households()["demo"], now=NOW))["portfolio.value"]
    assert fact.unit == "usd" and fact.in_currency("EUR").unit == "usd", "a currency that is known stays"


MONEY = re.compile(r"\$[\d,.]*\d( million)?|[\d,.]+( million)? JPY")


def without_amounts(text):
    """Return a text about dollars or yen, or the argument of a claim, without its amounts of money."""
    return re.sub(r"save_more_\d+", "save_more", MONEY.sub("an amount", text.replace("Japanese yen", "dollars")))


def statements_of(snapshot):
    """Return the texts of all true statements without amounts, by kind and arguments."""
    return {
        (one.kind, *map(without_amounts, one.arguments)): without_amounts(one.text())
        for one in sayable(build_untested_case(snapshot, paths=500))
        if one.kind != "converted"
    }


@pytest.mark.parametrize("name", list(read_households()))
def test_statements_do_not_depend_on_the_currency(name, monkeypatch):
    monkeypatch.setattr("advisors.retirement.from_snapshot.plan.TAXED_CURRENCY", "CHF")
    snapshot = build_snapshot(read_households()[name], now=NOW)
    assert statements_of(in_currency(snapshot, "JPY", "0.01")) == statements_of(snapshot)
