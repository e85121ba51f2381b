"""The store of kept pages: bounded in bytes and in time."""

import sys
from datetime import UTC, datetime, timedelta

import pytest

from people.kept_pages.store import MAX_AGE, PageStore

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
PAGE = {"page": "x" * 1000}
SIZE = sys.getsizeof(PAGE["page"])


@pytest.fixture
def store():
    return PageStore(max_bytes=3 * SIZE)


def test_the_least_recently_used_page_goes_first(store):
    for name in "abc":
        store.put(name, PAGE, now=NOW)
    store.get("a", now=NOW)
    store.put("d", PAGE, now=NOW)
    assert [store.get(name, now=NOW) is not None for name in "abcd"] == [True, False, True, True]


def test_the_store_never_exceeds_its_bytes(store):
    for number in range(100):
        store.put(number % 7, {"page": "é" * (number * 37 % 1500)}, now=NOW + timedelta(seconds=number))
        assert store.size <= store.max_bytes
        assert store.size == sum(entry.size for entry in store._entries.values())


def test_a_page_larger_than_the_store_is_not_kept(store):
    store.put("a", {"page": "x" * 4000}, now=NOW)
    assert len(store) == store.size == 0


@pytest.mark.parametrize("clock", [1, -1])
def test_an_old_page_is_dropped(store, clock):
    """Also if the clock was set back, as time then cannot tell how old it is."""
    store.put("a", PAGE, now=NOW)
    assert store.get("a", now=NOW + clock * MAX_AGE) == PAGE
    assert store.get("a", now=NOW + clock * (MAX_AGE + timedelta(seconds=1))) is None
    assert store.size == 0


def test_old_pages_make_room_at_the_next_one(store):
    store.put("a", PAGE, now=NOW)
    store.put("b", PAGE, now=NOW + 2 * MAX_AGE)
    assert len(store) == 1
