"""Limits of requests, counted by one statement each."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, connections
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.models import RequestCount
from people.shared_cache import rates
from people.shared_cache.rates import CountedThrottle, UserThrottle

pytestmark = pytest.mark.django_db


class ThreeAMinute(CountedThrottle):
    rate = "3/min"

    def get_cache_key(self, request, view):
        return request


def ask(key="key", times=1):
    return [ThreeAMinute().allow_request(key, None) for _ in range(times)]


@pytest.fixture(autouse=True)
def no_clean_up(monkeypatch):
    monkeypatch.setattr(rates, "CLEAN_UP_EVERY", 10**9)


def test_the_limit_holds_for_each_key():
    assert ask(times=5) == [True, True, True, False, False]
    assert ask("other") == [True]


def test_refused_requests_do_not_extend_it():
    ask(times=3)
    ends_at = RequestCount.objects.get().ends_at
    assert ask(times=9) == [False] * 9
    assert RequestCount.objects.get().ends_at == ends_at
    assert RequestCount.objects.get().requests == 4


def test_a_new_period_begins_after_the_end():
    ask(times=4)
    RequestCount.objects.update(ends_at=timezone.now())
    assert ask(times=4) == [True, True, True, False]


def test_the_wait_is_until_the_end():
    ask(times=3)
    RequestCount.objects.update(ends_at=timezone.now() + timedelta(seconds=20))
    throttle = ThreeAMinute()
    assert not throttle.allow_request("key", None)
    assert 19 < throttle.wait() <= 20


def test_each_request_is_one_statement():
    with CaptureQueriesContext(connection) as queries:
        ask()
    assert len(queries) == 1


def test_counts_that_ended_are_deleted(monkeypatch):
    ask()
    RequestCount.objects.update(ends_at=timezone.now())
    monkeypatch.setattr(rates, "CLEAN_UP_EVERY", 1)
    ask("other")
    assert RequestCount.objects.count() == 1


def test_people_and_addresses_count_apart(alice, bob):
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1")
    request.user = AnonymousUser()
    keys = [UserThrottle().get_cache_key(request, None)]
    for request.user in (alice, bob):
        keys.append(UserThrottle().get_cache_key(request, None))
    assert len(set(keys)) == 3


@pytest.mark.django_db(transaction=True)
def test_requests_at_once_are_counted_exactly():
    answers, start = [], Barrier(8)

    def run():
        start.wait()
        answers.extend(ask())
        connections.close_all()

    threads = [Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] * 5 + [True] * 3
