"""An amount that names another currency is refused on every form, and nothing is stored."""

import pytest
from django.urls import reverse

from portfolios.models import Profile
from portfolios.tests.conftest import make_instrument
from portfolios.tests.forms.test_income import NEW as INCOME
from portfolios.tests.forms.test_profile import SENT as PROFILE
from portfolios.tests.support.stored_rows import written_of
from portfolios.tests.views.test_accounts import NEW as ACCOUNT
from portfolios.tests.views.test_instruments import SENT as INSTRUMENT
from portfolios.tests.views.test_welcome import GOAL

POSITION = {"quantity": "5", "version": "1"}
UNKNOWN = {"symbol": "ZZZ", "name": "Zebra", "instrument_type": "stock", "quantity": "5", "currency": "EUR"}


@pytest.fixture
def paths(alices_position, alice):
    """Return the address of each form by the name of its view."""
    private = make_instrument("OWN", owner=alice)
    return {
        "account_add": reverse("account_add"),
        "position_add": reverse("position_add", args=[alices_position.account.pk]),
        "position_edit": reverse("position_edit", args=[alices_position.pk]),
        "instrument": reverse("instrument", args=[private.pk]),
        "prices": reverse("prices"),
        "plan": reverse("plan"),
        "income_add": reverse("income_add"),
        "welcome_goal": "/welcome/goal/",
        "price": f"price_{alices_position.instrument.pk}",
    }


@pytest.mark.parametrize(
    ("view", "sent", "name", "currency"),
    [
        ("account_add", ACCOUNT | {"cash_balance": "€500"}, "cash_balance", "US dollars"),
        ("account_add", ACCOUNT | {"cash_balance": "$500", "currency": "CHF"}, "cash_balance", "Swiss francs"),
        ("position_add", {"symbol": "BND", "quantity": "5", "cost_basis": "€9"}, "cost_basis", "US dollars"),
        ("position_add", UNKNOWN | {"cost_basis": "$9"}, "cost_basis", "euros"),
        ("position_add", UNKNOWN | {"price": "$9"}, "price", "euros"),
        ("position_edit", POSITION | {"cost_basis": "9 CHF"}, "cost_basis", "US dollars"),
        ("instrument", INSTRUMENT | {"price": "9 EUR"}, "price", "US dollars"),
        ("instrument", INSTRUMENT | {"price": "$9", "currency": "EUR"}, "price", "euros"),
        ("prices", {"price": "£9"}, "price", "US dollars"),
        ("plan", PROFILE | {"target_retirement_income": "€84,000"}, "target_retirement_income", "US dollars"),
        ("plan", PROFILE | {"minimum_trade": "90 kr", "annual_contribution": "CAD 5"}, "annual_contribution",
         "US dollars"),
        ("income_add", INCOME | {"amount": "€12,500"}, "amount", "US dollars"),
        ("welcome_goal", GOAL | {"annual_contribution": "£12,000"}, "annual_contribution", "US dollars"),
    ],
)  # fmt: skip
def test_another_currency_is_refused(as_alice, alice, catalogue, paths, view, sent, name, currency):
    before = written_of(alice)
    body = {paths["price"] if key == "price" and view == "prices" else key: value for key, value in sent.items()}
    answer = as_alice.post(paths[view], body)
    assert answer.status_code == 422
    assert f"Enter the amount in {currency}." in answer.content.decode()
    assert written_of(alice) == before


def test_a_plan_in_francs_takes_francs(as_alice, alice):
    Profile.objects.filter(user=alice).update(base_currency="CHF")
    assert as_alice.post(reverse("plan"), PROFILE).status_code == 422  # its goal is written with a dollar sign
    assert as_alice.post(reverse("plan"), PROFILE | {"target_retirement_income": "84,000 CHF"}).status_code == 302


def test_an_unknown_symbol_may_have_any_currency(as_alice, paths):
    """The page shows no choice of a currency yet, so any sign may be right."""
    body = {"symbol": "ZZZ", "quantity": "5", "cost_basis": "€9"}
    page = as_alice.post(paths["position_add"], body).content.decode()
    assert "Alex does not know ZZZ yet" in page and "Enter the amount in" not in page
