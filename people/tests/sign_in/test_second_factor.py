"""Sign-in with a second factor, by page and by API, and changes that need a fresh proof of identity."""

import json
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory

from people.sign_in.second_factor import fresh_sign_in_required
from people.tests.support.cast import PASSWORD, give_second_factor, signed_in, totp_code

API = "/_allauth/app/v1"
DASHBOARD, SECOND_STEP = "/dashboard/", "/auth/2fa/authenticate/"


@pytest.fixture
def careful_alice(alice):
    """Alice, with an authenticator app."""
    cache.clear()
    give_second_factor(alice)
    return alice


def begin(client=None):
    """Give address and password, and return the client."""
    client = client or Client()
    response = client.post("/auth/login/", {"login": "alice@example.com", "password": PASSWORD})
    assert response["Location"] == SECOND_STEP
    return client


def is_in(client):
    return client.get(DASHBOARD).status_code == 200


def call(path, token="", **body):
    headers = {"X-Session-Token": token} if token else {}
    return Client().post(f"{API}/{path}", json.dumps(body), content_type="application/json", headers=headers)


def test_a_password_alone_opens_nothing(careful_alice):
    client = begin()
    assert not is_in(client)
    assert client.post(SECOND_STEP, {"code": "000000"}).status_code == 200
    assert not is_in(client)
    assert client.post(SECOND_STEP, {"code": totp_code()})["Location"] == DASHBOARD
    assert is_in(client)


def test_a_code_works_once(careful_alice):
    code = totp_code()
    assert begin().post(SECOND_STEP, {"code": code}).status_code == 302
    assert begin().post(SECOND_STEP, {"code": code}).status_code == 200


def test_a_recovery_code_works_once(careful_alice):
    client = begin()
    client.post(SECOND_STEP, {"code": totp_code()})
    client.post("/auth/reauthenticate/", {"password": PASSWORD})
    client.post("/auth/2fa/recovery-codes/generate/")
    code = re.findall(r"\d{8}", client.get("/auth/2fa/recovery-codes/").content.decode())[0]
    assert begin().post(SECOND_STEP, {"code": code}).status_code == 302
    assert begin().post(SECOND_STEP, {"code": code}).status_code == 200


def test_codes_cannot_be_guessed(careful_alice):
    client = begin()
    pages = [client.post(SECOND_STEP, {"code": f"{number:06}"}).content.decode() for number in range(7)]
    assert "Too many failed" in pages[-1]
    assert client.post(SECOND_STEP, {"code": totp_code()}).status_code == 200


def test_a_password_reset_asks_for_the_second_factor(careful_alice):
    client = Client()
    client.post("/auth/password/reset/", {"email": "alice@example.com"})
    link = re.search(r"/auth/password/reset/key/\S+", mail.outbox[-1].body)[0]
    form = client.get(link)["Location"]
    new = "quite-another-horse"
    assert client.post(form, {"password1": new, "password2": new}).status_code == 302
    assert not is_in(client)
    response = client.post("/auth/login/", {"login": "alice@example.com", "password": new})
    assert response["Location"] == SECOND_STEP


def test_sign_in_by_code_asks_for_the_second_factor(careful_alice):
    client = Client()
    client.post("/auth/login/code/", {"email": "Alice@Example.com"})
    code = re.search(r"^\s*(\S{5,12})\s*$", mail.outbox[-1].body, re.MULTILINE)[1]
    assert client.post("/auth/login/code/confirm/", {"code": code})["Location"] == SECOND_STEP
    assert not is_in(client)


def test_the_api_asks_for_the_second_factor(careful_alice):
    answer = call("auth/login", email="alice@example.com", password=PASSWORD)
    assert answer.status_code == 401
    assert [flow["id"] for flow in answer.json()["data"]["flows"] if flow.get("is_pending")] == ["mfa_authenticate"]
    assert "access_token" not in answer.json()["meta"]
    token = answer.json()["meta"]["session_token"]
    assert call("auth/2fa/authenticate", token, code="000000").status_code == 400
    answer = call("auth/2fa/authenticate", token, code=totp_code())
    access = answer.json()["meta"]["access_token"]
    assert Client().get("/api/user", headers={"Authorization": f"Bearer {access}"}).status_code == 200


SENSITIVE = [
    ("/auth/email/", {"action_add": "", "email": "thief@example.com"}),
    ("/auth/email/", {"action_primary": "", "email": "second@example.com"}),
    ("/auth/email/", {"action_remove": "", "email": "second@example.com"}),
    ("/auth/2fa/totp/activate/", {"code": "123456"}),
    ("/auth/2fa/webauthn/add/", {"name": "thief", "credential": "{}"}),
    ("/auth/2fa/recovery-codes/generate/", {}),
]


@pytest.mark.parametrize(("page", "fields"), SENSITIVE, ids=lambda value: value if isinstance(value, str) else "")
def test_a_stolen_session_changes_nothing(alice, page, fields):
    EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=True)
    EmailAddress.objects.create(user=alice, email="second@example.com", verified=True)
    before = list(EmailAddress.objects.order_by("pk").values())
    response = signed_in(alice).post(page, fields)
    assert response["Location"].startswith("/auth/reauthenticate/?next=")
    assert list(EmailAddress.objects.order_by("pk").values()) == before
    assert not alice.authenticator_set.exists()


def test_a_stolen_token_changes_no_address(alice):
    EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=True)
    client = signed_in(alice)
    answer = call("account/email", client.session.session_key, email="thief@example.com")
    assert answer.status_code == 401
    assert answer.json()["data"]["flows"][0]["id"] == "reauthenticate"
    assert EmailAddress.objects.count() == 1


def test_a_suspended_change_goes_on_after_the_password(alice):
    client = signed_in(alice)
    client.post(*SENSITIVE[0])
    assert client.post("/auth/reauthenticate/?next=/auth/email/", {"password": "wrong"}).status_code == 200
    assert not EmailAddress.objects.filter(email="thief@example.com").exists()
    client.post("/auth/reauthenticate/?next=/auth/email/", {"password": PASSWORD})
    assert EmailAddress.objects.filter(email="thief@example.com").exists()


def test_the_old_address_is_told_of_a_change(alice, settings):
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=True)
    EmailAddress.objects.create(user=alice, email="second@example.com", verified=True)
    client = signed_in(alice)
    client.post("/auth/reauthenticate/", {"password": PASSWORD})
    client.post("/auth/email/", {"action_primary": "", "email": "second@example.com"})
    assert alice.email in [address for message in mail.outbox for address in message.to]


def test_the_decorator_guards_any_view(alice, as_alice):
    from allauth.core.exceptions import ReauthenticationRequired

    view = fresh_sign_in_required(lambda request: HttpResponse("exported"))
    request = RequestFactory().post("/export/")
    request.user, request.session = alice, as_alice.session
    from allauth.core import context

    with context.request_context(request), pytest.raises(ReauthenticationRequired):
        view(request)
    as_alice.post("/auth/reauthenticate/", {"password": PASSWORD})
    request.session = as_alice.session
    with context.request_context(request):
        assert view(request).content == b"exported"


def test_somebody_without_a_password_signs_in_again(alice):
    alice.set_unusable_password()
    alice.save()
    client = signed_in(alice)
    response = client.post(*SENSITIVE[0])
    assert response["Location"].startswith("/settings/security/again/")
    assert client.get(response["Location"]).status_code == 200
