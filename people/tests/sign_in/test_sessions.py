"""Sessions: listed, ended with their tokens, and over after a time without a request."""

import json
import time
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from people.sign_in import activity
from people.tests.support.cast import PASSWORD, give_second_factor, signed_in

PAGE, END = "/settings/security/", "/settings/security/sessions/"
API = "/_allauth/app/v1"


def sign_in(agent="Firefox"):
    client = Client(headers={"User-Agent": agent})
    client.post("/auth/login/", {"login": "alice@example.com", "password": PASSWORD})
    return client


def is_in(client):
    return client.get("/dashboard/").status_code == 200


def api_tokens():
    body = json.dumps({"email": "alice@example.com", "password": PASSWORD})
    return Client().post(f"{API}/auth/login", body, content_type="application/json").json()["meta"]


def refresh(token):
    return Client().post(f"{API}/tokens/refresh", {"refresh_token": token}, content_type="application/json")


def status_of(token):
    return Client().get("/api/user", headers={"Authorization": f"Bearer {token}"}).status_code


def make_idle(client, **time_without_request):
    session = client.session
    session[activity.ACTIVE_AT] = time.time() - timedelta(**time_without_request).total_seconds()
    session.save()


def test_the_page_lists_own_sessions_only(alice, bob):
    phone = sign_in("<b>Phone")
    laptop = sign_in("Laptop")
    Client().post("/auth/login/", {"login": bob.email, "password": PASSWORD}, headers={"User-Agent": "Bob's"})
    page = laptop.get(PAGE).content.decode()
    assert "&lt;b&gt;Phone" in page and "Laptop" in page and "Bob" not in page
    assert page.count("This device") == 1
    assert is_in(phone)


def test_the_page_leads_to_the_activity(as_alice):
    assert 'href="/settings/activity/"' in as_alice.get(PAGE).content.decode().partition("<main")[2]


def test_ending_one_session_leaves_the_others(alice):
    phone, laptop = sign_in("Phone"), sign_in("Laptop")
    row = UserSession.objects.get(user_agent="Phone")
    laptop.post(END, {"session": row.pk})
    assert (is_in(phone), is_in(laptop)) == (False, True)


def test_ending_all_others_ends_their_tokens(alice):
    phone, laptop, tokens = sign_in("Phone"), sign_in("Laptop"), api_tokens()
    assert status_of(tokens["access_token"]) == 200
    laptop.post(END, {"session": "others"})
    assert (is_in(phone), is_in(laptop)) == (False, True)
    assert status_of(tokens["access_token"]) == 401
    assert refresh(tokens["refresh_token"]).status_code == 400


def test_nobody_ends_a_session_of_another(alice, as_bob):
    phone = sign_in("Phone")
    row = UserSession.objects.get(user_agent="Phone")
    for value in (row.pk, "others", "x", "9" * 40, ""):
        assert as_bob.post(END, {"session": value}).status_code == 302
    assert is_in(phone)


def test_a_new_password_ends_other_sessions(alice):
    phone, laptop, tokens = sign_in("Phone"), sign_in("Laptop"), api_tokens()
    new = "quite-another-horse"
    laptop.post("/auth/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (is_in(phone), is_in(laptop)) == (False, True)
    assert status_of(tokens["access_token"]) == 401


@pytest.mark.parametrize(("idle", "stays"), [({"minutes": 29}, True), ({"minutes": 31}, False)])
def test_staff_are_signed_out_after_half_an_hour(sam, idle, stays):
    client = signed_in(sam)
    make_idle(client, **idle)
    assert is_in(client) is stays


@pytest.mark.parametrize(("idle", "stays"), [({"days": 13}, True), ({"days": 15}, False)])
def test_people_are_signed_out_after_two_weeks(alice, idle, stays):
    client = signed_in(alice)
    make_idle(client, **idle)
    key = client.session.session_key
    assert is_in(client) is stays
    assert Session.objects.filter(session_key=key).exists() is stays


def test_the_idle_times_are_settings(alice, sam, settings):
    settings.SESSION_DAYS, settings.STAFF_SESSION_MINUTES = 1, 5
    for user, time_without_request in ((alice, {"days": 2}), (sam, {"minutes": 6})):
        client = signed_in(user)
        make_idle(client, **time_without_request)
        assert not is_in(client)


def test_an_idle_staff_token_is_not_renewed(sam):
    give_second_factor(sam)
    client = signed_in(sam)
    from allauth.headless.tokens.strategies.jwt import internal

    session = client.session
    token = internal.create_refresh_token(sam, session)
    session.save()
    make_idle(client, minutes=31)
    assert refresh(token).status_code == 400
    assert not is_in(client)


def writes_of(client, captured):
    with captured as queries:
        client.get("/dashboard/")
    return [query["sql"] for query in queries if "session" in query["sql"] and not query["sql"].startswith("SELECT")]


def test_activity_is_noted_rarely(alice, sam, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for user, pause in ((alice, {"hours": 23}), (sam, {"seconds": 50})):
        client = signed_in(user)
        make_idle(client, **pause)
        assert writes_of(client, CaptureQueriesContext(connection)) == []
    for user, pause in ((alice, {"hours": 25}), (sam, {"seconds": 70})):
        client = signed_in(user)
        make_idle(client, **pause)
        assert writes_of(client, CaptureQueriesContext(connection))
        assert time.time() - client.session[activity.ACTIVE_AT] < 10
