"""The first steps of a new person on the dashboard."""

import pytest

from portfolios.models import Account, Profile
from portfolios.tests.conftest import make_account

YOU = {"birth_year": "1980", "retirement_age": "65", "plan_to_age": "95"}
GOAL = {"target_retirement_income": "$60,000", "annual_contribution": "12,000"}


def page_of(client, query=""):
    return " ".join(client.get(f"/dashboard/{query}").content.decode().split())


def test_a_newcomer_is_led_through_three_steps(as_alice, alice, catalogue):
    page = page_of(as_alice)
    assert "Welcome to Alex" in page and "0 of 3 done" in page and "grade" not in page.lower()
    assert page.count("Assumed</span> until you change it") == 2
    assert as_alice.post("/welcome/you/", YOU)["Location"] == "/dashboard/?step=2"
    assert "1 of 3 done" in page_of(as_alice, "?step=2")
    assert as_alice.post("/accounts/populate/", {"next": "dashboard"})["Location"] == "/dashboard/"
    page = page_of(as_alice)
    assert "2 of 3 done" in page and "Spend a year in retirement" in page
    assert as_alice.post("/welcome/goal/", GOAL)["Location"] == "/team/"
    assert "Get started" not in page_of(as_alice)
    profile = Profile.objects.get(user=alice)
    assert (profile.birth_year, profile.retirement_age, profile.target_retirement_income) == (1980, 65, 60_000)
    assert profile.confirmed == ["annual_contribution", "birth_year"]
    assert Account.objects.owned_by(alice).count() == 3


@pytest.mark.parametrize(
    ("step", "body", "message"),
    [
        ("you", {**YOU, "birth_year": ""}, "required"),
        ("you", {**YOU, "birth_year": "2024"}, "Enter a year from"),
        ("you", {**YOU, "birth_year": "1940"}, "Enter 86 or more"),
        ("you", {**YOU, "plan_to_age": "60"}, "Plan to a higher age"),
        ("goal", {**GOAL, "target_retirement_income": "plenty"}, "Enter a number"),
    ],
)
def test_a_wrong_step_shows_its_error_and_saves_nothing(as_alice, alice, step, body, message):
    before = Profile.objects.values().get(user=alice)
    answer = as_alice.post(f"/welcome/{step}/", body)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert Profile.objects.values().get(user=alice) == before


@pytest.mark.parametrize("query", ["?step=9", "?step=<i>", "?step=2&period=1y"])
def test_any_step_in_the_address_is_answered(as_alice, alice, query):
    assert "Get started" in page_of(as_alice, query)
    make_account(alice)
    assert "<i>" not in page_of(as_alice, query)


def test_a_goal_before_accounts_leads_back(as_alice):
    assert as_alice.post("/welcome/goal/", GOAL)["Location"] == "/dashboard/"
