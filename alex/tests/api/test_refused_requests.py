"""Requests without a valid token are limited, and no cookie carries what a page says to a person."""

import base64

import pytest
from django.contrib import messages
from django.http import HttpResponse
from django.test import Client
from rest_framework.throttling import SimpleRateThrottle

from people.tests.support.cast import PASSWORD


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer alex_guessed"}, {"Authorization": "Bearer a.b.c"}])
def test_refused_requests_of_one_address_are_limited(db, monkeypatch, headers):
    monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, "refused", "3/min")
    paths = ("/api/accounts", "/api/user", "/api/research", "/api/jobs", "/api/positions")
    answers = [Client().post(path, {}, "application/json", headers=headers) for path in paths]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 429]
    assert answers[-1].json()["error"]["code"] == "throttled"
    assert int(answers[-1]["Retry-After"]) > 0


def test_the_limit_of_refusals_spares_people(as_alice, monkeypatch):
    monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, "refused", "1/min")
    assert [Client().get("/api/user").status_code for _ in range(3)] == [401, 429, 429]
    assert as_alice.get("/api/user").status_code == 200


def test_no_cookie_carries_an_address(client, alice):
    request = client.post("/auth/login/", {"login": alice.email, "password": PASSWORD}).wsgi_request
    answer = HttpResponse()
    messages.success(request, f"We sent a confirmation to {alice.email}.")
    request._messages.update(answer)
    assert alice.email in str(list(messages.get_messages(request))) and not answer.cookies
    for cookie in client.cookies.values():
        plain = base64.urlsafe_b64decode(cookie.value.split(":")[0] + "==") if ":" in cookie.value else b""
        assert "alice" not in cookie.value
        assert b"alice" not in plain
    assert "messages" not in client.cookies
