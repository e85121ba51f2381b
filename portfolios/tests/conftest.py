"""Fixtures for the catalogue, and for the accounts and positions of Alice and Bob."""

from decimal import Decimal

import pytest

from portfolios.importers.readers import sandbox, sandbox_child
from portfolios.models import Account, IncomeStream, Instrument, Position
from portfolios.tests.support.seeded_catalogue import lay_catalogue


@pytest.fixture
def catalogue(db):
    lay_catalogue()


def make_instrument(symbol="ACME", owner=None, **fields):
    details = {"name": f"{symbol} Corporation", "instrument_type": "stock", **fields}
    return Instrument.objects.create(symbol=symbol, owner=owner, **details)


def make_account(user, name="Savings", kind="taxable", **fields):
    return Account.objects.create(user=user, name=name, kind=kind, **fields)


def make_position(account, instrument, quantity="10", **fields):
    return Position.objects.create(
        user=account.user, account=account, instrument=instrument, quantity=Decimal(quantity), **fields
    )


def make_income(user, name="Social Security", amount="31000", **fields):
    details = {"start_age": 67, "cola": Decimal(1), **fields}
    return IncomeStream.objects.create(user=user, name=name, amount=Decimal(amount), **details)


def fill(user, *, accounts, positions):
    """Add positions across the accounts, with each pair of account and instrument at most once."""
    instruments = list(Instrument.objects.catalogue())
    new_accounts = [make_account(user, name=f"Account {n}", cash_balance=n) for n in range(accounts)]
    Position.objects.bulk_create(
        Position(user=user, account=new_accounts[n % accounts], instrument=instruments[n // accounts], quantity=n + 1)
        for n in range(positions)
    )


@pytest.fixture
def reads_in_this_process(monkeypatch):
    """Read files in this process instead of the sandbox, for tests that read hundreds."""
    monkeypatch.setattr(sandbox, "run", sandbox_child.answer)


@pytest.fixture
def vti(catalogue):
    return Instrument.objects.catalogue().get(symbol="VTI")


@pytest.fixture
def alices_account(alice):
    return make_account(alice, cash_balance=Decimal("100.50"))


@pytest.fixture
def alices_position(alices_account, vti):
    return make_position(alices_account, vti, "10", cost_basis=Decimal("2000.00"))


@pytest.fixture
def alices_income(alice):
    return make_income(alice)


@pytest.fixture
def bobs_account(bob):
    return make_account(bob, name="Bob's savings")
