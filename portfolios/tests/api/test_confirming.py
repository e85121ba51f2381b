"""A PUT of the user confirms the fields in its body and no others."""

import pytest

from portfolios.models import Profile
from portfolios.tests.api.test_views import call
from portfolios.valuation.assumptions import CONFIRMABLE

SENT = [
    ({"plan_to_age": 95}, ["plan_to_age"]),
    ({"plan_to_age": 90, "birth_year": 1980}, ["plan_to_age", "birth_year"]),
    ({"region_targets": {"north_america": "50", "international": "50"}}, ["region_targets"]),
    ({"birth_year": 1980, "retirement_age": 66}, ["years_until_retirement", "birth_year"]),
    ({"display_name": "Alicia", "target_retirement_income": "1"}, []),
    ({"birth_year": None, "retirement_age": None}, []),
]


def put(client, **body):
    return call(client, "put", "user", {"version": 1, **body}).json()


def confirmed_by(user):
    return Profile.objects.get(user=user).confirmed


@pytest.mark.parametrize(("sent", "confirmed"), SENT)
def test_the_api_confirms_what_it_is_sent(as_alice, alice, sent, confirmed):
    answer = put(as_alice, **sent)
    assert confirmed_by(alice) == confirmed
    assert answer["assumed"] == [name for name in CONFIRMABLE if name not in confirmed]


def test_the_api_lists_what_is_assumed(as_alice, alice):
    Profile.objects.filter(user=alice).update(confirmed=["region_targets"])
    answer = call(as_alice, "get", "user").json()
    assert answer["assumed"] == [name for name in CONFIRMABLE if name != "region_targets"]


def test_a_user_sent_back_as_read_is_confirmed(as_alice, alice):
    answer = put(as_alice, **call(as_alice, "get", "user").json()["user"])
    assert answer["assumed"] == ["birth_year"]


def test_what_the_api_confirmed_stays_confirmed(as_alice, alice):
    put(as_alice, plan_to_age=95)
    put(as_alice, annual_contribution="100", version=2)
    assert confirmed_by(alice) == ["annual_contribution", "plan_to_age"]


def test_the_api_takes_back_a_birth_year(as_alice, alice):
    put(as_alice, birth_year=1980, plan_to_age=90)
    answer = put(as_alice, birth_year=None, version=2)
    assert "birth_year" in answer["assumed"]
    assert confirmed_by(alice) == ["plan_to_age"]


@pytest.mark.parametrize("body", [{"plan_to_age": 130}, {"plan_to_age": 90, "version": 7}])
def test_a_refused_body_confirms_nothing(as_alice, alice, body):
    assert "error" in put(as_alice, **body)
    assert confirmed_by(alice) == []
