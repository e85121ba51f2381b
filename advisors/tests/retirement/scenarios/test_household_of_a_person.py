"""The household that a plan gets from a snapshot: entries, accounts by kind, incomes, and assumptions."""

from datetime import UTC, datetime
from decimal import Decimal
from math import sqrt
from uuid import uuid4

import pytest

from advisors.case_facts import build_case_facts
from advisors.claims.own_trades import lives_on_near_money
from advisors.retirement.projection.engine import project
from advisors.retirement.scenarios.baseline import project_baseline
from advisors.retirement.scenarios.tax_variants import with_tax
from portfolios.facts.families import Family, Measure
from portfolios.household.inputs import HouseholdInputs
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import (
    AccountValue,
    IncomeValue,
    InstrumentValue,
    PositionValue,
    ProfileValue,
    Snapshot,
)

NOW = datetime(2026, 11, 29, tzinfo=UTC)
REGIONS = {"north_america": Decimal(70), "europe": Decimal(30)}
PARTNER = {"has_partner": True, "partner": {"birth_year": 1964, "social_security": {"monthly": 900}}}


def build_case(*accounts, entered=None, age=65, years=0, goal=40_000, incomes=(), saving=0):
    """Return a portfolio: each account is (kind, dollars, cost), 60% in stocks and 40% in bonds."""
    funds = [
        InstrumentValue(id=uuid4(), symbol=symbol, name=symbol, instrument_type="etf", price=Decimal(1),
                        asset_class={key: Decimal(100)}, regions=REGIONS)
        for symbol, key in (("STOCKS", "equity"), ("BONDS", "fixed_income"))
    ]  # fmt: skip
    rows, positions = [], []
    for number, (kind, dollars, cost) in enumerate(accounts):
        account = AccountValue(id=uuid4(), name=f"{kind} {number}", kind=kind)
        rows.append(account)
        positions += [
            PositionValue(
                id=uuid4(), account_id=account.id, instrument_id=fund.id, quantity=Decimal(dollars) * share,
                cost_basis=None if cost is None else Decimal(cost) * share,
            )
            for fund, share in zip(funds, (Decimal("0.6"), Decimal("0.4")), strict=True)
        ]  # fmt: skip
    profile = ProfileValue(
        age=age, years_until_retirement=years, plan_to_age=95, target_retirement_income=Decimal(goal), income=incomes,
        annual_contribution=Decimal(saving), household=HouseholdInputs.model_validate(entered or {}),
    )  # fmt: skip
    return Portfolio(
        Snapshot(
            taken_at=NOW, profile=profile, accounts=tuple(rows), instruments=tuple(funds), positions=tuple(positions)
        )
    )


def household_of(*accounts, **details):
    return project_baseline(build_case(*accounts, **details), paths=200).plan.household


@pytest.mark.parametrize(("kind", "state", "published"), [
    ("roth_ira", None, 0.816), ("traditional_ira", None, 0.746), ("traditional_ira", "0.05", 0.677),
])  # fmt: skip
def test_a_million_in_an_ira_is_taxed(kind, state, published):
    entered = {"state_rate": state} if state else {}
    baseline = project_baseline(build_case((kind, 1_000_000, None), entered=entered))
    success = baseline.projection.success
    if state:  # the published figure has a state without a deduction
        assert published < success.probability < 0.746
        success = project(with_tax(baseline.plan, state_deduction=False), fan="none").success
    error = sqrt(2 * published * (1 - published) / success.paths)
    assert abs(success.probability - published) <= 2 * error
    assert baseline.projection.household.law_year == 2026


def test_taxes_lower_the_chance_by_kind_of_account():
    chances = {
        kind: project_baseline(build_case((kind, 1_000_000, None)), paths=1_000).projection.success.probability
        for kind in ("roth_ira", "traditional_ira")
    }
    assert 0.03 < chances["roth_ira"] - chances["traditional_ira"] < 0.12


