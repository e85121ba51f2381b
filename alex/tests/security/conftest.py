"""Alice's rows, and the answers to requests for them."""

import pytest
from django.db import transaction

from alex.tests.support.everything import SYMBOL, everything_of
from alex.tests.support.routes import ask, client_of
from portfolios.tests.support.stored_rows import written_of

OF_THE_DOCUMENT = ("/api/schema/", "/api/docs/")
MARK = "Alice-secret-7f3"
ERROR = {"code", "message", "fields"}


@pytest.fixture
def rows(alice, catalogue):
    return everything_of(alice, lambda field: f"{MARK} {field}")


@pytest.fixture
def owner(alice):
    return client_of(alice)


@pytest.fixture
def answer(alice, owner, rows):
    """Return a function that sends a request, rolls it back and returns the answer as the table writes it."""

    before = written_of(alice)

    def answer_of(client, method, url, body=None, headers=None):
        with transaction.atomic():
            response = ask(client, method, url, body() if callable(body) else body, headers)
            changes = "!" if written_of(alice) != before else ""
            transaction.set_rollback(True)
        if client is not owner:
            assert not names_alice(response), (method, url)
        return answer_code(response) + changes

    return answer_of


def names_alice(response):
    text = response.content.decode(errors="replace").lower()
    return any(mark in text for mark in (MARK.lower(), SYMBOL.lower(), "alice@example.com"))


def answer_code(response):
    """Return the status, or `in` for a redirect to sign-in. Check the shape of API errors."""
    if response.status_code == 302 and response["Location"].startswith("/auth/login/?next="):
        return "in"
    path = response.wsgi_request.path
    if path.startswith("/api/") and path not in OF_THE_DOCUMENT and response.status_code >= 400:
        assert response.status_code != 401 or response["WWW-Authenticate"].startswith("Bearer")
        assert not response.content or set(response.json()["error"]) == ERROR
    return str(response.status_code)
