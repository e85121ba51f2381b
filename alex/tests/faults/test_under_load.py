"""Pages under load while the database is away or cuts connections: 503 with Retry-After, never 500, then back."""

import threading
import time
from collections import Counter

import psycopg
import pytest
from django.db import connection
from django.test import Client

from analysis.tests.support.database_outage import DatabaseOutage
from analysis.tests.support.faults import LONG
from people.tests.support.cast import signed_in
from people.tests.support.figures import print_figure

pytestmark = [pytest.mark.faults, pytest.mark.processes, pytest.mark.django_db(transaction=True)]
ADDRESSES = ("/dashboard/", "/accounts/", "/team/", "/api/accounts", "/readyz", "/healthz")
VISITORS = 4
OUTAGE_SECONDS = 10 if LONG else 1.5


class Visitors:
    """Threads that read pages as Alice until the block ends, and count the answers."""

    def __init__(self, user):
        self.cookies = signed_in(user).cookies
        self.answers, self.stopped = Counter(), threading.Event()
        self.threads = [threading.Thread(target=self.read_pages) for _ in range(VISITORS)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def read_pages(self):
        client = Client(raise_request_exception=False)
        client.cookies = self.cookies
        while not self.stopped.is_set():
            for address in ADDRESSES:
                response = client.get(address)
                self.answers[response.status_code, "Retry-After" in response, address] += 1
        connection.close()

    def check(self):
        """Fail if an answer is neither a page nor a 503 that says when to come back."""
        for status, says_when, address in self.answers:
            assert status in (200, 503), (status, address)
            assert status == 200 or says_when or address == "/readyz", address
        by_status = Counter()
        for (status, *_), count in self.answers.items():
            by_status[status] += count
        print_figure(f"pages under load: {dict(by_status)}")
        assert by_status[200]


def cut_connections(info):
    """End all connections to the test database but that of the test."""
    address = {"host": info.host, "port": info.port, "user": info.user, "password": info.password}
    with psycopg.connect(**address, dbname="postgres", autocommit=True) as outside:
        outside.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s",
            [info.dbname, info.backend_pid],
        )


@pytest.fixture
def visitors(alice):
    visitors = Visitors(alice)
    connection.ensure_connection()
    return visitors


def test_cut_connections_are_a_503_for_a_moment(visitors, alice):
    with visitors:
        for _ in range(20 if LONG else 6):
            time.sleep(0.3)
            cut_connections(connection.connection.info)
    visitors.check()
    assert signed_in(alice).get("/accounts/").status_code == 200


def test_an_outage_is_a_503_until_it_ends(visitors, alice):
    with visitors:
        time.sleep(0.5)
        with DatabaseOutage():
            time.sleep(OUTAGE_SECONDS)
        time.sleep(1)
    visitors.check()
    assert signed_in(alice).get("/accounts/").status_code == 200