def test_nothing_entered_is_one_person_without_state_tax():
    household = household_of(("401k", 500_000, None))
    assert len(household.people) == 1 and household.people[0].social_security is None
    assert (household.tax.state_rate, household.tax.order, household.tax.conversion) == (0, "conventional", None)
    assert household.health.surcharge_only and household.lives.first_death_year is None


def test_accounts_are_sorted_by_kind_with_their_cost():
    household = household_of(
        ("401k", 300_000, None), ("roth_ira", 100_000, 50_000), ("taxable", 200_000, 120_000), ("hsa", 10_000, None)
    )
    values = {account.kind: account for account in household.accounts}
    assert values["traditional"].value == pytest.approx(300_000)
    assert (values["taxable"].basis, values["taxable"].loss) == (pytest.approx(120_000), False)
    assert values["taxable"].qualified_yield == pytest.approx(0.6 * 0.015)
    assert values["hsa"].value == pytest.approx(10_000)


def test_a_loss_is_kept_and_a_missing_cost_is_no_gain():
    losing = household_of(("taxable", 100_000, 150_000)).accounts[0]
    assert (losing.basis, losing.loss) == (pytest.approx(150_000), True)
    assert household_of(("taxable", 100_000, None)).accounts[0].basis == pytest.approx(100_000)


def test_social_security_is_claimed_at_the_age_of_its_income():
    stream = IncomeValue(name="Social Security", amount=Decimal(24_000), start_age=67)
    pension = IncomeValue(name="Pension", amount=Decimal(10_000), start_age=70, kind="pension", cola=Decimal(0))
    household = household_of(("401k", 500_000, None), incomes=(stream, pension), age=60, years=5)
    benefits = household.people[0].social_security
    assert (benefits.claim_age, benefits.pia) == (67, pytest.approx(2_000))
    assert [(one.kind, one.from_year, one.cola) for one in household.income] == [("pension", 11, 0)]


def test_entered_benefits_replace_the_income():
    stream = IncomeValue(name="Social Security", amount=Decimal(24_000), start_age=67)
    entered = {"social_security": {"monthly": 3_000, "claim_age": 70}}
    household = household_of(("401k", 500_000, None), incomes=(stream,), age=60, years=5, entered=entered)
    assert household.people[0].social_security.benefit_at_full_age == 3_000 and household.income == ()


COUPLE = {
    "social_security": {"monthly": 3_000, "claim_age": 70}, "has_partner": True,
    "partner": {"birth_year": 1962, "retirement_age": 68, "wage": 20_000,
                "social_security": {"monthly": 1_000, "at": "claim_age", "claim_age": 66}},
}  # fmt: skip


def test_entered_incomes_are_facts_at_ages_of_the_person():
    stream = IncomeValue(name="Social Security", amount=Decimal(24_000), start_age=67)
    case = build_case(("401k", 500_000, None), incomes=(stream,), age=60, years=5, entered=COUPLE)
    facts = [fact for fact in build_case_facts(case, (), None, None).facts if fact.family == Family.INCOME]
    assert [(fact.subject[0], fact.measure.value, fact.value) for fact in facts] == [
        ("Social Security", "amount", Decimal("44640.00")), ("Social Security", "start_age", 70),
        ("your partner's Social Security", "amount", 12_000), ("your partner's Social Security", "start_age", 62),
        ("your partner's wage", "amount", 20_000), ("your partner's wage", "start_age", 60),
        ("your partner's wage", "end_age", 63),
    ]  # fmt: skip
    named = IncomeValue(name="Your partner's wage", amount=Decimal(5), start_age=61, kind="pension", owner="partner")
    case = build_case(("401k", 500_000, None), incomes=(named,), age=60, years=5, entered=COUPLE)
    facts = build_case_facts(case, (), None, None).by_member(Family.INCOME, Measure.START_AGE)
    assert [int(fact.value) for fact in facts.values()] == [57, 70, 62, 60]


