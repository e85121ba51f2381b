"""Changing the currency of totals: the amounts in a plan are converted or kept, as the person says, never silently."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from people.models import AuditEvent
from portfolios.changes.base_currency import CurrencyRefused, change_base_currency
from portfolios.changes.history import record_value
from portfolios.household.inputs import Benefit, HouseholdInputs, OneOff, Phase
from portfolios.models import ExchangeRate, IncomeStream, PortfolioValue, Profile
from portfolios.models.prices import in_currency
from portfolios.tests.conftest import make_account, make_position
from portfolios.tests.support.market_prices import priced
from portfolios.valuation.growth import compute_growth

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def rate(code, dollars, day=NOW):
    return ExchangeRate.objects.create(currency=code, date=day.date(), dollars=Decimal(dollars), source="ecb")


@pytest.fixture
def plan(alice):
    household = HouseholdInputs(
        social_security=Benefit(monthly=Decimal(2500)), one_offs=(OneOff(year=2040, amount=Decimal(-1000)),),
        phases=(Phase(from_age=70, factor=Decimal("1.2")),),
    )  # fmt: skip
    values = {"target_retirement_income": 50_000, "annual_contribution": 10_000, "household": household}
    Profile.objects.update_or_create(user=alice, defaults=values)
    IncomeStream.objects.create(user=alice, name="Pension", amount=12_500, start_age=67)
    return alice


def profile_of(user):
    return Profile.objects.get(user=user)


def test_amounts_in_a_plan_are_never_read_anew_silently(plan):
    rate("EUR", "1.25")
    with pytest.raises(CurrencyRefused) as refused:
        change_base_currency(user=plan, code="EUR")
    assert refused.value.is_undecided
    assert (profile_of(plan).base_currency, profile_of(plan).target_retirement_income) == ("USD", 50_000)


def test_every_amount_is_converted_at_the_newest_rate(plan):
    rate("EUR", "1.5", NOW - timedelta(days=3)), rate("EUR", "1.25")
    confirmed = profile_of(plan).confirmed
    change_base_currency(user=plan, code="EUR", amounts="convert")
    row = profile_of(plan)
    assert (row.base_currency, row.target_retirement_income, row.annual_contribution) == ("EUR", 40_000, 8_000)
    assert (row.household.social_security.monthly, row.household.one_offs[0].amount) == (2000, -800)
    assert row.household.phases[0].factor == Decimal("1.2") and row.confirmed == confirmed
    assert IncomeStream.objects.get(user=plan).amount == 10_000
    changed = {one.field for event in AuditEvent.objects.filter(user=plan) for one in event.changes or ()}
    assert {"base_currency", "target_retirement_income", "amount"} <= changed


def test_numbers_are_kept_if_the_person_says_so(plan):
    change_base_currency(user=plan, code="EUR", amounts="keep")
    row = profile_of(plan)
    assert (row.base_currency, row.target_retirement_income) == ("EUR", 50_000)


def test_without_a_rate_nothing_is_converted(plan):
    with pytest.raises(CurrencyRefused, match="No exchange rate from USD to CHF"):
        change_base_currency(user=plan, code="CHF", amounts="convert")
    assert profile_of(plan).base_currency == "USD"


def test_the_page_asks_what_becomes_of_the_plan(as_alice, plan):
    rate("EUR", "1.25")
    page = as_alice.post("/rates/base/", {"code": "EUR"})
    assert page.status_code == 422 and "or keep the numbers? Choose one." in page.content.decode()
    assert as_alice.post("/rates/base/", {"code": "EUR", "amounts": "convert"}).status_code == 302
    page = as_alice.get("/settings/plan/", follow=True).content.decode()
    assert profile_of(plan).annual_contribution == 8_000 and "40,000" in page and ">$<" not in page


def test_the_api_asks_what_becomes_of_the_plan(as_alice, plan):
    rate("EUR", "1.25")
    body = {"base_currency": "EUR", "version": profile_of(plan).version}
    answer = as_alice.put("/api/user", body, content_type="application/json")
    assert answer.status_code == 400 and "plan_amounts" in str(answer.json())
    answer = as_alice.put("/api/user", {**body, "plan_amounts": "convert"}, content_type="application/json")
    assert answer.status_code == 200 and answer.json()["user"]["target_retirement_income"] == "40000.00"


@pytest.fixture
def holdings(alice):
    account = make_account(alice, currency="EUR", cash_balance=Decimal(1000))
    make_account(alice, name="Home", cash_balance=Decimal(500))
    make_position(account, priced("VTI"), 10)
    return alice


def growth_of(user, code):
    rows = in_currency(PortfolioValue.objects.filter(user=user).order_by("-date"), code, user.pk)
    return compute_growth(rows[::-1])


def test_a_change_of_currency_is_no_gain(holdings):
    rate("EUR", "1.25")
    PortfolioValue.objects.all().delete()
    record_value(user_id=holdings.pk, now=NOW)
    change_base_currency(user=holdings, code="EUR")
    record_value(user_id=holdings.pk, now=NOW + timedelta(days=1))
    row = PortfolioValue.objects.latest("date")
    assert (row.currency, row.total, row.added) == ("EUR", Decimal("2200.00"), 0)
    for code, total in (("EUR", Decimal(2200)), ("USD", Decimal(2750))):
        grown = growth_of(holdings, code)
        assert (grown.start, grown.added, grown.movement, grown.end) == (total, 0, 0, total)


def test_the_movement_of_a_rate_is_a_gain_abroad_only(holdings):
    rate("EUR", "1.25")
    PortfolioValue.objects.all().delete()
    Profile.objects.update_or_create(user=holdings, defaults={"base_currency": "EUR"})
    record_value(user_id=holdings.pk, now=NOW)
    rate("EUR", "1.00", NOW + timedelta(days=1))
    record_value(user_id=holdings.pk, now=NOW + timedelta(days=1))
    grown = growth_of(holdings, "EUR")
    assert (grown.start, grown.added, grown.movement) == (2200, 0, 300)
    assert growth_of(holdings, "USD").movement == -250


def test_without_a_rate_of_the_day_history_begins_anew(holdings):
    PortfolioValue.objects.all().delete()
    row = record_value(user_id=holdings.pk, now=NOW - timedelta(days=30))
    assert row.currency == "USD"
    rate("CHF", "1.25")
    change_base_currency(user=holdings, code="CHF")
    record_value(user_id=holdings.pk, now=NOW)
    assert growth_of(holdings, "CHF") is None
    assert [one.currency for one in in_currency(PortfolioValue.objects.order_by("-date"), "CHF", holdings.pk)] == [
        "CHF"
    ]
