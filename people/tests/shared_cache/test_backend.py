"""The cache in the database: JSON only, and no entry leaves before its time."""

import base64
import pickle
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.core.cache import cache
from django.db import connection, connections

from people.shared_cache import backend

pytestmark = pytest.mark.django_db
VALUES = [
    None, True, 0, "text", "$decimal", [1.5, [2]], {"a": {"b": None}}, Decimal("1.10"), date(2026, 11, 27),
    datetime(2026, 11, 27, 12, 0, 0, 5, tzinfo=UTC), {"closes": {"VTI": Decimal("1.1")}}, {"$other": "x"},
]  # fmt: skip


class RunsCode:
    ran = False

    def __reduce__(self):
        return (setattr, (RunsCode, "ran", True))


def store_text(key, text):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_cache VALUES (%s, %s, now() + interval '1 hour')", [f":1:{key}", text])


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_comes_back_as_it_was(value):
    cache.set("key", value, 60)
    assert cache.get("key", "missing") == value
    assert type(cache.get("key", "missing")) is type(value)


def test_a_pickle_in_the_table_is_not_read():
    store_text("key", base64.b64encode(pickle.dumps(RunsCode())).decode())
    assert cache.get("key") is None
    assert not RunsCode.ran


def test_other_values_are_refused():
    with pytest.raises(TypeError, match="stores JSON, not RunsCode"):
        cache.set("key", RunsCode())


def test_an_expired_entry_is_a_miss():
    cache.set("key", 1, -1)
    assert (cache.get("key"), "key" in cache, cache.touch("key", 60)) == (None, False, False)
    assert cache.add("key", 2, 60)
    assert not cache.add("key", 3, 60)
    assert (cache.get("key"), cache.incr("key"), cache.touch("key", 60)) == (2, 3, True)
    assert (cache.delete("key"), cache.delete("key")) == (True, False)


def test_expired_entries_are_deleted_in_time(monkeypatch):
    monkeypatch.setattr(backend.random, "randrange", lambda limit: 0)
    cache.set("old", 1, -1)
    cache.set("new", 1, 60)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM django_cache")
        assert cursor.fetchall() == [(":1:new",)]


def test_an_entry_without_an_end_stays():
    cache.set("key", 1, None)
    assert cache.get("key") == 1


def test_a_flood_of_entries_lifts_no_lockout(client, alice):
    """Wrong passwords lock Alice's address; entries that sort before and after then fill the table."""
    wrong = {"email": "alice@example.com", "password": "not-the-password"}
    answers = [client.post("/_allauth/app/v1/auth/login", wrong, content_type="application/json") for _ in range(6)]
    assert answers[-1].status_code == 400
    assert [error["code"] for error in answers[-1].json()["errors"]] == ["too_many_login_attempts"]
    for number in range(700):
        cache.set(f"{'az'[number % 2]}-{number}", number, 3600)
    cache.delete_expired()
    again = client.post("/_allauth/app/v1/auth/login", wrong, content_type="application/json")
    assert [error["code"] for error in again.json()["errors"]] == ["too_many_login_attempts"]


@pytest.mark.django_db(transaction=True)
def test_one_of_many_callers_adds_a_mark():
    together, added = Barrier(4), []

    def add():
        together.wait(10)
        added.append(cache.add("mark", 1, timedelta(minutes=1).total_seconds()))
        connections.close_all()

    threads = [Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(added) == [False, False, False, True]