def test_entered_incomes_are_counted_before_taxes_too(monkeypatch):
    monkeypatch.setattr("advisors.retirement.from_snapshot.plan.TAXED_CURRENCY", "CHF")
    plan = project_baseline(build_case(("401k", 1, None), age=60, years=5, entered=COUPLE), paths=200).plan
    assert [(one.from_year, one.to_year, one.amount) for one in plan.income] == [
        (11, None, pytest.approx(44_640)), (3, None, pytest.approx(12_000)), (1, 4, 20_000),
    ]  # fmt: skip


@pytest.mark.parametrize(("monthly", "draws"), [(2_000, True), (3_000, False)])
def test_entered_benefits_say_who_lives_on_near_money(monthly, draws):
    entered = {"social_security": {"monthly": monthly, "at": "now", "claim_age": 67}}
    case = build_case(("401k", 500_000, None), age=70, goal=30_000, entered=entered)
    assert lives_on_near_money(case) == draws


def test_who_has_passed_the_claim_age_is_paid_now():
    entered = {"social_security": {"monthly": 2_000, "claim_age": 67}}
    assert household_of(("401k", 500_000, None), age=72, entered=entered).people[0].social_security.amount_now > 1_900
    stream = IncomeValue(name="Social Security", amount=Decimal(24_000), start_age=66)
    paid = household_of(("401k", 500_000, None), age=72, incomes=(stream,)).people[0].social_security
    assert (paid.amount_now, paid.claim_age) == (pytest.approx(2_000), 66)


def test_a_partner_files_jointly_and_survives():
    entered = {**PARTNER, "first_death": {"kind": "year", "year": 2040, "who": "partner"}, "survivor_spending": "0.8"}
    household = household_of(("401k", 500_000, None), entered=entered)
    assert [person.age for person in household.people] == [65, 62]
    assert (household.lives.first_death_year, household.lives.who_dies) == (15, 1)
    assert household.spending.survivor_spending == 0.8


def test_entries_of_past_years_and_before_retirement_are_resolved():
    entered = {
        "one_offs": [{"year": year, "amount": amount} for year, amount in ((2020, 5), (2027, 30_000), (2027, -9_000))],
        "conversion": {"to_rate": "0.22", "from_year": 2020, "to_year": 2030},
        "phases": [{"from_age": 50, "to_age": 55, "factor": 2}, {"from_age": 80, "factor": "0.8"}],
    }  # fmt: skip
    household = household_of(("401k", 500_000, None), age=60, years=5, entered=entered)
    assert [(lump.year, lump.amount) for lump in household.spending.lump_sums] == [(6, 30_000), (2, -9_000)]
    assert (household.tax.conversion.from_year, household.tax.conversion.to_year) == (1, 5)
    assert [(phase.from_year, phase.factor) for phase in household.spending.phases] == [(21, 0.8)]


def test_retiring_later_moves_what_is_spent_before():
    entered = {"one_offs": [{"year": 2032, "amount": 30_000}]}
    plan = project_baseline(build_case(("401k", 500_000, None), age=60, years=5, entered=entered), paths=200).plan
    moved = plan.with_retirement_in(8)
    assert [lump.year for lump in moved.household.spending.lump_sums] == [9]


def test_more_saving_goes_where_saving_goes():
    plan = project_baseline(
        build_case(("401k", 1, None), ("taxable", 3, None), age=50, years=15, saving=8_000), paths=200
    ).plan
    assert (plan.saving, plan.with_saving(16_000).saving) == (pytest.approx(8_000), pytest.approx(16_000))
    assert plan.household.contributions[0].taxable == pytest.approx(6_000)


def test_another_currency_is_projected_before_taxes(monkeypatch):
    monkeypatch.setattr("advisors.retirement.from_snapshot.plan.TAXED_CURRENCY", "CHF")
    baseline = project_baseline(build_case(("401k", 500_000, None)), paths=200)
    assert not baseline.is_after_tax and baseline.projection.household is None
