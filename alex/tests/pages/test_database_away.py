"""Pages while the database is away or waking: they say so, and only pages that were read load again."""

import pytest
from django.db import OperationalError, connection
from django.test import Client

from alex.postgres.base import DatabaseWrapper
from people.tests.support.cast import signed_in

RELOAD = b'http-equiv="refresh" content="10"'


@pytest.fixture
def database_away(monkeypatch):
    """The database answers nobody, as while Aurora wakes."""

    def refuse(*_):
        raise OperationalError("connection timeout expired")

    def take_away():
        monkeypatch.setattr(DatabaseWrapper, "get_new_connection", refuse)
        connection.close()

    yield take_away
    monkeypatch.undo()


def client():
    return Client(raise_request_exception=False)


@pytest.fixture
def visitor(alice):
    """Alice's client. It answers with a page where the test client would raise."""
    visitor = signed_in(alice)
    visitor.raise_request_exception = False
    return visitor


@pytest.mark.django_db(transaction=True)
def test_a_page_waits_and_loads_itself_again(visitor, database_away):
    database_away()
    response = visitor.get("/dashboard/")
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "10", "no-store")
    assert b"The database is waking up" in response.content and RELOAD in response.content


@pytest.mark.django_db(transaction=True)
def test_a_sent_form_is_not_repeated(visitor, database_away):
    database_away()
    response = visitor.post("/accounts/add/", {"name": "Savings"})
    assert (response.status_code, RELOAD in response.content) == (503, False)
    assert b"Nothing was saved" in response.content


@pytest.mark.django_db(transaction=True)
def test_the_api_says_it_in_its_own_shape(visitor, database_away):
    database_away()
    response = visitor.get("/api/user")
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert response.json()["error"]["code"] == "database_unavailable"


@pytest.mark.django_db(transaction=True)
def test_the_landing_page_needs_no_database(database_away):
    database_away()
    assert client().get("/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_failing_query_is_no_waking_database(visitor, monkeypatch):
    def fail(*_, **__):
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr("django.db.models.sql.compiler.SQLCompiler.execute_sql", fail)
    assert visitor.get("/dashboard/").status_code == 500
