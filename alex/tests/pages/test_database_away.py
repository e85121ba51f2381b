"""Pages while the database is away or waking: they say so, and only pages that were read load again."""

import psycopg
import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError, OperationalError, connection
from django.db.models.sql.compiler import SQLCompiler
from django.test import Client

from alex.postgres.base import DatabaseWrapper
from people.sign_in.sessions import SessionStore
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


def raise_in_views(monkeypatch, code):
    """Let PostgreSQL answer every query of a view with an error of this SQLSTATE."""
    execute = SQLCompiler.execute_sql

    def fail(self, *args, **kwargs):
        if self.query.model._meta.label == "portfolios.Account":
            with connection.cursor() as cursor:
                cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}'; END $$")
        return execute(self, *args, **kwargs)

    monkeypatch.setattr(SQLCompiler, "execute_sql", fail)


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("code", "words"), [("53100", b"The disk of the server is full"), ("53300", b"The database is overloaded"),
                        ("57P01", b"The database is waking up"), ("57P02", b"The database is waking up")],
)  # fmt: skip
def test_each_fault_of_the_platform_is_named(visitor, monkeypatch, code, words):
    raise_in_views(monkeypatch, code)
    response = visitor.get("/accounts/")
    assert (response.status_code, response["Retry-After"], words in response.content) == (503, "10", True)


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_a_connection_cut_within_a_view_is_a_503(visitor, monkeypatch):
    compute, cut = SQLCompiler.execute_sql, []

    def cut_once(self, *args, **kwargs):
        if self.query.model._meta.label == "portfolios.Account" and not cut:
            cut.append(terminate(connection.connection.info))
        return compute(self, *args, **kwargs)

    monkeypatch.setattr(SQLCompiler, "execute_sql", cut_once)
    assert visitor.get("/accounts/").status_code == 503
    assert cut
    assert visitor.get("/accounts/").status_code == 200


def terminate(info):
    """End a connection of the app from outside."""
    address = {"host": info.host, "port": info.port, "user": info.user, "password": info.password}
    with psycopg.connect(**address, dbname=info.dbname, autocommit=True) as outside:
        return outside.execute("SELECT pg_terminate_backend(%s)", [info.backend_pid]).fetchone()


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_a_session_that_is_not_saved_is_a_503(visitor, monkeypatch):
    def save(self, must_create=False):
        try:
            with connection.cursor() as cursor:
                cursor.execute("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$")
        except DatabaseError as error:
            raise UpdateError from error

    monkeypatch.setattr(SessionStore, "save", save)
    monkeypatch.setattr("django.conf.settings.SESSION_SAVE_EVERY_REQUEST", True)
    response = visitor.get("/accounts/")
    assert (response.status_code, b"The disk of the server is full" in response.content) == (503, True)
