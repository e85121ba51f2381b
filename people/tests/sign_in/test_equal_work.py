"""Somebody who measures answers does not learn who is registered: every address costs the same counted work.

Wall time is not measured: it depends on the machine. What takes time is counted instead: hashed passwords, mails,
statements that write, and statements that read.
"""

import json
import re
from typing import NamedTuple

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import hashers
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.models import User
from people.tests.support.cast import PASSWORD, give_second_factor

API = "/_allauth/app/v1"
ALICE, NOBODY = "alice@example.com", "nobody@example.com"
NEW = "a-quite-long-passphrase-7"
MAX_MORE_READS = 5
"""Reads of one row by an index, which take tenths of a millisecond. A hash or a mail takes hundreds."""


class Work(NamedTuple):
    """What an answer cost, and the answer's status."""

    status: int
    hashes: int
    mails: int
    writes: list[str]
    reads: int


def page(path, **fields):
    return lambda address: Client().post(path, {name: value or address for name, value in fields.items()})


def api(path, **fields):
    def call(address):
        body = json.dumps({name: value or address for name, value in fields.items()})
        return Client().post(f"{API}/{path}", body, content_type="application/json")

    return call


FLOWS = {
    "sign in": page("/auth/login/", login=None, password="wrong"),
    "sign up": page("/auth/signup/", email=None, password1=NEW, password2=NEW),
    "reset": page("/auth/password/reset/", email=None),
    "code": page("/auth/login/code/", email=None),
    "API sign in": api("auth/login", email=None, password="wrong"),
    "API sign up": api("auth/signup", email=None, password=NEW),
    "API reset": api("auth/password/request", email=None),
    "API code": api("auth/code/request", email=None),
}


@pytest.fixture
def measure(db, settings, monkeypatch):
    """Mail works. Return a function that counts the work of a flow for an address."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
    encode, hashed = hashers.MD5PasswordHasher.encode, []
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda *args, **kwargs: hashed.append(1) or encode(*args, **kwargs)
    )

    def count(flow, address):
        cache.clear()
        mail.outbox.clear()
        hashed.clear()
        with CaptureQueriesContext(connection) as queries:
            status = FLOWS[flow](address).status_code
        # The shared cache sweeps what has expired now and then, whoever writes.
        statements = [query["sql"] for query in queries.captured_queries if "expires <=" not in query["sql"]]
        writes = [re.sub(r"\W", "", text.split()[2]) for text in statements if re.match("INSERT|UPDATE|DELETE", text)]
        reads = sum(text.startswith(("SELECT", "DECLARE")) for text in statements)
        return Work(status, len(hashed), len(mail.outbox), sorted(writes), reads)

    count("sign in", NOBODY)  # the first view of a process imports
    return count


def make_known(kind):
    """Register Alice, in one of the states that an address can be in."""
    alice = User.objects.create_user(ALICE, None if kind == "Google only" else PASSWORD)
    EmailAddress.objects.create(user=alice, email=ALICE, primary=True, verified=kind != "not verified")
    if kind == "second factor":
        give_second_factor(alice)
    if kind == "not active":
        User.objects.update(is_active=False)


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("kind", ["usual", "second factor", "Google only", "not verified", "not active"])
def test_every_address_costs_the_same_work(measure, flow, kind):
    make_known(kind)
    known, unknown = measure(flow, ALICE), measure(flow, NOBODY)
    assert known[:3] == unknown[:3]
    assert known.writes == unknown.writes
    assert abs(known.reads - unknown.reads) <= MAX_MORE_READS


@pytest.mark.parametrize("flow", FLOWS)
def test_each_flow_does_what_takes_time(measure, flow):
    """So that equal work is not none: sign-in and sign-up hash one password, the others send one mail."""
    work = measure(flow, NOBODY)
    assert (work.hashes, work.mails) == {"in": (1, 0), "up": (1, 1)}.get(flow.split()[-1], (0, 1))


@pytest.mark.parametrize("flow", ["sign up", "API sign up"])
def test_a_second_sign_up_leaves_nothing(measure, flow):
    make_known("usual")
    measure(flow, ALICE)
    assert list(User.objects.values_list("email", flat=True)) == [ALICE]
    assert EmailAddress.objects.get().email == ALICE
    assert [message.to for message in mail.outbox] == [[ALICE]]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # chains events, as a commit does
    call_command("verify_audit")
