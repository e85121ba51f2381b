"""Sign-ins, failures, sign-outs and changes of passwords and addresses are audit events."""

import pytest
from allauth.account import signals as account
from allauth.account.models import EmailAddress

from people.log_context import hash_address
from people.models import AuditEvent
from people.tests.support.cast import PASSWORD

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "another-horse-battery"


@pytest.fixture
def verified(alice):
    return EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=True)


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("user__email", "action", "details", "result"))


def sign_in(client, email, password):
    return client.post("/auth/login/", {"login": email, "password": password})


def test_sign_in_and_sign_out_are_events(client, alice, verified):
    assert sign_in(client, alice.email, PASSWORD).status_code == 302
    client.post("/auth/logout/")
    assert events() == [(alice.email, "signed_in", "", "ok"), (alice.email, "signed_out", "", "ok")]


@pytest.mark.parametrize("typed", ["alice@example.com", "Alice@Example.com", "nobody@example.com"])
def test_a_failed_sign_in_names_no_address(client, alice, verified, typed):
    sign_in(client, typed, "wrong")
    ((person, action, details, result),) = events()
    assert (person, action, result) == (None, "sign_in_failed", "refused")
    assert details == f"address {hash_address(typed.lower())}" and "example" not in details


def test_a_failed_sign_in_by_the_api_is_an_event(client, alice, verified):
    body = {"email": alice.email, "password": "wrong"}
    client.post("/_allauth/app/v1/auth/login", body, content_type="application/json")
    assert [event[1] for event in events()] == ["sign_in_failed"]


def test_a_new_password_is_an_event(as_alice, alice, verified):
    names = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    as_alice.post("/auth/password/change/", names)
    assert (alice.email, "password_changed", "changed", "ok") in events()
    assert NEW_PASSWORD not in str(events())


@pytest.mark.parametrize("what", ["added", "removed", "confirmed"])
def test_a_change_of_an_address_is_an_event(alice, verified, what):
    getattr(account, f"email_{what}").send(sender=EmailAddress, request=None, user=alice, email_address=verified)
    assert events() == [(alice.email, "address_changed", f"{what}, address {hash_address(alice.email)}", "ok")]


def test_a_new_primary_address_is_an_event(alice, verified):
    account.email_changed.send(
        sender=EmailAddress, request=None, user=alice, from_email_address=None, to_email_address=verified
    )
    assert [event[1] for event in events()] == ["address_changed"]
