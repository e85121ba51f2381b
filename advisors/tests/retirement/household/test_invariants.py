"""What holds for every household: no cent unexplained, no debt, required distributions met, taxes that only rise."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisors.retirement.household.retired_year import SHORT_FROM
from advisors.retirement.household.solving.roots import find_roots
from advisors.retirement.household.state import HouseholdState
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.markets.market import build_market
from advisors.retirement.projection.engine import project
from advisors.tests.support.households import account, random_market_plan

pytestmark = pytest.mark.slow

few_examples = settings(max_examples=25, deadline=None)

MONEY = st.floats(0, 900_000)
SHARES = st.floats(0, 1)


@st.composite
def households(draw: st.DrawFn) -> Plan:
    people: list[Any] = []
    for _ in range(draw(st.integers(1, 2))):
        age, pia = draw(st.integers(45, 72)), draw(st.floats(0, 4_000))
        claimed = {"amount_now": pia, "claim_age": 62} if age >= 62 else {"pia": pia, "claim_age": 66}
        people.append({"age": age, "sex": draw(st.sampled_from("FM")), "social_security": claimed})
    owners = range(len(people))
    value = draw(MONEY)
    accounts = [
        account("taxable", value, basis=value * draw(SHARES), qualified_yield=0.018, interest_yield=0.004),
        account("hsa", draw(st.floats(0, 80_000))),
        *(account("traditional", draw(MONEY), owner=owner) for owner in owners),
        *(account("roth", 300_000.0, owner=owner, contributions=draw(st.floats(0, 300_000))) for owner in owners),
    ]
    order = draw(st.sampled_from(["conventional", "proportional", "bracket"]))
    tax: dict[str, Any] = {"order": order, "state_rate": draw(st.floats(0, 0.1)), "reserve": draw(st.floats(0, 50_000))}
    if order == "bracket":
        tax["bracket_rate"] = draw(st.sampled_from([0.1, 0.12, 0.22, 0.24]))
    if draw(st.booleans()):
        size = {"to_rate": 0.22} if draw(st.booleans()) else {"amount": 30_000.0}
        tax["conversion"] = {**size, "from_year": 1, "to_year": draw(st.integers(1, 12))}
    kinds: list[dict[str, Any]] = [{}, {"simulated": True}, {"first_death_year": 4}]
    income = [{"kind": "pension", "amount": draw(st.floats(0, 40_000)), "cola": 0.0, "owner": 0, "survivor_share": 0.5}]
    return random_market_plan(
        draw(st.integers(5, 30)), draw(st.floats(10_000, 150_000)), people, accounts, tax=tax, income=income, paths=60,
        lives=draw(st.sampled_from(kinds[: len(people) + 1])), timing=draw(st.sampled_from(["begin", "end"])),
        mean_sd=draw(st.sampled_from([0.0, 0.01])),
        health={"before_65": 8_000.0, "medicare_other": 2_000.0, "magi_before": [120_000.0, 250_000.0]},
    )  # fmt: skip


def add(ledger: dict[str, Any], *names: str) -> Any:
    return sum(ledger.get(name, 0.0) for name in names)


@few_examples
@given(plan=households())
def test_each_year_explains_every_cent(plan: Plan) -> None:
    check_years(plan)


def test_a_conversion_leaves_what_the_year_needs() -> None:
    """At 45 what was converted is no money for the same year, and 30,000 a year is more than can be spared."""
    people = [{"age": 45, "sex": "F", "social_security": {"pia": 0.0, "claim_age": 66}}]
    accounts = [account("traditional", 159_621.0, owner=0), account("roth", 300_000.0, owner=0, contributions=0.0)]
    tax = {
        "order": "bracket", "bracket_rate": 0.1, "conversion": {"amount": 30_000.0, "from_year": 1, "to_year": 5},
    }  # fmt: skip
    health = {"before_65": 8_000.0, "medicare_other": 2_000.0, "magi_before": [120_000.0, 250_000.0]}
    check_years(random_market_plan(5, 58_932.0, people, accounts, tax=tax, paths=60, timing="end", health=health))


def check_years(plan: Plan) -> None:
    market = build_market(plan)
    state = HouseholdState(plan, market.width)
    for year, market_year in enumerate(market.years, start=1):
        state.advance_year(year, market_year)
        ledger = state.ledger
        if not ledger:
            continue
        incomes = add(ledger, "wages", "pension", "untaxed", "social_security")
        drawn = add(ledger, "from_taxable", "from_traditional", "from_roth", "from_hsa")
        paid = add(ledger, "federal_tax", "state_tax", "penalty", "health_before_65", "medicare", "irmaa")
        rest = incomes + drawn - paid - add(ledger, "spending", "saved")
        assert np.abs(rest).max() <= SHORT_FROM
        assert min(values.min() for values in state.books.money.values()) >= 0
        assert min(values.min() for values in state.books.nominal.values()) >= -1e-6
        assert (np.asarray(ledger["from_traditional"]) >= np.asarray(ledger["rmd"]) - 1e-9).all()
        # Where a year is not paid nothing is left.
        short = np.broadcast_to(ledger["short"], (state.width,)) > 0
        if plan.timing == "end":
            assert state.books.total[short].max(initial=0.0) <= 1e-3


@few_examples
@given(plan=households(), data=st.data())
def test_no_tax_falls_when_a_withdrawal_rises(plan: Plan, data: st.DataObject) -> None:
    market = build_market(plan)
    state = HouseholdState(plan, market.width)
    seen: list[Any] = []

    def spy(question, start, most):
        seen.append((question, most))
        return find_roots(question, start, most)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("advisors.retirement.household.retired_year.find_roots", spy)
        for year, market_year in enumerate(market.years, start=1):
            state.advance_year(year, market_year)
    question, most = data.draw(st.sampled_from(seen))
    shares = np.linspace(0, 1, 30)
    gaps = np.array([question.evaluate(share * most).gap for share in shares])
    steps = np.diff(gaps, axis=0) / np.maximum(np.diff(shares)[:, None] * most, 1e-9)
    assert (np.diff(gaps, axis=0) >= -1e-6).all()
    if hasattr(question, "cash"):
        assert steps.max() <= 1 + 1e-6


@few_examples
@given(
    years=st.integers(1, 35), spending=st.floats(5_000, 90_000), age=st.integers(60, 75), fee=st.floats(0, 0.01),
    timing=st.sampled_from(["begin", "end"]), value=st.floats(1_000, 2_000_000),
)  # fmt: skip
def test_roth_money_alone_is_the_plan_without_taxes(years, spending, age, fee, timing, value) -> None:
    more = {"paths": 200, "fee": fee, "timing": timing}
    after = random_market_plan(years, spending, [{"age": age}], [account("roth", value)], **more)
    before = after.with_changes(household=None)
    with_tax, without = project(after), project(before)
    assert with_tax.success == without.success
    assert (with_tax.outcome.years_short == without.outcome.years_short).all()
    np.testing.assert_allclose(with_tax.outcome.terminal, without.outcome.terminal, rtol=1e-9, atol=1e-5)
    np.testing.assert_allclose(with_tax.fan.real["50"], without.fan.real["50"], rtol=1e-9, atol=1e-5)
