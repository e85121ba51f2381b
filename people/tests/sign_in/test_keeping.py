"""A demo becomes an account: by the rules of sign-up, with all it owns, and without telling who is registered."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.core import mail
from django.test import Client
from django.utils import timezone

from people.models import AuditEvent, User
from people.tests.support.cast import PASSWORD, signed_in, user_manager

PAGE = "/auth/keep/"
SENT = {"email": "jordan@example.com", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def demo(db):
    return user_manager().create_user("d3m0@demo.invalid", None, is_demo=True)


@pytest.fixture
def visitor(demo):
    return signed_in(demo)


@pytest.fixture
def with_mail(settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True


def enter_code(client):
    code = re.search(r"\n([A-Z0-9]{3,}-?[A-Z0-9]{3,})\n", mail.outbox[-1].body)[1]
    return client.post("/auth/confirm-email/", {"code": code})


def test_a_demo_is_kept_with_its_own_row(visitor, demo):
    before = visitor.session.session_key
    assert visitor.post(PAGE, SENT)["Location"] == "/dashboard/"
    kept = User.objects.get(pk=demo.pk)
    assert (kept.email, kept.is_demo) == ("jordan@example.com", False)
    assert authenticate(email="jordan@example.com", password=PASSWORD) == kept
    assert visitor.session.session_key != before
    assert visitor.session.get_expiry_age() > timedelta(days=2).total_seconds()
    assert visitor.get("/dashboard/").status_code == 200
    assert AuditEvent.objects.filter(user=demo, action="signed_up", details="kept a demo").exists()
    assert b"This is a demo" not in visitor.get("/dashboard/").content


def test_with_mail_it_is_kept_once_the_code_is_entered(visitor, demo, with_mail):
    assert visitor.post(PAGE, SENT)["Location"] == "/auth/confirm-email/"
    demo.refresh_from_db()
    assert (demo.is_demo, demo.email) == (True, "d3m0@demo.invalid")
    assert enter_code(visitor).status_code == 302
    demo.refresh_from_db()
    assert (demo.is_demo, demo.email) == (False, "jordan@example.com")
    assert EmailAddress.objects.get(user=demo).verified
    assert visitor.get("/dashboard/").status_code == 200


def test_a_taken_address_is_answered_like_a_free_one(visitor, demo, alice, with_mail):
    EmailAddress.objects.update_or_create(user=alice, email=alice.email, defaults={"verified": True, "primary": True})
    answers = [visitor.post(PAGE, {**SENT, "email": address}) for address in ("free@example.com", alice.email)]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/auth/confirm-email/")}
    demo.refresh_from_db()
    assert demo.is_demo
    assert enter_code(visitor).status_code in (
        200,
        302,
    )  # her code does not help either
    demo.refresh_from_db()
    alice.refresh_from_db()
    assert (demo.is_demo, demo.email, alice.email) == (True, "d3m0@demo.invalid", "alice@example.com")


def test_an_address_that_nobody_verified_stays_taken(visitor, demo, bob, with_mail):
    """Bob signed up with an address and never verified it. Who receives its mail may reset his password instead."""
    User.objects.filter(pk=bob.pk).update(email="jordan@example.com")
    EmailAddress.objects.create(user=bob, email="jordan@example.com", primary=True, verified=False)
    visitor.post(PAGE, SENT)
    assert enter_code(visitor).status_code == 200
    demo.refresh_from_db()
    assert (demo.email, demo.is_demo) == ("d3m0@demo.invalid", True)


def test_without_mail_a_taken_address_keeps_nothing(visitor, demo, alice):
    EmailAddress.objects.update_or_create(user=alice, email=alice.email, defaults={"verified": True, "primary": True})
    assert visitor.post(PAGE, {**SENT, "email": alice.email}).status_code == 422
    demo.refresh_from_db()
    assert demo.is_demo and not demo.has_usable_password()


@pytest.mark.parametrize(
    "changes",
    [
        {"password1": "short", "password2": "short"}, {"password2": "another-horse-battery"}, {"email": "no address"},
        {"email": "jordan@\u0430pple.com"}, {"email": "\u017ftaff@example.com"},
    ],
)  # fmt: skip
def test_the_rules_of_sign_up_hold(visitor, demo, changes):
    assert visitor.post(PAGE, {**SENT, **changes}).status_code == 422
    demo.refresh_from_db()
    assert demo.is_demo and not demo.has_usable_password()


def test_only_a_demo_is_kept(as_alice, alice, db):
    assert as_alice.post(PAGE, SENT)["Location"] == "/dashboard/"
    assert Client().post(PAGE, SENT)["Location"].startswith("/auth/login/")
    alice.refresh_from_db()
    assert alice.email == "alice@example.com"


def test_where_sign_up_is_closed_no_demo_is_kept(visitor, demo, settings):
    settings.SIGN_UP_IS_OPEN = False
    assert b"closed on this server" in visitor.post(PAGE, SENT).content
    demo.refresh_from_db()
    assert demo.is_demo


def test_each_page_of_a_demo_says_when_it_ends(visitor, demo):
    assert b"deleted 24 hours after it was opened" in visitor.get("/accounts/").content
    assert timezone.now() - demo.created_at < timedelta(hours=1)
