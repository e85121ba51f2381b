"""API tokens: created by signing in, ended by signing out."""

import json

import jwt
import pytest
from django.test import Client

from people.tests.support.cast import PASSWORD

SIGN_IN, SESSION, REFRESH = (f"/_allauth/app/v1/{path}" for path in ("auth/login", "auth/session", "tokens/refresh"))


def post(path, **body):
    return Client().post(path, json.dumps(body), content_type="application/json")


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def user_by(token):
    return Client().get("/api/user", headers=bearer(token))


@pytest.fixture
def tokens(alice):
    return post(SIGN_IN, email="alice@example.com", password=PASSWORD).json()["meta"]


def test_signing_in_gives_a_working_token(tokens):
    assert user_by(tokens["access_token"]).status_code == 200


def test_a_token_writes_as_its_user(tokens, alice):
    body = json.dumps({"account_name": "Roth", "account_type": "roth_ira"})
    response = Client().post(
        "/api/accounts", body, content_type="application/json", headers=bearer(tokens["access_token"])
    )
    assert response.status_code == 201
    assert [account.name for account in alice.accounts.all()] == ["Roth"]


@pytest.mark.parametrize("token", ["", "garbage", "a.b.c"])
def test_a_malformed_token_is_refused(db, token):
    response = user_by(token)
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_an_unsigned_token_is_refused(tokens):
    claims = jwt.decode(tokens["access_token"], options={"verify_signature": False})
    assert user_by(jwt.encode(claims, "", algorithm="none")).status_code == 401


def test_an_expired_token_can_be_refreshed(settings, alice):
    settings.HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN = -1
    tokens = post(SIGN_IN, email="alice@example.com", password=PASSWORD).json()["meta"]
    assert user_by(tokens["access_token"]).status_code == 401
    settings.HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN = 60
    fresh = post(REFRESH, refresh_token=tokens["refresh_token"]).json()["data"]
    assert user_by(fresh["access_token"]).status_code == 200
    assert fresh["refresh_token"] != tokens["refresh_token"]
    assert post(REFRESH, refresh_token=tokens["refresh_token"]).status_code == 400


def test_after_sign_out_the_token_is_refused(tokens):
    assert Client().delete(SESSION, headers=bearer(tokens["access_token"])).status_code in (200, 401)
    assert user_by(tokens["access_token"]).status_code == 401


def test_an_inactive_user_loses_the_token(tokens, alice):
    alice.is_active = False
    alice.save(update_fields=["is_active"])
    assert user_by(tokens["access_token"]).status_code == 401
    alice.delete()
    assert user_by(tokens["access_token"]).status_code == 401


def test_a_wrong_password_gives_no_token(alice):
    response = post(SIGN_IN, email="alice@example.com", password="wrong-horse")
    assert response.status_code == 400
    assert "access_token" not in response.content.decode()


def test_the_health_check_needs_no_token(db):
    assert Client().get("/api/health").json() == {"status": "ok"}


def test_a_refresh_token_used_twice_ends_all(tokens):
    fresh = post(REFRESH, refresh_token=tokens["refresh_token"]).json()["data"]
    assert user_by(fresh["access_token"]).status_code == 200
    assert post(REFRESH, refresh_token=tokens["refresh_token"]).status_code == 400
    assert user_by(fresh["access_token"]).status_code == user_by(tokens["access_token"]).status_code == 401
    assert post(REFRESH, refresh_token=fresh["refresh_token"]).status_code == 400


def test_tokens_survive_a_new_secret_key(tokens, settings):
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key" * 8, ["an older one" * 8, old]
    for _ in range(2):
        assert user_by(tokens["access_token"]).status_code == 200
        assert Client().get(SESSION, headers=bearer(tokens["access_token"])).status_code == 200
    fresh = post(REFRESH, refresh_token=tokens["refresh_token"]).json()["data"]
    settings.SECRET_KEY_FALLBACKS = []
    assert user_by(fresh["access_token"]).status_code == 200
    assert user_by(tokens["access_token"]).status_code == 401
    assert post(REFRESH, refresh_token=fresh["refresh_token"]).status_code == 200


def test_a_session_survives_a_new_secret_key(alice, settings):
    client = Client()
    client.post("/auth/login/", {"login": "alice@example.com", "password": PASSWORD})
    old, settings.SECRET_KEY = settings.SECRET_KEY, "a new key" * 8
    settings.SECRET_KEY_FALLBACKS = [old]
    assert client.get("/dashboard/").status_code == 200
    assert "This device" in client.get("/settings/security/").content.decode()
    settings.SECRET_KEY_FALLBACKS = []
    assert client.get("/dashboard/").status_code == 200


def test_a_leaked_secret_key_opens_nothing(tokens, settings):
    settings.SECRET_KEY = "a new key" * 8
    assert user_by(tokens["access_token"]).status_code == 401
    assert post(REFRESH, refresh_token=tokens["refresh_token"]).status_code == 400
