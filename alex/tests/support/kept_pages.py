"""Every page that is kept, with an address of Alice's for each, and what its text shows."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analysis.tests.support import stored_analyses
from analysis.views.analyses import TABS
from people.kept_pages.parts import PER_VIEW
from people.kept_pages.store import store
from portfolios.models import Account, Instrument, Position

TOKENS = re.compile(r'(X-CSRFToken": "|csrfmiddlewaretoken" value="|idempotency_key" value=")([^"]+)')
PAGES = ("dashboard", "plan", "accounts", "account", "team", *(f"analysis {tab}" for tab in (*TABS, "all")))


@dataclass(frozen=True)
class Owned:
    """One person with an account, a position and a finished analysis."""

    user: Any
    account: Account
    position: Position
    job: Any

    def address(self, page: str) -> str:
        name, _, tab = page.partition(" ")
        if name == "analysis":
            return f"{reverse(name, args=[self.job.pk])}?tab={tab}"
        return reverse(name, args=[self.account.pk] if name == "account" else [])


def own(user: Any, instrument: Instrument, name: str) -> Owned:
    account = Account.objects.create(user=user, name=f"{name}'s account", kind="taxable", cash_balance=1234)
    position = Position.objects.create(user=user, account=account, instrument=instrument, quantity=Decimal(10))
    return Owned(user, account, position, stored_analyses.completed(user))


def view(client: Any, address: str, **headers: Any) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return str(response.content.decode())


def without_tokens(html: str) -> str:
    return TOKENS.sub(r"\1", html)


def render_anew(client: Any, address: str) -> str:
    store.clear()
    return view(client, address)


def tables_read(client: Any, address: str) -> set[str]:
    """Return the tables that rendering this page anew reads."""
    store.clear()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        view(client, address)
    return {name for query in queries for name in re.findall(r'(?:FROM|JOIN) "?(\w+)', query["sql"])}


def tokens_of(html: str) -> list[str]:
    found = [value for _, value in TOKENS.findall(html)]
    assert not any(name in value for value in found for name in PER_VIEW)
    return found
